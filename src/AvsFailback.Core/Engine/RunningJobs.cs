using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>Jobs that run on what a command is to act on, begun by this command or by others: they are followed or refused before anything is asked for.</summary>
internal sealed class RunningJobs(AvsVault vault, IEngineObserver observer, EngineOptions options)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly IClock _clock = vault.Connection.Clock;
    private readonly JobFinder _jobs = new(vault.Connection.Service, vault.Connection.Clock);

    // When a run began to wait for a job in the list to say what it works on.
    private readonly ConcurrentDictionary<ItemRun, DateTimeOffset> _namelessSince = new();

    /// <summary>All jobs under way, read again.</summary>
    public Task<List<FailbackJob>> ListAsync(CancellationToken cancellationToken) => _jobs.ListRunningAsync(cancellationToken);

    /// <summary>Among jobs under way, the one of this run's item or plan; null if none.</summary>
    public static FailbackJob? On(ItemRun run, IEnumerable<FailbackJob> running) =>
        JobFinder.RunningOn(run.Request.Unit, run.Item, running) is { } job && job.Id != run.LastEndedJobId ? job : null;

    /// <summary>Follows a job that runs already.</summary>
    /// <exception cref="FailbackException">It isn't of the command's kind, and the command doesn't wait for others'.</exception>
    public void Adopt(ItemRun run, FailbackJob job)
    {
        FailbackAction own = run.Request.Actions.FirstOrDefault(action => ActionMetadata.IsDoneBy(action, job.Scenario) && IsInDirection(action, run.Item));
        if (own == FailbackAction.None && !run.Request.MayWait && run.LastJob is null)
        {
            throw Errors.JobRunning(run, job);
        }

        observer.Note(run, own == FailbackAction.None
            ? $"{run.Item.Name}: waits for {job} (job {job.Name})."
            : $"{run.Item.Name}: continues with the job that runs already: {job} (job {job.Name}).");
        observer.Tell(run, new FailbackRunEvent
        {
            Kind = FailbackRunEventKind.JobAdopted,
            Action = own,
            JobId = job.Id,
            JobState = job.State,
            JobStart = job.StartTime,
            Text = own == FailbackAction.None ? $"waits for {job}" : $"continues with {job}, which ran already",
        });
        run.Follow(job, own, null, _clock.UtcNow);
    }

    /// <summary>Follows or refuses a job that only the vault's list shows to run on the item; false if it shows none.</summary>
    public async Task<bool> AdoptListedAsync(ItemRun run, PollCycle cycle, CancellationToken cancellationToken)
    {
        if (On(run, await cycle.RunningJobsAsync(cancellationToken)) is not { } listed
            || await _service.FindJobAsync(listed.Id, cancellationToken) is not { IsRunning: true } job)
        {
            return false;
        }

        Adopt(run, job);
        return true;
    }

    /// <summary>
    /// Just after it was accepted, a job doesn't tell what it works on (asr-contract §2). One that runs in the list and isn't ours
    /// may be another controller's, or that of a run that was killed, on this very item: its name is waited for, for a while.
    /// </summary>
    public async Task<StepResult> WaitForNamelessAsync(ItemRun run, PollCycle cycle, Func<ArmId, bool> isOurs, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _clock.UtcNow;
        if (!(await cycle.RunningJobsAsync(cancellationToken)).Any(job => JobFinder.IsNameless(job) && !isOurs(job.Id)))
        {
            _namelessSince.TryRemove(run, out _);
            return StepResult.Continue;
        }

        return now - _namelessSince.GetOrAdd(run, now) >= options.NamelessWindow
            ? StepResult.Continue
            : StepResult.WaitAtOwnPace(now + EngineOptions.NamelessInterval, "Waiting for a job in the vault to name what it works on");
    }

    private static bool IsInDirection(FailbackAction action, ReplicatedItem item) => action switch
    {
        // The provider may have changed already while a reprotect's job still runs.
        FailbackAction.ReprotectToAvs => item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.RunningInAzure,
        FailbackAction.ReprotectToAzure => item.Phase is ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Committed,
        FailbackAction.CommitFailover => item.Direction == ReplicationDirection.AvsToAzure,
        _ => item.Direction == ReplicationDirection.AzureToAvs,
    };
}
