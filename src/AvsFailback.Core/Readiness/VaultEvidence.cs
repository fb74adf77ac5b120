using System.Collections.Generic;
using AvsFailback.Vault;

namespace AvsFailback.Readiness;

/// <summary>What was read around an item: its servers and what the vault, its subscription and its network tell. Shared by many items.</summary>
internal sealed record VaultEvidence
{
    /// <summary>The item's fabric, whole.</summary>
    public Answer<ReplicationFabric> Fabric { get; init; } = Answer<ReplicationFabric>.NotAsked;

    /// <summary>The vCenters of all configuration servers (classic).</summary>
    public Answer<IReadOnlyList<VCenter>> VCenters { get; init; } = Answer<IReadOnlyList<VCenter>>.NotAsked;

    /// <summary>What the caller may do at the vault.</summary>
    public Answer<IReadOnlyList<GrantedActions>> Permissions { get; init; } = Answer<IReadOnlyList<GrantedActions>>.NotAsked;

    /// <summary>The locks of the Azure VM's subscription.</summary>
    public Answer<IReadOnlyList<ManagementLock>> Locks { get; init; } = Answer<IReadOnlyList<ManagementLock>>.NotAsked;

    /// <summary>The Azure VMs of its subscription.</summary>
    public Answer<AzureVmCatalog> AzureVms { get; init; } = Answer<AzureVmCatalog>.NotAsked;

    /// <summary>The policies that are mapped to the item's container in the direction of the reprotect.</summary>
    public Answer<IReadOnlyList<ReplicationPolicy>> Policies { get; init; } = Answer<IReadOnlyList<ReplicationPolicy>>.NotAsked;

    /// <summary>The run-as accounts of the item's fabric.</summary>
    public Answer<IReadOnlyList<RunAsAccount>> RunAsAccounts { get; init; } = Answer<IReadOnlyList<RunAsAccount>>.NotAsked;

    /// <summary>All items, thinly; they tell how many more VMs an appliance has.</summary>
    public Answer<IReadOnlyList<ReplicatedItem>> AllItems { get; init; } = Answer<IReadOnlyList<ReplicatedItem>>.NotAsked;

    /// <summary>The connections and the private cloud that the user named.</summary>
    public NetworkEvidence Network { get; init; } = NetworkEvidence.None;

    /// <summary>The disks that the VMs looked at together bring along.</summary>
    public DiskLoads Loads { get; init; } = new([]);

    /// <summary>The findings that are shared.</summary>
    public SharedFindings Findings { get; init; } = new();
}

/// <summary>What the named parts of the path between Azure and AVS told.</summary>
/// <param name="Told">Each part and its state.</param>
/// <param name="Broken">The parts that aren't up, or aren't there.</param>
/// <param name="Unread">The parts that couldn't be read, and why.</param>
internal sealed record NetworkEvidence(IReadOnlyList<string> Told, IReadOnlyList<string> Broken, IReadOnlyList<string> Unread)
{
    public static NetworkEvidence None { get; } = new([], [], []);

    /// <summary>Whether the user named any part.</summary>
    public bool IsGiven => Told.Count + Broken.Count + Unread.Count > 0;
}
