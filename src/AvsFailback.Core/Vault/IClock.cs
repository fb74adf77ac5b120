using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback;

/// <summary>The time that everything waits by: the wall clock, or an emulator's.</summary>
public interface IClock
{
    /// <summary>The present instant, in UTC.</summary>
    DateTimeOffset UtcNow { get; }

    /// <summary>Lets time pass.</summary>
    /// <param name="span">How long; zero or less returns at once.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task Delay(TimeSpan span, CancellationToken cancellationToken);
}

/// <summary>The wall clock: the one place that asks for it.</summary>
public sealed class SystemClock : IClock
{
    // Task.Delay takes no more than this (about 24.8 days).
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(int.MaxValue - 1);

    /// <summary>The only instance.</summary>
    public static SystemClock Instance { get; } = new();

    private SystemClock()
    {
    }

#pragma warning disable RS0030 // This is the clock that everything else is told to use.
    /// <inheritdoc/>
    public DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

    /// <inheritdoc/>
    public async Task Delay(TimeSpan span, CancellationToken cancellationToken)
    {
        var elapsed = Stopwatch.StartNew();
        for (TimeSpan left = span; left > TimeSpan.Zero; left = span - elapsed.Elapsed)
        {
            await Task.Delay(left < LongestDelay ? left : LongestDelay, cancellationToken);
        }
    }
#pragma warning restore RS0030
}
