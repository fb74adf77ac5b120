using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>What a client asks for before it comes to a vault: tenants, subscriptions, resource groups (public ARM reference).</summary>
internal sealed class SubscriptionRoutes(Vault vault) : IRoutes
{
    public void AddTo(RouteTable table)
    {
        table.Add("GET", "tenants", "ListTenants", _ => List(new JObject
        {
            ["id"] = "/tenants/" + Tenant,
            ["tenantId"] = Tenant,
            ["countryCode"] = "NL",
            ["displayName"] = "Contoso",
            ["domains"] = Json.Array(["contoso.example"]),
            ["tenantCategory"] = "Home",
            ["defaultDomain"] = "contoso.example",
            ["tenantType"] = "AAD",
        }));
        table.Add("GET", "subscriptions", "ListSubscriptions", _ => List(Subscription()));
        table.Add("GET", RouteTable.Subscription, "GetSubscription", _ => EmulatedResponse.Ok(Subscription()));
        table.Add("GET", RouteTable.Subscription + "/resourceGroups", "ListResourceGroups", context => Lists.Page(context, Groups().ToList(), Json.Bytes, nullLink: false));
        table.Add("GET", RouteTable.Group, "GetResourceGroup", context => Groups().FirstOrDefault(g => Same(g.Text("name"), context.Value("group"))) is { } group
            ? EmulatedResponse.Ok(group)
            : throw ArmException.Injected(404, "ResourceGroupNotFound", $"Resource group '{context.Value("group")}' could not be found.", null));
    }

    private string Tenant => vault.Ids.Guid("tenant");

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static EmulatedResponse List(JObject only) => EmulatedResponse.Ok(new JObject
    {
        ["value"] = new JArray(only),
        ["count"] = new JObject { ["type"] = "Total", ["value"] = 1 },
    });

    private JObject Subscription() => new()
    {
        ["id"] = vault.Identity.SubscriptionScope,
        ["authorizationSource"] = "RoleBased",
        ["managedByTenants"] = new JArray(),
        ["subscriptionId"] = vault.Identity.Subscription,
        ["tenantId"] = Tenant,
        ["displayName"] = "Emulated subscription",
        ["state"] = "Enabled",
        ["subscriptionPolicies"] = new JObject { ["locationPlacementId"] = "Public_2014-09-01", ["quotaId"] = "EnterpriseAgreement_2014-09-01", ["spendingLimit"] = "Off" },
    };

    /// <summary>The groups that the vault and the other resources are in.</summary>
    private IEnumerable<JObject> Groups()
    {
        string location = vault.Store.Find(vault.Identity.Id)?.Body.Text("location") ?? "westeurope";
        return vault.Store.All
            .Where(resource => ArmPath.IsUnder(resource.Id, vault.Identity.SubscriptionScope))
            .Select(resource => ArmPath.After(resource.Id, "resourceGroups")).OfType<string>()
            .Prepend(vault.Identity.ResourceGroup)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => new JObject
            {
                ["id"] = $"{vault.Identity.SubscriptionScope}/resourceGroups/{name}",
                ["name"] = name,
                ["type"] = "Microsoft.Resources/resourceGroups",
                ["location"] = location,
                ["properties"] = new JObject { ["provisioningState"] = "Succeeded" },
            });
    }
}
