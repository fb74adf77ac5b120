namespace AvsFailback.Readiness.Rules;

/// <summary>
/// A member of a named classic replication group goes with its plan only: Microsoft's own cmdlets refuse the single failover and
/// commit (asr-contract §4.2). A group whose name is a GUID is none. It is reprotected to AVS whole (failback-rules §4), and a
/// group that no plan holds whole can't be failed back after that.
/// </summary>
internal sealed class V16ReplicationGroupGoesTogether() : ReadinessRule("V16", "A replication group goes together, by its recovery plan", ReadinessStep.Failback, ReadinessStep.Commit, ReadinessStep.Reprotection)
{
    public override bool MayBeIgnored => false;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        ReplicatedItem item = facts.Item;
        if (item.Architecture != ReplicationArchitecture.Classic || item.ReplicationGroup is not { } group)
        {
            return NotApplicable(facts, "in no named replication group");
        }

        if (facts.Step == ReadinessStep.Reprotection)
        {
            return BeforeReprotect(facts, group);
        }

        if (facts.Plan is not { } plan)
        {
            return Blocks(facts, $"{item.Name} is in the replication group {group}, and can't go alone", "Name the recovery plan that holds the whole group: -RecoveryPlan (Get-AvsRecoveryPlan shows the plans). A plan that also has modernized VMs has to be split first.");
        }

        return facts.GroupOutsidePlan.Count == 0
            ? Passed(facts, $"the whole group {group} is in the plan {plan.Name}")
            : Blocks(facts, $"the plan {plan.Name} lacks {string.Join(", ", facts.GroupOutsidePlan)} of the replication group {group}", "Add them to the plan in the portal: the group has one common state.");
    }

    private ReadinessCheck BeforeReprotect(ReadinessFacts facts, string group) =>
        !facts.ReprotectsToAvs || facts.Group is not { } known ? NotApplicable(facts, "its group isn't reprotected to AVS")
        : known.Missing.Count > 0 ? Blocks(facts, $"{facts.Item.Name} is in the replication group {group}, which is reprotected whole; {string.Join(", ", known.Missing)} {(known.Missing.Count == 1 ? "is" : "are")} missing", "Name all VMs of the group in one command, or their recovery plan: -RecoveryPlan.")
        : known.Plan is null ? Warns(facts, $"no recovery plan holds the whole replication group {group}, and only by one can it be failed back", "Make a plan with all VMs of the group in the portal before its failback.")
        : Passed(facts, $"the plan {known.Plan} holds the whole group {group}");
}
