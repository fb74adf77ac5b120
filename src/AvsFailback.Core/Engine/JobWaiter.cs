using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Engine;

/// <summary>Waits for jobs, side by side, whoever started them.</summary>
internal sealed class JobWaiter(AvsVault vault, EngineOptions options)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly IClock _clock = vault.Connection.Clock;

    /// <summary>Waits until each job has ended, is suspended, or the time is over.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="deadline">When to stop waiting; null for never.</param>
    /// <param name="settled">Told of each job as it ends, or as it stands at the deadline.</param>
    /// <param name="progress">Told of all jobs after each round.</param>
    /// <param name="cancellationToken">Stops the waiting; the jobs go on.</param>
    public async Task WaitAsync(IReadOnlyList<FailbackJob> jobs, DateTimeOffset? deadline, Func<FailbackJob, Task> settled, Action<IReadOnlyList<FailbackJob>> progress, CancellationToken cancellationToken)
    {
        FailbackJob[] latest = [.. jobs];
        var open = new List<int>(Enumerable.Range(0, latest.Length));
        while (open.Count > 0)
        {
            foreach (int i in open.ToArray())
            {
                cancellationToken.ThrowIfCancellationRequested();
                FailbackJob read = await _service.FindJobAsync(latest[i].Id, cancellationToken) ?? latest[i];
                latest[i] = read.KnownAs(latest[i]);
                // A suspended job waits for a person; whoever waits for it would wait for himself.
                if (!latest[i].IsRunning || latest[i].State == JobState.Suspended || _clock.UtcNow >= deadline)
                {
                    open.Remove(i);
                    await settled(latest[i]);
                }
            }

            if (open.Count > 0)
            {
                progress(latest);
                TimeSpan wait = open.Min(i => latest[i].RetryAfter ?? options.JobInterval);
                if (deadline is { } end && end - _clock.UtcNow < wait)
                {
                    wait = end - _clock.UtcNow;
                }

                await _clock.Delay(wait, cancellationToken);
            }
        }
    }
}
