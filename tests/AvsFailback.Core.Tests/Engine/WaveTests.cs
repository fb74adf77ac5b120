using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>Waves: what a failure stops, and which VMs count as home.</summary>
public sealed class WaveTests
{
    private readonly Bed _bed = new();

    [Fact]
    public async Task A_failure_stops_the_later_waves_of_its_own_order_only()
    {
        FakeItem failing = Add("failing");
        failing.Fates.Enqueue(new PostFate(PostFateKind.JobFails));
        IReadOnlyList<ItemRun> runs = await _bed.RunAsync(
            Bed.InWave(Bed.FailBack(failing), "one", 1),
            Bed.InWave(Bed.FailBack(Add("after-it")), "one", 2),
            Bed.InWave(Bed.FailBack(Add("first")), "other", 1),
            Bed.InWave(Bed.FailBack(Add("second")), "other", 2));

        Assert.Equal([RunOutcome.Failed, RunOutcome.Failed, RunOutcome.Reached, RunOutcome.Reached], runs.Select(run => run.Outcome));
        Assert.Equal(["JobFailed", "EarlierGroupFailed"], runs.Take(2).Select(run => run.Error!.ErrorId));
        Assert.Equal(["failing", "first", "second"], _bed.Service.Posts.Select(post => post.Subject));
    }

    [Fact]
    public async Task A_failure_in_a_wave_leaves_the_others_of_that_wave_alone()
    {
        FakeItem failing = Add("failing");
        failing.Fates.Enqueue(new PostFate(PostFateKind.JobFails));

        IReadOnlyList<ItemRun> runs = await _bed.RunAsync(
            Bed.InWave(Bed.FailBack(failing), "one", 1),
            Bed.InWave(Bed.FailBack(Add("beside")), "one", 1));

        Assert.Equal([RunOutcome.Failed, RunOutcome.Reached], runs.Select(run => run.Outcome));
    }

    [Theory]
    [InlineData(ReplicationPhase.FailedBack)]
    [InlineData(ReplicationPhase.Committed)]
    [InlineData(ReplicationPhase.ReplicatingToAzure)]
    public async Task A_VM_that_runs_in_AVS_keeps_no_later_wave_waiting_while_it_goes_on(ReplicationPhase home)
    {
        FakeItem first = _bed.Service.Add("first", home);
        first.CopyTime = TimeSpan.FromHours(5);
        first.JobTimes[FailbackAction.ReprotectToAzure] = first.JobTimes[FailbackAction.Commit] = TimeSpan.FromHours(2);
        first.CopyEnds = home == ReplicationPhase.ReplicatingToAzure ? Some.Now.AddHours(5) : null;

        IReadOnlyList<ItemRun> runs = await _bed.RunAsync(
            Bed.InWave(Bed.Journey(first), "one", 1),
            Bed.InWave(Bed.FailBack(Add("second")), "one", 2));

        Assert.All(runs, run => Assert.Null(run.Error));
        Assert.True(_bed.Posts().Single(post => post.What == "failback").Seconds < 120);
    }

    [Theory]
    [InlineData(ReplicationPhase.RunningInAzure)]
    [InlineData(ReplicationPhase.ReplicatingToAvs)]
    [InlineData(ReplicationPhase.ReadyToFailBack)]
    public async Task A_VM_that_runs_in_Azure_keeps_later_waves_waiting_until_it_is_failed_back(ReplicationPhase away)
    {
        FakeItem first = _bed.Service.Add("first", away);

        await _bed.RunAsync(
            Bed.InWave(Bed.Journey(first, FailbackGoal.FailedBack), "one", 1),
            Bed.InWave(Bed.FailBack(Add("second")), "one", 2));

        DateTimeOffset home = _bed.Service.Effects.Single(effect => effect is { Item: "first", What: "FailBack" }).Time;
        Assert.True(_bed.Service.Posts.Single(post => post.Subject == "second").Time >= home);
    }

    private FakeItem Add(string name) => _bed.Service.Add(name, ReplicationPhase.ReadyToFailBack);
}
