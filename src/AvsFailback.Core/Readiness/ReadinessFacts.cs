using System;
using System.Collections.Generic;

namespace AvsFailback.Readiness;

/// <summary>How the search for an item's Azure VM ended.</summary>
internal enum AzureVmFinding
{
    /// <summary>It wasn't looked for.</summary>
    NotRead,

    /// <summary>It is there.</summary>
    Found,

    /// <summary>It is known which one it was, and it is gone.</summary>
    Gone,

    /// <summary>Nobody can tell which VM it is.</summary>
    Unknown,
}

/// <summary>An item's Azure VM, as far as it is known.</summary>
/// <param name="Finding">How the search ended.</param>
/// <param name="Vm">The VM, where it was found.</param>
/// <param name="Explanation">How it was found, or why it wasn't.</param>
internal sealed record AzureVmEvidence(AzureVmFinding Finding, AzureVm? Vm, string Explanation)
{
    public static AzureVmEvidence NotRead { get; } = new(AzureVmFinding.NotRead, null, "not read");
}

/// <summary>All that the rules look at; read beforehand, so that the rules themselves are pure.</summary>
internal sealed record ReadinessFacts
{
    /// <summary>The item, read whole.</summary>
    public required ReplicatedItem Item { get; init; }

    /// <summary>The step that readiness is asked for.</summary>
    public required ReadinessStep Step { get; init; }

    /// <summary>The present moment, by the vault's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The recovery point that is wanted.</summary>
    public RecoveryPointChoice PointChoice { get; init; } = RecoveryPointChoice.Latest;

    /// <summary>The item's recovery points, newest first; null where they weren't read.</summary>
    public IReadOnlyList<RecoveryPoint>? RecoveryPoints { get; init; }

    /// <summary>The job that runs on the item; null if none does.</summary>
    public FailbackJob? RunningJob { get; init; }

    /// <summary>The job that failed the item back; null if it isn't listed any more.</summary>
    public FailbackJob? FailoverJob { get; init; }

    /// <summary>The plan by whose own request the item goes; null if it goes by itself.</summary>
    public RecoveryPlan? Plan { get; init; }

    /// <summary>Names of members of the item's replication group that the plan doesn't hold.</summary>
    public IReadOnlyList<string> GroupOutsidePlan { get; init; } = [];

    /// <summary>The item's Azure VM.</summary>
    public AzureVmEvidence AzureVm { get; init; } = AzureVmEvidence.NotRead;
}
