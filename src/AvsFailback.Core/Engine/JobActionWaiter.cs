using System;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>Waits until a request about a job, to cancel, resume or restart it, has had its effect; every such wait has an end.</summary>
/// <param name="service">The service.</param>
/// <param name="clock">The clock to wait by.</param>
/// <param name="isOver">Whether enough is known of the operation.</param>
internal sealed class JobActionWaiter(ISiteRecovery service, IClock clock, Func<OperationStatus, bool> isOver)
{
    /// <summary>How long it is waited for: cancelling takes minutes as a rule; the job itself may take far longer.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private static readonly TimeSpan Interval = new EngineOptions().SettleInterval;

    /// <summary>Waits until enough is known of the operation, or the job shows that it has ended.</summary>
    /// <param name="job">The job as it was before.</param>
    /// <param name="operation">What the service accepted.</param>
    /// <param name="target">What an error is about.</param>
    /// <param name="cancellationToken">Stops the waiting; the job continues.</param>
    /// <returns>The operation's status; null where the job itself showed its end, or the service gave no status.</returns>
    /// <exception cref="FailbackException">The vault doesn't know the job any longer, or the time is over.</exception>
    public async Task<OperationStatus?> WaitAsync(FailbackJob job, StartedOperation operation, object target, CancellationToken cancellationToken)
    {
        DateTimeOffset began = clock.UtcNow;
        DateTimeOffset known = began;
        while (operation.StatusUri is not null)
        {
            OperationStatus? status = await StatusAsync(operation, cancellationToken);
            if (status is not null && isOver(status))
            {
                return status;
            }

            FailbackJob? now = await service.FindJobAsync(job.Id, cancellationToken);
            known = now is null ? known : clock.UtcNow;
            if (job.IsRunning && now is { IsRunning: false })
            {
                return null;
            }

            if (clock.UtcNow - known >= JobWaiter.UnknownFor)
            {
                now = await ConfirmedReads.JobAsync(service, clock, job.Id, job.StartTime, cancellationToken) ?? throw Errors.JobGone(job, target);
                known = clock.UtcNow;
            }

            if (clock.UtcNow - began >= (status is null ? JobWaiter.UnknownFor : LongestWait))
            {
                throw Errors.JobTimedOut(now is null ? job : now.KnownAs(job), target);
            }

            await clock.Delay(EngineOptions.Pace(status?.RetryAfter, Interval), cancellationToken);
        }

        return null;
    }

    // Just after it was accepted, an operation may not be known yet.
    private async Task<OperationStatus?> StatusAsync(StartedOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            return await service.GetOperationStatusAsync(operation, cancellationToken);
        }
        catch (ServiceException e) when (e.Status == 404)
        {
            return null;
        }
    }
}
