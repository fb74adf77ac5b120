using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>Items, their recovery points, and the actions on them.</summary>
internal sealed class ItemRoutes(Vault vault, JobEngine engine, LongRunning longRunning) : IRoutes
{
    public void AddTo(RouteTable table)
    {
        table.Add("GET", RouteTable.Vault + "/replicationProtectedItems", "ListItems", ListAll);
        table.Add("GET", RouteTable.Container + "/replicationProtectedItems", "ListContainerItems", ListContainer);
        table.Add("GET", RouteTable.Item, "GetItem", context => EmulatedResponse.Ok(Required(context).Resource.Full(context.Now)));
        table.Add("GET", RouteTable.Item + "/recoveryPoints", "ListRecoveryPoints", ListPoints);
        table.Add("GET", RouteTable.Item + "/recoveryPoints/{point}", "GetRecoveryPoint", GetPoint);
        Act(table, "reProtect", ActionNames.ReProtect, InputRules.Reprotect);
        Act(table, "unplannedFailover", ActionNames.UnplannedFailover, InputRules.UnplannedFailover);
        Act(table, "plannedFailover", ActionNames.PlannedFailover, InputRules.PlannedFailover);
        Act(table, "failoverCommit", ActionNames.FailoverCommit, static _ => null);
        Act(table, "failoverCancel", ActionNames.FailoverCancel, static _ => null);
    }

    private void Act(RouteTable table, string segment, string action, Func<EmulatedRequest, JObject?> read) =>
        table.Add("POST", $"{RouteTable.Item}/{segment}", action, context =>
        {
            ReplicatedItem item = Required(context);
            JObject? input = read(context.Request);
            return longRunning.Accept(context, engine.Start(action, item, input, context.N, context.ActivityId, item.Id, item.Id));
        });

    private static ReplicatedItem Required(RequestContext context) =>
        context.Item ?? throw ArmException.AsrNotFound("replicationProtectedItems", context.Value("item"));

    private EmulatedResponse ListAll(RequestContext context)
    {
        IReadOnlyList<FilterTerm> terms = Filters.Read(context.Request.Parameter("$filter"));
        IReadOnlyList<ArmResource> all = vault.Store.OfType(ResourceTypes.Item);
        if (terms.Count > 0)
        {
            Func<ReplicatedItem, bool>[] tests = [.. terms.Select(Test)];
            all = [.. all.Where(r => vault.Items.Find(r.Id) is { } item && tests.All(test => test(item)))];
        }

        return Lists.Page(context, all, r => r.Thin(context.Now));
    }

    private EmulatedResponse ListContainer(RequestContext context)
    {
        string scope = context.Scope(context.Request.Segments.Length - 1);
        if (vault.Store.Find(scope) is null)
        {
            throw ArmException.AsrNotFound("replicationProtectionContainers", context.Value("container"));
        }

        return Lists.Page(context, vault.Store.Under(ResourceTypes.Item, scope).ToList(), r => r.Thin(context.Now));
    }

    private EmulatedResponse ListPoints(RequestContext context)
    {
        ReplicatedItem item = Required(context);
        return Lists.Page(context, vault.PointsOf(item).ToList(), point => Json.Bytes(RecoveryPoints.Body(item, point)));
    }

    private EmulatedResponse GetPoint(RequestContext context)
    {
        ReplicatedItem item = Required(context);
        return RecoveryPoints.Find(item, context.Value("point"), context.Now, vault.Ids) is { } point
            ? EmulatedResponse.Ok(RecoveryPoints.Body(item, point))
            : throw ArmException.AsrNotFound("recoveryPoints", context.Value("point"));
    }

    /// <summary>The filters of SW's ProtectedItemsQueryParameter that fit these providers; any other is refused by name.</summary>
    private Func<ReplicatedItem, bool> Test(FilterTerm term)
    {
        switch (term.Name.ToUpperInvariant())
        {
            case "RECOVERYPLANNAME":
                HashSet<string> members = new(vault.Store.OfType(ResourceTypes.RecoveryPlan)
                    .Where(p => term.Has(p.Name) || term.Has(p.Properties.Text("friendlyName")))
                    .SelectMany(p => p.Properties["groups"] as JArray ?? [])
                    .SelectMany(g => g["replicationProtectedItems"] as JArray ?? [])
                    .Select(i => i.Text("id") ?? string.Empty), StringComparer.OrdinalIgnoreCase);
                return item => members.Contains(item.Id);
            case "SOURCEFABRICNAME":
                return item => term.Has(ArmPath.Name(item.FabricId)) || term.Has(item.Properties.Text("primaryFabricFriendlyName"));
            case "INSTANCETYPE":
                return item => term.Has(item.InstanceType);
            case "PROCESSSERVERID":
                return item => term.Has(item.Details.Text("processServerId"));
            case "FRIENDLYNAME":
                return item => term.Has(item.FriendlyName);
            default:
                throw ArmException.NotImplemented($"filtering items by {term.Name}");
        }
    }
}
