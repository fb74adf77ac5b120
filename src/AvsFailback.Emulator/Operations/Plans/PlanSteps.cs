using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations.Plans;

/// <summary>Makes the steps of a job out of a plan: its groups in order, with the actions before and after each that are meant for the operation.</summary>
internal static class PlanSteps
{
    // No recording has a plan's job: the names of its own tasks are INFERRED.
    public const string CheckTask = "RecoveryPlanPrerequisitesCheck";
    public const string GroupTask = "RecoveryPlanGroup";
    public const string ManualTask = "RecoveryPlanManualAction";
    public const string ScriptTask = "RecoveryPlanScriptAction";
    public const string ToAzure = "PrimaryToRecovery";
    public const string ToAvs = "RecoveryToPrimary";

    // How the published failoverTypes of actions call the operations (SW).
    private static readonly Dictionary<string, string> FailoverTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [ActionNames.UnplannedFailover] = "UnplannedFailover",
        [ActionNames.PlannedFailover] = "PlannedFailover",
        [ActionNames.FailoverCommit] = "Commit",
        [ActionNames.FailoverCancel] = "CancelFailover",
        [ActionNames.ReProtect] = "ReverseReplicate",
    };

    public static List<PlanStep> Build(JObject plan, string action, string direction, bool scriptsRunAtFailback)
    {
        var steps = new List<PlanStep> { new() { Kind = PlanStepKind.Check, Name = CheckTask, FriendlyName = "Prerequisites check for recovery plan" } };
        int boot = 0;
        foreach (JToken group in plan["groups"] as JArray ?? [])
        {
            steps.AddRange(Actions(group["startGroupActions"], action, direction, scriptsRunAtFailback));
            string type = group.Text("groupType") ?? "Boot";
            List<PlanMember> members = [.. (group["replicationProtectedItems"] as JArray ?? []).Select(i => new PlanMember { ItemId = i.Text("id") ?? string.Empty })];
            if (type == "Boot")
            {
                boot++;
            }

            if (members.Count > 0)
            {
                string number = boot.ToString(CultureInfo.InvariantCulture);
                steps.Add(new PlanStep { Kind = PlanStepKind.Group, Name = GroupTask + number, FriendlyName = "Group " + number, GroupType = type, Members = members });
            }

            steps.AddRange(Actions(group["endGroupActions"], action, direction, scriptsRunAtFailback));
        }

        return steps;
    }

    private static IEnumerable<PlanStep> Actions(JToken? actions, string action, string direction, bool scriptsRunAtFailback) =>
        (actions as JArray ?? []).OfType<JObject>()
            .Where(a => Has(a["failoverTypes"], FailoverTypes[action]) && Has(a["failoverDirections"], direction))
            .Select(a =>
            {
                bool manual = a["customDetails"].Text("instanceType") == "ManualActionDetails";
                return new PlanStep
                {
                    Kind = manual ? PlanStepKind.Manual : PlanStepKind.Script,
                    Name = manual ? ManualTask : ScriptTask,
                    FriendlyName = a.Text("actionName") ?? string.Empty,
                    Action = (JObject)a.DeepClone(),
                    Skipped = !manual && direction == ToAvs && !scriptsRunAtFailback,
                };
            });

    private static bool Has(JToken? values, string value) => (values as JArray)?.Any(v => string.Equals((string?)v, value, StringComparison.OrdinalIgnoreCase)) == true;
}
