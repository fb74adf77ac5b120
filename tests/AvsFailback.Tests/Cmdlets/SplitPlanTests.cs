using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>Commit and cancel of a plan whose VMs don't stand alike: VM by VM what is left, or nothing at all.</summary>
public sealed class SplitPlanTests
{
    [Fact]
    public void A_commit_leaves_the_committed_vm_alone_and_asks_for_the_others_only()
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        vault.Run("Complete-AvsFailback app01 -Wait -Confirm:$false").Succeeded();
        int posts = vault.Posts.Count;
        vault.Host.Screen();

        vault.Run("Complete-AvsFailback -RecoveryPlan Web-tier -WhatIf").Succeeded();
        string asked = vault.Host.Screen();
        Invocation run = vault.Run("Complete-AvsFailback -RecoveryPlan Web-tier -Wait -Confirm:$false -Verbose").Succeeded();

        asked.Has("the recovery plan Web-tier: lin02 (deletes the Azure VM lin02 (Deallocated)", "; api01 (deletes the Azure VM api01 (Deallocated)");
        Assert.DoesNotContain("app01", asked, System.StringComparison.Ordinal);
        Assert.Contains(run.Verbose, v => v.Contains("app01 runs in AVS, committed and unprotected: nothing is to be done for it.", System.StringComparison.Ordinal));
        Assert.Contains(run.Verbose, v => v.Contains("1 of its 3 VMs is not FailedBack", System.StringComparison.Ordinal));
        Assert.Equal(["FailoverCommit api01", "FailoverCommit lin02"], vault.Posts.Skip(posts).Select(p => $"{p.Operation} {p.Item}").Order());
        Assert.All(new[] { "app01", "lin02", "api01" }, name => Assert.Equal((1, "Committed"), (vault.Times(name, "FailbackCommitted"), vault.Phase(name))));
    }

    [Fact]
    public void A_commit_of_a_plan_whose_vms_are_all_committed_asks_for_nothing_and_says_so()
    {
        using var vault = new EmulatedVault(Stages.Committed);

        Invocation run = vault.Run("Complete-AvsFailback -RecoveryPlan Web-tier -Wait").Succeeded();

        Assert.Equal(["Nothing is to be done for the plan Web-tier: its VMs are Committed."], run.Warnings);
        Assert.Empty(run.Output);
        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("Complete-AvsFailback", "IsReadyToFailBack", "Start-AvsFailback")]
    [InlineData("Undo-AvsFailback", null, null)]
    public void A_vm_that_is_not_failed_back_keeps_a_commit_back_and_is_no_matter_to_a_cancel(string command, string? error, string? next)
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("Start-AvsFailback app01, lin02 -Wait -Confirm:$false").Succeeded();
        int posts = vault.Posts.Count;

        Invocation run = vault.Run($"{command} -RecoveryPlan Web-tier -Wait -Confirm:$false");

        if (error is not null)
        {
            run.OnlyError(error).Says("Web-tier", "none of its VMs was touched", "api01 replicates to AVS, its first copy done", next!);
            Assert.Equal(posts, vault.Posts.Count);
            return;
        }

        run.Succeeded();
        Assert.Equal(["FailoverCancel app01", "FailoverCancel lin02"], vault.Posts.Skip(posts).Select(p => $"{p.Operation} {p.Item}").Order());
        Assert.Equal(["ReadyToFailBack", "ReadyToFailBack", "ReadyToFailBack"], vault.Texts("(Get-AvsReplicatedItem -RecoveryPlan Web-tier).Phase"));
    }

    [Fact]
    public void A_committed_vm_keeps_a_cancel_of_its_plan_back()
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        vault.Run("Complete-AvsFailback app01 -Wait -Confirm:$false").Succeeded();
        int posts = vault.Posts.Count;

        vault.Run("Undo-AvsFailback -RecoveryPlan Web-tier -Wait -Confirm:$false").OnlyError("IsCommitted").Says("none of its VMs was touched", "app01 runs in AVS, committed", "Only a failback that isn't committed can be cancelled");

        Assert.Equal(posts, vault.Posts.Count);
        Assert.Equal("FailedBack", vault.Phase("lin02"));
    }

    [Fact]
    public void A_plan_of_both_architectures_commits_what_is_left_and_cancels_nothing()
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        vault.Run("Complete-AvsFailback lin02 -Wait -Confirm:$false").Succeeded();
        int posts = vault.Posts.Count;

        vault.Run("Undo-AvsFailback -RecoveryPlan Finance -Confirm:$false").OnlyError("PlanNotReady").Says("lin01 is replicated by the classic architecture, whose failback can't be cancelled", "lin02 runs in AVS, committed");
        Assert.Equal(posts, vault.Posts.Count);
        vault.Run("Complete-AvsFailback -RecoveryPlan Finance -Wait -Confirm:$false").Succeeded();

        Assert.Equal(["FailoverCommit lin01"], vault.Posts.Skip(posts).Select(p => $"{p.Operation} {p.Item}"));
    }

    [Fact]
    public void A_classic_group_that_was_committed_in_part_is_told_how_it_stands_and_not_to_name_the_plan_that_was_named()
    {
        using var vault = new EmulatedVault();
        vault.Run("""
            Enable-AvsReprotection -RecoveryPlan SQL-cluster -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Datastore vsanDatastore -Wait
            Start-AvsFailback -RecoveryPlan SQL-cluster -Wait -Confirm:$false
            """).Succeeded();
        vault.Fault(new { kind = "failJob", item = "sqlc02", operation = "FailoverCommit", code = "8038", message = "The AVS host lacks memory." });
        vault.Run("Complete-AvsFailback -RecoveryPlan SQL-cluster -Wait -Confirm:$false").OnlyError("JobFailed");
        int posts = vault.Posts.Count;

        var error = vault.Run("Complete-AvsFailback -RecoveryPlan SQL-cluster -Wait -Confirm:$false").OnlyError("GroupIsSplit").Says("sqlc01 is Committed, sqlc02 is FailedBack", "Do this step for sqlc02 in the portal");

        Assert.DoesNotContain("-RecoveryPlan", error.ToString(), System.StringComparison.Ordinal);
        Assert.Equal(posts, vault.Posts.Count);
    }

    [Fact]
    public void A_classic_group_with_an_unready_vm_is_told_what_that_lacks()
    {
        using var vault = new EmulatedVault();
        vault.Run("Enable-AvsReprotection -RecoveryPlan SQL-cluster -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Datastore vsanDatastore -Wait").Succeeded();
        vault.Run("Start-AvsFailback -RecoveryPlan SQL-cluster -Wait -Confirm:$false").Succeeded();
        vault.Power("sqlc02", "running");

        vault.Run("Complete-AvsFailback -RecoveryPlan SQL-cluster -Wait -Confirm:$false").OnlyError("NotReadyC02").Says("none of its VMs was touched", "sqlc02");

        Assert.Equal(["FailedBack", "FailedBack"], vault.Texts("(Get-AvsReplicatedItem -RecoveryPlan SQL-cluster).Phase"));
    }
}
