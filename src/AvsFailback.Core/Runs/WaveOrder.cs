using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;

namespace AvsFailback.Runs;

/// <summary>The order of waves: a VM is failed back when all of the waves before it run in AVS.</summary>
internal sealed class WaveOrder(WaveFailurePolicy onFailure = WaveFailurePolicy.StopWave) : IRunDirector
{
    // For each order, the lowest wave with a VM that doesn't run in AVS yet, and the runs that failed.
    private readonly Dictionary<object, int> _current = [];
    private readonly List<ItemRun> _failed = [];
    private IReadOnlyList<ItemRun> _runs = [];

    public Task<IReadOnlyList<ItemRequest>> BetweenRoundsAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken)
    {
        Look(runs);
        return Task.FromResult<IReadOnlyList<ItemRequest>>([]);
    }

    /// <summary>Looks where the waves stand; those whose turn has come go on at once.</summary>
    public void Look(IReadOnlyList<ItemRun> runs)
    {
        var before = new Dictionary<object, int>(_current);
        _current.Clear();
        _failed.Clear();
        _runs = runs;
        foreach (ItemRun run in runs)
        {
            // The first to be named is one that failed itself.
            if (run.Outcome == RunOutcome.Failed)
            {
                _failed.Insert(run.HasFailedItself ? 0 : _failed.Count, run);
            }

            if (run.Request.WavesOf is { } order && !run.IsSettled && !RunsInAvs(run) && (!_current.TryGetValue(order, out int lowest) || run.Request.Wave < lowest))
            {
                _current[order] = run.Request.Wave;
            }
        }

        foreach (ItemRun run in runs)
        {
            if (run.HeldBefore == FailbackAction.FailBack && !run.IsSettled && run.Request.WavesOf is { } order
                && (_failed.Count > 0 || !before.TryGetValue(order, out int old) || !_current.TryGetValue(order, out int now) || old != now))
            {
                run.NextLook = DateTimeOffset.MinValue;
            }
        }
    }

    public string? HoldBefore(ItemRun run, FailbackAction action)
    {
        // One may have failed in this very round, and made room for another.
        if (onFailure == WaveFailurePolicy.StopAll && _runs.FirstOrDefault(other => other.HasFailedItself) is { } first)
        {
            throw Errors.StoppedAfterFailure(run, first);
        }

        if (action != FailbackAction.FailBack || run.Request.WavesOf is not { } order)
        {
            return null;
        }

        if (onFailure == WaveFailurePolicy.StopWave
            && _failed.Find(other => Equals(other.Request.WavesOf, order) && other.Request.Wave < run.Request.Wave) is { } failed)
        {
            throw Errors.EarlierGroupFailed(run, failed);
        }

        return _current.TryGetValue(order, out int wave) && wave < run.Request.Wave ? $"Waiting for wave {wave}" : null;
    }

    public string? HoldForRoom(ItemRun run, FailbackAction action, ReprotectInputs? inputs) => null;

    public bool Follows(ArmId job) => false;

    public bool IsLedByAnother(ItemRun run) => false;

    private static bool RunsInAvs(ItemRun run) => run.Item.Phase is ReplicationPhase.FailedBack or ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Protected;
}
