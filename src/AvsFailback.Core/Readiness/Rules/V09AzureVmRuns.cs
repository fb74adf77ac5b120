namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The Azure VM runs and its mobility agent gives signs of life: the last data comes from it. Where it isn't known which VM a
/// classic item has, its agent's heartbeat shows that it lives.
/// </summary>
internal sealed class V09AzureVmRuns() : ReadinessRule("V09", "The Azure VM runs, and its agent gives signs of life", ReadinessStep.Failback)
{
    public override ReadinessScope Scope => ReadinessScope.Whole;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        if (!facts.FailsBack)
        {
            return NotApplicable(facts, "not replicated to AVS");
        }

        const string Start = "Start the VM in Azure (Start-AzVM) and the mobility services in it.";
        string beat = facts.AgentSilence is { } silence ? $"the agent's heartbeat {Words.Span(silence)} ago" : "no heartbeat of the agent is told";
        switch (facts.AzureVm)
        {
            case { Finding: AzureVmFinding.Gone }:
                return Blocks(facts, facts.AzureVm.Explanation, "See V10.");
            case { Finding: AzureVmFinding.Found, Vm: { PowerState: AzurePowerState.Unknown } vm }:
                return NotKnown(facts, $"the power state of {vm.Id} isn't told", "Look at the VM in the portal.");
            case { Finding: AzureVmFinding.Found, Vm: { PowerState: not AzurePowerState.Running } vm }:
                return Blocks(facts, $"{vm.Name} is {vm.PowerState} in Azure", Start);
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
