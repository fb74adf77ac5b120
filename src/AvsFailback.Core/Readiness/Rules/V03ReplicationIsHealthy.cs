using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>
/// Replication and failover health are not critical; the service's own advice is given word for word. Before the reprotect to
/// AVS critical health is a warning: the copy may heal it, and the failback would be stopped by it.
/// </summary>
internal sealed class V03ReplicationIsHealthy() : ReadinessRule("V03", "The replication is healthy", ReadinessStep.Failback, ReadinessStep.Reprotection)
{
    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        ReplicatedItem item = facts.Item;
        if (facts.Step == ReadinessStep.Reprotection && !facts.ReprotectsToAvs)
        {
            return NotApplicable(facts, "no failback follows");
        }

        HealthStatus worst = item.ReplicationHealth > item.FailoverHealth ? item.ReplicationHealth : item.FailoverHealth;
        string evidence = $"replication {item.ReplicationHealth}, failover {item.FailoverHealth}";
        if (item.HealthErrors.Count > 0)
        {
            evidence += "; " + string.Join("; ", item.HealthErrors.Select(e => e.ToString()));
        }

        string remedy = string.Join(" ", item.HealthErrors.Select(e => e.RecommendedAction).Where(a => a.Length > 0));
        return worst switch
        {
            HealthStatus.Critical when facts.ReprotectsToAvs => Warns(facts, evidence, $"As long as it is so, the failback after the reprotect is stopped by this rule. {remedy}".TrimEnd()),
            HealthStatus.Warning when facts.ReprotectsToAvs => Passed(facts, evidence),
            HealthStatus.Critical => Blocks(facts, evidence, remedy.Length > 0 ? remedy : "See the item's health in the portal."),
            HealthStatus.Warning => Warns(facts, evidence, remedy),
            _ => Passed(facts, evidence),
        };
    }
}
