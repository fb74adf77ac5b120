using AvsFailback.Asr;

namespace AvsFailback.Readiness.Rules;

/// <summary>The service offers the commit, and it is the commit of a failback: the same word on an item that was failed over to Azure would make that final.</summary>
internal sealed class C04CommitIsAllowed() : ReadinessRule("C04", "Site Recovery allows the commit of the failback now", ReadinessStep.Commit)
{
    public override bool MayBeIgnored => false;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        ReplicatedItem item = facts.Item;
        string evidence = $"state '{item.ProtectionStateDescription}', allowed: {(item.AllowedOperations.Count == 0 ? "nothing" : string.Join(", ", item.AllowedOperations))}";
        if (item.Direction != ReplicationDirection.AzureToAvs)
        {
            return Blocks(facts, $"{evidence}; its last failover went to Azure", "Complete-AvsFailback commits failbacks to AVS only.");
        }

        if (item.IsBusy)
        {
            return NotApplicable(facts, "Site Recovery offers nothing while a job runs on the VM: see V07");
        }

        return ActionMetadata.IsOffered(FailbackAction.Commit, item)
            ? Passed(facts, evidence)
            : Blocks(facts, evidence, "See the item's phase: only what is FailedBack can be committed.");
    }
}
