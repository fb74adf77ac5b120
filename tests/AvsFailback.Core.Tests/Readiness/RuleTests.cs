using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using static AvsFailback.ReadinessSeverity;
using static AvsFailback.ReadinessStatus;

namespace AvsFailback.Core.Tests.Readiness;

/// <summary>What one rule should find.</summary>
internal sealed record Finding(ReadinessStatus Status, ReadinessSeverity Severity, string Evidence = "", string Remedy = "");

/// <summary>Checks one rule against facts.</summary>
internal static class RuleCheck
{
    public static ReadinessFacts Facts(ReplicationPhase phase, ReplicationArchitecture architecture = ReplicationArchitecture.Modernized, ReadinessStep step = ReadinessStep.Failback) =>
        new() { Item = Some.Item(phase, architecture), Step = step, Now = Some.Now };

    public static ReadinessCheck Of(string rule, ReadinessFacts facts) => ReadinessRules.All.Single(r => r.Id == rule).Check(facts);

    public static void Expect(Finding expected, string rule, ReadinessFacts facts)
    {
        ReadinessCheck check = Of(rule, facts);
        Assert.Equal((expected.Status, expected.Severity), (check.Status, check.Severity));
        Assert.Contains(expected.Evidence, check.Evidence, StringComparison.Ordinal);
        Assert.Contains(expected.Remedy, check.Remedy, StringComparison.Ordinal);
        Assert.NotEmpty(check.Evidence);
        Assert.Equal((rule, facts.Item.Name), (check.RuleId, check.ItemName));
        if (check.Status == Passed)
        {
            Assert.Empty(check.Remedy);
        }
    }

    public static IReadOnlyList<RecoveryPoint> Points(params (string Name, RecoveryPointType Type, int AgeInMinutes)[] points) =>
        [.. points.Select(p => new RecoveryPoint { Id = Some.ItemId("sql01").Append($"recoveryPoints/{p.Name}"), Type = p.Type, Time = Some.Now.AddMinutes(-p.AgeInMinutes) })];
}

public sealed class FailbackRuleTests
{
    private static readonly ReplicationArchitecture[] Both = [ReplicationArchitecture.Classic, ReplicationArchitecture.Modernized];

    [Theory]
    [InlineData(ReplicationPhase.ReadyToFailBack, Passed, Info, "from Azure to AVS", "")]
    [InlineData(ReplicationPhase.ReplicatingToAvs, Passed, Info, "from Azure to AVS", "")]
    [InlineData(ReplicationPhase.RunningInAzure, Failed, Block, "to Azure", "Enable-AvsReprotection.")]
    [InlineData(ReplicationPhase.FailedOver, Failed, Block, "to Azure", "Enable-AvsReprotection -CommitFailover")]
    [InlineData(ReplicationPhase.Protected, Failed, Block, "to Azure", "nothing to fail back")]
    [InlineData(ReplicationPhase.ReplicatingToAzure, Failed, Block, "to Azure", "nothing to fail back")]
    public void V01_blocks_what_is_not_reprotected(ReplicationPhase phase, ReadinessStatus status, ReadinessSeverity severity, string evidence, string remedy)
    {
        foreach (ReplicationArchitecture architecture in Both)
        {
            RuleCheck.Expect(new Finding(status, severity, evidence, remedy), "V01", RuleCheck.Facts(phase, architecture));
        }
    }

