using System.Globalization;

namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The VM has a recovery point. The service lists none for modernized items in this direction: it makes the point when the
/// job starts, so there V02 decides (asr-contract §5).
/// </summary>
internal sealed class V05RecoveryPointExists() : ReadinessRule("V05", "The VM has at least one recovery point", ReadinessStep.Failback)
{
    public override bool MayBeIgnored => false;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        if (facts.Item.Direction != ReplicationDirection.AzureToAvs)
        {
            return NotApplicable(facts, "not replicated to AVS");
        }

        if (facts.RecoveryPoints is not { } points)
        {
            return facts.Item.Architecture == ReplicationArchitecture.Modernized
                ? NotApplicable(facts, "the recovery point is made when the failback starts")
                : Finding(facts, ReadinessStatus.Unknown, ReadinessSeverity.Block, "the recovery points weren't read", "Try again.");
        }

        if (points.Count == 0)
        {
            return facts.Item.Architecture == ReplicationArchitecture.Modernized
                ? NotApplicable(facts, "the recovery point is made when the failback starts")
                : Blocks(facts, $"{facts.Item.Name} has no recovery point", "Wait for the first one: crash-consistent points come every 5 minutes once the first copy is complete. If none comes, see the item's health.");
        }

        return Passed(facts, string.Format(CultureInfo.InvariantCulture, "{0}{3} {1}, the latest of {2:yyyy-MM-dd HH:mm:ss}Z", points.Count, points.Count == 1 ? "point" : "points", points[0].Time.UtcDateTime, facts.HasMorePoints ? " or more" : string.Empty));
    }
}
