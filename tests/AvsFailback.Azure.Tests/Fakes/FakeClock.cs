using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Azure.Tests.Fakes;

/// <summary>A clock that moves by what is waited on it, and remembers that.</summary>
internal sealed class FakeClock : IClock
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly object _gate = new();

    public DateTimeOffset UtcNow { get; private set; } = Start;

    public List<TimeSpan> Delays { get; } = [];

    public TimeSpan Elapsed => UtcNow - Start;

    /// <summary>Called before each wait, to let something happen meanwhile.</summary>
    public Action? BeforeDelay { get; set; }

    public Task Delay(TimeSpan span, CancellationToken cancellationToken)
    {
        BeforeDelay?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Delays.Add(span);
            UtcNow += span > TimeSpan.Zero ? span : TimeSpan.Zero;
        }

        return Task.CompletedTask;
    }
}
