using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>Reads instants alike in every culture: 03/04 is March to one and April to the other, and 2026 the year 1483 to a third.</summary>
internal static class Instants
{
    /// <summary>What may be written, for errors.</summary>
    public const string Examples = "'2026-03-02 18:00' (this machine's time zone), '2026-03-02T18:00:00Z', '2026-03-02T18:00+01:00', or an object such as (Get-Date).AddHours(3)";

    private static readonly string[] Days = ["yyyy-MM-dd"];

    // The round-trip form is among them: seven digits of a second.
    private static readonly string[] Forms =
    [
        .. from separator in new[] { " ", "'T'" }
           from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" }
           from zone in new[] { string.Empty, "zzz", " zzz", "'Z'", " 'Z'" }
           select $"yyyy-MM-dd{separator}{time}{zone}",
    ];

    /// <summary>The instant that an object or a text in ISO form names; null if it is neither.</summary>
    /// <param name="given">A date, or a text.</param>
    public static DateTimeOffset? Read(object? given)
    {
        try
        {
            return (given is PSObject wrapped ? wrapped.BaseObject : given) switch
            {
                DateTimeOffset instant => instant,
                DateTime date => new DateTimeOffset(date),
                string text => Read(text.Trim()),
                _ => null,
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            // The first or last day of the calendar, in a time zone that has no such instant.
            return null;
        }
    }

    /// <summary>An instant and a span later, or the last one there is.</summary>
    public static DateTimeOffset After(DateTimeOffset start, TimeSpan span) => DateTimeOffset.MaxValue - start > span ? start + span : DateTimeOffset.MaxValue;

    private static DateTimeOffset? Read(string text)
    {
        bool isUtc = text.EndsWith("Z", StringComparison.OrdinalIgnoreCase);
        return DateTimeOffset.TryParseExact(
            text, [.. Days, .. Forms], CultureInfo.InvariantCulture, isUtc ? DateTimeStyles.AssumeUniversal : DateTimeStyles.AssumeLocal, out DateTimeOffset instant) ? instant : null;
    }
}
