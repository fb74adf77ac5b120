using System;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

/// <summary>Works with the recovery plans of the built-in vault.</summary>
internal static class PlanJourney
{
    public static string PlanId(this EmulatedVault vault, string name) => vault.Vault + "/replicationRecoveryPlans/" + name;

    public static async Task<JObject> PlanAsync(this EmulatedVault vault, string name) => (JObject)(await vault.ReadAsync(vault.PlanId(name)))["properties"]!;

    public static async Task ReadyAsync(EmulatedVault vault, params string[] names)
    {
        foreach (string name in names)
        {
            Item item = await vault.ItemAsync(name);
            await vault.ActAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        }

        await vault.AdvanceAsync(2 * 3600);
    }

    /// <summary>What an unplanned failover of a plan takes.</summary>
    public static JObject Unplanned(string direction, params JObject[] details) => new()
    {
        ["properties"] = new JObject { ["failoverDirection"] = direction, ["sourceSiteOperations"] = "NotRequired", ["providerSpecificDetails"] = new JArray(details) },
    };

    /// <summary>How a classic plan fails back: by the request for an unplanned failover.</summary>
    public static JObject Classic(string pointType = "LatestTime") => Unplanned("RecoveryToPrimary", new JObject { ["instanceType"] = "InMage", ["recoveryPointType"] = pointType });

    /// <summary>How a modernized plan fails back: by the request for a planned failover, which has no site operations.</summary>
    public static JObject Modernized(string sync = "true") => new()
    {
        ["properties"] = new JObject { ["failoverDirection"] = "RecoveryToPrimary", ["providerSpecificDetails"] = new JArray(ModernizedDetails(sync)) },
    };

    public static JObject ModernizedDetails(string sync = "true") => new()
    {
        ["instanceType"] = "InMageRcmFailback",
        ["recoveryPointType"] = "CrashConsistent",
        ["useMultiVmSyncPoint"] = sync,
    };

    public static async Task<string> ActOnPlanAsync(this EmulatedVault vault, string plan, string action, JToken? body = null)
    {
        Answer answer = await vault.PostAsync($"{vault.PlanId(plan)}/{action}", body);
        Assert.True(answer.Status == 202, $"POST {action} answered {answer.Status}: {answer.Text}");
        return answer.Headers["x-ms-request-id"];
    }

    public static async Task<Job> RunPlanAsync(this EmulatedVault vault, string plan, string action, JToken? body = null) =>
        await vault.EndAsync(await vault.ActOnPlanAsync(plan, action, body));

    public static async Task<DateTimeOffset[]> TimesAsync(this EmulatedVault vault, string effect, params string[] names)
    {
        JToken[] effects = [.. (await vault.ControlAsync(System.Net.Http.HttpMethod.Get, "/emulator/effects"))["value"]!.Where(e => (string)e["effect"]! == effect)];
        string[] items = await Task.WhenAll(names.Select(async n => (await vault.ItemAsync(n)).Name));
        return [.. items.Select(i => DateTimeOffset.Parse((string)effects.Last(e => (string?)e["item"] == i)["time"]!, System.Globalization.CultureInfo.InvariantCulture))];
    }

    public static JToken[] Children(JToken task) => [.. task["groupTaskCustomDetails"]!["childTasks"]!];

    public static string[] Messages(Job job) => [.. job.Properties["errors"]!.Select(e => (string)e["serviceErrorDetails"]!["message"]!)];
}
