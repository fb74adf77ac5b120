using System;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>Recovery plans: looked at, and gone by as one where the service has a request for it.</summary>
public sealed class PlanTests
{
    private const string ToAvs = "-ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Datastore vsanDatastore";

    [Fact]
    public void Plans_are_shown_with_their_groups_members_and_actions()
    {
        using var vault = new EmulatedVault();

        Assert.Equal(["Finance", "Portal", "SQL-cluster", "Web-tier"], vault.Texts("Get-AvsRecoveryPlan | ForEach-Object { $_.Name }").Order(StringComparer.Ordinal));
        Assert.Equal(["1: app01", "2: lin02, api01"], vault.Texts("(Get-AvsRecoveryPlan Web-tier).Groups | Where-Object { $_.Members.Count } | ForEach-Object { \"$_\" }"));
        Assert.Equal(["True"], vault.Texts("(Get-AvsRecoveryPlan fin*).IsMixed"));
        Assert.Contains("Check the DNS records (manual)", string.Join(' ', vault.Texts("(Get-AvsRecoveryPlan Portal).Groups.EndActions | ForEach-Object { \"$_\" }")), StringComparison.Ordinal);
        Assert.Equal(["app01", "lin02", "api01"], vault.Texts("(Get-AvsReplicatedItem -RecoveryPlan Web-tier).Name"));
        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("Get-AvsRecoveryPlan Nope")]
    [InlineData("Get-AvsReplicatedItem -RecoveryPlan Nope")]
    [InlineData("Test-AvsFailback -RecoveryPlan Nope")]
    [InlineData("Start-AvsFailback -RecoveryPlan Nope -Confirm:$false")]
    [InlineData("Enable-AvsReprotection -RecoveryPlan Nope")]
    public void A_plan_that_isnt_there_is_told_with_those_that_are(string command)
    {
        using var vault = new EmulatedVault();

        vault.Run(command).OnlyError("PlanNotFound").Says("'Nope'", "Web-tier, SQL-cluster, Finance, Portal");

        vault.AskedForNothing();
    }

    [Fact]
    public void A_modernized_plan_goes_home_by_its_own_requests_group_after_group_and_is_protected_again()
    {
        using var vault = new EmulatedVault();

        vault.Run("Enable-AvsReprotection -RecoveryPlan Web-tier -Wait").Succeeded();
        Invocation failback = vault.Run("""
            $job = Start-AvsFailback -RecoveryPlan Web-tier -Wait -Confirm:$false
            $job | Complete-AvsFailback -Wait -Confirm:$false
            Enable-AvsReprotection -RecoveryPlan Web-tier -Wait
            """).Succeeded();

        Assert.Equal(["PlannedFailover Web-tier", "FailoverCommit Web-tier"], vault.Posts.Where(p => p.Operation != "ReProtect").Select(p => $"{p.Operation} {p.Item}"));
        Assert.Equal(6, vault.Posts.Count(p => p.Operation == "ReProtect"));
        DateTimeOffset firstGroup = vault.Effects.Single(e => e.Item == "app01" && e.Name == "FailedOver").Time;
        Assert.All(vault.Effects.Where(e => e.Item is "lin02" or "api01" && e.Name == "FailedOver"), e => Assert.True(e.Time > firstGroup));
        Assert.Equal(["Protected", "Protected", "Protected"], vault.Texts("(Get-AvsReplicatedItem -RecoveryPlan Web-tier).Phase"));
        Assert.Equal(4, failback.Output.Count);
    }

    [Fact]
    public void The_prompt_for_a_plan_names_it_and_its_vms_once()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run("Start-AvsFailback -RecoveryPlan Web-tier -WhatIf").Succeeded();

