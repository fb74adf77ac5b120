using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>The vault itself and what it holds beside items and jobs: fabrics, containers, policies, mappings, servers, health.</summary>
internal sealed class VaultRoutes(Vault vault, JobEngine engine, LongRunning longRunning) : IRoutes
{
    // Lists that were empty in the recording of an empty vault (CLIv) and hold whatever a snapshot brings.
    private static readonly string[] OtherLists =
    [
        "replicationMigrationItems", "replicationNetworks", "replicationNetworkMappings", "replicationStorageClassifications",
        "replicationStorageClassificationMappings",
    ];

    public void AddTo(RouteTable table)
    {
        table.Add("GET", RouteTable.Vault, "GetVault", GetVault);
        table.Add("GET", RouteTable.Group + "/providers/Microsoft.RecoveryServices/vaults", "ListVaults", ListVaults);
        table.Add("GET", RouteTable.Subscription + "/providers/Microsoft.RecoveryServices/vaults", "ListVaults", ListVaults);
        Collection(table, RouteTable.Vault, "replicationFabrics", "fabric", ResourceTypes.Fabric, "ListFabrics", "GetFabric");
        Collection(table, RouteTable.Vault, "replicationPolicies", "policy", ResourceTypes.Policy, "ListPolicies", "GetPolicy");
        Collection(table, RouteTable.Vault, "replicationVaultSettings", "setting", ResourceTypes.VaultSetting, "ListVaultSettings", "GetVaultSetting");
        Collection(table, RouteTable.Fabric, "replicationProtectionContainers", "container", ResourceTypes.Container, "ListFabricContainers", "GetContainer");
        Collection(table, RouteTable.Fabric, "replicationRecoveryServicesProviders", "provider", ResourceTypes.Provider, "ListFabricProviders", "GetProvider");
        Collection(table, RouteTable.Fabric, "replicationvCenters", "vcenter", ResourceTypes.VCenter, "ListFabricVCenters", "GetVCenter");
        Collection(table, RouteTable.Container, "replicationProtectionContainerMappings", "mapping", ResourceTypes.ContainerMapping, "ListContainerMappings", "GetContainerMapping");
        AllOf(table, "replicationProtectionContainers", ResourceTypes.Container, "ListContainers");
        AllOf(table, "replicationProtectionContainerMappings", ResourceTypes.ContainerMapping, "ListVaultContainerMappings");
        AllOf(table, "replicationRecoveryServicesProviders", ResourceTypes.Provider, "ListProviders");
        AllOf(table, "replicationvCenters", ResourceTypes.VCenter, "ListVCenters");
        foreach (string other in OtherLists)
        {
            string operation = "List" + char.ToUpperInvariant(other[11]) + other.Substring(12);
            table.Add("GET", RouteTable.Vault + "/" + other, operation, context => Lists.Page(context,
                vault.Store.All.Where(r => r.Type.EndsWith("/" + other, StringComparison.OrdinalIgnoreCase)).ToList(), r => r.Thin(context.Now)));
        }

        table.Add("GET", RouteTable.Vault + "/replicationAppliances", "ListAppliances", ListAppliances);
        table.Add("GET", RouteTable.Vault + "/replicationVaultHealth", "GetVaultHealth", _ => EmulatedResponse.Ok(VaultHealth.Body(vault)));
        table.Add("POST", RouteTable.Vault + "/replicationVaultHealth/default/refresh", ActionNames.RefreshVaultHealth, RefreshHealth);
    }

    private void Collection(RouteTable table, string parent, string segment, string name, string type, string list, string get)
    {
        table.Add("GET", $"{parent}/{segment}", list, context =>
        {
            string scope = context.Scope(context.Request.Segments.Length - 1);
            RequireParent(context, scope);
            return Lists.Page(context, vault.Store.Under(type, scope).ToList(), r => r.Thin(context.Now));
        });
        table.Add("GET", $"{parent}/{segment}/{{{name}}}", get, context => vault.Store.Find(context.Request.Path) is { } found
            ? EmulatedResponse.Ok(found.Full(context.Now))
            : throw ArmException.AsrNotFound(segment, context.Value(name)));
    }

