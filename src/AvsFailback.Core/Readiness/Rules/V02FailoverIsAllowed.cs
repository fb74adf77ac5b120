using AvsFailback.Asr;

namespace AvsFailback.Readiness.Rules;

/// <summary>The service offers the failover that brings this item back.</summary>
internal sealed class V02FailoverIsAllowed() : ReadinessRule("V02", "Site Recovery allows the failback now", ReadinessStep.Failback)
{
    public override bool MayBeIgnored => false;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        ReplicatedItem item = facts.Item;
        if (item.Direction != ReplicationDirection.AzureToAvs)
        {
            // UnplannedFailover on an item that replicates to Azure is a failover, no failback.
            return Blocks(facts, "no failback in this direction", "See V01.");
        }

        if (item.IsBusy)
        {
            return NotApplicable(facts, "Site Recovery offers nothing while a job runs on the VM: see V07");
        }

        string evidence = $"state '{item.ProtectionStateDescription}', allowed: {(item.AllowedOperations.Count == 0 ? "nothing" : string.Join(", ", item.AllowedOperations))}";
        if (ActionMetadata.IsOffered(FailbackAction.FailBack, item))
        {
            return Passed(facts, evidence);
        }

        string remedy = item.Phase switch
        {
            ReplicationPhase.ReplicatingToAvs => "Wait until the copy to AVS is complete and the item is ReadyToFailBack.",
            ReplicationPhase.FailingBack => "A failback is under way: wait for its job.",
            ReplicationPhase.FailedBack => "It has been failed back: commit it with Complete-AvsFailback, or cancel with Undo-AvsFailback (modernized).",
            ReplicationPhase.Committed => "It has been failed back and committed: protect it again with Enable-AvsReprotection.",
            _ => "See the item's health errors and running jobs.",
        };
        return Blocks(facts, evidence, remedy);
    }
}
