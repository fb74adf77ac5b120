using AvsFailback.Asr;

namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The service offers the reprotect, and the failover before it is committed. The service offers it before the commit too and
/// would commit silently, deleting the Azure VM (asr-contract §4.1): here that is refused.
/// </summary>
internal sealed class R02ReprotectIsAllowed() : ReadinessRule("R02", "The failover is committed and Site Recovery allows the reprotect", ReadinessStep.Reprotection)
{
    public override bool MayBeIgnored => false;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        ReplicatedItem item = facts.Item;
        string evidence = $"{item.Phase}; state '{item.ProtectionStateDescription}', allowed: {(item.AllowedOperations.Count == 0 ? "nothing" : string.Join(", ", item.AllowedOperations))}";
        if (item is { IsBusy: true, Phase: ReplicationPhase.RunningInAzure or ReplicationPhase.Committed })
        {
            return NotApplicable(facts, "Site Recovery offers nothing while a job runs on the VM: see V07");
        }

        return item.Phase switch
        {
            ReplicationPhase.RunningInAzure or ReplicationPhase.Committed when PhaseRules.OffersReprotect(item) => Passed(facts, evidence),
            ReplicationPhase.FailedBack => Blocks(facts, evidence, "The failback isn't committed, and a reprotect would commit it silently. Commit it with Complete-AvsFailback, or cancel it with Undo-AvsFailback (modernized)."),
            ReplicationPhase.FailedOver => Blocks(facts, evidence, "The failover to Azure isn't committed. Enable-AvsReprotection -CommitFailover commits it and continues."),
            ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReadyToFailBack => Blocks(facts, evidence, "It is reprotected already: it replicates to AVS."),
            ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Protected => Blocks(facts, evidence, "It is protected already: it replicates to Azure."),
            _ => Blocks(facts, evidence, "Wait for the running job, or see what the item's health errors say."),
        };
    }
}
