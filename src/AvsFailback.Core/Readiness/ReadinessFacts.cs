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

/// <summary>What is known of a named classic replication group whose reprotect to AVS is due.</summary>
/// <param name="Missing">Its VMs in Azure that aren't reprotected with the item.</param>
/// <param name="Plan">A plan that holds it whole; null if there is none.</param>
internal sealed record GroupEvidence(IReadOnlyList<string> Missing, string? Plan);

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

    /// <summary>The item's replication group, before its reprotect to AVS; null where it has none or nobody looked.</summary>
    public GroupEvidence? Group { get; init; }

    /// <summary>The item's Azure VM.</summary>
    public AzureVmEvidence AzureVm { get; init; } = AzureVmEvidence.NotRead;

    /// <summary>What the user gave beside the item.</summary>
    public ReadinessInputs Inputs { get; init; } = new();

    /// <summary>What was read around the item; null for the last look right before a request, which reads the item alone.</summary>
    public VaultEvidence? Vault { get; init; }

    /// <summary>Whether there are more recovery points than were read.</summary>
    public bool HasMorePoints { get; init; }

    /// <summary>Whether the step's data flows to AVS: a failback, or the reprotect before it.</summary>
    public bool LeadsToAvs => Step != ReadinessStep.Reprotection || Item.Direction == ReplicationDirection.AvsToAzure;

    /// <summary>Whether the item replicates to AVS and is to be failed back: its servers are those that it uses.</summary>
    public bool FailsBack => Step == ReadinessStep.Failback && Item.Direction == ReplicationDirection.AzureToAvs;

    /// <summary>Whether the item runs in Azure and is to be reprotected to AVS: the data comes from its Azure VM.</summary>
    public bool ReprotectsToAvs => Step == ReadinessStep.Reprotection && Item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure;

    /// <summary>How long the mobility agent had been silent when the item was read; null if not told.</summary>
    public TimeSpan? AgentSilence => Item.AgentHeartbeat is not { } beat ? null : Item.ReadAt > beat ? Item.ReadAt - beat : TimeSpan.Zero;

    /// <summary>Whether the mobility agent gave a sign of life lately.</summary>
    public bool IsAgentAlive => AgentSilence <= ReadinessLimits.AgentHeartbeat;
}
