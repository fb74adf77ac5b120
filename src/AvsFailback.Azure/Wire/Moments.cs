using System;
using System.Globalization;

namespace AvsFailback.Azure.Wire;

/// <summary>Instants as the service writes them.</summary>
internal static class Moments
{
    // irDetails writes so (asr-contract §12).
    private static readonly string[] OddForms = ["yyyy-MMM-dd HH:mm:ss", "M/d/yyyy h:mm:ss tt"];

    /// <summary>The instant in UTC; a text without a zone is UTC. Null for no text, no date, or one that stands for "not known".</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
        if (string.IsNullOrEmpty(text)
            || !(DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTimeOffset moment)
                || DateTimeOffset.TryParseExact(text, OddForms, CultureInfo.InvariantCulture, Utc, out moment)))
        {
            return null;
        }

        // 0001, 1601, 1753 and 9999 stand for "not known" (asr-contract §4, §6, §12).
        return moment.Year < 1900 || moment.Year == 9999 ? null : moment;
    }

    /// <summary>The instant as the service takes it in filters (asr-contract §7).</summary>
    public static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
