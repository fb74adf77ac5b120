using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.TestSupport;

/// <summary>Somebody waits, or asks, without an end.</summary>
internal sealed class EndlessException(string message) : InvalidOperationException(message);

/// <summary>A clock that stands still until somebody waits, and then jumps; what was planned for a moment happens on the way.</summary>
internal sealed class ManualClock : IClock
{
    private readonly List<(DateTimeOffset At, Action Act)> _acts = [];
    private DateTimeOffset _end = Some.Now + TimeSpan.FromDays(20);

    public DateTimeOffset UtcNow { get; private set; } = Some.Now;

    public TimeSpan Elapsed => UtcNow - Some.Now;

    /// <summary>How often somebody waited.</summary>
    public int Delays { get; private set; }

    /// <summary>When the last wait ended: whatever is true since then could have been seen.</summary>
    public DateTimeOffset AwakeSince { get; private set; } = Some.Now;

    /// <summary>Told before each wait.</summary>
    public Action? OnDelay { get; set; }

    /// <summary>How often somebody may wait from now on.</summary>
    public int DelaysLeft { get; set; } = int.MaxValue;

    /// <summary>
    /// Time ends so long from now: a wait without an end shows as a failed test, not as a hanging one. By default after 20 days, longer
    /// than the engine's
    /// longest limit.
    /// </summary>
    public void EndIn(TimeSpan span) => _end = UtcNow + span;

    /// <summary>Plans an act for a moment: it happens in the wait that reaches it, never while a request is answered.</summary>
    public void At(DateTimeOffset moment, Action act)
    {
        int after = _acts.FindIndex(planned => planned.At > moment);
        _acts.Insert(after < 0 ? _acts.Count : after, (moment, act));
    }

    /// <inheritdoc cref="At(DateTimeOffset, Action)"/>
    public void In(TimeSpan span, Action act) => At(UtcNow + span, act);

    public Task Delay(TimeSpan span, CancellationToken cancellationToken)
    {
        Delays += 1;
        OnDelay?.Invoke();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        DelaysLeft -= 1;
        if (DelaysLeft < 0)
        {
            throw new EndlessException("Somebody waits without end: again and again.");
        }

        Pass(span);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Lets time pass with all that was planned for it.</summary>
    public void Pass(TimeSpan span)
    {
        DateTimeOffset target = Target(span);
        while (_acts.Count > 0 && _acts[0].At <= target)
        {
            (DateTimeOffset at, Action act) = _acts[0];
            _acts.RemoveAt(0);
            UtcNow = at > UtcNow ? at : UtcNow;
            act();
        }

        UtcNow = target > UtcNow ? target : UtcNow;
        AwakeSince = UtcNow;
    }

    /// <summary>Moves time alone, as a slow answer does.</summary>
    public void Advance(TimeSpan span) => UtcNow = Target(span);

    private DateTimeOffset Target(TimeSpan span)
    {
        TimeSpan wait = span > TimeSpan.Zero ? span : TimeSpan.Zero;
        return wait <= _end - UtcNow ? UtcNow + wait
            : throw new EndlessException(
                FormattableString.Invariant($"Somebody waits without end: at {UtcNow:u} for {wait.TotalDays:0.0} days."));
    }
}
