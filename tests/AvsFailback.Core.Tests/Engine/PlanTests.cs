using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Readiness;
using AvsFailback.Runs;
using AvsFailback.TestSupport;
using AvsFailback.Vault;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>Recovery plans: when the plan's own request is used, how it stands, and the order of groups that go VM by VM.</summary>
public sealed class PlanTests
{
    [Theory]
    [InlineData(FailbackAction.FailBack, ReplicationPhase.ReadyToFailBack, ReplicationPhase.ReadyToFailBack, true)]
    [InlineData(FailbackAction.FailBack, ReplicationPhase.ReadyToFailBack, ReplicationPhase.FailedBack, false)]
    [InlineData(FailbackAction.Commit, ReplicationPhase.FailedBack, ReplicationPhase.FailedBack, true)]
    [InlineData(FailbackAction.Commit, ReplicationPhase.FailedBack, ReplicationPhase.Committed, false)]
    [InlineData(FailbackAction.CancelFailback, ReplicationPhase.FailedBack, ReplicationPhase.FailedBack, true)]
    [InlineData(FailbackAction.None, ReplicationPhase.RunningInAzure, ReplicationPhase.RunningInAzure, false)]
    [InlineData(FailbackAction.ReprotectToAvs, ReplicationPhase.RunningInAzure, ReplicationPhase.RunningInAzure, false)]
    [InlineData(FailbackAction.ReprotectToAzure, ReplicationPhase.Committed, ReplicationPhase.Committed, false)]
    public void The_plans_own_request_is_used_where_it_has_one_and_every_vm_is_ready_for_it(FailbackAction action, ReplicationPhase first, ReplicationPhase second, bool byPlan)
    {
        PlanDecision decision = PlanDecision.For(Plan(), [Some.Item(first, name: "a"), Some.Item(second, name: "b")], action);

        Assert.Equal(byPlan, decision.IsByPlan);
        Assert.Equal(byPlan, decision.Reason.Length == 0);
    }

    [Fact]
    public void A_plan_that_is_failing_back_is_gone_on_with_as_a_plan()
    {
        ReplicatedItem busy = Some.Item(ReplicationPhase.ReadyToFailBack) with { Phase = ReplicationPhase.FailingBack };

        Assert.True(PlanDecision.For(Plan(), [busy, busy], FailbackAction.FailBack).IsByPlan);
    }

    [Fact]
    public void A_plan_of_both_architectures_goes_vm_by_vm_and_tells_the_actions_that_this_leaves_out()
    {
        PlanDecision decision = PlanDecision.For(Plan(), [Some.Item(ReplicationPhase.ReadyToFailBack), Some.Item(ReplicationPhase.ReadyToFailBack, ReplicationArchitecture.Classic)], FailbackAction.FailBack);

        Assert.Equal((false, "its VMs are of both architectures"), (decision.IsByPlan, decision.Reason));
        Assert.Equal("check (manual)", Assert.Single(decision.Skipped).ToString());
    }

    [Fact]
    public void A_plan_stands_where_its_hindmost_vm_stands_and_may_do_what_all_may_do()
    {
        ReplicatedItem summary = PlanTarget.Summarize(Plan(), [Some.Item(ReplicationPhase.FailedBack, name: "a"), Some.Item(ReplicationPhase.ReadyToFailBack, name: "b")]);

        Assert.Equal((ReplicationPhase.ReadyToFailBack, "Finance"), (summary.Phase, summary.Name));
        Assert.Equal(["DisableProtection"], summary.AllowedOperations);
        Assert.Equal(ReplicationPhase.Faulted, PlanTarget.Summarize(Plan(), [Some.Item(ReplicationPhase.FailedBack), Some.Item(ReplicationPhase.FailedBack) with { Phase = ReplicationPhase.Faulted }]).Phase);
        Assert.Equal(ReplicationPhase.Unknown, PlanTarget.Summarize(Plan(), []).Phase);
    }

    [Theory]
    [InlineData("PlannedFailover", ReplicationPhase.FailingBack)]
    [InlineData("UnplannedFailover", ReplicationPhase.FailingBack)]
    [InlineData("CancelFailover", ReplicationPhase.FailingBack)]
    [InlineData("CommitFailover", ReplicationPhase.ReadyToFailBack)]
    [InlineData(null, ReplicationPhase.ReadyToFailBack)]
    public void A_plan_whose_failback_runs_is_failing_back_though_its_VMs_do_not_show_it(string? scenario, ReplicationPhase expected) =>
        Assert.Equal(expected, PlanTarget.Summarize(Plan() with { RunningScenario = scenario }, [Some.Item(ReplicationPhase.ReadyToFailBack)]).Phase);

    [Fact]
    public void A_plan_whose_VMs_replicate_to_Azure_is_not_failing_back_while_it_is_failed_over() =>
        Assert.Equal(ReplicationPhase.Protected, PlanTarget.Summarize(Plan() with { RunningScenario = "UnplannedFailover" }, [Some.Item(ReplicationPhase.Protected)]).Phase);

