using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>Follows the job that a run waits for, to its end.</summary>
internal sealed class JobPoller(AvsVault vault, IEngineObserver observer, EngineOptions options, AgentGate agent)
{
    // A job may be readable only a moment after it was accepted; longer than this it isn't lag.
    private static readonly TimeSpan AppearsWithin = TimeSpan.FromMinutes(5);

    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly IClock _clock = vault.Connection.Clock;
    private readonly ConcurrentDictionary<ArmId, bool> _started = new();

    // Runs whose item has been seen to name the job that runs on it: one that it names no more has ended.
    private readonly ConcurrentDictionary<ItemRun, bool> _naming = new();
    private readonly ConcurrentDictionary<ItemRun, DateTimeOffset> _readAt = new();
    private readonly JobFinder _jobs = new(vault.Connection.Service, vault.Connection.Clock);

    /// <summary>Whether this engine started the job.</summary>
    public bool HasStarted(ArmId job) => _started.ContainsKey(job);

    /// <summary>The service has accepted the run's request.</summary>
    public void Started(ItemRun run, FailbackAction action, StartedOperation operation, ArmId id)
    {
        _started[id] = true;
        var job = new FailbackJob
        {
            Id = id,
            State = JobState.NotStarted,
            StateDescription = nameof(JobState.NotStarted),
            Action = action,
            ReadAt = _clock.UtcNow,
            Vault = vault,
        };
        run.Resolve();
        run.Follow(job, action, operation, _clock.UtcNow);
        _readAt[run] = _clock.UtcNow;
        observer.Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.ActionAccepted, Action = action, JobId = id, JobState = JobState.NotStarted, Text = $"{ActionMetadata.Describe(action)} started (job {id.Name})" });
        observer.Note(run, $"{run.Item.Name}: {ActionMetadata.Describe(action)} started (job {id.Name}).");
    }

    /// <summary>When a job that was just accepted is looked at.</summary>
    public DateTimeOffset FirstLook(ItemRun run) => _clock.UtcNow + EngineOptions.Pace(run.Operation?.RetryAfter, options.JobInterval);

    /// <summary>
    /// Sees by the cycle's list of items whether the active job goes on, so that the job itself is read only where the list
    /// can't tell.
    /// </summary>
    public async Task<StepResult> SeeAsync(ItemRun run, ReplicatedItem seen, PollCycle cycle, CancellationToken cancellationToken)
    {
        FailbackJob job = run.ActiveJob!;
        DateTimeOffset now = _clock.UtcNow;
        bool isNamed = seen.RunningJobId == job.Id;
        if (isNamed)
        {
            _naming[run] = true;
        }

        run.See(seen);
        // What a failback did is told by its job (rule C01); of the others the item shows it.
        if (!isNamed && ShowsItsEnd(run.ActiveAction, seen.Phase))
        {
            run.Update(job with { State = JobState.Succeeded, StateDescription = nameof(JobState.Succeeded), ReadAt = now });
            return await SawAsync(run, cancellationToken);
        }

        bool isCopying = IsCopying(run.ActiveAction, seen.Phase);
        bool isUsual = isNamed || isCopying || (!_naming.ContainsKey(run) && seen.Phase != ActionMetadata.LeadsTo(run.ActiveAction));
        bool isLong = now - run.WaitingSince > EngineOptions.LimitOf(run.ActiveAction) || (!isNamed && !isCopying && now - ReadAt(run) > options.JobRecheck);
        if (isUsual && !isLong && (isNamed || !await cycle.IsTroubledAsync(job.Id, cancellationToken)))
        {
            return StepResult.WaitUntil(now + options.JobInterval, TextOf(run, seen, job));
        }

        return await LookAsync(run, cancellationToken);
    }

    private static bool ShowsItsEnd(FailbackAction action, ReplicationPhase phase) =>
        action is not FailbackAction.FailBack and not FailbackAction.CancelFailback and not FailbackAction.None && phase == ActionMetadata.LeadsTo(action);

    private static string TextOf(ItemRun run, ReplicatedItem seen, FailbackJob job) =>
        seen.ReplicationProgress is { } percent ? $"{seen.ProtectionStateDescription} ({percent} %)"
        : run.ActiveAction == FailbackAction.None ? job.ToString()
        : ActionMetadata.Describe(run.ActiveAction);

    /// <summary>
    /// Sees by the cycle's list of jobs under way whether a plan's job goes on, so that of several plans only the job that has
    /// ended, or waits for a person, is read.
    /// </summary>
    public async Task<StepResult> SeePlanAsync(ItemRun run, PollCycle cycle, CancellationToken cancellationToken)
    {
        List<FailbackJob> running = await cycle.RunningJobsAsync(cancellationToken);
        DateTimeOffset now = _clock.UtcNow;
        // A full list may have left it out.
        if (running.Count >= JobFinder.MostListed || now - run.WaitingSince > EngineOptions.LimitOf(run.ActiveAction) || now - ReadAt(run) > options.JobRecheck
            || running.Find(job => job.Id == run.ActiveJob!.Id) is not { State: JobState.NotStarted or JobState.InProgress } job)
        {
            return await LookAsync(run, cancellationToken);
        }

        return StepResult.WaitUntil(now + options.JobInterval, run.Waiting);
    }

    private DateTimeOffset ReadAt(ItemRun run) => _readAt.GetOrAdd(run, run.WaitingSince);

    // Whether its job has ended or not yet, a VM that copies is on its way.
    private static bool IsCopying(FailbackAction action, ReplicationPhase phase) =>
        (action == FailbackAction.ReprotectToAvs && phase == ReplicationPhase.ReplicatingToAvs) || (action == FailbackAction.ReprotectToAzure && phase == ReplicationPhase.ReplicatingToAzure);

    /// <summary>Looks at the active job.</summary>
    public async Task<StepResult> LookAsync(ItemRun run, CancellationToken cancellationToken)
    {
        ArmId id = run.ActiveJob!.Id;
        _readAt[run] = _clock.UtcNow;
        FailbackJob? job = await _service.FindJobAsync(id, cancellationToken)
            ?? (run.Request.OwnJob == id || run.ActiveAction == FailbackAction.None || _clock.UtcNow - run.WaitingSince > AppearsWithin
                ? await ConfirmedReads.JobAsync(_service, _clock, id, run.ActiveJob.StartTime, cancellationToken) : null);
        if (job is null && (run.Request.OwnJob == id || run.ActiveAction == FailbackAction.None))
        {
            // An earlier start or somebody else had begun it, and the vault has forgotten it since: the item tells how it is.
            run.Unfollow();
            return StepResult.Continue;
        }

        if (job is null)
        {
            return await LookAtOperationAsync(run, cancellationToken);
        }

        run.Update(job);
        return await SawAsync(run, cancellationToken);
    }

    /// <summary>What follows from the active job's last read.</summary>
    public async Task<StepResult> SawAsync(ItemRun run, CancellationToken cancellationToken)
    {
        if (run.ActiveJob is { } job)
        {
            if (run.Request.UntilStarted && run.ActiveAction is not FailbackAction.None and not FailbackAction.CommitFailover)
            {
                return StepResult.Settle(RunOutcome.Started);
            }

            if (_clock.UtcNow - run.WaitingSince > EngineOptions.LimitOf(run.ActiveAction))
            {
                return await OverLimitAsync(run, job, cancellationToken);
            }

            ReportSuspension(run, job);
            return StepResult.WaitUntil(
                _clock.UtcNow + EngineOptions.Pace(job.RetryAfter, options.JobInterval),
                job.State == JobState.Suspended ? SuspendedText : job.CurrentTask ?? job.StateDescription);
        }

        run.WaitAfresh(_clock.UtcNow);
        TellEnded(run, run.EndedJob!);
        if (run.EndedJob is { IsSuccessful: false } ended && ended.Id == run.Request.PriorJob?.Id)
        {
            throw Errors.JobFailed(ended, ended.Action, run.Item, run.Target);
        }

        return run.LastJob is { IsSuccessful: false } failed && failed.Id == run.LastEndedJobId ? await AfterFailureAsync(run, failed, cancellationToken) : StepResult.Continue;
    }

    /// <summary>Says once that a person must act, and what to do.</summary>
    private void ReportSuspension(ItemRun run, FailbackJob job)
    {
        if (job.State != JobState.Suspended || run.Waiting == SuspendedText)
        {
            return;
        }

        observer.Tell(run, new FailbackRunEvent
        {
            Kind = FailbackRunEventKind.JobSuspended,
            Action = run.ActiveAction,
            JobId = job.Id,
            JobState = job.State,
            Text = job.ManualAction is { } action ? $"{job}: waits for a person at the manual action '{action.DisplayName}'" : $"{job}: waits for a person",
            NextStep = $"Resume-AvsJob -Id {job.Name}",
        });
        observer.Warn(run, (job with { Vault = vault }).TextOfSuspension(isFollowed: true));
    }

    private void TellEnded(ItemRun run, FailbackJob job)
    {
        IReadOnlyList<ReplicatedItem> items = run.Request.Unit is PlanTarget plan ? plan.Members : [run.Item];
        // A VM by itself follows its plan's job after a restart, and where somebody else has begun it.
        PlanTasks? tasks = JobFinder.IsOfPlan(job) ? new PlanTasks(job, items) : null;
        bool isTold = false;
        foreach (ReplicatedItem item in items)
        {
            FailbackJobTask? own = tasks?.Of(item);
            if (own?.IsSuccessful ?? job.IsSuccessful)
            {
                TellPoint(run, item, job);
            }

            if (own is not null)
            {
                isTold |= run.Request.Unit is ItemTarget;
                observer.Tell(run, Ended(job, own.State, own.StartTime, own.EndTime, own.Errors) with { ItemId = item.Id, Name = item.Name, Text = $"{job.DisplayName} of {item.Name}, by {job.TargetName}: {own.State}" });
            }
        }

        if (!isTold)
        {
            observer.Tell(run, Ended(job, job.State, job.StartTime, job.EndTime, JobError.Once(job.Errors.Concat(job.Tasks.SelectMany(task => task.Errors)))));
        }
    }

    private static FailbackRunEvent Ended(FailbackJob job, JobState state, DateTimeOffset? start, DateTimeOffset? end, IReadOnlyList<JobError> errors) => new()
    {
        Kind = FailbackRunEventKind.JobEnded,
        Action = job.Action,
        JobId = job.Id,
        JobState = state,
        JobStart = start,
        JobEnd = end,
        Errors = errors,
        Text = $"{job}",
    };

    /// <summary>The point that a failback went to; each VM of a plan goes to one of its own. A job need not tell any (asr-contract §6).</summary>
    private void TellPoint(ItemRun run, ReplicatedItem item, FailbackJob job)
    {
        if (job.Action == FailbackAction.FailBack && job.RecoveryPointTimeOf.TryGetValue(item.Id.Name, out DateTimeOffset point))
        {
            observer.Tell(run, new FailbackRunEvent
            {
                Kind = FailbackRunEventKind.RecoveryPointSeen,
                ItemId = item.Id,
                Name = item.Name,
                RecoveryPointTime = point,
                RecoveryPointSource = RecoveryPointSource.Job,
                Text = $"went back to its recovery point of {Words.Instant(point)}",
            });
        }
    }

    private const string SuspendedText = "Suspended: waits for a person";

    /// <summary>The job can't be read yet: the operation's status tells whether it goes on (asr-contract §2).</summary>
    private async Task<StepResult> LookAtOperationAsync(ItemRun run, CancellationToken cancellationToken)
    {
        TimeSpan? retryAfter = null;
        string why = run.Waiting;
        if (run.Operation is { StatusUri: not null } operation)
        {
            try
            {
                OperationStatus status = await _service.GetOperationStatusAsync(operation, cancellationToken);
                retryAfter = status.RetryAfter;
                why = status.Status;
            }
            catch (ServiceException e) when (e.Status == 404)
            {
                // It may be known a moment later than it was accepted, as the job itself.
            }
        }

        if (_clock.UtcNow - run.WaitingSince > AppearsWithin)
        {
            return await LeaveJobAsync(run, cancellationToken)
                ?? (run.Item.RunningJobId == run.ActiveJob!.Id && _clock.UtcNow - run.WaitingSince <= EngineOptions.LimitOf(run.ActiveAction)
                    ? StepResult.WaitUntil(_clock.UtcNow + options.JobInterval, "Its job can't be read, and the VM says that it runs")
                    : throw Errors.JobGone(run));
        }

        return StepResult.WaitUntil(_clock.UtcNow + EngineOptions.Pace(retryAfter, options.SettleInterval), why);
    }

    /// <summary>A job takes longer than any should. One in a state that nobody knows may have ended long ago.</summary>
    private async Task<StepResult> OverLimitAsync(ItemRun run, FailbackJob job, CancellationToken cancellationToken) =>
        (job.State == JobState.Other ? await LeaveJobAsync(run, cancellationToken) : null) ?? throw Errors.TimedOut(run);

    /// <summary>
    /// How a job ended can't be learnt: what it did shows on the item, which tells from now on. Null where it shows nothing; the item's phase is a
    /// fresh one all the same.
    /// </summary>
    private async Task<StepResult?> LeaveJobAsync(ItemRun run, CancellationToken cancellationToken)
    {
        FailbackJob job = run.ActiveJob!;
        FailbackAction action = run.ActiveAction;
        ReplicatedItem item = await run.ReadAsync(_service, _clock, cancellationToken);
        bool isDone = action != FailbackAction.None && (item.Phase == ActionMetadata.LeadsTo(action) || IsCopying(action, item.Phase));
        if (item.RunningJobId == job.Id || !isDone)
        {
            return null;
        }

        observer.Warn(run, $"{item.Name}: how the job {job.Name} ended isn't known ({job.StateDescription}), but {item.Name} is {item.Phase}.");
        run.Unfollow();
        return StepResult.Continue;
    }

    /// <summary>A job of the run's own failed. That is an error, unless the agent is only late or the item moved on meanwhile.</summary>
    private async Task<StepResult> AfterFailureAsync(ItemRun run, FailbackJob failed, CancellationToken cancellationToken)
    {
        if (run.ActiveAction == FailbackAction.ReprotectToAzure && failed.State == JobState.Failed && AgentGate.IsAgentMissing(failed))
        {
            return agent.AfterFailure(run, failed);
        }

        // The list first: a job that ends between the two reads shows in one of them.
        List<FailbackJob> running = await _jobs.ListRunningAsync(cancellationToken);
        ReplicatedItem item = await run.ReadAsync(_service, _clock, cancellationToken);
        string? other = OtherScenario(run.Request, item, failed, running);
        // A failed failback is undone by the service itself (failback-rules §7): that is no other controller's work.
        bool isUndone = run.ActiveAction == FailbackAction.FailBack && other is not null && ActionMetadata.IsDoneBy(FailbackAction.CancelFailback, other);
        bool mayLookAgain = failed.State == JobState.Failed && !isUndone && run.Overtaken < options.MaxResends;
        if (mayLookAgain && (other is not null || HasMovedOn(run, item.Phase)))
        {
            // Two controllers at once do no harm: ours failed its preflight, the other's went through (design §4).
            observer.Note(run, $"{item.Name}: {failed}, but the item is {item.Phase} now; looking again.");
            run.CountOvertaken();
            run.Disown();
            return StepResult.Continue;
        }

        if (mayLookAgain && await _jobs.FindOverlappingAsync(run.Request.Unit, run.Request.PlanName, item, failed, cancellationToken) is { } inTheWay)
        {
            observer.Note(run, $"{item.Name}: {failed}, while {inTheWay} was under way; looking again.");
            run.CountOvertaken();
            run.Disown();
            return StepResult.Continue;
        }

        throw Errors.JobFailed(run, failed);
    }

    /// <summary>Whether the action is no longer the item's next step: another controller has made it, or another one.</summary>
    private static bool HasMovedOn(ItemRun run, ReplicationPhase phase)
    {
        Transition next = FailbackTransitions.Next(phase, run.Request.Goal);
        return next.Kind is TransitionKind.Reached or TransitionKind.Passed or TransitionKind.Wait
            || (next.Kind == TransitionKind.Act && FailbackTransitions.PhaseFor(run.ActiveAction) != phase);
    }

    /// <summary>The scenario of another job that runs on the item, whether the item names it or only the list shows it (design §4); null if none does.</summary>
    private static string? OtherScenario(ItemRequest request, ReplicatedItem item, FailbackJob failed, List<FailbackJob> running) =>
        item.RunningJobId is { } named && named != failed.Id ? item.RunningScenario ?? string.Empty
        : JobFinder.RunningOn(request.Unit, item, running.Where(job => job.Id != failed.Id)) is { } job ? job.Scenario
        : running.Find(other => JobFinder.IsOfPlan(other, request.PlanName))?.Scenario;
}
