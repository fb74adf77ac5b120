using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Runs;

/// <summary>Who has how many disks attached to which master target or appliance, and who may attach more: 60 at most (failback-rules I07, I14).</summary>
/// <typeparam name="TVm">What stands for a VM.</typeparam>
internal sealed class DiskCapacity<TVm>
    where TVm : class
{
    private readonly Dictionary<string, int> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<ArmId, IReadOnlyDictionary<string, int>> _plans = [];
    private readonly HashSet<ArmId> _begun = [];
    private readonly Dictionary<TVm, (string Server, int Disks)> _seats = [];
    private readonly HashSet<TVm> _ofPlan = [];

    /// <summary>Takes in what is attached already, and what plans need at once.</summary>
    public void Begin(ServerDemand demand)
    {
        foreach (KeyValuePair<string, int> taken in demand.Taken)
        {
            Take(taken.Key, taken.Value);
        }

        foreach (KeyValuePair<ArmId, IReadOnlyDictionary<string, int>> plan in demand.OfPlans)
        {
            _plans[plan.Key] = plan.Value;
        }
    }

    /// <summary>What others had attached when it began is free again.</summary>
    public void OthersLeave(ServerDemand demand)
    {
        foreach (KeyValuePair<string, int> taken in demand.Taken)
        {
            Take(taken.Key, -taken.Value);
        }
    }

    /// <summary>How many disks a server has attached.</summary>
    public int Taken(string server) => _taken.TryGetValue(server, out int disks) ? disks : 0;

    /// <summary>Whether the VM's disks are attached, by itself or with its plan.</summary>
    public bool Holds(TVm vm) => _seats.ContainsKey(vm) || _ofPlan.Contains(vm);

    /// <summary>The VM's disks are attached, whether there is room or not.</summary>
    public void Seat(TVm vm, string server, int disks)
    {
        _seats.Add(vm, (server, disks));
        Take(server, disks);
    }

    /// <summary>Attaches the VM's disks; the server that is full where there is no room.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="plan">Its plan. One whose demand is known gets the room for all of its VMs at once, or two plans could each wait for the other's.</param>
    /// <param name="server">The server.</param>
    /// <param name="disks">How many disks it has.</param>
    /// <param name="isEarlierWaiting">Whether a VM of an earlier wave has none yet: a later wave could take the room that the wave which it waits for needs.</param>
    public string? Attach(TVm vm, ArmId? plan, string server, int disks, Func<bool> isEarlierWaiting)
    {
        if (plan is not null && _plans.TryGetValue(plan, out IReadOnlyDictionary<string, int>? demand))
        {
            if (!_begun.Contains(plan) && demand.FirstOrDefault(need => !Fits(need.Key, need.Value)) is { Key: { } full })
            {
                return full;
            }

            if (_begun.Add(plan))
            {
                TakeAll(demand, 1);
            }

            _ofPlan.Add(vm);
            return null;
        }

        if (!_seats.ContainsKey(vm))
        {
            if (isEarlierWaiting() || !Fits(server, disks))
            {
                return server;
            }

            Seat(vm, server, disks);
        }

        return null;
    }

    /// <summary>Frees what those VMs have attached by themselves.</summary>
    public void Detach(Func<TVm, bool> isDetached)
    {
        foreach (TVm vm in _seats.Keys.Where(isDetached).ToArray())
        {
            Take(_seats[vm].Server, -_seats[vm].Disks);
            _seats.Remove(vm);
        }
    }

    /// <summary>Frees what those plans have attached.</summary>
    public void DetachPlans(Func<ArmId, bool> isDetached)
    {
        foreach (ArmId plan in _begun.Where(isDetached).ToArray())
        {
            TakeAll(_plans[plan], -1);
            _begun.Remove(plan);
            _plans.Remove(plan);
        }
    }

    private void TakeAll(IReadOnlyDictionary<string, int> demand, int times)
    {
        foreach (KeyValuePair<string, int> need in demand)
        {
            Take(need.Key, times * need.Value);
        }
    }

    private void Take(string server, int disks) => _taken[server] = Taken(server) + disks;

    // A VM of more disks than a server may have goes alone: whether it can is the service's to say.
    private bool Fits(string server, int disks) => Taken(server) is var taken && (taken == 0 || taken + disks <= ReadinessLimits.DisksPerServer);
}
