using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using AvsFailback.Vault;
using static AvsFailback.Core.Tests.Readiness.Healthy;
using static AvsFailback.ReadinessSeverity;
using static AvsFailback.ReadinessStatus;

namespace AvsFailback.Core.Tests.Readiness;

public sealed class InfrastructureRuleTests
{
    private static readonly HealthError Late = new() { Code = "808", Level = "Error", Message = "No heartbeat.", RecommendedAction = "Look at the server." };

    /// <summary>Rule, what it should find, its subject's facts: the defect that is planted, by a name that the test shows.</summary>
    private static readonly Dictionary<string, (string Rule, Finding Expected, Func<ReadinessFacts> Facts)> Table = new()
    {
        ["I01 foreign"] = ("I01", new(Failed, Block, "'A2A'", "Only VMware VMs"), () => Facts(Modernized).With(i => i with { Provider = "A2A", Architecture = ReplicationArchitecture.Unknown })),
        ["I01 mixed plan by its own request"] = ("I01", new(Failed, Block, "both architectures", "Split"), () => Facts(Modernized) with { Plan = MixedPlan }),
        ["I01 mixed plan VM by VM"] = ("I01", new(Failed, Warn, "goes VM by VM", "Split"), () => Facts(Modernized) with { Inputs = new ReadinessInputs { NamedPlan = MixedPlan } }),
        ["I02 classic"] = ("I02", new(Failed, Warn, "classic", "migrate"), () => Facts(Classic)),
        ["I03 silent"] = ("I03", new(Failed, Block, "CS01 has been silent for 31 min", "same IP"), () => Facts(Classic).Fabric(f => f with { HeartbeatAge = TimeSpan.FromMinutes(31) })),
        ["I03 no heartbeat"] = ("I03", new(Unknown, Block, "no heartbeat", "Start"), () => Facts(Classic).Fabric(f => f with { HeartbeatAge = null })),
        ["I03 certificate over"] = ("I03", new(Failed, Block, "has expired", "Renew"), () => Facts(Classic).Fabric(f => f with { CertificateDaysLeft = 0 })),
        ["I03 certificate soon over"] = ("I03", new(Failed, Warn, "expires in 29 days", "Renew"), () => Facts(Classic).Fabric(f => f with { CertificateDaysLeft = 29 })),
        ["I03 fabric gone"] = ("I03", new(Unknown, Block, "HTTP 403", "portal"), () => Facts(Classic).Around(v => v with { Fabric = Refused<ReplicationFabric>() })),
        ["I04 not told"] = ("I04", new(Manual, Block, "doesn't tell", "backup"), () => Facts(Classic).With(i => i with { InfrastructureVmId = null })),
        ["I05 none"] = ("I05", new(Failed, Block, "has no process server", "Set up"), () => Facts(Classic, ReadinessStep.Reprotection).Fabric(f => f with { ProcessServers = [] })),
        ["I05 the one in use is gone"] = ("I05", new(Failed, Block, "ps isn't in CS01", "Set up"), () => Facts(Classic).Fabric(f => f with { ProcessServers = [Server("other", "OTHER")] })),
        ["I05 silent"] = ("I05", new(Failed, Block, "PS-AZ has been silent for 31 min", "Start"), () => Facts(Classic).Server(s => s with { HeartbeatAge = TimeSpan.FromMinutes(31) })),
        ["I05 critical"] = ("I05", new(Failed, Block, "PS-AZ is Critical: 808: No heartbeat.", "Look at the server."), () => Facts(Classic).Server(s => s with { Health = HealthStatus.Critical, HealthErrors = [Late] })),
        ["I05 warning"] = ("I05", new(Failed, Warn, "PS-AZ is Warning", "process server"), () => Facts(Classic).Server(s => s with { Health = HealthStatus.Warning })),
        ["I05 strained"] = ("I05", new(Failed, Warn, "cpuLoad Red", "process server"), () => Facts(Classic).Server(s => s with { Strains = ["cpuLoad Red"] })),
        ["I05 not in Azure"] = ("I05", new(Failed, Warn, "not in Azure", "in the Azure network"), () => Facts(Classic).With(i => i with { ProcessServerId = "cs" })),
        ["I06 none of its system"] = ("I06", new(Failed, Block, "no master target for Linux", "need a Linux one"), () => Facts(Classic, ReadinessStep.Reprotection).With(i => i with { OsType = "Linux" }).Fabric(f => f with { MasterTargets = [Target("cs", "CS01", "Windows")] })),
        ["I06 the one in use is of another system"] = ("I06", new(Failed, Block, "CS01 is for Windows, the VM has Linux", "master target"), () => Facts(Classic).With(i => i with { OsType = "Linux" })),
        ["I06 silent"] = ("I06", new(Failed, Block, "CS01 has been silent for 31 min", "Start"), () => Facts(Classic).Target(t => t with { HeartbeatAge = TimeSpan.FromMinutes(31) })),
        ["I06 error"] = ("I06", new(Failed, Block, "808: No heartbeat.", "Look at the server."), () => Facts(Classic).Target(t => t with { HealthErrors = [Late] })),
        ["I06 warning"] = ("I06", new(Failed, Warn, "808: No heartbeat.", "Look at the server."), () => Facts(Classic).Target(t => t with { HealthErrors = [Late with { Level = "Warning" }] })),
        ["I07 full"] = ("I07", new(Failed, Block, "CS01 has 61", "another master target"), () => Facts(Classic).Target(t => t with { DiskCount = 61 })),
        ["I07 no room for those to come"] = ("I07", new(Failed, Block, "CS01 has 59, 2 to come", "fewer VMs"), () => Facts(Classic, ReadinessStep.Reprotection).Target(t => t with { DiskCount = 59 })),
        ["I07 not told"] = ("I07", new(Unknown, Block, "isn't reported", "Count"), () => Facts(Classic).Target(t => t with { DiskCount = null })),
        ["I08 none"] = ("I08", new(Failed, Block, "CS01 has no retention volume", "Add a drive"), () => Facts(Classic).Target(t => t with { RetentionVolumes = [] })),
        ["I08 of no size"] = ("I08", new(Failed, Block, "no retention volume", "Add a drive"), () => Facts(Classic).Target(t => t with { RetentionVolumes = [new RetentionVolume { Name = "R", CapacityInBytes = 0 }] })),
        ["I09 not listed"] = ("I09", new(Failed, Block, "doesn't list the datastore gone", "Mount"), () => Facts(Classic).With(i => i with { Datastore = "gone" })),
        ["I09 NFS"] = ("I09", new(Failed, Block, "the datastore nfs is of NFS", "Mount"), () => Facts(Classic).With(i => i with { Datastore = "nfs" })),
        ["I09 no usable one"] = ("I09", new(Failed, Block, "no datastore of VMFS or vSAN", "Mount"), () => Facts(Classic).With(i => i with { Datastore = null }).Target(t => t with { Datastores = [new Datastore { Name = "nfs", Type = "NFS" }] })),
        ["I09 not chosen"] = ("I09", new(Manual, Block, "doesn't tell its datastore", "vsan"), () => Facts(Classic).With(i => i with { Datastore = null })),
        ["I09 type not told"] = ("I09", new(Unknown, Block, "type of the datastore", "Mount"), () => Facts(Classic).Target(t => t with { Datastores = [new Datastore { Name = "vsan" }] })),
        ["I10"] = ("I10", new(Manual, Warn, "doesn't show", "disk.EnableUUID"), () => Facts(Classic)),
        ["I11 rights"] = ("I11", new(Manual, Warn, "vc, heartbeat 5 min ago", "roles"), () => Facts(Classic)),
        ["I11 silent"] = ("I11", new(Failed, Block, "vc has been silent for 31 min", "portal"), () => Facts(Classic).Around(v => v with { VCenters = Told<IReadOnlyList<VCenter>>([ConnectedVCenter with { HeartbeatAge = TimeSpan.FromMinutes(31) }]) })),
        ["I11 discovery failed"] = ("I11", new(Failed, Block, "'Failed'", "portal"), () => Facts(Classic).Around(v => v with { VCenters = Told<IReadOnlyList<VCenter>>([ConnectedVCenter with { DiscoveryStatus = "Failed" }]) })),
        ["I11 discovery pending"] = ("I11", new(Manual, Warn, "Pending", "roles"), () => Facts(Classic).Around(v => v with { VCenters = Told<IReadOnlyList<VCenter>>([ConnectedVCenter with { DiscoveryStatus = "Pending" }]) })),
        ["I11 errors"] = ("I11", new(Failed, Block, "808: No heartbeat.", "Look at the server."), () => Facts(Classic).Around(v => v with { VCenters = Told<IReadOnlyList<VCenter>>([ConnectedVCenter with { HealthErrors = [Late] }]) })),
        ["I11 none"] = ("I11", new(Failed, Block, "has no vCenter", "portal"), () => Facts(Classic).Around(v => v with { VCenters = Told<IReadOnlyList<VCenter>>([]) })),
        ["I11 not read"] = ("I11", new(Unknown, Block, "HTTP 403", "portal"), () => Facts(Classic).Around(v => v with { VCenters = Refused<IReadOnlyList<VCenter>>() })),
        ["I11 modernized rights"] = ("I11", new(Manual, Warn, "discovered vCenter 39 min ago", "roles"), () => Facts(Modernized)),
        ["I11 discovery long ago"] = ("I11", new(Failed, Block, "for 1 h 31 min", "configuration manager"), () => Facts(Modernized).Appliance(a => a with { DiscoveryAge = TimeSpan.FromMinutes(91) })),
        ["I12 critical part"] = ("I12", new(Failed, Block, "Process server is Critical (808: No heartbeat.)", "Look at the server."), () => Facts(Modernized).Appliance(a => a with { HealthErrors = [Late], Components = [a.Components[0] with { Health = HealthStatus.Critical }] })),
        ["I12 silent part"] = ("I12", new(Failed, Block, "Process server has been silent for 16 min", "Start"), () => Facts(Modernized).Appliance(a => a with { Components = [a.Components[0] with { HeartbeatAge = TimeSpan.FromMinutes(16) }] })),
        ["I12 warning"] = ("I12", new(Failed, Warn, "Process server: Warning", "portal"), () => Facts(Modernized).Appliance(a => a with { Components = [a.Components[0] with { Health = HealthStatus.Warning }] })),
        ["I12 critical part that carries no data"] = ("I12", new(Failed, Warn, "Push installer: Critical", "portal"), () => Facts(Modernized).Appliance(a => a with { Components = [a.Components[0], a.Components[1] with { Health = HealthStatus.Critical }] })),
        ["I12 gone"] = ("I12", new(Failed, Block, "appl isn't in site", "Bring that appliance back"), () => Facts(Modernized).Fabric(f => f with { Appliances = [Appliance("other")] })),
        ["I12 fabric gone"] = ("I12", new(Unknown, Block, "HTTP 403", "portal"), () => Facts(Modernized).Around(v => v with { Fabric = Refused<ReplicationFabric>() })),
        ["I12 no reprotect agent"] = ("I12", new(Failed, Block, "no reprotect agent", "-Appliance"), () => Facts(Modernized, ReadinessStep.Reprotection).Appliance(a => a with { HasReprotectAgent = false })),
        ["I13 not reached after the reprotect"] = ("I13", new(Failed, Block, "doesn't reach the datastore vsan; it reaches: other", "reachable for the appliance again"), () => Facts(Modernized).Appliance(a => a with { Datastores = [new Datastore { Name = "other" }] })),
        ["I13 not reached"] = ("I13", new(Failed, Block, "doesn't reach the datastore vsan; it reaches: other", "-Datastore"), () => Facts(Modernized, ReadinessStep.Reprotection).Appliance(a => a with { Datastores = [new Datastore { Name = "other" }] })),
        ["I13 another vCenter"] = ("I13", new(Failed, Block, "works with the vCenter vc2", "another appliance"), () => Facts(Modernized, ReadinessStep.Reprotection).Appliance(a => a with { VCenterId = "vc2" })),
        ["I13 not chosen"] = ("I13", new(Manual, Block, "doesn't tell its datastore", "vsan"), () => Facts(Modernized).With(i => i with { Datastore = null })),
        ["I14 full"] = ("I14", new(Failed, Block, "APPL01: 61 disks", "second appliance"), () => Facts(Modernized).Disks(61)),
        ["I14 the rest not counted"] = ("I14", new(Manual, Block, "2 disks, and those of 1 more VM", "together"), () => Facts(Modernized).Around(v => v with { AllItems = Told<IReadOnlyList<ReplicatedItem>>([Item(Modernized), Item(Modernized, name: "web01")]) })),
        ["I14 full by the rest"] = ("I14", new(Failed, Block, "59 more VMs", "second appliance"), () => Facts(Modernized).Around(v => v with { AllItems = Told<IReadOnlyList<ReplicatedItem>>([.. Enumerable.Range(0, 59).Select(i => Item(Modernized, name: $"web{i}"))]) })),
        ["I15 not given"] = ("I15", new(Manual, Warn, "doesn't show", "-NetworkConnection"), () => Facts(Classic)),
        ["I15 connected"] = ("I15", new(Manual, Warn, "er is Connected; open ports", "ports"), () => Facts(Classic).Around(v => v with { Network = new NetworkEvidence(["er is Connected"], [], []) })),
        ["I15 broken"] = ("I15", new(Failed, Warn, "er is NotConnected", "gateway"), () => Facts(Classic).Around(v => v with { Network = new NetworkEvidence([], ["er is NotConnected"], []) })),
        ["I15 not read"] = ("I15", new(Manual, Warn, "HTTP 403", "ports"), () => Facts(Classic).Around(v => v with { Network = new NetworkEvidence([], [], ["HTTP 403"]) })),
        ["I16 no right"] = ("I16", new(Failed, Block, "replicationProtectedItems/plannedFailover/action", "Site Recovery Operator"), () => Facts(Modernized).Granted(["*/read"], [])),
        ["I16 right taken away"] = ("I16", new(Failed, Block, "replicationProtectedItems/unplannedFailover/action", "Site Recovery Operator"), () => Facts(Classic).Granted(["*"], ["Microsoft.RecoveryServices/vaults/*/unplannedFailover/action"])),
        ["I16 no reading of VMs"] = ("I16", new(Failed, Block, "Microsoft.Compute/virtualMachines/read", "reads the Azure VMs"), () => Facts(Modernized).Granted(["Microsoft.RecoveryServices/*"], [])),
        ["I16 not read"] = ("I16", new(Unknown, Block, "HTTP 403", "Assign"), () => Facts(Modernized).Around(v => v with { Permissions = Refused<IReadOnlyList<GrantedActions>>() })),
        ["R04 no policy"] = ("R04", new(Failed, Block, "no policy is mapped", "Map a policy"), () => Facts(Classic, ReadinessStep.Reprotection).Around(v => v with { Policies = Told<IReadOnlyList<ReplicationPolicy>>([]) })),
        ["R04 another policy"] = ("R04", new(Failed, Block, "old isn't mapped", "-Policy: policy"), () => Facts(Modernized, ReadinessStep.Reprotection, ReplicationPhase.Committed).With(i => i with { LastUsedPolicyId = Some.PolicyId("old") })),
        ["R04 no account"] = ("R04", new(Failed, Block, "run-as account 9", "-RunAsAccount"), () => Facts(Classic, ReadinessStep.Reprotection, ReplicationPhase.Committed).With(i => i with { RunAsAccountId = "9" })),
        ["R04 server silent"] = ("R04", new(Failed, Block, "Process server has been silent", "I12"), () => Facts(Modernized, ReadinessStep.Reprotection, ReplicationPhase.Committed).Appliance(a => a with { Components = [a.Components[0] with { HeartbeatAge = TimeSpan.FromHours(1) }] })),
        ["R04 all process servers silent"] = ("R04", new(Failed, Block, "silent", "I05"), () => Facts(Classic, ReadinessStep.Reprotection, ReplicationPhase.Committed).Fabric(f => f with { ProcessServers = [.. f.ProcessServers.Select(s => s with { HeartbeatAge = TimeSpan.FromHours(1) })] })),
    };

