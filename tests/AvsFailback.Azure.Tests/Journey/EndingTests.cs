using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Bench;
using AvsFailback.Emulator;
using AvsFailback.Engine;
using AvsFailback.Runs;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>How a journey ends before its time, what its journal says then, and that the same command goes on from there.</summary>
public sealed class EndingTests
{
    private static readonly JourneyOptions Unattended = new() { Validates = true, CommitPolicy = CommitPolicy.AfterValidation };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task At_its_deadline_a_journey_stops_and_the_same_command_goes_on(int minutes)
    {
        using var world = new JourneyWorld(JourneyWorld.SixVms);
        var journal = new List<FailbackRunEvent>();
        DateTimeOffset deadline = (await world.ConnectAsync()).Connection.Clock.UtcNow.AddMinutes(minutes);

        FailbackRun first = await world.RunAsync(Unattended with { Deadline = deadline }, journal: journal);

        Assert.Equal(FailbackRunOutcome.DeadlineReached, first.Outcome);
        Assert.Contains("Rerun the command", first.NextStep, StringComparison.Ordinal);
        Assert.Equal(deadline, first.EndTime);
        Assert.All(first.Items.Where(item => item.Outcome != FailbackRunItemOutcome.Succeeded), item => Assert.Equal(FailbackRunItemOutcome.DeadlineReached, item.Outcome));
        await GoOnAsync(world, journal);
    }

    [Fact]
    public async Task The_report_knows_the_lengths_of_more_jobs_than_a_list_holds()
    {
        using var world = new JourneyWorld(Fleet.Build(0, 230, settings: JourneyWorld.Brisk()));

        FailbackRun run = await world.RunAsync(Unattended);

        Assert.Equal(FailbackRunOutcome.Succeeded, run.Outcome);
        ISiteRecovery service = (await world.ConnectAsync()).Connection.Service;
        foreach (FailbackRunStep step in run.Items.SelectMany(item => item.Steps))
        {
            FailbackJob job = (await service.FindJobAsync(step.JobId!, default))!;
            Assert.Equal((job.EndTime - job.StartTime, job.EndTime), (step.ServiceTime, step.End));
        }
    }

    [Fact]
    public async Task Of_each_step_it_is_known_what_it_led_to_and_what_it_waited_for()
    {
        using var world = new JourneyWorld(JourneyWorld.SixVms);

        FailbackRun run = await world.RunAsync(Unattended);

        Assert.All(run.Items.SelectMany(item => item.Steps), step => Assert.True(step is { EffectSeen: not null, WaitingTime: not null } && step.EffectSeen >= step.End, $"{step}: {step.EffectSeen} {step.WaitingTime}"));
    }

