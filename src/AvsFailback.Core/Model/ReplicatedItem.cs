using System;
using System.Collections.Generic;

namespace AvsFailback;

/// <summary>
/// A VM that Site Recovery replicates (its <c>replicationProtectedItem</c>), as one read showed it. Immutable: read it
/// again to see what changed.
/// </summary>
public sealed record ReplicatedItem
{
    /// <summary>The item's id.</summary>
    public required ArmId Id { get; init; }

    /// <summary>The VM's name as people know it (the service's <c>friendlyName</c>).</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands on its way home.</summary>
    public ReplicationPhase Phase { get; init; }

    /// <summary>Why it is in that phase, where that needs saying: what failed, or what isn't known.</summary>
    public string? PhaseReason { get; init; }

    /// <summary>Classic or modernized, by the provider.</summary>
    public ReplicationArchitecture Architecture { get; init; }

    /// <summary>Where its data flows, or flowed last.</summary>
    public ReplicationDirection Direction { get; init; }

    /// <summary>Site Recovery's provider: <c>InMageAzureV2</c>, <c>InMage</c>, <c>InMageRcm</c>, <c>InMageRcmFailback</c> or another.</summary>
    public string Provider { get; init; } = string.Empty;

    /// <summary>The service's state, open text such as <c>Protected</c>.</summary>
    public string ProtectionState { get; init; } = string.Empty;

    /// <summary>The service's state in words.</summary>
    public string ProtectionStateDescription { get; init; } = string.Empty;

    /// <summary><c>Primary</c> or <c>Recovery</c>: the active side as the provider counts them (after a reprotect Azure is Primary).</summary>
    public string ActiveLocation { get; init; } = string.Empty;

