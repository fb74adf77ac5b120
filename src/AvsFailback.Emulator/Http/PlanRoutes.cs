using System;
using System.Linq;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.Operations.Plans;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>Recovery plans and the actions on them; an action is called as the single item's is.</summary>
internal sealed class PlanRoutes(Vault vault, PlanEngine engine, LongRunning longRunning) : IRoutes
{
    public void AddTo(RouteTable table)
    {
        table.Add("GET", RouteTable.Vault + "/replicationRecoveryPlans", "ListRecoveryPlans",
            context => Lists.Page(context, vault.Store.OfType(ResourceTypes.RecoveryPlan).ToList(), r => r.Thin(context.Now)));
        table.Add("GET", RouteTable.Plan, "GetRecoveryPlan", context => EmulatedResponse.Ok(Required(context).Full(context.Now)));
        Act(table, "unplannedFailover", ActionNames.UnplannedFailover, PlanInputRules.UnplannedFailover);
        Act(table, "plannedFailover", ActionNames.PlannedFailover, PlanInputRules.PlannedFailover);
        Act(table, "failoverCommit", ActionNames.FailoverCommit, static _ => null);
        Act(table, "failoverCancel", ActionNames.FailoverCancel, static _ => null);
        Act(table, "reProtect", ActionNames.ReProtect, static _ => null);
    }

    private void Act(RouteTable table, string segment, string action, Func<EmulatedRequest, JObject?> read) =>
        table.Add("POST", $"{RouteTable.Plan}/{segment}", action, context =>
        {
            ArmResource plan = Required(context);
            JObject? input = read(context.Request);
            return longRunning.Accept(context, engine.Start(action, plan, input, context.N, context.ActivityId, plan.Id, plan.Id));
        });

    private ArmResource Required(RequestContext context) =>
        vault.Store.Find(context.Scope(10)) ?? throw ArmException.AsrNotFound("replicationRecoveryPlans", context.Value("plan"));
}
