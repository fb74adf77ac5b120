using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Journey;

/// <summary>No wait is without an end, whatever the vault, the journal or the service's headers say.</summary>
public sealed class NoWaitWithoutAnEndTests
{
    private static readonly JourneyOptions Validated = new()
    {
        Until = FailbackGoal.Committed,
        CommitPolicy = CommitPolicy.AfterValidation,
        Validates = true,
    };

    private readonly JourneyBed _bed = new();

    [Fact]
    public async Task A_plan_whose_VM_names_an_ended_job_for_ever_goes_on_without_it()
    {
        FakePlan plan = _bed.Service.AddPlan("Finance", [_bed.Add("a")], [_bed.Add("b")]);
        FakeItem names = plan.Members.First();
        FakeJob old = _bed.Service.StartForeign(names, "TestFailover", TimeSpan.FromMinutes(1));
        _bed.Clock.Pass(TimeSpan.FromMinutes(2));
        names.Tamper = shown => shown.RunningJobId is not null ? shown
            : shown with { RunningJobId = old.Id, RunningScenario = "TestFailover" };

        StartEnd end = await _bed.StartAsync(Validated, [plan]);

        Assert.Equal(FailbackRunOutcome.Succeeded, end.Run!.Outcome);
        Assert.True(_bed.Clock.Elapsed < TimeSpan.FromHours(3), $"{_bed.Clock.Elapsed}");
    }

    [Fact]
    public async Task A_plan_whose_VM_is_held_by_a_job_that_never_ends_is_left_within_a_day_and_the_others_go_home()
    {
        FakePlan plan = _bed.Service.AddPlan(
            "Finance",
            [_bed.Add("a", ReplicationPhase.FailedBack)],
            [_bed.Add("b", ReplicationPhase.FailedBack)]);
        _bed.Host.Meanwhile = _ =>
            _bed.Service.StartForeign(plan.Members.First(), "Other", TimeSpan.FromDays(365)).RunningState = JobState.Suspended;
        _bed.Clock.EndIn(TimeSpan.FromDays(2));

        StartEnd end = await _bed.StartAsync(Validated, [plan]);

        Assert.Equal(FailbackRunItemOutcome.Failed, end.Of(plan.Members.First()).Outcome);
        Assert.Equal(FailbackRunItemOutcome.Succeeded, end.Of(plan.Members.Last()).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_journal_whose_time_lies_ahead_keeps_nobody_waiting(bool isPlan)
    {
        FakePlan plan = _bed.Service.AddPlan(
            "Finance",
            [_bed.Add("a", ReplicationPhase.FailedBack)],
            [_bed.Add("b", ReplicationPhase.FailedBack)]);
        object[] named = isPlan ? [plan] : [.. plan.Members];
        _bed.Service.Faults.Add(new FakeFault(FakeFaultKind.CrashBefore, isPlan ? "POST plan commit" : "POST commit"));
        await _bed.StartAsync(Validated, named);
        List<FailbackRunEvent> ahead = [.. _bed.Journal.Select(happened => happened with { Time = happened.Time.AddDays(3) })];
        _bed.Journal.Clear();
        _bed.Journal.AddRange(ahead);

        StartEnd end = await _bed.StartAsync(Validated, named);

        Assert.Equal(FailbackRunOutcome.Succeeded, end.Run!.Outcome);
        Assert.True(_bed.Clock.Elapsed < TimeSpan.FromHours(1), $"{_bed.Clock.Elapsed}");
    }

    [Fact]
    public async Task A_request_that_had_arrived_is_found_though_the_journals_time_lies_ahead()
    {
        FakeItem item = _bed.Add("a");
        item.NamesItsJob = false;
        _bed.Service.Faults.Add(new FakeFault(FakeFaultKind.CrashAfter, "POST failback"));
        await _bed.StartAsync(Validated, [item]);
        List<FailbackRunEvent> ahead = [.. _bed.Journal.Select(happened => happened with { Time = happened.Time.AddDays(3) })];
        _bed.Journal.Clear();
        _bed.Journal.AddRange(ahead);
        _bed.Clock.Pass(TimeSpan.FromMinutes(15));

        StartEnd end = await _bed.StartAsync(Validated, [item]);

        Assert.Equal(FailbackRunOutcome.Succeeded, end.Run!.Outcome);
        Assert.Single(_bed.Service.Posts, post => post.What == "POST failback");
    }

    [Fact]
    public async Task A_service_that_asks_for_years_of_patience_is_asked_again_in_minutes()
    {
        FakeItem item = _bed.Add("a");
        _bed.Service.RetryAfter = TimeSpan.FromDays(3650);
        _bed.Service.TamperJob = job => job with { RetryAfter = TimeSpan.FromDays(3650) };

        StartEnd end = await _bed.StartAsync(Validated, [item]);

        Assert.Equal(FailbackRunOutcome.Succeeded, end.Run!.Outcome);
        Assert.True(_bed.Clock.Elapsed < TimeSpan.FromHours(1), $"{_bed.Clock.Elapsed}");
    }
}
