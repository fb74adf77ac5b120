using AvsFailback.Readiness;

namespace AvsFailback.Runs;

/// <summary>One VM of a journey, as the command found it.</summary>
internal sealed record JourneyEntry
{
    /// <summary>The item, read whole.</summary>
    public required ReplicatedItem Item { get; init; }

    /// <summary>The plan that the user named it by; null if it was named itself.</summary>
    public RecoveryPlan? Plan { get; init; }

    /// <summary>Its wave, where the user gave one; null for its plan's group.</summary>
    public int? Wave { get; init; }

    /// <summary>What the user typed or piped: the target of errors.</summary>
    public object? Target { get; init; }

    /// <summary>Its Azure VM, where the user named it.</summary>
    public ArmId? AzureVm { get; init; }

    /// <summary>The inputs that the user named for its reprotect to AVS.</summary>
    public ReprotectChoices Placement { get; init; } = new() { IsForSeveralKinds = true };

    /// <summary>
    /// The inputs that the user named for its reprotect to Azure, which comes after: a datastore of AVS is none of them, and the
    /// failback policy another than the replication policy.
    /// </summary>
    public ReprotectChoices PlacementToAzure { get; init; } = new() { IsForSeveralKinds = true };

    /// <summary>What the user named for the reprotect that the item needs next.</summary>
    public ReprotectChoices PlacementFor(ReplicatedItem item) => item.Direction == ReplicationDirection.AvsToAzure ? Placement : PlacementToAzure;
}
