using System;
using System.Globalization;
using Azure;

namespace AvsFailback.Azure.Arm;

/// <summary>How long the service asks to wait, within sense.</summary>
internal static class RetryAfter
{
    /// <summary>Nothing is asked more often, whatever the service says.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Nothing is waited for longer before the service is asked again. Azure Resource Manager has been seen to ask for 20 and 45 minutes
    /// (Azure/msrestazure-for-python #128); a header of years is a fault.
    /// </summary>
    public static readonly TimeSpan Most = TimeSpan.FromHours(1);

    /// <summary>
    /// The span that an answer's header tells, as seconds or as a date, held within sense; null if it tells none that is one: zero, less, and a
    /// moment that has passed leave the wait to the client.
    /// </summary>
    public static TimeSpan? Of(Response response, IClock clock) =>
        response.Headers.TryGetValue("Retry-After", out string? text) ? Read(text, clock.UtcNow) : null;

    /// <summary>Reads a header's text.</summary>
    /// <param name="text">The text; null for none.</param>
    /// <param name="now">The present moment, by the service's clock.</param>
    public static TimeSpan? Read(string? text, DateTimeOffset now)
    {
        const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        double seconds = double.TryParse(text, Number, CultureInfo.InvariantCulture, out double told) ? told
            // As HTTP writes dates; a looser reading takes numbers for dates.
            : DateTimeOffset.TryParseExact(text?.Trim(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) ? (moment - now).TotalSeconds
            : 0;
        return !(seconds > 0) ? null
            : seconds >= Most.TotalSeconds ? Most
            : seconds <= Least.TotalSeconds ? Least
            : TimeSpan.FromSeconds(seconds);
    }
}
