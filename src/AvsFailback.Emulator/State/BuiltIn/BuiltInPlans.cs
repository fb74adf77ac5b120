using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State.BuiltIn;

/// <summary>The recovery plans of the built-in vault, as GET shows them (CLI; EX ReplicationRecoveryPlans_Get).</summary>
internal static class BuiltInPlans
{
    public static IEnumerable<JObject> All(BuiltInNames names)
    {
        yield return Plan(names, "Web-tier", Boot(names, ["app01"]), Boot(names, ["lin02", "api01"]));
        yield return Plan(names, "SQL-cluster", Boot(names, ["sqlc01", "sqlc02"]));
        yield return Plan(names, "Finance", Boot(names, ["lin01"]), Boot(names, ["lin02"]));
        JObject first = Boot(names, ["app01"]);
        first["endGroupActions"] = new JArray(Action("Check the DNS records", new JObject
        {
            ["instanceType"] = "ManualActionDetails",
            ["description"] = "Check that the portal's names lead to the addresses on-premises, then resume.",
        }));
        JObject second = Boot(names, ["api01"]);
        second["startGroupActions"] = new JArray(Action("Warm the cache", new JObject
        {
            ["instanceType"] = "ScriptActionDetails",
            ["path"] = "\\\\fileserver\\scripts\\Start-CacheWarmUp.ps1",
            ["timeout"] = "PT10M",
            ["fabricLocation"] = "Primary",
        }));
        yield return Plan(names, "Portal", first, second);
    }

    private static JObject Plan(BuiltInNames names, string name, params JObject[] boots)
    {
        BuiltInVm first = BuiltInNames.Vms.First(v => names.ItemId(v) == (string?)boots[0]["replicationProtectedItems"]![0]!["id"]);
        return new JObject
        {
            ["id"] = names.Vault.Asr("replicationRecoveryPlans/" + name),
            ["name"] = name,
            ["type"] = ResourceTypes.RecoveryPlan,
            ["properties"] = new JObject
            {
                ["friendlyName"] = name,
                ["primaryFabricId"] = first.Classic ? names.ClassicFabricId : names.ModernizedFabricId,
                ["primaryFabricFriendlyName"] = first.Classic ? BuiltInNames.ClassicServer : BuiltInNames.ModernizedFabric,
                ["recoveryFabricId"] = "Microsoft Azure",
                ["recoveryFabricFriendlyName"] = "Microsoft Azure",
                ["failoverDeploymentModel"] = "ResourceManager",
                ["replicationProviders"] = new JArray(),
                ["allowedOperations"] = new JArray(),
                ["currentScenario"] = null,
                ["currentScenarioStatus"] = null,
                ["currentScenarioStatusDescription"] = null,
                ["groups"] = new JArray(new JObject[] { Group("Shutdown", []), Group("Failover", []) }.Concat(boots)),
                ["providerSpecificDetails"] = new JArray(),
            },
        };
    }

    private static JObject Boot(BuiltInNames names, IReadOnlyList<string> vms) => Group("Boot", vms.Select(n =>
    {
        BuiltInVm vm = BuiltInNames.Vms.First(v => v.Name == n);
        return new JObject { ["id"] = names.ItemId(vm), ["virtualMachineId"] = names.Ids.Guid("vm", vm.Name) };
    }));

    private static JObject Group(string type, IEnumerable<JObject> members) => new()
    {
        ["groupType"] = type,
        ["replicationProtectedItems"] = new JArray(members),
        ["startGroupActions"] = new JArray(),
        ["endGroupActions"] = new JArray(),
    };

    private static JObject Action(string name, JObject details) => new()
    {
        ["actionName"] = name,
        ["failoverTypes"] = new JArray("PlannedFailover", "UnplannedFailover"),
        ["failoverDirections"] = new JArray("RecoveryToPrimary"),
        ["customDetails"] = details,
    };
}
