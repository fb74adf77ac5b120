using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using AvsFailback.HelpWriting;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Help;

public sealed class HelpTextTests
{
    [Fact]
    public void Every_cmdlet_has_a_synopsis_a_description_and_two_examples()
    {
        using var host = new ModuleHost();
        IReadOnlyList<CmdletHelp> all = HelpSource.Read(host);

        Assert.Equal(HelpSource.Cmdlets(host).Select(c => c.Name).Order(StringComparer.Ordinal), all.Select(c => c.Name));
        Assert.All(all, cmdlet =>
        {
            Assert.True(cmdlet.Synopsis.EndsWith('.') && cmdlet.Synopsis.Length is > 20 and < 150, $"{cmdlet.Name}: {cmdlet.Synopsis}");
            Assert.True(cmdlet.Description.Sum(p => p.Length) > cmdlet.Synopsis.Length + 20, $"{cmdlet.Name} has no more to say than its synopsis.");
            Assert.True(cmdlet.Examples.Count >= 2, $"{cmdlet.Name} has fewer than two examples.");
            Assert.All(cmdlet.Examples, e => Assert.True(e.Code.Length > 0 && e.Remark.EndsWith('.'), $"{cmdlet.Name}: {e}"));
        });
    }

    [Fact]
    public void Every_parameter_has_a_text()
    {
        using var host = new ModuleHost();

        Assert.All(
            from cmdlet in HelpSource.Read(host) from parameter in cmdlet.Parameters select (cmdlet, parameter),
            pair => Assert.True(pair.parameter.Description is [{ Length: > 5 } first, ..] && first.EndsWith('.'), $"{pair.cmdlet.Name} -{pair.parameter.Name} has no text."));
    }

    [Fact]
    public void The_parameters_are_those_of_the_engine_in_every_set()
    {
        using var host = new ModuleHost();
        var cmdlets = HelpSource.Cmdlets(host).ToDictionary(c => c.Name);

        Assert.All(HelpSource.Read(host), help =>
        {
            CmdletInfo cmdlet = cmdlets[help.Name];
            Assert.Equal(cmdlet.ParameterSets.Count, help.Sets.Count);
            Assert.Equal(
                cmdlet.ParameterSets.Select(set => Join(set.Parameters.Select(p => p.Name).Except(Cmdlet.CommonParameters))).Order(StringComparer.Ordinal),
                help.Sets.Select(set => Join(set.Select(p => p.Name))).Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    public void Related_links_lead_to_topics_that_exist()
    {
        using var host = new ModuleHost();
        IReadOnlyList<CmdletHelp> all = HelpSource.Read(host);
        HashSet<string> topics = [.. all.Select(c => c.Name), "about_AvsFailback"];

        Assert.All(all, cmdlet =>
        {
            Assert.True(cmdlet.Links.Count > 1, $"{cmdlet.Name} has no related links.");
            Assert.DoesNotContain(cmdlet.Name, cmdlet.Links);
            Assert.All(cmdlet.Links, link => Assert.Contains(link, topics));
        });
    }

    private static string Join(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));
}
