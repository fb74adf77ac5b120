using System;
using System.Globalization;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>Lets a parameter take seconds as a number as well as a span: PowerShell alone would read 30 as 30 ticks.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeSpanTransformationAttribute : ArgumentTransformationAttribute
{
    // Longer than any run, and far from where the calendar ends.
    private static readonly TimeSpan Most = TimeSpan.FromDays(36_500);

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data switch
        {
            TimeSpan span => Positive(span, data),
            int or long or double or decimal => Seconds(Convert.ToDouble(data, CultureInfo.InvariantCulture), data),
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) => Seconds(seconds, data),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) => Positive(span, data),
            _ => throw new ArgumentTransformationMetadataException($"'{data}' isn't a span of time. Give seconds as a number, or hours, minutes and seconds as '1:30:00'."),
        };
    }

    private static TimeSpan Seconds(double seconds, object? given) =>
        // Also false for what isn't a number.
        Math.Abs(seconds) < Most.TotalSeconds ? Positive(TimeSpan.FromSeconds(seconds), given)
        : seconds > 0 ? Most
        : throw Refuse(given);

    private static TimeSpan Positive(TimeSpan span, object? given) =>
        span > Most ? Most : span > TimeSpan.Zero ? span : throw Refuse(given);

    private static ArgumentTransformationMetadataException Refuse(object? given) => new($"'{given}' isn't a positive span of time.");
}
