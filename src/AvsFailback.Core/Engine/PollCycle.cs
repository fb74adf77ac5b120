using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>What one round of the loop reads once for all its items.</summary>
internal sealed class PollCycle(AvsVault vault)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly JobFinder _jobs = new(vault.Connection.Service, vault.Connection.Clock);
    private readonly Dictionary<ArmId, ReplicatedItem> _listed = [];
    private readonly object _gate = new();
    private Task<List<FailbackJob>>? _running;
    private Task<HashSet<ArmId>>? _troubled;

    /// <summary>Whether the jobs of several plans are looked at, which one list of jobs shows together.</summary>
    public bool HasManyPlans { get; init; }

    /// <summary>Reads the items of the round by one list; how many pages it read.</summary>
    public async Task<int> PrefetchAsync(IReadOnlyList<ArmId> ids, CancellationToken cancellationToken)
    {
        var wanted = new HashSet<ArmId>(ids);
        string? continuation = null;
        int pages = 0;
        do
        {
            Page<ReplicatedItem> page = await _service.ListItemsAsync(null, continuation, cancellationToken);
            foreach (ReplicatedItem item in page.Items)
            {
                if (wanted.Remove(item.Id))
                {
                    _listed[item.Id] = item;
                }
            }

            continuation = page.Continuation;
            pages += 1;
        }
        while (continuation is not null && wanted.Count > 0 && pages < ids.Count);
        return pages;
    }

    /// <summary>The item as the round's list showed it; null where it has to be read singly.</summary>
    public ReplicatedItem? Listed(ArmId id)
    {
        lock (_gate)
        {
            return _listed.TryGetValue(id, out ReplicatedItem? item) ? item : null;
        }
    }

    /// <summary>The item's listed state has been used up by an action; from now on it has to be read.</summary>
    public void Forget(ArmId id)
    {
        lock (_gate)
        {
            _listed.Remove(id);
        }
    }

    /// <summary>All jobs under way when the round first asked.</summary>
    public Task<List<FailbackJob>> RunningJobsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _running ??= _jobs.ListRunningAsync(cancellationToken);
        }
    }

    /// <summary>Whether a job is among those that failed, were cancelled or wait for a person, as the round's list of such jobs shows them.</summary>
    public async Task<bool> IsTroubledAsync(ArmId job, CancellationToken cancellationToken)
    {
        Task<HashSet<ArmId>> troubled;
        lock (_gate)
        {
            troubled = _troubled ??= ListTroubledAsync(cancellationToken);
        }

        return (await troubled).Contains(job);
    }

    private async Task<HashSet<ArmId>> ListTroubledAsync(CancellationToken cancellationToken) =>
        [.. (await _jobs.ListTroubledAsync(cancellationToken)).Select(job => job.Id)];
}
