using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Failback;

namespace AvsFailback.Journey;

/// <summary>Keeps to the limits of how much goes on at once: the user's on VMs under way, and the documented one on disks at a server.</summary>
internal sealed class RoomKeeper(int throttleLimit)
{
    /// <summary>How many disks a master target or appliance can have attached (failback-rules I07, I14).</summary>
    public const int DisksPerServer = 60;

    private static readonly StringComparer ByName = StringComparer.OrdinalIgnoreCase;

    private readonly Dictionary<string, int> _foreign = new(ByName);
    private readonly Dictionary<ArmId, Dictionary<string, int>> _plans = [];
    private readonly HashSet<ArmId> _begun = [];
    private readonly Dictionary<ItemRun, (string Server, int Disks)> _seats = [];
    private readonly HashSet<ItemRun> _ofPlan = [];
    private IReadOnlyList<ItemRun> _runs = [];

    /// <summary>How many disks a VM takes; at least one, since lists don't tell.</summary>
    public static int DisksOf(ReplicatedItem item) => Math.Max(1, item.Disks.Count);

    /// <summary>The server that a reprotect to AVS attaches disks to.</summary>
    public static string? ServerOf(ReprotectInputs inputs) => inputs.MasterTargetId ?? inputs.ReprotectAgentId;

    /// <summary>Disks that a server has attached already.</summary>
    public void Occupy(string server, int disks) => _foreign[server] = (_foreign.TryGetValue(server, out int before) ? before : 0) + disks;

    /// <summary>A plan is failed back as one: it gets the room for all of its VMs at once, or two plans could each wait for the other's.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="demand">How many disks its VMs bring to each server.</param>
    public void Expect(ArmId plan, Dictionary<string, int> demand) => _plans[plan] = demand;

    /// <summary>The runs as they stand now.</summary>
    public void Look(IReadOnlyList<ItemRun> runs)
    {
        _runs = runs;
        foreach (ItemRun run in _seats.Keys.Where(IsDetached).ToArray())
        {
            _seats.Remove(run);
        }

        // Those that were attached before the journey began.
        foreach (ItemRun run in runs.Where(run => run.Request.Unit is ItemUnit && IsAttached(run) && !_ofPlan.Contains(run) && !_seats.ContainsKey(run)))
        {
            if ((run.Item.MasterTargetId ?? run.Item.ReprotectAgentId) is { } server)
            {
                _seats[run] = (server, DisksOf(run.Item));
            }
        }

        _begun.RemoveWhere(plan => runs.Where(run => run.Request.Unit is ItemUnit && run.Request.WavesOf == plan).All(IsDetached) && _plans.Remove(plan));
    }

    /// <summary>What a run has to wait for; null if there is room, which it then has.</summary>
    public string? HoldForRoom(ItemRun run, FailbackAction action, ReprotectInputs? inputs)
    {
        if (throttleLimit > 0)
        {
            int underWay = _runs.Where(other => other != run).Sum(WeightUnderWay);
            if (underWay > 0 && underWay + Weight(run) > throttleLimit)
            {
                return string.Format(CultureInfo.InvariantCulture, "Waiting for room: {0} VMs are under way", underWay);
            }
        }

        return action == FailbackAction.ReprotectToAvs && inputs is not null && ServerOf(inputs) is { } server ? Attach(run, server) : null;
    }

    private string? Attach(ItemRun run, string server)
    {
        if (run.Request.WavesOf is { } plan && _plans.TryGetValue(plan, out Dictionary<string, int>? demand))
        {
            if (!_begun.Contains(plan) && demand.FirstOrDefault(need => !Fits(need.Key, need.Value)) is { Key: not null } full)
            {
                return Full(full.Key);
            }

            _begun.Add(plan);
            _ofPlan.Add(run);
            return null;
        }

        if (_seats.ContainsKey(run))
        {
            return null;
        }

        // Else a later wave could take the room that the wave which it waits for needs.
        bool isEarlierWaiting = _runs.Any(other => !other.IsSettled && other.Request.WavesOf == run.Request.WavesOf && other.Request.Wave < run.Request.Wave
            && other.Item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure && !_seats.ContainsKey(other));
        if (isEarlierWaiting || !Fits(server, DisksOf(run.Item)))
        {
            return Full(server);
        }

        _seats[run] = (server, DisksOf(run.Item));
        return null;
    }

    // A VM of more disks than a server may have goes alone: whether it can is the service's to say.
    private bool Fits(string server, int disks) => Taken(server) is var taken && (taken == 0 || taken + disks <= DisksPerServer);

    private int Taken(string server) =>
        (_foreign.TryGetValue(server, out int foreign) ? foreign : 0)
        + _seats.Values.Where(seat => ByName.Equals(seat.Server, server)).Sum(seat => seat.Disks)
        + _begun.Sum(plan => _plans[plan].TryGetValue(server, out int disks) ? disks : 0);

    private string Full(string server) => string.Format(CultureInfo.InvariantCulture, "Waiting for room: {0} of {1} disks are attached to its server", Taken(server), DisksPerServer);

    private static bool IsDetached(ItemRun run) =>
        run.IsSettled || run.Item.Phase is ReplicationPhase.FailedBack or ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Protected;

    private static bool IsAttached(ItemRun run) =>
        !run.IsSettled && run.Item.Direction == ReplicationDirection.AzureToAvs && run.Item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReadyToFailBack or ReplicationPhase.FailingBack;

    private static int Weight(ItemRun run) => run.Request.Unit is PlanUnit unit ? unit.Plan.Members.Count : 1;

    private static int WeightUnderWay(ItemRun run) =>
        run.IsSettled || run.HeldBefore != FailbackAction.None ? 0
        : run.ActiveJob is not null || run.Lost is not null || run.Item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReplicatingToAzure ? Weight(run)
        : 0;
}