    [Theory]
    [InlineData(ReplicationPhase.ReadyToFailBack, Passed, Info, "'Protected', allowed: ", "")]
    [InlineData(ReplicationPhase.ReplicatingToAvs, Failed, Block, "Initial replication is in progress", "Wait until the copy")]
    [InlineData(ReplicationPhase.FailedBack, Failed, Block, "Planned failover finished", "Complete-AvsFailback")]
    [InlineData(ReplicationPhase.Committed, Failed, Block, "Failover committed", "Enable-AvsReprotection")]
    [InlineData(ReplicationPhase.Protected, Failed, Block, "no failback in this direction", "V01")]
    [InlineData(ReplicationPhase.RunningInAzure, Failed, Block, "no failback in this direction", "V01")]
    public void V02_blocks_what_the_service_doesnt_allow(ReplicationPhase phase, ReadinessStatus status, ReadinessSeverity severity, string evidence, string remedy)
    {
        foreach (ReplicationArchitecture architecture in Both)
        {
            RuleCheck.Expect(new Finding(status, severity, evidence, remedy), "V02", RuleCheck.Facts(phase, architecture));
        }
    }

    [Theory]
    [InlineData(ReplicationArchitecture.Classic, "PlannedFailover")]
    [InlineData(ReplicationArchitecture.Modernized, "UnplannedFailover")]
    [InlineData(ReplicationArchitecture.Modernized, "")]
    public void V02_asks_for_the_architectures_own_failover(ReplicationArchitecture architecture, string allowed)
    {
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack, architecture);
        facts = facts with { Item = facts.Item with { AllowedOperations = allowed.Split(',', StringSplitOptions.RemoveEmptyEntries) } };
        RuleCheck.Expect(new Finding(Failed, Block, allowed.Length == 0 ? "allowed: nothing" : $"allowed: {allowed}"), "V02", facts);
    }

    [Theory]
    [InlineData(HealthStatus.Normal, HealthStatus.Normal, Passed, Info)]
    [InlineData(HealthStatus.None, HealthStatus.None, Passed, Info)]
    [InlineData(HealthStatus.Warning, HealthStatus.Normal, Failed, Warn)]
    [InlineData(HealthStatus.Normal, HealthStatus.Warning, Failed, Warn)]
    [InlineData(HealthStatus.Critical, HealthStatus.Normal, Failed, Block)]
    [InlineData(HealthStatus.Warning, HealthStatus.Critical, Failed, Block)]
    public void V03_takes_the_worse_of_both_healths(HealthStatus replication, HealthStatus failover, ReadinessStatus status, ReadinessSeverity severity)
    {
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack);
        facts = facts with { Item = facts.Item with { ReplicationHealth = replication, FailoverHealth = failover } };
        RuleCheck.Expect(new Finding(status, severity, $"replication {replication}, failover {failover}"), "V03", facts);
    }

    [Fact]
    public void V03_gives_the_services_errors_and_advice_word_for_word()
    {
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack);
        facts = facts with
        {
            Item = facts.Item with
            {
                ReplicationHealth = HealthStatus.Critical,
                HealthErrors = [new HealthError { Code = "78024", Message = "Resync required.", RecommendedAction = "Resynchronize it." }, new HealthError { Code = "78026", Message = "RPO.", RecommendedAction = "Look at the uplink." }],
            },
        };
        RuleCheck.Expect(new Finding(Failed, Block, "78024: Resync required.; 78026: RPO.", "Resynchronize it. Look at the uplink."), "V03", facts);
    }

    [Fact]
    public void V03_names_a_place_to_look_where_the_service_gives_no_advice()
    {
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack);
        RuleCheck.Expect(new Finding(Failed, Block, "Critical", "portal"), "V03", facts with { Item = facts.Item with { FailoverHealth = HealthStatus.Critical } });
    }

    [Theory]
    [InlineData(ReplicationArchitecture.Classic)]
    [InlineData(ReplicationArchitecture.Modernized)]
    public void V04_passes_what_is_copied_and_blocks_what_is_copying(ReplicationArchitecture architecture)
    {
        RuleCheck.Expect(new Finding(Passed, Info, "Protected"), "V04", RuleCheck.Facts(ReplicationPhase.ReadyToFailBack, architecture));
        ReadinessFacts copying = RuleCheck.Facts(ReplicationPhase.ReplicatingToAvs, architecture);
        RuleCheck.Expect(new Finding(Failed, Block, "Initial replication is in progress, 42 %", "Wait"), "V04", copying with { Item = copying.Item with { ReplicationProgress = 42 } });
        RuleCheck.Expect(new Finding(NotApplicable, Info), "V04", RuleCheck.Facts(ReplicationPhase.Protected, architecture));
    }

    [Fact]
    public void V04_blocks_while_one_disk_still_has_its_first_copy_running()
    {
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack);
        facts = facts with { Item = facts.Item with { Disks = [new ReplicatedDisk { Name = "os" }, new ReplicatedDisk { Name = "data", IsFirstCopyRunning = true }] } };
        RuleCheck.Expect(new Finding(Failed, Block, "", "Wait"), "V04", facts);
    }

    [Fact]
    public void V04_names_the_disks_that_need_a_resync()
    {
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack);
        facts = facts with { Item = facts.Item with { Disks = [new ReplicatedDisk { Name = "os", ResyncRequired = false }, new ReplicatedDisk { Id = "disk-2", ResyncRequired = true }] } };
        RuleCheck.Expect(new Finding(Failed, Block, "resync is due on disk-2", "Resynchronize"), "V04", facts);
        facts = facts with { Item = facts.Item with { Disks = [], ResyncRequired = true } };
        RuleCheck.Expect(new Finding(Failed, Block, "a resync is due", "Resynchronize"), "V04", facts);
    }

    [Fact]
    public void V05_blocks_a_classic_vm_without_a_point()
    {
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack, ReplicationArchitecture.Classic);
        RuleCheck.Expect(new Finding(Failed, Block, "sql01 has no recovery point", "every 5 minutes"), "V05", facts with { RecoveryPoints = [] });
        RuleCheck.Expect(new Finding(Unknown, Block, "weren't read", "again"), "V05", facts);
        IReadOnlyList<RecoveryPoint> points = RuleCheck.Points(("b", RecoveryPointType.CrashConsistent, 5), ("a", RecoveryPointType.CrashConsistent, 10));
        RuleCheck.Expect(new Finding(Passed, Info, "2 points, the latest of 2026-03-01 11:55:00Z"), "V05", facts with { RecoveryPoints = points });
        RuleCheck.Expect(new Finding(NotApplicable, Info), "V05", RuleCheck.Facts(ReplicationPhase.Protected, ReplicationArchitecture.Classic));
    }

    [Fact]
    public void V05_doesnt_apply_to_a_modernized_vm_whose_points_the_service_never_lists()
    {
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack);
        RuleCheck.Expect(new Finding(NotApplicable, Info, "made when the failback starts"), "V05", facts);
        RuleCheck.Expect(new Finding(NotApplicable, Info, "made when the failback starts"), "V05", facts with { RecoveryPoints = [] });
    }

    [Theory]
    [InlineData(30, Passed, Info, "30 min old; what was written since is lost", "")]
    [InlineData(119, Passed, Info, "1 h 59 min old", "")]
    [InlineData(200, Failed, Warn, "3 h 20 min old", "crash-consistent point loses less")]
    public void V06_tells_the_age_of_the_app_consistent_point_and_warns_of_an_old_one(int minutes, ReadinessStatus status, ReadinessSeverity severity, string evidence, string remedy)
    {
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack, ReplicationArchitecture.Classic) with
        {
            PointChoice = RecoveryPointChoice.LatestAppConsistent,
            RecoveryPoints = RuleCheck.Points(("c", RecoveryPointType.CrashConsistent, 1), ("b", RecoveryPointType.ApplicationConsistent, minutes), ("a", RecoveryPointType.ApplicationConsistent, minutes + 60)),
        };
        RuleCheck.Expect(new Finding(status, severity, evidence, remedy), "V06", facts);
    }

    [Fact]
    public void V06_blocks_where_there_is_no_such_point_and_says_what_to_choose()
    {
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack, ReplicationArchitecture.Classic) with
        {
            RecoveryPoints = RuleCheck.Points(("c", RecoveryPointType.CrashConsistent, 1)),
        };
        RuleCheck.Expect(new Finding(NotApplicable, Info), "V06", facts);
        RuleCheck.Expect(new Finding(Failed, Block, "no app-consistent point", "-RecoveryPoint Latest"), "V06", facts with { PointChoice = RecoveryPointChoice.LatestAppConsistent });
        var custom = new RecoveryPointChoice(RecoveryPointType.CrashConsistent, Some.ItemId("sql01").Append("recoveryPoints/gone"));
        RuleCheck.Expect(new Finding(Failed, Block, "no point 'gone' any more", "Get-AvsRecoveryPoint"), "V06", facts with { PointChoice = custom });
    }

    [Fact]
    public void V06_compares_a_chosen_point_by_its_name_since_the_container_in_its_id_varies()
    {
        ArmId elsewhere = Some.VaultId.Append("replicationFabrics/F/replicationProtectionContainers/cloud_x/replicationProtectedItems/sql01/recoveryPoints/POINT-1");
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack, ReplicationArchitecture.Classic) with
        {
            PointChoice = new RecoveryPointChoice(RecoveryPointType.CrashConsistent, elsewhere),
            RecoveryPoints = RuleCheck.Points(("point-1", RecoveryPointType.CrashConsistent, 20)),
        };
        RuleCheck.Expect(new Finding(Passed, Info, "20 min old"), "V06", facts);
    }

    [Fact]
    public void V06_leaves_a_modernized_app_consistent_point_to_a_person()
    {
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack) with { PointChoice = RecoveryPointChoice.LatestAppConsistent };
        RuleCheck.Expect(new Finding(Manual, Warn, "doesn't show", "portal"), "V06", facts);
        RuleCheck.Expect(new Finding(NotApplicable, Info), "V06", facts with { PointChoice = RecoveryPointChoice.Latest });
    }

    [Theory]
    [InlineData("None")]
    [InlineData("MarkedForDeletion")]
    public void A_test_failover_that_is_none_or_marked_for_deletion_is_no_obstacle(string testFailoverState)
    {
        foreach (ReplicationArchitecture architecture in Both)
        {
            ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack, architecture) with { RecoveryPoints = RuleCheck.Points(("a", RecoveryPointType.CrashConsistent, 1)) };
            FailbackReadiness readiness = ReadinessRules.Evaluate(facts with { Item = facts.Item with { TestFailoverState = testFailoverState } }, [], ReadinessScope.LastLook);
            Assert.True(readiness.IsReady, readiness.Summary);
            Assert.Equal(Passed, readiness.Checks.Single(c => c.RuleId == "V08").Status);
        }
    }

    [Fact]
    public void V07_names_the_job_that_runs_and_how_to_wait_for_it()
    {
        var job = new FailbackJob { Id = Some.JobId("j1"), DisplayName = "Test failover", TargetName = "sql01", State = JobState.InProgress };
        ReadinessFacts facts = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack);
        RuleCheck.Expect(new Finding(Passed, Info, "none"), "V07", facts);
        RuleCheck.Expect(new Finding(Failed, Block, "Test failover of sql01: InProgress (job j1)", "Get-AvsJob -Id j1 | Wait-AvsJob"), "V07", facts with { RunningJob = job });
        ReadinessFacts named = facts with { Item = facts.Item with { RunningJobId = Some.JobId("j2"), RunningScenario = "TestFailover" } };
        RuleCheck.Expect(new Finding(Failed, Block, "TestFailover (job j2)", "Get-AvsJob -Id j2"), "V07", named);
        RuleCheck.Expect(new Finding(Passed, Info, "none"), "V07", named with { RunningJob = job with { State = JobState.Succeeded } });
    }
}
