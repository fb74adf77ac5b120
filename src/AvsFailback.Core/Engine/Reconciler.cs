using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>
/// Takes one run as far as it gets without waiting, step by step: observe → follow the job, or resolve the pending request, or look up the
/// next transition → the gates in order → preflight → send (design §4).
/// </summary>
internal sealed class Reconciler(AvsVault vault, IEngineObserver observer, EngineOptions options, GateList gates, RecoveryPointGate recoveryPoints, AgentGate agent, RecentPoints points)
{
    // No run takes more steps at once: a vault that changes with every look is looked at again later.
    private const int MostStepsAtOnce = 25;

    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly IClock _clock = vault.Connection.Clock;
    private readonly JobPoller _poller = new(vault, observer, options, agent);
    private readonly RunningJobs _running = new(vault, observer, options);
    private readonly PendingRequests _pending = new(vault.Connection.Service, vault.Connection.Clock, observer, options);
    private readonly ActionSender _sender = new(vault, observer, options, recoveryPoints);
    private readonly ActionPreflight _preflight = new(vault, options, points);

    /// <summary>Steps until the run is settled or has to wait.</summary>
    /// <exception cref="ConnectionException">Nothing could be read of it.</exception>
    public async Task AdvanceAsync(ItemRun run, PollCycle cycle, CancellationToken cancellationToken)
    {
        StepResult result = StepResult.Continue;
        for (int steps = 0; result.IsContinue; steps += 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                result = steps < MostStepsAtOnce ? await StepAsync(run, cycle, cancellationToken)
                    : StepResult.WaitUntil(_clock.UtcNow + options.SettleInterval, "It changes with every look");
            }
            catch (FailbackException e) when (!Outage.IsNoAnswer(e) && e is not ServiceException { Status: 401 })
            {
                result = StepResult.Fail(e);
            }

            run.Apply(result, _clock.UtcNow, options.PhaseInterval);
        }
    }

    private async Task<StepResult> StepAsync(ItemRun run, PollCycle cycle, CancellationToken cancellationToken)
    {
        bool isOver = run.Request.Deadline is { } deadline && _clock.UtcNow >= deadline;
        if (run.ActiveJob is not null)
        {
            return await FollowAsync(run, cycle, isOver, cancellationToken);
        }

        if (isOver)
        {
            // One that waits for its turn, or goes with its plan, wasn't looked at for long.
            await ObserveAsync(run, cycle, cancellationToken);
            return StepResult.Fail(Errors.TimedOut(run));
        }

        if (run.Pending is { } pending)
        {
            return await _pending.DecideAsync(run, pending, cancellationToken) ?? await _poller.SawAsync(run, cancellationToken);
        }

        if (!run.IsFresh(_clock.UtcNow))
        {
            await ObserveAsync(run, cycle, cancellationToken);
        }

        run.Use(_clock.UtcNow);
        return run.Item.RunningJobId is { } running && running != run.LastEndedJobId
            ? await AdoptAsync(run, running, cancellationToken)
            : await TransitAsync(run, cycle, cancellationToken);
    }

    private async Task ObserveAsync(ItemRun run, PollCycle cycle, CancellationToken cancellationToken)
    {
        if (cycle.Listed(run.Item.Id) is { } listed)
        {
            run.See(listed);
        }
        else
        {
            await run.ReadAsync(_service, _clock, cancellationToken);
        }
    }

    /// <summary>Looks at the active job, by what the cycle has listed where that tells.</summary>
    private async Task<StepResult> FollowAsync(ItemRun run, PollCycle cycle, bool isOver, CancellationToken cancellationToken)
    {
        if (isOver)
        {
            // A last look at the deadline: the job may have ended just before it.
            StepResult last = await _poller.LookAsync(run, cancellationToken);
            if (run.ActiveJob is null || last.Kind == StepKind.Settle)
            {
                return last;
            }

            // What is reported of it is where it is now, not where it was before its job.
            await run.ReadAsync(_service, _clock, cancellationToken);
            return StepResult.Fail(Errors.TimedOut(run));
        }

        return cycle.Listed(run.Item.Id) is { } seen && !run.IsOfPlan ? await _poller.SeeAsync(run, seen, cycle, cancellationToken)
            : run.IsOfPlan && cycle.HasManyPlans ? await _poller.SeePlanAsync(run, cycle, cancellationToken)
            : await _poller.LookAsync(run, cancellationToken);
    }

    /// <summary>A job runs on the item: one of this command's kind is followed as its own, another waited for or refused.</summary>
    private async Task<StepResult> AdoptAsync(ItemRun run, ArmId jobId, CancellationToken cancellationToken)
    {
        if (!run.IsOfPlan && gates.Follows(jobId))
        {
            return StepResult.WaitUntil(_clock.UtcNow + options.PhaseInterval, "Goes with its plan");
        }

        FailbackJob? job = await ConfirmedReads.JobAsync(_service, _clock, jobId, null, cancellationToken);
        if (job is null || !job.IsRunning)
        {
            // The item hasn't caught up with the end of its job.
            run.Ignore(jobId);
            return StepResult.WaitUntil(_clock.UtcNow + options.SettleInterval, "Waiting for the vault to show the end of a job");
        }

        _running.Adopt(run, job);
        return await _poller.SawAsync(run, cancellationToken);
    }

    /// <summary>What the table says of where it is.</summary>
    private async Task<StepResult> TransitAsync(ItemRun run, PollCycle cycle, CancellationToken cancellationToken)
    {
        if (run.Item.IsBusy && _clock.UtcNow - run.WaitingSince <= options.EffectWindow)
        {
            // Its job has ended, and the item hasn't caught up: what it offers and where it is aren't known before.
            return StepResult.WaitUntil(_clock.UtcNow + options.SettleInterval, "Waiting for the vault to show the job's effect");
        }

        Transition next = FailbackTransitions.Next(run.Item.Phase, run.Request.Goal);
        switch (next.Kind)
        {
            case TransitionKind.Reached:
                return await ReachedAsync(run, cancellationToken);
            case TransitionKind.Passed when run.HasActed || run.Request.AcceptsPassed:
                return StepResult.Settle(RunOutcome.Reached);
            case TransitionKind.Act when run.Request.Actions.Contains(next.Action):
                return await ActAsync(run, next.Action, cycle, cancellationToken);
            default:
                // An item that doesn't name its job looks as if it stood elsewhere: only the list tells, once for each run.
                return (run.NeedsJobSearch() && await _running.AdoptListedAsync(run, cycle, cancellationToken) ? await _poller.SawAsync(run, cancellationToken) : null)
                    ?? (next.Kind == TransitionKind.Wait ? WaitForPhase(run, next) : StepResult.Fail(Errors.CannotGoOn(run, next)));
        }
    }

    private async Task<StepResult> ReachedAsync(ItemRun run, CancellationToken cancellationToken)
    {
        if (run.Request.Goal == FailbackGoal.ReadyToFailBack && (run.HasActed || !run.Request.UntilStarted)
            && await recoveryPoints.LookForFirstAsync(run, cancellationToken) is { IsContinue: false } wait)
        {
            return wait;
        }

        // One that was waited for, as after a stopped run, wasn't there already.
        return StepResult.Settle(run.HasActed || run.HasWaitedForPoint ? RunOutcome.Reached : RunOutcome.AlreadyThere);
    }

    private StepResult WaitForPhase(ItemRun run, Transition next)
    {
        ReplicatedItem item = run.Item;
        bool isOwnTail = run.HasActed
            || (item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReplicatingToAzure && run.Request.Actions.Contains(ActionBefore(item.Phase)));
        if (!isOwnTail && !run.Request.MayWait)
        {
            return StepResult.Fail(Errors.CannotGoOn(run, next));
        }

        if (isOwnTail && run.Request.UntilStarted)
        {
            return StepResult.Settle(run.HasActed ? RunOutcome.Reached : RunOutcome.AlreadyThere);
        }

        return _clock.UtcNow - run.WaitingSince > options.CopyLimit
            ? StepResult.Fail(Errors.TimedOut(run))
            : StepResult.WaitUntil(
                _clock.UtcNow + options.PhaseInterval,
                item.ReplicationProgress is { } percent ? $"{item.ProtectionStateDescription} ({percent} %)" : item.ProtectionStateDescription);
    }

    private static FailbackAction ActionBefore(ReplicationPhase copying) =>
        copying == ReplicationPhase.ReplicatingToAvs ? FailbackAction.ReprotectToAvs : FailbackAction.ReprotectToAzure;

    private async Task<StepResult> ActAsync(ItemRun run, FailbackAction action, PollCycle cycle, CancellationToken cancellationToken)
    {
        if (run.SucceededJob(action) is { } done)
        {
            return WaitForEffect(run, action, done);
        }

        if (await _running.AdoptListedAsync(run, cycle, cancellationToken))
        {
            return await _poller.SawAsync(run, cancellationToken);
        }

        StepResult result = await PassAsync(run, action, cycle, cancellationToken);
        if (result.Kind != StepKind.Hold)
        {
            // Whatever comes of it is seen by a read of its own.
            cycle.Forget(run.Item.Id);
        }

        return result;
    }

    /// <summary>The one way to the service: nameless jobs, gates, preflight, then the request.</summary>
    private async Task<StepResult> PassAsync(ItemRun run, FailbackAction action, PollCycle cycle, CancellationToken cancellationToken)
    {
        StepResult result = await _running.WaitForNamelessAsync(run, cycle, _poller.HasStarted, cancellationToken);
        if (!result.IsContinue)
        {
            return result;
        }

        result = await gates.CheckAsync(run, action, null, needingWholeItem: false, cancellationToken);
        if (!result.IsContinue)
        {
            return result;
        }

        bool isReprotect = action is FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure;
        if (!run.Item.IsComplete && isReprotect && run.WholeAs(run.Item) is { } whole)
        {
            run.See(whole);
        }

        if (!run.Item.IsComplete)
        {
            // Lists are thinner: an item is always read before it is acted on (asr-contract §4.1).
            return StepResult.Continue;
        }

        ReprotectInputs? inputs = isReprotect && run.Request.ReprotectInputs is { } plan ? await plan(run.Item, cancellationToken) : null;
        result = await gates.CheckAsync(run, action, inputs, needingWholeItem: true, cancellationToken);
        if (!result.IsContinue)
        {
            return result;
        }

        result = await _preflight.CheckAsync(run, action, HasMovedOnAsync, cancellationToken);
        if (!result.IsContinue)
        {
            return result;
        }

        // The preflight has read a plan's VMs again; what was approved has to be what is there now.
        result = run.IsOfPlan ? await gates.CheckAsync(run, action, null, needingWholeItem: false, cancellationToken) : StepResult.Continue;
        return !result.IsContinue ? result
            : IsStale(run) ? CheckAgain(run, action)
            : await SendAsync(run, action, inputs ?? new ReprotectInputs(), cancellationToken);
    }

    /// <summary>Whether the checks took so long, by slow or throttled reads, that others may have acted since it was looked at.</summary>
    private bool IsStale(ItemRun run) =>
        _clock.UtcNow - run.LookedAt > options.ActWithin + TimeSpan.FromSeconds(run.Request.Unit is PlanTarget plan ? plan.Members.Count : 0);

    private StepResult CheckAgain(ItemRun run, FailbackAction action) => run.CountStale() > options.MaxStaleChecks
        ? StepResult.Fail(Errors.TooSlow(run, action))
        : StepResult.Continue;

    private async Task<StepResult> SendAsync(ItemRun run, FailbackAction action, ReprotectInputs inputs, CancellationToken cancellationToken)
    {
        StepResult sent = await _sender.SendAsync(run, action, inputs, _poller, _pending, cancellationToken);
        return !sent.IsContinue ? sent
            : run.ActiveJob is null ? StepResult.WaitUntil(_clock.UtcNow, PendingRequests.Text)
            : run.Request.UntilStarted ? StepResult.Continue
            : StepResult.WaitUntil(_poller.FirstLook(run), "Accepted");
    }

    /// <summary>Whether what blocks an action is another controller's work, which has begun or ended since the item was read.</summary>
    private async Task<bool> HasMovedOnAsync(ItemRun run, CancellationToken cancellationToken)
    {
        List<FailbackJob> running = await _running.ListAsync(cancellationToken);
        ReplicatedItem before = run.Item;
        await run.ReadAsync(_service, _clock, cancellationToken);
        return run.Item.Phase != before.Phase || (run.Item.RunningJobId is { } named && named != run.LastEndedJobId) || RunningJobs.On(run, running) is not null;
    }

    /// <summary>The job has succeeded: the item doesn't show it yet, or somebody has undone it since.</summary>
    private StepResult WaitForEffect(ItemRun run, FailbackAction action, FailbackJob done)
    {
        if (run.HasSeenEffect(action))
        {
            return StepResult.Fail(Errors.Undone(run, action, done));
        }

        return _clock.UtcNow - run.WaitingSince > options.EffectWindow
            ? StepResult.Fail(Errors.NoEffect(run, done))
            : StepResult.WaitUntil(_clock.UtcNow + options.SettleInterval, "Waiting for the vault to show the job's effect");
    }
}
