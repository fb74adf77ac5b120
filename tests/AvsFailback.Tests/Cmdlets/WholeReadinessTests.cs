using System;
using System.Linq;
using System.Text.Json.Nodes;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>Servers, network, rights and locks hold a step up before anybody is asked, and can be gone against by their rule.</summary>
public sealed class WholeReadinessTests
{
    private const string Old = "2026-02-01T00:00:00Z";

    [Fact]
    public void A_silent_configuration_server_holds_the_failback_up_before_the_prompt()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.Ready, root => Details(root, "VMware")["lastHeartbeat"] = Old));

        Invocation refused = vault.Run("Start-AvsFailback sql01");
        refused.OnlyError("NotReadyI03").Says("I03: CONTOSO-CS01 has been silent", "same IP");
        Assert.Empty(refused.Prompts);
        vault.AskedForNothing();

        vault.Run("Start-AvsFailback sql01 -Confirm:$false -Wait -IgnoreRule I03").Succeeded();
        Assert.Equal("FailedBack", vault.Phase("sql01"));
    }

    [Fact]
    public void A_critical_appliance_holds_the_reprotect_up()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.Committed, root => Details(root, "InMageRcm")["processServers"]![0]!["health"] = "Critical"));

        vault.Run("Enable-AvsReprotection app01").OnlyError("NotReadyI12").Says("Process server is Critical", "R04");
        vault.AskedForNothing();
    }

    [Fact]
    public void A_failover_is_not_committed_for_a_reprotect_that_cannot_follow()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.FailedOver, root => Details(root, "InMageRcm")["reprotectAgents"]![0]!["lastHeartbeatUtc"] = Old));

        vault.Run("Enable-AvsReprotection app01 -CommitFailover -Confirm:$false").OnlyError("NotReadyI12").Says("Reprotect agent has been silent");
        vault.AskedForNothing();
    }

    [Fact]
    public void A_lock_warns_before_the_failback_and_blocks_the_commit()
    {
        using var ready = new EmulatedVault(Stages.Edit(Stages.Ready, Lock));
        ready.Host.Answer("No");
        Assert.Contains(ready.Run("Start-AvsFailback app01").Warnings, w => w.StartsWith("app01: V15: keep (CanNotDelete) covers app01", StringComparison.Ordinal));

        using var back = new EmulatedVault(Stages.Edit(Stages.FailedBack, Lock));
        Invocation refused = back.Run("Complete-AvsFailback app01");
        refused.OnlyError("NotReadyV15").Says("keep (CanNotDelete)", "Remove-AzResourceLock");
        Assert.Empty(refused.Prompts);
        back.AskedForNothing();
    }

    [Fact]
    public void The_datastore_that_the_user_names_is_the_one_that_counts()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.Ready, root =>
        {
            foreach (JsonNode? target in Details(root, "VMware")["masterTargetServers"]!.AsArray())
            {
                target!["dataStores"]!.AsArray().RemoveAt(0);
            }
        }));

        // The one that the VM was on is gone: the reprotect would refuse it as a default, and the test with it.
        Assert.Equal(["I09", "R04"], vault.Texts("(Test-AvsFailback sqlc01, sqlc02 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R).Blocking.RuleId").Distinct().Order());
        Assert.Equal(["I09"], vault.Texts("(Test-AvsFailback sqlc01, sqlc02 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Datastore nfs-archive).Blocking.RuleId").Distinct().Order());
        vault.Run("Enable-AvsReprotection sqlc01, sqlc02 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Datastore nfs-archive").AllErrors.ToList().ForEach(e => e.Says("I09: the datastore nfs-archive is of NFS"));
        vault.AskedForNothing();
        vault.Run("Enable-AvsReprotection sqlc01, sqlc02 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Datastore ds-failback-01").Succeeded();
    }

    [Fact]
    public void What_is_shared_is_asked_once_and_said_once()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run("Test-AvsFailback sql01, lin01, db01, app01, lin02, api01").Succeeded();

        Assert.All(run.Output, o => Assert.Equal(true, o.Properties["IsReady"].Value));
        Assert.Equal(6, vault.Requests.Count(r => r.Operation == "GetItem"));
        Assert.Equal(3, vault.Requests.Count(r => r.Operation == "ListRecoveryPoints"));
        Assert.True(vault.Requests.Count <= 6 + 3 + 30, string.Join(", ", vault.Requests.Select(r => r.Operation)));
        Assert.All(["ListPermissions", "ListLocks", "ListVCenters", "ListNetworkInterfaces"], operation => Assert.Single(vault.Requests, r => r.Operation == operation));
    }

    [Fact]
    public void A_plan_of_both_architectures_warns_that_it_goes_VM_by_VM()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Assert.All(vault.Texts("Test-AvsFailback -RecoveryPlan Finance | ForEach-Object { ($_.Warnings | Where-Object RuleId -EQ I01).Evidence }"), evidence => evidence.Has("Finance has VMs of both architectures"));
    }

    private static JsonNode Details(JsonNode root, string kind) =>
        root["resources"]!.AsArray().Select(r => r!["properties"]?["customDetails"]).Single(d => (string?)d?["instanceType"] == kind)!;

    private static void Lock(JsonNode root)
    {
        string vm = (string)root["resources"]!.AsArray().Single(r => ((string)r!["id"]!).EndsWith("/virtualMachines/app01", StringComparison.Ordinal))!["id"]!;
        root["resources"]!.AsArray().Add(JsonNode.Parse($$"""{"id":"{{vm}}/providers/Microsoft.Authorization/locks/keep","type":"Microsoft.Authorization/locks","properties":{"level":"CanNotDelete"} }"""));
    }
}
