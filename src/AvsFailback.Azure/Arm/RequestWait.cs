using System;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Azure.Arm;

/// <summary>The waits between requests: the command reports them, and they end with its time limit (design §4).</summary>
internal static class RequestWait
{
    /// <summary>Waits, unless the command's time is over before.</summary>
    /// <param name="clock">The time to wait by.</param>
    /// <param name="span">How long.</param>
    /// <param name="why">Why, as a sentence without its end, such as <c>the service is throttling (HTTP 429)</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ConnectionException">The wait is longer than the command's time limit allows. That has passed then.</exception>
    public static async Task DelayAsync(IClock clock, TimeSpan span, string why, CancellationToken cancellationToken)
    {
        if (span <= TimeSpan.Zero)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return;
        }

        RequestScope? scope = RequestScope.Current;
        DateTimeOffset now = clock.UtcNow;
        if (scope?.Deadline is not { } end || end - now >= span)
        {
            scope?.Tell(span, now + span, $"Waiting {Words.Span(span)}: {why}.");
            await clock.Delay(span, cancellationToken);
            return;
        }

        TimeSpan left = end > now ? end - now : TimeSpan.Zero;
        scope.Tell(left, end, $"Waiting {Words.Span(left)}, until the command's time is over: {why}, and the wait would take {Words.Span(span)}.");
        await clock.Delay(left, cancellationToken);
        throw new ConnectionException(
            $"The command's time is over: {why}, and the wait would have taken {Words.Span(span)}.",
            "Rerun the command later, or with more time; it resumes from what the vault shows. Jobs that run in Azure continue meanwhile; Get-AvsJob shows them.",
            null)
        { IsAnswered = true };
    }
}
