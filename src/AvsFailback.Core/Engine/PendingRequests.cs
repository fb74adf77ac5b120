using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>What becomes of requests whose answers were lost: whether each had its effect is looked for in the vault before anything is sent again (design §4).</summary>
internal sealed class PendingRequests(ISiteRecovery service, IClock clock, IEngineObserver observer, EngineOptions options)
{
    private readonly JobFinder _jobs = new(service, clock);

    /// <summary>Notes that it isn't known whether a request had its effect.</summary>
    public void Lose(ItemRun run, PendingRequest request, string why)
    {
        observer.Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.AnswerLost, Action = request.Action, ClientRequestId = request.ClientRequestId, Text = $"the answer to '{ActionMetadata.Describe(request.Action)}' was lost" });
        observer.Note(run, $"{run.Item.Name}: the answer to '{ActionMetadata.Describe(request.Action)}' was lost ({why}). Looking in the vault whether it had its effect.");
        run.Lost = request;
        run.Waiting = "Looking whether a request whose answer was lost had its effect";
        run.NextLook = clock.UtcNow;
    }

    /// <summary>
    /// Finds out whether the request had its effect. True to go on at once, by sending it again where it left no trace; false to look again later;
    /// null where its job is found, which the run now follows.
    /// </summary>
    public async Task<bool?> DecideAsync(ItemRun run, PendingRequest lost, CancellationToken cancellationToken)
    {
        ReplicatedItem item = await run.ReadAsync(service, cancellationToken);
        run.Item = item;
        FailbackJob? job = item.RunningJobId is { } running && running != run.LastEndedJobId
            ? await service.FindJobAsync(running, cancellationToken)
            : await _jobs.FindByRequestAsync(run.Request.Unit, item, lost, cancellationToken);
        if (job is not null)
        {
            observer.Note(run, $"{item.Name}: the request had arrived: {job} (job {job.Name}).");
            FailbackAction done = ActionMetadata.IsDoneBy(lost.Action, job.Scenario) || job.Scenario.Length == 0 ? lost.Action : FailbackAction.None;
            observer.Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.JobAdopted, Action = done, JobId = job.Id, JobState = job.State, JobStart = job.StartTime, Text = $"the request had arrived: {job}" });
            run.Lost = null;
            run.Follow(job, done, null, clock.UtcNow);
            return null;
        }

        Transition next = FailbackTransitions.Next(item.Phase, run.Request.Goal);
        if (next.Kind != TransitionKind.Act || next.Action != lost.Action)
        {
            // It moved on: what was asked for has happened, by us or by another.
            run.Lost = null;
            return true;
        }

        if (clock.UtcNow - lost.SentAt < options.SettleWindow)
        {
            run.NextLook = clock.UtcNow + options.SettleInterval;
            return false;
        }

        run.Lost = null;
        run.Resends += 1;
        if (run.Resends > options.MaxResends)
        {
            throw Errors.AnswersKeepBeingLost(run, lost);
        }

        observer.Note(run, $"{item.Name}: the request left no trace for {Words.Span(options.SettleWindow)}; it is sent again.");
        return true;
    }
}