    [Theory]
    [InlineData(ReplicationPhase.Faulted, ReplicationPhase.Unknown)]
    [InlineData(ReplicationPhase.Faulted, ReplicationPhase.FailedOver)]
    [InlineData(ReplicationPhase.Unknown, ReplicationPhase.FailedOver)]
    [InlineData(ReplicationPhase.FailedOver, ReplicationPhase.RunningInAzure)]
    [InlineData(ReplicationPhase.ReadyToFailBack, ReplicationPhase.FailedBack)]
    public void What_needs_a_person_holds_the_whole_plan_and_else_the_hindmost_VM_does(ReplicationPhase shown, ReplicationPhase other)
    {
        static ReplicatedItem In(ReplicationPhase phase) => Some.Item(ReplicationPhase.ReadyToFailBack) with { Phase = phase };

        Assert.Equal(shown, PlanTarget.Summarize(Plan(), [In(shown), In(other)]).Phase);
        Assert.Equal(shown, PlanTarget.Summarize(Plan(), [In(other), In(shown)]).Phase);
    }

    [Fact]
    public async Task A_group_begins_when_all_vms_of_the_one_before_are_failed_back()
    {
        var bed = new Bed();
        FakeItem first = bed.Service.Add("first", ReplicationPhase.ReadyToFailBack);
        FakeItem second = bed.Service.Add("second", ReplicationPhase.ReadyToFailBack);
        FakeItem beside = bed.Service.Add("beside", ReplicationPhase.ReadyToFailBack);

        IReadOnlyList<ItemRun> runs = await bed.RunAsync(InGroup(second, 2), InGroup(first, 1), Bed.FailBack(beside));

        Assert.All(runs, run => Assert.Equal(RunOutcome.Reached, run.Outcome));
        DateTimeOffset PostOf(string name) => bed.Service.Posts.Single(p => p.Subject == name).Time;
        Assert.Equal(PostOf("first"), PostOf("beside"));
        Assert.True(PostOf("second") >= runs[1].SettledAt);
    }

    [Fact]
    public async Task A_group_is_not_begun_after_a_vm_before_it_failed()
    {
        var bed = new Bed();
        FakeItem first = bed.Service.Add("first", ReplicationPhase.FailedOver);
        FakeItem second = bed.Service.Add("second", ReplicationPhase.ReadyToFailBack);

        IReadOnlyList<ItemRun> runs = await bed.RunAsync(InGroup(first, 1), InGroup(second, 2));

        Assert.Equal(["IsFailedOver", "EarlierGroupFailed"], runs.Select(run => run.Error!.ErrorId));
        Assert.Contains("first", runs[1].Error!.Message, StringComparison.Ordinal);
        Assert.Empty(bed.Service.Posts);
    }

    [Theory]
    [InlineData(null, false, ReadinessStatus.NotApplicable)]
    [InlineData("sql", false, ReadinessStatus.Failed)]
    [InlineData("sql", true, ReadinessStatus.Passed)]
    public void A_named_classic_replication_group_goes_with_its_plan_only(string? group, bool withPlan, ReadinessStatus expected)
    {
        ReplicatedItem item = Some.Item(ReplicationPhase.ReadyToFailBack, ReplicationArchitecture.Classic) with { ReplicationGroup = group };
        var facts = new ReadinessFacts { Item = item, Step = ReadinessStep.Failback, Now = Some.Now, Plan = withPlan ? Plan() : null };

        ReadinessCheck check = ReadinessRules.Evaluate(facts, ["V16"], ReadinessScope.LastLook).Checks.Single(c => c.RuleId == "V16");

        Assert.Equal(expected, check.Status);
        Assert.Equal(expected == ReadinessStatus.Failed, check.IsBlocking);
    }

    [Fact]
    public void A_plan_that_lacks_members_of_the_group_is_refused_by_their_names()
    {
        ReplicatedItem item = Some.Item(ReplicationPhase.ReadyToFailBack, ReplicationArchitecture.Classic) with { ReplicationGroup = "sql" };
        var facts = new ReadinessFacts { Item = item, Step = ReadinessStep.Failback, Now = Some.Now, Plan = Plan(), GroupOutsidePlan = ["sql02"] };

        Assert.Contains("lacks sql02", ReadinessRules.Evaluate(facts, [], ReadinessScope.LastLook).Checks.Single(c => c.RuleId == "V16").Evidence, StringComparison.Ordinal);
    }

    private static ItemRequest InGroup(FakeItem item, int group) => Bed.FailBack(item) with { WavesOf = Plan().Id, Wave = group };

    private static RecoveryPlan Plan() => new()
    {
        Id = ArmId.Parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationRecoveryPlans/Finance"),
        Name = "Finance",
        Architecture = ReplicationArchitecture.Modernized,
        Groups =
        [
            new RecoveryPlanGroup
            {
                Number = 1,
                Type = "Boot",
                EndActions =
                [
                    new RecoveryPlanAction { Name = "check", Kind = "ManualActionDetails", FailoverTypes = ["PlannedFailover"], FailoverDirections = ["RecoveryToPrimary"] },
                    new RecoveryPlanAction { Name = "other way", Kind = "ScriptActionDetails", FailoverTypes = ["UnplannedFailover"], FailoverDirections = ["PrimaryToRecovery"] },
                ],
            },
        ],
    };
}
