using System.Collections.Generic;

namespace AvsFailback.Readiness;

/// <summary>What the user gave beside the item.</summary>
internal sealed record ReadinessInputs
{
    /// <summary>The recovery point that is wanted.</summary>
    public RecoveryPointChoice PointChoice { get; init; } = RecoveryPointChoice.Latest;

    /// <summary>The Azure VM, where the user named it.</summary>
    public ArmId? AzureVm { get; init; }

    /// <summary>The plan by whose own request the item goes; null if it goes by itself.</summary>
    public RecoveryPlan? Plan { get; init; }

    /// <summary>The plan that the user named, also where its VMs go one by one; null if none.</summary>
    public RecoveryPlan? NamedPlan { get; init; }

    /// <summary>The job that failed the item back, where it is known already.</summary>
    public FailbackJob? FailoverJob { get; init; }

    /// <summary>Where a reprotect will take the item, as far as that is worked out; null for the item's own defaults.</summary>
    public ReprotectInputs? Placement { get; init; }

    /// <summary>VPN or ExpressRoute connections whose state is evidence of the path to AVS (rule I15).</summary>
    public IReadOnlyList<ArmId> NetworkConnections { get; init; } = [];

    /// <summary>The private cloud whose state is evidence of the path to AVS (rule I15); null if none was named.</summary>
    public ArmId? PrivateCloud { get; init; }

    /// <summary>Whether to look in the vault's list for a job that runs on the item without being named by it (rule V07).</summary>
    public bool FindsRunningJob { get; init; }

    /// <summary>Whether only what can block is asked for: what is read for a warning alone then isn't.</summary>
    public bool IsForBlocksOnly { get; init; }

    /// <summary>Azure VMs with their power, as a list showed them just now; one that it doesn't hold is read by itself.</summary>
    public IReadOnlyDictionary<ArmId, AzureVm>? ListedAzureVms { get; init; }

    /// <summary>The recovery points, where they were read just now.</summary>
    public IReadOnlyList<RecoveryPoint>? RecoveryPoints { get; init; }
}
