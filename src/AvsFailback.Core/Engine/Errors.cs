using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Asr;
using AvsFailback.Runs;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>The sentences with which a run fails: what is wrong, and what to do next.</summary>
internal static class Errors
{
    public static FailbackException CannotGoOn(ItemRun run, Transition transition) => CannotGoOn(run.Item, run.Request.Goal, transition, run.Target);

    /// <summary>The table has no way on that the command may take.</summary>
    public static FailbackException CannotGoOn(ReplicatedItem item, FailbackGoal goal, Transition transition, object? target)
    {
        string busy = item.RunningJobId is { } held ? $" {item.RunningScenario} is running on it (job {held.Name})." : string.Empty;
        string message = $"{item.Name} {transition.Reason}{(item.PhaseReason is { } why ? $": {why}" : string.Empty)} ({item.Phase}).{busy}";
        string next = transition.Kind switch
        {
            _ when item.RunningJobId is { } job => $"Wait for it and try again: Get-AvsJob -Id {job.Name} | Wait-AvsJob.",
            TransitionKind.Act => $"The next step is to {ActionMetadata.Describe(transition.Action)}: {ActionMetadata.Cmdlet(transition.Action)}.",
            TransitionKind.Wait => "Wait for it: Get-AvsJob shows the running jobs, Get-AvsReplicatedItem the phase.",
            TransitionKind.Passed => item.Phase switch
            {
                ReplicationPhase.FailedBack => "It is uncommitted: commit it with Complete-AvsFailback, or cancel it with Undo-AvsFailback (modernized).",
                ReplicationPhase.Committed => "Protect it again with Enable-AvsReprotection.",
                _ => "There is nothing to do.",
            },
            _ when item.Phase == ReplicationPhase.Faulted => "See its health errors (Get-AvsReplicatedItem | Format-List) and its last job (Get-AvsJob), and repair the replication in the portal.",
            _ when goal == FailbackGoal.FailbackCancelled => "Only a failback that isn't committed can be cancelled.",
            _ => "See the item in the portal.",
        };
        return new FailbackException($"Is{item.Phase}", FailbackErrorCategory.InvalidState, message, next, target ?? item.Name);
    }

    public static FailbackException NotReady(ItemRun run, FailbackAction action, FailbackReadiness readiness) => NotReady(readiness, action, run.Target);

    /// <summary>Rules block the step.</summary>
    public static FailbackException NotReady(FailbackReadiness readiness, FailbackAction action, object? target)
    {
        ReadinessCheck first = readiness.Blocking[0];
        return new FailbackException(
            $"NotReady{first.RuleId}",
            FailbackErrorCategory.NotReady,
            $"{readiness.Name} isn't ready to {ActionMetadata.Describe(action)}: {string.Join(" ", readiness.Reasons.Select(check => $"{check.RuleId}: {check.Evidence.TrimEnd('.')}."))}",
            string.Join(" ", readiness.Reasons.Select(check => check.Remedy).Where(remedy => remedy.Length > 0).Distinct()),
            target ?? readiness.Name);
    }

    /// <summary>The service doesn't offer the action: a veto, whatever the table says (design §4).</summary>
    public static FailbackException NotOffered(ReplicatedItem item, FailbackAction action, object? target) => new(
        "NotAllowedNow",
        FailbackErrorCategory.InvalidState,
        $"Site Recovery doesn't allow to {ActionMetadata.Describe(action)} {item.Name} now: {(item is { IsBusy: true, RunningJobId: { } job } ? $"{item.RunningScenario} is running on it (job {job.Name})" : $"its state is '{item.ProtectionStateDescription}', allowed is {(item.AllowedOperations.Count == 0 ? "nothing" : string.Join(", ", item.AllowedOperations))}")}.",
        item is { IsBusy: true, RunningJobId: { } running } ? $"Wait for it and try again: Get-AvsJob -Id {running.Name} | Wait-AvsJob." : "See the item's health errors and its running jobs.",
        target ?? item.Name);

    public static FailbackException NoCancelOnClassic(ItemRun run) => NoCancelOnClassic(run.Item, run.Target);

    /// <summary>Classic failbacks have no undo (failback-rules §1).</summary>
    public static FailbackException NoCancelOnClassic(ReplicatedItem item, object? target) => new(
        "NoCancelOnClassic",
        FailbackErrorCategory.NotSupported,
        $"{item.Name} is replicated by the classic architecture, whose failback can't be cancelled.",
        "Commit it with Complete-AvsFailback once it works in AVS. To go back to Azure afterwards, reprotect it and fail it over.",
        target ?? item.Name);

    public static FailbackException JobRunning(ItemRun run, FailbackJob job) => new(
        "JobRunning",
        FailbackErrorCategory.InvalidState,
        $"Another job is running on {run.Item.Name}: {job} (job {job.Name}).",
        $"Wait for it and try again: Get-AvsJob -Id {job.Name} | Wait-AvsJob.",
        run.Target)
    { Job = job };

