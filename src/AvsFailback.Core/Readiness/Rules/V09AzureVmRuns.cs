namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The Azure VM runs and its mobility agent gives signs of life: the last data comes from it. Where it isn't known which VM a
/// classic item has, its agent's heartbeat shows that it lives. A reprotect to AVS needs it on as well (error 78093); the
/// heartbeat that is shown then may still be that of the lost VM in AVS.
/// </summary>
internal sealed class V09AzureVmRuns() : ReadinessRule("V09", "The Azure VM runs, and its agent gives signs of life", ReadinessStep.Failback, ReadinessStep.Reprotection)
{
    public override ReadinessScope Scope => ReadinessScope.Whole;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        if (!facts.FailsBack && !facts.ReprotectsToAvs)
        {
            return NotApplicable(facts, facts.Step == ReadinessStep.Reprotection ? "the VM doesn't run in Azure" : "not replicated to AVS");
        }

        const string Start = "Start the VM in Azure (Start-AzVM) and the mobility services in it.";
        string beat = facts.AgentSilence is { } silence ? $"the agent's heartbeat {Words.Span(silence)} ago" : "no heartbeat of the agent is reported";
        switch (facts.AzureVm)
        {
            case { Finding: AzureVmFinding.Gone }:
                return Blocks(facts, facts.AzureVm.Explanation, "See V10.");
            case { Finding: AzureVmFinding.Found, Vm: { PowerState: AzurePowerState.Unknown } vm }:
                return NotKnown(facts, $"the power state of {vm.Id} isn't reported", "Look at the VM in the portal.");
            case { Finding: AzureVmFinding.Found, Vm: { PowerState: not AzurePowerState.Running } vm }:
                return Blocks(facts, $"{vm.Name} is {vm.PowerState} in Azure{(facts.ReprotectsToAvs ? ", and a VM that doesn't run can't be replicated" : string.Empty)}", Start);
        }

        if (facts.ReprotectsToAvs)
        {
            return facts.AzureVm is { Finding: AzureVmFinding.Found, Vm: { } running }
                ? Passed(facts, $"{running} {facts.AzureVm.Explanation}")
                : ByHand(facts, facts.AzureVm.Explanation, "Look in the portal whether the Azure VM runs.", ReadinessSeverity.Block);
        }

        if (facts.AgentSilence is null)
        {
            return NotKnown(facts, beat, "Look whether the mobility services run in the Azure VM.");
        }

        if (!facts.IsAgentAlive)
        {
            return Blocks(facts, $"the agent in the Azure VM has been silent for {Words.Span(facts.AgentSilence.Value)}", Start);
        }

        return facts.AzureVm is { Finding: AzureVmFinding.Found, Vm: { } found }
            ? Passed(facts, $"{found} {facts.AzureVm.Explanation}, {beat}")
            : ByHand(facts, $"{beat}, but {facts.AzureVm.Explanation}", "Look in the portal whether the Azure VM runs.", ReadinessSeverity.Block);
    }
}
