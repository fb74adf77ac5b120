using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Vault;

/// <summary>The vault's servers and policies, each read once for a command however many VMs it has.</summary>
internal sealed class Infrastructure(AvsVault vault)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly ReadOnce _once = new();

    /// <summary>The fabric of an item, whole.</summary>
    public async Task<ReplicationFabric> FabricOfAsync(ReplicatedItem item, CancellationToken cancellationToken)
    {
        ArmId id = item.FabricId ?? throw new FailbackException("NoFabric", FailbackErrorCategory.Service, $"The id of {item.Name} names no fabric: {item.Id}.", "See the item in the portal.", item.Name);
        return await _once.GetAsync(id, () => _service.FindFabricAsync(id, cancellationToken))
            ?? throw new FailbackException("FabricGone", FailbackErrorCategory.NotFound, $"The vault doesn't know the fabric {id.Name} of {item.Name}.", "Its configuration server or appliance was removed from the vault. See the portal.", item.Name);
    }

    /// <summary>All fabrics, whole: the list leaves the parts of modernized ones out (asr-contract §9).</summary>
    public Task<IReadOnlyList<ReplicationFabric>> AllFabricsAsync(CancellationToken cancellationToken) => _once.GetAsync("all", async () =>
    {
        var all = new List<ReplicationFabric>();
        foreach (ReplicationFabric listed in await Paging.AllAsync(c => _service.ListFabricsAsync(c, cancellationToken)))
        {
            ReplicationFabric fabric = listed.Architecture == ReplicationArchitecture.Modernized && !listed.IsComplete
                ? await _service.FindFabricAsync(listed.Id, cancellationToken) ?? listed
                : listed;
            all.Add(fabric);
        }

        return (IReadOnlyList<ReplicationFabric>)all;
    });

    /// <summary>The run-as accounts of a fabric, of whichever architecture.</summary>
    public async Task<IReadOnlyList<RunAsAccount>> RunAsAccountsOfAsync(ReplicationFabric fabric, CancellationToken cancellationToken) =>
        fabric.VMwareSiteId is not { } site
            ? fabric.RunAsAccounts
            : await _once.GetAsync(("accounts", site), () => Paging.AllAsync(c => _service.ListRunAsAccountsAsync(site, c, cancellationToken)));

    /// <summary>The policies that are mapped to the item's protection container in a direction.</summary>
    public async Task<IReadOnlyList<ReplicationPolicy>> PoliciesForAsync(ReplicatedItem item, bool toAzure, CancellationToken cancellationToken)
    {
        List<ContainerMapping> mappings = await _once.GetAsync("mappings", () => Paging.AllAsync(c => _service.ListContainerMappingsAsync(c, cancellationToken)));
        List<ReplicationPolicy> policies = await _once.GetAsync("policies", () => Paging.AllAsync(c => _service.ListPoliciesAsync(c, cancellationToken)));
        HashSet<ArmId> mapped = [.. mappings
            .Where(m => m.LeadsToAzure == toAzure && m.Id.Ancestor("replicationProtectionContainers") == item.ContainerId)
            .Select(m => m.PolicyId)
            .OfType<ArmId>()];
        return [.. policies.Where(p => mapped.Contains(p.Id))];
    }
}
