using System;
using System.Globalization;
using Azure;

namespace AvsFailback.Azure.Arm;

/// <summary>How long the service asks to wait.</summary>
internal static class RetryAfter
{
    /// <summary>The span that an answer's header tells, as seconds or as a date; null if it tells none.</summary>
    public static TimeSpan? Of(Response response, IClock clock)
    {
        if (!response.Headers.TryGetValue("Retry-After", out string? text) || string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out double seconds))
        {
            return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment))
        {
            return null;
        }

        TimeSpan left = moment - clock.UtcNow;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
