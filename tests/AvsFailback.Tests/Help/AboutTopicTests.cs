using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using AvsFailback.Testing;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Help;

public sealed class AboutTopicTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(SharedData.RepositoryRoot, "en-US", "about_AvsFailback.help.txt"));

    private static readonly string Text = string.Join('\n', Lines);

    [Fact]
    public void It_fits_a_screen_of_80_columns_and_is_plain_ASCII()
    {
        Assert.True(Lines.Length <= 180, $"It has {Lines.Length} lines.");
        Assert.All(Lines, line => Assert.True(line.Length < 80 && line.All(char.IsAscii), line));
    }

    [Fact]
    public void It_lists_every_rule_and_marks_those_that_cannot_be_ignored()
    {
        using var host = new ModuleHost();
        Type rules = Core(host, "AvsFailback.Readiness.ReadinessRules");
        PSObject[] all = [.. ((IEnumerable)rules.GetProperty("All")!.GetValue(null)!).Cast<object>().Select(PSObject.AsPSObject)];

        Assert.NotEmpty(all);
        string[] expected = [.. all.Select(r => $"{r.Properties["Id"].Value}{((bool)r.Properties["MayBeIgnored"].Value ? string.Empty : " *")}")];
        string[] listed = [.. Regex.Matches(Text, @"^    ([VICR]\d\d(?: \*)?) ", RegexOptions.Multiline).Select(m => m.Groups[1].Value)];
        Assert.Equal(expected.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_lists_every_phase()
    {
        using var host = new ModuleHost();

        Assert.All(Enum.GetNames(Core(host, "AvsFailback.ReplicationPhase")), phase => Assert.Matches($@"(?m)^    {phase}  ", Text));
    }

    [Fact]
    public void It_names_only_cmdlets_that_exist()
    {
        using var host = new ModuleHost();
        string[] cmdlets = [.. HelpSource.Cmdlets(host).Select(c => c.Name)];

        Assert.All(Regex.Matches(Text, @"\b[A-Z][a-z]+-Avs\w+").Select(m => m.Value), name => Assert.Contains(name, cmdlets));
    }

    private static Type Core(ModuleHost host, string type) =>
        host.Invoke("[AvsFailback.ReplicatedItem]").Succeeded().As<Type>().Single().Assembly.GetType(type, throwOnError: true)!;
}
