using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Engine;

public sealed class AdoptionTests
{
    private static readonly TimeSpan HalfAnHour = TimeSpan.FromMinutes(30);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_running_job_of_its_own_kind_is_gone_on_with_and_not_repeated(bool namedByTheItem)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.NamesItsJob = namedByTheItem;
        FakeJob running = bed.Service.StartForeign(item, "PlannedFailover", HalfAnHour, FailbackAction.FailBack);
        ItemRun run = await bed.RunOneAsync(Bed.FailBack(item));
        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.Empty(bed.PostVerbs());
        Assert.Equal((running.Id, FailbackAction.FailBack), (run.LastJob!.Id, run.LastJob.Action));
        Assert.Contains(bed.Notes, note => note.Contains("continues with the job that runs already", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_running_failback_is_found_though_its_item_neither_names_it_nor_offers_the_failover()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.NamesItsJob = false;
        item.Tamper = shown => item.Job is null ? shown : shown with { AllowedOperations = ["DisableProtection"] };
        FakeJob running = bed.Service.StartForeign(item, "PlannedFailover", HalfAnHour, FailbackAction.FailBack);
        ItemRun run = await bed.RunOneAsync(Bed.FailBack(item));
        Assert.Equal((RunOutcome.Reached, running.Id), (run.Outcome, run.LastJob!.Id));
        Assert.Empty(bed.PostVerbs());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Until_started_a_running_job_of_its_own_kind_is_handed_out_at_once(bool namedByTheItem)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedBack);
        item.NamesItsJob = namedByTheItem;
        FakeJob running = bed.Service.StartForeign(item, "FinalizeFailback", HalfAnHour, FailbackAction.Commit);
        ItemRun run = await bed.RunOneAsync(Bed.Commit(item) with { UntilStarted = true });
        Assert.Equal((RunOutcome.Started, running.Id), (run.Outcome, run.LastJob!.Id));
        Assert.Empty(bed.PostVerbs());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_foreign_running_job_is_refused_by_a_single_step(bool namedByTheItem)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.NamesItsJob = namedByTheItem;
        FakeJob running = bed.Service.StartForeign(item, "TestFailover", HalfAnHour);
        FailbackException error = await bed.FailOneAsync(Bed.FailBack(item));
        Assert.Equal(("JobRunning", running.Id), (error.ErrorId, error.Job!.Id));
        Assert.Contains("Get-AvsJob -Id job-1 | Wait-AvsJob", error.NextStep, StringComparison.Ordinal);
        Assert.Empty(bed.PostVerbs());
        Assert.Equal(TimeSpan.Zero, bed.Clock.Elapsed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_foreign_running_job_is_waited_for_where_that_is_allowed(bool namedByTheItem)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.NamesItsJob = namedByTheItem;
        bed.Service.StartForeign(item, "TestFailover", HalfAnHour);
        ItemRun run = await bed.RunOneAsync(Bed.FailBack(item) with { MayWait = true });
        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.Equal([("failback", 1800)], bed.Posts());
        Assert.Equal(FailbackAction.FailBack, run.LastJob!.Action);
    }

    [Theory]
    [InlineData(ReplicationPhase.FailedOver, FailbackGoal.Protected)]
    [InlineData(ReplicationPhase.RunningInAzure, FailbackGoal.Protected)]
    [InlineData(ReplicationPhase.ReadyToFailBack, FailbackGoal.FailedBack)]
    [InlineData(ReplicationPhase.FailedBack, FailbackGoal.Committed)]
    [InlineData(ReplicationPhase.Committed, FailbackGoal.Protected)]
    [InlineData(ReplicationPhase.Protected, FailbackGoal.Protected)]
    public async Task An_item_held_by_a_foreign_job_is_busy_in_every_phase_and_gone_on_with_afterwards(ReplicationPhase phase, FailbackGoal goal)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", phase);
        item.Lag = TimeSpan.FromMinutes(2);
        bed.Service.StartForeign(item, "SomebodysScenario", HalfAnHour);
        ItemRun run = await bed.RunOneAsync(Bed.Journey(item, goal));
        Assert.Null(run.Error);
        Assert.All(bed.Posts(), post => Assert.True(post.Seconds >= 1800));
        Assert.Contains(bed.Notes, note => note.Contains("job-1", StringComparison.Ordinal));
        Assert.All(bed.Service.Jobs, job => Assert.Equal(JobState.Succeeded, job.EndState));
    }

