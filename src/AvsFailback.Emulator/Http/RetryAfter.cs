using System;
using System.Globalization;
using AvsFailback.Emulator.Clock;

namespace AvsFailback.Emulator.Http;

/// <summary>Tells a client to wait, in seconds of the client's own clock.</summary>
internal static class RetryAfter
{
    /// <summary>On a scaled clock, a client that waits by the wall clock is told the real seconds, at least one.</summary>
    public static string Text(double emulatedSeconds, RequestContext context)
    {
        EmulatorClock clock = context.Vault.Clock;
        bool shrinks = clock.Mode == ClockMode.Scaled && !context.Request.IsOnOurClock;
        double seconds = shrinks ? emulatedSeconds / clock.Scale : emulatedSeconds;
        return Math.Max(1, (long)Math.Ceiling(seconds)).ToString(CultureInfo.InvariantCulture);
    }
}
