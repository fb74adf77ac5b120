// The one file of the emulator where real time is read and waited for.
#pragma warning disable RS0030 // This is the clock that all others are told to ask.

using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Emulator.Clock;

/// <summary>How the emulator's time passes.</summary>
internal enum ClockMode
{
    /// <summary>As the wall clock does.</summary>
    Real,

    /// <summary>A number of emulated seconds for each real one.</summary>
    Scaled,

    /// <summary>Not at all, until somebody advances it.</summary>
    Virtual,
}

/// <summary>The emulator's time. Not safe for threads: whoever holds the state's lock uses it.</summary>
internal sealed class EmulatorClock
{
    private readonly DateTimeOffset _start;
    private readonly Stopwatch _real = Stopwatch.StartNew();
    private TimeSpan _shift;
    private Action<ScheduledEvent>? _handler;

    public EmulatorClock(ClockMode mode, double scale, DateTimeOffset start)
    {
        Mode = mode;
        Scale = mode == ClockMode.Scaled ? scale : 1;
        _start = start.ToUniversalTime();
        Now = _start;
    }

    /// <summary>The wall clock, for whoever needs to know when to start.</summary>
    public static DateTimeOffset RealNow => DateTimeOffset.UtcNow;

    public ClockMode Mode { get; }

    /// <summary>Emulated seconds in a real second.</summary>
    public double Scale { get; }

    /// <summary>The moment at which the state is looked at: it stands still while a request is served or an event is handled.</summary>
    public DateTimeOffset Now { get; private set; }

    public EventQueue Events { get; } = new();

    public void OnEvent(Action<ScheduledEvent> handler) => _handler = handler;

    public void After(double seconds, string kind, string target, Newtonsoft.Json.Linq.JObject? data = null) =>
        Events.Add(Now + Span(seconds), kind, target, data);

    /// <summary>Lets pass what has passed, running what was due on the way.</summary>
    public void CatchUp()
    {
        if (Mode != ClockMode.Virtual)
        {
            RunTo(_start + _shift + new TimeSpan((long)(_real.Elapsed.Ticks * Scale)));
        }
        else
        {
            RunTo(Now);
        }
    }

    /// <summary>Moves the clock forward to an instant; an instant that has passed changes nothing.</summary>
    public void AdvanceTo(DateTimeOffset instant)
    {
        CatchUp();
        if (instant > Now)
        {
            _shift += instant - Now;
            RunTo(instant.ToUniversalTime());
        }
    }

    /// <summary>Lets a span pass for a caller that is kept waiting: at once on a virtual clock, else by waiting its real length.</summary>
    public Task PassAsync(double seconds, CancellationToken token) =>
        Mode == ClockMode.Virtual ? Task.CompletedTask : Task.Delay(Span(seconds / Scale), token);

    private static TimeSpan Span(double seconds) => new((long)Math.Round(seconds * TimeSpan.TicksPerSecond));

    private void RunTo(DateTimeOffset instant)
    {
        while (Events.TakeDue(instant) is { } due)
        {
            Now = due.Due > Now ? due.Due : Now;
            _handler?.Invoke(due);
        }

        Now = instant > Now ? instant : Now;
    }
}
