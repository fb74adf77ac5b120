using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using AvsFailback.Testing;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

/// <summary>The emulator's bodies beside the real service's, for the same situation: the same keys in the same order.</summary>
public sealed class RecordingTests
{
    private const string Fragments = "azps-2021-fragments.transcribed.json";

    // Left out by whoever transcribed the fragments, as their note says.
    private static readonly string[] NotTranscribed = ["protectionProfileId"];

    [SharedDataFact]
    public async Task A_classic_item_ready_to_fail_back_has_the_recorded_keys()
    {
        JToken recorded = FragmentItem("V2ATestFailback", 0);
        using var vault = new EmulatedVault();
        Item item = await Journey.ToReadyAsync(vault, "sql01");
        SameKeys(recorded, item.Body, "item");
    }

    [SharedDataFact]
    public async Task A_modernized_item_that_is_failed_back_has_the_recorded_keys()
    {
        JToken recorded = FragmentItem("TestV2ARCMCancelFailover", 0);
        using var vault = new EmulatedVault();
        Item item = await Journey.ToFailedBackAsync(vault, "app02");
        SameKeys(recorded, item.Body, "item");
        foreach (string key in new[] { "protectionState", "protectionStateDescription", "activeLocation", "allowedOperations", "failoverRecoveryPointId" })
        {
            Assert.True(JToken.DeepEquals(recorded["properties"]![key], item.Properties[key]), key);
        }
    }

    [SharedDataFact]
    public async Task Running_jobs_have_the_recorded_keys_tasks_and_names()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        Item classic = await Journey.ToReadyAsync(vault, "sql01");
        await SameJobAsync(vault, FragmentBody("V2ATestFailback", 2), await vault.ActAsync(classic, "unplannedFailover", Bodies.ClassicFailback()), 4);
        await vault.AdvanceAsync(600);
        await SameJobAsync(vault, FragmentBody("V2ATestFailback", 3), await vault.ActAsync(classic, "failoverCommit"), 6);

