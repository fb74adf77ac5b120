using System;

namespace AvsFailback.Engine;

/// <summary>
/// The one failback of one VM whose commit somebody approved. An approval belongs to that failback and ends with it: after a cancel and
/// another failback, the VM holds other data than what was looked at.
/// </summary>
/// <param name="FailoverTime">When that failback began, as the item says (asr-contract §4: the start of its job); null where it didn't say, or hadn't begun.</param>
/// <param name="Job">The failback's job, where the approval was given while it still ran; null otherwise.</param>
internal sealed record CommitApproval(DateTimeOffset? FailoverTime, ArmId? Job = null)
{
    // A job's times are cut to seconds in places (asr-contract §2), and its clock may not be the item's.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    // The same field of the same item, read twice: cut to seconds at most.
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(1);

    /// <summary>Whether the VM as it is now is in the failback that was approved.</summary>
    /// <param name="item">The VM.</param>
    /// <param name="ended">The job of that failback as it ended, where the run has followed it.</param>
    public bool IsFor(ReplicatedItem item, FailbackJob? ended)
    {
        if (item.Phase != ReplicationPhase.FailedBack)
        {
            return false;
        }

        if (Job is null)
        {
            return IsSame(FailoverTime, item.LastFailoverTime);
        }

        return ended?.Id == Job && MadeIt(ended, item);
    }

    /// <summary>Whether a job that failed VMs back is the one of the failback that the VM is in; a plan's job takes its VMs one after the other.</summary>
    public static bool MadeIt(FailbackJob job, ReplicatedItem item) =>
        job.StartTime is not { } start || item.LastFailoverTime is not { } began
        || (began >= start - Tolerance && began <= (job.EndTime ?? DateTimeOffset.MaxValue - Tolerance) + Tolerance);

    /// <summary>Whether two times tell the same failback; one that isn't known is none that is.</summary>
    public static bool IsSame(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other is null ? one == other : (one.Value - other.Value).Duration() <= Cut;
}
