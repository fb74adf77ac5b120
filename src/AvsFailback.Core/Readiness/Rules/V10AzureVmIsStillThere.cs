using System;

namespace AvsFailback.Readiness.Rules;

/// <summary>The Azure VM is there, where it was: one that was migrated, moved to another resource group or deleted can't be failed back.</summary>
internal sealed class V10AzureVmIsStillThere() : ReadinessRule("V10", "The Azure VM is still there, neither migrated nor moved", ReadinessStep.Failback, ReadinessStep.Reprotection)
{
    public override ReadinessScope Scope => ReadinessScope.Whole;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        if (!facts.FailsBack && !facts.ReprotectsToAvs)
        {
            return NotApplicable(facts, facts.Step == ReadinessStep.Reprotection ? "the VM doesn't run in Azure" : "not replicated to AVS");
        }

        // INFERRED from the names of states in the published examples.
        if (facts.Item.ProtectionState.IndexOf("Migrat", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            return Blocks(facts, $"its migration was completed: '{facts.Item.ProtectionStateDescription}'", "It can't be failed back. Protect the Azure VM as a new one, or copy its data.");
        }

        return facts.AzureVm.Finding switch
        {
            AzureVmFinding.Found => Passed(facts, $"{facts.AzureVm.Vm!.Id} {facts.AzureVm.Explanation}"),
            AzureVmFinding.Gone => Blocks(facts, facts.AzureVm.Explanation, "A VM that was deleted or moved can't be failed back. Move it back to its resource group, or restore it under its name."),
            _ when facts.ReprotectsToAvs => ByHand(facts, facts.AzureVm.Explanation, "Look in the portal whether the VM is in the resource group that it was failed over to.", ReadinessSeverity.Block),
            // The failback can go without it; its commit can't, and it is better known before.
            _ when facts.IsAgentAlive => NotKnown(facts, $"the agent lives, but {facts.AzureVm.Explanation}", $"Look in the portal whether the VM is in the resource group that it was failed over to. The commit has to know it: {C02AzureVmIsShutDown.RemedyFor(facts.Item.Name)}", ReadinessSeverity.Warn),
            _ => NotKnown(facts, facts.AzureVm.Explanation, $"Look in the portal which VM it is, and whether it is there. {C02AzureVmIsShutDown.RemedyFor(facts.Item.Name)}"),
        };
    }
}
