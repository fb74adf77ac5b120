using System.Linq;
using AvsFailback.Engine;

namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The failback's job is completed. <c>CompletedWithInformation</c> comes with harmless renames (asr-contract §2). A job that
/// isn't listed any more (the list goes back 7 days, 200 jobs) leaves it to the item's own state.
/// </summary>
internal sealed class C01FailoverJobEndedWell() : ReadinessRule("C01", "The failback's job is completed", ReadinessStep.Commit)
{
    public override bool MayBeIgnored => false;

    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        if (facts.FailoverJob is not { } job)
        {
            return facts.Item.Phase == ReplicationPhase.FailedBack
                ? Warns(facts, $"its job isn't listed any more; the item says '{facts.Item.ProtectionStateDescription}'", string.Empty)
                : Blocks(facts, $"there is no failback to commit: the item says '{facts.Item.ProtectionStateDescription}'", NextStep(facts.Item.Phase));
        }

        string evidence = $"{job.DisplayName} {job.StateDescription} (job {job.Name})";
        if (job.IsRunning)
        {
            return Blocks(facts, evidence, $"Wait for it: Get-AvsJob -Id {job.Name} | Wait-AvsJob.");
        }

        if (job.State == JobState.CompletedWithInformation)
        {
            return Warns(facts, $"{evidence}{string.Concat(job.Errors.Select(e => "; " + e))}", string.Empty);
        }

        return job.State == JobState.Succeeded
            ? Passed(facts, evidence)
            : Blocks(facts, evidence, "See the job's errors with Get-AvsJob; fail the VM back again, or cancel the failback with Undo-AvsFailback (modernized).");
    }

    private static string NextStep(ReplicationPhase phase) => phase switch
    {
        ReplicationPhase.FailedOver => "This is a failover to Azure that isn't committed. To bring the VM home, use Enable-AvsReprotection -CommitFailover.",
        ReplicationPhase.ReadyToFailBack => "Fail it back first: Start-AvsFailback.",
        ReplicationPhase.Committed => "It is committed already. Protect it again with Enable-AvsReprotection.",
        _ => "Fail it back first.",
    };
}
