using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Journey;

/// <summary>The vault's jobs as far back as it lists them. A list ends at 200, so that a busy vault is read in several (asr-contract §7).</summary>
internal sealed class JobHistory(ISiteRecovery service)
{
    /// <summary>How far the vault's lists go back.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(7);

    private const int ListLimit = 200;
    private const int MostReads = 10;

    // A job's start may lie a little after our own present by the two clocks' difference.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>The jobs, and whether older ones are missing that the vault has.</summary>
    public async Task<(IReadOnlyCollection<FailbackJob> Jobs, bool IsCut)> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var jobs = new Dictionary<ArmId, FailbackJob>();
        DateTimeOffset to = now + Skew;
        for (int read = 0; read < MostReads; read++)
        {
            var filter = new JobFilter { From = now - Horizon, To = to };
            List<FailbackJob> list = await Paging.AllAsync(c => service.ListJobsAsync(filter, c, cancellationToken));
            int known = jobs.Count;
            foreach (FailbackJob job in list)
            {
                jobs[job.Id] = job;
            }

            if (list.Count < ListLimit)
            {
                return (jobs.Values, false);
            }

            // Those of the oldest moment are listed again, since more of them may have been cut off.
            if (jobs.Count == known || list.Min(job => job.StartTime) is not { } oldest)
            {
                break;
            }

            to = oldest;
        }

        return (jobs.Values, true);
    }
}
