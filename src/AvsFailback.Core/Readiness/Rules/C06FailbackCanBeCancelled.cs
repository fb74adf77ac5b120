using AvsFailback.Asr;

namespace AvsFailback.Readiness.Rules;

/// <summary>A modernized failback can still be cancelled, and failed back to another point; a classic one can't (failback-rules §1).</summary>
internal sealed class C06FailbackCanBeCancelled() : ReadinessRule("C06", "Another recovery point can still be chosen", ReadinessStep.Commit)
{
    public override ReadinessCheck Check(ReadinessFacts facts) =>
        facts.Item.Architecture != ReplicationArchitecture.Modernized ? NotApplicable(facts, "a classic failback can't be cancelled")
        : ActionMetadata.IsOffered(FailbackAction.CancelFailback, facts.Item) ? Passed(facts, "Undo-AvsFailback switches the Azure VM on again and resumes its replication; after the commit no more")
        : NotApplicable(facts, "Site Recovery doesn't allow to cancel now");
}