    public static TheoryData<string> Defects => [.. Table.Keys];

    private static RecoveryPlan MixedPlan => new() { Id = Some.VaultId.Append("replicationRecoveryPlans/finance"), Name = "finance", IsMixed = true };

    [Theory]
    [MemberData(nameof(Defects))]
    public void A_defect_is_told_by_its_rule(string defect)
    {
        (string rule, Finding expected, Func<ReadinessFacts> facts) = Table[defect];
        RuleCheck.Expect(expected, rule, facts());
    }

    [Theory]
    [InlineData(Classic, ReadinessStep.Failback, ReplicationPhase.ReadyToFailBack, "I02", "I10,I11,I15")]
    [InlineData(Classic, ReadinessStep.Reprotection, ReplicationPhase.RunningInAzure, "I02", "I10,I11,I15")]
    [InlineData(Classic, ReadinessStep.Reprotection, ReplicationPhase.Committed, "I02", "I11,I15")]
    [InlineData(Modernized, ReadinessStep.Failback, ReplicationPhase.ReadyToFailBack, "", "I11")]
    [InlineData(Modernized, ReadinessStep.Reprotection, ReplicationPhase.RunningInAzure, "", "I11")]
    [InlineData(Modernized, ReadinessStep.Reprotection, ReplicationPhase.Committed, "", "I11")]
    public void A_healthy_vault_has_nothing_but_what_nobody_can_see(ReplicationArchitecture architecture, ReadinessStep step, ReplicationPhase phase, string failed, string manual)
    {
        ReadinessCheck[] checks = [.. ReadinessRules.Evaluate(Facts(architecture, step, phase), [], ReadinessScope.Whole).Checks.Where(c => c.RuleId[0] == 'I')];
        Assert.Equal(failed, string.Join(",", checks.Where(c => c.Status is Failed or Unknown).Select(c => c.RuleId)));
        Assert.Equal(manual, string.Join(",", checks.Where(c => c.Status == Manual).Select(c => c.RuleId)));
        Assert.All(checks, c => Assert.NotEmpty(c.Evidence));
    }

