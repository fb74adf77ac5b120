using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.TestSupport;
using AvsFailback.Vault;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>Lists of jobs end at 200, only roughly newest first (asr-contract §7).</summary>
public sealed class JobHistoryTests
{
    private readonly Bed _bed = new();

    public JobHistoryTests() => _bed.Service.TamperJobs = jobs => jobs.Take(JobHistory.MostListed);

    [Theory]
    [InlineData(199)]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(500)]
    public async Task All_jobs_under_way_are_found_however_many(int count)
    {
        Start(count, TimeSpan.FromSeconds(1));
        List<FailbackJob> running = await new JobFinder(_bed.Service, _bed.Clock).ListRunningAsync(default);
        Assert.Equal(count, running.Select(job => job.Id).Distinct().Count());
        Assert.Equal(count, running.Count);
        Assert.All(_bed.Service.Requests, request => Assert.Equal(("LIST jobs", "running"), (request.What, request.Subject)));
    }

    [Fact]
    public async Task A_rough_order_loses_none()
    {
        Start(700, TimeSpan.FromSeconds(1));
        // Each fifteen are listed the wrong way round, so that the cut may leave out newer ones than it lets in.
        _bed.Service.TamperJobs = jobs => jobs.Chunk(15).SelectMany(chunk => chunk.Reverse()).Take(JobHistory.MostListed);
        Assert.Equal(700, (await new JobFinder(_bed.Service, _bed.Clock).ListRunningAsync(default)).Count);
    }

    [Fact]
    public async Task More_than_a_list_of_one_moment_hides_nothing_older_and_is_said()
    {
        Start(3, TimeSpan.FromMinutes(1));
        Start(250, TimeSpan.Zero);
        (IReadOnlyCollection<FailbackJob> jobs, bool isCut) = await new JobHistory(_bed.Service).ReadAsync(Some.Now.AddDays(-1), _bed.Clock.UtcNow.AddHours(1), int.MaxValue, default);
        Assert.True(isCut);
        Assert.Equal(203, jobs.Count);
    }

    [Fact]
    public async Task A_span_bounds_what_is_read()
    {
        Start(500, TimeSpan.FromSeconds(1));
        (IReadOnlyCollection<FailbackJob> jobs, bool isCut) = await new JobHistory(_bed.Service).ReadAsync(Some.Now.AddSeconds(100), Some.Now.AddSeconds(399), int.MaxValue, default);
        Assert.Equal((300, false), (jobs.Count, isCut));
        Assert.True((await new JobHistory(_bed.Service).ReadAsync(Some.Now, _bed.Clock.UtcNow, 1, default)).IsCut);
    }

    [Fact]
    public async Task A_rerun_asks_for_nothing_that_runs_already_though_the_list_is_longer_than_it_shows()
    {
        FakeItem[] items = [.. Enumerable.Range(0, 230).Select(i => _bed.Service.Add($"vm{i}", ReplicationPhase.ReadyToFailBack))];
        foreach (FakeItem item in items)
        {
            item.NamesItsJob = false;
            _bed.Service.StartForeign(item, "PlannedFailover", TimeSpan.FromMinutes(30), FailbackAction.FailBack);
            _bed.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        IReadOnlyList<ItemRun> runs = await _bed.RunAsync([.. items.Select(Bed.FailBack)]);
        Assert.All(runs, run => Assert.Equal(RunOutcome.Reached, run.Outcome));
        Assert.Empty(_bed.PostVerbs());
    }

    [Fact]
    public async Task A_lost_answers_job_is_found_though_hundreds_started_since()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.NamesItsJob = false;
        item.Fates.Enqueue(new PostFate(PostFateKind.LostAfter));
        FakeItem other = _bed.Service.Add("other", ReplicationPhase.Protected);
        _bed.Service.OnRequest = request =>
        {
            if (request.What == "LIST jobs" && _bed.Service.Jobs.Count == 1)
            {
                for (int i = 0; i < 250; i++)
                {
                    _bed.Clock.Advance(TimeSpan.FromMilliseconds(10));
                    _bed.Service.StartForeign(other, "TestFailover", TimeSpan.FromMinutes(30));
                }
            }

            return Task.CompletedTask;
        };
        ItemRun run = await _bed.RunOneAsync(Bed.FailBack(item));
        Assert.Equal((RunOutcome.Reached, Some.JobId("job-1")), (run.Outcome, run.LastJob!.Id));
        Assert.Equal(["failback"], _bed.PostVerbs());
    }

    private void Start(int count, TimeSpan apart)
    {
        FakeItem busy = _bed.Service.Add("busy", ReplicationPhase.Protected);
        for (int i = 0; i < count; i++)
        {
            _bed.Service.StartForeign(busy, "TestFailover", TimeSpan.FromHours(10));
            _bed.Clock.Advance(apart);
        }
    }
}
