using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Readiness;
using Newtonsoft.Json.Linq;
using static AvsFailback.ReadinessSeverity;
using static AvsFailback.ReadinessStatus;

namespace AvsFailback.Azure.Tests.Readiness;

/// <summary>Readiness names each defect that Azure can show: planted in a vault of the emulator, seen by the real client over the wire.</summary>
public sealed class PlantedDefectTests
{
    private const string Old = "2026-02-01T00:00:00Z";

    /// <summary>Rule, VM, what is planted, what readiness has to say of it.</summary>
    private static readonly Dictionary<string, Plant> Plants = new()
    {
        ["I01 foreign provider"] = new("mready", "I01", Failed, Block, "'A2A'", v => v.Item("mready")["providerSpecificDetails"] = new JObject { ["instanceType"] = "A2A" }),
        ["I03 silent configuration server"] = new("cready", "I03", Failed, Block, "CONTOSO-CS01 has been silent", v => v.ClassicFabric["lastHeartbeat"] = Old),
        ["I03 expired certificate"] = new("crun", "I03", Failed, Block, "certificate", v => v.ClassicFabric["sslCertExpiryRemainingDays"] = 0),
        ["I04 not in the database"] = new("cready", "I04", Manual, Block, "doesn't tell", v => v.Details("cready")["infrastructureVmId"] = null),
        ["I05 no process server"] = new("crun", "I05", Failed, Block, "no process server", v => v.ClassicFabric["processServers"] = new JArray()),
        ["I05 silent process servers"] = new("crun", "I05", Failed, Block, "silent", v => Each(v.ClassicFabric, "processServers", s => s["lastHeartbeat"] = Old)),
        ["I05 critical process servers"] = new("cgone", "I05", Failed, Block, "Critical", v => Each(v.ClassicFabric, "processServers", s => s["health"] = "Critical")),
        ["I05 strained process servers"] = new("cgone", "I05", Failed, Warn, "spaceUsage Red", v => Each(v.ClassicFabric, "processServers", s => s["spaceUsageStatus"] = "Red")),
        ["I06 no master target of the system"] = new("clinux", "I06", Failed, Block, "isn't in", v => Each(v.ClassicFabric, "masterTargetServers", t => Drop(t, (string?)t["osType"] == "Linux"))),
        ["I06 silent master target"] = new("cready", "I06", Failed, Block, "silent", v => Each(v.ClassicFabric, "masterTargetServers", t => t["lastHeartbeat"] = Old)),
        ["I06 master target that didn't validate"] = new("cready", "I06", Failed, Block, "78145", v => Each(v.ClassicFabric, "masterTargetServers", t => ((JArray)t["validationErrors"]!).Add(Error("78145", "Error")))),
        ["I07 full master target"] = new("cready", "I07", Failed, Block, "has 61", v => Each(v.ClassicFabric, "masterTargetServers", t => t["diskCount"] = 61)),
        ["I08 no retention volume"] = new("cready", "I08", Failed, Block, "no retention volume", v => Each(v.ClassicFabric, "masterTargetServers", t => t["retentionVolumes"] = new JArray())),
        ["I09 datastore not listed"] = new("cready", "I09", Failed, Block, "doesn't list", v => Each(v.ClassicFabric, "masterTargetServers", t => t["dataStores"] = new JArray())),
        ["I09 NFS"] = new("crun", "I09", Failed, Block, "is of NFS", v => Each(v.ClassicFabric, "masterTargetServers", t => { foreach (JToken s in t["dataStores"]!) { s["type"] = "NFS"; } })),
        ["I11 silent vCenter"] = new("cready", "I11", Failed, Block, "vcenter-avs has been silent", v => v.VCenter["properties"]!["lastHeartbeat"] = Old),
        ["I11 no vCenter"] = new("cready", "I11", Failed, Block, "has no vCenter", v => v.Remove("replicationvCenters")),
        ["I11 discovery long ago"] = new("mready", "I11", Failed, Block, "not discovered vCenter", v => Each(v.ModernizedFabric, "reprotectAgents", a => a["lastDiscoveryInUtc"] = Old)),
        ["I12 critical process server"] = new("mready", "I12", Failed, Block, "Process server is Critical", v => Each(v.ModernizedFabric, "processServers", s => s["health"] = "Critical")),
        ["I12 silent reprotect agent"] = new("mrun", "I12", Failed, Block, "Reprotect agent has been silent", v => Each(v.ModernizedFabric, "reprotectAgents", s => s["lastHeartbeatUtc"] = Old)),
        ["I12 warning of the provider"] = new("mready", "I12", Failed, Warn, "Site Recovery provider: Warning", v => Each(v.ModernizedFabric, "dras", s => s["health"] = "Warning")),
        ["I13 datastore not reached"] = new("mready", "I13", Failed, Block, "doesn't reach the datastore", v => Each(v.ModernizedFabric, "reprotectAgents", a => a["accessibleDatastores"] = new JArray("other"))),
        ["I13 another vCenter"] = new("mready", "I13", Failed, Block, "works with the vCenter vcenter02", v => Each(v.ModernizedFabric, "reprotectAgents", a => a["vcenterId"] = "/subscriptions/s/vcenters/vcenter02")),
        ["I14 full appliance"] = new("mready", "I14", Failed, Block, "61 disks", v => Fill(v.Details("mready"), 61)),
        ["I16 no right to fail back"] = new("mready", "I16", Failed, Block, "plannedFailover/action", v => v.Emulator["permissions"] = Granted("*/read")),
        ["I16 no right to reprotect"] = new("crun", "I16", Failed, Block, "reProtect/action", v => v.Emulator["permissions"] = Granted("*/read")),
        ["V03 critical"] = new("mready", "V03", Failed, Block, "Critical", v => v.Item("mready")["replicationHealth"] = "Critical"),
        ["V04 resync due"] = new("mready", "V04", Failed, Block, "resync", v => v.Details("mready")["resyncRequired"] = "true"),
        ["V05 no point"] = new("cready", "V05", Failed, Block, "no recovery point", v => v.State("cready")["recoveryPoints"] = "none"),
        ["V08 test failover open"] = new("mready", "V08", Failed, Warn, "WaitingForCleanup", v => v.Item("mready")["testFailoverState"] = "WaitingForCleanup"),
        ["V09 Azure VM off"] = new("mready", "V09", Failed, Block, "mready is Deallocated", v => v.Power("mready", "deallocated")),
        ["V09 classic Azure VM off"] = new("cready", "V09", Failed, Block, "cready is Stopped", v => v.Power("cready", "stopped")),
        ["V09 silent agent"] = new("cready", "V09", Failed, Block, "silent", v => v.State("cready")["heartbeatStopped"] = Old),
        ["V10 Azure VM deleted"] = new("mready", "V10", Failed, Block, "is gone", v => v.Delete("mready")),
        ["V10 Azure VM moved"] = new("mready", "V10", Failed, Block, "a VM of that name is in rg-moved", v => v.Move("mready", "rg-moved")),
        ["V10 classic Azure VM deleted, agent silent"] = new("cready", "V10", Unknown, Block, "no VM", v => { v.Delete("cready"); v.State("cready")["heartbeatStopped"] = Old; }),
        ["V11 AVS VM on"] = new("mready", "V11", Failed, Warn, "ON", v => v.Details("mready")["discoveredVmDetails"] = new JObject { ["powerStatus"] = "ON", ["isDeleted"] = false }),
        ["V11 AVS VM deleted"] = new("mready", "V11", Failed, Info, "deleted", v => v.Details("mready")["discoveredVmDetails"] = new JObject { ["powerStatus"] = "OFF", ["isDeleted"] = true }),
        ["V12 disk added in Azure"] = new("mready", "V12", Failed, Warn, "added", v => ((JArray)v.AzureVm("mready")["properties"]!["storageProfile"]!["dataDisks"]!).Add(new JObject { ["lun"] = 7, ["name"] = "added" })),
        ["V12 disk added to a classic VM"] = new("cready", "V12", Failed, Warn, "added", v => ((JArray)v.AzureVm("cready")["properties"]!["storageProfile"]!["dataDisks"]!).Add(new JObject { ["lun"] = 7, ["name"] = "added" })),
        ["V13 much data waits"] = new("mready", "V13", Failed, Warn, "4096 MB", v => v.Details("mready")["protectedDisks"]![0]!["dataPendingInLogDataStoreInMB"] = 4096.0),
        ["V13 much classic data waits"] = new("cready", "V13", Failed, Warn, "4096 MB", v => v.Details("cready")["protectedDisks"]![0]!["psDataInMB"] = 4096.0),
        ["V15 lock on the resource group"] = new("mready", "V15", Failed, Warn, "keep (CanNotDelete)", v => v.Lock(PlantedVault.Group)),
        ["V15 lock on a network interface"] = new("cready", "V15", Failed, Warn, "cready-nic0", v => v.Lock(PlantedVault.Group + "/providers/Microsoft.Network/networkInterfaces/cready-nic0")),
        ["V15 lock on a disk at the commit"] = new("mback", "V15", Failed, Block, "PHYSICALDRIVE0-mback", v => v.Lock((string)v.AzureVm("mback")["properties"]!["storageProfile"]!["osDisk"]!["managedDisk"]!["id"]!)),
        ["V15 lock on a classic VM at the commit"] = new("cback", "V15", Failed, Block, "keep", v => v.Lock(PlantedVault.Group + "/providers/Microsoft.Compute/virtualMachines/cback")),
        ["C02 Azure VM runs"] = new("cback", "C02", Failed, Block, "is Running", v => v.Power("cback", "running")),
        ["C03 AVS VM off"] = new("mtux", "C03", Failed, Warn, "OFF", v => v.Details("mtux")["discoveredVmDetails"]!["powerStatus"] = "OFF"),
        ["R01 Azure VM still there"] = new("mgone", "R01", Failed, Warn, "still there", v => v.Add($$"""{"id":"{{PlantedVault.Group}}/providers/Microsoft.Compute/virtualMachines/mgone","type":"Microsoft.Compute/virtualMachines","location":"northeurope","properties":{"provisioningState":"Succeeded"} }""")),
        ["R04 no policy mapped"] = new("crun", "R04", Failed, Block, "no policy", v => v.Remove("replicationProtectionContainerMappings")),
        ["R04 policy gone"] = new("mgone", "R04", Failed, Block, "isn't mapped", v => v.Details("mgone")["lastUsedPolicyId"] = PlantedVault.Group + "/providers/Microsoft.RecoveryServices/vaults/contoso-dr-vault/replicationPolicies/gone"),
        ["R04 silent appliance"] = new("mgone", "R04", Failed, Block, "silent", v => Each(v.ModernizedFabric, "processServers", s => s["lastHeartbeatUtc"] = Old)),
    };