        vault.Host.Screen().Has("recovery plan Web-tier", "app01, lin02, api01", "Azure to AVS", "(emulated)");
        Assert.Empty(run.Output);
        vault.AskedForNothing();
    }

    [Fact]
    public void Every_machine_of_a_plan_needs_to_be_ready_and_the_error_names_those_that_arent()
    {
        using var vault = new EmulatedVault();
        vault.Run("Enable-AvsReprotection app01 -Wait").Succeeded();
        int posts = vault.Posts.Count;

        vault.Run("Start-AvsFailback -RecoveryPlan Web-tier -Wait -Confirm:$false").OnlyError("NotReadyV01").Says("Web-tier", "none of its VMs was touched", "lin02", "api01");

        Assert.Equal(posts, vault.Posts.Count);
        Assert.Equal("ReadyToFailBack", vault.Phase("app01"));
    }

    [Fact]
    public void Every_machine_of_a_plan_needs_at_least_one_recovery_point_and_the_error_names_those_without()
    {
        using var vault = new EmulatedVault();
        vault.Run($"Enable-AvsReprotection -RecoveryPlan SQL-cluster {ToAvs}; Step-AvsEmulator 2000").Succeeded();
        int posts = vault.Posts.Count;

        vault.Run("Start-AvsFailback -RecoveryPlan SQL-cluster -Confirm:$false").OnlyError("NotReadyV05").Says("none of its VMs was touched", "sqlc01 has no recovery point", "sqlc02 has no recovery point");

        Assert.Equal(posts, vault.Posts.Count);
    }

    [Fact]
    public void A_member_of_a_named_classic_group_goes_with_its_plan_only()
    {
        using var vault = new EmulatedVault();
        vault.Run($"Enable-AvsReprotection sqlc01 {ToAvs}").OnlyError("GroupGoesTogether").Says("sql-cluster", "sqlc02", "-RecoveryPlan");
        vault.Run($"Enable-AvsReprotection -RecoveryPlan SQL-cluster {ToAvs} -Wait").Succeeded();
        int posts = vault.Posts.Count;

        vault.Run("Start-AvsFailback sqlc01 -Confirm:$false").OnlyError("NotReadyV16").Says("sql-cluster", "-RecoveryPlan");
        vault.Run("Start-AvsFailback sqlc01, sqlc02 -Confirm:$false -IgnoreRule V16").OnlyError("RuleNotIgnorable");
        Assert.Equal(posts, vault.Posts.Count);

        vault.Run("Get-AvsRecoveryPlan SQL-cluster | Start-AvsFailback -Wait -Confirm:$false").Succeeded();
        vault.Run("Complete-AvsFailback sqlc01 -Confirm:$false").OnlyError("NotReadyV16");
        vault.Run("Complete-AvsFailback -RecoveryPlan SQL-cluster -Wait -Confirm:$false").Succeeded();

        Assert.Equal(["UnplannedFailover SQL-cluster", "FailoverCommit SQL-cluster"], vault.Posts.Skip(posts).Select(p => $"{p.Operation} {p.Item}"));
        Assert.Equal(["Committed", "Committed"], vault.Texts("(Get-AvsReplicatedItem -RecoveryPlan SQL-cluster).Phase"));
    }

    [Fact]
    public void A_plan_of_both_architectures_goes_vm_by_vm_in_the_order_of_its_groups()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        vault.Run("Start-AvsFailback -RecoveryPlan Finance -Wait -Confirm:$false").Succeeded();

        Assert.Equal(["UnplannedFailover", "PlannedFailover"], vault.Posts.Select(p => p.Operation));
        Assert.True(vault.Posts[1].Time >= vault.Effects.Single(e => e.Item == "lin01" && e.Name == "FailedOver").Time);
        Assert.Equal(["FailedBack", "FailedBack"], vault.Texts("(Get-AvsReplicatedItem -RecoveryPlan Finance).Phase"));
    }

    [Fact]
    public void A_later_group_is_left_alone_when_a_vm_before_it_failed()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "failJob", item = "lin01", code = "8038", message = "The AVS host lacks memory.", possibleCauses = "Memory.", recommendedAction = "Add memory." });

        Invocation run = vault.Run("Start-AvsFailback -RecoveryPlan Finance -Wait -Confirm:$false");

        Assert.Equal(["JobFailed", "EarlierGroupFailed"], run.AllErrors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(["UnplannedFailover"], vault.Posts.Select(p => p.Operation));
        Assert.Equal("ReadyToFailBack", vault.Phase("lin02"));
    }

    /// <summary>Microsoft's documentation doesn't agree whether scripts run at a failback to VMware (asr-contract §8).</summary>
    [Theory]
    [InlineData("Start-AvsFailback -RecoveryPlan Portal")]
    [InlineData("Invoke-AvsFailback -RecoveryPlan Portal -Until FailedBack")]
    public void The_prompt_and_WhatIf_name_where_a_plan_waits_and_the_scripts_that_may_not_run(string command)
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Host.Answer("No");

        Invocation run = vault.Run(command);
        vault.Host.Screen();
        vault.Run($"{command} -WhatIf").Succeeded();

        foreach (string text in new[] { Assert.Single(run.Prompts).Message, vault.Host.Screen() })
        {
            text.Has("waits in its failback for a person: Check the DNS records", "Resume-AvsJob", "may not run: Warm the cache");
        }

        vault.AskedForNothing();
    }

    [Fact]
    public void A_plan_waits_at_its_manual_action_and_says_how_to_resume_it()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run("""
            Start-AvsFailback -RecoveryPlan Portal -Wait -Timeout 2:00:00 -Confirm:$false -ErrorAction SilentlyContinue
            $job = Get-AvsJob -State Suspended
            $job.State
            $job | Resume-AvsJob -Comments 'done' -Confirm:$false | Wait-AvsJob | ForEach-Object { $_.State }
            """);

        Assert.Contains(run.Warnings, w => w.Contains("waits for a person at its manual action 'Check the DNS records'", StringComparison.Ordinal)
            && w.Contains("in a second PowerShell session that is connected to contoso-dr-vault", StringComparison.Ordinal) && w.Contains("Resume-AvsJob -Id", StringComparison.Ordinal));
        Assert.Equal(["Suspended", "Succeeded"], run.Output.Select(o => o.ToString()).Where(o => o is "Suspended" or "Succeeded"));
        Assert.Equal(["FailedBack", "FailedBack"], vault.Texts("(Get-AvsReplicatedItem -RecoveryPlan Portal).Phase"));
    }

    [Fact]
    public void An_uncommitted_plan_can_be_cancelled_as_one_where_it_is_modernized()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("Start-AvsFailback -RecoveryPlan Web-tier -Wait -Confirm:$false").Succeeded();

        vault.Run("Undo-AvsFailback -RecoveryPlan Web-tier -Wait -Confirm:$false").Succeeded();

        Assert.Equal(["PlannedFailover Web-tier", "FailoverCancel Web-tier"], vault.Posts.Select(p => $"{p.Operation} {p.Item}"));
        Assert.Equal(["ReadyToFailBack", "ReadyToFailBack", "ReadyToFailBack"], vault.Texts("(Get-AvsReplicatedItem -RecoveryPlan Web-tier).Phase"));
    }

    [Fact]
    public void A_plan_that_is_failing_back_is_gone_on_with_and_not_asked_again()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("Start-AvsFailback -RecoveryPlan Web-tier -Confirm:$false; Step-AvsEmulator 60").Succeeded();

        vault.Run("Start-AvsFailback -RecoveryPlan Web-tier -Wait -Confirm:$false").Succeeded();

        Assert.Equal(["PlannedFailover Web-tier"], vault.Posts.Select(p => $"{p.Operation} {p.Item}"));
    }

    [Fact]
    public void An_answer_lost_after_the_service_began_a_plan_is_found_in_the_vault()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "dropAfter", operation = "PlannedFailover" });

        vault.Run("Start-AvsFailback -RecoveryPlan Web-tier -Wait -Confirm:$false").Succeeded();

        Assert.Equal(["PlannedFailover Web-tier"], vault.Posts.Select(p => $"{p.Operation} {p.Item}"));
        Assert.Equal(1, vault.Times("app01", "FailedOver"));
    }
}
