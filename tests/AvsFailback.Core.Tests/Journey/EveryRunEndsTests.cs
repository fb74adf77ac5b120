using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Journey;

/// <summary>A run ends and tells of each VM, whatever keeps a plan's own request from being sent.</summary>
public sealed class EveryRunEndsTests
{
    private static readonly JourneyOptions Validated = new(
        )
    { Until = FailbackGoal.Committed, CommitPolicy = CommitPolicy.AfterValidation, Validates = true };

    private readonly JourneyBed _bed = new();

    [Fact]
    public async Task A_plan_with_an_Azure_VM_that_keeps_running_is_not_committed_and_the_run_says_so()
    {
        FakePlan plan = Plan(ReplicationPhase.ReadyToFailBack, ReplicationPhase.ReadyToFailBack);
        plan.Members.First().KeepsRunning = true;

        StartEnd end = await _bed.StartAsync(Validated, [plan]);

        Assert.Contains("C02", end.Of(plan.Members.First()).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_bed.EffectsOf(plan.Members.First()), effect => effect.What == "Commit");
    }

    [Fact]
    public async Task A_plan_whose_Azure_VMs_are_still_deallocating_is_committed_when_they_are_off()
    {
        FakePlan plan = Plan(ReplicationPhase.ReadyToFailBack, ReplicationPhase.ReadyToFailBack);
        foreach (FakeItem item in plan.Members)
        {
            item.DeallocatesFor = TimeSpan.FromMinutes(3);
        }

        StartEnd end = await _bed.StartAsync(Validated, [plan]);

        Assert.Equal(FailbackRunOutcome.Succeeded, end.Run!.Outcome);
    }

    [Theory]
    [InlineData(ReplicationPhase.FailedBack)]
    [InlineData(ReplicationPhase.Committed)]
    [InlineData(ReplicationPhase.Protected)]
    public async Task A_plan_of_which_one_VM_is_home_already_brings_the_others_home(ReplicationPhase home)
    {
        FakePlan plan = Plan(home, ReplicationPhase.ReadyToFailBack);

        StartEnd end = await _bed.StartAsync(Validated, [plan]);

        Assert.Equal(FailbackRunOutcome.Succeeded, end.Run!.Outcome);
        Assert.Equal(ReplicationPhase.Committed, plan.Members.Last().Phase);
    }

    [Fact]
    public async Task A_plan_that_loses_a_VM_while_the_run_is_at_it_does_not_keep_it_waiting()
    {
        FakePlan plan = Plan(ReplicationPhase.ReadyToFailBack, ReplicationPhase.ReadyToFailBack);
        FakeItem leaves = plan.Members.Last();
        _bed.Host.Meanwhile = _ => OtherAdmin.Remove(plan, leaves);

        StartEnd end = await _bed.StartAsync(Validated, [plan]);

        Assert.All(end.Vms, vm => Assert.NotEqual(FailbackRunItemOutcome.Running, end.Of(vm).Outcome));
    }

    [Theory]
    [InlineData(ReplicationPhase.FailedBack)]
    [InlineData(ReplicationPhase.Committed)]
    public async Task What_another_has_done_for_one_VM_of_a_plan_keeps_nobody_waiting(ReplicationPhase done)
    {
        FakePlan plan = Plan(ReplicationPhase.ReadyToFailBack, ReplicationPhase.ReadyToFailBack);
        FakeItem first = plan.Members.First();
        _bed.Clock.In(TimeSpan.FromMinutes(25), () =>
        {
            if (done == ReplicationPhase.Committed)
            {
                _bed.Other.Commit(first);
            }
            else
            {
                _bed.Other.Cancel(first);
            }
        });

        StartEnd end = await _bed.StartAsync(Validated, [plan]);

        Assert.All(end.Vms, vm => Assert.NotEqual(FailbackRunItemOutcome.Running, end.Of(vm).Outcome));
    }

    private FakePlan Plan(ReplicationPhase first, ReplicationPhase second) =>
        _bed.Service.AddPlan("Finance", [_bed.Add("a", first)], [_bed.Add("b", second)]);
}
