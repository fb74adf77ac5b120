using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

/// <summary>The bodies of the actions, with inputs that the built-in vault has.</summary>
internal static class Bodies
{
    public static JObject Properties(string? direction, JObject details, string? sourceSiteOperations = null)
    {
        var properties = new JObject();
        if (direction is not null)
        {
            properties["failoverDirection"] = direction;
        }

        if (sourceSiteOperations is not null)
        {
            properties["sourceSiteOperations"] = sourceSiteOperations;
        }

        properties["providerSpecificDetails"] = details;
        return new JObject { ["properties"] = properties };
    }

    public static JObject ClassicFailback(string pointType = "LatestTime", string? point = null) => Properties("PrimaryToRecovery",
        point is null
            ? new JObject { ["instanceType"] = "InMage", ["recoveryPointType"] = pointType }
            : new JObject { ["instanceType"] = "InMage", ["recoveryPointType"] = pointType, ["recoveryPointId"] = point },
        "NotRequired");

    public static JObject ModernizedFailback(string pointType = "CrashConsistent") =>
        Properties(null, new JObject { ["instanceType"] = "InMageRcmFailback", ["recoveryPointType"] = pointType });

    public static JObject FailoverToAzure(string type) => Properties("PrimaryToRecovery",
        type == "InMageRcm" ? new JObject { ["instanceType"] = type, ["performShutdown"] = "true" } : new JObject { ["instanceType"] = type }, "NotRequired");

    /// <summary>The body that reprotects an item in its next direction.</summary>
    public static async Task<JObject> ReprotectAsync(EmulatedVault vault, Item item)
    {
        JObject fabric = await vault.ReadAsync(item.Id[..item.Id.IndexOf("/replicationProtectionContainers", System.StringComparison.Ordinal)]);
        JToken parts = fabric["properties"]!["customDetails"]!;
        string os = (string?)(item.Details["osType"] ?? item.Details["osDetails"]?["osType"]) ?? "Windows";
        switch (item.Type)
        {
            case "InMageAzureV2":
                JToken target = parts["masterTargetServers"]!.First(t => (string)t["osType"]! == os);
                return Properties("RecoveryToPrimary", new JObject
                {
                    ["instanceType"] = "InMage",
                    ["masterTargetId"] = target["id"],
                    ["processServerId"] = parts["processServers"]![1]!["id"],
                    ["retentionDrive"] = target["retentionVolumes"]![0]!["volumeName"],
                    ["runAsAccountId"] = "1",
                    ["datastoreName"] = "vsanDatastore",
                    ["profileId"] = await PolicyAsync(vault, "InMage"),
                    ["diskExclusionInput"] = new JObject
                    {
                        ["volumeOptions"] = new JArray(new JObject { ["volumeLabel"] = "Temporary Storage", ["OnlyExcludeIfSingleVolume"] = "Yes" }),
                    },
                });
            case "InMageRcm":
                return Properties("RecoveryToPrimary", new JObject
                {
                    ["instanceType"] = "InMageRcm",
                    ["reprotectAgentId"] = parts["reprotectAgents"]![0]!["id"],
                    ["datastoreName"] = "vsanDatastore",
                    ["logStorageAccountId"] = $"/subscriptions/{vault.Subscription}/resourceGroups/rg-avs-dr/providers/Microsoft.Storage/storageAccounts/contosodrcache",
                });
            case "InMage":
                return Properties("RecoveryToPrimary", new JObject
                {
                    ["instanceType"] = "InMageAzureV2",
                    ["processServerId"] = parts["processServers"]![0]!["id"],
                    ["policyId"] = await PolicyAsync(vault, "InMageAzureV2"),
                });
            default:
                return Properties(null, new JObject
                {
                    ["instanceType"] = "InMageRcmFailback",
                    ["processServerId"] = parts["processServers"]![0]!["id"],
                    ["policyId"] = await PolicyAsync(vault, "InMageRcm"),
                });
        }
    }

    public static async Task<string> PolicyAsync(EmulatedVault vault, string provider) =>
        (string)(await vault.ReadAsync(vault.Vault + "/replicationPolicies"))["value"]!
            .First(p => (string)p["properties"]!["providerSpecificDetails"]!["instanceType"]! == provider)["id"]!;
}
