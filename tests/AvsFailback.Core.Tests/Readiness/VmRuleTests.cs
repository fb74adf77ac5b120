using System;
using System.Collections.Generic;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using static AvsFailback.Core.Tests.Readiness.Healthy;
using static AvsFailback.ReadinessSeverity;
using static AvsFailback.ReadinessStatus;

namespace AvsFailback.Core.Tests.Readiness;

public sealed class VmRuleTests
{
    private static readonly AzureVmEvidence Gone = new(AzureVmFinding.Gone, null, "the Azure VM sql01 is gone");
    private static readonly AzureVmEvidence Lost = new(AzureVmFinding.Unknown, null, "which VM?");

    private static ReadinessFacts ToAvs(ReplicationArchitecture architecture) => Facts(architecture, ReadinessStep.Reprotection);

    private static ReadinessFacts ToAzure(ReplicationArchitecture architecture) => Facts(architecture, ReadinessStep.Reprotection, ReplicationPhase.Committed);

    private static ReadinessFacts InGroup(GroupEvidence group) => ToAvs(Classic).With(i => i with { ReplicationGroup = "G" }) with { Group = group };

    private static readonly Dictionary<string, (string Rule, Finding Expected, Func<ReadinessFacts> Facts)> Table = new()
    {
        ["V08 none"] = ("V08", new(Passed, Info, "None"), () => Facts(Classic)),
        ["V08 marked for deletion"] = ("V08", new(Passed, Info, "MarkedForDeletion"), () => Facts(Classic).With(i => i with { TestFailoverState = "MarkedForDeletion" })),
        ["V08 open"] = ("V08", new(Failed, Warn, "WaitingForCleanup", "Clean"), () => Facts(Modernized).With(i => i with { TestFailoverState = "WaitingForCleanup" })),
        ["V09 runs"] = ("V09", new(Passed, Info, "sql01 (Running) (known), the agent's heartbeat 9 min ago"), () => Facts(Modernized)),
        ["V09 off"] = ("V09", new(Failed, Block, "sql01 is Deallocated in Azure", "Start-AzVM"), () => Facts(Classic).Power(AzurePowerState.Deallocated)),
        ["V09 power not told"] = ("V09", new(Unknown, Block, "isn't reported", "portal"), () => Facts(Modernized).Power(AzurePowerState.Unknown)),
        ["V09 gone"] = ("V09", new(Failed, Block, "is gone", "V10"), () => Facts(Modernized) with { AzureVm = Gone }),
        ["V09 silent"] = ("V09", new(Failed, Block, "silent for 31 min", "mobility services"), () => Facts(Modernized).With(i => i with { AgentHeartbeat = i.ReadAt.AddMinutes(-31) })),
        ["V09 no heartbeat"] = ("V09", new(Unknown, Block, "no heartbeat", "mobility services"), () => Facts(Modernized).With(i => i with { AgentHeartbeat = null })),
        ["V09 unknown VM whose agent lives"] = ("V09", new(Manual, Block, "which VM?", "portal"), () => Facts(Classic) with { AzureVm = Lost }),
        ["V09 unknown VM whose agent is silent"] = ("V09", new(Failed, Block, "silent"), () => Facts(Classic).With(i => i with { AgentHeartbeat = i.ReadAt.AddHours(-2) }) with { AzureVm = Lost }),
        ["V10 there"] = ("V10", new(Passed, Info, "/resourceGroups/vms/"), () => Facts(Modernized)),
        ["V10 gone"] = ("V10", new(Failed, Block, "is gone", "moved"), () => Facts(Modernized) with { AzureVm = Gone }),
        ["V10 migrated"] = ("V10", new(Failed, Block, "migration", "as a new one"), () => Facts(Modernized).With(i => i with { ProtectionState = "MigrationCompleted" })),
        // Its failback can go, its commit can't: that is said before.
        ["V10 unknown VM whose agent lives"] = ("V10", new(Unknown, Warn, "which VM?", "-Placement @{ Name = 'sql01'; AzureVM"), () => Facts(Classic) with { AzureVm = Lost }),
        ["V03 critical before the reprotect"] = ("V03", new(Failed, Warn, "replication Critical", "stopped by this rule"), () => ToAvs(Classic).With(i => i with { ReplicationHealth = HealthStatus.Critical })),
        ["V03 warning before the reprotect"] = ("V03", new(Passed, Info, "replication Warning"), () => ToAvs(Modernized).With(i => i with { ReplicationHealth = HealthStatus.Warning })),
        ["V03 before the reprotect to Azure"] = ("V03", new(NotApplicable, Info, "no failback follows"), () => ToAzure(Classic).With(i => i with { ReplicationHealth = HealthStatus.Critical })),
        ["V09 runs before the reprotect, whatever the heartbeat"] = ("V09", new(Passed, Info, "sql01 (Running)"), () => ToAvs(Modernized).With(i => i with { AgentHeartbeat = null })),
        ["V09 off before the reprotect"] = ("V09", new(Failed, Block, "sql01 is Deallocated in Azure, and a VM that doesn't run can't be replicated", "Start-AzVM"), () => ToAvs(Modernized).Power(AzurePowerState.Deallocated)),
        ["V09 off before the reprotect of one that isn't committed"] = ("V09", new(Failed, Block, "Stopped"), () => Facts(Classic, ReadinessStep.Reprotection, ReplicationPhase.FailedOver).Power(AzurePowerState.Stopped)),
        ["V09 power not told before the reprotect"] = ("V09", new(Unknown, Block, "isn't reported", "portal"), () => ToAvs(Classic).Power(AzurePowerState.Unknown)),
        ["V09 gone before the reprotect"] = ("V09", new(Failed, Block, "is gone", "V10"), () => ToAvs(Classic) with { AzureVm = Gone }),
        ["V09 unknown before the reprotect"] = ("V09", new(Manual, Block, "which VM?", "portal"), () => ToAvs(Classic) with { AzureVm = Lost }),
        ["V09 off after the commit"] = ("V09", new(NotApplicable, Info, "doesn't run in Azure"), () => ToAzure(Modernized).Power(AzurePowerState.Deallocated)),
        ["V10 there before the reprotect"] = ("V10", new(Passed, Info, "/resourceGroups/vms/"), () => ToAvs(Classic)),
        ["V10 gone before the reprotect"] = ("V10", new(Failed, Block, "is gone", "moved"), () => ToAvs(Modernized) with { AzureVm = Gone }),
        ["V10 migrated before the reprotect"] = ("V10", new(Failed, Block, "migration"), () => ToAvs(Modernized).With(i => i with { ProtectionState = "MigrationCompleted" })),
        ["V10 gone after the commit"] = ("V10", new(NotApplicable, Info, "doesn't run in Azure"), () => ToAzure(Modernized) with { AzureVm = Gone }),
        ["V16 alone before the reprotect"] = ("V16", new(Failed, Block, "sqlc02 is missing", "-RecoveryPlan"), () => InGroup(new GroupEvidence(["sqlc02"], "SQL"))),
        ["V16 whole before the reprotect"] = ("V16", new(Passed, Info, "the plan SQL holds the whole group"), () => InGroup(new GroupEvidence([], "SQL"))),
        ["V16 without a plan before the reprotect"] = ("V16", new(Failed, Warn, "no recovery plan holds", "Make a plan"), () => InGroup(new GroupEvidence([], null))),
        ["V16 before the reprotect to Azure"] = ("V16", new(NotApplicable, Info), () => ToAzure(Classic).With(i => i with { ReplicationGroup = "G" })),
        ["V10 unknown VM whose agent is silent"] = ("V10", new(Unknown, Block, "which VM?", "-AzureVM"), () => Facts(Classic).With(i => i with { AgentHeartbeat = null }) with { AzureVm = Lost }),
        ["V11 off"] = ("V11", new(Passed, Info, "OFF"), () => Facts(Modernized)),
        ["V11 on"] = ("V11", new(Failed, Warn, "ON", "Power it off"), () => Facts(Modernized).With(i => i with { AvsVm = new DiscoveredVm { PowerStatus = "ON" } })),
        ["V11 deleted"] = ("V11", new(Failed, Info, "deleted", "full copy"), () => Facts(Modernized).With(i => i with { AvsVm = new DiscoveredVm { PowerStatus = "ON", IsDeleted = true } })),
        ["V11 not told"] = ("V11", new(Manual, Warn, "doesn't show", "vCenter"), () => Facts(Classic).With(i => i with { AvsVm = null })),
        ["V11 another word"] = ("V11", new(Unknown, Warn, "'SUSPENDED'", "vCenter"), () => Facts(Modernized).With(i => i with { AvsVm = new DiscoveredVm { PowerStatus = "SUSPENDED" } })),
        ["V12 all"] = ("V12", new(Passed, Info, "2 in Azure, 2 replicated"), () => Facts(Modernized)),
        ["V12 one more"] = ("V12", new(Failed, Warn, "3 in Azure, 2 replicated; data disks: data, added", "copy"), () => Facts(Modernized).Vm(vm => vm with { Disks = [.. vm.Disks, new AzureDisk("added", null, false)] })),
        ["V12 not told"] = ("V12", new(Manual, Warn, "aren't reported", "Compare"), () => Facts(Modernized).Vm(vm => vm with { Disks = [] })),
        ["V12 unknown VM"] = ("V12", new(Manual, Warn, "which VM?", "Compare"), () => Facts(Classic) with { AzureVm = Lost }),
        ["V13 small"] = ("V13", new(Passed, Info, "2 min behind, 0 MB"), () => Facts(Classic)),
        ["V13 lags"] = ("V13", new(Failed, Warn, "16 min behind", "caught up"), () => Facts(Classic).With(i => i with { Rpo = TimeSpan.FromMinutes(16) })),
        ["V13 much waits"] = ("V13", new(Failed, Warn, "2048 MB on their way", "caught up"), () => Facts(Modernized).With(i => i with { Rpo = null, Disks = [new ReplicatedDisk { PendingBytes = 1L << 31 }] })),
        ["V13 not told"] = ("V13", new(Manual, Warn, "neither", "portal"), () => Facts(Modernized).With(i => i with { Rpo = null, Disks = [] })),
        ["V14 Windows"] = ("V14", new(NotApplicable, Info, "Windows"), () => Facts(Classic)),
        ["V14 Linux classic"] = ("V14", new(Manual, Info, "NetworkManager", "after the failback"), () => Facts(Classic).With(i => i with { OsType = "Linux" })),
        ["V14 Linux modernized"] = ("V14", new(Manual, Info, "fstab", "after the failback"), () => Facts(Modernized).With(i => i with { OsType = "Linux" })),
        ["V15 free"] = ("V15", new(Passed, Info, "none on sql01, its network interfaces (1) and disks (2)"), () => Facts(Modernized)),
        ["V15 locked group"] = ("V15", new(Failed, Warn, "keep (CanNotDelete) covers sql01", "Remove-AzResourceLock"), () => Facts(Modernized).Locked(Lock("/resourceGroups/VMS", "keep"))),
        ["V15 locked subscription"] = ("V15", new(Failed, Warn, "all (ReadOnly)", "Remove"), () => Facts(Modernized).Locked(Lock("", "all", "ReadOnly"))),
        ["V15 locked disk at the commit"] = ("V15", new(Failed, Block, "keep (CanNotDelete) covers data", "Remove"), () => Facts(Modernized, ReadinessStep.Commit).Locked(Lock("/resourceGroups/disks/providers/Microsoft.Compute/disks/data", "keep"))),
        ["V15 a name that only begins alike"] = ("V15", new(Passed, Info), () => Facts(Modernized).Locked(Lock("/resourceGroups/vm", "keep"))),
        ["V15 not read"] = ("V15", new(Unknown, Warn, "HTTP 403", "portal"), () => Facts(Modernized).Around(v => v with { Locks = Refused<IReadOnlyList<ManagementLock>>() })),
        ["V15 not read at the commit"] = ("V15", new(Unknown, Block, "HTTP 403", "portal"), () => Facts(Modernized, ReadinessStep.Commit).Around(v => v with { Locks = Refused<IReadOnlyList<ManagementLock>>() })),
        ["V15 unknown VM"] = ("V15", new(Manual, Warn, "which VM?", "portal"), () => Facts(Classic) with { AzureVm = Lost }),
        ["C03 on"] = ("C03", new(Passed, Info, "ON, tools OK"), () => Facts(Modernized, ReadinessStep.Commit)),
        ["C03 tools silent"] = ("C03", new(Failed, Warn, "NotRunning", "lag"), () => Facts(Modernized, ReadinessStep.Commit).With(i => i with { AvsVm = i.AvsVm! with { VmwareToolsStatus = "NotRunning" } })),
        ["C03 off"] = ("C03", new(Failed, Warn, "OFF", "vCenter"), () => Facts(Modernized, ReadinessStep.Commit).With(i => i with { AvsVm = i.AvsVm! with { PowerStatus = "OFF" } })),
        ["C03 seen before the failback"] = ("C03", new(Manual, Warn, "before the failback", "vCenter"), () => Facts(Modernized, ReadinessStep.Commit).With(i => i with { AvsVm = i.AvsVm! with { LastDiscovered = i.LastFailoverTime!.Value.AddMinutes(-1) } })),
        ["C03 classic"] = ("C03", new(Manual, Warn, "doesn't show", "vCenter"), () => Facts(Classic, ReadinessStep.Commit).With(i => i with { AvsVm = null })),
        ["C05"] = ("C05", new(Manual, Info, "deletes the Azure VM sql01 and all recovery points, without undo", "works in AVS"), () => Facts(Classic, ReadinessStep.Commit)),
        ["C06 can be cancelled"] = ("C06", new(Passed, Info, "Undo-AvsFailback"), () => Facts(Modernized, ReadinessStep.Commit)),
        ["C06 not now"] = ("C06", new(NotApplicable, Info, "doesn't allow"), () => Facts(Modernized, ReadinessStep.Commit).With(i => i with { AllowedOperations = ["Commit"] })),
        ["C06 classic"] = ("C06", new(NotApplicable, Info, "classic"), () => Facts(Classic, ReadinessStep.Commit)),
        ["R05 copies"] = ("R05", new(Failed, Info, "42 %", "Wait"), () => Facts(Modernized, ReadinessStep.Reprotection, ReplicationPhase.ReplicatingToAzure).With(i => i with { ReplicationProgress = 42 })),
        ["R05 protected"] = ("R05", new(Passed, Info, "Protected"), () => Facts(Modernized, ReadinessStep.Reprotection, ReplicationPhase.Protected)),
        ["R05 not yet"] = ("R05", new(NotApplicable, Info), () => Facts(Modernized, ReadinessStep.Reprotection)),
        ["R04 there"] = ("R04", new(Passed, Info, "policy"), () => Facts(Modernized, ReadinessStep.Reprotection)),
    };

