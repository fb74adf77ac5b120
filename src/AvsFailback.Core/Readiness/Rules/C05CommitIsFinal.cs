namespace AvsFailback.Readiness.Rules;

/// <summary>What the user has to know, which the prompt says too: the commit has no undo.</summary>
internal sealed class C05CommitIsFinal() : ReadinessRule("C05", "It is known that a commit is final", ReadinessStep.Commit)
{
    public override ReadinessCheck Check(ReadinessFacts facts) => facts.Item.Direction != ReplicationDirection.AzureToAvs
        ? NotApplicable(facts, "its last failover went to Azure")
        : ByHand(facts, $"the commit deletes the Azure VM{(facts.AzureVm.Vm is { } vm ? $" {vm.Name}" : string.Empty)} and all recovery points, without undo", "Commit once the VM works in AVS.", ReadinessSeverity.Info);
}
