using System;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Core.Tests.Fakes;

/// <summary>A clock that stands still until somebody waits, and then jumps.</summary>
internal sealed class ManualClock : IClock
{
    // Longer than the engine's longest limit: a wait without an end shows as a failed test, not as a hanging one.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(20);

    public DateTimeOffset UtcNow { get; private set; } = Some.Now;

    public TimeSpan Elapsed => UtcNow - Some.Now;

    /// <summary>How often somebody waited.</summary>
    public int Delays { get; private set; }

    /// <summary>Told before each wait.</summary>
    public Action? OnDelay { get; set; }

    public Task Delay(TimeSpan span, CancellationToken cancellationToken)
    {
        Delays += 1;
        OnDelay?.Invoke();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        Advance(span);
        return Task.CompletedTask;
    }

    public void Advance(TimeSpan span)
    {
        if (span > TimeSpan.Zero)
        {
            UtcNow += span;
        }

        if (Elapsed > Lifetime)
        {
            throw new InvalidOperationException("Somebody waits without end.");
        }
    }
}
