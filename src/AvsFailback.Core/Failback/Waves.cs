using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Failback;

/// <summary>Runs that go in the order of a plan's groups: a group begins when all before it have ended well.</summary>
internal static class Waves
{
    /// <summary>For each order, the lowest wave that still has open runs.</summary>
    public static Dictionary<ArmId, int> Current(IEnumerable<ItemRun> open) =>
        open.Where(run => run.Request.WavesOf is not null).GroupBy(run => run.Request.WavesOf!).ToDictionary(order => order.Key, order => order.Min(run => run.Request.Wave));

    /// <summary>Whether it is the run's turn.</summary>
    public static bool IsOpen(ItemRun run, Dictionary<ArmId, int> current) =>
        run.Request.WavesOf is not { } order || !current.TryGetValue(order, out int wave) || run.Request.Wave <= wave;

    /// <summary>Runs whose turn has come after a run before them failed aren't begun.</summary>
    public static void RefuseAfterFailure(IEnumerable<ItemRun> open, IReadOnlyList<ItemRun> all, Dictionary<ArmId, int> current, DateTimeOffset now)
    {
        foreach (ItemRun run in open.Where(run => run.Request.WavesOf is not null && IsOpen(run, current)))
        {
            ItemRun? failed = all.FirstOrDefault(other => other.Outcome == RunOutcome.Failed && other.Request.WavesOf == run.Request.WavesOf && other.Request.Wave < run.Request.Wave);
            if (failed is not null)
            {
                run.Fail(Errors.EarlierGroupFailed(run, failed), now);
            }
        }
    }
}