    public static FailbackException JobFailed(ItemRun run, FailbackJob job) => JobFailed(job, run.ActiveAction, run.Item, run.Target);

    /// <summary>A job ended badly; the service's texts are given word for word.</summary>
    public static FailbackException JobFailed(FailbackJob job, FailbackAction action, ReplicatedItem? item, object? target)
    {
        string what = action == FailbackAction.None ? (job.DisplayName.Length == 0 ? "The job" : job.DisplayName) : $"To {ActionMetadata.Describe(action)}";
        string name = item?.Name ?? job.TargetName;
        if (job.State == JobState.Cancelled)
        {
            return new FailbackException("JobCancelled", FailbackErrorCategory.Service, $"{what} {name} was cancelled (job {job.Name}).", "If that was not intended, run the command again.", target ?? name) { Job = job };
        }

        JobError[] all = job.Errors.Count > 0 ? [.. job.Errors] : [.. job.Tasks.SelectMany(task => task.Errors)];
        JobError[] telling = [.. all.Where(error => !ServiceWords.GenericErrors.Contains(error.Code))];
        JobError? first = telling.Concat(all).FirstOrDefault();
        return new FailbackException(
            "JobFailed",
            FailbackErrorCategory.Service,
            $"{what} {name} failed (job {job.Name}{(job.State == JobState.Failed ? string.Empty : $", which ended as {job.StateWord}")}){(first is null ? "." : $": {first}")}",
            first?.RecommendedAction is { Length: > 0 } advice ? advice : "See the job's errors: Get-AvsJob.",
            target ?? name)
        { Job = job, ServiceErrors = telling.Length > 0 ? telling : all };
    }

    public static FailbackException AgentNotRegistered(ItemRun run, FailbackJob job) => new(
        "AgentNotRegistered",
        FailbackErrorCategory.Service,
        $"The mobility agent of {run.Item.Name} hasn't registered within {Words.Span(run.Request.AgentTimeout)} after the failback (job {job.Name}): {(job.Errors.Count > 0 ? job.Errors[0].ToString() : job.StateDescription)}",
        "See that the VM runs in AVS, that its mobility service runs, and that it reaches the configuration server or appliance; then run Enable-AvsReprotection again (-AgentTimeout waits longer).",
        run.Target)
    { Job = job, ServiceErrors = job.Errors };

    public static FailbackException TimedOut(ItemRun run) => new(
        "TimedOut",
        FailbackErrorCategory.Timeout,
        run.ActiveJob is { } job
            ? $"{run.Item.Name}: {job} {StillOpen(job)} after the time that this command waits (job {job.Name})."
            : $"{run.Item.Name} is {run.Item.Phase} ({run.Item.ProtectionStateDescription}) after the time that this command waits.",
        run.ActiveJob is { } running
            ? $"{ToWaitFurther(running)} {(running.State == JobState.Suspended ? "Then" : "Or")} rerun the command: it continues with that job."
            : "Rerun the command to wait further.",
        run.Target)
    { Job = run.ActiveJob };

    /// <summary>A job at a manual action does nothing until somebody resumes it.</summary>
    private static string StillOpen(FailbackJob job) => job.State == JobState.Suspended ? "still waits for a person" : "continues in Azure";

    private static string ToWaitFurther(FailbackJob job) => job.State == JobState.Suspended
        ? $"When the manual action is done: Resume-AvsJob -Id {job.Name}."
        : $"To wait further: Get-AvsJob -Id {job.Name} | Wait-AvsJob.";

    public static FailbackException ItemGone(ItemRun run) => new(
        "ItemGone",
        FailbackErrorCategory.NotFound,
        $"{run.Item.Name} is no longer in the vault ({run.Item.Id}).",
        "Its replication was disabled or removed meanwhile. See Get-AvsReplicatedItem.",
        run.Target);

    public static FailbackException JobGone(ItemRun run) => new(
        "JobGone",
        FailbackErrorCategory.Service,
        $"The vault doesn't know the job {run.ActiveJob?.Name} of {run.Item.Name}.",
        "Rerun the command: it looks at the item itself.",
        run.Target)
    { Job = run.ActiveJob };

    /// <summary>A job that was there is known to the vault no longer.</summary>
    public static FailbackException JobGone(FailbackJob job, object? target) => new(
        "JobGone",
        FailbackErrorCategory.NotFound,
        $"The vault has not known the job {job.Name} ({job}) for {Words.Span(JobWaiter.UnknownFor)}: how it ended isn't known.",
        "See what it did on the VM itself: Get-AvsReplicatedItem. Then rerun the command of the step, which looks at the VM first.",
        target ?? job.Name)
    { Job = job };