    [Theory]
    [InlineData(ReplicationPhase.RunningInAzure)]
    [InlineData(ReplicationPhase.ReadyToFailBack)]
    [InlineData(ReplicationPhase.FailedBack)]
    [InlineData(ReplicationPhase.Committed)]
    public async Task A_single_step_refuses_the_foreign_job_that_holds_its_item_by_name(ReplicationPhase phase)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", phase);
        bed.Service.StartForeign(item, "SomebodysScenario", HalfAnHour);
        FailbackAction action = FailbackTransitions.Next(phase, FailbackGoal.Protected).Action;
        FailbackException error = await bed.FailOneAsync(Bed.OneStep(item, FailbackGoal.Protected, action));
        Assert.Equal("JobRunning", error.ErrorId);
        Assert.Contains("job-1", error.Message, StringComparison.Ordinal);
        Assert.Empty(bed.PostVerbs());
    }

    [Fact]
    public async Task An_item_that_names_its_ended_job_for_ever_ends_the_run_all_the_same()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedBack);
        FakeJob ended = bed.Service.StartForeign(item, "TestFailoverCleanup", TimeSpan.FromMinutes(1));
        bed.Clock.Advance(TimeSpan.FromMinutes(2));
        item.Tamper = shown => shown with { RunningJobId = ended.Id, RunningScenario = ended.Scenario, AllowedOperations = [] };
        FailbackException error = await bed.FailOneAsync(Bed.Commit(item));
        Assert.Contains("job-1", error.Message, StringComparison.Ordinal);
        Assert.Empty(bed.PostVerbs());
        Assert.True(bed.Clock.Elapsed < TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_foreign_job_that_fails_is_no_failure_of_ours()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        bed.Service.StartForeign(item, "TestFailover", HalfAnHour, endState: JobState.Failed);
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.FailBack(item) with { MayWait = true })).Outcome);
    }

    [Fact]
    public async Task A_failover_to_azure_under_way_isnt_taken_for_a_failback()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.Protected);
        bed.Service.StartForeign(item, "UnplannedFailover", HalfAnHour);
        FailbackException error = await bed.FailOneAsync(Bed.FailBack(item));
        Assert.Equal("JobRunning", error.ErrorId);
    }

    [Fact]
    public async Task The_commit_of_a_failover_under_way_isnt_taken_for_that_of_a_failback()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedOver);
        bed.Service.StartForeign(item, "CommitFailover", HalfAnHour, FailbackAction.CommitFailover);
        Assert.Equal("JobRunning", (await bed.FailOneAsync(Bed.Commit(item))).ErrorId);
    }

    [Fact]
    public async Task A_job_that_the_item_still_names_though_it_ended_doesnt_stop_the_next_step()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedBack);
        FakeJob ended = bed.Service.StartForeign(item, "TestFailoverCleanup", TimeSpan.FromMinutes(1));
        bed.Clock.Advance(TimeSpan.FromMinutes(2));
        item.Tamper = shown => bed.Service.Posts.Any() ? shown : shown with { RunningJobId = ended.Id, RunningScenario = ended.Scenario };
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.Commit(item))).Outcome);
        Assert.Equal(["commit"], bed.PostVerbs());
    }

    [Fact]
    public async Task A_piped_job_is_waited_for_first()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        FakeJob failback = bed.Service.StartForeign(item, "PlannedFailover", HalfAnHour, FailbackAction.FailBack);
        ItemRun run = await bed.RunOneAsync(Bed.Commit(item) with { MayWait = true, PriorJob = Piped(failback) });
        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.Equal([("commit", 1800)], bed.Posts());
    }

    [Fact]
    public async Task A_piped_job_that_fails_fails_the_step_in_the_services_words()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        FakeJob failback = bed.Service.StartForeign(item, "PlannedFailover", HalfAnHour, FailbackAction.FailBack, JobState.Failed);
        FailbackException error = await bed.FailOneAsync(Bed.Commit(item) with { MayWait = true, PriorJob = Piped(failback) });
        Assert.Equal(("JobFailed", failback.Id), (error.ErrorId, error.Job!.Id));
        Assert.Empty(bed.PostVerbs());
    }

    [Fact]
    public async Task A_piped_failback_may_take_as_long_as_a_failback_may_take()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        FakeJob failback = bed.Service.StartForeign(item, "PlannedFailover", TimeSpan.FromHours(8), FailbackAction.FailBack);
        ItemRun run = await bed.RunOneAsync(Bed.Commit(item) with { MayWait = true, PriorJob = Piped(failback) });
        Assert.Null(run.Error);
        Assert.Equal(["commit"], bed.PostVerbs());
    }

    [Fact]
    public async Task A_suspended_job_is_told_once_with_the_way_to_resume_it()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        bed.Service.StartForeign(item, "PlannedFailover", HalfAnHour, FailbackAction.FailBack).RunningState = JobState.Suspended;
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.FailBack(item))).Outcome);
        Assert.Contains("Resume-AvsJob -Id job-1", Assert.Single(bed.Warnings), StringComparison.Ordinal);
    }

    private static FailbackJob Piped(FakeJob job) => new() { Id = job.Id, State = JobState.InProgress, Action = job.Action, Scenario = job.Scenario };
}
