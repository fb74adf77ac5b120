using System;
using System.Globalization;

namespace AvsFailback.Emulator.State;

/// <summary>Instants as the service writes them: UTC, seven fractional digits, a Z.</summary>
internal static class Instants
{
    /// <summary>How a task says that a time is not known (contract §6, P17).</summary>
    public const string Unknown = "0001-01-01T00:00:00";

    /// <summary>When the idle scenario "None" began (contract §4).</summary>
    public const string Idle = "1753-01-01T01:01:01Z";

    /// <summary>How an agent says that it doesn't expire; without a zone, as recorded (contract §12).</summary>
    public const string NoExpiry = "9999-12-31T23:59:59.9999999";

    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Job ends and classic heartbeats are cut to seconds (contract §2, P17).</summary>
    public static string Seconds(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static bool TryRead(string? text, out DateTimeOffset instant)
    {
        instant = default;
        return !string.IsNullOrEmpty(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);
    }

    public static DateTimeOffset? Read(string? text) => TryRead(text, out DateTimeOffset instant) ? instant : null;

    public static DateTimeOffset Floor(DateTimeOffset instant, TimeSpan step) =>
        new(instant.UtcTicks - (instant.UtcTicks % step.Ticks), TimeSpan.Zero);
}
