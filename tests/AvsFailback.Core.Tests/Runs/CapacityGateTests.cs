using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Runs;

public sealed class CapacityGateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Workers_that_check_at_once_get_no_more_places_than_there_are(int limit)
    {
        var gate = new CapacityGate(limit, ServerDemand.None);
        ItemRun[] runs = [.. Enumerable.Range(0, 64).Select(i => new ItemRun(Bed.FailBack(new Bed().Service.Add($"vm{i}", ReplicationPhase.ReadyToFailBack)), Some.Now))];
        await gate.LookAsync(runs, default);
        StepResult[] results = await Task.WhenAll(runs.Select(run => Task.Run(() => gate.CheckAsync(run, FailbackAction.FailBack, null, default))));
        Assert.Equal(limit, results.Count(result => result.IsContinue));
        Assert.All(results.Where(result => !result.IsContinue), result => Assert.Equal((StepKind.Hold, FailbackAction.FailBack), (result.Kind, result.Before)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Eight_workers_keep_to_the_limit_on_vms_under_way(int limit)
    {
        var bed = new Bed { Options = new EngineOptions { Concurrency = 8 } };
        FakeItem[] items = [.. Enumerable.Range(0, 24).Select(i => bed.Service.Add($"vm{i}", ReplicationPhase.ReadyToFailBack))];
        // Each answer comes on another thread, as on a running clock.
        bed.Service.OnRequest = async _ => await Task.Yield();
        IReadOnlyList<ItemRun> runs = await new FailbackEngine(bed.Vault, bed, bed.Options, new CapacityGate(limit, ServerDemand.None))
            .RunAsync([.. items.Select(Bed.FailBack)], default);
        Assert.All(runs, run => Assert.Equal(RunOutcome.Reached, run.Outcome));
        (DateTimeOffset Time, int Change)[] changes =
        [
            .. from run in runs
               let job = run.SucceededJob(FailbackAction.FailBack)!
               from change in new[] { (job.StartTime!.Value, 1), (job.EndTime!.Value, -1) }
               orderby change.Item1, change.Item2
               select change,
        ];
        int now = 0;
        Assert.True(changes.Max(change => now += change.Change) <= limit);
    }
}
