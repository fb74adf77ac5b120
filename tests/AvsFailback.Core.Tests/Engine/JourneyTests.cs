using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Engine;

public sealed class JourneyTests
{
    [Theory]
    [InlineData(ReplicationPhase.FailedOver, "commit,reprotect,failback,commit,reprotect")]
    [InlineData(ReplicationPhase.RunningInAzure, "reprotect,failback,commit,reprotect")]
    [InlineData(ReplicationPhase.ReplicatingToAvs, "failback,commit,reprotect")]
    [InlineData(ReplicationPhase.ReadyToFailBack, "failback,commit,reprotect")]
    [InlineData(ReplicationPhase.FailedBack, "commit,reprotect")]
    [InlineData(ReplicationPhase.Committed, "reprotect")]
    [InlineData(ReplicationPhase.ReplicatingToAzure, "")]
    [InlineData(ReplicationPhase.Protected, "")]
    public async Task From_each_phase_the_whole_journey_asks_for_what_is_left_and_ends_protected(ReplicationPhase start, string posts)
    {
        foreach (ReplicationArchitecture architecture in new[] { ReplicationArchitecture.Classic, ReplicationArchitecture.Modernized })
        {
            var bed = new Bed();
            FakeItem item = bed.Service.Add("sql01", start, architecture);
            ItemRun run = await bed.RunOneAsync(Bed.Journey(item));
            Assert.Null(run.Error);
            Assert.Equal(posts.Length == 0 ? RunOutcome.AlreadyThere : RunOutcome.Reached, run.Outcome);
            Assert.Equal(ReplicationPhase.Protected, item.Phase);
            Assert.Equal(posts, string.Join(",", bed.PostVerbs()));
            Assert.Equal(0, bed.Service.Count(item, "SilentCommit"));
        }
    }

