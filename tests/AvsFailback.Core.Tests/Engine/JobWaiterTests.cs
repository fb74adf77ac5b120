using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Core.Tests.Fakes;
using AvsFailback.Engine;

namespace AvsFailback.Core.Tests.Engine;

public sealed class JobWaiterTests
{
    private readonly Bed _bed = new();
    private readonly List<FailbackJob> _settled = [];

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
        await new JobWaiter(_bed.Vault, _bed.Options).WaitAsync([Start("a", 1), Start("b", 2)], null, _ => Task.CompletedTask, jobs => rounds.Add(jobs.Count), default);
        Assert.NotEmpty(rounds);
        Assert.All(rounds, count => Assert.Equal(2, count));
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
            job =>
            {
                _settled.Add(job);
                return Task.CompletedTask;
            },
            _ => { },
            token);
}
