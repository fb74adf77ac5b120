using System;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>As in a runbook of Azure Automation. Alone, since it is told by an environment variable, which the process shares.</summary>
[Collection(nameof(Alone))]
public sealed class AutomationTests
{
    private const string Variable = "AUTOMATION_ASSET_ACCOUNTID";

    [Fact]
    public void No_progress_is_shown_and_what_has_to_be_asked_is_an_error_before_any_request()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        string? before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, "3f1e4c0b");
        try
        {
            vault.Run("Start-AvsFailback sql01").OnlyError("CannotPrompt");
            Assert.Empty(vault.Requests);

            Invocation run = vault.Run("$null = Start-AvsFailback sql01, lin01 -Wait -Confirm:$false; Start-AvsFailback lin02 -Confirm:$false | Wait-AvsJob").Succeeded();
            Assert.Empty(run.Progress);
            Assert.Equal("lin02", run.Only().TargetName);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }
}

/// <summary>Tests that run while no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
