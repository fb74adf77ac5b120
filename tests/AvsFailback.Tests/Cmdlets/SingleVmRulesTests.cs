using System;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>The rules for a single VM, each by its words.</summary>
public sealed class SingleVmRulesTests
{
    [Theory]
    [InlineData("sql01")]
    [InlineData("app01")]
    public void The_VM_must_be_reprotected_and_replicating_to_AVS(string name)
    {
        using var vault = new EmulatedVault();

        var error = vault.Run($"Start-AvsFailback {name} -Confirm:$false").OnlyError("NotReadyV01").Says(name, "Reprotect it first: Enable-AvsReprotection");

        Assert.Equal(name, error.TargetObject);
        vault.AskedForNothing();
    }

    [Fact]
    public void The_VM_must_have_been_copied_to_AVS()
    {
        using var vault = new EmulatedVault();
        vault.Run("$null = Enable-AvsReprotection lin02; $null = Step-AvsEmulator 0:20:00").Succeeded();

        vault.Run("Start-AvsFailback lin02 -Confirm:$false").OnlyError("NotReadyV02").Says("V04", "Wait until the copy to AVS is complete");

        Assert.Equal("ReProtect", Assert.Single(vault.Posts).Operation);
    }

    [Fact]
    public void It_needs_at_least_one_recovery_point()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        vault.Run("Start-AvsFailback web01 -Confirm:$false").OnlyError("NotReadyV05").Says("web01 has no recovery point", "every 5 minutes");

        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("sql01")]
    [InlineData("app01")]
    public void The_direction_is_verified_to_be_from_Azure(string name)
    {
        using var vault = new EmulatedVault(Stages.Protected);

        vault.Run($"Start-AvsFailback {name} -Confirm:$false").OnlyError("IsProtected").Says(name, "runs in AVS and is protected");
        Assert.Contains("V01", vault.Texts($"(Test-AvsFailback {name} -For Failback).Blocking.RuleId"));

        vault.AskedForNothing();
    }

    [Fact]
    public void A_script_can_assert_the_direction_of_a_reprotect()
    {
        using var vault = new EmulatedVault();

        vault.Run("Enable-AvsReprotection lin02 -ExpectDirection AvsToAzure").OnlyError("OtherDirection").Says("Azure to AVS", "not AVS to Azure");

        vault.AskedForNothing();
    }

    [Fact]
    public void Latest_is_crash_consistent_and_the_default()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Host.Answer("No");

        Assert.Contains("latest recovery point (crash-consistent)", vault.Run("Start-AvsFailback sql01").Succeeded().Prompts.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void App_consistent_lies_behind_and_its_age_is_told_before_confirming()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Host.Answer("No");

        vault.Run("Start-AvsFailback sql01 -RecoveryPoint LatestAppConsistent").Succeeded().Prompts.Single().Message
            .Has("latest app-consistent recovery point", "2026-03-02 11:00:00Z", "30 min", "what was written since is lost");
    }

    [Fact]
    public void App_consistent_without_such_a_point_is_refused()
    {
        using var vault = new EmulatedVault();
        vault.Run("$null = Enable-AvsReprotection sql01 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Wait").Succeeded();

        vault.Run("Start-AvsFailback sql01 -RecoveryPoint LatestAppConsistent -Confirm:$false").OnlyError("NotReadyV06").Says("no app-consistent point", "-RecoveryPoint Latest");

        Assert.Single(vault.Posts);
    }

    [Theory]
    [InlineData("sql01")]
    [InlineData("app01")]
    public void Site_Recovery_shuts_the_Azure_VM_down_and_the_tool_verifies_that_before_commit(string name)
    {
        using var vault = new EmulatedVault(Stages.Ready);

        vault.Run($"$job = Start-AvsFailback {name} -Wait -Confirm:$false").Succeeded();

        Assert.Equal(1, vault.Times(name, "AzureVmStopped"));
        string[] evidence = [.. vault.Texts($"(Test-AvsFailback {name}).Checks | Where-Object RuleId -eq C02 | ForEach-Object {{ $_.Status, $_.Evidence }}")];
        Assert.Equal("Passed", evidence[0]);
        evidence[1].Has($"{name} (Deallocated)");
    }

    [Theory]
    [InlineData("sql01")]
    [InlineData("app01")]
    public void An_Azure_VM_that_Site_Recovery_could_not_stop_keeps_the_commit_from_happening(string name)
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "vmKeepsRunning", item = name, times = (int?)null });

        Invocation run = vault.Run($"Start-AvsFailback {name} -Wait -Confirm:$false | Complete-AvsFailback -Wait -Confirm:$false");

        run.OnlyError("NotReadyC02").Says($"{name} is Running in Azure", "Stop-AzVM");
        Assert.DoesNotContain(vault.Posts, p => p.Operation == "FailoverCommit");
        Assert.True(vault.HasAzureVm(name));
    }

    [Theory]
    [InlineData("sql01")]
    [InlineData("app01")]
    public void Commit_deletes_the_Azure_VM(string name)
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        Assert.True(vault.HasAzureVm(name));

        dynamic job = vault.Run($"Complete-AvsFailback {name} -Wait -Confirm:$false").Only();

        Assert.Equal("Succeeded", job.State.ToString());
        Assert.False(vault.HasAzureVm(name));
        Assert.Equal((1, 1), (vault.Times(name, "FailbackCommitted"), vault.Times(name, "AzureVmDeleted")));
    }

    [Theory]
    [InlineData("sql01")]
    [InlineData("app01")]
    public void After_commit_the_VM_is_back_but_unprotected_and_says_since_when(string name)
    {
        using var vault = new EmulatedVault(Stages.FailedBack);

        Invocation run = vault.Run($"Complete-AvsFailback {name} -Wait -Confirm:$false").Succeeded();

        string since = vault.Texts($"(Get-AvsReplicatedItem {name}).UnprotectedSince.UtcDateTime.ToString('yyyy-MM-dd HH:mm:ss') + 'Z'").Single();
        Assert.StartsWith("2026-03-02 11:30:", since, StringComparison.Ordinal);
        Assert.Single(run.Warnings, w => !w.StartsWith($"{name}: C03: ", StringComparison.Ordinal)).Has($"{name} is back in AVS and unprotected since {since}", "Enable-AvsReprotection");
        Assert.Equal("Committed", vault.Phase(name));
        vault.Host.Format($"Get-AvsReplicatedItem {name}").Has("unprotected since 03-02 11:30Z");
    }

    [Fact]
    public void Reprotect_names_the_process_server()
    {
        using var vault = new EmulatedVault();

        vault.Run("Enable-AvsReprotection sql01 -RetentionVolume R").OnlyError("NameNeeded").Says("process server", "-ProcessServer: CONTOSO-CS01, CONTOSO-PS-AZ");
        vault.Run("Enable-AvsReprotection sql01 -RetentionVolume R -ProcessServer nobody").OnlyError("NoSuchName").Says("There is no process server named 'nobody'", "CONTOSO-PS-AZ");
        vault.AskedForNothing();
        vault.Run("$null = Enable-AvsReprotection sql01 -RetentionVolume R -ProcessServer contoso-ps-az -Wait").Succeeded();
        Assert.Equal(["ReadyToFailBack", "True"], vault.Texts("$i = Get-AvsReplicatedItem sql01; $i.Phase; $i.ProcessServerId -eq (Get-AvsProcessServer CONTOSO-PS-AZ).Id"));
    }

    [Fact]
    public void Until_the_agent_has_registered_a_classic_reprotect_fails_and_the_tool_waits_and_tries_again()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "lateAgent", item = "sql01", seconds = 900 });
        DateTimeOffset before = vault.Now;
        vault.Run("$null = Start-AvsFailback sql01 -Wait -Confirm:$false | Complete-AvsFailback -Wait -Confirm:$false").Succeeded();

        Invocation run = vault.Run("Enable-AvsReprotection sql01 -ProcessServer CONTOSO-CS01 -Wait -Verbose").Succeeded();

        LoggedRequest[] tries = [.. vault.Posts.Where(p => p.Operation == "ReProtect")];
        Assert.Equal("Protected", vault.Phase("sql01"));
        Assert.True(tries.Length > 2, "It tried again.");
        Assert.Equal(1, vault.Times("sql01", "Reprotected"));
        Assert.Contains(run.Verbose, v => v.Contains("hasn't registered yet", StringComparison.Ordinal));
        Assert.All(tries.Zip(tries.Skip(1)), pair => Assert.InRange(pair.Second.Time - pair.First.Time, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(180)));
        Assert.InRange(tries[^1].Time - before, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(23));
    }

    [Fact]
    public void A_modernized_item_tells_of_its_agent_so_that_one_reprotect_is_enough()
    {
        using var vault = new EmulatedVault(Stages.Committed);

        vault.Run("$null = Enable-AvsReprotection app01 -Wait").Succeeded();

        Assert.Equal("Protected", vault.Phase("app01"));
        Assert.Single(vault.Posts);
    }

    [Theory]
    [InlineData("sql01", "-ProcessServer CONTOSO-CS01")]
    [InlineData("app01", "")]
    public void An_agent_that_never_registers_is_waited_for_25_minutes_and_tried_once_more(string name, string inputs)
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "lateAgent", item = name, never = true });
        vault.Run($"$null = Start-AvsFailback {name} -Wait -Confirm:$false | Complete-AvsFailback -Wait -Confirm:$false").Succeeded();
        DateTimeOffset before = vault.Now;

        Invocation run = vault.Run($"Enable-AvsReprotection {name} {inputs} -Wait");

        run.OnlyError("AgentNotRegistered").Says(name, "25 min", "mobility service", "-AgentTimeout");
        Assert.InRange(vault.Now - before, TimeSpan.FromMinutes(25), TimeSpan.FromMinutes(28));
        Assert.Equal("Failed", Assert.Single(run.Output).Properties["State"].Value.ToString());
        Assert.Equal("Committed", vault.Phase(name));
    }

    [Fact]
    public void How_long_to_wait_for_the_agent_can_be_said_in_seconds()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "lateAgent", item = "app01", seconds = 900 });
        vault.Run("$null = Start-AvsFailback app01 -Wait -Confirm:$false | Complete-AvsFailback -Wait -Confirm:$false").Succeeded();
        DateTimeOffset before = vault.Now;

        vault.Run("Enable-AvsReprotection app01 -Wait -AgentTimeout 120").OnlyError("AgentNotRegistered").Says("2 min");

        Assert.InRange(vault.Now - before, TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(240));
    }

    [Fact]
    public void A_reprotect_that_fails_for_another_reason_is_not_tried_again()
    {
        using var vault = new EmulatedVault(Stages.Committed);
        vault.Fault(new { kind = "failJob", operation = "ReProtect", item = "app01", code = "78052" });

        vault.Run("Enable-AvsReprotection app01 -Wait").OnlyError("JobFailed").Says("78052");

        Assert.Single(vault.Posts);
    }

    [Theory]
    [InlineData("sql01", "aren't shown by Azure")]
    [InlineData("app01", "don't answer yet")]
    public void On_Windows_VMware_tools_may_lag_after_failback_which_is_told_and_no_failure(string name, string text)
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run($"Start-AvsFailback {name} -Wait -Confirm:$false").Succeeded();

        Assert.Single(run.Warnings, w => !w.StartsWith("I02: ", StringComparison.Ordinal)).Has(name, "VMware tools", text, "that isn't a failure");
        Assert.Equal("Succeeded", run.Only().State.ToString());
    }

    [Fact]
    public void On_Linux_nothing_is_said_of_VMware_tools()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        // The classic architecture is told once, however many VMs are of it (rule I02).
        Assert.StartsWith("I02: ", Assert.Single(vault.Run("Start-AvsFailback lin01, db01, lin02 -Wait -Confirm:$false").Succeeded().Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_modernized_failback_can_be_cancelled_and_done_again_and_a_classic_one_says_why_not()
    {
        using var vault = new EmulatedVault(Stages.FailedBack);

        vault.Run("$null = Undo-AvsFailback app01 -Wait -Confirm:$false").Succeeded();

        Assert.Equal("ReadyToFailBack", vault.Phase("app01"));
        Assert.Equal(["Succeeded"], vault.Texts("(Start-AvsFailback app01 -Wait -Confirm:$false).State"));
        vault.Run("Undo-AvsFailback sql01 -Confirm:$false").OnlyError("NoCancelOnClassic").Says("classic", "Complete-AvsFailback");
        Assert.DoesNotContain(vault.Posts, p => p.Item == "sql01");
    }
}
