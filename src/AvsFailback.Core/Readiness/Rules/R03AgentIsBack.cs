namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The mobility agent has registered again: up to 15 minutes after the AVS VM boots. Something to wait for, not to fail on.
/// Modernized items tell it by a flag; the heartbeat of either architecture stays the Azure VM's last one (asr-contract §4.2).
/// </summary>
internal sealed class R03AgentIsBack() : ReadinessRule("R03", "The mobility agent has registered after the failback", ReadinessStep.Reprotection)
{
    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        ReplicatedItem item = facts.Item;
        if (item.Direction != ReplicationDirection.AzureToAvs)
        {
            return NotApplicable(facts, "the VM runs in Azure");
        }

        const string Remedy = "It takes up to 15 minutes after the VM's boot in AVS; Enable-AvsReprotection waits for it.";
        if (item.Architecture == ReplicationArchitecture.Classic)
        {
            return Finding(facts, ReadinessStatus.Unknown, ReadinessSeverity.Info, "Site Recovery shows no sign of it for a classic VM: the reprotect's own answer does", "Enable-AvsReprotection tries until the agent is there (-AgentTimeout): it takes up to 15 minutes after the VM's boot in AVS.");
        }

        return item.IsAgentRegistered switch
        {
            true => Passed(facts, "registered"),
            false => Warns(facts, "not registered yet", Remedy),
            null => Finding(facts, ReadinessStatus.Unknown, ReadinessSeverity.Warn, "not reported", Remedy),
        };
    }
}
