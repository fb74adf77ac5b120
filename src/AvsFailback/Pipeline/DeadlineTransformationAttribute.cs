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
            DateTimeOffset or DateTime => Instants.Read(data) ?? throw Refuse(data),
            string text when !IsSpan(text) => Instants.Read(text) ?? throw Refuse(text),
            _ => new TimeSpanTransformationAttribute().Transform(engineIntrinsics, inputData),
        };
    }

    private static ArgumentTransformationMetadataException Refuse(object data) =>
        new($"'{data}' isn't a deadline that means the same everywhere. Give an instant, as {Instants.Examples}; or a span from now: seconds as a number, or '3:00:00'.");

    private static bool IsSpan(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _);
}
