using System;
using System.Globalization;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>Lets a parameter take an instant or a span: a date is the one, hours and minutes or a number of seconds are the other.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DeadlineTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data switch
        {
            DateTimeOffset instant => instant,
            DateTime local => new DateTimeOffset(local),
            string text when !IsSpan(text) => DateTimeOffset.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset instant)
                ? instant
                : throw new ArgumentTransformationMetadataException($"'{data}' isn't a deadline. Give an instant, such as (Get-Date).AddHours(3) or '2026-03-01 18:00', or a span from now: seconds as a number, or '3:00:00'."),
            _ => new TimeSpanTransformationAttribute().Transform(engineIntrinsics, inputData),
        };
    }

    private static bool IsSpan(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _);
}
