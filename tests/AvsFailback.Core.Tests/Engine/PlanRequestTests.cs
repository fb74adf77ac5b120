using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Engine;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>A plan's own request takes all of its VMs, so it is sent only when each of them is ready for it.</summary>
public sealed class PlanRequestTests
{
    private readonly Bed _bed = new();

    [Theory]
    [InlineData(FailbackAction.FailBack, ReplicationPhase.ReadyToFailBack, "plan failback")]
    [InlineData(FailbackAction.Commit, ReplicationPhase.FailedBack, "plan commit")]
    [InlineData(FailbackAction.CancelFailback, ReplicationPhase.FailedBack, "plan cancel")]
    public async Task A_plan_whose_VMs_are_ready_goes_by_one_request_of_its_own(FailbackAction action, ReplicationPhase phase, string verb)
    {
        FakePlan plan = Plan(phase, 2);

        ItemRun run = await _bed.RunOneAsync(Bed.OneStep(plan, action));

        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.Equal([verb], _bed.PostVerbs());
        Assert.All(plan.Members, item => Assert.Equal(1, _bed.Service.Count(item, action.ToString())));
    }

    [Theory]
    [InlineData(2, 0, AzurePowerState.Running)]
    [InlineData(2, 1, AzurePowerState.Running)]
    [InlineData(2, 1, AzurePowerState.Starting)]
    // From eight VMs on the power states come from one list.
    [InlineData(9, 0, AzurePowerState.Running)]
    [InlineData(9, 8, AzurePowerState.Running)]
    public async Task A_plan_with_one_Azure_VM_that_still_runs_is_not_committed(int members, int running, AzurePowerState power)
    {
        FakePlan plan = Plan(ReplicationPhase.FailedBack, members);
        plan.Members.ElementAt(running).Power = power;

        FailbackException error = await _bed.FailOneAsync(Bed.OneStep(plan, FailbackAction.Commit));

        Refused(error, $"vm{running}", "C02");
    }

    [Fact]
    public async Task A_plan_of_whose_VMs_one_has_lost_its_Azure_VM_is_not_committed()
    {
        FakePlan plan = Plan(ReplicationPhase.FailedBack, 2);
        plan.Members.Last().HasAzureVm = false;

        Refused(await _bed.FailOneAsync(Bed.OneStep(plan, FailbackAction.Commit)), "vm1", "C02");
    }

    [Fact]
    public async Task A_plan_with_a_failback_that_ended_badly_is_not_committed()
    {
        FakePlan plan = Plan(ReplicationPhase.FailedBack, 2);
        FakeItem item = plan.Members.Last();
        item.LastFailoverTime = Some.Now;
        _bed.Service.StartForeign(item, "PlannedFailover", TimeSpan.FromMinutes(2), FailbackAction.None, JobState.Failed);
        await _bed.Clock.Delay(TimeSpan.FromMinutes(3), default);

        Refused(await _bed.FailOneAsync(Bed.OneStep(plan, FailbackAction.Commit)), "vm1", "C01");
    }

    [Fact]
    public async Task A_plan_of_whose_VMs_one_has_no_recovery_point_is_not_failed_back()
    {
        FakePlan plan = Plan(ReplicationPhase.ReadyToFailBack, 2, ReplicationArchitecture.Classic);
        _bed.Service.Points.Clear();

        Refused(await _bed.FailOneAsync(Bed.OneStep(plan, FailbackAction.FailBack)), "vm1", "V05");
    }

    [Theory]
    [InlineData(FailbackAction.FailBack, ReplicationPhase.ReadyToFailBack)]
    [InlineData(FailbackAction.Commit, ReplicationPhase.FailedBack)]
    [InlineData(FailbackAction.CancelFailback, ReplicationPhase.FailedBack)]
    public async Task A_plan_with_a_VM_that_the_service_does_not_offer_it_for_is_left_alone(FailbackAction action, ReplicationPhase phase)
    {
        FakePlan plan = Plan(phase, 2);
        FakeItem item = plan.Members.Last();
        // It looks as before otherwise: only its own read, and only this, tells.
        string[] without = [.. ActionMetadata.RequiredOperations(action, ReplicationArchitecture.Modernized)];
        int reads = 0;
        _bed.Service.OnRequest = request =>
        {
            reads += request is { What: "GET item" } && request.Subject == item.Name ? 1 : 0;
            return Task.CompletedTask;
        };
        item.Tamper = shown => reads == 0 ? shown : shown with { AllowedOperations = [.. shown.AllowedOperations.Except(without)] };

        FailbackException error = await _bed.FailOneAsync(Bed.OneStep(plan, action));

        Assert.Contains("vm1", error.Message, StringComparison.Ordinal);
        Assert.Empty(_bed.Service.Posts);
    }

