using System.Collections.Generic;
using System.Linq;
using AvsFailback.Engine;
using AvsFailback.Vault;

namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The failback's job is completed. <c>CompletedWithInformation</c> comes with harmless renames (asr-contract §2). Where it is described otherwise, as
/// PartiallySucceeded or Skipped, and in the job of a plan, the VM's own tasks decide. A job that isn't listed any more (the list goes back 7 days) leaves
/// it to the item's own state.
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

        FailbackJobTask? own = JobFinder.IsOfPlan(job) ? new PlanTasks(job, [facts.Item]).Of(facts.Item) : null;
        if (!(own?.IsSuccessful ?? job.IsSuccessful))
        {
            return Blocks(facts, evidence + FailuresOf(job, own), Remedy);
        }

        if (!job.IsSuccessful || job.IsSuccessInPart)
        {
            return Warns(facts, $"{evidence}; {(own is null ? "its tasks ended well" : $"its tasks for {facts.Item.Name} ended well")}", string.Empty);
        }

        return job.State == JobState.CompletedWithInformation || IsInformation(job.StateDescription)
            ? Warns(facts, $"{evidence}{ErrorsOf(job.Errors)}", string.Empty)
            : Passed(facts, evidence);
    }

    private const string Remedy = "See the job's errors with Get-AvsJob; fail the VM back again, or cancel the failback with Undo-AvsFailback (modernized).";

    private static bool IsInformation(string description) => string.Equals(description, nameof(JobState.CompletedWithInformation), System.StringComparison.OrdinalIgnoreCase);

    private static string FailuresOf(FailbackJob job, FailbackJobTask? own)
    {
        IEnumerable<FailbackJobTask> failed = (own is null ? job.Tasks : [own]).Where(task => !task.IsSuccessful && task.State != JobState.Skipped);
        return $"{string.Concat(failed.Select(task => "; " + task))}{ErrorsOf(own?.Errors ?? job.Errors)}";
    }

    private static string ErrorsOf(IReadOnlyList<JobError> errors) => string.Concat(errors.Select(error => "; " + error));

    private static string NextStep(ReplicationPhase phase) => phase switch
    {
        ReplicationPhase.FailedOver => "This is a failover to Azure that isn't committed. To bring the VM home, use Enable-AvsReprotection -CommitFailover.",
        ReplicationPhase.ReadyToFailBack => "Fail it back first: Start-AvsFailback.",
        ReplicationPhase.Committed => "It is committed already. Protect it again with Enable-AvsReprotection.",
        _ => "Fail it back first.",
    };
}
