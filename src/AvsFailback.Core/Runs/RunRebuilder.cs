using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>Tells from the vault's jobs what was done for VMs that no journal tells of. What it can't know is named as a gap.</summary>
internal sealed class RunRebuilder(ISiteRecovery service, IClock clock)
{
    private const int MostReads = 10;

    // A job's start may lie a little after our own present by the two clocks' difference.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>The gap where the vault's lists don't go back far enough.</summary>
    public const string CutGap = "The vault lists jobs of 7 days, 200 at most: older ones are missing.";

    /// <summary>The gap where too many jobs would have had to be read one by one.</summary>
    public const string DetailsGap = "The vault has more failed jobs and failbacks than are read one by one: of some, neither errors nor recovery points are known.";

    // Lists tell neither errors nor recovery points; a job that has some is read by itself, but not thousands of them.
    private const int MostDetails = 200;

    private readonly Dictionary<ArmId, FailbackJob> _whole = [];
    private readonly Dictionary<ArmId, PlanTasks> _tasks = [];
    private bool _lacksDetails;

    /// <summary>The gap that every step found in the vault's jobs carries.</summary>
    /// <param name="now">When the jobs were read.</param>
    public static string JobsGap(DateTimeOffset now) =>
        $"The steps before {Words.Instant(now)} come from the vault's jobs, not from a journal: waiting times and who ordered them aren't known.";

    /// <summary>
    /// The events that a journal would have: each VM as it is now (<see cref="FailbackRunEventKind.ItemAdded"/>), then its jobs
    /// since it was last failed over to Azure, oldest first; those that run still among them. Each carries its gap.
    /// </summary>
    /// <param name="runId">The run that they are for.</param>
    /// <param name="items">The VMs. Two of one name are told apart only since their last reprotect.</param>
    /// <param name="plans">Plans read whole, whose jobs count for their VMs.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<FailbackRunEvent>> RebuildAsync(string runId, IReadOnlyList<ReplicatedItem> items, IReadOnlyList<RecoveryPlan> plans, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.UtcNow;
        (IReadOnlyCollection<FailbackJob> jobs, bool isCut) = await new JobHistory(service).ReadAsync(now - JobHistory.Horizon, now + Skew, MostReads, cancellationToken);
        var matcher = new JobMatcher(jobs, items, plans);
        var added = new List<FailbackRunEvent>();
        var told = new List<FailbackRunEvent>();
        foreach (ReplicatedItem item in items)
        {
            (IReadOnlyList<PastStep> steps, bool isWhole) = ItemHistory.Of(item, matcher.JobsOf(item));
            isCut |= !isWhole;
            FailbackRunEvent about = new() { RunId = runId, ItemId = item.Id, Name = item.Name, Time = now };
            added.Add(about with { Kind = FailbackRunEventKind.ItemAdded, Phase = item.Phase, Architecture = item.Architecture, Plan = matcher.PlanOf(item) });
            foreach (PastStep step in steps)
            {
                told.AddRange(Tell(about with { Gap = JobsGap(now) }, item, items, step, await WholeAsync(step, cancellationToken)));
            }
        }

