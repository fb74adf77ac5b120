using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>
/// The service's own times of jobs whose ends were seen by their effects, or missed: many VMs are watched by the list of items, which tells
/// no job's times. They are read at the run's end, by few lists of jobs.
/// </summary>
internal sealed class JobTimes(ISiteRecovery service)
{
    // Jobs whose spans are read together; others' jobs of the same time are in them too.
    private const int JobsOfASpan = 100;
    private const int MostReads = 10;

    // By how much the service's start of a job may differ from the moment at which it was asked for.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(15);

    /// <summary>The jobs' ends, as events of their VMs; those that the vault doesn't list any more are left out.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<FailbackRunEvent>> ReadAsync(FailbackRun run, CancellationToken cancellationToken)
    {
        (FailbackRunItem Item, FailbackRunStep Step)[] missing =
        [
            .. from item in run.Items
               from step in item.Steps
               where step is { JobId: not null, Start: not null, ServiceTime: null, State: JobState.Succeeded or JobState.NotStarted or JobState.InProgress }
               orderby step.Start
               select (item, step),
        ];
        var events = new List<FailbackRunEvent>();
        for (int from = 0; from < missing.Length; from += JobsOfASpan)
        {
            (FailbackRunItem Item, FailbackRunStep Step)[] some = [.. missing.Skip(from).Take(JobsOfASpan)];
            (IReadOnlyCollection<FailbackJob> listed, _) = await new JobHistory(service).ReadAsync(some[0].Step.Start!.Value - Skew, some[some.Length - 1].Step.Start!.Value + Skew, MostReads, cancellationToken);
            var jobs = listed.ToDictionary(job => job.Id);
            events.AddRange(
                from pair in some
                where jobs.ContainsKey(pair.Step.JobId!)
                let job = jobs[pair.Step.JobId!]
                where job is { EndTime: not null, IsRunning: false }
                select new FailbackRunEvent
                {
                    Kind = FailbackRunEventKind.JobEnded,
                    ItemId = pair.Item.ItemId,
                    Name = pair.Item.Name,
                    Action = pair.Step.Action,
                    JobId = job.Id,
                    JobState = job.State,
                    JobStart = job.StartTime,
                    JobEnd = job.EndTime,
                    Text = $"{job}",
                });
        }

        return events;
    }
}
