using System.Linq;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>The vault's health, summed up from its items and fabrics; shape as in CLIv.</summary>
internal static class VaultHealth
{
    public static JObject Body(Vault vault)
    {
        ReplicatedItem[] items = [.. vault.Items.All];
        int With(string key, string health) => items.Count(i => i.Properties.Text(key) == health);
        JObject Summary(int count, JToken categories) => new() { ["resourceCount"] = count, ["issues"] = new JArray(), ["categorizedResourceCounts"] = categories };
        return new JObject
        {
            ["name"] = "Default",
            ["type"] = "Microsoft.RecoveryServices/vaults/replicationVaultHealth",
            ["id"] = vault.Identity.Asr("replicationVaultHealth/Default"),
            ["properties"] = new JObject
            {
                ["vaultErrors"] = new JArray(),
                ["protectedItemsHealth"] = Summary(items.Length, new JObject
                {
                    ["testFailoverApplicableProtectedItemsCount"] = items.Count(i => i.Stage == ItemStage.Protected),
                    ["testFailoverInProgressProtectedItemsCount"] = 0,
                    ["testFailoverWaitingProtectedItemsCount"] = 0,
                    ["protectedItemsCriticalCount"] = With("replicationHealth", "Critical"),
                    ["protectedItemsWarningCount"] = With("replicationHealth", "Warning"),
                    ["protectedItemsNeutralCount"] = With("replicationHealth", "None"),
                    ["protectedItemsTestFailoverCriticalCount"] = 0,
                    ["protectedItemsTestFailoverWarningCount"] = 0,
                    ["protectedItemsConfigurationCriticalCount"] = 0,
                    ["protectedItemsConfigurationWarningCount"] = 0,
                    ["protectedItemsFailoverHealthCriticalCount"] = With("failoverHealth", "Critical"),
                    ["protectedItemsFailoverHealthWarningCount"] = With("failoverHealth", "Warning"),
                }),
                ["fabricsHealth"] = Summary(vault.Store.OfType(ResourceTypes.Fabric).Count, JValue.CreateNull()),
                ["containersHealth"] = Summary(vault.Store.OfType(ResourceTypes.Container).Count, JValue.CreateNull()),
            },
        };
    }
}
