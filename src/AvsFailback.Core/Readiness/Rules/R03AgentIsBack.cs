namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The mobility agent has registered again: up to 15 minutes after the AVS VM boots. Something to wait for, not to fail on.
/// Modernized items tell it by a flag; their heartbeat stays the Azure VM's last one (asr-contract §4.2).
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
            return item.AgentHeartbeat is { } beat && item.LastFailoverTime is { } failover && beat > failover
                ? Passed(facts, $"heartbeat {Words.Instant(beat)}, after the failback")
                : Finding(facts, ReadinessStatus.Unknown, ReadinessSeverity.Warn, item.AgentHeartbeat is { } last ? $"last heartbeat {Words.Instant(last)}" : "no heartbeat reported", Remedy);
        }

        return item.IsAgentRegistered switch
        {
            true => Passed(facts, "registered"),
            false => Warns(facts, "not registered yet", Remedy),
            null => Finding(facts, ReadinessStatus.Unknown, ReadinessSeverity.Warn, "not reported", Remedy),
        };
    }
}
