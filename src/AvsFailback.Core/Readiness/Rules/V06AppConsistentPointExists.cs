using System;
using System.Globalization;
using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>Where an app-consistent point, or a certain one, is wanted, there is such a point, and its age is told.</summary>
internal sealed class V06AppConsistentPointExists() : ReadinessRule("V06", "The recovery point that is wanted exists", ReadinessStep.Failback)
{
    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        RecoveryPointChoice choice = facts.PointChoice;
        if (facts.Item.Direction != ReplicationDirection.AzureToAvs)
        {
            return NotApplicable(facts, "not replicated to AVS");
        }

        if (choice.PointId is null && choice.Type != RecoveryPointType.ApplicationConsistent)
        {
            return NotApplicable(facts, "the latest crash-consistent point is taken");
        }

        if (facts.Item.Architecture == ReplicationArchitecture.Modernized)
        {
            return Finding(facts, ReadinessStatus.Manual, ReadinessSeverity.Warn, "Azure doesn't show app-consistent points of this item", "See the age of its latest app-consistent point in the portal.");
        }

        RecoveryPoint? point = choice.PointId is { } id
            ? facts.RecoveryPoints?.FirstOrDefault(p => string.Equals(p.Name, id.Name, StringComparison.OrdinalIgnoreCase))
            : facts.RecoveryPoints?.FirstOrDefault(p => p.Type == RecoveryPointType.ApplicationConsistent);
        if (point is null)
        {
            return Blocks(facts, choice.PointId is null ? "there is no app-consistent point" : $"there is no point '{choice.PointId.Name}' any more", "Take the latest crash-consistent point (-RecoveryPoint Latest), or choose one of Get-AvsRecoveryPoint.");
        }

        TimeSpan age = facts.Now - point.Time;
        string evidence = string.Format(CultureInfo.InvariantCulture, "the point of {0:yyyy-MM-dd HH:mm:ss}Z, {1} old; what was written since is lost", point.Time.UtcDateTime, Words.Span(age));
        return age > ReadinessLimits.AppConsistentPoint ? Warns(facts, evidence, "The latest crash-consistent point loses less.") : Passed(facts, evidence);
    }
}
