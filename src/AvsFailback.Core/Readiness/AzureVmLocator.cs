using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Readiness;

/// <summary>
/// Finds the Azure VM of an item. Modernized items that replicate to AVS name it; one that was failed over and not yet reprotected names the
/// managed disks that it got there, which lead to it: the name that was wished for may have been taken (asr-contract §4.2). A classic item that replicates to AVS doesn't (failback-rules,
/// last section): then it is what this session remembers from before the reprotect, else the one VM with the item's name and
/// one of its private addresses, else what the user names; otherwise it stays unknown. With shared facts it looks into the
/// subscription's lists of VMs, power states and network interfaces, read once; without, it reads the VM itself, for the last
/// look before a request.
/// </summary>
internal sealed class AzureVmLocator(AvsVault vault, VaultFacts? shared = null)
{
    private readonly ReadOnce _once = new();

    /// <summary>The VM's id as far as it is known without a search: named by the item, else remembered by this session, else by the user.</summary>
    public ArmId? IdOf(ReplicatedItem item, ArmId? named) =>
        item.AzureVmId ?? (vault.Connection.AzureVmOfItem.TryGetValue(item.Id, out ArmId? remembered) ? remembered : named);

    /// <inheritdoc cref="FindAsync(ReplicatedItem, ArmId?, IReadOnlyDictionary{ArmId, AzureVm}?, CancellationToken)"/>
    public Task<AzureVmEvidence> FindAsync(ReplicatedItem item, ArmId? named, CancellationToken cancellationToken) => FindAsync(item, named, null, cancellationToken);

    /// <summary>Finds the VM and reads its power state.</summary>
    /// <param name="item">The item, read whole.</param>
    /// <param name="named">The VM that the user named; null if none.</param>
    /// <param name="listed">VMs with their power, as a list showed them just now; null for none.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<AzureVmEvidence> FindAsync(ReplicatedItem item, ArmId? named, IReadOnlyDictionary<ArmId, AzureVm>? listed, CancellationToken cancellationToken)
    {
        AzureVmEvidence own =
            item.AzureVmId is not null ? await ReadAsync(item.AzureVmId, "(named by the item)", listed, cancellationToken)
            : vault.Connection.AzureVmOfItem.TryGetValue(item.Id, out ArmId? remembered) ? await ReadAsync(remembered, "(known from before its reprotect)", listed, cancellationToken)
            : item.Architecture == ReplicationArchitecture.Modernized ? await ByDisksAsync(item, cancellationToken)
            : await SearchAsync(item, cancellationToken);
        if (named is null || own.Vm?.Id == named)
        {
            return own;
        }

        // A name is for what isn't known. Where it is, another VM's power state proves nothing of this one.
        return own.Finding == AzureVmFinding.Gone && item.AzureVmId is not null ? own
            : own.Vm is { } vm ? Unknown($"you named {named}, but its VM is {vm.Id} {own.Explanation}")
            : await OwnerOfAsync(named, item, cancellationToken) is { } owner ? Unknown($"you named {named}, which is the VM of {owner}")
            : await ReadAsync(named, "(named by you)", listed, cancellationToken);
    }

    /// <summary>The name of another item whose VM it is known to be; null if none is known.</summary>
    private async Task<string?> OwnerOfAsync(ArmId named, ReplicatedItem item, CancellationToken cancellationToken)
    {
        ArmId? remembered = vault.Connection.AzureVmOfItem.Where(pair => pair.Value == named && pair.Key != item.Id).Select(pair => pair.Key).FirstOrDefault();
        // The last look has nothing read before; a VM is named by hand seldom enough to list all items for it once.
        IReadOnlyList<ReplicatedItem> all = shared is not null
            ? (await shared.AllItemsAsync(cancellationToken)).Value ?? []
            : await _once.GetAsync("items", () => Paging.AllAsync(c => vault.Connection.Service.ListItemsAsync(null, c, cancellationToken)));
        return all.FirstOrDefault(other => other.Id != item.Id && (other.Id == remembered || other.AzureVmId == named))?.Name ?? remembered?.Name;
    }

    private async Task<AzureVmEvidence> ReadAsync(ArmId id, string how, IReadOnlyDictionary<ArmId, AzureVm>? listed, CancellationToken cancellationToken)
    {
        if (shared is null)
        {
            return Evidence(id, listed is not null && listed.TryGetValue(id, out AzureVm? shown) ? shown : await vault.Connection.Service.FindAzureVmAsync(id, cancellationToken), how, []);
        }

        Answer<AzureVmCatalog> vms = await shared.AzureVmsAsync(id.SubscriptionId, cancellationToken);
        if (vms.Value is not { } catalog)
        {
            return Unknown(vms.Problem);
        }

        if (catalog.Find(id) is { } inList)
        {
            return Evidence(id, inList, how, []);
        }

        // A list leaves out what the caller may not read: only the VM's own 404 says that it is gone.
        Answer<VaultFacts.Found<AzureVm>> own = await shared.AzureVmAsync(id, cancellationToken);
        return own.Value is { } look ? Evidence(id, look.Thing, how, catalog.Named(id.Name)) : Unknown(own.Problem);
    }

    private static AzureVmEvidence Evidence(ArmId id, AzureVm? vm, string how, IReadOnlyList<AzureVm> sameName)
    {
        if (vm is not null)
        {
            return new AzureVmEvidence(AzureVmFinding.Found, vm, how);
        }

        string elsewhere = sameName.Count == 0 ? string.Empty : $"; a VM of that name is in {string.Join(", ", sameName.Select(other => other.Id.ResourceGroupName))}";
        return new AzureVmEvidence(AzureVmFinding.Gone, null, $"the Azure VM {id.Name} is gone {how}{elsewhere}");
    }

