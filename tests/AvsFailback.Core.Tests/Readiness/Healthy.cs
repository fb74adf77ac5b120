using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using AvsFailback.Vault;

namespace AvsFailback.Core.Tests.Readiness;

/// <summary>A vault and its VMs against which no rule has anything: tests plant one defect each.</summary>
internal static class Healthy
{
    public const ReplicationArchitecture Classic = ReplicationArchitecture.Classic;
    public const ReplicationArchitecture Modernized = ReplicationArchitecture.Modernized;

    public static ArmId FabricId { get; } = Some.VaultId.Append("replicationFabrics/fabric1");

    public static AzureVm Vm { get; } = new()
    {
        Id = Some.AzureVmId("sql01"),
        PowerState = AzurePowerState.Running,
        NetworkInterfaceIds = [ArmId.Parse($"/subscriptions/{Some.SubscriptionId}/resourceGroups/net/providers/Microsoft.Network/networkInterfaces/sql01-nic")],
        Disks = [new AzureDisk("os", Disk("os"), true), new AzureDisk("data", Disk("data"), false)],
    };

    public static ReplicationFabric ClassicFabric { get; } = new()
    {
        Id = FabricId,
        Name = "CS01",
        Architecture = Classic,
        LastHeartbeat = Some.Now.AddMinutes(-17),
        HeartbeatAge = TimeSpan.FromMinutes(17),
        IpAddress = "10.0.0.1",
        VersionStatus = "NotSupported",
        CertificateDaysLeft = 100,
        IsComplete = true,
        ProcessServers = [Server("cs", "CS01") with { IpAddress = "10.0.0.1" }, Server("ps", "PS-AZ")],
        MasterTargets = [Target("cs", "CS01", "Windows"), Target("mt", "MT-LIN", "Linux")],
        RunAsAccounts = [new RunAsAccount { Id = "1", Name = "push" }],
    };

    public static ReplicationFabric ModernizedFabric { get; } = new()
    {
        Id = FabricId,
        Name = "site",
        Architecture = Modernized,
        IsComplete = true,
        Appliances = [Appliance("appl")],
    };

    public static IReadOnlyList<ReplicationPolicy> Policies { get; } = [new ReplicationPolicy { Id = Some.PolicyId("policy"), Name = "policy" }];

    public static VCenter ConnectedVCenter { get; } = new() { Id = FabricId.Append("replicationvCenters/vc"), Name = "vc", HeartbeatAge = TimeSpan.FromMinutes(5), DiscoveryStatus = "Completed" };

    /// <summary>An item in the phase, with nothing wrong.</summary>
    public static ReplicatedItem Item(ReplicationArchitecture architecture, ReplicationPhase phase = ReplicationPhase.ReadyToFailBack, string name = "sql01") => Some.Item(phase, architecture, name) with
    {
        AgentHeartbeat = Some.Now.AddMinutes(-10),
        InfrastructureVmId = architecture == Classic ? "vm-1" : null,
        ProcessServerId = architecture == Classic ? "ps" : "appl",
        MasterTargetId = architecture == Classic ? "cs" : null,
        ReprotectAgentId = architecture == Modernized ? "appl" : null,
        Datastore = "vsan",
        VCenterId = architecture == Modernized ? "/subscriptions/s/vcenters/VC" : null,
        TestFailoverState = "None",
        Rpo = TimeSpan.FromMinutes(2),
        ReplicationHealth = HealthStatus.Normal,
        Disks = [new ReplicatedDisk { Name = "0", PendingBytes = 0 }, new ReplicatedDisk { Name = "1", PendingBytes = 0 }],
        AvsVm = new DiscoveredVm { PowerStatus = phase == ReplicationPhase.FailedBack ? "ON" : "OFF", VmwareToolsStatus = "OK" },
        LastFailoverTime = phase is ReplicationPhase.FailedBack or ReplicationPhase.Committed ? Some.Now.AddHours(-1) : null,
    };

