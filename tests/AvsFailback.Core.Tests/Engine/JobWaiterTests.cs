using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Engine;

public sealed class JobWaiterTests
{
    private readonly Bed _bed = new();
    private readonly List<FailbackJob> _settled = [];
    private readonly List<JobWaitEnd> _ends = [];

    [Fact]
    public async Task Jobs_are_waited_for_side_by_side_and_told_as_they_end()
    {
        await WaitAsync(null, Start("slow", 30), Start("fast", 10), Start("middle", 20));
        Assert.Equal(["job-2", "job-3", "job-1"], _settled.Select(j => j.Name));
        Assert.All(_settled, job => Assert.True(job.IsSuccessful));
        Assert.InRange(_bed.Clock.Elapsed, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(31));
        Assert.Empty(_bed.Service.Posts);
    }

    [Fact]
    public async Task A_job_that_has_ended_is_told_at_once()
    {
        FailbackJob job = Start("vm", 1);
        _bed.Clock.Advance(TimeSpan.FromMinutes(5));
        await WaitAsync(null, job);
        Assert.Single(_settled);
        Assert.Equal(0, _bed.Clock.Delays);
    }

    [Fact]
    public async Task A_failed_job_is_told_as_it_is()
    {
        await WaitAsync(null, Start("vm", 10, JobState.Failed));
        Assert.Equal(JobState.Failed, Assert.Single(_settled).State);
    }

    [Fact]
    public async Task A_suspended_job_isnt_waited_for_since_it_waits_for_a_person()
    {
        FailbackJob job = Start("vm", 10);
        _bed.Service.Jobs[0].RunningState = JobState.Suspended;
        await WaitAsync(null, job);
        Assert.Equal(JobState.Suspended, Assert.Single(_settled).State);
        Assert.Equal(TimeSpan.Zero, _bed.Clock.Elapsed);
    }

    [Fact]
    public async Task At_the_deadline_each_job_is_told_as_it_stands()
    {
        await WaitAsync(Some.Now.AddSeconds(100), Start("slow", 30), Start("fast", 1));
        Assert.Equal(["job-2", "job-1"], _settled.Select(j => j.Name));
        Assert.Equal(JobState.InProgress, _settled[1].State);
        Assert.Equal(TimeSpan.FromSeconds(100), _bed.Clock.Elapsed);
    }

    [Fact]
    public async Task What_was_known_of_a_job_stays_known()
    {
        await WaitAsync(null, Start("vm", 1) with { ItemId = Some.ItemId("vm"), Action = FailbackAction.FailBack });
        Assert.Equal((Some.ItemId("vm"), FailbackAction.FailBack), (_settled[0].ItemId, _settled[0].Action));
    }

    [Fact]
    public async Task Cancellation_ends_the_waiting()
    {
        using var stop = new CancellationTokenSource();
        FailbackJob job = Start("vm", 60);
        _bed.Clock.OnDelay = () =>
        {
            if (_bed.Clock.Delays == 3)
            {
                stop.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WaitAsync(null, [job], stop.Token));
        Assert.Empty(_settled);
        Assert.Empty(_bed.Service.Posts);
    }

    [Fact]
    public async Task Progress_is_told_of_all_jobs_after_each_round()
    {
        var rounds = new List<int>();
        await new JobWaiter(_bed.Vault, _bed.Options).WaitAsync([Start("a", 1), Start("b", 2)], null, (_, _) => Task.CompletedTask, jobs => rounds.Add(jobs.Count), default);
        Assert.NotEmpty(rounds);
        Assert.All(rounds, count => Assert.Equal(2, count));
    }

    [Fact]
    public async Task A_job_that_the_vault_knows_no_longer_is_waited_for_five_minutes()
    {
        FailbackJob job = Start("vm", 60);
        _bed.Service.Hides = _ => _bed.Clock.Elapsed >= TimeSpan.FromMinutes(10);
        _bed.Service.TamperJobs = jobs => _bed.Clock.Elapsed >= TimeSpan.FromMinutes(10) ? [] : jobs;
        await WaitAsync(null, job, Start("other", 1));
        Assert.Equal([JobWaitEnd.Ended, JobWaitEnd.Gone], _ends);
        Assert.InRange(_bed.Clock.Elapsed, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(16));
        Assert.Contains("job-1", Errors.JobGone(_settled[1], null).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(14)]
    [InlineData(40)]
    public async Task A_job_that_the_vault_knows_again_was_never_gone(int count)
    {
        FailbackJob job = Start("vm", 60);
        int hidden = 0;
        _bed.Service.Hides = _ => _bed.Clock.Elapsed >= TimeSpan.FromMinutes(10) && hidden++ < count;
        await WaitAsync(null, job);
        Assert.Equal([JobWaitEnd.Ended], _ends);
        Assert.True(_settled[0].IsSuccessful);
    }

    [Fact]
    public async Task Without_a_limit_the_wait_for_a_job_that_never_ends_ends_all_the_same()
    {
        await WaitAsync(null, Start("vm", 60 * 24 * 30));
        Assert.Equal([JobWaitEnd.TimedOut], _ends);
        Assert.Equal(JobWaiter.LongestWait, _bed.Clock.Elapsed);
    }

    [Fact]
    public async Task An_end_that_nobody_knows_is_an_end()
    {
        FailbackJob job = Start("vm", 5);
        _bed.Service.TamperJob = shown => shown.EndTime is null ? shown : shown with { State = JobState.Other, StateDescription = "TimedOut" };
        await WaitAsync(null, job);
        Assert.Equal([JobWaitEnd.Ended], _ends);
        Assert.False(_settled[0].IsSuccessful);
        Assert.InRange(_bed.Clock.Elapsed, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
    }

    private FailbackJob Start(string name, int minutes, JobState end = JobState.Succeeded)
    {
        FakeItem item = _bed.Service.Add(name, ReplicationPhase.Protected);
        FakeJob job = _bed.Service.StartForeign(item, "TestFailover", TimeSpan.FromMinutes(minutes), endState: end);
        return new FailbackJob { Id = job.Id, State = JobState.InProgress };
    }

    private Task WaitAsync(DateTimeOffset? deadline, params FailbackJob[] jobs) => WaitAsync(deadline, jobs, default);

    private Task WaitAsync(DateTimeOffset? deadline, FailbackJob[] jobs, CancellationToken token) =>
        new JobWaiter(_bed.Vault, _bed.Options).WaitAsync(
            jobs,
            deadline,
            (job, how) =>
            {
                _settled.Add(job);
                _ends.Add(how);
                return Task.CompletedTask;
            },
            _ => { },
            token);
}
