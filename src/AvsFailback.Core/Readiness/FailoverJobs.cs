using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Vault;

namespace AvsFailback.Readiness;

/// <summary>
/// The jobs that failed items back, from as few lists as may be: the list has no filter by item and ends at 200 (asr-contract §7), so that it is read in spans.
/// What a list can't tell of a job, its tasks, is read from the job itself where it counts.
/// </summary>
internal sealed class FailoverJobs(ISiteRecovery service, IClock clock)
{
    // A job's start may lie before the item's own instant of it by the two clocks' difference.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    // As long as a plan's failback is waited for.
    private static readonly TimeSpan LongestPlan = TimeSpan.FromHours(12);

    private readonly ReadOnce _once = new();
    private DateTimeOffset? _earliest;

    /// <summary>Takes note of items that will be asked for, so that one list serves them all.</summary>
    public void Expect(IEnumerable<ReplicatedItem> items)
    {
        foreach (DateTimeOffset started in items.Select(item => item.LastFailoverTime).OfType<DateTimeOffset>())
        {
            _earliest = _earliest is { } earliest && earliest < started ? earliest : started;
        }
    }

    /// <summary>The job that last failed the item back, its own or that of a plan that names it, whole where its tasks decide; null if it isn't listed any more.</summary>
    public async Task<FailbackJob?> FindAsync(ReplicatedItem item, CancellationToken cancellationToken)
    {
        if (item.LastFailoverTime is not { } started)
        {
            return null;
        }

        DateTimeOffset from = (_earliest is { } earliest && earliest < started ? earliest : started) - Skew;
        ILookup<string, FailbackJob> jobs = await _once.GetAsync(from, () => ReadAsync(from, cancellationToken));
        FailbackJob[] own = [.. jobs[item.ObjectId ?? string.Empty].Where(job => job.StartTime >= started - Skew && !JobFinder.IsOfPlan(job))];
        FailbackJob? found = JobFinder.BroughtThere(item, own) ?? await FindPlansAsync(item, started, jobs, cancellationToken) ?? JobFinder.FailoverOf(item, own);
        return found is { IsSuccessInPart: true, Tasks.Count: 0 } ? await WholeAsync(found, cancellationToken) : found;
    }

    /// <summary>The job of a plan that took the VM with it, by its tasks: it names no item as its target (asr-contract §6).</summary>
    private async Task<FailbackJob?> FindPlansAsync(ReplicatedItem item, DateTimeOffset started, ILookup<string, FailbackJob> jobs, CancellationToken cancellationToken)
    {
        foreach (FailbackJob listed in jobs.SelectMany(job => job).Where(job => JobFinder.IsOfPlan(job) && JobFinder.MayHaveDone(job, started)).OrderByDescending(job => job.StartTime))
        {
            FailbackJob whole = await WholeAsync(listed, cancellationToken);
            if (new PlanTasks(whole, [item]).Of(item) is not null)
            {
                return whole;
            }
        }

        return null;
    }

    private Task<FailbackJob> WholeAsync(FailbackJob listed, CancellationToken cancellationToken) =>
        _once.GetAsync(listed.Id, async () => await service.FindJobAsync(listed.Id, cancellationToken) ?? listed);

    private async Task<ILookup<string, FailbackJob>> ReadAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        // A plan takes its groups one after the other, so that its job may have begun long before a VM's own failover.
        var filter = new JobFilter { From = from - LongestPlan, To = clock.UtcNow };
        (IReadOnlyCollection<FailbackJob> jobs, _) = await new JobHistory(service).ReadAsync(filter, int.MaxValue, cancellationToken);
        return jobs.Where(job => ActionMetadata.IsDoneBy(FailbackAction.FailBack, job.Scenario)).ToLookup(job => job.TargetObjectId ?? string.Empty, StringComparer.OrdinalIgnoreCase);
    }
}