    /// <summary>A job hasn't ended within the time that a command waits for it.</summary>
    public static FailbackException JobTimedOut(FailbackJob job, object? target) => new(
        "TimedOut",
        FailbackErrorCategory.Timeout,
        $"{job} {StillOpen(job)} after the time that this command waits (job {job.Name}).",
        ToWaitFurther(job),
        target ?? job.Name)
    { Job = job };

    public static FailbackException NoEffect(ItemRun run, FailbackJob done) => new(
        "NoEffect",
        FailbackErrorCategory.Service,
        $"{done} (job {done.Name}), but {run.Item.Name} is still {run.Item.Phase} ({run.Item.ProtectionStateDescription}).",
        "See the item in the portal before you try again.",
        run.Target)
    { Job = done };

    /// <summary>Somebody else has undone what the run did.</summary>
    public static FailbackException Undone(ItemRun run, FailbackAction action, FailbackJob done) => new(
        "UndoneByOthers",
        FailbackErrorCategory.InvalidState,
        $"{run.Item.Name} is {run.Item.Phase} again, although this run had succeeded to {ActionMetadata.Describe(action)} (job {done.Name}): somebody else has changed it since.",
        "Find out who works on it (Get-AvsJob), then run the command again if it is to be done once more.",
        run.Target)
    { Job = done };

    /// <summary>It can't be read, while the service answers else.</summary>
    public static FailbackException Unreadable(ItemRun run, FailbackException why, TimeSpan since) => new(
        "ItemUnreadable",
        FailbackErrorCategory.Service,
        $"{run.Item.Name} can't be read for {Words.Span(since)}, while the vault answers for others: {why.Message}{(run.ActiveJob is { } job ? $" Its job continues in Azure: {job} (job {job.Name})." : string.Empty)}",
        "See the item in the portal; then run the command again: it continues where the VM is.",
        run.Target,
        why)
    { Job = run.ActiveJob };

    /// <summary>All that is left waits, and nothing that runs can end that.</summary>
    public static FailbackException NothingEndsTheWait(ItemRun run) => new(
        "WaitsForNothing",
        FailbackErrorCategory.InvalidState,
        $"{run.Item.Name} was left where it is ({run.Item.Phase}): {run.Waiting}, and nothing in this run will end that wait.",
        "See the errors of the other VMs and what others do in the vault (Get-AvsJob), then run the command again: it continues where each VM is.",
        run.Target);

    /// <summary>A plan's request would take other VMs than those that were meant.</summary>
    public static FailbackException PlanHasOtherVms(RecoveryPlan plan, string what, string difference, object? target) => new(
        "PlanHasOtherVms",
        FailbackErrorCategory.NotReady,
        $"The recovery plan {plan.Name} isn't asked to {what}: its VMs aren't those that this command was given: {difference}. None of its VMs was touched.",
        "Look at the plan (Get-AvsRecoveryPlan), then run the command again: it checks all VMs that the plan has then.",
        target ?? plan.Name);

    /// <summary>A commit was approved for another failback than the one that the VM is in now.</summary>
    public static FailbackException NotApproved(ReplicatedItem item, object? target) => new(
        "CommitNotApproved",
        FailbackErrorCategory.NotReady,
        $"{item.Name} isn't committed: it isn't in the failback that the commit was approved for any more{(item.LastFailoverTime is { } began ? $" (its failback began {Words.Instant(began)})" : string.Empty)}. Somebody else has worked on it since.",
        "Look at the VM in AVS, then run the command again: it asks about the failback that the VM is in now.",
        target ?? item.Name);

    /// <summary>Each time that it was checked, the checks took so long that they were worth nothing any more.</summary>
    public static FailbackException TooSlow(ItemRun run, FailbackAction action) => new(
        "VaultTooSlow",
        FailbackErrorCategory.Connection,
        $"{run.Item.Name} was left where it is ({run.Item.Phase}): the vault answers so slowly that what was checked was out of date each time, before the request to {ActionMetadata.Describe(action)} could be sent.",
        "Nothing was asked for. Rerun the command once Azure answers faster; many commands at once are throttled together.",
        run.Target);

    public static FailbackException AnswersKeepBeingLost(ItemRun run, PendingRequest lost) => new(
        "AnswersLost",
        FailbackErrorCategory.Connection,
        $"The answers to '{ActionMetadata.Describe(lost.Action)}' of {run.Item.Name} keep being lost, and none of the requests left a trace in the vault.",
        "Check the network, then rerun the command: it looks in the vault first.",
        run.Target);

    /// <summary>Whether a VM was left alone because another one failed.</summary>
    public static bool IsForAnothers(FailbackException error) => error.ErrorId is "EarlierGroupFailed" or "StoppedAfterFailure" or "PlanStopped";

