using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>Why a job is waited for no longer.</summary>
internal enum JobWaitEnd
{
    /// <summary>It has ended.</summary>
    Ended,

    /// <summary>It waits for a person; to wait for it would be to wait for oneself.</summary>
    Suspended,

    /// <summary>The time is over; it continues in Azure.</summary>
    TimedOut,

    /// <summary>The vault doesn't know it any longer.</summary>
    Gone,
}

/// <summary>Waits for jobs, side by side, no matter who started them.</summary>
internal sealed class JobWaiter(AvsVault vault, EngineOptions options)
{
    /// <summary>How long the vault may not know a job before that is said: one that was just accepted may show a moment later.</summary>
    public static readonly TimeSpan UnknownFor = TimeSpan.FromMinutes(5);

    /// <summary>How long a job is waited for where nobody says how long: twice as long as the longest steps may take.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly IClock _clock = vault.Connection.Clock;

    /// <summary>Waits until each job has ended, is suspended or unknown to the vault, or the time is over.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="deadline">When to stop waiting; null for after <see cref="LongestWait"/>.</param>
    /// <param name="settled">Gets each job as it ends, or as it is when it is waited for no longer.</param>
    /// <param name="progress">Gets all jobs after each round.</param>
    /// <param name="cancellationToken">Stops the waiting; the jobs continue.</param>
    public async Task WaitAsync(IReadOnlyList<FailbackJob> jobs, DateTimeOffset? deadline, Func<FailbackJob, JobWaitEnd, Task> settled, Action<IReadOnlyList<FailbackJob>> progress, CancellationToken cancellationToken)
    {
        FailbackJob[] latest = [.. jobs];
        var unknownSince = new DateTimeOffset?[latest.Length];
        DateTimeOffset end = deadline ?? _clock.UtcNow + LongestWait;
        var open = new List<int>(Enumerable.Range(0, latest.Length));
        using RequestScope limit = RequestScope.Until(end);
        while (open.Count > 0)
        {
            foreach (int i in open.ToArray())
            {
                cancellationToken.ThrowIfCancellationRequested();
                bool isGone = false;
                try
                {
                    (latest[i], unknownSince[i], isGone) = await LookAsync(latest[i], unknownSince[i], cancellationToken);
                }
                catch (ConnectionException) when (_clock.UtcNow >= end)
                {
                    // The service let it wait until the time was over: that is what is reported.
                }

                if (EndOf(latest[i], unknownSince[i] is null, isGone, end) is { } how)
                {
                    open.Remove(i);
                    await settled(latest[i], how);
                }
            }

            if (open.Count > 0)
            {
                progress(latest);
                TimeSpan wait = open.Min(i => unknownSince[i] is null ? EngineOptions.Pace(latest[i].RetryAfter, options.JobInterval) : options.SettleInterval);
                TimeSpan left = end - _clock.UtcNow;
                await _clock.Delay(left < wait ? left : wait, cancellationToken);
            }
        }
    }

    private async Task<(FailbackJob Job, DateTimeOffset? UnknownSince, bool IsGone)> LookAsync(FailbackJob last, DateTimeOffset? unknownSince, CancellationToken cancellationToken)
    {
        FailbackJob? read = await _service.FindJobAsync(last.Id, cancellationToken);
        if (read is null && unknownSince is { } since && _clock.UtcNow - since >= UnknownFor)
        {
            read = await ConfirmedReads.JobAsync(_service, _clock, last.Id, last.StartTime, cancellationToken);
            if (read is null)
            {
                return (last, since, true);
            }
        }

        return read is null ? (last, unknownSince ?? _clock.UtcNow, false) : (read.KnownAs(last), null, false);
    }

    private JobWaitEnd? EndOf(FailbackJob job, bool isKnown, bool isGone, DateTimeOffset end) =>
        isGone ? JobWaitEnd.Gone
        : isKnown && !job.IsRunning ? JobWaitEnd.Ended
        : isKnown && job.State == JobState.Suspended ? JobWaitEnd.Suspended
        : _clock.UtcNow >= end ? JobWaitEnd.TimedOut
        : null;
}
