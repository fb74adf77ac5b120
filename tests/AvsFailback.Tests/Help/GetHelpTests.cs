using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using AvsFailback.HelpWriting;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Help;

public sealed class GetHelpTests
{
    [Fact]
    public void Get_Help_finds_the_help_of_every_cmdlet()
    {
        using var host = new ModuleHost();

        Assert.All(HelpSource.Read(host), cmdlet =>
        {
            PSObject help = Assert.Single(host.Invoke("param($name) Get-Help $name -Full", new { name = cmdlet.Name }).Succeeded().Output);
            Assert.Equal(cmdlet.Synopsis, help.Properties["Synopsis"]?.Value?.ToString()?.Trim());
            Assert.Equal(cmdlet.Parameters.Select(p => p.Name), Names(host.Invoke("param($help) $help.parameters.parameter | ForEach-Object name", new { help })));
            Assert.Equal(cmdlet.Examples.Select(e => e.Code), Names(host.Invoke("param($help) $help.examples.example | ForEach-Object code", new { help })));
        });
    }

    [Fact]
    public void The_full_help_shows_what_a_parameter_takes()
    {
        using var host = new ModuleHost();

        string text = host.Format("Get-Help Connect-AvsVault -Full");

        Assert.Contains("-Clock {Scaled | Virtual | Real}", text, StringComparison.Ordinal);
        Assert.Contains("Possible values: Scaled, Virtual, Real.", text, StringComparison.Ordinal);
        Assert.Contains("VaultName", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_topic_of_the_module_is_found()
    {
        using var host = new ModuleHost();

        Assert.Contains("READINESS RULES", host.Invoke("Get-Help about_AvsFailback").Succeeded().Output.Single().ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(Invocation run) => run.Succeeded().Output.Select(o => o.ToString());
}
