namespace AvsFailback.Readiness.Rules;

/// <summary>The VM has been reprotected and replicates to AVS: its direction is from Azure.</summary>
internal sealed class V01ReverseReplicationIsOn() : ReadinessRule("V01", "The VM is reprotected: it replicates from Azure to AVS", ReadinessStep.Failback)
{
    public override bool MayBeIgnored => false;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        ReplicatedItem item = facts.Item;
        string evidence = Describe(item);
        if (item.Direction == ReplicationDirection.AzureToAvs)
        {
            return Passed(facts, evidence);
        }

        string remedy = item.Phase switch
        {
            ReplicationPhase.RunningInAzure => "Reprotect it first: Enable-AvsReprotection.",
            ReplicationPhase.FailedOver => "Commit the failover to Azure and reprotect it first: Enable-AvsReprotection -CommitFailover.",
            ReplicationPhase.ReplicatingToAvs => "Its reprotect is under way: wait for that job.",
            ReplicationPhase.Protected or ReplicationPhase.ReplicatingToAzure => "It runs in AVS already; there is nothing to fail back.",
            _ => "Only VMs that run in Azure and are replicated to AVS can be failed back.",
        };
        return Blocks(facts, evidence, remedy);
    }

    private static string Describe(ReplicatedItem item) => item.Direction switch
    {
        ReplicationDirection.AvsToAzure when item.Phase is ReplicationPhase.RunningInAzure or ReplicationPhase.FailedOver => "it runs in Azure since its failover to Azure, and isn't replicated to AVS",
        ReplicationDirection.AvsToAzure => "it replicates to Azure, not to AVS",
        ReplicationDirection.AzureToAvs => "it replicates from Azure to AVS",
        _ => "its direction isn't known",
    };
}
