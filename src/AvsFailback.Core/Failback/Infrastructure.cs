using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Failback;

/// <summary>The vault's servers and policies, each read once for a command however many VMs it has.</summary>
internal sealed class Infrastructure(AvsVault vault)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly ConcurrentDictionary<ArmId, ReplicationFabric> _fabrics = new();
    private readonly ConcurrentDictionary<ArmId, IReadOnlyList<RunAsAccount>> _accounts = new();
    private IReadOnlyList<ContainerMapping>? _mappings;
    private IReadOnlyList<ReplicationPolicy>? _policies;
    private IReadOnlyList<ReplicationFabric>? _all;

    /// <summary>The fabric of an item, whole.</summary>
    public async Task<ReplicationFabric> FabricOfAsync(ReplicatedItem item, CancellationToken cancellationToken)
    {
        ArmId id = item.FabricId ?? throw new FailbackException("NoFabric", FailbackErrorCategory.Service, $"The id of {item.Name} names no fabric: {item.Id}.", "See the item in the portal.", item.Name);
        if (!_fabrics.TryGetValue(id, out ReplicationFabric? fabric))
        {
            fabric = await _service.FindFabricAsync(id, cancellationToken)
                ?? throw new FailbackException("FabricGone", FailbackErrorCategory.NotFound, $"The vault doesn't know the fabric {id.Name} of {item.Name}.", "Its configuration server or appliance was removed from the vault. See the portal.", item.Name);
            _fabrics[id] = fabric;
        }

        return fabric;
    }

    /// <summary>All fabrics, whole: the list leaves the parts of modernized ones out (asr-contract §9).</summary>
    public async Task<IReadOnlyList<ReplicationFabric>> AllFabricsAsync(CancellationToken cancellationToken)
    {
        if (_all is null)
        {
            var all = new List<ReplicationFabric>();
            foreach (ReplicationFabric listed in await Paging.AllAsync(c => _service.ListFabricsAsync(c, cancellationToken)))
            {
                ReplicationFabric fabric = listed.Architecture == ReplicationArchitecture.Modernized && !listed.IsComplete
                    ? await _service.FindFabricAsync(listed.Id, cancellationToken) ?? listed
                    : listed;
                all.Add(fabric);
            }

            _all = all;
        }

        return _all;
    }

    /// <summary>The run-as accounts of a fabric, of whichever architecture.</summary>
    public async Task<IReadOnlyList<RunAsAccount>> RunAsAccountsOfAsync(ReplicationFabric fabric, CancellationToken cancellationToken)
    {
        if (fabric.VMwareSiteId is not { } site)
        {
            return fabric.RunAsAccounts;
        }

        if (!_accounts.TryGetValue(site, out IReadOnlyList<RunAsAccount>? accounts))
        {
            accounts = await Paging.AllAsync(c => _service.ListRunAsAccountsAsync(site, c, cancellationToken));
            _accounts[site] = accounts;
        }

        return accounts;
    }

    /// <summary>The policies that are mapped to the item's protection container in a direction.</summary>
    public async Task<IReadOnlyList<ReplicationPolicy>> PoliciesForAsync(ReplicatedItem item, bool toAzure, CancellationToken cancellationToken)
    {
        _mappings ??= await Paging.AllAsync(c => _service.ListContainerMappingsAsync(c, cancellationToken));
        _policies ??= await Paging.AllAsync(c => _service.ListPoliciesAsync(c, cancellationToken));
        HashSet<ArmId> mapped = [.. _mappings
            .Where(m => m.LeadsToAzure == toAzure && m.Id.Ancestor("replicationProtectionContainers") == item.ContainerId)
            .Select(m => m.PolicyId)
            .OfType<ArmId>()];
        return [.. _policies.Where(p => mapped.Contains(p.Id))];
    }
}
