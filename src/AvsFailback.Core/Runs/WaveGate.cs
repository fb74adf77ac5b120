using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;

namespace AvsFailback.Runs;

/// <summary>
/// The order of waves: a VM is failed back when all VMs of the waves before it run in AVS and, where they are validated, have passed; and what
/// a failure stops.
/// </summary>
/// <param name="onFailure">What becomes of the others after a failure.</param>
/// <param name="isLed">Whether a VM goes with its plan's own request, which has an order of its own.</param>
/// <param name="isValidated">Whether a VM that runs in AVS needs no validation, or has passed it.</param>
internal sealed class WaveGate(WaveFailurePolicy onFailure, Func<ItemRun, FailbackAction, bool> isLed, Func<ItemRun, bool> isValidated) : Gate
{
    // For each order, the lowest wave with a VM that isn't home yet, and the runs that failed. They change between poll cycles only.
    private readonly Dictionary<object, int> _current = [];
    private readonly List<ItemRun> _failed = [];
    private IReadOnlyList<ItemRun> _runs = [];

    /// <summary>Looks where the waves are; those whose turn has come are woken.</summary>
    public override Task<IReadOnlyList<ItemRequest>> LookAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken)
    {
        var before = new Dictionary<object, int>(_current);
        _current.Clear();
        _failed.Clear();
        _runs = runs;
        foreach (ItemRun run in runs)
        {
            // The first to be named is one that failed itself.
            if (run.Outcome == RunOutcome.Failed || run.Setback is not null)
            {
                _failed.Insert(run.HasFailedItself ? 0 : _failed.Count, run);
            }

            if (run.Request.WavesOf is { } order && !run.IsSettled && !IsHome(run))
            {
                _current[order] = _current.TryGetValue(order, out int lowest) ? Math.Min(lowest, run.Request.Wave) : run.Request.Wave;
            }
        }

        foreach (ItemRun run in runs)
        {
            if (run.HeldBefore == FailbackAction.FailBack && !run.IsSettled && run.Request.WavesOf is { } order && (_failed.Count > 0 || HasChanged(before, order)))
            {
                run.Wake();
            }
        }

        return Task.FromResult<IReadOnlyList<ItemRequest>>([]);
    }

    private bool HasChanged(Dictionary<object, int> before, object order) =>
        !before.TryGetValue(order, out int old) || !_current.TryGetValue(order, out int now) || old != now;

    /// <summary>It looks after validations, which make VMs count as home, and plans.</summary>
    public override int LookOrder => 2;

    /// <inheritdoc/>
    public override Task<StepResult> CheckAsync(ItemRun run, FailbackAction action, ReprotectInputs? inputs, CancellationToken cancellationToken) =>
        Task.FromResult(Check(run, action));

    private StepResult Check(ItemRun run, FailbackAction action)
    {
        // What turns a failure back isn't stopped by it.
        if (action == FailbackAction.CancelFailback || isLed(run, action))
        {
            return StepResult.Continue;
        }

        // One may have failed in this very cycle, and made room for another.
        if (onFailure == WaveFailurePolicy.StopAll && _runs.FirstOrDefault(other => other != run && other.HasFailedItself) is { } first)
        {
            return StepResult.Fail(Errors.StoppedAfterFailure(run, first));
        }

        if (action != FailbackAction.FailBack || run.Request.WavesOf is not { } order)
        {
            return StepResult.Continue;
        }

        if (onFailure == WaveFailurePolicy.StopWave && _failed.Find(other => Equals(other.Request.WavesOf, order) && other.Request.Wave < run.Request.Wave) is { } failed)
        {
            return StepResult.Fail(Errors.EarlierGroupFailed(run, failed));
        }

        return _current.TryGetValue(order, out int wave) && wave < run.Request.Wave ? StepResult.Hold(action, $"Waiting for wave {wave}") : StepResult.Continue;
    }

    private bool IsHome(ItemRun run) =>
        Phases.IsCommitted(run.Item.Phase) || (run.Item.Phase == ReplicationPhase.FailedBack && isValidated(run));
}
