using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Engine;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>Keeps to the limits of how much goes on at once: the user's on VMs under way, and the documented one on disks at a server.</summary>
internal sealed class CapacityLimits
{
    private readonly int _throttleLimit;
    private readonly DiskCapacity<ItemRun> _disks = new();
    private IReadOnlyList<ItemRun> _runs = [];

    public CapacityLimits(int throttleLimit, ServerDemand demand)
    {
        _throttleLimit = throttleLimit;
        _disks.Begin(demand);
    }

    /// <summary>The server that a reprotect to AVS attaches disks to.</summary>
    public static string? ServerOf(ReprotectInputs inputs) => inputs.MasterTargetId ?? inputs.ReprotectAgentId;

    /// <summary>The server that a VM's disks are attached to now; null if none is told.</summary>
    public static string? ServerOf(ReplicatedItem item) => item.MasterTargetId ?? item.ReprotectAgentId;

    /// <summary>Whether a VM that stands there has its disks attached.</summary>
    public static bool IsAttached(ReplicatedItem item) =>
        item.Direction == ReplicationDirection.AzureToAvs && item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReadyToFailBack or ReplicationPhase.FailingBack;

    /// <summary>The runs as they stand now.</summary>
    public void Look(IReadOnlyList<ItemRun> runs)
    {
        _runs = runs;
        _disks.Detach(IsDetached);

        // Those that were attached before the journey began.
        foreach (ItemRun run in runs.Where(run => run.Request.Unit is ItemTarget && !run.IsSettled && IsAttached(run.Item) && !_disks.Holds(run)))
        {
            if (ServerOf(run.Item) is { } server)
            {
                _disks.Seat(run, server, ServerDemand.DisksOf(run.Item));
            }
        }

        _disks.DetachPlans(plan => runs.Where(run => run.Request.Unit is ItemTarget && run.Request.WavesOf == plan).All(IsDetached));
    }

    /// <summary>What a run has to wait for; null if there is room, which it then has.</summary>
    public string? HoldForRoom(ItemRun run, FailbackAction action, ReprotectInputs? inputs)
    {
        if (_throttleLimit > 0)
        {
            int underWay = _runs.Where(other => other != run).Sum(WeightUnderWay);
            if (underWay > 0 && underWay + Weight(run) > _throttleLimit)
            {
                return string.Format(CultureInfo.InvariantCulture, "Waiting for room: {0} VMs are under way", underWay);
            }
        }

        return action == FailbackAction.ReprotectToAvs && inputs is not null && ServerOf(inputs) is { } server
            && _disks.Attach(run, run.Request.WavesOf, server, ServerDemand.DisksOf(run.Item), () => IsEarlierWaiting(run)) is { } full
            ? string.Format(CultureInfo.InvariantCulture, "Waiting for room: {0} of {1} disks are attached to its server", _disks.Taken(full), ReadinessLimits.DisksPerServer)
            : null;
    }

    private bool IsEarlierWaiting(ItemRun run) => _runs.Any(other => !other.IsSettled && other.Request.WavesOf == run.Request.WavesOf && other.Request.Wave < run.Request.Wave
        && other.Item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure && !_disks.Holds(other));

    private static bool IsDetached(ItemRun run) =>
        run.IsSettled || run.Item.Phase is ReplicationPhase.FailedBack or ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Protected;

    private static int Weight(ItemRun run) => run.Request.Unit is PlanTarget unit ? unit.Plan.Members.Count : 1;

    private static int WeightUnderWay(ItemRun run) =>
        run.IsSettled || run.HeldBefore != FailbackAction.None ? 0
        : run.ActiveJob is not null || run.Lost is not null || run.Item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReplicatingToAzure ? Weight(run)
        : 0;
}
