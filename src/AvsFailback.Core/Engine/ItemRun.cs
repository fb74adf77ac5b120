using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Asr;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>One item or plan on its way to where a command wants it. Only the engine's steps change it, one at a time.</summary>
internal sealed class ItemRun(ItemRequest request, DateTimeOffset now)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WholeFor = TimeSpan.FromMinutes(15);

    private readonly Dictionary<FailbackAction, FailbackJob> _succeeded = [];
    private ReplicatedItem? _whole = request.Item.IsComplete ? request.Item : null;
    private readonly HashSet<FailbackAction> _effectsSeen = [];
    private bool _isUsed;
    private bool _isSearched;

    /// <summary>What is wanted.</summary>
    public ItemRequest Request { get; private set; } = request;

    /// <summary>The item as it was read last.</summary>
    public ReplicatedItem Item { get; private set; } = request.Item;

    /// <summary>The job that it waits for now; null if none.</summary>
    public FailbackJob? ActiveJob { get; private set; } = request.PriorJob is { IsRunning: true } job ? job
        : request.OwnJob is { } own ? new FailbackJob { Id = own, Action = request.OwnJobAction, State = JobState.NotStarted, TargetName = request.Item.Name, ReadAt = now, Vault = request.Item.Vault }
        : null;

    /// <summary>The last job of its own, running or ended; what the command gives out.</summary>
    public FailbackJob? LastJob { get; private set; }

    /// <summary>The job that ended last, its own or not.</summary>
    public FailbackJob? EndedJob { get; private set; }

    /// <summary>The id of the job that ended last, its own or not: an item may name it a moment longer.</summary>
    public ArmId? LastEndedJobId { get; private set; }

    /// <summary>The action that the active job does for this run; <see cref="FailbackAction.None"/> for a foreign job.</summary>
    public FailbackAction ActiveAction { get; private set; } = request.OwnJob is null ? FailbackAction.None : request.OwnJobAction;

    /// <summary>The operation behind the active job, where this run started it.</summary>
    public StartedOperation? Operation { get; private set; }

    /// <summary>The request of which it isn't known whether it arrived; null if none.</summary>
    public PendingRequest? Pending { get; private set; } = request.OpenRequest;

    /// <summary>Whether the pending request is one of an earlier start: it may be looked for, never sent again as it was.</summary>
    public bool IsPendingInherited { get; private set; } = request.OpenRequest is not null;

    /// <summary>How often a request was sent again for want of an answer.</summary>
    public int Resends { get; private set; }

    /// <summary>How often a job of its own failed because another's was in the way, since the last that succeeded.</summary>
    public int Overtaken { get; private set; }

    /// <summary>How often its checks took so long that they had to be made again, since it last asked for something.</summary>
    public int StaleChecks { get; private set; }

    /// <summary>When it was looked at last, before anything was checked.</summary>
    public DateTimeOffset LookedAt { get; private set; } = now;

    /// <summary>When it is looked at next, unless something wakes it before.</summary>
    public DateTimeOffset NextLook { get; private set; } = now;

    /// <summary>Whether something has happened that lets it continue: then it is looked at in the next poll cycle.</summary>
    public bool IsWoken { get; private set; }

    /// <summary>Whether it is looked at by itself when it is due, and not with the next list of many.</summary>
    public bool IsAtOwnPace { get; private set; }

    /// <summary>When it has to be seen to: at its next look, or at its deadline if that is sooner.</summary>
    public DateTimeOffset Due => Request.Deadline is { } deadline && deadline < NextLook ? deadline : NextLook;

    /// <summary>When what it waits for began: the job's start or the copy's.</summary>
    public DateTimeOffset WaitingSince { get; private set; } = now;

    /// <summary>What it waits for, for the progress display.</summary>
    public string Waiting { get; private set; } = string.Empty;

    /// <summary>Whether it was seen to copy to AVS, so that the moment at which that was done is known.</summary>
    public bool WasSeenCopying { get; private set; } = request.Item.Phase == ReplicationPhase.ReplicatingToAvs;

    /// <summary>Whether it waited for a first recovery point, so that it wasn't ready before this run.</summary>
    public bool HasWaitedForPoint { get; private set; }

    /// <summary>The action that a gate keeps it from; None while none does.</summary>
    public FailbackAction HeldBefore { get; private set; }

    /// <summary>When the gate that holds it ends that by itself; null where something else in the run has to.</summary>
    public DateTimeOffset? HeldUntil { get; private set; }

    /// <summary>Since when it can't be read, while the service answers else; null while it can.</summary>
    public DateTimeOffset? UnreadableSince { get; private set; }

    /// <summary>How it is over.</summary>
    public RunOutcome Outcome { get; private set; }

    /// <summary>Why it failed; null unless it did.</summary>
    public FailbackException? Error { get; private set; }

    /// <summary>What it failed at although it isn't over, as a validation whose failback is cancelled now; null unless it did.</summary>
    public FailbackException? Setback { get; private set; }

    /// <summary>Whether it failed, and not for another one's failure.</summary>
    public bool HasFailedItself => Setback is not null || (Outcome == RunOutcome.Failed && (Error is null || !Errors.IsForAnothers(Error)));

    /// <summary>When it was settled.</summary>
    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>Whether the observer knows that it is over.</summary>
    public bool IsReported { get; set; }

    /// <summary>Whether it is over.</summary>
    public bool IsSettled => Outcome != RunOutcome.Pending;

    /// <summary>Whether the command is at work on it: has asked for something, or adopted a job of that kind.</summary>
    public bool HasActed => LastJob is not null || Pending is not null;

    /// <summary>Whether the command has done something for it, by itself or by its plan.</summary>
    public bool HasBeenWorkedOn => HasActed || _succeeded.Count > 0;

    /// <summary>Whether something of it is known to run in Azure.</summary>
    public bool RunsInAzure => !IsSettled && (ActiveJob is not null
        || Item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.FailingBack or ReplicationPhase.ReplicatingToAzure);

    /// <summary>Whether it is acted on as a plan.</summary>
    public bool IsOfPlan => Request.Unit is PlanTarget;

    /// <summary>What the user knows it by.</summary>
    public object Target => Request.Target ?? Item.Name;

    /// <summary>Takes what a step gave; the only place that a step's result is written.</summary>
    public void Apply(StepResult result, DateTimeOffset now, TimeSpan pace)
    {
        IsWoken = false;
        if (result.Kind == StepKind.Continue)
        {
            return;
        }

        HeldBefore = result.Before;
        HeldUntil = result.Kind == StepKind.Hold ? result.When : null;
        IsAtOwnPace = result.IsAtOwnPace;
        if (result.Kind == StepKind.Settle)
        {
            Error = result.Error;
            Outcome = result.Outcome;
            SettledAt = now;
            return;
        }

        Waiting = result.Why;
        DateTimeOffset usual = now + pace;
        NextLook = result.Kind == StepKind.WaitUntil ? result.When!.Value : result.When is { } end && end < usual ? end : usual;
    }

    /// <summary>It is over, for a reason outside of its own steps.</summary>
    public void Settle(RunOutcome outcome, DateTimeOffset now) => Apply(StepResult.Settle(outcome), now, default);

    /// <summary>It failed, for a reason outside of its own steps.</summary>
    public void Fail(FailbackException error, DateTimeOffset now) => Apply(StepResult.Fail(error), now, default);

    /// <summary>Something has happened that may let it continue.</summary>
    public void Wake() => IsWoken = true;

    /// <summary>It counts as failed from now on, though it isn't over.</summary>
    public void SetBack(FailbackException error) => Setback = error;

    /// <summary>What a read showed.</summary>
    public void See(ReplicatedItem item)
    {
        Item = item;
        _effectsSeen.UnionWith(_succeeded.Keys.Where(action => ActionMetadata.LeadsTo(action) == item.Phase));
        if (item.IsComplete)
        {
            _whole = item;
        }

        WasSeenCopying |= item.Phase == ReplicationPhase.ReplicatingToAvs;
    }

    /// <summary>It couldn't be read, while the service answers else.</summary>
    public void SeeNothing(DateTimeOffset now) => UnreadableSince ??= now;

    /// <summary>All that a step had to know of it could be read.</summary>
    public void SeeAll() => UnreadableSince = null;

    /// <summary>It waits for its first recovery point.</summary>
    public void WaitForPoint() => HasWaitedForPoint = true;

    /// <summary>What it waits for next begins now.</summary>
    public void WaitAfresh(DateTimeOffset now) => WaitingSince = now;

    /// <summary>Whether the item was read whole just now, by the command that handed it over: then it isn't read again.</summary>
    public bool IsFresh(DateTimeOffset now) =>
        ReferenceEquals(Item, Request.Item) && !_isUsed && Item.IsComplete && now - Item.ReadAt < FreshFor;

    /// <summary>
    /// The item as a list shows it now, with the details of its last whole read; null if it has changed since, or that is long ago.
    /// What a reprotect is given doesn't change while the item's state doesn't.
    /// </summary>
    public ReplicatedItem? WholeAs(ReplicatedItem listed) =>
        _whole is { } whole && listed.ReadAt - whole.ReadAt < WholeFor && whole.Phase == listed.Phase && whole.Provider == listed.Provider && whole.ObjectId == listed.ObjectId
        && whole.ProtectionState == listed.ProtectionState && whole.AllowedOperations.SequenceEqual(listed.AllowedOperations)
            ? whole with { ReadAt = listed.ReadAt, RunningJobId = listed.RunningJobId, RunningScenario = listed.RunningScenario, IsAgentRegistered = listed.IsAgentRegistered, AgentHeartbeat = listed.AgentHeartbeat }
            : null;

    /// <summary>Whether the vault's list has still to be searched for a job that the item doesn't name; true once.</summary>
    public bool NeedsJobSearch()
    {
        bool isFirst = !_isSearched;
        _isSearched = true;
        return isFirst && !HasActed;
    }

    /// <summary>The item as it was handed over has been looked at; from now on it is read.</summary>
    public void Use(DateTimeOffset now) => (_isUsed, LookedAt) = (true, now);

    /// <summary>It is about to ask for something, or has asked and knows nothing of the answer.</summary>
    public void Await(PendingRequest pending) => Pending = pending;

    /// <summary>It is known what became of its request.</summary>
    public void Resolve()
    {
        Pending = null;
        IsPendingInherited = false;
    }

    /// <summary>A request is sent once more; how often that was.</summary>
    public int CountResend() => Resends += 1;

    /// <summary>Its checks took too long; how often that was.</summary>
    public int CountStale() => StaleChecks += 1;

    /// <summary>Another's job was in the way of its own, which failed for it.</summary>
    public void CountOvertaken() => Overtaken += 1;

    /// <summary>The item itself is at work on this job.</summary>
    public void Follow(FailbackJob job, FailbackAction action, StartedOperation? operation, DateTimeOffset now)
    {
        ActiveAction = action;
        Operation = operation;
        WaitingSince = now;
        StaleChecks = 0;
        Update(job);
    }

    /// <summary>What the active job's last read said.</summary>
    public void Update(FailbackJob job)
    {
        FailbackJob known = job with
        {
            ItemId = IsOfPlan ? null : Item.Id,
            PlanId = IsOfPlan ? Item.Id : null,
            Action = ActiveAction == FailbackAction.None ? job.Action : ActiveAction,
            TargetName = job.TargetName.Length == 0 ? Item.Name : job.TargetName,
        };
        ActiveJob = known.IsRunning ? known : null;
        if (!known.IsRunning)
        {
            EndedJob = known;
            LastEndedJobId = known.Id;
        }

        if (ActiveAction != FailbackAction.None)
        {
            LastJob = known;
            if (known.IsSuccessful)
            {
                _succeeded[ActiveAction] = known;
                Overtaken = 0;
            }
        }
    }

    /// <summary>A job that the item still names has ended; it no longer counts.</summary>
    public void Ignore(ArmId endedJob) => LastEndedJobId = endedJob;

    /// <summary>A job of this run failed because another had done the work; it isn't what the command gives out.</summary>
    public void Disown() => LastJob = null;

    /// <summary>The job with which this run did the action; null if it hasn't.</summary>
    public FailbackJob? SucceededJob(FailbackAction action) => _succeeded.TryGetValue(action, out FailbackJob? job) ? job : null;

    /// <summary>Whether the item has been seen where a job of this run brought it: if it isn't there any more, somebody else moved it.</summary>
    public bool HasSeenEffect(FailbackAction action) => _effectsSeen.Contains(action);

    /// <summary>A job of its plan did the action for it.</summary>
    public void Credit(FailbackAction action, FailbackJob job) => _succeeded[action] = job;

    /// <summary>The job that it followed can't be found; the item itself tells how it stands.</summary>
    public void Unfollow()
    {
        ActiveJob = null;
        ActiveAction = FailbackAction.None;
    }

    /// <summary>Something else is wanted of it from now on.</summary>
    public void Redirect(FailbackGoal goal, params FailbackAction[] actions)
    {
        Request = Request with { Goal = goal, Actions = actions };
        HeldBefore = FailbackAction.None;
        HeldUntil = null;
        Wake();
    }
}
