using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>Deadlines, cancellation, lost connections, the number of reads and of requests in flight.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task At_the_deadline_the_waiting_ends_and_azures_job_goes_on()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        FailbackException error = await bed.FailOneAsync(Bed.FailBack(item) with { Deadline = Some.Now.AddMinutes(10) });
        Assert.Equal(("TimedOut", FailbackErrorCategory.Timeout, Some.JobId("job-1")), (error.ErrorId, error.Category, error.Job!.Id));
        Assert.Contains("continues in Azure", error.Message, StringComparison.Ordinal);
        Assert.Contains("Get-AvsJob -Id job-1 | Wait-AvsJob", error.NextStep, StringComparison.Ordinal);
        Assert.Equal(["failback"], bed.PostVerbs());
        Assert.False(bed.Service.Jobs[0].IsDone);
        ItemRun again = await bed.RunOneAsync(Bed.FailBack(item));
        Assert.Equal((RunOutcome.Reached, Some.JobId("job-1")), (again.Outcome, again.LastJob!.Id));
        Assert.Equal(["failback"], bed.PostVerbs());
    }

    [Theory]
    [InlineData(ReplicationPhase.ReadyToFailBack, 45)]
    [InlineData(ReplicationPhase.ReplicatingToAvs, 90)]
    public async Task The_waiting_ends_at_the_deadline_and_not_at_the_next_look_after_it(ReplicationPhase phase, int seconds)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", phase);
        FailbackException error = await bed.FailOneAsync(Bed.Journey(item) with { Deadline = Some.Now.AddSeconds(seconds) });
        Assert.Equal("TimedOut", error.ErrorId);
        Assert.Equal(TimeSpan.FromSeconds(seconds), bed.Clock.Elapsed);
    }

    [Fact]
    public async Task A_deadline_ends_its_own_item_only()
    {
        var bed = new Bed();
        FakeItem hasty = bed.Service.Add("hasty", ReplicationPhase.ReadyToFailBack);
        FakeItem patient = bed.Service.Add("patient", ReplicationPhase.ReadyToFailBack);
        IReadOnlyList<ItemRun> runs = await bed.RunAsync(Bed.FailBack(hasty) with { Deadline = Some.Now.AddMinutes(1) }, Bed.FailBack(patient));
        Assert.Equal(["TimedOut", null], runs.Select(r => r.Error?.ErrorId));
    }

    [Fact]
    public async Task A_deadline_also_ends_the_wait_for_a_copy_that_has_no_job()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReplicatingToAvs);
        item.CopyEnds = Some.Now.AddDays(3);
        FailbackException error = await bed.FailOneAsync(Bed.ReprotectToAvs(item) with { Deadline = Some.Now.AddHours(1) });
        Assert.Equal("TimedOut", error.ErrorId);
        Assert.Null(error.Job);
    }

    [Fact]
    public async Task Every_wait_has_an_end_of_its_own()
    {
        var bed = new Bed();
        FakeItem job = bed.Service.Add("job", ReplicationPhase.ReadyToFailBack);
        job.JobTimes[FailbackAction.FailBack] = TimeSpan.FromDays(19);
        FakeItem copy = bed.Service.Add("copy", ReplicationPhase.ReplicatingToAvs);
        copy.CopyEnds = Some.Now.AddDays(19);
        IReadOnlyList<ItemRun> runs = await bed.RunAsync(Bed.FailBack(job), Bed.ReprotectToAvs(copy));
        Assert.All(runs, run => Assert.Equal("TimedOut", run.Error!.ErrorId));
        Assert.InRange(runs[0].SettledAt!.Value - Some.Now, TimeSpan.FromHours(12), TimeSpan.FromHours(12.1));
        Assert.InRange(runs[1].SettledAt!.Value - Some.Now, TimeSpan.FromDays(7), TimeSpan.FromDays(7.1));
    }

    [Fact]
    public async Task Cancellation_stops_the_waiting_and_touches_nothing_in_azure()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        using var stop = new CancellationTokenSource();
        bed.Clock.OnDelay = () =>
        {
            if (bed.Clock.Elapsed > TimeSpan.FromMinutes(5))
            {
                stop.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bed.RunAsync([Bed.FailBack(item)], stop.Token));
        Assert.Equal(["failback"], bed.PostVerbs());
        Assert.Empty(bed.Settled);
        Assert.InRange(bed.Clock.Elapsed, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
    }

    [Fact]
    public async Task A_token_that_is_cancelled_beforehand_asks_for_nothing()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bed.RunAsync([Bed.FailBack(item)], new CancellationToken(canceled: true)));
        Assert.Empty(bed.Service.Requests);
    }

    [Fact]
    public async Task A_lost_connection_is_waited_for_while_jobs_run_and_ends_the_run_after_an_hour()
    {
        var bed = new Bed();
        FakeItem one = bed.Service.Add("one", ReplicationPhase.ReadyToFailBack);
        FakeItem other = bed.Service.Add("other", ReplicationPhase.ReadyToFailBack);
        bed.Service.OnRequest = request => request.Time > Some.Now.AddMinutes(3) ? throw new ConnectionException("gone", null) : Task.CompletedTask;
        await Assert.ThrowsAsync<ConnectionException>(() => bed.RunAsync(Bed.FailBack(one), Bed.FailBack(other)));
        Assert.InRange(bed.Clock.Elapsed, TimeSpan.FromMinutes(62), TimeSpan.FromMinutes(65));
        Assert.Contains(bed.Warnings, warning => warning.Contains("can't be reached: gone. What runs in Azure continues", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lost_connection_that_comes_back_is_no_failure()
    {
        var bed = new Bed();
        FakeItem one = bed.Service.Add("one", ReplicationPhase.ReadyToFailBack);
        bed.Service.OnRequest = request => request.Time > Some.Now.AddMinutes(3) && request.Time < Some.Now.AddMinutes(50)
            ? throw new ConnectionException("gone", null) : Task.CompletedTask;
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.FailBack(one))).Outcome);
        Assert.Contains(bed.Warnings, warning => warning.Contains("answers again", StringComparison.Ordinal));
        Assert.Single(bed.Service.Posts);
    }

    [Fact]
    public async Task A_lost_connection_is_waited_for_no_longer_than_the_deadline()
    {
        var bed = new Bed();
        FakeItem one = bed.Service.Add("one", ReplicationPhase.ReadyToFailBack);
        bed.Service.OnRequest = request => request.Time > Some.Now.AddMinutes(3) ? throw new ConnectionException("gone", null) : Task.CompletedTask;
        ItemRun run = await bed.RunOneAsync(Bed.FailBack(one) with { Deadline = Some.Now.AddMinutes(20) });
        Assert.Equal("TimedOut", run.Error!.ErrorId);
        Assert.InRange(bed.Clock.Elapsed, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(21));
    }

    [Fact]
    public async Task A_connection_that_is_lost_before_anything_runs_ends_the_command()
    {
        var bed = new Bed();
        FakeItem one = bed.Service.Add("one", ReplicationPhase.ReadyToFailBack);
        bed.Service.OnRequest = _ => throw new ConnectionException("gone", null);
        await Assert.ThrowsAsync<ConnectionException>(() => bed.RunAsync(Bed.FailBack(one)));
        Assert.Equal(TimeSpan.Zero, bed.Clock.Elapsed);
    }

    [Fact]
    public async Task One_vm_that_cannot_be_read_is_its_own_error_and_the_others_continue()
    {
        var bed = new Bed();
        FakeItem bad = bed.Service.Add("bad", ReplicationPhase.ReadyToFailBack);
        FakeItem good = bed.Service.Add("good", ReplicationPhase.ReadyToFailBack);
        bed.Service.OnRequest = request => request.What == "GET item" && request.Subject == "bad" && request.Time > Some.Now.AddMinutes(1)
            ? throw new ConnectionException("500", null) : Task.CompletedTask;
        IReadOnlyList<ItemRun> runs = await bed.RunAsync(Bed.FailBack(bad), Bed.FailBack(good));
        Assert.Equal(("ItemUnreadable", RunOutcome.Reached), (runs[0].Error!.ErrorId, runs[1].Outcome));
    }

    [Fact]
    public async Task A_vm_whose_azure_vm_cannot_be_read_is_tried_for_minutes_and_not_for_ever()
    {
        var bed = new Bed();
        FakeItem bad = bed.Service.Add("bad", ReplicationPhase.FailedBack);
        FakeItem good = bed.Service.Add("good", ReplicationPhase.FailedBack);
        bed.Service.OnRequest = request => request.What == "GET vm" && request.Subject == "bad" ? throw new ConnectionException("500", null) : Task.CompletedTask;
        IReadOnlyList<ItemRun> runs = await bed.RunAsync(Bed.Commit(bad), Bed.Commit(good));
        Assert.Equal(("ItemUnreadable", RunOutcome.Reached), (runs[0].Error!.ErrorId, runs[1].Outcome));
        Assert.InRange(bed.Clock.Elapsed, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(7));
    }

    [Fact]
    public async Task What_was_settled_before_the_connection_was_lost_is_still_told()
    {
        var bed = new Bed();
        FakeItem started = bed.Service.Add("started", ReplicationPhase.ReadyToFailBack);
        FakeItem lost = bed.Service.Add("lost", ReplicationPhase.ReadyToFailBack);
        bool isGone = false;
        bed.Service.OnRequest = request =>
        {
            isGone |= request is { What: "POST failback", Subject: "lost" };
            return isGone ? throw new ConnectionException("gone", null) : Task.CompletedTask;
        };
        await Assert.ThrowsAsync<ConnectionException>(() => bed.RunAsync(Bed.FailBack(started) with { UntilStarted = true }, Bed.FailBack(lost) with { UntilStarted = true }));
        Assert.Equal(["started"], bed.Settled.Select(r => r.Item.Name));
    }

    [Fact]
    public async Task An_expired_sign_in_ends_the_whole_run_and_a_refusal_for_one_item_doesnt()
    {
        foreach (int status in new[] { 401, 403 })
        {
            var bed = new Bed();
            FakeItem one = bed.Service.Add("one", ReplicationPhase.ReadyToFailBack);
            FakeItem other = bed.Service.Add("other", ReplicationPhase.ReadyToFailBack);
            bed.Service.OnRequest = request => request.What == "POST failback" && request.Subject == "one" ? throw new ServiceException(status, "No", "No.", "Ask.") : Task.CompletedTask;
            if (status == 401)
            {
                await Assert.ThrowsAsync<ServiceException>(() => bed.RunAsync(Bed.FailBack(one), Bed.FailBack(other)));
            }
            else
            {
                Assert.Equal([RunOutcome.Failed, RunOutcome.Reached], (await bed.RunAsync(Bed.FailBack(one), Bed.FailBack(other))).Select(r => r.Outcome));
            }
        }
    }

    [Fact]
    public async Task Many_items_are_observed_by_one_list_a_round()
    {
        var bed = new Bed();
        ItemRequest[] requests = [.. Enumerable.Range(1, 12).Select(i => Bed.ReprotectToAvs(bed.Service.Add($"vm{i}", ReplicationPhase.ReplicatingToAvs)))];
        IReadOnlyList<ItemRun> runs = await bed.RunAsync(requests);
        Assert.All(runs, run => Assert.Equal(ReplicationPhase.ReadyToFailBack, run.Item.Phase));
        Assert.DoesNotContain(bed.Service.Requests, r => r.What == "GET item");
        // The first round also looks once for jobs that the items don't name.
        Assert.Equal("LIST jobs", Assert.Single(bed.Service.Requests, r => r.What != "LIST items").What);
        Assert.All(bed.Service.Requests.Where(r => r.What == "LIST items").GroupBy(r => r.Time), round => Assert.Single(round));
    }

    [Fact]
    public async Task Few_items_are_read_one_by_one()
    {
        var bed = new Bed();
        await bed.RunAsync([.. Enumerable.Range(1, 7).Select(i => Bed.FailBack(bed.Service.Add($"vm{i}", ReplicationPhase.FailedBack)))]);
        Assert.Equal(7, bed.Service.Requests.Count);
        Assert.All(bed.Service.Requests, r => Assert.Equal("GET item", r.What));
    }

    [Fact]
    public async Task Each_of_many_items_is_read_whole_before_it_is_acted_on()
    {
        var bed = new Bed();
        bed.Service.PageSize = 5;
        await bed.RunAsync([.. Enumerable.Range(1, 12).Select(i => Bed.FailBack(bed.Service.Add($"vm{i}", ReplicationPhase.ReadyToFailBack)))]);
        List<SeenRequest> requests = bed.Service.Requests;
        Assert.Equal(3, requests.TakeWhile(r => r.What == "LIST items").Count());
        Assert.Equal(12, bed.Service.Posts.Count());
        foreach (SeenRequest post in bed.Service.Posts)
        {
            Assert.Contains(requests.Take(requests.IndexOf(post)), r => r.What == "GET item" && r.Subject == post.Subject && r.Time == post.Time);
        }

        Assert.Single(requests, r => r.What == "LIST jobs");
        // While they run, the list of items tells that they do; each job is read once, at its end.
        Assert.Equal(12, requests.Count(r => r.What == "GET job"));
    }

    [Fact]
    public async Task A_list_that_is_much_longer_than_what_is_wanted_isnt_read_to_its_end()
    {
        var bed = new Bed();
        bed.Service.PageSize = 1;
        for (int i = 0; i < 200; i += 1)
        {
            bed.Service.Add($"other{i}", ReplicationPhase.Protected);
        }

        await bed.RunAsync([.. Enumerable.Range(1, 8).Select(i => Bed.FailBack(bed.Service.Add($"vm{i}", ReplicationPhase.FailedBack)))]);
        Assert.InRange(bed.Service.Requests.Count, 1, 16);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public async Task No_more_requests_are_in_flight_than_allowed(int limit)
    {
        var bed = new Bed { Options = new EngineOptions { Concurrency = limit } };
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int inFlight = 0;
        bed.Service.OnRequest = request =>
        {
            if (request.What == "LIST items" || release.Task.IsCompleted)
            {
                return Task.CompletedTask;
            }

            Interlocked.Increment(ref inFlight);
            return release.Task;
        };
        Task<IReadOnlyList<ItemRun>> all = bed.RunAsync([.. Enumerable.Range(1, 20).Select(i => Bed.Commit(bed.Service.Add($"vm{i}", ReplicationPhase.Committed)) with { Item = Some.Item(ReplicationPhase.Committed, name: $"gone{i}") })]);
        // Nothing was answered yet: as many as may be are waiting, and no more.
        Assert.Equal(limit, Volatile.Read(ref inFlight));
        release.SetResult();
        Assert.Equal(20, (await all).Count);
    }
}
