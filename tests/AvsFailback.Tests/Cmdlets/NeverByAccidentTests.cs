using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>What no combination of parameters may bring about.</summary>
public sealed class NeverByAccidentTests
{
    [Theory]
    [InlineData("Enable-AvsReprotection app01")]
    [InlineData("Enable-AvsReprotection app01, sql01 -Confirm:$false -ProcessServer CONTOSO-CS01")]
    [InlineData("Enable-AvsReprotection app01, sql01 -Confirm:$false -CommitFailover -ProcessServer CONTOSO-CS01")]
    [InlineData("Enable-AvsReprotection app01, sql01 -Confirm:$false -CommitFailover -IgnoreRule R01, R03, V03, V04, V06 -Wait -AgentTimeout 1")]
    [InlineData("Enable-AvsReprotection app01, sql01 -ExpectDirection AvsToAzure -Confirm:$false")]
    [InlineData("Get-AvsReplicatedItem app01, sql01 | Enable-AvsReprotection -Confirm:$false -CommitFailover -Wait")]
    [InlineData("Test-AvsFailback app01, sql01 | Enable-AvsReprotection -Confirm:$false -CommitFailover")]
    [InlineData("Get-AvsReplicatedItem app01, sql01 | Get-AvsJob | Enable-AvsReprotection -Confirm:$false -CommitFailover -Wait")]
    [InlineData("Get-AvsReplicatedItem app01 | Get-AvsJob | Enable-AvsReprotection -Confirm:$false -CommitFailover")]
    public void An_uncommitted_failback_is_never_reprotected_though_the_service_would_allow_it(string command)
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        Assert.Contains("SwitchProtection", vault.Texts("(Get-AvsReplicatedItem app01).AllowedOperations"));

        Invocation run = vault.Run(command);

        Assert.NotEmpty(run.AllErrors);
        Assert.All(run.AllErrors, e => e.Says("isn't committed", "Complete-AvsFailback"));
        vault.AskedForNothing();
        Assert.Equal(["FailedBack", "FailedBack"], vault.Texts("(Get-AvsReplicatedItem app01, sql01).Phase"));
        Assert.True(vault.HasAzureVm("app01") && vault.HasAzureVm("sql01"));
    }

    [Fact]
    public void A_piped_running_failback_is_waited_for_and_then_not_reprotected()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run("Start-AvsFailback app01 -Confirm:$false | Enable-AvsReprotection -Confirm:$false -CommitFailover -Wait");

        run.OnlyError("IsFailedBack").Says("app01", "isn't committed");
        Assert.Equal(["PlannedFailover"], vault.Posts.Select(p => p.Operation));
        Assert.Equal("FailedBack", vault.Phase("app01"));
    }

    [Theory]
    [InlineData("R02")]
    [InlineData("C01")]
    [InlineData("C02")]
    [InlineData("C04")]
    [InlineData("V01")]
    [InlineData("V02")]
    [InlineData("V05")]
    [InlineData("V07")]
    public void A_rule_that_protects_data_cannot_be_ignored(string rule)
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        vault.Power("app01", "running");

        vault.Run($"Complete-AvsFailback app01 -IgnoreRule {rule} -Confirm:$false").OnlyError("RuleNotIgnorable").Says(rule);
        vault.Run($"Enable-AvsReprotection app01 -IgnoreRule {rule} -Confirm:$false").OnlyError("RuleNotIgnorable");
        vault.Run($"Start-AvsFailback app01 -IgnoreRule {rule} -Confirm:$false").OnlyError("RuleNotIgnorable");

        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("Complete-AvsFailback sql01, app01 -Confirm:$false")]
    [InlineData("Complete-AvsFailback sql01, app01 -Wait -Confirm:$false -IgnoreRule V03, V04, V06, R01, R03")]
    [InlineData("Get-AvsReplicatedItem sql01, app01 | Complete-AvsFailback -Confirm:$false")]
    [InlineData("Get-AvsReplicatedItem sql01, app01 | Get-AvsJob | Where-Object Scenario -eq UnplannedFailover | Complete-AvsFailback -Wait -Confirm:$false")]
    public void An_uncommitted_failover_to_Azure_is_not_committed_as_if_it_were_a_failback(string command)
    {
        using var vault = new EmulatedVault(Stages.FailedOver);
        Assert.Equal(["FailedOver", "FailedOver"], vault.Texts("(Get-AvsReplicatedItem sql01, app01).Phase"));

        Invocation run = vault.Run(command);

        Assert.Equal(2, run.AllErrors.Count());
        Assert.All(run.AllErrors, e => e.Says("failed over to Azure", "isn't committed", "Enable-AvsReprotection -CommitFailover"));
        vault.AskedForNothing();
    }

    [Fact]
    public void An_uncommitted_failover_to_Azure_is_reprotected_only_where_its_commit_is_said()
    {
        using var vault = new EmulatedVault(Stages.FailedOver);

        vault.Run("Enable-AvsReprotection app01 -Confirm:$false").OnlyError("IsFailedOver").Says("-CommitFailover");
        vault.AskedForNothing();

        vault.Run("$null = Enable-AvsReprotection app01, sql01 -CommitFailover -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Wait -Confirm:$false").Succeeded();
        Assert.Equal(["ReadyToFailBack", "ReadyToFailBack"], vault.Texts("(Get-AvsReplicatedItem app01, sql01).Phase"));
        Assert.Equal((1, 0), (vault.Times("app01", "FailoverCommitted"), vault.Times("app01", "CommittedByReprotect")));
    }

    [Theory]
    [InlineData("sql01")]
    [InlineData("app01")]
    public void A_commit_while_the_Azure_VM_runs_is_refused_and_harms_nothing(string name)
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        vault.Power(name, "running");

        vault.Run($"Complete-AvsFailback {name} -Wait -Confirm:$false -IgnoreRule V03").OnlyError("NotReadyC02").Says($"{name} is Running in Azure", "Stop-AzVM");

        vault.AskedForNothing();
        Assert.True(vault.HasAzureVm(name));
        Assert.Equal("FailedBack", vault.Phase(name));
        vault.Power(name, "deallocated");
        Assert.Equal(["Succeeded"], vault.Texts($"(Complete-AvsFailback {name} -Wait -Confirm:$false).State"));
    }

    [Fact]
    public void A_VM_whose_Azure_VM_is_started_between_the_prompt_and_the_commit_is_not_committed()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        // The job still runs when it is confirmed; the power is looked at right before the commit.
        vault.Fault(new { kind = "vmKeepsRunning", item = "app01" });
        vault.Run("Start-AvsFailback app01 -Confirm:$false | Complete-AvsFailback -Confirm:$false -Wait").OnlyError("NotReadyC02");

        Assert.DoesNotContain(vault.Posts, p => p.Operation == "FailoverCommit");
    }

    [Fact]
    public void A_failover_that_is_still_running_is_not_committed()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("$null = Start-AvsFailback app01 -Confirm:$false; $null = Step-AvsEmulator 60").Succeeded();

        vault.Run("Complete-AvsFailback app01 -Confirm:$false").OnlyError("IsFailingBack").Says("is being failed back", "Wait");

        Assert.Single(vault.Posts);
    }
}
