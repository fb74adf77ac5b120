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

    private readonly Dictionary<string, int> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<ItemRun, (string Server, int Disks)> _places = [];
    private IReadOnlyList<ItemRun> _runs = [];

    /// <summary>Disks that a server has attached and that aren't this journey's.</summary>
    public void Occupy(string server, int disks) => _taken[server] = (_taken.TryGetValue(server, out int before) ? before : 0) + disks;

    /// <summary>A VM of the journey that is attached already.</summary>
    public void Seat(ItemRun run, string server) => _places[run] = (server, DisksOf(run.Item));

    /// <summary>The runs as they stand now.</summary>
    public void Look(IReadOnlyList<ItemRun> runs)
    {
        _runs = runs;
        foreach (ItemRun run in _places.Keys.Where(IsDetached).ToArray())
        {
            _places.Remove(run);
        }
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

        return action == FailbackAction.ReprotectToAvs && (inputs?.MasterTargetId ?? inputs?.ReprotectAgentId) is { } server ? Attach(run, server) : null;
    }

    private string? Attach(ItemRun run, string server)
    {
        if (_places.ContainsKey(run))
        {
            return null;
        }

        // Else a later wave could take the room that the wave which it waits for needs.
        bool isEarlierComing = run.Request.WavesOf is { } order && _runs.Any(other => !other.IsSettled && other.Request.WavesOf == order && other.Request.Wave < run.Request.Wave && !_places.ContainsKey(other)
            && other.Item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure && other.HeldBefore == FailbackAction.ReprotectToAvs);
        int disks = DisksOf(run.Item);
        int taken = (_taken.TryGetValue(server, out int foreign) ? foreign : 0) + _places.Values.Where(place => string.Equals(place.Server, server, StringComparison.OrdinalIgnoreCase)).Sum(place => place.Disks);
        if (isEarlierComing || (taken > 0 && taken + disks > DisksPerServer))
        {
            return string.Format(CultureInfo.InvariantCulture, "Waiting for room: {0} of {1} disks are attached to its server", taken, DisksPerServer);
        }

        _places[run] = (server, disks);
        return null;
    }

    /// <summary>How many disks a VM takes; at least one, since lists don't tell.</summary>
    public static int DisksOf(ReplicatedItem item) => Math.Max(1, item.Disks.Count);

    private static bool IsDetached(ItemRun run) =>
        run.IsSettled || run.Item.Phase is ReplicationPhase.FailedBack or ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Protected;

    private static int Weight(ItemRun run) => run.Request.Unit is PlanUnit unit ? unit.Plan.Members.Count : 1;

    private static int WeightUnderWay(ItemRun run) =>
        run.IsSettled || run.HeldBefore != FailbackAction.None ? 0
        : run.ActiveJob is not null || run.Lost is not null || run.Item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReplicatingToAzure ? Weight(run)
        : 0;
}
