using System;
using System.Globalization;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>Lets a parameter take seconds as a number as well as a span: PowerShell alone would read 30 as 30 ticks.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeSpanTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data switch
        {
            TimeSpan span => Positive(span, data),
            int or long or double or decimal => Positive(TimeSpan.FromSeconds(Convert.ToDouble(data, CultureInfo.InvariantCulture)), data),
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) => Positive(TimeSpan.FromSeconds(seconds), data),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) => Positive(span, data),
            _ => throw new ArgumentTransformationMetadataException($"'{data}' isn't a span of time. Give seconds as a number, or hours, minutes and seconds as '1:30:00'."),
        };
    }

    private static TimeSpan Positive(TimeSpan span, object? given) =>
        span > TimeSpan.Zero ? span : throw new ArgumentTransformationMetadataException($"'{given}' isn't a positive span of time.");
}
