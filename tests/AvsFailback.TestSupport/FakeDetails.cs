using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.TestSupport;

/// <summary>
/// All that readiness rules and reprotects go by, in order: what the detailed items of a vault tell, and the servers they go through.
/// </summary>
internal static class FakeDetails
{
    private static readonly ArmId ClassicFabricId = Some.VaultId.Append("replicationFabrics/classic");
    private static readonly ArmId ModernizedFabricId = Some.VaultId.Append("replicationFabrics/modernized");
    private static readonly ArmId LogAccount = ArmId.Parse(
        $"/subscriptions/{Some.SubscriptionId}/resourceGroups/dr/providers/Microsoft.Storage/storageAccounts/logs");

    /// <summary>The id of an item of an architecture, whose fabric <see cref="Furnish"/> has added.</summary>
    public static ArmId ItemId(ReplicationArchitecture architecture, string name) =>
        ContainerOf(architecture).Append($"replicationProtectedItems/{name}");

    /// <summary>Adds a fabric of each architecture, with servers, policies and a vCenter that are in order.</summary>
    public static void Furnish(FakeVault vault)
    {
        vault.Fabrics.Add(new ReplicationFabric
        {
            Id = ClassicFabricId,
            Name = "CS01",
            Architecture = ReplicationArchitecture.Classic,
            HeartbeatAge = TimeSpan.FromMinutes(5),
            IpAddress = "10.9.0.1",
            VersionStatus = "NotSupported",
            CertificateDaysLeft = 100,
            IsComplete = true,
            ProcessServers =
            [
                new ProcessServer
                {
                    Id = "ps",
                    Name = "PS-AZ",
                    Architecture = ReplicationArchitecture.Classic,
                    Health = HealthStatus.Normal,
                    HeartbeatAge = TimeSpan.FromMinutes(5),
                },
            ],
            MasterTargets =
            [
                new MasterTarget
                {
                    Id = "mt",
                    Name = "MT",
                    OsType = "Windows",
                    HeartbeatAge = TimeSpan.FromMinutes(5),
                    DiskCount = 4,
                    RetentionVolumes = [new RetentionVolume { Name = "R", CapacityInBytes = 1L << 40 }],
                    Datastores = [new Datastore { Name = "vsan", Type = "vSAN" }],
                },
            ],
            RunAsAccounts = [new RunAsAccount { Id = "1", Name = "push" }],
        });
        vault.Fabrics.Add(new ReplicationFabric
        {
            Id = ModernizedFabricId,
            Name = "site",
            Architecture = ReplicationArchitecture.Modernized,
            IsComplete = true,
            Appliances =
            [
                new ReplicationAppliance
                {
                    Id = "appl",
                    Name = "APPL01",
                    Health = HealthStatus.Normal,
                    HeartbeatAge = TimeSpan.FromMinutes(5),
                    DiscoveryAge = TimeSpan.FromMinutes(5),
                    HasReprotectAgent = true,
                    HasProcessServer = true,
                    Datastores = [new Datastore { Name = "vsan" }],
                    Components =
                    [
                        new ApplianceComponent
                        {
                            Kind = "Process server",
                            Health = HealthStatus.Normal,
                            HeartbeatAge = TimeSpan.FromMinutes(5),
                        },
                    ],
                },
            ],
        });
        vault.VCenters.Add(
            new VCenter
            {
                Id = ClassicFabricId.Append("replicationvCenters/vc"),
                Name = "vc",
                HeartbeatAge = TimeSpan.FromMinutes(5),
                DiscoveryStatus = "Completed",
            });
        AddPolicies(vault, ReplicationArchitecture.Classic, "InMageAzureV2", "InMage");
        AddPolicies(vault, ReplicationArchitecture.Modernized, "InMageRcm", "InMageRcmFailback");
    }

    public static ReplicatedItem Add(ReplicatedItem shown, DateTimeOffset now)
    {
        bool isModernized = shown.Provider.StartsWith("InMageRcm", StringComparison.Ordinal);
        bool toAvs = shown.Provider is "InMage" or "InMageRcmFailback";
        string policy = isModernized ? "modernized" : "classic";
        return shown with
        {
            PolicyId = Some.PolicyId(toAvs ? $"{policy}-failback" : policy),
            LastUsedPolicyId = isModernized && toAvs ? Some.PolicyId(policy) : null,
            ProcessServerId = isModernized ? "appl" : "ps",
            MasterTargetId = isModernized ? null : "mt",
            ReprotectAgentId = isModernized ? "appl" : null,
            Datastore = "vsan",
            InfrastructureVmId = isModernized ? null : "vm-1",
            LogStorageAccountId = LogAccount,
            StorageAccountId = LogAccount,
            AgentHeartbeat = now - TimeSpan.FromMinutes(2),
            TestFailoverState = "None",
            Rpo = TimeSpan.FromMinutes(2),
            ReplicationHealth = HealthStatus.Normal,
            Disks = [.. shown.Disks.Select(disk => disk with { PendingBytes = 0 })],
            AvsVm = new DiscoveredVm { PowerStatus = shown.ActiveLocation == "Recovery" && toAvs ? "ON" : "OFF", VmwareToolsStatus = "OK" },
        };
    }

    public static IReadOnlyList<AzureDisk> DisksOf(string vm) =>
        [
            new AzureDisk(
                "os",
                ArmId.Parse($"/subscriptions/{Some.SubscriptionId}/resourceGroups/vms/providers/Microsoft.Compute/disks/{vm}-os"),
                true),
        ];

    /// <summary>A point every 5 minutes (failback-rules V05); the service lists none for modernized items in this direction.</summary>
    public static IEnumerable<RecoveryPoint> PointsOf(FakeItem item, DateTimeOffset now) =>
        item.Architecture == ReplicationArchitecture.Modernized ? []
        : Enumerable.Range(0, 3)
        .Select(
            i =>
                new RecoveryPoint
                {
                    Id = item.Id.Append($"recoveryPoints/{i}"),
                    Type = RecoveryPointType.CrashConsistent,
                    Time = now - TimeSpan.FromMinutes(1 + (5 * i)),
                });

    private static ArmId ContainerOf(ReplicationArchitecture architecture) =>
        (architecture == ReplicationArchitecture.Modernized ? ModernizedFabricId : ClassicFabricId)
            .Append("replicationProtectionContainers/container");

    private static void AddPolicies(FakeVault vault, ReplicationArchitecture architecture, string toAzure, string toAvs)
    {
        string name = architecture == ReplicationArchitecture.Modernized ? "modernized" : "classic";
        foreach ((string policy, string provider, bool leadsToAzure) in new[] { (name, toAzure, true), ($"{name}-failback", toAvs, false) })
        {
            vault.Policies.Add(new ReplicationPolicy { Id = Some.PolicyId(policy), Name = policy, Provider = provider });
            vault.Mappings.Add(
                new ContainerMapping
                {
                    Id = ContainerOf(architecture).Append($"replicationProtectionContainerMappings/{policy}"),
                    PolicyId = Some.PolicyId(policy),
                    LeadsToAzure = leadsToAzure,
                });
        }
    }
}
