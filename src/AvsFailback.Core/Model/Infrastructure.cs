using System;
using System.Collections.Generic;

namespace AvsFailback;

/// <summary>A process server: it receives the replicated data and passes it on.</summary>
public sealed record ProcessServer
{
    /// <summary>The server's own id, as reprotect requests name it; no ARM id and not always a GUID.</summary>
    public required string Id { get; init; }

    /// <summary>The server's name.</summary>
    public required string Name { get; init; }

    /// <summary>Part of a classic configuration server's fabric, or of a replication appliance.</summary>
    public ReplicationArchitecture Architecture { get; init; }

    /// <summary>Its address; empty if not told.</summary>
    public string IpAddress { get; init; } = string.Empty;

    /// <summary>Its health, where told; older versions of the service don't.</summary>
    public HealthStatus Health { get; init; }

    /// <summary>Its last sign of life; that its services "run" proves nothing (asr-contract §9).</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>How long the last sign of life was ago when it was read.</summary>
    public TimeSpan? HeartbeatAge { get; init; }

    /// <summary>The version of its software.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>What of it is strained, such as <c>cpuLoad Yellow</c>: the service's own words for all that isn't green (classic).</summary>
    public IReadOnlyList<string> Strains { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>Free disk space in bytes; null if not told.</summary>
    public long? FreeSpaceInBytes { get; init; }

    /// <summary>How many machines it serves; null if not told.</summary>
    public int? MachineCount { get; init; }

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<HealthError> HealthErrors { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The fabric that it belongs to.</summary>
    public ArmId? FabricId { get; init; }

    /// <summary>The fabric's name as people know it.</summary>
    public string FabricName { get; init; } = string.Empty;

    /// <summary>The vault that it was read from.</summary>
    public AvsVault? Vault { get; init; }

    /// <summary>The server's name.</summary>
    public override string ToString() => Name;
}

/// <summary>A master target (classic): it writes the replicated data to the datastores in AVS.</summary>
public sealed record MasterTarget
{
    /// <summary>The server's own id; it may equal that of a process server on the same machine.</summary>
    public required string Id { get; init; }

    /// <summary>The server's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>Windows</c> or <c>Linux</c>; it has to be that of the VMs.</summary>
    public string OsType { get; init; } = string.Empty;

    /// <summary>Its address; empty if not told.</summary>
    public string IpAddress { get; init; } = string.Empty;

    /// <summary>Its last sign of life.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>How long the last sign of life was ago when it was read.</summary>
    public TimeSpan? HeartbeatAge { get; init; }

    /// <summary>How many disks are attached to it; null if not told.</summary>
    public int? DiskCount { get; init; }

    /// <summary>The volumes that retention data may lie on.</summary>
    public IReadOnlyList<RetentionVolume> RetentionVolumes { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The datastores that it reaches.</summary>
    public IReadOnlyList<Datastore> Datastores { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>What is wrong with it, its validation errors included.</summary>
    public IReadOnlyList<HealthError> HealthErrors { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The fabric that it belongs to.</summary>
    public ArmId? FabricId { get; init; }

    /// <summary>The fabric's name as people know it.</summary>
    public string FabricName { get; init; } = string.Empty;

    /// <summary>The vault that it was read from.</summary>
    public AvsVault? Vault { get; init; }

    /// <summary>The server's name.</summary>
    public override string ToString() => Name;
}

/// <summary>A volume of a master target for retention data.</summary>
public sealed record RetentionVolume
{
    /// <summary>The volume, such as <c>R</c> or <c>/mnt/retention</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its size in bytes.</summary>
    public long? CapacityInBytes { get; init; }

    /// <summary>What is free, in bytes.</summary>
    public long? FreeSpaceInBytes { get; init; }

    /// <summary>The volume's name.</summary>
    public override string ToString() => Name;
}

/// <summary>A datastore that a master target or an appliance reaches.</summary>
public sealed record Datastore
{
    /// <summary>The datastore's name (the service's <c>symbolicName</c>).</summary>
    public required string Name { get; init; }

    /// <summary>Such as <c>VMFS</c> or <c>vSAN</c>; empty if not told (modernized).</summary>
    public string Type { get; init; } = string.Empty;

    /// <summary>Its size in bytes (the service tells gigabytes as text); null if not told.</summary>
    public long? CapacityInBytes { get; init; }

    /// <summary>What is free, in bytes (the service tells gigabytes as text); null if not told.</summary>
    public long? FreeSpaceInBytes { get; init; }

    /// <summary>The datastore's name.</summary>
    public override string ToString() => Name;
}

/// <summary>A replication appliance (modernized). All its parts share its id (asr-contract §9).</summary>
public sealed record ReplicationAppliance
{
    /// <summary>The appliance's own id, as reprotect requests name it; no ARM id.</summary>
    public required string Id { get; init; }

    /// <summary>The appliance's name.</summary>
    public required string Name { get; init; }

    /// <summary>The worst health of its parts.</summary>
    public HealthStatus Health { get; init; }

    /// <summary>The last sign of life of the part that has been silent the longest.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>How long that was ago when it was read.</summary>
    public TimeSpan? HeartbeatAge { get; init; }

    /// <summary>When the vCenter was last discovered.</summary>
    public DateTimeOffset? LastDiscovery { get; init; }

    /// <summary>How long that was ago when it was read.</summary>
    public TimeSpan? DiscoveryAge { get; init; }

    /// <summary>The parts: process server, proxy, push installer, replication agent, reprotect agent and so on.</summary>
    public IReadOnlyList<ApplianceComponent> Components { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The datastores that its reprotect agent reaches.</summary>
    public IReadOnlyList<Datastore> Datastores { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The vCenter that its reprotect agent works with; null if not told.</summary>
    public string? VCenterId { get; init; }

    /// <summary>Whether it has a reprotect agent, without which it can't take VMs back.</summary>
    public bool HasReprotectAgent { get; init; }

    /// <summary>Whether it has a process server, which reprotect to Azure names.</summary>
    public bool HasProcessServer { get; init; }

    /// <summary>What is wrong with its parts.</summary>
    public IReadOnlyList<HealthError> HealthErrors { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The site of Azure Migrate that holds its run-as accounts; null if not told.</summary>
    public ArmId? VMwareSiteId { get; init; }

    /// <summary>The run-as accounts of its site; filled by <c>Get-AvsAppliance</c>.</summary>
    public IReadOnlyList<RunAsAccount> RunAsAccounts { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The fabric that it belongs to.</summary>
    public ArmId? FabricId { get; init; }

    /// <summary>The fabric's name as people know it.</summary>
    public string FabricName { get; init; } = string.Empty;

    /// <summary>The vault that it was read from.</summary>
    public AvsVault? Vault { get; init; }

    /// <summary>The appliance's name.</summary>
    public override string ToString() => Name;
}

/// <summary>A part of a replication appliance.</summary>
public sealed record ApplianceComponent
{
    /// <summary>What part it is, such as <c>Reprotect agent</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The part's name.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Its health.</summary>
    public HealthStatus Health { get; init; }

    /// <summary>Its last sign of life; null if not told.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>How long that was ago when it was read; null if not told.</summary>
    public TimeSpan? HeartbeatAge { get; init; }

    /// <summary>Its version.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>The part and its health.</summary>
    public override string ToString() => $"{Kind}: {Health}";
}

/// <summary>An account that Site Recovery uses to push the mobility agent.</summary>
public sealed record RunAsAccount
{
    /// <summary>What requests name it by: a number as text (classic) or an id (modernized).</summary>
    public required string Id { get; init; }

    /// <summary>The account's name as people know it.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of credential, such as <c>WindowsGuest</c>; empty if not told (classic).</summary>
    public string CredentialType { get; init; } = string.Empty;

    /// <summary>The account's name.</summary>
    public override string ToString() => Name;
}

/// <summary>A fabric: a configuration server (classic) or a site of replication appliances (modernized).</summary>
public sealed record ReplicationFabric
{
    /// <summary>The fabric's id.</summary>
    public required ArmId Id { get; init; }

    /// <summary>The fabric's name as people know it.</summary>
    public required string Name { get; init; }

    /// <summary>Classic or modernized.</summary>
    public ReplicationArchitecture Architecture { get; init; }

    /// <summary>Its health in the service's word. "Error" alone did not stop a failover (asr-contract §9).</summary>
    public string Health { get; init; } = string.Empty;

    /// <summary>The service's own id of it, which containers are named by.</summary>
    public string? InternalIdentifier { get; init; }

    /// <summary>The last sign of life of the configuration server (classic).</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>How long that was ago when it was read; null if not told.</summary>
    public TimeSpan? HeartbeatAge { get; init; }

    /// <summary>The configuration server's address (classic); empty if not told.</summary>
    public string IpAddress { get; init; } = string.Empty;

    /// <summary>The service's word for the configuration server's version (classic), such as <c>UpToDate</c>; <c>NotSupported</c> was seen in flows that worked.</summary>
    public string VersionStatus { get; init; } = string.Empty;

    /// <summary>In how many days the configuration server's certificate expires (classic); null if not told.</summary>
    public int? CertificateDaysLeft { get; init; }

    /// <summary>The process servers.</summary>
    public IReadOnlyList<ProcessServer> ProcessServers { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The master targets (classic).</summary>
    public IReadOnlyList<MasterTarget> MasterTargets { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The appliances (modernized), put together from their parts.</summary>
    public IReadOnlyList<ReplicationAppliance> Appliances { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The run-as accounts (classic).</summary>
    public IReadOnlyList<RunAsAccount> RunAsAccounts { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The site of Azure Migrate that holds the run-as accounts (modernized).</summary>
    public ArmId? VMwareSiteId { get; init; }

    /// <summary>Whether this comes from a read of the single fabric. The list leaves a modernized fabric's parts out (asr-contract §9).</summary>
    public bool IsComplete { get; init; }

    /// <summary>The fabric's name.</summary>
    public override string ToString() => Name;
}

/// <summary>A replication policy.</summary>
public sealed record ReplicationPolicy
{
    /// <summary>The policy's id.</summary>
    public required ArmId Id { get; init; }

    /// <summary>The policy's name.</summary>
    public required string Name { get; init; }

    /// <summary>The provider that it is for, such as <c>InMage</c>.</summary>
    public string Provider { get; init; } = string.Empty;

    /// <summary>How often crash-consistent points are made; null if not told.</summary>
    public TimeSpan? CrashConsistentFrequency { get; init; }

    /// <summary>How often app-consistent points are made; null if not told.</summary>
    public TimeSpan? AppConsistentFrequency { get; init; }

    /// <summary>How long points are kept; null if not told.</summary>
    public TimeSpan? RecoveryPointHistory { get; init; }

    /// <summary>The policy's name.</summary>
    public override string ToString() => Name;
}

/// <summary>What ties a protection container to a policy, in one direction.</summary>
public sealed record ContainerMapping
{
    /// <summary>The mapping's id, which begins with that of its container.</summary>
    public required ArmId Id { get; init; }

    /// <summary>The policy; null if not told.</summary>
    public ArmId? PolicyId { get; init; }

    /// <summary>Whether it leads to Azure; else it leads back to its own container (asr-contract §9).</summary>
    public bool LeadsToAzure { get; init; }

    /// <summary>The mapping's state, such as <c>Paired</c>.</summary>
    public string State { get; init; } = string.Empty;
}
