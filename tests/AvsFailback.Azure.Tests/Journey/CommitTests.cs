using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Bench;
using AvsFailback.Runs;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>Who is committed, who is asked for that, and what becomes of those that aren't.</summary>
public sealed class CommitTests
{
    private static readonly JourneyOptions Unattended = new() { Validates = true, CommitPolicy = CommitPolicy.AfterValidation };

    [Fact]
    public async Task What_nobody_commits_in_time_is_cancelled_where_the_service_can_and_kept_where_not()
    {
        using JourneyWorld world = Two();

        FailbackRun run = await world.RunAsync(new JourneyOptions { CommitPolicy = CommitPolicy.Never, CommitTimeout = TimeSpan.FromHours(1) });

        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.Equal((ReplicationPhase.ReadyToFailBack, ReplicationPhase.FailedBack), (log.Phase("m0001"), log.Phase("c0001")));
        Assert.Equal((FailbackRunItemOutcome.Cancelled, FailbackRunItemOutcome.AwaitingCommit), (Of(run, "m0001").Outcome, Of(run, "c0001").Outcome));
        Assert.InRange(log.Asked("m0001", "FailoverCancel").Single() - log.Times("m0001", "FailedOver").Single(), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(62));
        Assert.Empty(log.Asked("c0001", "FailoverCommit"));
    }

    [Fact]
    public async Task What_is_left_to_somebody_else_to_commit_is_protected_by_the_same_command_after_that()
    {
        using JourneyWorld world = Two();
        var journal = new List<FailbackRunEvent>();
        var options = new JourneyOptions { CommitPolicy = CommitPolicy.Never };

        FailbackRun first = await world.RunAsync(options, journal: journal);
        Assert.Equal(FailbackRunOutcome.AwaitingCommit, first.Outcome);
        AvsVault somebody = await world.ConnectAsync();
        foreach (ReplicatedItem item in await world.ItemsAsync())
        {
            await somebody.Connection.Service.CommitAsync(item, Guid.NewGuid().ToString(), default);
        }

        await somebody.Connection.Clock.Delay(TimeSpan.FromMinutes(10), default);
        FailbackRun second = await world.RunAsync(options, journal: journal);

        JourneyLog.AssertSucceeded(second);
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.All(log.Items, item => Assert.Equal((ReplicationPhase.Protected, 1), (item.Phase, log.Times(item.Name, "FailbackCommitted").Count)));
    }

    [Theory]
    [InlineData(ConfirmEach.Run, "c0001 c0002 m0001 m0002 @")]
    [InlineData(ConfirmEach.Wave, "c0001 m0001 @1|c0002 m0002 @2")]
    [InlineData(ConfirmEach.Vm, "c0001 @|c0002 @|m0001 @|m0002 @")]
    public async Task It_asks_as_often_as_ConfirmEach_says_and_each_VM_is_asked_for_once(ConfirmEach each, string asked)
    {
        using var world = new JourneyWorld(Fleet.Build(2, 2, settings: JourneyWorld.Brisk()));
        var host = new TestHost();

        FailbackRun run = await world.RunAsync(new JourneyOptions { CommitPolicy = CommitPolicy.Ask, ConfirmEach = each }, host, each: entry => entry with { Wave = entry.Item.Name[^1] - '0' });

        JourneyLog.AssertSucceeded(run);
        Assert.Equal(asked.Split('|').Order(StringComparer.Ordinal), host.Asked.Select(question => $"{string.Join(' ', question.Names.Order(StringComparer.Ordinal))} @{question.Wave}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_no_for_one_wave_leaves_its_VMs_uncommitted_and_the_other_waves_come_home()
    {
        using var world = new JourneyWorld(Fleet.Build(0, 2, settings: JourneyWorld.Brisk()));

        FailbackRun run = await world.RunAsync(new JourneyOptions { CommitPolicy = CommitPolicy.Ask, ConfirmEach = ConfirmEach.Wave }, new TestHost { Approval = (_, wave) => wave == 2 }, each: entry => entry with { Wave = entry.Item.Name[^1] - '0' });

        Assert.Equal((FailbackRunItemOutcome.AwaitingCommit, FailbackRunItemOutcome.Succeeded), (Of(run, "m0001").Outcome, Of(run, "m0002").Outcome));
        Assert.Equal(ReplicationPhase.FailedBack, (await JourneyLog.OfAsync(world)).Phase("m0001"));
    }

    [Theory]
    [InlineData(ValidationFailurePolicy.Keep, ReplicationPhase.FailedBack)]
    [InlineData(ValidationFailurePolicy.Cancel, ReplicationPhase.ReadyToFailBack)]
    public async Task What_does_not_pass_its_validation_is_never_committed(ValidationFailurePolicy policy, ReplicationPhase phase)
    {
        using JourneyWorld world = Two();

        FailbackRun run = await world.RunAsync(Unattended with { OnValidationFailure = policy }, new TestHost { Validation = _ => false });

        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.Equal(FailbackRunOutcome.Failed, run.Outcome);
        Assert.Equal((phase, ReplicationPhase.FailedBack), (log.Phase("m0001"), log.Phase("c0001")));
        Assert.All(log.Items, item => Assert.Empty(log.Asked(item.Name, "FailoverCommit")));
        Assert.All(log.Items, item => Assert.Empty(log.Times(item.Name, "FailbackCommitted")));
        // A cancelled failback leaves the Azure VM as it was: it can be failed back again.
        Assert.All(run.Items, item => Assert.Equal(ValidationResult.Failed, item.Validation));
    }

    private static JourneyWorld Two() => new(Fleet.Build(1, 1, settings: JourneyWorld.Brisk()));

    private static FailbackRunItem Of(FailbackRun run, string name) => run.Items.Single(item => item.Name == name);
}
