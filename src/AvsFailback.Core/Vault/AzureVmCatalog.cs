using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Vault;

/// <summary>The Azure VMs of a subscription with their power states, as two lists tell them.</summary>
internal sealed class AzureVmCatalog
{
    private readonly Dictionary<ArmId, AzureVm> _byId = [];
    private readonly ILookup<string, AzureVm> _byName;
    private readonly Dictionary<ArmId, AzureVm> _byDisk = [];

    public AzureVmCatalog(IEnumerable<AzureVm> vms, IEnumerable<AzureVm> powerStates)
    {
        var power = new Dictionary<ArmId, AzurePowerState>();
        foreach (AzureVm vm in powerStates)
        {
            power[vm.Id] = vm.PowerState;
        }

        foreach (AzureVm vm in vms)
        {
            _byId[vm.Id] = power.TryGetValue(vm.Id, out AzurePowerState state) ? vm with { PowerState = state } : vm;
        }

        foreach (AzureVm vm in _byId.Values)
        {
            foreach (ArmId disk in vm.Disks.Select(disk => disk.Id).OfType<ArmId>())
            {
                _byDisk[disk] = vm;
            }
        }

        _byName = _byId.Values.ToLookup(vm => vm.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>How many there are.</summary>
    public int Count => _byId.Count;

    /// <summary>The VM of an id; null if there is none.</summary>
    public AzureVm? Find(ArmId id) => _byId.TryGetValue(id, out AzureVm? vm) ? vm : null;

    /// <summary>The VM that a managed disk is attached to; null if none that is listed here.</summary>
    public AzureVm? OwnerOf(ArmId disk) => _byDisk.TryGetValue(disk, out AzureVm? vm) ? vm : null;

    /// <summary>All of a name.</summary>
    public IReadOnlyList<AzureVm> Named(string name) => [.. _byName[name]];
}
