using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Journey;

/// <summary>
/// The service's own times of jobs whose ends were seen by their effects, or missed: many VMs are watched by the list of items, which tells
/// no job's times. They are read at the run's end, by few lists of jobs.
/// </summary>
internal sealed class JobTimes(ISiteRecovery service)
{
    // A list ends at 200 (asr-contract §7); others' jobs of the same time are in it too.
    private const int JobsOfAList = 100;

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
        for (int from = 0; from < missing.Length; from += JobsOfAList)
        {
            (FailbackRunItem Item, FailbackRunStep Step)[] some = [.. missing.Skip(from).Take(JobsOfAList)];
            var window = new JobFilter { From = some[0].Step.Start - Skew, To = some[some.Length - 1].Step.Start + Skew };
            List<FailbackJob> listed = await Paging.AllAsync(c => service.ListJobsAsync(window, c, cancellationToken));
            var jobs = listed.GroupBy(job => job.Id).ToDictionary(same => same.Key, same => same.First());
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
