using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Wire;

namespace AvsFailback.Azure.Emulation;

/// <summary>
/// The time of an emulated vault (design §6). Virtual: it stands still until someone waits; a wait asks the emulator to
/// advance to that very moment. Scaled: it runs by the real time since the emulator's last word, faster.
/// </summary>
/// <param name="control">The emulator whose time it is.</param>
/// <param name="state">What the emulator said of it first.</param>
/// <param name="realClock">What a scaled wait really waits on.</param>
/// <param name="elapsed">The real time since some fixed moment.</param>
internal sealed class EmulatorClock(IEmulatorControl control, EmulatorState state, IClock realClock, Func<TimeSpan> elapsed) : IClock
{
    public const string Real = nameof(Real);
    public const string Scaled = nameof(Scaled);
    public const string Virtual = nameof(Virtual);

    private readonly object _gate = new();
    private DateTimeOffset _word = state.UtcNow;
    private TimeSpan _heardAt = elapsed();
    private DateTimeOffset _latest = state.UtcNow;

    /// <inheritdoc/>
    public DateTimeOffset UtcNow
    {
        get
        {
            lock (_gate)
            {
                DateTimeOffset now = state.ClockMode == Scaled ? _word + Multiply(elapsed() - _heardAt, state.Scale) : _word;
                return _latest = now > _latest ? now : _latest;
            }
        }
    }

    /// <summary>The clock that an emulator's state asks for.</summary>
    public static IClock For(IEmulatorControl control, EmulatorState state)
    {
        if (state.ClockMode == Real)
        {
            return SystemClock.Instance;
        }

        var stopwatch = Stopwatch.StartNew();
        return new EmulatorClock(control, state, SystemClock.Instance, () => stopwatch.Elapsed);
    }

    /// <inheritdoc/>
    public async Task Delay(TimeSpan span, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (span <= TimeSpan.Zero)
        {
            return;
        }

        if (state.ClockMode == Scaled)
        {
            await realClock.Delay(Multiply(span, 1 / state.Scale), cancellationToken);
            return;
        }

        Hear((await control.AdvanceAsync(UtcNow + span, cancellationToken)).UtcNow);
    }

    /// <summary>Takes the emulator's word for the time, as a header tells it.</summary>
    public void Hear(string word)
    {
        if (Moments.Parse(word) is { } now)
        {
            Hear(now);
        }
    }

    private void Hear(DateTimeOffset now)
    {
        lock (_gate)
        {
            // Answers may overtake each other; time doesn't go back.
            if (state.ClockMode == Scaled || now > _word)
            {
                _word = now;
                _heardAt = elapsed();
            }
        }
    }

    private static TimeSpan Multiply(TimeSpan span, double factor) => TimeSpan.FromTicks((long)(span.Ticks * factor));
}
