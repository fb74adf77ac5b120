using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class ListTests
{
    [Theory]
    [InlineData("sql01", false)]
    [InlineData("sql01", true)]
    [InlineData("app01", false)]
    [InlineData("app01", true)]
    public async Task The_item_list_is_thinner_than_the_item_but_tells_its_whole_state(string name, bool reprotected)
    {
        using var vault = new EmulatedVault();
        Item item = reprotected ? await Journey.ToReadyAsync(vault, name) : await vault.ItemAsync(name);
        JToken listed = (await vault.ReadAsync(vault.Vault + "/replicationProtectedItems"))["value"]!.Single(i => (string)i["id"]! == item.Id);
        JToken properties = listed["properties"]!;
        foreach (string key in new[] { "protectionState", "protectionStateDescription", "activeLocation", "allowedOperations", "replicationHealth", "healthErrors", "policyId", "currentScenario" })
        {
            Assert.True(JToken.DeepEquals(item.Properties[key], properties[key]), key);
        }

        JToken details = properties["providerSpecificDetails"]!;
        Assert.NotEmpty(item.Details["protectedDisks"]!);
        Assert.Empty(details["protectedDisks"]!);
        Assert.Empty(details["vmNics"]!);
        Assert.Equal(JTokenType.Null, properties["failoverRecoveryPointId"]!.Type);
        Assert.Equal(item.Details.Properties().Select(p => p.Name), ((JObject)details).Properties().Select(p => p.Name));
        if (item.Type is "InMage" or "InMageAzureV2")
        {
            Assert.NotEqual(JTokenType.Null, item.Details["masterTargetId"]!.Type);
            Assert.Equal(JTokenType.Null, details["masterTargetId"]!.Type);
        }
    }

    [Fact]
    public async Task The_fabric_list_leaves_out_the_appliances_parts_and_GET_has_them()
    {
        using var vault = new EmulatedVault();
        JToken[] fabrics = [.. (await vault.ReadAsync(vault.Vault + "/replicationFabrics"))["value"]!];
        JToken modernized = fabrics.Single(f => (string)f["properties"]!["customDetails"]!["instanceType"]! == "InMageRcm");
        JToken classic = fabrics.Single(f => (string)f["properties"]!["customDetails"]!["instanceType"]! == "VMware");
        Assert.Empty(modernized["properties"]!["customDetails"]!["reprotectAgents"]!);
        Assert.Equal(2, classic["properties"]!["customDetails"]!["masterTargetServers"]!.Count());
        JToken parts = (await vault.ReadAsync((string)modernized["id"]!))["properties"]!["customDetails"]!;
        string[] ids = [.. new[] { "processServers", "rcmProxies", "pushInstallers", "replicationAgents", "reprotectAgents", "marsAgents", "dras" }.Select(p => (string)parts[p]!.Single()["id"]!)];
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task Pages_are_followed_by_nextLink_and_hold_every_item_once()
    {
        using var first = new EmulatedVault();
        JObject snapshot = await first.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        snapshot["emulator"]!["pageSize"] = 3;
        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(snapshot)));
        var names = new List<string>();
        string? next = vault.Vault + "/replicationProtectedItems";
        int pages = 0;
        while (next is not null)
        {
            JObject page = await vault.ReadAsync(next);
            names.AddRange(page["value"]!.Select(i => (string)i["name"]!));
            next = (string?)page["nextLink"];
            pages++;
            Assert.True(next is null || (next.StartsWith("http://avsfailback-emulator.localhost/", StringComparison.Ordinal) && next.Contains("%24skipToken=", StringComparison.Ordinal)));
        }

        Assert.Equal((4, 10, 10), (pages, names.Count, names.Distinct().Count()));
        Assert.Equal("InvalidSkipToken", (await vault.GetAsync(vault.Vault + "/replicationProtectedItems", "$skipToken=nonsense")).ErrorCode);
        JObject filtered = await vault.ReadAsync(vault.Vault + "/replicationProtectedItems", "$filter=" + Uri.EscapeDataString("InstanceType eq 'InMageRcm'"));
        Assert.Equal(3, filtered["value"]!.Count());
        Assert.Single((await vault.ReadAsync((string)filtered["nextLink"]!))["value"]!);
    }

    [Theory]
    [InlineData("InstanceType eq 'InMageRcm'", 4)]
    [InlineData("InstanceType eq 'inmagercm' and SourceFabricName eq 'contoso-dr-vault-vmwarefabric'", 4)]
    [InlineData("( InstanceType eq 'InMageRcm' or InstanceType eq 'InMageAzureV2' )", 10)]
    [InlineData("SourceFabricName eq 'CONTOSO-CS01'", 6)]
    [InlineData("InstanceType eq 'InMage'", 0)]
    [InlineData("RecoveryPlanName eq 'none'", 0)]
    public async Task Items_are_filtered_by_the_terms_of_the_API(string filter, int expected)
    {
        using var vault = new EmulatedVault();
        Assert.Equal(expected, (await vault.ReadAsync(vault.Vault + "/replicationProtectedItems", "$filter=" + Uri.EscapeDataString(filter)))["value"]!.Count());
    }

    [Theory]
    [InlineData("InstanceType eq InMage", 400, "InvalidFilter")]
    [InlineData("InstanceType ne 'InMage'", 400, "InvalidFilter")]
    [InlineData("( InstanceType eq 'a' or ProcessServerId eq 'b' )", 400, "InvalidFilter")]
    [InlineData("InstanceType eq 'a' InstanceType eq 'b'", 400, "InvalidFilter")]
    [InlineData("MultiVmGroupCreateOption eq 'AutoCreated'", 501, "NotImplementedByEmulator")]
    public async Task A_filter_that_is_not_understood_is_refused(string filter, int status, string code)
    {
        using var vault = new EmulatedVault();
        Answer answer = await vault.GetAsync(vault.Vault + "/replicationProtectedItems", "$filter=" + Uri.EscapeDataString(filter));
        Assert.Equal((status, code), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task A_recovery_plan_of_a_snapshot_is_thin_in_its_list_and_filters_items_by_its_members()
    {
        using var first = new EmulatedVault();
        Item member = await first.ItemAsync("app01");
        JObject snapshot = await first.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        string plan = $"/Subscriptions{first.Vault["/subscriptions".Length..]}/replicationRecoveryPlans/Payroll";
        ((JArray)snapshot["resources"]!).Add(new JObject
        {
            ["id"] = plan,
            ["name"] = "Payroll",
            ["type"] = "Microsoft.RecoveryServices/vaults/replicationRecoveryPlans",
            ["properties"] = new JObject
            {
                ["friendlyName"] = "Payroll",
                ["groups"] = new JArray(new JObject { ["groupType"] = "Boot", ["replicationProtectedItems"] = new JArray(new JObject { ["id"] = member.Id, ["virtualMachineId"] = member.ObjectId }) }),
            },
        });
        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(snapshot)));
        Assert.Empty((await vault.ReadAsync(vault.Vault + "/replicationRecoveryPlans"))["value"]!.Last()["properties"]!["groups"]!);
        Assert.Single((await vault.ReadAsync(plan))["properties"]!["groups"]!);
        JToken listed = (await vault.ReadAsync(vault.Vault + "/replicationProtectedItems", "$filter=" + Uri.EscapeDataString("RecoveryPlanName eq 'Payroll'")))["value"]!.Single();
        Assert.Equal(member.Id, (string?)listed["id"]);
    }

    [Theory]
    [InlineData("replicationProtectionContainers", 2)]
    [InlineData("replicationProtectionContainerMappings", 5)]
    [InlineData("replicationPolicies", 5)]
    [InlineData("replicationRecoveryServicesProviders", 2)]
    [InlineData("replicationvCenters", 1)]
    [InlineData("replicationVaultSettings", 1)]
    [InlineData("replicationAppliances", 1)]
    [InlineData("replicationEvents", 1)]
    [InlineData("replicationRecoveryPlans", 4)]
    [InlineData("replicationNetworks", 0)]
    [InlineData("replicationMigrationItems", 0)]
    public async Task Every_list_of_the_vault_answers_and_each_entry_is_found_by_its_id(string list, int count)
    {
        using var vault = new EmulatedVault();
        JObject body = await vault.ReadAsync(vault.Vault + "/" + list);
        Assert.Equal(count, body["value"]!.Count());
        Assert.Equal(JTokenType.Null, body["nextLink"]!.Type);
        foreach (JToken entry in body["value"]!.Where(e => e["id"] is not null))
        {
            Assert.Equal((string)entry["id"]!, (string?)(await vault.ReadAsync((string)entry["id"]!))["id"]);
            Assert.StartsWith("/Subscriptions/", (string)entry["id"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Ids_and_paths_are_read_without_case()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        Assert.Equal(item.Id, (string?)(await vault.ReadAsync(item.Id.ToUpperInvariant()))["id"]);
        Assert.Equal(10, (await vault.ReadAsync(vault.Vault.ToLowerInvariant() + "/REPLICATIONPROTECTEDITEMS"))["value"]!.Count());
    }

    [Fact]
    public async Task A_fabric_and_a_container_list_what_is_theirs()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        string container = item.Id[..item.Id.IndexOf("/replicationProtectedItems", StringComparison.Ordinal)];
        string fabric = container[..container.IndexOf("/replicationProtectionContainers", StringComparison.Ordinal)];
        Assert.Equal(4, (await vault.ReadAsync(container + "/replicationProtectedItems"))["value"]!.Count());
        Assert.Equal(3, (await vault.ReadAsync(container + "/replicationProtectionContainerMappings"))["value"]!.Count());
        Assert.Single((await vault.ReadAsync(fabric + "/replicationProtectionContainers"))["value"]!);
        Assert.Single((await vault.ReadAsync(fabric + "/replicationRecoveryServicesProviders"))["value"]!);
        Assert.Empty((await vault.ReadAsync(fabric + "/replicationvCenters"))["value"]!);
    }
}
