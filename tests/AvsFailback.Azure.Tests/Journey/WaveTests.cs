using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Bench;
using AvsFailback.Runs;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>Who goes when, what a failure stops, and how many go at once.</summary>
public sealed class WaveTests
{
    private static readonly JourneyOptions Unattended = new() { Validates = true, CommitPolicy = CommitPolicy.AfterValidation };

    private static readonly Dictionary<string, int> Waves = new() { ["c0001"] = 1, ["m0001"] = 1, ["m0002"] = 2, ["m0003"] = 3 };

    [Fact]
    public async Task A_wave_is_failed_back_when_all_of_the_one_before_runs_in_AVS_and_reprotects_do_not_wait_for_it()
    {
        using JourneyWorld world = FourVms();

        FailbackRun run = await world.RunAsync(Unattended, each: InWaves);

        JourneyLog log = await JourneyLog.OfAsync(world);
        JourneyLog.AssertSucceeded(run);
        Assert.True(log.FailbackOf("m0002") >= log.Times("c0001", "FailedOver").Single() && log.FailbackOf("m0002") >= log.Times("m0001", "FailedOver").Single());
        Assert.True(log.FailbackOf("m0003") >= log.Times("m0002", "FailedOver").Single());
        Assert.All(Waves.Keys, name => Assert.True(log.Asked(name, "ReProtect")[0] < log.FailbackOf("c0001"), name));
        Assert.Equal([1, 1, 2, 3], run.Items.Select(item => item.Wave));
    }

    [Theory]
    [InlineData(WaveFailurePolicy.StopWave, "Failed Succeeded LeftAlone LeftAlone", "EarlierGroupFailed")]
    [InlineData(WaveFailurePolicy.Continue, "Failed Succeeded Succeeded Succeeded", null)]
    [InlineData(WaveFailurePolicy.StopAll, "Failed LeftAlone LeftAlone LeftAlone", "StoppedAfterFailure")]
    public async Task What_a_failure_stops_is_what_OnFailure_says(WaveFailurePolicy policy, string outcomes, string? errorId)
    {
        using JourneyWorld world = FourVms();
        await world.AddFaultAsync(new EmulatorFault { Kind = "FailJob", Item = "c0001", Operation = "ReProtect" });

        FailbackRun run = await world.RunAsync(Unattended with { OnFailure = policy }, each: InWaves);

        Assert.Equal(outcomes, string.Join(' ', run.Items.OrderBy(item => item.Name, StringComparer.Ordinal).Select(item => item.Outcome)));
        Assert.All(run.Items.Where(item => item.Outcome == FailbackRunItemOutcome.LeftAlone), item => Assert.Equal(errorId, item.ErrorId));
        JourneyLog log = await JourneyLog.OfAsync(world);
        if (policy == WaveFailurePolicy.StopAll)
        {
            DateTimeOffset failed = run.Items.Single(item => item.Name == "c0001").EndTime!.Value;
            Assert.DoesNotContain(log.Posts, post => post.Time > failed);
            // What ran already was waited for.
            Assert.Equal(ReplicationPhase.ReadyToFailBack, log.Phase("m0001"));
        }
        else
        {
            Assert.Equal(ReplicationPhase.Protected, log.Phase("m0001"));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Never_more_VMs_are_under_way_than_ThrottleLimit_says_and_as_many_as_it_says(int limit)
    {
        using var world = new JourneyWorld(Fleet.Build(3, 3, settings: JourneyWorld.Brisk()));

        FailbackRun run = await world.RunAsync(Unattended with { ThrottleLimit = limit });

        JourneyLog.AssertSucceeded(run);
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.Equal(limit, JourneyLog.MostAtOnce(log.Items.SelectMany(item => Steps(log, item.Name))));
    }

    [Fact]
    public async Task A_plan_of_more_VMs_than_ThrottleLimit_goes_alone_and_does_not_wait_for_ever()
    {
        using var world = new JourneyWorld(Fleet.Build(0, 4, settings: JourneyWorld.Brisk()).WithPlan("modern", ["m0001", "m0002"], ["m0003"]));

        FailbackRun run = await world.RunAsync(Unattended with { ThrottleLimit = 2 });

        JourneyLog.AssertSucceeded(run);
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.Single(log.Asked("modern", "PlannedFailover"));
        Assert.All(log.Items, item => Assert.Equal(ReplicationPhase.Protected, item.Phase));
    }

    private static JourneyWorld FourVms() => new(Fleet.Build(1, 3, settings: JourneyWorld.Brisk()));

    private static JourneyEntry InWaves(JourneyEntry entry) => entry with { Wave = Waves[entry.Item.Name] };

    /// <summary>From when to when each step of a VM ran, as the vault saw it.</summary>
    private static IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> Steps(JourneyLog log, string name)
    {
        yield return (log.Asked(name, "ReProtect")[0], log.Times(name, "ReadyToFailBack").Single());
        yield return (log.FailbackOf(name), log.Times(name, "FailedOver").Single());
        yield return (log.Asked(name, "FailoverCommit").Single(), log.Times(name, "FailbackCommitted").Single());
        yield return (log.Asked(name, "ReProtect")[1], log.Times(name, "Protected").Single());
    }
}