    public static TheoryData<string> Cases => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_rule_finds_what_is_there(string name)
    {
        (string rule, Finding expected, Func<ReadinessFacts> facts) = Table[name];
        RuleCheck.Expect(expected, rule, facts());
    }

    [Theory]
    [InlineData("V09")]
    [InlineData("V10")]
    [InlineData("V11")]
    [InlineData("V12")]
    [InlineData("V13")]
    [InlineData("V15")]
    public void What_isnt_replicated_to_AVS_is_for_V01_to_tell(string rule) =>
        RuleCheck.Expect(new Finding(NotApplicable, Info), rule, Facts(Modernized, ReadinessStep.Failback, ReplicationPhase.RunningInAzure));

    [Fact]
    public void A_wall_of_reasons_is_cut_in_the_summary_and_whole_in_the_checks()
    {
        FailbackReadiness readiness = ReadinessRules.Evaluate(Facts(Modernized, ReadinessStep.Failback) with { Vault = null, AzureVm = Gone }, [], ReadinessScope.Whole);
        Assert.True(readiness.Blocking.Count > 4, readiness.Summary);
        Assert.Equal(3, readiness.Summary.Split(": ").Length - 1);
        Assert.EndsWith($"; and {string.Join(", ", System.Linq.Enumerable.Skip(System.Linq.Enumerable.Select(readiness.Blocking, b => b.RuleId), 3))}", readiness.Summary, StringComparison.Ordinal);
    }
}

file static class Changes
{
    public static ReadinessFacts Vm(this ReadinessFacts facts, Func<AzureVm, AzureVm> change) => facts with { AzureVm = facts.AzureVm with { Vm = change(facts.AzureVm.Vm!) } };

    public static ReadinessFacts Power(this ReadinessFacts facts, AzurePowerState power) => facts.Vm(vm => vm with { PowerState = power });

    public static ReadinessFacts Locked(this ReadinessFacts facts, ManagementLock held) => facts.Around(v => v with { Locks = Told<IReadOnlyList<ManagementLock>>([held]) });
}
