using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Readiness;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>
/// A member of a named classic replication group fails back with a plan only (rule V16). Where all VMs of such a plan were named one by one, they
/// go by it all the same: nobody has to know which word the service wants.
/// </summary>
internal sealed class GroupPlans(AvsVault vault)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;

    /// <summary>The plans by which named members of groups go.</summary>
    /// <param name="items">All VMs that were named.</param>
    /// <param name="named">The plans that were named.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<RecoveryPlan>> OfAsync(IReadOnlyList<ReplicatedItem> items, IReadOnlyCollection<RecoveryPlan> named, CancellationToken cancellationToken)
    {
        HashSet<ArmId> taken = [.. named.SelectMany(plan => plan.Members).Select(member => member.Id)];
        HashSet<ArmId> open = [.. items.Where(item => ReplicationGroups.Bind(item) && !taken.Contains(item.Id)).Select(item => item.Id)];
        if (open.Count == 0)
        {
            return [];
        }

        HashSet<ArmId> all = [.. items.Select(item => item.Id)];
        var found = new List<RecoveryPlan>();
        foreach (RecoveryPlan listed in await Paging.AllAsync(c => _service.ListPlansAsync(c, cancellationToken)))
        {
            // The list leaves the groups out (asr-contract §8).
            if (await _service.FindPlanAsync(listed.Id, cancellationToken) is { } plan && IsFor(plan, all, open, taken))
            {
                found.Add(plan);
                taken.UnionWith(plan.Members.Select(member => member.Id));
            }
        }

        return found;
    }

    private static bool IsFor(RecoveryPlan plan, HashSet<ArmId> all, HashSet<ArmId> open, HashSet<ArmId> taken)
    {
        IReadOnlyList<RecoveryPlanMember> members = plan.Members;
        return members.Any(member => open.Contains(member.Id)) && members.All(member => all.Contains(member.Id) && !taken.Contains(member.Id));
    }
}