    [Theory]
    [InlineData(FailbackAction.FailBack, ReplicationPhase.ReadyToFailBack)]
    [InlineData(FailbackAction.Commit, ReplicationPhase.FailedBack)]
    [InlineData(FailbackAction.CancelFailback, ReplicationPhase.FailedBack)]
    public async Task A_plan_with_a_VM_that_can_not_be_found_by_itself_is_left_alone(FailbackAction action, ReplicationPhase phase)
    {
        FakePlan plan = Plan(phase, 2);
        _bed.Service.Faults.Add(new FakeFault(FakeFaultKind.NotFound, "GET item") { Subject = "vm1", Times = int.MaxValue });

        FailbackException error = await _bed.FailOneAsync(Bed.OneStep(plan, action));

        Assert.Contains("vm1", error.Message, StringComparison.Ordinal);
        Assert.Empty(_bed.Service.Posts);
    }

    [Theory]
    [InlineData(FailbackAction.FailBack, ReplicationPhase.ReadyToFailBack)]
    [InlineData(FailbackAction.Commit, ReplicationPhase.FailedBack)]
    public async Task A_plan_that_may_wait_waits_for_the_job_that_holds_one_of_its_VMs(FailbackAction action, ReplicationPhase phase)
    {
        FakePlan plan = Plan(phase, 2);
        _bed.Service.StartForeign(plan.Members.Last(), "TestFailover", TimeSpan.FromMinutes(5));

        ItemRun run = await _bed.RunOneAsync(Bed.OneStep(plan, action) with { MayWait = true });

        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.True(Assert.Single(_bed.Posts()).Seconds >= 300);
    }

    [Fact]
    public async Task A_plan_that_may_not_wait_is_refused_while_a_job_holds_one_of_its_VMs()
    {
        FakePlan plan = Plan(ReplicationPhase.ReadyToFailBack, 2);
        _bed.Service.StartForeign(plan.Members.Last(), "TestFailover", TimeSpan.FromMinutes(5));

        Refused(await _bed.FailOneAsync(Bed.OneStep(plan, FailbackAction.FailBack)), "vm1", "V07");
    }

    [Theory]
    [InlineData(FailbackAction.FailBack, ReplicationPhase.ReadyToFailBack, true)]
    [InlineData(FailbackAction.FailBack, ReplicationPhase.ReadyToFailBack, false)]
    [InlineData(FailbackAction.Commit, ReplicationPhase.FailedBack, true)]
    public async Task A_plan_s_job_that_somebody_has_begun_is_followed(FailbackAction action, ReplicationPhase phase, bool namesItsJob)
    {
        FakePlan plan = Plan(phase, 2);
        foreach (FakeItem item in plan.Members)
        {
            item.NamesItsJob = namesItsJob;
        }

        ItemRequest request = Bed.OneStep(plan, action) with { MayWait = true };
        _bed.Service.Begin(plan, action, OtherAdmin.RequestId, 0);

        ItemRun run = await _bed.RunOneAsync(request);

        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.Empty(_bed.Service.Posts);
        Assert.All(plan.Members, item => Assert.Equal(1, _bed.Service.Count(item, action.ToString())));
    }

    [Fact]
    public async Task A_plan_with_a_VM_that_needs_a_person_is_left_alone()
    {
        FakePlan plan = Plan(ReplicationPhase.ReadyToFailBack, 2);
        plan.Members.First().Phase = ReplicationPhase.Faulted;

        await _bed.FailOneAsync(Bed.OneStep(plan, FailbackAction.FailBack));

        Assert.Empty(_bed.Service.Posts);
    }

    private FakePlan Plan(ReplicationPhase phase, int members, ReplicationArchitecture architecture = ReplicationArchitecture.Modernized) =>
        _bed.Service.AddPlan(
            "Finance",
            [.. Enumerable.Range(0, members).Select(i => _bed.Service.Add($"vm{i}", phase, architecture)).Chunk(1)]);

    private void Refused(FailbackException error, string name, string rule)
    {
        Assert.Equal(FailbackErrorCategory.NotReady, error.Category);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
        Assert.Empty(_bed.Service.Posts);
    }
}