        string[] gaps = [.. isCut ? [CutGap] : Array.Empty<string>(), .. _lacksDetails ? [DetailsGap] : Array.Empty<string>()];
        IEnumerable<FailbackRunEvent> notes = gaps.Select(gap => new FailbackRunEvent { RunId = runId, Time = now, Kind = FailbackRunEventKind.Note, Text = gap, Gap = gap });
        // A stable sort: a job of no length still begins before it ends.
        return [.. notes, .. added, .. told.OrderBy(happened => happened.Time)];
    }

    /// <summary>The VMs' way home so far as a run; null if the jobs tell of none.</summary>
    public async Task<FailbackRun?> RebuildRunAsync(AvsVault vault, IReadOnlyList<ReplicatedItem> items, IReadOnlyList<RecoveryPlan> plans, CancellationToken cancellationToken)
    {
        string runId = "jobs-" + clock.UtcNow.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        IReadOnlyList<FailbackRunEvent> events = await RebuildAsync(runId, items, plans, cancellationToken);
        HashSet<ArmId> moved = [.. events.Where(IsStep).Select(happened => happened.ItemId!)];
        if (moved.Count == 0)
        {
            return null;
        }

        DateTimeOffset start = events.Where(IsStep).Min(happened => happened.Time);
        FailbackRunEvent started = new() { Kind = FailbackRunEventKind.RunStarted, RunId = runId, Time = start, VaultId = vault.Id, VaultName = vault.ToString(), IsEmulated = vault.IsEmulated, Until = FailbackGoal.Protected };
        IEnumerable<FailbackRunEvent> wanted = events
            .Where(happened => happened.ItemId is null || moved.Contains(happened.ItemId))
            .Select(happened => IsStep(happened) || happened.Kind == FailbackRunEventKind.JobEnded ? happened : happened with { Time = start });
        return RebuiltOutcome.Of(RunProjection.Of([started, .. wanted]).Run, items) with { Vault = vault };
    }

    private static bool IsStep(FailbackRunEvent happened) => happened.Kind == FailbackRunEventKind.JobAdopted;

    private IEnumerable<FailbackRunEvent> Tell(FailbackRunEvent about, ReplicatedItem item, IReadOnlyList<ReplicatedItem> items, PastStep step, FailbackJob job)
    {
        DateTimeOffset start = job.StartTime ?? step.Job.StartTime!.Value;
        FailbackRunEvent adopted = about with
        {
            Kind = FailbackRunEventKind.JobAdopted,
            Time = start,
            Action = step.Action,
            Plan = step.Plan,
            JobId = job.Id,
            JobState = job.State,
            JobStart = start,
            Text = $"Job {job.Name} was found in the vault.",
        };
        yield return adopted;
        if (!job.IsRunning)
        {
            FailbackJobTask? own = step.Plan is null ? null : TasksOf(job, items).Of(item);
            yield return Ended(adopted, job, own, step.Action == FailbackAction.FailBack ? PointOf(item, step, job) : null);
        }
    }

    /// <summary>The end of a job; in a plan's job the VM's own tasks tell it.</summary>
    private static FailbackRunEvent Ended(FailbackRunEvent adopted, FailbackJob job, FailbackJobTask? own, DateTimeOffset? point) => adopted with
    {
        Kind = FailbackRunEventKind.JobEnded,
        Time = job.EndTime is { } end && end > adopted.Time ? end : adopted.Time,
        JobState = own?.State ?? job.State,
        JobStart = own?.StartTime ?? adopted.Time,
        JobEnd = own?.EndTime ?? job.EndTime,
        Errors = own?.Errors ?? job.Errors,
        RecoveryPointTime = point,
        RecoveryPointSource = point is null ? RecoveryPointSource.Unknown : RecoveryPointSource.Job,
        Text = string.Empty,
    };

    private PlanTasks TasksOf(FailbackJob job, IReadOnlyList<ReplicatedItem> items)
    {
        if (!_tasks.TryGetValue(job.Id, out PlanTasks? tasks))
        {
            _tasks.Add(job.Id, tasks = new PlanTasks(job, items));
        }

        return tasks;
    }

    private static DateTimeOffset? PointOf(ReplicatedItem item, PastStep step, FailbackJob job) =>
        job.RecoveryPointTimeOf.TryGetValue(item.Id.Name, out DateTimeOffset point) ? point
        // A job of its own has no other's.
        : job.RecoveryPointTimes.Count == 1 && step.Plan is null ? job.RecoveryPointTimes[0]
        : null;

    private async Task<FailbackJob> WholeAsync(PastStep step, CancellationToken cancellationToken)
    {
        FailbackJob job = step.Job;
        if (_whole.TryGetValue(job.Id, out FailbackJob? known))
        {
            return known;
        }

        bool hasDetails = !job.IsRunning && (!job.IsSuccessful || step.Action == FailbackAction.FailBack || step.Plan is not null);
        if (!hasDetails || _whole.Count >= MostDetails)
        {
            _lacksDetails |= hasDetails;
            return job;
        }

        FailbackJob whole = await service.FindJobAsync(job.Id, cancellationToken) ?? job;
        _whole.Add(job.Id, whole);
        return whole;
    }
}
