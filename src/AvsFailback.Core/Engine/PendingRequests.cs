using System;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>
/// What becomes of requests whose answers were lost: whether each had its effect is looked for in the vault. Nothing is sent here: a request
/// that left no trace is forgotten, and what follows passes every gate again, under what is wanted now (design §4).
/// </summary>
internal sealed class PendingRequests(ISiteRecovery service, IClock clock, IEngineObserver observer, EngineOptions options)
{
    /// <summary>What such a run waits for.</summary>
    public const string Text = "Looking whether a request whose answer was lost had its effect";

    private readonly JobFinder _jobs = new(service, clock);

    /// <summary>Notes that it isn't known whether a request had its effect.</summary>
    public void Lose(ItemRun run, PendingRequest request, string why)
    {
        observer.Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.AnswerLost, Action = request.Action, ClientRequestId = request.ClientRequestId, Text = $"the answer to '{ActionMetadata.Describe(request.Action)}' was lost" });
        observer.Note(run, $"{run.Item.Name}: the answer to '{ActionMetadata.Describe(request.Action)}' was lost ({why}). Looking in the vault whether it had its effect.");
        run.Await(request);
    }

    /// <summary>Finds out whether the request had its effect; null where its job is found, which the run now follows.</summary>
    public async Task<StepResult?> DecideAsync(ItemRun run, PendingRequest pending, CancellationToken cancellationToken)
    {
        ReplicatedItem item = await run.ReadAsync(service, clock, cancellationToken);
        FailbackJob? job = item.RunningJobId is { } running && running != run.LastEndedJobId
            ? await service.FindJobAsync(running, cancellationToken)
            : await _jobs.FindByRequestAsync(run.Request.Unit, item, pending, cancellationToken);
        if (job is not null)
        {
            Follow(run, pending, job);
            return null;
        }

        // A plan is where the last of its VMs is: another phase tells that all have moved only where it is a later one.
        ReplicationPhase before = FailbackTransitions.PhaseFor(pending.Action);
        if (run.IsOfPlan ? item.Phase > before : item.Phase != before)
        {
            // It moved on: what was asked for has happened, by us or by another.
            run.Resolve();
            return StepResult.Continue;
        }

        if (clock.UtcNow - pending.SentAt < options.SettleWindow)
        {
            return StepResult.WaitUntil(clock.UtcNow + options.SettleInterval, Text);
        }

        return LeftNoTrace(run, pending);
    }

    private StepResult LeftNoTrace(ItemRun run, PendingRequest pending)
    {
        bool isInherited = run.IsPendingInherited;
        observer.Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.RequestUntraced, Action = pending.Action, ClientRequestId = pending.ClientRequestId, Text = $"the request to {ActionMetadata.Describe(pending.Action)} left no trace" });
        run.Resolve();
        if (isInherited)
        {
            // Another start's will: a plan's own request ends here, and whether there is another is decided by its VMs.
            observer.Note(run, $"{run.Item.Name}: what an earlier start asked for ('{ActionMetadata.Describe(pending.Action)}') left no trace in the vault.");
            return run.IsOfPlan ? StepResult.Settle(RunOutcome.Left) : StepResult.Continue;
        }

        if (run.CountResend() > options.MaxResends)
        {
            return StepResult.Fail(Errors.AnswersKeepBeingLost(run, pending));
        }

        observer.Note(run, $"{run.Item.Name}: the request left no trace for {Words.Span(options.SettleWindow)}; the step is begun again.");
        return StepResult.Continue;
    }

    private void Follow(ItemRun run, PendingRequest pending, FailbackJob job)
    {
        bool isIt = ActionMetadata.IsDoneBy(pending.Action, job.Scenario) || job.Scenario.Length == 0;
        observer.Note(run, isIt ? $"{run.Item.Name}: the request had arrived: {job} (job {job.Name})." : $"{run.Item.Name}: another job runs: {job} (job {job.Name}).");
        observer.Tell(run, new FailbackRunEvent
        {
            Kind = FailbackRunEventKind.JobAdopted,
            Action = isIt ? pending.Action : FailbackAction.None,
            JobId = job.Id,
            JobState = job.State,
            JobStart = job.StartTime,
            Text = isIt ? $"the request had arrived: {job}" : $"waits for {job}",
        });
        run.Resolve();
        run.Follow(job, isIt ? pending.Action : FailbackAction.None, null, clock.UtcNow);
    }
}
