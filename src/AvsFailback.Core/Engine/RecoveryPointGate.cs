using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>
/// A classic item may be allowed to fail over before it has its first recovery point, which comes some minutes after the first
/// copy (rule V05). A command that waits for it to be ready waits for that point too, for a while: some get none.
/// </summary>
internal sealed class RecoveryPointGate(ISiteRecovery service, IClock clock, EngineOptions options, RecentPoints points, IEngineObserver observer) : Gate
{
    private readonly ConcurrentDictionary<ItemRun, Wait> _waits = new();

    private readonly ConcurrentDictionary<ArmId, DateTimeOffset> _told = new();

    /// <summary>A command that may wait doesn't ask for a failback before there is a point.</summary>
    public override Task<StepResult> CheckAsync(ItemRun run, FailbackAction action, ReprotectInputs? inputs, CancellationToken cancellationToken) =>
        action == FailbackAction.FailBack && run.Request.MayWait ? LookForFirstAsync(run, cancellationToken) : Task.FromResult(StepResult.Continue);

    /// <summary>Looks for the item's first recovery point; it is looked at again later for want of one.</summary>
    public async Task<StepResult> LookForFirstAsync(ItemRun run, CancellationToken cancellationToken)
    {
        Wait wait = _waits.GetOrAdd(run, _ => new Wait());
        if (wait.HasPoint)
        {
            return StepResult.Continue;
        }

        // The service lists none for modernized items in this direction (asr-contract §5).
        if (run.IsOfPlan || run.Item.Architecture != ReplicationArchitecture.Classic || run.Item.Direction != ReplicationDirection.AzureToAvs)
        {
            return StepResult.Continue;
        }

        DateTimeOffset now = clock.UtcNow;
        if (wait.NextLook == default && run.WasSeenCopying && !run.Item.IsComplete)
        {
            // One of many, which became ready just now: a look at each at once would find that its first point is minutes away.
            wait.NextLook = now + options.FirstPointDelay;
        }

        if (now < wait.NextLook)
        {
            return WaitAWhile(run, wait);
        }

        Page<RecoveryPoint> page = await service.ListRecoveryPointsAsync(run.Item, null, cancellationToken);
        if (page.Items.Count > 0)
        {
            if (page.Continuation is null)
            {
                points.Saw(run.Item, [.. page.Items.OrderByDescending(point => point.Time)]);
            }

            Tell(run, run.Item, page.Items);
            wait.HasPoint = true;
            return StepResult.Continue;
        }

        wait.End ??= now + options.FirstPointWindow;
        if (now >= wait.End)
        {
            observer.Warn(run, $"{run.Item.Name} has had no recovery point for {Words.Span(options.FirstPointWindow)} since it was copied, and can't be failed back without one. See its health in the portal.");
            return StepResult.Continue;
        }

        wait.NextLook = now + options.FirstPointInterval;
        return WaitAWhile(run, wait);
    }

    /// <summary>Before a failback: its first point was looked at when it came; while it waited for its turn, others have followed.</summary>
    public void TellNewest(ItemRun run)
    {
        foreach (ReplicatedItem item in run.Request.Unit is PlanTarget plan ? plan.Members : [run.Item])
        {
            if (points.Of(item) is { } recent)
            {
                Tell(run, item, recent);
            }
        }
    }

    /// <summary>A job need not tell the point that it took (asr-contract §6): then the report goes by the newest one listed before, or the one that was chosen.</summary>
    private void Tell(ItemRun run, ReplicatedItem item, IReadOnlyList<RecoveryPoint> listed)
    {
        RecoveryPointChoice choice = run.Request.PointChoice;
        RecoveryPoint? point = choice.PointId is { } chosen
            ? listed.FirstOrDefault(one => string.Equals(one.Name, chosen.Name, StringComparison.OrdinalIgnoreCase))
            : listed.Where(one => choice.Type != RecoveryPointType.ApplicationConsistent || one.Type == choice.Type).OrderByDescending(one => one.Time).FirstOrDefault();
        if (point is not null && (!_told.TryGetValue(item.Id, out DateTimeOffset before) || before != point.Time))
        {
            _told[item.Id] = point.Time;
            observer.Tell(run, new FailbackRunEvent
            {
                Kind = FailbackRunEventKind.RecoveryPointSeen,
                ItemId = item.Id,
                Name = item.Name,
                RecoveryPointTime = point.Time,
                RecoveryPointSource = choice.PointId is null ? RecoveryPointSource.NewestListed : RecoveryPointSource.Chosen,
                Text = $"its {(choice.PointId is null ? "newest" : "chosen")} recovery point is of {Words.Instant(point.Time)}",
            });
        }
    }

    private static StepResult WaitAWhile(ItemRun run, Wait wait)
    {
        run.WaitForPoint();
        return StepResult.WaitUntil(wait.NextLook, "Waiting for the first recovery point");
    }

    /// <summary>How far the wait for a run's first point is.</summary>
    private sealed class Wait
    {
        public bool HasPoint { get; set; }

        /// <summary>When points are looked for next.</summary>
        public DateTimeOffset NextLook { get; set; }

        /// <summary>When the wait ends; null before the first look that found none.</summary>
        public DateTimeOffset? End { get; set; }
    }
}
