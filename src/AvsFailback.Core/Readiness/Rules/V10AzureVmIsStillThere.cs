using System;

namespace AvsFailback.Readiness.Rules;

/// <summary>The Azure VM is there, where it was: one that was migrated, moved to another resource group or deleted can't be failed back.</summary>
internal sealed class V10AzureVmIsStillThere() : ReadinessRule("V10", "The Azure VM is still there, neither migrated nor moved", ReadinessStep.Failback)
{
    public override ReadinessScope Scope => ReadinessScope.Whole;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        if (!facts.FailsBack)
        {
            return NotApplicable(facts, "not replicated to AVS");
        }

        // INFERRED from the names of states in the published examples.
        if (facts.Item.ProtectionState.IndexOf("Migrat", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            return Blocks(facts, $"its migration was completed: '{facts.Item.ProtectionStateDescription}'", "It can't be failed back. Protect the Azure VM anew, or copy its data.");
        }

        return facts.AzureVm.Finding switch
        {
            AzureVmFinding.Found => Passed(facts, $"{facts.AzureVm.Vm!.Id} {facts.AzureVm.Explanation}"),
            AzureVmFinding.Gone => Blocks(facts, facts.AzureVm.Explanation, "A VM that was deleted or moved can't be failed back. Move it back to its resource group, or restore it under its name."),
            _ when facts.IsAgentAlive => ByHand(facts, $"the agent lives, but {facts.AzureVm.Explanation}", "Look in the portal whether the VM is in the resource group that it was failed over to.", ReadinessSeverity.Block),
            _ => NotKnown(facts, facts.AzureVm.Explanation, "Look in the portal which VM it is, and whether it is there; Test-AvsFailback -AzureVM takes its resource id."),
        };
    }
}
