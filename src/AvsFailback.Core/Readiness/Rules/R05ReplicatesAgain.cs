namespace AvsFailback.Readiness.Rules;

/// <summary>After the reprotect to Azure: how far the first copy and the first recovery point are. Something to wait for, nothing that blocks.</summary>
internal sealed class R05ReplicatesAgain() : ReadinessRule("R05", "The VM replicates to Azure again", ReadinessStep.Reprotection)
{
    public override ReadinessCheck Check(ReadinessFacts facts) => facts.Item.Phase switch
    {
        ReplicationPhase.Protected => Passed(facts, facts.Item.ProtectionStateDescription),
        ReplicationPhase.ReplicatingToAzure => Finding(
            facts, ReadinessStatus.Failed, ReadinessSeverity.Info, $"{facts.Item.ProtectionStateDescription}{(facts.Item.ReplicationProgress is { } percent ? $", {percent} %" : string.Empty)}", "Wait until the VM is Protected."),
        _ => NotApplicable(facts, "not reprotected to Azure yet"),
    };
}