    /// <summary>The VM that has the disks which the failover made.</summary>
    private async Task<AzureVmEvidence> ByDisksAsync(ReplicatedItem item, CancellationToken cancellationToken)
    {
        ArmId[] disks = [.. item.Disks.Select(disk => disk.AzureDiskId).OfType<ArmId>()];
        if (disks.Length == 0)
        {
            return Unknown("the item tells no disk in Azure");
        }

        var owners = new HashSet<ArmId>();
        foreach (ArmId disk in disks)
        {
            AzureVmCatalog? listed = shared is null ? null : (await shared.AzureVmsAsync(disk.SubscriptionId, cancellationToken)).Value;
            ArmId? owner = listed?.OwnerOf(disk)?.Id ?? await OwnerOfDiskAsync(disk, cancellationToken);
            if (owner is not null)
            {
                owners.Add(owner);
            }
        }

        return owners.Count == 1
            ? await ReadAsync(owners.First(), $"(found by its disk {disks[0].Name})", null, cancellationToken)
            : Unknown(owners.Count == 0
                ? $"none of its disks is attached to a VM: {string.Join(", ", disks.Select(disk => disk.Name))}"
                : $"its disks are attached to several VMs: {string.Join(", ", owners)}");
    }

    private async Task<ArmId?> OwnerOfDiskAsync(ArmId disk, CancellationToken cancellationToken)
    {
        try
        {
            return await vault.Connection.Service.FindDiskOwnerAsync(disk, cancellationToken);
        }
        catch (ServiceException e) when (e.Status is 403 or 501)
        {
            // Disks are read for this alone: a caller who may not still sees the VM by the list of VMs where that shows it.
            return null;
        }
    }

    private async Task<AzureVmEvidence> SearchAsync(ReplicatedItem item, CancellationToken cancellationToken)
    {
        IReadOnlyList<AzureVm> sameName;
        if (shared is null)
        {
            List<AzureVm> all = await _once.GetAsync("machines", () => Paging.AllAsync(c => vault.Connection.Service.ListAzureVmsAsync(vault.SubscriptionId, c, cancellationToken)));
            sameName = [.. all.Where(vm => string.Equals(vm.Name, item.Name, StringComparison.OrdinalIgnoreCase))];
        }
        else
        {
            Answer<AzureVmCatalog> vms = await shared.AzureVmsAsync(vault.SubscriptionId, cancellationToken);
            if (vms.Value is not { } catalog)
            {
                return Unknown(vms.Problem);
            }

            sameName = catalog.Named(item.Name);
        }

        if (sameName.Count == 0)
        {
            return Unknown($"no VM of subscription {vault.SubscriptionId} is named {item.Name}");
        }

        if (item.IpAddresses.Count == 0)
        {
            return Unknown($"the item tells no address, so a VM named {item.Name} may be another one");
        }

        var matches = new List<AzureVm>();
        foreach (AzureVm vm in sameName)
        {
            var addresses = new List<string>(vm.PrivateIpAddresses);
            if (vm.NetworkInterfaceIds.Count > 0)
            {
                Answer<IReadOnlyList<string>> told = await AddressesAsync(vm, cancellationToken);
                if (told.Value is null)
                {
                    return Unknown(told.Problem);
                }

                addresses.AddRange(told.Value);
            }

            if (addresses.Intersect(item.IpAddresses, StringComparer.OrdinalIgnoreCase).Any())
            {
                matches.Add(vm);
            }
        }

        if (matches.Count != 1)
        {
            return Unknown(matches.Count == 0
                ? $"VMs are named {item.Name}, but none has its address {string.Join(", ", item.IpAddresses)}"
                : $"{matches.Count} VMs are named {item.Name} and have its address: {string.Join(", ", matches.Select(vm => vm.Id))}");
        }

        // The plain list tells no power state.
        AzureVm? found = shared is null ? await vault.Connection.Service.FindAzureVmAsync(matches[0].Id, cancellationToken) : matches[0];
        return found is null
            ? Unknown($"the Azure VM {matches[0].Name} vanished while it was looked for")
            : new AzureVmEvidence(AzureVmFinding.Found, found, $"(found by its name and address {string.Join(", ", item.IpAddresses)})");
    }

    private async Task<Answer<IReadOnlyList<string>>> AddressesAsync(AzureVm vm, CancellationToken cancellationToken)
    {
        if (shared is not null)
        {
            Answer<IReadOnlyDictionary<ArmId, AzureNetworkInterface>> nics = await shared.NetworkInterfacesAsync(vm.Id.SubscriptionId, cancellationToken);
            return new Answer<IReadOnlyList<string>>(
                nics.Value is { } all ? [.. vm.NetworkInterfaceIds.SelectMany(id => all.TryGetValue(id, out AzureNetworkInterface nic) ? nic.PrivateIpAddresses : [])] : null, nics.Problem);
        }

        var addresses = new List<string>();
        foreach (ArmId nic in vm.NetworkInterfaceIds)
        {
            addresses.AddRange(await vault.Connection.Service.ListPrivateAddressesAsync(nic, cancellationToken));
        }

        return new Answer<IReadOnlyList<string>>(addresses, string.Empty);
    }

    private static AzureVmEvidence Unknown(string why) => new(AzureVmFinding.Unknown, null, $"it isn't known which Azure VM this is: {why}");
}
