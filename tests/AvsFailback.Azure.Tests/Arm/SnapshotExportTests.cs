using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Arm;

public sealed class SnapshotExportTests
{
    private const string Vault = Vaults.IdText;
    private const string Fabric = Vault + "/replicationFabrics/f";
    private const string Container = Fabric + "/replicationProtectionContainers/c";
    private const string Item = Container + "/replicationProtectedItems/sql01";
    private const string Site = "/subscriptions/s/resourceGroups/g/providers/Microsoft.OffAzure/VMwareSites/w";
    private const string Vm = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/sql01";
    private const string Nic = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/sql01-nic";

    private static readonly Dictionary<string, string> World = new(StringComparer.OrdinalIgnoreCase)
    {
        [Vault] = $$"""{"id":"{{Vault}}","location":"westeurope"}""",
        [Vault + "/replicationFabrics"] = $$"""{"value":[{"id":"{{Fabric}}","thin":true}]}""",
        [Fabric] = $$"""{"id":"{{Fabric}}","properties":{"customDetails":{"instanceType":"InMageRcm","vmwareSiteId":"{{Site}}"} } }""",
        [Vault + "/replicationProtectionContainers"] = $$"""{"value":[{"id":"{{Container}}"}]}""",
        [Vault + "/replicationPolicies"] = $$"""{"value":[{"id":"{{Vault}}/replicationPolicies/p1"}],"nextLink":"https://management.azure.com{{Vault}}/replicationPolicies/page2"}""",
        [Vault + "/replicationPolicies/page2"] = $$"""{"value":[{"id":"{{Vault}}/replicationPolicies/p2"}]}""",
        [Vault + "/replicationProtectedItems"] = $$"""{"value":[{"id":"{{Item}}","thin":true},{"id":"{{Item}}-gone"}]}""",
        [Item] = $$"""{"id":"{{Item}}","unknownField":{"kept":[1,2.50,"2021-04-06T11:51:22Z"]},"properties":{"providerSpecificDetails":{"azureVirtualMachineId":"{{Vm}}","instanceType":"InMageRcmFailback"} } }""",
        [Item + "/recoveryPoints"] = $$"""{"value":[{"id":"{{Item}}/recoveryPoints/r1"},{"id":"{{Item}}/recoveryPoints/r2"}]}""",
        [Vault + "/replicationRecoveryPlans"] = $$"""{"value":[{"id":"{{Vault}}/replicationRecoveryPlans/plan","properties":{"groups":[]} }]}""",
        [Vault + "/replicationRecoveryPlans/plan"] = $$"""{"id":"{{Vault}}/replicationRecoveryPlans/plan","properties":{"groups":[{"groupType":"Boot"}]} }""",
        [Vault + "/replicationJobs"] = $$"""{"value":[{"id":"{{Vault}}/replicationJobs/j"}]}""",
        [Vault + "/replicationJobs/j"] = $$"""{"id":"{{Vault}}/replicationJobs/j","properties":{"tasks":[{}]} }""",
        [Site + "/runAsAccounts"] = $$"""{"value":[{"id":"{{Site}}/runAsAccounts/1"}]}""",
        [Vm] = $$"""{"id":"{{Vm}}","properties":{"networkProfile":{"networkInterfaces":[{"id":"{{Nic}}"}]} } }""",
        [Nic] = $$"""{"id":"{{Nic}}","properties":{} }""",
    };

    [Fact]
    public async Task A_snapshot_holds_each_resource_as_the_service_told_it()
    {
        (JObject file, ScriptedHandler handler) = await ExportAsync(World);

        Assert.Equal(("avsfailback-snapshot/1", Vault, "2026-03-01T08:00:00.0000000Z"), ((string?)file["format"], (string?)file["vault"], (string?)file["utcNow"]));
        Assert.Equal(
            [
                Vault, Fabric, Container, Vault + "/replicationPolicies/p1", Vault + "/replicationPolicies/p2", Item,
                Item + "/recoveryPoints/r1", Item + "/recoveryPoints/r2", Vault + "/replicationRecoveryPlans/plan", Vault + "/replicationJobs/j",
                Site + "/runAsAccounts/1", Vm, Nic,
            ],
            file["resources"]!.Select(r => (string?)r["id"]));
        Assert.True(JToken.DeepEquals(Parse(World[Item]), file["resources"]!.Single(r => (string?)r["id"] == Item)));
        Assert.DoesNotContain(file["resources"]!, r => r["thin"] is not null);
        Assert.Null(file["notes"]);
        Assert.All(handler.Requests, r => Assert.Equal(HttpMethod.Get, r.Method));
        Assert.Contains("$expand=instanceView", handler.Requests.Single(r => r.Uri.AbsolutePath == Vm).Uri.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/recoveryPoints", "recovery points of sql01")]
    [InlineData("/runAsAccounts", "run-as accounts of w")]
    [InlineData("/virtualMachines/sql01", "Azure VM sql01")]
    [InlineData("/networkInterfaces/sql01-nic", "network interface sql01-nic")]
    [InlineData("/replicationvCenters", "vCenters")]
    [InlineData("/replicationAppliances", "replication appliances")]
    public async Task What_may_not_be_read_is_left_out_and_noted(string forbidden, string noted)
    {
        (JObject file, _) = await ExportAsync(World, forbidden);

        Assert.Equal($"Left out: {noted} (HTTP 403 AuthorizationFailed).", (string?)Assert.Single(file["notes"]!));
        Assert.DoesNotContain(file["resources"]!, r => ((string?)r["id"])!.Contains(forbidden, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_its_items_there_is_no_snapshot()
    {
        var error = await Assert.ThrowsAsync<ServiceException>(() => ExportAsync(World, "/replicationProtectedItems"));

        Assert.Equal(403, error.Status);
    }

    private static async Task<(JObject File, ScriptedHandler Handler)> ExportAsync(Dictionary<string, string> world, string? forbidden = null)
    {
        var handler = new ScriptedHandler(r =>
            forbidden is not null && r.Uri.AbsolutePath.EndsWith(forbidden, StringComparison.Ordinal) ? ScriptedHandler.Json("""{"error":{"code":"AuthorizationFailed","message":"No."}}""", HttpStatusCode.Forbidden)
            : world.TryGetValue(r.Uri.AbsolutePath, out string? body) ? ScriptedHandler.Json(body)
            : r.Uri.AbsolutePath.EndsWith("-gone", StringComparison.Ordinal) ? ScriptedHandler.Status(404)
            : ScriptedHandler.Json("""{"value":[]}"""));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);
        using var output = new StringWriter();
        await service.ExportSnapshotAsync(output, CancellationToken.None);
        return (Parse(output.ToString()), handler);
    }

    private static JObject Parse(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
        return JObject.Load(reader);
    }
}