    /// <summary>Facts of a step with nothing wrong.</summary>
    public static ReadinessFacts Facts(ReplicationArchitecture architecture, ReadinessStep step = ReadinessStep.Failback, ReplicationPhase? phase = null)
    {
        ReplicatedItem item = Item(architecture, phase ?? step switch
        {
            ReadinessStep.Commit => ReplicationPhase.FailedBack,
            ReadinessStep.Reprotection => ReplicationPhase.RunningInAzure,
            _ => ReplicationPhase.ReadyToFailBack,
        });
        return new ReadinessFacts
        {
            Item = item,
            Step = step,
            Now = Some.Now,
            RecoveryPoints = RuleCheck.Points(("a", RecoveryPointType.CrashConsistent, 3)),
            AzureVm = new AzureVmEvidence(AzureVmFinding.Found, Vm, "(known)"),
            Vault = new VaultEvidence
            {
                Fabric = Told(architecture == Classic ? ClassicFabric : ModernizedFabric),
                VCenters = Told<IReadOnlyList<VCenter>>([ConnectedVCenter]),
                Permissions = Told<IReadOnlyList<GrantedActions>>([new GrantedActions(["Microsoft.RecoveryServices/vaults/*", "Microsoft.Compute/*/read"], ["Microsoft.RecoveryServices/vaults/delete"])]),
                Locks = Told<IReadOnlyList<ManagementLock>>([Lock("/resourceGroups/other", "elsewhere")]),
                AzureVms = Told(new AzureVmCatalog([], [])),
                Policies = Told(Policies),
                RunAsAccounts = Told<IReadOnlyList<RunAsAccount>>([new RunAsAccount { Id = "1", Name = "push" }]),
                AllItems = Told<IReadOnlyList<ReplicatedItem>>([item]),
                Loads = new DiskLoads([new ReadinessRequest(item) { Step = step }]),
            },
        };
    }

    public static ReadinessFacts With(this ReadinessFacts facts, Func<ReplicatedItem, ReplicatedItem> change) => facts with { Item = change(facts.Item) };

    public static ReadinessFacts Around(this ReadinessFacts facts, Func<VaultEvidence, VaultEvidence> change) => facts with { Vault = change(facts.Vault!) };

    /// <summary>Facts with another fabric.</summary>
    public static ReadinessFacts Fabric(this ReadinessFacts facts, Func<ReplicationFabric, ReplicationFabric> change) => facts.Around(v => v with { Fabric = Told(change(v.Fabric.Value!)) });

    /// <summary>Facts with another master target in place of that of the same id.</summary>
    public static ReadinessFacts Target(this ReadinessFacts facts, Func<MasterTarget, MasterTarget> change) => facts.Fabric(f => f with { MasterTargets = [.. f.MasterTargets.Select(t => t.Id == "cs" ? change(t) : t)] });

    /// <summary>Facts with another process server in Azure.</summary>
    public static ReadinessFacts Server(this ReadinessFacts facts, Func<ProcessServer, ProcessServer> change) => facts.Fabric(f => f with { ProcessServers = [.. f.ProcessServers.Select(s => s.Id == "ps" ? change(s) : s)] });

    /// <summary>Facts with another appliance.</summary>
    public static ReadinessFacts Appliance(this ReadinessFacts facts, Func<ReplicationAppliance, ReplicationAppliance> change) => facts.Fabric(f => f with { Appliances = [.. f.Appliances.Select(change)] });

    public static Answer<T> Told<T>(T value)
        where T : class => new(value, string.Empty);

    public static Answer<T> Refused<T>()
        where T : class => new(null, "it can't be read (HTTP 403 AuthorizationFailed)");

    public static ManagementLock Lock(string scope, string name, string level = "CanNotDelete") =>
        new() { Id = ArmId.Parse($"/subscriptions/{Some.SubscriptionId}{scope}/providers/Microsoft.Authorization/locks/{name}"), Level = level };

    public static ArmId Disk(string name) => ArmId.Parse($"/subscriptions/{Some.SubscriptionId}/resourceGroups/disks/providers/Microsoft.Compute/disks/{name}");

    public static ProcessServer Server(string id, string name) => new() { Id = id, Name = name, Architecture = Classic, Health = HealthStatus.Normal, HeartbeatAge = TimeSpan.FromMinutes(17) };

    public static MasterTarget Target(string id, string name, string os) => new()
    {
        Id = id,
        Name = name,
        OsType = os,
        HeartbeatAge = TimeSpan.FromMinutes(17),
        DiskCount = 4,
        RetentionVolumes = [new RetentionVolume { Name = os == "Windows" ? "R" : "/mnt/retention", CapacityInBytes = 1 << 30 }],
        Datastores = [new Datastore { Name = "vsan", Type = "vSAN" }, new Datastore { Name = "nfs", Type = "NFS" }],
    };

    public static ReplicationAppliance Appliance(string id) => new()
    {
        Id = id,
        Name = "APPL01",
        Health = HealthStatus.Normal,
        HeartbeatAge = TimeSpan.FromMinutes(5),
        DiscoveryAge = TimeSpan.FromMinutes(39),
        HasReprotectAgent = true,
        HasProcessServer = true,
        VCenterId = "/subscriptions/s/vcenters/vc",
        Datastores = [new Datastore { Name = "vsan" }],
        Components = [new ApplianceComponent { Kind = "Process server", Health = HealthStatus.Normal, HeartbeatAge = TimeSpan.FromMinutes(5) }, new ApplianceComponent { Kind = "Push installer", Health = HealthStatus.Normal }],
    };
}
