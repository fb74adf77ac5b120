using System;
using System.Collections.Generic;

namespace AvsFailback.Runs;

/// <summary>What is known of servers' disks before a journey begins.</summary>
/// <param name="Taken">The disks that others have attached to each server.</param>
/// <param name="OfPlans">How many disks a plan's VMs bring to each server: it is failed back as one.</param>
internal sealed record ServerDemand(IReadOnlyDictionary<string, int> Taken, IReadOnlyDictionary<ArmId, IReadOnlyDictionary<string, int>> OfPlans)
{
    /// <summary>No server has anything attached, and no plan needs anything.</summary>
    public static ServerDemand None { get; } = new(new Dictionary<string, int>(), new Dictionary<ArmId, IReadOnlyDictionary<string, int>>());

    /// <summary>How many disks a VM takes; at least one, since lists don't tell.</summary>
    public static int DisksOf(ReplicatedItem item) => Math.Max(1, item.Disks.Count);
}