    /// <summary>A plan failed after it had brought one of its VMs back.</summary>
    public static FailbackException PlanFailedAfter(ItemRun run, RecoveryPlan plan, FailbackException why) => new(
        why.ErrorId,
        why.Category,
        $"{run.Item.Name} runs in AVS, not committed: the plan {plan.Name} had brought it back before it failed. {why.Message}",
        why.NextStep,
        run.Target,
        why);

    /// <summary>A group isn't begun after one before it failed.</summary>
    public static FailbackException EarlierGroupFailed(ItemRun run, ItemRun failed) => new(
        "EarlierGroupFailed",
        FailbackErrorCategory.InvalidState,
        $"{run.Item.Name} was left alone: {failed.Item.Name}, of a wave before it, failed.",
        $"Fix {failed.Item.Name}, then rerun the command: it resumes where each VM is.",
        run.Target);

    /// <summary>A plan's own request takes all of its VMs; one of them can't go.</summary>
    public static FailbackException PlanStopped(ItemRun run, RecoveryPlan plan, ItemRun failed) => new(
        "PlanStopped",
        FailbackErrorCategory.InvalidState,
        $"{run.Item.Name} was left where it is ({run.Item.Phase}): it goes with the plan {plan.Name}, and {failed.Item.Name} of that plan failed.",
        $"Fix {failed.Item.Name}, then rerun the command. To fail the others back without it, one by one: -OnFailure Continue.",
        run.Target);

    /// <summary>All VMs of a plan have to be attached to their servers at once, and one server would get too many.</summary>
    public static FailbackException PlanNeedsMoreRoom(RecoveryPlan plan, string server, int disks, int most, object? target) => new(
        "PlanNeedsMoreRoom",
        FailbackErrorCategory.NotReady,
        $"The plan {plan.Name} brings {disks} disks to the server {server}, which can have {most} attached; a plan is failed back as one.",
        "Spread its VMs over several master targets or appliances (-Placement), or split the plan.",
        target ?? plan.Name);

    /// <summary>The failover to Azure isn't committed, and nobody said that it shall be.</summary>
    public static FailbackException FailoverUncommitted(ReplicatedItem item, object? target) => new(
        "IsFailedOver",
        FailbackErrorCategory.InvalidState,
        $"{item.Name} has been failed over to Azure, and that failover isn't committed: it can still be moved to another recovery point.",
        "Once it runs as it should in Azure, give -CommitFailover, which commits that failover first.",
        target ?? item.Name);

    /// <summary>Nothing new is begun after a failure.</summary>
    public static FailbackException StoppedAfterFailure(ItemRun run, ItemRun failed) => new(
        "StoppedAfterFailure",
        FailbackErrorCategory.InvalidState,
        $"{run.Item.Name} was left where it is ({run.Item.Phase}): {failed.Item.Name} failed, and nothing new is begun after a failure.",
        $"Fix {failed.Item.Name}, then rerun the command: it resumes where each VM is.",
        run.Target);

    /// <summary>A VM whose validation didn't pass isn't committed.</summary>
    public static FailbackException NotValidated(ItemRun run, string why) => new(
        "ValidationFailed",
        FailbackErrorCategory.NotReady,
        $"{run.Item.Name} isn't committed. {why}",
        "Fix what the validation found, then rerun the command: it validates again.",
        run.Target);

    /// <summary>
    /// A classic group goes by its plan's request only (V16), and that takes VMs that stand alike: whether the service would take it for the rest of them isn't
    /// known.
    /// </summary>
    public static FailbackException GroupIsSplit(RecoveryPlan plan, string what, IReadOnlyList<ReplicatedItem> members, IReadOnlyList<ReplicatedItem> open, object? target) => new(
        "GroupIsSplit",
        FailbackErrorCategory.InvalidState,
        $"The recovery plan {plan.Name} holds a replication group, which goes by the plan's own request only, and its VMs aren't in the same phase: {string.Join(", ", members.Select(member => $"{member.Name} is {member.Phase}"))}. None of them was touched ({what}).",
        $"Do this step for {string.Join(", ", open.Select(item => item.Name))} in the portal; then the plan continues here.",
        target ?? plan.Name);

    /// <summary>A plan with an unready VM is left alone whole.</summary>
    public static FailbackException PlanNotReady(RecoveryPlan plan, string what, IReadOnlyList<FailbackException> reasons, object? target) => new(
        reasons.All(reason => reason.ErrorId == reasons[0].ErrorId) ? reasons[0].ErrorId : "PlanNotReady",
        FailbackErrorCategory.NotReady,
        $"The recovery plan {plan.Name} isn't ready ({what}), and none of its VMs was touched: {string.Join(" ", reasons.Select(reason => reason.Message))}",
        string.Join(" ", reasons.Select(reason => reason.NextStep).Distinct()),
        target ?? plan.Name);
}
