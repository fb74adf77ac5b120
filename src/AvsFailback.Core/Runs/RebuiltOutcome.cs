using System.Collections.Generic;
using System.Linq;
using AvsFailback.Engine;

namespace AvsFailback.Runs;

/// <summary>How a run that was found in the vault's jobs stands: by where its VMs are.</summary>
internal static class RebuiltOutcome
{
    /// <summary>The run with its outcome and those of its VMs.</summary>
    public static FailbackRun Of(FailbackRun run, IReadOnlyList<ReplicatedItem> items)
    {
        Dictionary<ArmId, ReplicatedItem> known = items.GroupBy(item => item.Id).ToDictionary(same => same.Key, same => same.First());
        FailbackRunItem[] settled = [.. run.Items.Select(item => Settle(item, known[item.ItemId]))];
        FailbackRunOutcome outcome =
            settled.Any(IsBusy) ? FailbackRunOutcome.Running
            : settled.Any(item => item.Outcome == FailbackRunItemOutcome.Running) ? FailbackRunOutcome.Interrupted
            : settled.Any(item => item.Outcome == FailbackRunItemOutcome.AwaitingCommit) ? FailbackRunOutcome.AwaitingCommit
            : settled.All(item => item.Outcome == FailbackRunItemOutcome.Succeeded) ? FailbackRunOutcome.Succeeded
            : settled.Any(item => item.Outcome == FailbackRunItemOutcome.Succeeded) ? FailbackRunOutcome.PartiallySucceeded
            : FailbackRunOutcome.Failed;
        return run with
        {
            Items = settled,
            Outcome = outcome,
            EndTime = outcome is FailbackRunOutcome.Running or FailbackRunOutcome.Interrupted ? null : run.LastEventTime,
            NextStep = outcome is FailbackRunOutcome.Running or FailbackRunOutcome.Succeeded ? string.Empty : "Get-AvsReplicatedItem shows where each VM is, and Test-AvsFailback what its next step needs.",
        };
    }

    private static FailbackRunItem Settle(FailbackRunItem item, ReplicatedItem now)
    {
        FailbackRunStep last = item.Steps[item.Steps.Count - 1];
        bool hasFailed = last.State is JobState.Failed or JobState.Cancelled;
        FailbackRunItemOutcome outcome = IsBusy(item) ? FailbackRunItemOutcome.Running : now.Phase switch
        {
            ReplicationPhase.Protected => FailbackRunItemOutcome.Succeeded,
            // One whose commit failed doesn't wait for a decision.
            _ when hasFailed => FailbackRunItemOutcome.Failed,
            ReplicationPhase.FailedBack => FailbackRunItemOutcome.AwaitingCommit,
            ReplicationPhase.Faulted => FailbackRunItemOutcome.Failed,
            _ => FailbackRunItemOutcome.Running,
        };
        return item with
        {
            Outcome = outcome,
            PhaseAtStart = FailbackTransitions.PhaseFor(item.Steps[0].Action),
            EndTime = outcome == FailbackRunItemOutcome.Running ? null : last.End,
            Message = outcome == FailbackRunItemOutcome.Failed ? now.PhaseReason ?? $"{last}{(last.Errors.Count > 0 ? $" ({last.Errors[0]})" : string.Empty)}" : string.Empty,
            Errors = outcome == FailbackRunItemOutcome.Failed ? last.Errors : [],
        };
    }

    private static bool IsBusy(FailbackRunItem item) => item.Steps.Any(step => step.End is null);
}