    [Fact]
    public async Task What_a_VM_loses_that_waited_for_its_wave_is_counted_from_the_newest_point()
    {
        using var world = new JourneyWorld(Fleet.Build(1, 1));

        FailbackRun run = await world.RunAsync(new JourneyOptions { Until = FailbackGoal.FailedBack }, each: entry => entry with { Wave = entry.Item.Name == "c0001" ? 2 : 1 });

        JourneyLog.AssertSucceeded(run);
        FailbackRunItem waited = run.Items.Single(item => item.Name == "c0001");
        Assert.True(waited.Steps.Single(step => step.Action == FailbackAction.FailBack).WaitingTime > TimeSpan.FromMinutes(10));
        // A point every five minutes.
        Assert.InRange(waited.AchievedRpo!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Job_times_that_can_not_be_read_for_the_report_fail_no_run()
    {
        // So many that their jobs' ends are seen by the list of items.
        using var world = new JourneyWorld(Fleet.Build(0, 30, settings: JourneyWorld.Brisk()));
        AvsVault vault = await world.ConnectAsync(inner => new NoJobHistory(inner));

        FailbackRun run = await new FailbackJourney(vault, Unattended, new TestHost(), null).RunAsync(await world.EntriesAsync(vault), default);

        JourneyLog.AssertSucceeded(run);
        Assert.Contains(run.Gaps, gap => gap.Contains("times of some jobs aren't known", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_left_alone_for_another_s_failure_is_told_whose()
    {
        using var world = new JourneyWorld(Fleet.Build(0, 3, settings: JourneyWorld.Brisk()));
        await world.AddFaultAsync(new EmulatorFault { Kind = "FailJob", Item = "m0003", Operation = "ReProtect" });

        FailbackRun run = await world.RunAsync(Unattended with { OnFailure = WaveFailurePolicy.StopAll });

        FailbackRunItem[] left = [.. run.Items.Where(item => item.Outcome == FailbackRunItemOutcome.LeftAlone)];
        Assert.Equal(["m0001", "m0002"], left.Select(item => item.Name));
        Assert.All(left, item => Assert.Contains("m0003 failed", item.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_VM_of_a_plan_is_reported_with_its_own_recovery_point()
    {
        using var world = new JourneyWorld(JourneyWorld.SixVms);

        FailbackRun run = await world.RunAsync(Unattended);

        Assert.All(run.Items.Where(item => item.Plan == "classics"), item => Assert.Equal(RecoveryPointSource.Job, item.RecoveryPointSource));
        ISiteRecovery service = (await world.ConnectAsync()).Connection.Service;
        foreach (FailbackRunItem item in run.Items)
        {
            FailbackRunStep failback = item.Steps.Single(step => step.Action == FailbackAction.FailBack);
            FailbackJob job = (await service.FindJobAsync(failback.JobId!, default))!;
            // In a plan's job a VM's turn comes later than the request.
            DateTimeOffset? begun = failback.End - failback.ServiceTime;
            RecoveryPointSource source = item.RecoveryPointSource;
            if (job.RecoveryPointTimeOf.TryGetValue(item.ItemId.Name, out DateTimeOffset told))
            {
                Assert.Equal((RecoveryPointSource.Job, told, begun > told ? begun - told : TimeSpan.Zero), (source, item.RecoveryPointTime!.Value, item.AchievedRpo));
            }
            else
            {
                Assert.Equal(item.Architecture == ReplicationArchitecture.Classic ? RecoveryPointSource.NewestListed : RecoveryPointSource.Unknown, source);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task A_journal_that_cant_be_written_any_more_keeps_no_VM_from_coming_home(int room)
    {
        using var world = new JourneyWorld(JourneyWorld.SixVms);
        AvsVault vault = await world.ConnectAsync();
        using var journal = new FullJournal(room);

        FailbackRun run = await new FailbackJourney(vault, Unattended, new TestHost(), journal).RunAsync(await world.EntriesAsync(vault), default);

        Assert.Equal(FailbackRunOutcome.Succeeded, run.Outcome);
        Assert.Contains("continues without its journal", Assert.Single(run.Notices), StringComparison.Ordinal);
        Assert.Contains("The journal ends", Assert.Single(run.Gaps), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FailbackRunEventKind.ActionAccepted, 1)]
    [InlineData(FailbackRunEventKind.ValidationEnded, 1)]
    [InlineData(FailbackRunEventKind.JobEnded, 8)]
    public async Task A_stopped_journey_says_so_in_its_journal_and_the_same_command_goes_on(FailbackRunEventKind kind, int n)
    {
        using var world = new JourneyWorld(JourneyWorld.SixVms);
        var journal = new List<FailbackRunEvent>();
        using var stop = new CancellationTokenSource();
        var host = new TestHost();
        host.OnTold = _ => host.Told.Count(told => told.Kind == kind) == n ? stop.CancelAsync() : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.RunAsync(Unattended, host, journal, cancellationToken: stop.Token));

        Assert.Equal((FailbackRunEventKind.RunEnded, FailbackRunOutcome.Cancelled), (journal[^1].Kind, journal[^1].RunOutcome));
        Assert.All(RunProjection.Of(journal).Run.Items, item => Assert.Equal(FailbackRunItemOutcome.Cancelled, item.Outcome));
        await GoOnAsync(world, journal);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(90)]
    public async Task A_journey_that_loses_its_connection_says_so_in_its_journal_and_the_same_command_goes_on(int after)
    {
        using var world = new JourneyWorld(JourneyWorld.SixVms);
        var journal = new List<FailbackRunEvent>();
        List<JourneyEntry> entries = await world.EntriesAsync(await world.ConnectAsync());
        AvsVault doomed = await world.ConnectAsync(inner => new LosingHandler(inner, after));
        var journey = new FailbackJourney(doomed, Unattended, new TestHost(), new MemoryJournal(journal));

        await Assert.ThrowsAsync<ConnectionException>(() => journey.RunAsync(entries, default));

        Assert.Equal(FailbackRunOutcome.Failed, journey.Run.Outcome);
        Assert.Equal((FailbackRunEventKind.RunEnded, FailbackRunOutcome.Failed), (journal[^1].Kind, journal[^1].RunOutcome));
        await GoOnAsync(world, journal);
    }

    [Fact]
    public async Task VMs_that_are_protected_already_count_as_succeeded_and_are_asked_for_nothing()
    {
        using var world = new JourneyWorld(JourneyWorld.SixVms);
        await world.RunAsync(Unattended);
        int before = (await JourneyLog.OfAsync(world)).Posts.Count;
        var host = new TestHost();

        FailbackRun again = await world.RunAsync(Unattended, host);

        JourneyLog.AssertSucceeded(again);
        Assert.Equal(6, again.SucceededCount);
        Assert.Empty(host.Validated);
        Assert.Equal(before, (await JourneyLog.OfAsync(world)).Posts.Count);
    }

    [Fact]
    public async Task A_failover_to_Azure_that_is_not_committed_goes_on_only_where_that_is_wanted()
    {
        using var world = new JourneyWorld(SnapshotBuilder.Build(null, [new Hashtable { ["Name"] = "m0001", ["Phase"] = "FailedOver" }, new Hashtable { ["Name"] = "m0002" }]));

        FailbackRun refused = await world.RunAsync(Unattended);

        Assert.Equal((FailbackRunItemOutcome.NotReady, "IsFailedOver"), refused.Items.Where(item => item.Name == "m0001").Select(item => (item.Outcome, item.ErrorId)).Single());
        JourneyLog before = await JourneyLog.OfAsync(world);
        Assert.Equal((ReplicationPhase.FailedOver, ReplicationPhase.Protected), (before.Phase("m0001"), before.Phase("m0002")));

        FailbackRun run = await world.RunAsync(Unattended with { CommitFailover = true });

        JourneyLog.AssertSucceeded(run);
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.Equal(ReplicationPhase.Protected, log.Phase("m0001"));
        Assert.Single(log.Times("m0001", "FailoverCommitted"));
        Assert.Equal(FailbackAction.CommitFailover, run.Items.Single(item => item.Name == "m0001").Steps[0].Action);
    }

    [Theory]
    [InlineData("m0001", 20)]
    [InlineData("c0001", 20)]
    public async Task A_late_agent_is_waited_for_and_the_VM_is_protected_once(string name, int minutes)
    {
        using var world = new JourneyWorld(Fleet.Build(1, 1, settings: JourneyWorld.Brisk()));
        await world.AddFaultAsync(new EmulatorFault { Kind = "LateAgent", Item = name, Delay = TimeSpan.FromMinutes(minutes) });

        FailbackRun run = await world.RunAsync(Unattended);

        JourneyLog.AssertSucceeded(run);
        JourneyLog log = await JourneyLog.OfAsync(world);
        DateTimeOffset back = log.Times(name, "FailedOver").Single();
        Assert.InRange(log.Times(name, "Protected").Single() - back, TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(minutes + 15));
        // The other one didn't wait for it.
        Assert.True(run.Items.Single(item => item.Name != name).EndTime < back.AddMinutes(minutes));
    }

    [Fact]
    public async Task An_agent_that_never_comes_fails_its_VM_alone_and_says_so()
    {
        using var world = new JourneyWorld(Fleet.Build(0, 2, settings: JourneyWorld.Brisk()));
        await world.AddFaultAsync(new EmulatorFault { Kind = "LateAgent", Item = "m0001" });

        FailbackRun run = await world.RunAsync(Unattended);

        Assert.Equal(("AgentNotRegistered", ReplicationPhase.Committed), run.Items.Where(item => item.Name == "m0001").Select(item => (item.ErrorId, item.Phase)).Single());
        Assert.Equal(ReplicationPhase.Protected, (await JourneyLog.OfAsync(world)).Phase("m0002"));
    }

    /// <summary>Started again, each VM comes home, and nothing has been done twice.</summary>
    private static async Task GoOnAsync(JourneyWorld world, List<FailbackRunEvent> journal)
    {
        FailbackRun run = await world.RunAsync(Unattended, journal: journal);

        JourneyLog.AssertSucceeded(run);
        Assert.Equal(1, run.Restarts);
        Assert.All(run.Items, item => Assert.Equal([FailbackAction.ReprotectToAvs, FailbackAction.FailBack, FailbackAction.Commit, FailbackAction.ReprotectToAzure], item.Steps.Select(step => step.Action)));
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.All(log.Items, item => Assert.Equal(
            (item.Name, ReplicationPhase.Protected, 2, 1, 1),
            (item.Name, item.Phase, log.Times(item.Name, "Reprotected").Count, log.Times(item.Name, "FailedOver").Count, log.Times(item.Name, "FailbackCommitted").Count)));
        Assert.Equal((6 * 2) + (2 * 2) + (2 * 2), log.Posts.Count);
    }

    /// <summary>Reaches the service so many times, and then no more.</summary>
    private sealed class LosingHandler(HttpMessageHandler inner, int after) : DelegatingHandler(inner)
    {
        private int _count;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            !request.RequestUri!.AbsolutePath.StartsWith("/emulator", StringComparison.Ordinal) && ++_count > after
                ? throw new HttpRequestException("There is no way to the service.")
                : base.SendAsync(request, cancellationToken);
    }

    /// <summary>Lists of past jobs can't be read.</summary>
    private sealed class NoJobHistory(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.Query.Contains("StartTime", StringComparison.Ordinal)
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("{}") })
                : base.SendAsync(request, cancellationToken);
    }
}
