using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;

namespace AvsFailback.Vault;

/// <summary>Finds the jobs of items in the vault's list, which has no filter by item (asr-contract §7).</summary>
internal sealed class JobFinder(ISiteRecovery service, IClock clock)
{
    // A job's start may lie before the request's own instant by the two clocks' difference.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    // A job that is in another's way for longer is met as a running one.
    private static readonly TimeSpan LongestInTheWay = TimeSpan.FromHours(2);

    /// <summary>How many jobs a list holds at most (asr-contract §7).</summary>
    public const int MostListed = JobHistory.MostListed;

    private static readonly string[] RunningStates = ["NotStarted", "InProgress", "Suspended", "Cancelling"];

    private static readonly string[] TroubledStates = ["Failed", "Cancelled", "Cancelling", "Suspended"];

    /// <summary>Whether a job doesn't tell yet what it works on, as none does just after it was accepted (asr-contract §2).</summary>
    public static bool IsNameless(FailbackJob job) => job.IsRunning && job.Scenario.Length == 0 && job.TargetObjectId is null && job.TargetName.Length == 0;

    /// <summary>Whether a job is one of the plan of that name; plans' jobs are told by kind and name (asr-contract §6).</summary>
    public static bool IsOfPlan(FailbackJob job, string? planName) =>
        planName is not null && IsOfPlan(job) && string.Equals(job.TargetName, planName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a job is a plan's.</summary>
    public static bool IsOfPlan(FailbackJob job) => string.Equals(job.TargetType, "RecoveryPlan", StringComparison.OrdinalIgnoreCase);

    /// <summary>All jobs under way.</summary>
    public Task<List<FailbackJob>> ListRunningAsync(CancellationToken cancellationToken) => ListAsync(new JobFilter { States = RunningStates }, cancellationToken);

    /// <summary>Asks the vault for something small, to see whether it answers.</summary>
    public Task ProbeAsync(CancellationToken cancellationToken) => service.ListJobsAsync(new JobFilter { States = ["Suspended"] }, null, cancellationToken);

    /// <summary>Jobs that ended badly or wait for a person.</summary>
    public Task<List<FailbackJob>> ListTroubledAsync(CancellationToken cancellationToken) => ListAsync(new JobFilter { States = TroubledStates }, cancellationToken);

    /// <summary>Among jobs under way, the one of this item; null if none.</summary>
    public static FailbackJob? RunningOn(ReplicatedItem item, IEnumerable<FailbackJob> running) => RunningOn(ItemTarget.Instance, item, running);

    /// <summary>Among jobs under way, the one of this item or plan; null if none.</summary>
    public static FailbackJob? RunningOn(ActionTarget unit, ReplicatedItem item, IEnumerable<FailbackJob> running) =>
        running.Where(job => job.IsRunning && unit.Owns(item, job)).OrderByDescending(job => job.StartTime).FirstOrDefault();

    /// <summary>
    /// Among jobs that failed items back, the one that brought this item where it is: it ended well and began when the item says
    /// (asr-contract §4). A later one that failed in its preflight, another controller's, did nothing. Without such a one, the latest.
    /// </summary>
    public static FailbackJob? FailoverOf(ReplicatedItem item, IEnumerable<FailbackJob> failovers)
    {
        FailbackJob[] own = [.. failovers.Where(job => ItemTarget.Instance.Owns(item, job)).OrderByDescending(job => job.StartTime)];
        return BroughtThere(item, own) ?? own.FirstOrDefault();
    }

    /// <summary>Among an item's own failbacks, the one that brought it where it is, wholly or in part; null if none did.</summary>
    public static FailbackJob? BroughtThere(ReplicatedItem item, IEnumerable<FailbackJob> own) =>
        item.LastFailoverTime is not { } began ? null
        : (from job in own
           where FailbackJob.IsSuccessState(job.State) && job.StartTime is not null
           let distance = (job.StartTime!.Value - began).Duration()
           where distance < Skew
           orderby distance
           select job).FirstOrDefault();

    /// <summary>Whether a failover of the item may have been done by a job, by when both were.</summary>
    public static bool MayHaveDone(FailbackJob job, DateTimeOffset failover) =>
        job.StartTime is { } start && start - Skew <= failover && failover <= (job.EndTime ?? DateTimeOffset.MaxValue - Skew) + Skew;

    /// <summary>
    /// The job that a request started whose answer was lost: its activity id begins with the request's id. Lists don't tell
    /// that, so each job that may be it is read (design §4).
    /// </summary>
    public async Task<FailbackJob?> FindByRequestAsync(ActionTarget unit, ReplicatedItem item, PendingRequest lost, CancellationToken cancellationToken)
    {
        List<FailbackJob> jobs = await ListAsync(new JobFilter { From = lost.MayHaveBegun - Skew, To = clock.UtcNow + Skew }, cancellationToken);
        foreach (FailbackJob candidate in jobs.Where(job => MayBe(unit, item, lost, job)))
        {
            FailbackJob? job = await service.FindJobAsync(candidate.Id, cancellationToken);
            if (job?.ActivityId is { } activity && activity.StartsWith(lost.ClientRequestId, StringComparison.OrdinalIgnoreCase))
            {
                return job;
            }
        }

        return null;
    }

    /// <summary>A job on the same item, or of its plan, that was under way when another was refused; null if none was.</summary>
    public async Task<FailbackJob?> FindOverlappingAsync(ActionTarget unit, string? planName, ReplicatedItem item, FailbackJob refused, CancellationToken cancellationToken)
    {
        if (refused.StartTime is not { } start)
        {
            return null;
        }

        List<FailbackJob> jobs = await ListAsync(new JobFilter { From = start - LongestInTheWay, To = start + Skew }, cancellationToken);
        return jobs.Find(job => job.Id != refused.Id && job.StartTime <= start && (job.EndTime ?? DateTimeOffset.MaxValue) > start
            && (unit.Owns(item, job) || IsOfPlan(job, planName)));
    }

    private async Task<List<FailbackJob>> ListAsync(JobFilter filter, CancellationToken cancellationToken) =>
        [.. (await new JobHistory(service).ReadAsync(filter, int.MaxValue, cancellationToken)).Jobs];

    private static bool MayBe(ActionTarget unit, ReplicatedItem item, PendingRequest lost, FailbackJob job) =>
        // Just after it was accepted, a job has neither scenario nor target (asr-contract §2).
        (job.Scenario.Length == 0 || ActionMetadata.IsDoneBy(lost.Action, job.Scenario))
        && (job.TargetObjectId is null || unit.Owns(item, job) || string.Equals(job.TargetObjectId, lost.ObjectId, StringComparison.OrdinalIgnoreCase));
}