    [Fact]
    public async Task A_step_ends_where_it_was_wanted_and_no_further()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.RunningInAzure);
        ItemRun run = await bed.RunOneAsync(Bed.ReprotectToAvs(item));
        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.Equal(ReplicationPhase.ReadyToFailBack, run.Item.Phase);
        Assert.Equal(["reprotect"], bed.PostVerbs());
        Assert.Equal(FailbackAction.ReprotectToAvs, run.LastJob!.Action);
        Assert.Equal((item.Id, "sql01"), (run.LastJob.ItemId, run.LastJob.TargetName));
    }

    [Fact]
    public async Task Runs_side_by_side_take_as_long_as_the_slowest_and_not_the_sum()
    {
        var bed = new Bed();
        FakeItem[] items = [.. Enumerable.Range(1, 6).Select(i => Timed(bed.Service.Add($"vm{i}", ReplicationPhase.ReadyToFailBack), TimeSpan.FromMinutes(10 * i)))];
        IReadOnlyList<ItemRun> runs = await bed.RunAsync([.. items.Select(Bed.FailBack)]);
        Assert.All(runs, run => Assert.Equal(RunOutcome.Reached, run.Outcome));
        Assert.InRange(bed.Clock.Elapsed, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(61));
    }

    [Fact]
    public async Task Each_run_is_told_as_settled_once_as_soon_as_it_is()
    {
        var bed = new Bed();
        FakeItem slow = Timed(bed.Service.Add("slow", ReplicationPhase.ReadyToFailBack), TimeSpan.FromMinutes(30));
        FakeItem fast = Timed(bed.Service.Add("fast", ReplicationPhase.ReadyToFailBack), TimeSpan.FromMinutes(5));
        FakeItem done = bed.Service.Add("done", ReplicationPhase.FailedBack);
        IReadOnlyList<ItemRun> runs = await bed.RunAsync(Bed.FailBack(slow), Bed.FailBack(fast), Bed.FailBack(done));
        Assert.Equal(["done", "fast", "slow"], bed.Settled.Select(r => r.Item.Name));
        Assert.Equal(["slow", "fast", "done"], runs.Select(r => r.Item.Name));
        Assert.True(bed.Settled[1].SettledAt < bed.Settled[2].SettledAt);
    }

    [Fact]
    public async Task The_same_run_twice_has_the_same_timeline()
    {
        Assert.Equal(await TimelineAsync(), await TimelineAsync());

        static async Task<List<string>> TimelineAsync()
        {
            var bed = new Bed();
            var requests = new List<ItemRequest>();
            for (int i = 0; i < 12; i += 1)
            {
                FakeItem item = bed.Service.Add($"vm{i}", Some.RestingPhases[i % 8], i % 3 == 0 ? ReplicationArchitecture.Classic : ReplicationArchitecture.Modernized);
                item.AgentDelay = TimeSpan.FromMinutes(i);
                item.NamesItsJob = i % 2 == 0;
                if (i % 4 == 1)
                {
                    item.Fates.Enqueue(new PostFate(i % 8 == 1 ? PostFateKind.LostAfter : PostFateKind.LostBefore));
                }

                requests.Add(Bed.Journey(item));
            }

            await bed.RunAsync([.. requests]);
            return [.. bed.Service.Requests.Select(r => r.ToString())];
        }
    }

    [Fact]
    public async Task On_a_virtual_clock_one_request_is_in_flight_at_a_time()
    {
        var clock = new ManualClock();
        var service = new FakeVault(clock);
        var vault = new AvsVault(Some.VaultId, new Uri("http://localhost"), new VaultConnection(service, clock, null, "Virtual", null, null));
        int inFlight = 0;
        int most = 0;
        service.OnRequest = async _ =>
        {
            inFlight += 1;
            most = Math.Max(most, inFlight);
            await Task.Yield();
            inFlight -= 1;
        };
        ItemRequest[] requests = [.. Enumerable.Range(1, 5).Select(i => Bed.FailBack(service.Add($"vm{i}", ReplicationPhase.ReadyToFailBack)))];
        IReadOnlyList<ItemRun> runs = await new FailbackEngine(vault, new Bed(), new EngineOptions { Concurrency = 8 }).RunAsync(requests, default);
        Assert.All(runs, run => Assert.Equal(RunOutcome.Reached, run.Outcome));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Without_items_nothing_is_asked()
    {
        var bed = new Bed();
        Assert.Empty(await bed.RunAsync());
        Assert.Empty(bed.Service.Requests);
    }

    [Fact]
    public async Task A_run_started_again_goes_on_where_the_vault_stands()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.RunningInAzure);
        for (int killedAfter = 1; item.Phase != ReplicationPhase.Protected; killedAfter += 7)
        {
            using var kill = new System.Threading.CancellationTokenSource();
            int left = killedAfter;
            bed.Clock.OnDelay = () =>
            {
                left -= 1;
                if (left == 0)
                {
                    kill.Cancel();
                }
            };
            try
            {
                await bed.RunAsync([Bed.Journey(item)], kill.Token);
            }
            catch (OperationCanceledException)
            {
                // Started again in the next turn.
            }
        }

        Assert.Equal(["reprotect", "failback", "commit", "reprotect"], bed.PostVerbs());
    }

    [Fact]
    public async Task Until_started_ends_with_the_job_of_the_last_action()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        ItemRun run = await bed.RunOneAsync(Bed.FailBack(item) with { UntilStarted = true });
        Assert.Equal((RunOutcome.Started, FailbackAction.FailBack), (run.Outcome, run.LastJob!.Action));
        Assert.Equal(TimeSpan.Zero, bed.Clock.Elapsed);
        Assert.Equal(ReplicationPhase.ReadyToFailBack, item.Phase);
    }

    [Fact]
    public async Task Until_started_the_commit_of_the_failover_isnt_the_last_action()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedOver);
        ItemRun run = await bed.RunOneAsync(Bed.OneStep(item, FailbackGoal.ReadyToFailBack, FailbackAction.CommitFailover, FailbackAction.ReprotectToAvs) with { UntilStarted = true });
        Assert.Equal((RunOutcome.Started, FailbackAction.ReprotectToAvs), (run.Outcome, run.LastJob!.Action));
        Assert.Equal(["commit", "reprotect"], bed.PostVerbs());
        Assert.InRange(bed.Clock.Elapsed, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(4));
    }

    [Fact]
    public async Task An_item_that_shows_the_jobs_effect_late_isnt_asked_again()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.Lag = TimeSpan.FromMinutes(5);
        foreach (bool names in new[] { true, false })
        {
            item.NamesItsJob = names;
            item.Phase = ReplicationPhase.ReadyToFailBack;
            Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.FailBack(item))).Outcome);
        }

        Assert.Equal(["failback", "failback"], bed.PostVerbs());
    }

    [Fact]
    public async Task A_job_that_succeeds_without_an_effect_ends_in_an_error_that_names_it()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.NamesItsJob = false;
        item.Lag = TimeSpan.FromHours(2);
        FailbackException error = await bed.FailOneAsync(Bed.FailBack(item));
        Assert.Equal("NoEffect", error.ErrorId);
        Assert.Contains("job-1", error.Message, StringComparison.Ordinal);
        Assert.Single(bed.PostVerbs());
    }

    [Fact]
    public async Task A_job_that_cant_be_read_yet_is_followed_by_its_status()
    {
        var bed = new Bed();
        bed.Service.JobLag = (TimeSpan.FromMinutes(2), TimeSpan.Zero);
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.FailBack(item))).Outcome);
        Assert.Contains(bed.Service.Requests, r => r.What == "GET status");
    }

    [Fact]
    public async Task A_job_that_never_appears_ends_in_an_error_where_the_VM_shows_nothing_of_it()
    {
        var bed = new Bed();
        bed.Service.JobLag = (TimeSpan.FromDays(1), TimeSpan.Zero);
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.NamesItsJob = false;
        Assert.Equal("JobGone", (await bed.FailOneAsync(Bed.FailBack(item))).ErrorId);
        Assert.Single(bed.PostVerbs());
    }

    [Fact]
    public async Task A_job_that_never_appears_and_that_the_VM_names_is_followed_by_the_VM()
    {
        var bed = new Bed();
        bed.Service.JobLag = (TimeSpan.FromDays(1), TimeSpan.Zero);
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.FailBack(item))).Outcome);
        Assert.Single(bed.PostVerbs());
    }

    [Fact]
    public async Task An_item_that_is_gone_fails_by_itself_and_the_rest_goes_on()
    {
        var bed = new Bed();
        FakeItem gone = bed.Service.Add("gone", ReplicationPhase.ReadyToFailBack);
        FakeItem there = bed.Service.Add("there", ReplicationPhase.ReadyToFailBack);
        bed.Service.Items.Remove(gone);
        IReadOnlyList<ItemRun> runs = await bed.RunAsync(Bed.FailBack(gone) with { Target = "what the user typed" }, Bed.FailBack(there));
        Assert.Equal(("ItemGone", (object)"what the user typed"), (runs[0].Error!.ErrorId, runs[0].Error!.Target));
        Assert.Equal(RunOutcome.Reached, runs[1].Outcome);
    }

    private static FakeItem Timed(FakeItem item, TimeSpan failback)
    {
        item.JobTimes[FailbackAction.FailBack] = failback;
        return item;
    }
}