    [Fact]
    public void Nothing_that_was_not_read_passes()
    {
        foreach (ReplicationArchitecture architecture in new[] { Classic, Modernized })
        {
            foreach (ReadinessStep step in new[] { ReadinessStep.Failback, ReadinessStep.Reprotection })
            {
                ReadinessFacts facts = Facts(architecture, step) with { Vault = new VaultEvidence() };
                Assert.All(ReadinessRules.All.Where(r => r.Scope == ReadinessScope.Whole && r.Id[0] is 'I' or 'R'), rule =>
                    Assert.False(rule.Scope == ReadinessScope.Whole && rule.Check(facts).Status == Passed, $"{architecture} {step} {rule.Id}"));
                Assert.All(ReadinessRules.All.Where(r => r.Scope == ReadinessScope.Whole && r.Id[0] != 'V'), rule =>
                    Assert.NotEqual(Passed, rule.Check(facts with { Vault = null }).Status));
            }
        }
    }

    [Fact]
    public void What_the_reprotect_will_really_take_is_looked_at()
    {
        ReadinessFacts gone = Facts(Classic, ReadinessStep.Reprotection).With(i => i with { Datastore = "gone" });
        RuleCheck.Expect(new Finding(Failed, Block), "I09", gone);
        RuleCheck.Expect(new Finding(Passed, Info, "vsan"), "I09", Fresh(gone) with { Inputs = new ReadinessInputs { Placement = new ReprotectInputs { MasterTargetId = "cs", Datastore = "vsan" } } });
        RuleCheck.Expect(new Finding(Failed, Block, "MT-LIN is for Linux"), "I06", gone with { Inputs = new ReadinessInputs { Placement = new ReprotectInputs { MasterTargetId = "mt" } } });
        RuleCheck.Expect(new Finding(Failed, Block, "CS01 has no retention volume S"), "I08", gone with { Inputs = new ReadinessInputs { Placement = new ReprotectInputs { MasterTargetId = "cs", RetentionVolume = "S" } } });
        RuleCheck.Expect(new Finding(Failed, Warn, "not in Azure"), "I05", gone with { Inputs = new ReadinessInputs { Placement = new ReprotectInputs { ProcessServerId = "cs" } } });
    }

