using System;
using System.Globalization;

namespace AvsFailback;

/// <summary>Numbers as people read them, the same in every culture.</summary>
internal static class Words
{
    /// <summary>A span in its two largest units, such as <c>1 h 20 min</c>.</summary>
    public static string Span(TimeSpan span)
    {
        TimeSpan absolute = span.Duration();
        return absolute.TotalMinutes < 1 ? string.Format(CultureInfo.InvariantCulture, "{0} s", (int)absolute.TotalSeconds)
            : absolute.TotalHours < 1 ? string.Format(CultureInfo.InvariantCulture, "{0} min", (int)absolute.TotalMinutes)
            : absolute.TotalDays < 1 ? string.Format(CultureInfo.InvariantCulture, "{0} h {1} min", (int)absolute.TotalHours, absolute.Minutes)
            : string.Format(CultureInfo.InvariantCulture, "{0} d {1} h", (int)absolute.TotalDays, absolute.Hours);
    }

    /// <summary>An instant in UTC to the second.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
