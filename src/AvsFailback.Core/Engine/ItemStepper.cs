using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Runs;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>Takes one item as far as it gets without waiting: looks at its job, at itself, and does what the table says is next.</summary>
internal sealed class ItemStepper(AvsVault vault, IEngineObserver observer, EngineOptions options, IRunDirector director, RecentPoints points)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly IClock _clock = vault.Connection.Clock;
    private readonly JobFinder _jobs = new(vault.Connection.Service, vault.Connection.Clock);
    private readonly JobPoller _watcher = new(vault, observer, options);
    private readonly ActionGuard _guard = new(vault, options, points);
    private readonly PendingRequests _lost = new(vault.Connection.Service, vault.Connection.Clock, observer, options);
    private readonly RecoveryPointGate _firstPoint = new(vault.Connection.Service, vault.Connection.Clock, options, points, observer);

    /// <summary>Goes on with the run until it is settled or has to wait.</summary>
    public async Task AdvanceAsync(ItemRun run, PollCycle cycle, CancellationToken cancellationToken)
    {
        try
        {
            while (!run.IsSettled && await StepAsync(run, cycle, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (FailbackException e) when (e is not ConnectionException and not ServiceException { Status: 401 })
        {
            run.Fail(e, _clock.UtcNow);
        }
    }

    /// <summary>One step; true to go on at once, false to wait for the run's next look.</summary>
    private async Task<bool> StepAsync(ItemRun run, PollCycle cycle, CancellationToken cancellationToken)
    {
        bool isOver = run.Request.Deadline is { } deadline && _clock.UtcNow >= deadline;
        if (run.ActiveJob is not null)
        {
            // A last look at the deadline: the job may have ended just before it.
            bool goesOn = !isOver && cycle.Listed(run.Item.Id) is { } seen && run.Request.Unit is ItemTarget ? await _watcher.SeeAsync(run, seen, cycle, cancellationToken)
                : !isOver && run.Request.Unit is PlanTarget && cycle.HasManyPlans ? await _watcher.SeePlanAsync(run, cycle, cancellationToken)
                : await _watcher.LookAsync(run, cancellationToken);
            return isOver && run.ActiveJob is not null && !run.IsSettled ? throw Errors.TimedOut(run) : goesOn;
        }

        if (isOver)
        {
            // One that waits for its turn, or goes with its plan, wasn't looked at for long.
            run.Item = cycle.Listed(run.Item.Id) ?? await run.ReadAsync(_service, cancellationToken);
            throw Errors.TimedOut(run);
        }

        if (run.Lost is { } lost)
        {
            return await _lost.DecideAsync(run, lost, cancellationToken) ?? await _watcher.SawAsync(run, cancellationToken);
        }

        ReplicatedItem item = run.IsFresh(_clock.UtcNow) ? run.Item : cycle.Listed(run.Item.Id) ?? await run.ReadAsync(_service, cancellationToken);
        run.Use();
        run.Item = item;
        if (item.RunningJobId is { } running && running != run.LastEndedJobId)
        {
            if (run.Request.Unit is ItemTarget && director.Follows(running))
            {
                run.Waiting = "Goes with its plan";
                run.NextLook = _clock.UtcNow + options.PhaseInterval;
                return false;
            }

            return await AdoptAsync(run, running, cancellationToken);
        }

        Transition next = FailbackTransitions.Next(item.Phase, run.Request.Goal);
        switch (next.Kind)
        {
            case TransitionKind.Reached when (run.HasActed || !run.Request.UntilStarted) && run.Request.Goal == FailbackGoal.ReadyToFailBack && await _firstPoint.MustWaitAsync(run, cancellationToken):
                return false;
            case TransitionKind.Reached:
                // One that was waited for, as after a stopped run, wasn't there already.
                run.Settle(run.HasActed || run.PointWindowEnd is not null ? RunOutcome.Reached : RunOutcome.AlreadyThere, _clock.UtcNow);
                return false;
            case TransitionKind.Passed when run.HasActed || run.Request.AcceptsPassed:
                run.Settle(RunOutcome.Reached, _clock.UtcNow);
                return false;
            case TransitionKind.Act when run.Request.Actions.Contains(next.Action):
                return await ActAsync(run, next.Action, cycle, cancellationToken);
            default:
                // An item that doesn't name its job looks as if it stood elsewhere: only the list tells, once for each run.
                return (run.NeedsJobSearch() ? await AdoptListedAsync(run, cycle, cancellationToken) : null)
                    ?? (next.Kind == TransitionKind.Wait ? WaitForPhase(run, item, next) : throw Errors.CannotGoOn(run, next));
        }
    }

    private bool WaitForPhase(ItemRun run, ReplicatedItem item, Transition next)
    {
        bool isOwnTail = run.HasActed || (item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReplicatingToAzure && run.Request.Actions.Contains(ActionBefore(item.Phase)));
        if (!isOwnTail && !run.Request.MayWait)
        {
            throw Errors.CannotGoOn(run, next);
        }

        if (isOwnTail && run.Request.UntilStarted)
        {
            run.Settle(run.HasActed ? RunOutcome.Reached : RunOutcome.AlreadyThere, _clock.UtcNow);
            return false;
        }

        if (_clock.UtcNow - run.WaitingSince > options.CopyLimit)
        {
            throw Errors.TimedOut(run);
        }

        run.Waiting = item.ReplicationProgress is { } percent ? $"{item.ProtectionStateDescription} ({percent} %)" : item.ProtectionStateDescription;
        run.NextLook = _clock.UtcNow + options.PhaseInterval;
        return false;
    }

    private static FailbackAction ActionBefore(ReplicationPhase copying) =>
        copying == ReplicationPhase.ReplicatingToAvs ? FailbackAction.ReprotectToAvs : FailbackAction.ReprotectToAzure;

    /// <summary>A job runs on the item: one of this command's kind is followed as its own, another waited for or refused.</summary>
    private async Task<bool> AdoptAsync(ItemRun run, ArmId jobId, CancellationToken cancellationToken)
    {
        FailbackJob? job = await _service.FindJobAsync(jobId, cancellationToken);
        if (job is null || !job.IsRunning)
        {
            // The item hasn't caught up with the end of its job.
            run.Ignore(jobId);
            run.NextLook = _clock.UtcNow + options.SettleInterval;
            return false;
        }

        Adopt(run, job);
        return await _watcher.SawAsync(run, cancellationToken);
    }

    private void Adopt(ItemRun run, FailbackJob job)
    {
        FailbackAction own = run.Request.Actions.FirstOrDefault(action => ActionMetadata.IsDoneBy(action, job.Scenario) && IsInDirection(action, run.Item));
        if (own == FailbackAction.None && !run.Request.MayWait && run.LastJob is null)
        {
            throw Errors.JobRunning(run, job);
        }

        observer.Note(run, own == FailbackAction.None
            ? $"{run.Item.Name}: waits for {job} (job {job.Name})."
            : $"{run.Item.Name}: goes on with the job that runs already: {job} (job {job.Name}).");
        observer.Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.JobAdopted, Action = own, JobId = job.Id, JobState = job.State, JobStart = job.StartTime, Text = own == FailbackAction.None ? $"waits for {job}" : $"goes on with {job}, which ran already" });
        run.Follow(job, own, null, _clock.UtcNow);
    }

    private static bool IsInDirection(FailbackAction action, ReplicatedItem item) => action switch
    {
        // The provider may have changed already while a reprotect's job still runs.
        FailbackAction.ReprotectToAvs => item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.RunningInAzure,
        FailbackAction.ReprotectToAzure => item.Phase is ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Committed,
        FailbackAction.CommitFailover => item.Direction == ReplicationDirection.AvsToAzure,
        _ => item.Direction == ReplicationDirection.AzureToAvs,
    };

    private async Task<bool> ActAsync(ItemRun run, FailbackAction action, PollCycle cycle, CancellationToken cancellationToken)
    {
        if (run.SucceededJob(action) is { } done)
        {
            return WaitForEffect(run, done);
        }

        if (await AdoptListedAsync(run, cycle, cancellationToken) is { } goesOn)
        {
            return goesOn;
        }

        if (await MayBeNamelessAsync(run, cycle, cancellationToken))
        {
            cycle.Forget(run.Item.Id);
            return false;
        }

        if (action == FailbackAction.FailBack && run.Request.MayWait && await _firstPoint.MustWaitAsync(run, cancellationToken))
        {
            cycle.Forget(run.Item.Id);
            return false;
        }

        if (director.HoldBefore(run, action) is { } hold)
        {
            Hold(run, action, hold);
            return false;
        }

        if (action == FailbackAction.ReprotectToAzure && AgentGate.MustWait(run, _clock.UtcNow, options, observer))
        {
            cycle.Forget(run.Item.Id);
            return false;
        }

        bool isReprotect = action is FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure;
        if (!run.Item.IsComplete && isReprotect && run.WholeAs(run.Item) is { } whole)
        {
            run.Item = whole;
        }

        if (!run.Item.IsComplete)
        {
            // Lists are thinner: an item is always read before it is acted on (asr-contract §4.1).
            cycle.Forget(run.Item.Id);
            return true;
        }

        ReprotectInputs? inputs = isReprotect && run.Request.ReprotectInputs is { } plan ? await plan(run.Item, cancellationToken) : null;
        if (director.HoldForRoom(run, action, inputs) is { } room)
        {
            Hold(run, action, room);
            return false;
        }

        run.HeldBefore = FailbackAction.None;
        try
        {
            await _guard.DemandReadyAsync(run, action, cancellationToken);
        }
        catch (JobInTheWayException)
        {
            cycle.Forget(run.Item.Id);
            run.Waiting = "Another job has just begun";
            run.NextLook = _clock.UtcNow + options.SettleInterval;
            return false;
        }
        catch (FailbackException e) when (e.Category == FailbackErrorCategory.NotReady || e.ErrorId == "NotAllowedNow")
        {
            if (run.Request.MayWait && await HasMovedOnAsync(run, cancellationToken))
            {
                cycle.Forget(run.Item.Id);
                return true;
            }

            throw;
        }

        await SendAsync(run, action, inputs ?? new ReprotectInputs(), cancellationToken);
        cycle.Forget(run.Item.Id);
        return run.ActiveJob is not null && run.Request.UntilStarted;
    }

    /// <summary>Whether what blocks an action is another controller's work, which has begun or ended since the item was read.</summary>
    private async Task<bool> HasMovedOnAsync(ItemRun run, CancellationToken cancellationToken)
    {
        List<FailbackJob> running = await _jobs.ListRunningAsync(cancellationToken);
        ReplicatedItem before = run.Item;
        run.Item = await run.ReadAsync(_service, cancellationToken);
        return run.Item.Phase != before.Phase || (run.Item.RunningJobId is { } named && named != run.LastEndedJobId) || RunningElsewhere(running, run) is not null;
    }

    private void Hold(ItemRun run, FailbackAction action, string what)
    {
        run.HeldBefore = action;
        run.Waiting = what;
        run.NextLook = _clock.UtcNow + options.PhaseInterval;
    }

    /// <summary>
    /// Just after it was accepted, a job doesn't tell what it works on (asr-contract §2). One that runs in the list and isn't ours
    /// may be another controller's, or that of a run that was killed, on this very item: its name is waited for.
    /// </summary>
    private async Task<bool> MayBeNamelessAsync(ItemRun run, PollCycle cycle, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _clock.UtcNow;
        bool isNameless = (await cycle.RunningJobsAsync(cancellationToken)).Any(job => JobFinder.IsNameless(job) && !_watcher.HasStarted(job.Id));
        run.NamelessSince = isNameless ? run.NamelessSince ?? now : null;
        if (!isNameless || now - run.NamelessSince >= options.NamelessWindow)
        {
            return false;
        }

        run.Waiting = "Waiting for a job in the vault to tell what it works on";
        run.NextLook = now + EngineOptions.NamelessInterval;
        return true;
    }

    /// <summary>Follows or refuses a job that only the vault's list shows to run on the item; null if it shows none.</summary>
    private async Task<bool?> AdoptListedAsync(ItemRun run, PollCycle cycle, CancellationToken cancellationToken)
    {
        if (RunningElsewhere(await cycle.RunningJobsAsync(cancellationToken), run) is not { } listed
            || await _service.FindJobAsync(listed.Id, cancellationToken) is not { IsRunning: true } job)
        {
            return null;
        }

        Adopt(run, job);
        return await _watcher.SawAsync(run, cancellationToken);
    }

    private static FailbackJob? RunningElsewhere(List<FailbackJob> running, ItemRun run) =>
        JobFinder.RunningOn(run.Request.Unit, run.Item, running) is { } job && job.Id != run.LastEndedJobId ? job : null;

    /// <summary>The job has succeeded and the item doesn't show it yet.</summary>
    private bool WaitForEffect(ItemRun run, FailbackJob done)
    {
        if (_clock.UtcNow - run.WaitingSince > options.EffectWindow)
        {
            throw Errors.NoEffect(run, done);
        }

        run.Waiting = "Waiting for the vault to show the job's effect";
        run.NextLook = _clock.UtcNow + options.SettleInterval;
        return false;
    }

    private async Task SendAsync(ItemRun run, FailbackAction action, ReprotectInputs inputs, CancellationToken cancellationToken)
    {
        ReplicatedItem item = run.Item;
        if (action == FailbackAction.ReprotectToAvs && item.AzureVmId is { } vm)
        {
            // From now on a classic item no longer tells its Azure VM (failback-rules, last section).
            vault.Connection.AzureVmOfItem[item.Id] = vm;
        }

        if (action == FailbackAction.FailBack)
        {
            _firstPoint.TellNewest(run);
        }

        var request = new PendingRequest(action, Guid.NewGuid().ToString(), _clock.UtcNow, item.ObjectId);
        // Written before it is sent: a run that is killed now knows what to look for when it is started again.
        observer.Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.ActionIntended, Action = action, ClientRequestId = request.ClientRequestId, ObjectId = item.ObjectId, Text = $"asks to {ActionMetadata.Describe(action)}" });
        try
        {
            StartedOperation operation = await run.Request.Unit.SendAsync(_service, run.Request, item, action, inputs, request.ClientRequestId, cancellationToken);
            if (operation.JobId is { } job)
            {
                _watcher.Started(run, action, operation, job);
            }
            else
            {
                _lost.Lose(run, request, "the service accepted it and named no job");
            }
        }
        catch (LostAnswerException e)
        {
            _lost.Lose(run, request, e.Message);
        }
        catch (FailbackException e) when (e is not ConnectionException)
        {
            observer.Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.ActionRefused, Action = action, ClientRequestId = request.ClientRequestId, ErrorId = e.ErrorId, Errors = e.ServiceErrors, Text = e.Message });
            throw;
        }
    }
}