    [Fact]
    public void On_the_way_to_Azure_a_process_server_in_AVS_is_right() =>
        RuleCheck.Expect(new Finding(Passed, Info, "CS01"), "I05", Facts(Classic, ReadinessStep.Reprotection, ReplicationPhase.Committed) with { Inputs = new ReadinessInputs { Placement = new ReprotectInputs { ProcessServerId = "cs" } } });

    [Fact]
    public void A_list_that_shows_VMs_proves_the_right_to_read_them() =>
        RuleCheck.Expect(new Finding(Passed, Info, "plannedFailover/action"), "I16", Facts(Modernized).Granted(["Microsoft.RecoveryServices/*"], []).Around(v => v with { AzureVms = Told(new AzureVmCatalog([Vm], [])) }));

    /// <summary>A VM that replicates to AVS has its servers: to choose others by a reprotect would ask for nothing, and help nothing.</summary>
    [Fact]
    public void No_remedy_for_a_failback_is_a_reprotect()
    {
        foreach ((string name, (string rule, Finding _, Func<ReadinessFacts> facts)) in Table)
        {
            ReadinessFacts seen = facts();
            ReadinessCheck check = ReadinessRules.All.Single(one => one.Id == rule).Check(seen);
            if (seen.FailsBack)
            {
                Assert.False(check.Remedy.Contains("Enable-AvsReprotection", StringComparison.Ordinal), $"{name}: {check.Remedy}");
            }
        }
    }

    private static ReadinessFacts Fresh(ReadinessFacts facts) => facts.Around(v => v with { Findings = new SharedFindings() });
}

file static class Changes
{
    public static ReadinessFacts Granted(this ReadinessFacts facts, string[] actions, string[] notActions) =>
        facts.Around(v => v with { Permissions = Told<IReadOnlyList<GrantedActions>>([new GrantedActions(actions, notActions)]) });

    public static ReadinessFacts Disks(this ReadinessFacts facts, int count)
    {
        ReplicatedItem item = facts.Item with { Disks = [.. Enumerable.Range(0, count).Select(i => new ReplicatedDisk { Name = $"{i}" })] };
        return (facts with { Item = item }).Around(v => v with { Loads = new DiskLoads([new ReadinessRequest(item)]) });
    }
}