    public static TheoryData<string> Names => [.. Plants.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_planted_defect_is_named(string name)
    {
        Plant plant = Plants[name];
        var vault = new PlantedVault();
        plant.Do(vault);

        ReadinessCheck check = Of(plant.Rule, await TestAsync(vault, plant.Item));

        Assert.True((plant.Status, plant.Severity) == (check.Status, check.Severity), $"{check} ({check.Severity})");
        Assert.Contains(plant.Evidence, check.Evidence, StringComparison.Ordinal);
        Assert.NotEmpty(check.Remedy);
    }

    [Theory]
    [InlineData("cready", "I02", "I10,I11,I15,V11")]
    [InlineData("clinux", "I02", "I10,I11,I15,V11,V14")]
    [InlineData("cback", "", "C03,C05")]
    [InlineData("crun", "I02", "I10,I11,I15")]
    [InlineData("cgone", "I02", "I11,I15,R01")]
    [InlineData("mready", "", "I11,I14,V11")]
    [InlineData("mlinux", "", "I11,I14,V11,V14")]
    [InlineData("mback", "", "C05")]
    [InlineData("mrun", "", "I11,I14")]
    [InlineData("mgone", "", "I11")]
    public async Task A_healthy_vault_has_nothing_but_what_is_known_and_what_nobody_can_see(string item, string warned, string manual)
    {
        FailbackReadiness verdict = await TestAsync(new PlantedVault(), item);

        Assert.True(verdict.IsReady, verdict.Summary);
        Assert.Equal(warned, string.Join(",", verdict.Warnings.Select(c => c.RuleId)));
        Assert.True(manual == string.Join(",", verdict.Manual.Select(c => c.RuleId)), string.Join("; ", verdict.Manual));
        Assert.All(verdict.Checks, c => Assert.NotEmpty(c.Evidence));
    }

    /// <summary>Every rule is either planted here, or says by hand what Azure can't show, or is held by the tests of the step that it belongs to.</summary>
    [Fact]
    public void No_rule_is_left_out()
    {
        string[] elsewhere = ["I02", "I10", "I15", "V01", "V02", "V06", "V07", "V14", "V16", "C01", "C04", "C05", "C06", "R02", "R03", "R05"];
        Assert.Equal(ReadinessRules.All.Select(r => r.Id).Order(), Plants.Values.Select(p => p.Rule).Concat(elsewhere).Distinct().Order());
    }

    [Fact]
    public async Task Hours_later_the_servers_still_beat()
    {
        string path = new PlantedVault().Save();
        using EmulatedWorld world = await EmulatedWorld.OpenAsync(false, ("snapshot", path));
        File.Delete(path);
        await world.Clock.Delay(TimeSpan.FromHours(30), default);
        foreach (string name in new[] { "cready", "mready" })
        {
            Assert.True((await TestAsync(world, name)).IsReady);
        }
    }

    private static async Task<FailbackReadiness> TestAsync(PlantedVault vault, string item)
    {
        string path = vault.Save();
        try
        {
            using EmulatedWorld world = await EmulatedWorld.OpenAsync(false, ("snapshot", path));

            // Agents and VMware tools take some minutes after a failback.
            await world.Clock.Delay(TimeSpan.FromMinutes(20), default);
            return await TestAsync(world, item);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<FailbackReadiness> TestAsync(EmulatedWorld world, string item) =>
        Assert.Single(await new ReadinessChecker(world.Vault).EvaluateAsync([await world.ItemAsync(item)], null, new ReadinessInputs(), [], default));

    private static ReadinessCheck Of(string rule, FailbackReadiness verdict) => verdict.Checks.Single(c => c.RuleId == rule);

    private static void Each(JObject fabric, string parts, Action<JObject> change)
    {
        foreach (JObject part in fabric[parts]!.OfType<JObject>().ToArray())
        {
            change(part);
        }
    }

    private static void Drop(JObject part, bool isWanted)
    {
        if (isWanted)
        {
            part.Remove();
        }
    }

    private static void Fill(JObject details, int disks)
    {
        var all = (JArray)details["protectedDisks"]!;
        JToken first = all[0];
        while (all.Count < disks)
        {
            all.Add(first.DeepClone());
        }
    }

    private static JArray Granted(string action) => [new JObject { ["actions"] = new JArray(action), ["notActions"] = new JArray() }];

    private static JObject Error(string code, string level) => new() { ["errorCode"] = code, ["errorLevel"] = level, ["errorMessage"] = "It isn't valid.", ["recommendedAction"] = "Fix it." };

    private sealed record Plant(string Item, string Rule, ReadinessStatus Status, ReadinessSeverity Severity, string Evidence, Action<PlantedVault> Do);
}
