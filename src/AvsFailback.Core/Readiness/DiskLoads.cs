using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Readiness;

/// <summary>
/// How many disks the VMs that are looked at together bring to master targets and appliances (rules I07, I14). Lists tell no
/// disks (asr-contract §4.1), so those of other VMs are counted as VMs.
/// </summary>
internal sealed class DiskLoads
{
    private readonly Dictionary<(ArmId? Fabric, string Os, string Target), int> _toAttach = [];
    private readonly Dictionary<string, int> _onAppliance = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<ArmId> _counted = [];

    public DiskLoads(IEnumerable<ReadinessRequest> requests)
    {
        foreach (ReadinessRequest request in requests)
        {
            ReplicatedItem item = request.Item;
            bool isComing = request.StepOrNext == ReadinessStep.Reprotection && item.Direction == ReplicationDirection.AvsToAzure;
            if (!_counted.Add(item.Id))
            {
                continue;
            }

            if (item.Architecture == ReplicationArchitecture.Classic && isComing)
            {
                Add(_toAttach, (item.FabricId, (item.OsType ?? string.Empty).ToUpperInvariant(), (request.Inputs.Placement?.MasterTargetId ?? string.Empty).ToUpperInvariant()), item.Disks.Count);
            }
            else if (item.Architecture == ReplicationArchitecture.Modernized && (isComing ? ComingTo(request) : On(item)) is { } appliance)
            {
                Add(_onAppliance, appliance, item.Disks.Count);
            }
        }
    }

    /// <summary>The disks that a reprotect brings to a master target; null for all that any of its operating system may get.</summary>
    public int ToAttach(ArmId? fabric, string os, string? target) => _toAttach
        .Where(load => load.Key.Fabric == fabric && Same(load.Key.Os, os) && (target is null || load.Key.Target.Length == 0 || Same(load.Key.Target, target)))
        .Sum(load => load.Value);

    /// <summary>The disks of VMs looked at that the appliance has or gets.</summary>
    public int OnAppliance(string appliance) => _onAppliance.TryGetValue(appliance, out int disks) ? disks : 0;

    /// <summary>How many VMs the appliance has besides those that are looked at.</summary>
    public int OthersOn(string appliance, IEnumerable<ReplicatedItem> all) =>
        all.Count(item => !_counted.Contains(item.Id) && Same(On(item), appliance));

    /// <summary>The appliance that a modernized VM will replicate to AVS by, as the reprotect's defaults have it.</summary>
    public static string? ComingTo(ReadinessRequest request) =>
        request.Inputs.Placement?.ReprotectAgentId ?? request.Item.ReprotectAgentId ?? request.Item.ProcessServerId;

    /// <summary>The appliance that holds the VM's disks now: it replicates to AVS.</summary>
    private static string? On(ReplicatedItem item) =>
        item.Direction == ReplicationDirection.AzureToAvs && item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReadyToFailBack or ReplicationPhase.FailingBack ? item.ReprotectAgentId : null;

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static void Add<TKey>(Dictionary<TKey, int> loads, TKey key, int disks)
        where TKey : notnull =>
        loads[key] = (loads.TryGetValue(key, out int known) ? known : 0) + disks;
}