    private void AllOf(RouteTable table, string segment, string type, string operation) =>
        table.Add("GET", $"{RouteTable.Vault}/{segment}", operation, context => Lists.Page(context, vault.Store.OfType(type), r => r.Thin(context.Now)));

    private void RequireParent(RequestContext context, string scope)
    {
        if (context.Has("fabric") && vault.Store.Find(scope) is null)
        {
            throw ArmException.AsrNotFound(context.Has("container") ? "replicationProtectionContainers" : "replicationFabrics", ArmPath.Name(scope));
        }
    }

    private EmulatedResponse GetVault(RequestContext context) => vault.Store.Find(vault.Identity.Id) is { } found
        ? EmulatedResponse.Ok(found.Full(context.Now))
        : throw ArmException.ResourceNotFound(ResourceTypes.Vault, vault.Identity.Name, vault.Identity.ResourceGroup);

    private EmulatedResponse ListVaults(RequestContext context) => Lists.Page(context,
        vault.Store.OfType(ResourceTypes.Vault).Where(r => !context.Has("group") || ArmPath.Same(ArmPath.After(r.Id, "resourceGroups"), context.Value("group"))).ToList(),
        r => r.Full(context.Now), nullLink: false);

    /// <summary>The appliances, put together from the parts that the modernized fabrics list; all parts of one share an id (contract §9).</summary>
    private EmulatedResponse ListAppliances(RequestContext context)
    {
        var appliances = new JArray();
        foreach (ArmResource fabric in vault.Store.OfType(ResourceTypes.Fabric).Where(f => f.Properties["customDetails"].Text("instanceType") == "InMageRcm"))
        {
            fabric.Refresh(context.Now);
            JToken details = fabric.Properties["customDetails"]!;
            JToken? Part(string list, string id) => (details[list] as JArray)?.FirstOrDefault(p => p.Text("id") == id)?.DeepClone();
            foreach (JToken server in details["processServers"] as JArray ?? [])
            {
                string id = server.Text("id") ?? string.Empty;
                appliances.Add(new JObject
                {
                    ["id"] = id,
                    ["name"] = server.Text("name"),
                    ["fabricArmId"] = fabric.Id,
                    ["processServer"] = server.DeepClone(),
                    ["rcmProxy"] = Part("rcmProxies", id),
                    ["pushInstaller"] = Part("pushInstallers", id),
                    ["replicationAgent"] = Part("replicationAgents", id),
                    ["reprotectAgent"] = Part("reprotectAgents", id),
                    ["marsAgent"] = Part("marsAgents", id),
                    ["dra"] = Part("dras", id),
                    ["switchProviderBlockingErrorDetails"] = new JArray(),
                });
            }
        }

        foreach (FilterTerm term in Filters.Read(context.Request.Parameter("$filter")))
        {
            if (!term.Name.Equals("ProviderType", StringComparison.OrdinalIgnoreCase))
            {
                throw ArmException.NotImplemented($"filtering appliances by {term.Name}");
            }

            if (!term.Has("InMageRcm"))
            {
                appliances.Clear();
            }
        }

        return appliances.Count == 0
            ? Lists.Whole([])
            : Lists.Whole([Json.Bytes(new JObject { ["properties"] = new JObject { ["providerSpecificDetails"] = new JObject { ["instanceType"] = "InMageRcm", ["appliances"] = appliances } } })]);
    }

    private EmulatedResponse RefreshHealth(RequestContext context)
    {
        string health = vault.Identity.Asr("replicationVaultHealth");
        EmulatedJob job = engine.Start(ActionNames.RefreshVaultHealth, null, null, context.N, context.ActivityId, health, health + "/Default");
        return longRunning.Accept(context, job);
    }
}
