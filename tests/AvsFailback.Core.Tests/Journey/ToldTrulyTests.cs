using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Journey;

/// <summary>Each VM is told as it is, however its job, the service or the names of the start have changed.</summary>
public sealed class ToldTrulyTests
{
    private static readonly JourneyOptions Validated = new()
    {
        Until = FailbackGoal.Committed,
        CommitPolicy = CommitPolicy.AfterValidation,
        Validates = true,
    };

    private readonly JourneyBed _bed = new();

    [Theory]
    [InlineData(ReplicationPhase.FailedBack)]
    [InlineData(ReplicationPhase.ReadyToFailBack)]
    public async Task A_VM_whose_job_vanished_after_it_had_done_its_work_has_got_there(ReplicationPhase from)
    {
        FakeItem item = _bed.Add("a", from);
        _bed.Service.Hides = request => request.What is "GET job" or "GET status";
        _bed.Service.TamperJobs = _ => [];

        StartEnd end = await _bed.StartAsync(Validated, [item]);

        Assert.Equal((FailbackRunItemOutcome.Succeeded, ReplicationPhase.Committed), (end.Of(item).Outcome, end.Of(item).Phase));
    }

    [Fact]
    public async Task A_plan_whose_job_vanished_after_it_had_done_its_work_has_got_there()
    {
        FakePlan plan = _bed.Service.AddPlan(
            "Finance",
            [_bed.Add("a", ReplicationPhase.FailedBack)],
            [_bed.Add("b", ReplicationPhase.FailedBack)]);
        _bed.Service.Hides = request => request.What is "GET job" or "GET status";
        _bed.Service.TamperJobs = _ => [];

        StartEnd end = await _bed.StartAsync(Validated, [plan]);

        Assert.Equal(FailbackRunOutcome.Succeeded, end.Run!.Outcome);
    }

    [Fact]
    public async Task A_VM_whose_job_stays_in_a_state_without_an_end_has_got_there_when_the_VM_shows_it()
    {
        FakeItem item = _bed.Add("a", ReplicationPhase.FailedBack);
        _bed.Service.TamperJob = job => job.Scenario != "CommitFailover" ? job
            : job with { State = JobState.Other, StateDescription = "Frobnicating", EndTime = null };

        StartEnd end = await _bed.StartAsync(Validated, [item]);

        Assert.Equal((FailbackRunItemOutcome.Succeeded, ReplicationPhase.Committed), (end.Of(item).Outcome, end.Of(item).Phase));
        Assert.Contains(
            _bed.Host.Told,
            told => told.Kind == FailbackRunEventKind.Warning && told.Text.Contains("Frobnicating", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_the_deadline_a_VM_is_told_where_it_is_and_not_where_it_was_before_its_job()
    {
        FakeItem item = _bed.Add("a");

        StartEnd end = await _bed.StartAsync(Validated with { Deadline = Some.Now.AddMinutes(10) }, [item]);

        Assert.Equal((FailbackRunItemOutcome.DeadlineReached, ReplicationPhase.FailingBack), (end.Of(item).Outcome, end.Of(item).Phase));
    }

    [Fact]
    public async Task A_start_with_fewer_names_leaves_the_others_and_counts_its_own()
    {
        FakeItem own = _bed.Add("own");
        FakeItem other = _bed.Add("other");
        _bed.Service.Faults.Add(new FakeFault(FakeFaultKind.CrashBefore, "POST commit"));
        await _bed.StartAsync(Validated, [own, other]);

        StartEnd end = await _bed.StartAsync(Validated, [own]);

        Assert.Equal(FailbackRunOutcome.Succeeded, end.Run!.Outcome);
        Assert.Equal(FailbackRunItemOutcome.LeftAlone, end.Of(other).Outcome);
    }

    [Fact]
    public async Task A_VM_that_its_plan_brought_home_before_it_failed_is_no_VM_that_was_not_ready()
    {
        FakeItem item = _bed.Add("a");
        (item.NamesItsJob, item.OffersNothingWhileBusy) = (false, true);
        FakePlan plan = _bed.Service.AddPlan("Finance", [item]);
        plan.Groups[0].PausesAfter = true;

        StartEnd end = await _bed.StartAsync(Validated, [plan]);

        Assert.Equal((FailbackRunItemOutcome.Failed, ReplicationPhase.FailedBack), (end.Of(item).Outcome, end.Of(item).Phase));
    }

    [Theory]
    [InlineData("LIST items")]
    [InlineData("LIST jobs")]
    [InlineData("GET item")]
    [InlineData("GET job")]
    [InlineData("GET plan")]
    [InlineData("GET vm")]
    public async Task Throttling_that_outlasts_the_pipeline_is_waited_for_while_jobs_run(string read)
    {
        FakePlan plan = _bed.Service.AddPlan("Finance", [_bed.Add("a")], [_bed.Add("b")]);
        FakeItem single = _bed.Add("single");
        bool isArmed = false;
        _bed.OnEvent = happened =>
        {
            if (!isArmed && happened.Kind == FailbackRunEventKind.CommitApproved)
            {
                isArmed = true;
                _bed.Service.Faults.Add(new FakeFault(FakeFaultKind.Throttled, read) { Times = 3 });
            }
        };

        StartEnd end = await _bed.StartAsync(Validated, [plan, single]);

        Assert.True(isArmed);
        Assert.Null(end.Error);
        Assert.Equal(FailbackRunOutcome.Succeeded, end.Run!.Outcome);
    }
}
