using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Vault;

/// <summary>The vault's jobs of a span of time. A list ends at 200, only roughly newest first (asr-contract §7), so that a busy span is read in several.</summary>
internal sealed class JobHistory(ISiteRecovery service)
{
    /// <summary>How far the vault's lists go back.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(7);

    /// <summary>Reads the jobs that started in a span, and whether older ones of it are missing that the vault has.</summary>
    /// <param name="from">The span's start.</param>
    /// <param name="to">The span's end.</param>
    /// <param name="mostReads">How many lists may be read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<(IReadOnlyCollection<FailbackJob> Jobs, bool IsCut)> ReadAsync(DateTimeOffset from, DateTimeOffset to, int mostReads, CancellationToken cancellationToken)
    {
        var jobs = new Dictionary<ArmId, FailbackJob>();
        for (int read = 0; read < mostReads; read++)
        {
            var filter = new JobFilter { From = from, To = to };
            List<FailbackJob> list = await Paging.AllAsync(c => service.ListJobsAsync(filter, c, cancellationToken));
            int known = jobs.Count;
            foreach (FailbackJob job in list)
            {
                jobs[job.Id] = job;
            }

            if (list.Count < JobFinder.MostListed)
            {
                return (jobs.Values, false);
            }

            // Those of the oldest moment are listed again, since more of them may have been cut off.
            if (jobs.Count == known || list.Min(job => job.StartTime) is not { } oldest || oldest <= from)
            {
                break;
            }

            to = oldest;
        }

        return (jobs.Values, true);
    }
}
