using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using AvsFailback.Testing;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

/// <summary>The official examples as requests, asked of the emulator's own item, plan, fabric and jobs.</summary>
public sealed class PublishedExampleTests
{
    // What must be accepted, so that a lost route isn't taken for one that never was.
    private static readonly Dictionary<string, int> Accepted = new(StringComparer.Ordinal)
    {
        ["ReplicationProtectedItems_UnplannedFailover.json"] = 202,
        ["ReplicationProtectedItems_PlannedFailover.json"] = 202,
        ["ReplicationProtectedItems_FailoverCommit.json"] = 202,
        ["ReplicationProtectedItems_FailoverCancel.json"] = 202,
        ["ReplicationProtectedItems_Reprotect.json"] = 202,
        ["ReplicationRecoveryPlans_PlannedFailover.json"] = 202,
        ["ReplicationRecoveryPlans_UnplannedFailover.json"] = 202,
        ["ReplicationRecoveryPlans_FailoverCommit.json"] = 202,
        ["ReplicationRecoveryPlans_FailoverCancel.json"] = 202,
        ["ReplicationRecoveryPlans_Get.json"] = 200,
        ["ReplicationRecoveryPlans_List.json"] = 200,
        ["ReplicationJobs_Cancel.json"] = 202,
        ["ReplicationVaultHealth_Refresh.json"] = 202,
        ["ReplicationJobs_Get.json"] = 200,
        ["ReplicationJobs_List.json"] = 200,
        ["ReplicationProtectedItems_Get.json"] = 200,
        ["ReplicationProtectedItems_List.json"] = 200,
        ["ReplicationProtectedItems_ListByReplicationProtectionContainers.json"] = 200,
        ["ReplicationFabrics_Get.json"] = 200,
        ["ReplicationFabrics_List.json"] = 200,
        ["ReplicationPolicies_List.json"] = 200,
        ["ReplicationAppliances_List.json"] = 200,
        ["ReplicationProtectionContainerMappings_List.json"] = 200,
        ["ReplicationVaultHealth_Get.json"] = 200,
        ["RecoveryPoints_ListByReplicationProtectedItems.json"] = 200,
    };

    [SharedDataFact]
    public async Task Each_official_example_is_accepted_or_refused_by_name()
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (PublishedOperation operation in PublishedApi.Instance.Operations.Where(o => o.Path.Contains("{resourceName}", StringComparison.Ordinal)))
        {
            foreach (string file in operation.Examples)
            {
                using var vault = new EmulatedVault();
                vault.Contract.ChecksRequests = false;
                Answer answer = await AskAsync(vault, operation, EmulatedVault.Parse(await File.ReadAllTextAsync(SharedData.File("openapi", "examples", file))));
                seen[file] = answer.Status;

                // What an example alone has a name for isn't there; a job's state may not allow an action. No body is unreadable.
                bool fits = answer.Status is 200 or 202
                    || (answer.Status, answer.ErrorCode) is (501, "NotImplementedByEmulator") or (404, "NotFound") or (400, "EmulatedJobActionNotAllowed");
                Assert.True(fits, $"{file}: {answer.Status} {answer.Text}");
            }
        }

        Assert.All(Accepted, a => Assert.Equal((a.Key, a.Value), (a.Key, seen[a.Key])));
    }

    private static async Task<Answer> AskAsync(EmulatedVault vault, PublishedOperation operation, JObject example)
    {
        Item item = await vault.ItemAsync("app01");
        string[] id = item.Id.Trim('/').Split('/');
        string job = await vault.ActAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        var names = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["subscriptionId"] = id[1],
            ["resourceGroupName"] = id[3],
            ["resourceName"] = id[7],
            ["fabricName"] = id[9],
            ["protectionContainerName"] = id[11],
            ["replicatedProtectedItemName"] = id[13],
            ["recoveryPlanName"] = "Web-tier",
            ["jobName"] = job[(job.LastIndexOf('/') + 1)..],
        };
        JObject parameters = (JObject)example["parameters"]!;
        string path = Regex.Replace(operation.Path, @"\{(\w+)\}", m => names.TryGetValue(m.Groups[1].Value, out string? own) ? own : Uri.EscapeDataString((string)parameters[m.Groups[1].Value]! ?? "none"));
        return await vault.SendAsync(new HttpMethod(operation.Method), $"{path}?api-version={parameters["api-version"]}", parameters.Properties().Select(p => p.Value).OfType<JObject>().FirstOrDefault());
    }
}