    /// <summary>What the service would let one do now, in its words.</summary>
    public IReadOnlyList<string> AllowedOperations { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>Whether a test failover is open, in the service's word; <c>None</c> if not.</summary>
    public string TestFailoverState { get; init; } = string.Empty;

    /// <summary>Health of the replication.</summary>
    public HealthStatus ReplicationHealth { get; init; }

    /// <summary>Health with respect to failing over.</summary>
    public HealthStatus FailoverHealth { get; init; }

    /// <summary>What the service says is wrong.</summary>
    public IReadOnlyList<HealthError> HealthErrors { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The job that the item names as running; null if it names none. Not every version of the service names it (asr-contract §4).</summary>
    public ArmId? RunningJobId { get; init; }

    /// <summary>The scenario that the item names as running; null if none.</summary>
    public string? RunningScenario { get; init; }

    /// <summary>Whether a job holds it, so that the service offers nothing until that has ended (asr-contract §4): neither an unknown state nor an unready one.</summary>
    internal bool IsBusy => AllowedOperations.Count == 0 && (RunningJobId is not null || RunningScenario is not null);

    /// <summary>What jobs call this item: their <c>targetObjectId</c>. New after each reprotect (asr-contract §4.1).</summary>
    public string? ObjectId { get; init; }

    /// <summary><c>Windows</c> or <c>Linux</c>; null if not told.</summary>
    public string? OsType { get; init; }

    /// <summary>The machine's addresses as Site Recovery knows them; of the Azure VM while it replicates to AVS.</summary>
    public IReadOnlyList<string> IpAddresses { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>
    /// The Azure VM; null where the item doesn't tell: classic items in the failback direction never do
    /// (failback-rules, last section).
    /// </summary>
    public ArmId? AzureVmId { get; init; }

    /// <summary>The replication policy.</summary>
    public ArmId? PolicyId { get; init; }

    /// <summary>The policy of the direction before, where told (modernized).</summary>
    public ArmId? LastUsedPolicyId { get; init; }

    /// <summary>The process server in use (classic, or modernized towards Azure): the server's own id, no ARM id.</summary>
    public string? ProcessServerId { get; init; }

    /// <summary>The master target in use (classic): the server's own id.</summary>
    public string? MasterTargetId { get; init; }

    /// <summary>The reprotect agent in use (modernized): the appliance's own id.</summary>
    public string? ReprotectAgentId { get; init; }

    /// <summary>The name of the appliance whose reprotect agent is in use (modernized).</summary>
    public string? ReprotectAgentName { get; init; }

    /// <summary>The datastore that the item replicates to, or came from, where told.</summary>
    public string? Datastore { get; init; }

    /// <summary>The vCenter that the item replicates to, or came from, where told (modernized).</summary>
    public string? VCenterId { get; init; }

    /// <summary>What the configuration server's database calls the machine (classic), where told.</summary>
    public string? InfrastructureVmId { get; init; }

    /// <summary>The account that the replication logs go through, where told.</summary>
    public ArmId? LogStorageAccountId { get; init; }

    /// <summary>The storage account that the item replicates to, where told (classic, towards Azure).</summary>
    public ArmId? StorageAccountId { get; init; }

    /// <summary>The run-as account in use, where told: a number as text (classic) or an id (modernized).</summary>
    public string? RunAsAccountId { get; init; }

    /// <summary>The named replication group; null when the item is in none (a group named by a GUID is none: asr-contract §4.2).</summary>
    public string? ReplicationGroup { get; init; }

    /// <summary>How far the replica lags; null if not told.</summary>
    public TimeSpan? Rpo { get; init; }

    /// <summary>Whether a resync is due; null if not told.</summary>
    public bool? ResyncRequired { get; init; }

    /// <summary>How far the first copy or the resync is, 0 to 100; null when none runs or it isn't told.</summary>
    public int? ReplicationProgress { get; init; }

    /// <summary>The last sign of life of the mobility agent; after a modernized failback still the Azure VM's last one.</summary>
    public DateTimeOffset? AgentHeartbeat { get; init; }

    /// <summary>Whether the agent has registered after the failback; null before one, and on classic items (asr-contract §4.2).</summary>
    public bool? IsAgentRegistered { get; init; }

    /// <summary>When the last successful failover or failback was started; null if never since the item's last reprotect.</summary>
    public DateTimeOffset? LastFailoverTime { get; init; }

    /// <summary>Since when the VM has run without protection: from the start of its failback on. Null while it is protected.</summary>
    public DateTimeOffset? UnprotectedSince =>
        Phase is ReplicationPhase.FailedBack or ReplicationPhase.Committed ? LastFailoverTime : null;

    /// <summary>The last segment of the recovery point that it was failed over to; null if not told.</summary>
    public string? FailoverRecoveryPoint { get; init; }

    /// <summary>The VM in AVS as the appliance discovered it (modernized, after a failback); null if not told.</summary>
    public DiscoveredVm? AvsVm { get; init; }

    /// <summary>The replicated disks. Lists leave them out: read the single item (asr-contract §4.1).</summary>
    public IReadOnlyList<ReplicatedDisk> Disks { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>Whether this comes from a read of the single item. Lists are thinner.</summary>
    public bool IsComplete { get; init; }

    /// <summary>When it was read, by the vault's clock.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>The vault that it was read from.</summary>
    public AvsVault? Vault { get; init; }

    /// <summary>The fabric that the item belongs to: its id's part.</summary>
    public ArmId? FabricId => Id.Ancestor("replicationFabrics");

    /// <summary>The protection container that the item belongs to: its id's part.</summary>
    public ArmId? ContainerId => Id.Ancestor("replicationProtectionContainers");

    /// <summary>Whether the service would allow the operation now.</summary>
    /// <param name="operation">The service's word, such as <c>Commit</c>.</param>
    public bool Allows(string operation)
    {
        foreach (string allowed in AllowedOperations)
        {
            if (string.Equals(allowed, operation, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The VM's name and phase.</summary>
    public override string ToString() => $"{Name} ({Phase})";
}

/// <summary>A replicated disk.</summary>
public sealed record ReplicatedDisk
{
    /// <summary>The disk's id as Site Recovery knows it.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary>The disk's name.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Its size in bytes; null if not told.</summary>
    public long? CapacityInBytes { get; init; }

    /// <summary>Whether this disk has to be copied again; null if not told.</summary>
    public bool? ResyncRequired { get; init; }

    /// <summary>Whether its first copy still runs or waits (modernized: the disk has <c>irDetails</c>).</summary>
    public bool IsFirstCopyRunning { get; init; }

    /// <summary>Data that hasn't reached the other side yet, in bytes; null if not told.</summary>
    public long? PendingBytes { get; init; }

    /// <summary>
    /// The managed disk that a failover to Azure made of it (modernized); null before, and where it isn't told. The VM that it is attached to is the
    /// item's Azure VM, whatever that is called (asr-contract §4.2).
    /// </summary>
    public ArmId? AzureDiskId { get; init; }

    /// <summary>The disk's name.</summary>
    public override string ToString() => Name.Length == 0 ? Id : Name;
}

/// <summary>A VM in AVS as the appliance discovered it.</summary>
public sealed record DiscoveredVm
{
    /// <summary>The service's word for the power state, such as <c>ON</c>.</summary>
    public string PowerStatus { get; init; } = string.Empty;

    /// <summary>The state of VMware tools, such as <c>OK</c>. They are off during a failover and may lag after it.</summary>
    public string VmwareToolsStatus { get; init; } = string.Empty;

    /// <summary>Its addresses; the service joins two with an underscore, here they stand apart.</summary>
    public IReadOnlyList<string> IpAddresses { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The datastores that it lies on.</summary>
    public IReadOnlyList<string> Datastores { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>Whether it is gone.</summary>
    public bool? IsDeleted { get; init; }

    /// <summary>When it was last seen.</summary>
    public DateTimeOffset? LastDiscovered { get; init; }

    /// <summary>The power state and that of the tools.</summary>
    public override string ToString() => $"{PowerStatus}, tools {VmwareToolsStatus}";
}
