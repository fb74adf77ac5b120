using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

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

    /// <summary>Makes the choice of a reprotect's servers and inputs, the one that its request will carry; null where it is made already, or nobody makes one.</summary>
    public Func<ReplicatedItem, CancellationToken, Task<ReprotectChoice>>? Choose { get; init; }

    /// <summary>Where a reprotect will take the item, as far as that is worked out; null for the item's own defaults.</summary>
    public ReprotectInputs? Placement { get; init; }

    /// <summary>The same for people, by name; empty where it isn't worked out.</summary>
    public string PlacementText { get; init; } = string.Empty;

    /// <summary>Why no choice could be made: a name is wrong, or has to be given; null where one was made, or none was asked for.</summary>
    public FailbackException? PlacementProblem { get; init; }

    /// <summary>Whether the items that are looked at together are all that are meant, so that a replication group has to be whole among them.</summary>
    public bool ChecksGroup { get; init; }

    /// <summary>With a choice that was made.</summary>
    public ReadinessInputs With(ReprotectChoice choice) => this with { Choose = null, Placement = choice.Inputs, PlacementText = choice.ToString() };

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
