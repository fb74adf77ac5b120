using System;
using System.Collections.Generic;
using System.Linq;
using static AvsFailback.Asr.ServiceWords;

namespace AvsFailback.Runs;

/// <summary>A job that did something for a VM on its way home.</summary>
/// <param name="Job">The job.</param>
/// <param name="Action">What it did.</param>
/// <param name="Plan">The plan whose job it was; null for the VM's own.</param>
internal sealed record PastStep(FailbackJob Job, FailbackAction Action, string? Plan);

/// <summary>
/// What jobs did for a VM since it was last failed over to Azure. Reprotect, commit and the classic failover go by one scenario
/// in both directions; which it was, shows on the way back from where the VM replicates to now.
/// </summary>
internal static class ItemHistory
{
    /// <summary>The steps, the oldest first, and whether they go back to where the way home begins.</summary>
    public static (IReadOnlyList<PastStep> Steps, bool IsWhole) Of(ReplicatedItem item, IEnumerable<(FailbackJob Job, string? Plan)> jobs)
    {
        var steps = new List<PastStep>();
        bool toAvs = item.Direction == ReplicationDirection.AzureToAvs;
        if (item.Direction == ReplicationDirection.Unknown)
        {
            return (steps, true);
        }

        foreach ((FailbackJob job, string? plan) in jobs.Where(entry => entry.Job.StartTime is not null).OrderByDescending(entry => entry.Job.StartTime))
        {
            if (Is(job, Scenario.UnplannedFailover) && !toAvs)
            {
                if (job.IsSuccessful)
                {
                    // The disaster: what was before is another story.
                    steps.Reverse();
                    return (steps, true);
                }

                continue;
            }

            FailbackAction action = ActionOf(job, item, toAvs);
            if (action != FailbackAction.None)
            {
                steps.Add(new PastStep(job, action, plan));
            }

            if (action is FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure)
            {
                toAvs = action == FailbackAction.ReprotectToAzure;
            }
        }

        steps.Reverse();
        bool isWhole = steps.Count > 0
            ? steps[0].Action is FailbackAction.CommitFailover or FailbackAction.ReprotectToAvs
            : item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure or ReplicationPhase.Protected;
        return (steps, isWhole);
    }

    /// <param name="job">The job.</param>
    /// <param name="item">The VM as it is now.</param>
    /// <param name="toAvs">Whether it replicated to AVS after the job.</param>
    private static FailbackAction ActionOf(FailbackJob job, ReplicatedItem item, bool toAvs) =>
        Is(job, Scenario.Reprotect) ? (LedToAvs(job, item, toAvs) ? FailbackAction.ReprotectToAvs : FailbackAction.ReprotectToAzure)
        : Is(job, Scenario.CommitFailover) || Is(job, Scenario.FinalizeFailback) ? (toAvs ? FailbackAction.Commit : FailbackAction.CommitFailover)
        : !toAvs ? FailbackAction.None
        : Is(job, Scenario.UnplannedFailover) || Is(job, Scenario.PlannedFailover) ? FailbackAction.FailBack
        : Is(job, Scenario.CancelFailover) ? FailbackAction.CancelFailback
        : FailbackAction.None;

    // One that ended well turned the replication round; one that failed would have. One that runs may have done so already.
    private static bool LedToAvs(FailbackJob job, ReplicatedItem item, bool toAvs) =>
        job.IsSuccessful ? toAvs
        : !job.IsRunning ? !toAvs
        : item.Phase is ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure ? false
        : item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure or ReplicationPhase.ReplicatingToAvs ? true
        : !toAvs;

    private static bool Is(FailbackJob job, string scenario) => string.Equals(job.Scenario, scenario, StringComparison.OrdinalIgnoreCase);
}
