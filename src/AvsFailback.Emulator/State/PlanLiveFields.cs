using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>What of a recovery plan follows its members: the providers, and what the plan allows.</summary>
internal sealed class PlanLiveFields(ItemBook items)
{
    // The published operations of plans that the emulator's items can allow (SW; EX ReplicationRecoveryPlans_*).
    private static readonly string[] Operations = ["PlannedFailover", "UnplannedFailover", "TestFailover", "Commit", "CancelFailover"];

    public void Attach(ArmResource plan)
    {
        plan.LiveStep = TimeSpan.FromTicks(1);
        plan.Live = (resource, _) => Write(resource.Properties);
    }

    /// <summary>Ids of a plan's members, group by group.</summary>
    public static IEnumerable<string> MemberIds(JObject properties) => (properties["groups"] as JArray ?? [])
        .SelectMany(g => g["replicationProtectedItems"] as JArray ?? [])
        .Select(i => i.Text("id")).OfType<string>();

    /// <summary>A member whom another plan, or an earlier run, has failed over already is skipped (D:concepts-recovery-plans; rules §5).</summary>
    public static bool IsDone(ReplicatedItem item) => item.Stage is ItemStage.FailedBack or ItemStage.FailedOver;

    private void Write(JObject properties)
    {
        ReplicatedItem[] members = [.. MemberIds(properties).Select(items.Find).OfType<ReplicatedItem>()];
        properties["replicationProviders"] = Json.Array(members.Select(m => m.InstanceType).Distinct(StringComparer.Ordinal));
        // INFERRED: a plan allows what each of its members allows; one that needs no failover any more is no hindrance to it.
        properties["allowedOperations"] = Json.Array(Operations.Where(o =>
            members.Any(m => Allows(m, o)) && members.All(m => Allows(m, o) || (o.EndsWith("plannedFailover", StringComparison.OrdinalIgnoreCase) && IsDone(m)))));
    }

    private static bool Allows(ReplicatedItem item, string operation) =>
        !item.Resource.IsHeld && (item.Properties["allowedOperations"] as JArray)?.Any(o => string.Equals((string?)o, operation, StringComparison.Ordinal)) == true;
}
