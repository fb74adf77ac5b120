using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>How a run stands.</summary>
internal enum RunOutcome
{
    /// <summary>It goes on.</summary>
    Pending,

    /// <summary>The item was where it was wanted before anything was done.</summary>
    AlreadyThere,

    /// <summary>The job of its last action has started.</summary>
    Started,

    /// <summary>The item is where it was wanted.</summary>
    Reached,

    /// <summary>It failed for good.</summary>
    Failed,

    /// <summary>It is left where it stands on purpose: somebody else goes on, or nobody wants it to.</summary>
    Left,
}

/// <summary>A request that was sent and whose answer didn't come.</summary>
/// <param name="Action">What was asked for.</param>
/// <param name="ClientRequestId">The id that the request carried.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="ObjectId">What jobs called the item then; a reprotect that went through has renamed it.</param>
internal sealed record PendingRequest(FailbackAction Action, string ClientRequestId, DateTimeOffset SentAt, string? ObjectId);

/// <summary>One item on its way to where a command wants it. Only the engine changes it.</summary>
internal sealed class ItemRun(ItemRequest request, DateTimeOffset now)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WholeFor = TimeSpan.FromMinutes(15);

    private readonly Dictionary<FailbackAction, FailbackJob> _succeeded = [];
    private ReplicatedItem? _whole = request.Item.IsComplete ? request.Item : null;
    private bool _isUsed;
    private bool _isSearched;

    /// <summary>What is wanted.</summary>
    public ItemRequest Request { get; private set; } = request;

    /// <summary>The item as it was read last.</summary>
    public ReplicatedItem Item
    {
        get;
        set
        {
            field = value;
            if (value.IsComplete)
            {
                _whole = value;
            }

            WasSeenCopying |= value.Phase == ReplicationPhase.ReplicatingToAvs;
        }
    } = request.Item;

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

    /// <summary>The request whose answer was lost; null if none.</summary>
    public PendingRequest? Lost { get; set; } = request.OpenRequest;

    /// <summary>How often a request was sent again for want of an answer.</summary>
    public int Resends { get; set; }

    /// <summary>How often a job of its own was refused because another's was under way.</summary>
    public int Overtaken { get; set; }

    /// <summary>When it is looked at next.</summary>
    public DateTimeOffset NextLook { get; set; } = now;

    /// <summary>When it has to be seen to: at its next look, or at its deadline if that is sooner.</summary>
    public DateTimeOffset Due => Request.Deadline is { } deadline && deadline < NextLook ? deadline : NextLook;

    /// <summary>When what it waits for began: the job's start or the copy's.</summary>
    public DateTimeOffset WaitingSince { get; set; } = now;

    /// <summary>What it waits for, for the progress display.</summary>
    public string Waiting { get; set; } = string.Empty;

    /// <summary>When the window for the agent's registration ends; null before the first try.</summary>
    public DateTimeOffset? AgentWindowEnd { get; set; }

    /// <summary>When the wait for a first recovery point ends; null before it began.</summary>
    public DateTimeOffset? PointWindowEnd { get; set; }

    /// <summary>Whether a recovery point was seen, so that none has to be waited for.</summary>
    public bool HasPoint { get; set; }

    /// <summary>Whether it was seen to copy to AVS, so that the moment at which that was done is known.</summary>
    public bool WasSeenCopying { get; private set; } = request.Item.Phase == ReplicationPhase.ReplicatingToAvs;

    /// <summary>When recovery points are looked for next.</summary>
    public DateTimeOffset NextPointLook { get; set; }

    /// <summary>The action that it holds before, for its turn, for room or for an approval; None while nothing holds it.</summary>
    public FailbackAction HeldBefore { get; set; }

    /// <summary>Whether the item has been seen to name the job that runs on it: then one that it names no more has ended.</summary>
    public bool NamesItsJob { get; set; }

    /// <summary>When its active job was read last.</summary>
    public DateTimeOffset JobReadAt { get; set; } = now;

    /// <summary>When it began to wait for a job in the list to tell what it works on; null unless it does.</summary>
    public DateTimeOffset? NamelessSince { get; set; }

    /// <summary>Whether the one try after that window has been made.</summary>
    public bool HasMadeLastAgentTry { get; set; }

    /// <summary>How it stands.</summary>
    public RunOutcome Outcome { get; private set; }

    /// <summary>Why it failed; null unless it did.</summary>
    public FailbackException? Error { get; private set; }

    /// <summary>Whether it failed, and not for another one's failure.</summary>
    public bool HasFailedItself => Outcome == RunOutcome.Failed && (Error is null || !Errors.IsForAnothers(Error));

    /// <summary>When it was settled.</summary>
    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>Whether the observer knows that it is over.</summary>
    public bool IsTold { get; set; }

    /// <summary>Whether it is over.</summary>
    public bool IsSettled => Outcome != RunOutcome.Pending;

    /// <summary>Whether the command is at work on it: has asked for something, or adopted a job of that kind.</summary>
    public bool HasActed => LastJob is not null || Lost is not null;

    /// <summary>What the user knows it by.</summary>
    public object Target => Request.Target ?? Item.Name;

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
    public void Use() => _isUsed = true;

    /// <summary>The item itself is at work on this job.</summary>
    public void Follow(FailbackJob job, FailbackAction action, StartedOperation? operation, DateTimeOffset now)
    {
        ActiveAction = action;
        Operation = operation;
        WaitingSince = now;
        JobReadAt = now;
        Update(job);
    }

    /// <summary>What the active job's last read said.</summary>
    public void Update(FailbackJob job)
    {
        FailbackJob known = job with
        {
            ItemId = Request.Unit is PlanTarget ? null : Item.Id,
            PlanId = Request.Unit is PlanTarget ? Item.Id : null,
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
            }
        }
    }

    /// <summary>A job that the item still names has ended; it no longer counts.</summary>
    public void Ignore(ArmId endedJob) => LastEndedJobId = endedJob;

    /// <summary>A job of this run failed because another had done the work; it isn't what the command gives out.</summary>
    public void Disown() => LastJob = null;

    /// <summary>The job with which this run did the action; null if it hasn't.</summary>
    public FailbackJob? SucceededJob(FailbackAction action) => _succeeded.TryGetValue(action, out FailbackJob? job) ? job : null;

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
    }

    /// <summary>Reads how it stands.</summary>
    /// <exception cref="FailbackException">It is gone.</exception>
    public async Task<ReplicatedItem> ReadAsync(ISiteRecovery service, CancellationToken cancellationToken) =>
        await Request.Unit.ReadAsync(service, Item, cancellationToken) ?? throw Errors.ItemGone(this);

    /// <summary>It is over, well.</summary>
    public void Settle(RunOutcome outcome, DateTimeOffset now)
    {
        Outcome = outcome;
        SettledAt = now;
    }

    /// <summary>It is over, badly.</summary>
    public void Fail(FailbackException error, DateTimeOffset now)
    {
        Error = error;
        Settle(RunOutcome.Failed, now);
    }
}