        Item modernized = await Journey.ToReadyAsync(vault, "app01");
        await SameJobAsync(vault, FragmentBody("TestV2ARCMFailback", 1), await vault.ActAsync(modernized, "plannedFailover", Bodies.ModernizedFailback()), 4);
        await vault.AdvanceAsync(1800);
        await SameJobAsync(vault, FragmentBody("TestV2ARCMCancelFailover", 2), await vault.ActAsync(modernized, "failoverCancel"), 10);
        Item other = await Journey.ToFailedBackAsync(vault, "lin02");
        await vault.AdvanceAsync(1800);
        await SameJobAsync(vault, FragmentBody("TestV2ARCM540Reprotect", 2), await vault.ActAsync(other, "reProtect", await Bodies.ReprotectAsync(vault, other)), 4);
    }

    [SharedDataFact]
    public async Task The_202_has_the_recorded_headers()
    {
        JToken recorded = Fragment("V2ATestFailback")["exchanges"]![1]!["response"]!;
        using var vault = new EmulatedVault();
        Answer answer = await vault.PostAsync((await vault.ItemAsync("app01")).Id + "/failoverCommit");
        Assert.Equal((int)recorded["status"]!, answer.Status);
        foreach (JProperty header in ((JObject)recorded["headers"]!).Properties())
        {
            Assert.True(answer.Headers.ContainsKey(header.Name), header.Name);
        }
    }

    [SharedDataFact]
    public async Task A_GET_has_the_recorded_headers()
    {
        JToken recorded = Entries("classic-reprotect-azure-to-vmware.azps-2017.json")[1]!["responseHeaders"]!;
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        Answer answer = await vault.SendAsync(HttpMethod.Get, EmulatedVault.With(item.Id), null, true, ("x-ms-client-request-id", "one"));
        Assert.DoesNotContain(((JObject)recorded).Properties().Select(p => p.Name), name => !answer.Headers.ContainsKey(name));
    }

    [SharedDataFact]
    public async Task The_vaults_lists_health_and_statuses_have_the_recorded_keys()
    {
        JArray recorded = Entries("vault-level-lists-jobs-health.cli-2023-08.json");
        using var vault = new EmulatedVault();
        Answer refreshed = await vault.PostAsync(vault.Vault + "/replicationVaultHealth/default/refresh");
        await vault.AdvanceAsync(2);
        SameKeys(recorded[18]!["responseBody"]!, await vault.ReadAsync(refreshed.Headers["Azure-AsyncOperation"]), "status");
        await vault.AdvanceAsync(30);
        SameKeys(recorded[19]!["responseBody"]!, await vault.ReadAsync(refreshed.Headers["Azure-AsyncOperation"]), "status");
        SameKeys(recorded[20]!["responseBody"]!, await vault.ReadAsync(vault.Vault + "/replicationVaultHealth"), "health");
        SameKeys(recorded[21]!["responseBody"]!, await vault.ReadAsync(vault.Vault + "/replicationJobs"), "jobs");
        JObject job = await vault.ReadAsync(refreshed.Headers["x-ms-request-id"]);
        SameKeys(recorded[22]!["responseBody"]!, job, "job");
        Assert.Equal("RefreshFailoverHealthTask", (string?)job["properties"]!["tasks"]![0]!["name"]);
        Assert.Equal(Json(recorded[9]!["responseBody"]!), Json(await vault.ReadAsync(vault.Vault + "/replicationEvents", "$filter=" + Uri.EscapeDataString("EventType eq 'AgentHealth'"))));
        Assert.Contains("/replicationVaultHealth/operationresults/", refreshed.Headers["Location"], StringComparison.Ordinal);
    }

    [SharedDataFact]
    public async Task A_classic_fabric_container_mapping_and_policies_have_the_recorded_keys()
    {
        JArray recorded = Entries("classic-reprotect-azure-to-vmware.azps-2017.json");
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("sql01");
        string container = item.Id[..item.Id.IndexOf("/replicationProtectedItems", StringComparison.Ordinal)];
        SameKeys(recorded[2]!["responseBody"]!, await vault.ReadAsync(container), "container");
        SameKeys(recorded[3]!["responseBody"]!["value"]![0]!, (await vault.ReadAsync(container + "/replicationProtectionContainerMappings"))["value"]![1]!, "mapping");
        SameKeys(recorded[4]!["responseBody"]!, await vault.ReadAsync(vault.Vault + "/replicationPolicies/vmware-24h-failback"), "policy");
        SameKeys(recorded[5]!["responseBody"]!, await vault.ReadAsync(vault.Vault + "/replicationPolicies/vmware-24h"), "policy");

        // What was recorded in 2017 must all be there still; what was added since is the published API's.
        JObject fabric = await vault.ReadAsync(container[..container.IndexOf("/replicationProtectionContainers", StringComparison.Ordinal)]);
        JToken old = recorded[1]!["responseBody"]!["properties"]!["customDetails"]!;
        JToken now = fabric["properties"]!["customDetails"]!;
        Assert.Empty(Names(old).Except(Names(now)));
        Assert.Empty(Names(old["processServers"]![0]!).Except(Names(now["processServers"]![0]!)));
        Assert.Empty(Names(old["masterTargetServers"]![1]!).Except(Names(now["masterTargetServers"]![0]!)));
        Assert.Equal(Names(old["masterTargetServers"]![1]!["retentionVolumes"]![0]!), Names(now["masterTargetServers"]![0]!["retentionVolumes"]![0]!));
        Assert.Equal(Names(old["masterTargetServers"]![1]!["dataStores"]![0]!), Names(now["masterTargetServers"]![0]!["dataStores"]![0]!));
    }

    [SharedDataFact]
    public async Task A_thin_item_has_nothing_and_nulls_where_the_recorded_one_has()
    {
        JToken recorded = Entries("classic-reprotect-azure-to-vmware.azps-2017.json")[9]!["responseBody"]!["value"]![2]!["properties"]!;
        using var vault = new EmulatedVault();
        JToken listed = (await vault.ReadAsync(vault.Vault + "/replicationProtectedItems"))["value"]!.First(i => (string)i["properties"]!["friendlyName"]! == "sql01")["properties"]!;
        foreach (string key in new[] { "protectedDisks", "diskResized", "masterTargetId", "vhdName", "osDiskId", "azureVMDiskDetails" })
        {
            Assert.True(JToken.DeepEquals(recorded["providerSpecificDetails"]![key], listed["providerSpecificDetails"]![key]), key);
        }

        Assert.True(JToken.DeepEquals(recorded["allowedOperations"], listed["allowedOperations"]));
    }

    private static async Task SameJobAsync(EmulatedVault vault, JToken recorded, string jobId, double seconds)
    {
        await vault.AdvanceAsync(seconds);
        JObject job = await vault.ReadAsync(jobId);
        SameKeys(recorded, job, "job");
        foreach (string key in new[] { "scenarioName", "friendlyName", "state", "stateDescription", "targetInstanceType", "allowedActions" })
        {
            Assert.True(JToken.DeepEquals(recorded["properties"]![key], job["properties"]![key]), key);
        }

        Assert.Equal(recorded["properties"]!["tasks"]!.Select(t => ((string?)t["name"], (string?)t["friendlyName"])), job["properties"]!["tasks"]!.Select(t => ((string?)t["name"], (string?)t["friendlyName"])));
        string[] ids = [.. recorded["properties"]!["tasks"]!.Select(t => (string)t["taskId"]!)];
        Assert.All(ids.Where(id => !Guid.TryParse(id, out _)), id => Assert.Contains(job["properties"]!["tasks"]!, t => (string)t["taskId"]! == id));
    }

    /// <summary>The same keys in the same order, all the way down; of a list the first entries stand for all.</summary>
    private static void SameKeys(JToken recorded, JToken emulated, string path)
    {
        if (recorded is JObject r && emulated is JObject e)
        {
            if (path.EndsWith(".consistencyPoints", StringComparison.Ordinal))
            {
                return;
            }

            Assert.True(Names(r).SequenceEqual(Names(e)), $"{path}: recorded [{string.Join(", ", Names(r))}], emulated [{string.Join(", ", Names(e))}]");
            foreach (JProperty property in r.Properties())
            {
                SameKeys(property.Value, e[property.Name]!, $"{path}.{property.Name}");
            }
        }
        else if (recorded is JArray { Count: > 0 } ra && emulated is JArray { Count: > 0 } ea)
        {
            SameKeys(ra[0]!, ea[0]!, path + "[0]");
        }
        else if (recorded.Type != JTokenType.Null && emulated.Type != JTokenType.Null)
        {
            bool numbers = recorded.Type is JTokenType.Integer or JTokenType.Float && emulated.Type is JTokenType.Integer or JTokenType.Float;
            Assert.True(numbers || recorded.Type == emulated.Type, $"{path}: recorded {recorded.Type}, emulated {emulated.Type}");
        }
    }

    private static IEnumerable<string> Names(JToken token) => ((JObject)token).Properties().Select(p => p.Name).Except(NotTranscribed);

    private static string Json(JToken token) => token.ToString(Formatting.None);

    private static JToken Fragment(string test) =>
        EmulatedVault.Parse(File.ReadAllText(SharedData.File("recordings", Fragments)))["fragments"]!.Single(f => ((string)f["source"]!).Contains(test + ".json", StringComparison.Ordinal));

    private static JToken FragmentBody(string test, int exchange) => Fragment(test)["exchanges"]![exchange]!["response"]!["body"]!;

    private static JToken FragmentItem(string test, int exchange) => FragmentBody(test, exchange);

    private static JArray Entries(string file) => (JArray)EmulatedVault.Parse(File.ReadAllText(SharedData.File("recordings", file)))["entries"]!;
}
