using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Vault;

/// <summary>The vault's jobs, all that fit a filter. A list ends at 200, only roughly newest first (asr-contract §7), so that a longer one is read in spans of time.</summary>
internal sealed class JobHistory(ISiteRecovery service)
{
    /// <summary>How many jobs a list holds at most (asr-contract §7).</summary>
    public const int MostListed = 200;

    /// <summary>How far the vault's lists go back.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(7);

    // The oldest of a full list are listed again by the next: the order is only rough, so that some among them may be missing.
    private const int Overlap = 20;

    /// <summary>Reads the jobs that started in a span, and whether some of it are missing that the vault has.</summary>
    /// <param name="from">The span's start.</param>
    /// <param name="to">The span's end.</param>
    /// <param name="mostReads">How many lists may be read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<(IReadOnlyCollection<FailbackJob> Jobs, bool IsCut)> ReadAsync(DateTimeOffset from, DateTimeOffset to, int mostReads, CancellationToken cancellationToken) =>
        ReadAsync(new JobFilter { From = from, To = to }, mostReads, cancellationToken);

    /// <summary>Reads the jobs that fit a filter, and whether some are missing that the vault has.</summary>
    /// <param name="filter">Which jobs; the first list is asked for with just this. Without a start it goes back as far as the vault's lists do.</param>
    /// <param name="mostReads">How many lists may be read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<(IReadOnlyCollection<FailbackJob> Jobs, bool IsCut)> ReadAsync(JobFilter filter, int mostReads, CancellationToken cancellationToken)
    {
        var jobs = new Dictionary<ArmId, FailbackJob>();
        bool isCut = false;
        for (int read = 0; read < mostReads; read++)
        {
            JobFilter span = filter;
            List<FailbackJob> list = await Paging.AllAsync(c => service.ListJobsAsync(span, c, cancellationToken));
            foreach (FailbackJob job in list)
            {
                jobs[job.Id] = job;
            }

            if (list.Count < MostListed)
            {
                return (jobs.Values, isCut);
            }

            DateTimeOffset[] starts = [.. list.Select(job => job.StartTime).OfType<DateTimeOffset>().OrderByDescending(start => start)];
            if (starts.Length == 0)
            {
                break;
            }

            DateTimeOffset oldest = starts[starts.Length - 1];
            DateTimeOffset before = starts[Math.Max(0, starts.Length - 1 - Overlap)];
            DateTimeOffset next = filter.To is not { } to || before < to ? before : oldest;
            if (filter.To is { } same && next >= same)
            {
                // A list's worth of one moment: more of them can't be had, but what is older can.
                isCut = true;
                next = oldest.AddTicks(-1);
            }

            if (filter.From is { } from && next < from)
            {
                return (jobs.Values, isCut);
            }

            filter = filter with { From = filter.From ?? oldest - Horizon, To = next };
        }

        return (jobs.Values, true);
    }
}
