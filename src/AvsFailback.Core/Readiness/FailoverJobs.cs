using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Vault;

namespace AvsFailback.Readiness;

/// <summary>
/// The jobs that failed items back, from as few lists as may be: the list has no filter by item and ends at 200, only roughly
/// newest first (asr-contract §7), so it is read on from the oldest job that it told.
/// </summary>
internal sealed class FailoverJobs(ISiteRecovery service, IClock clock)
{
    // A job's start may lie before the item's own instant of it by the two clocks' difference.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

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

    /// <summary>The job that last failed the item back; null if it isn't listed any more.</summary>
    public async Task<FailbackJob?> FindAsync(ReplicatedItem item, CancellationToken cancellationToken)
    {
        if (item.LastFailoverTime is not { } started)
        {
            return null;
        }

        DateTimeOffset from = (_earliest is { } earliest && earliest < started ? earliest : started) - Skew;
        ILookup<string, FailbackJob> jobs = await _once.GetAsync(from, () => ReadAsync(from, cancellationToken));
        return JobFinder.FailoverOf(item, jobs[item.ObjectId ?? string.Empty].Where(job => job.StartTime >= started - Skew));
    }

    private async Task<ILookup<string, FailbackJob>> ReadAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        (IReadOnlyCollection<FailbackJob> jobs, _) = await new JobHistory(service).ReadAsync(from, clock.UtcNow, int.MaxValue, cancellationToken);
        return jobs.Where(job => ActionMetadata.IsDoneBy(FailbackAction.FailBack, job.Scenario)).ToLookup(job => job.TargetObjectId ?? string.Empty, StringComparer.OrdinalIgnoreCase);
    }
}
