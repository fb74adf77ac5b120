using System;
using System.Collections.Generic;
using System.Globalization;
using Newtonsoft.Json;

namespace AvsFailback.Reports;

/// <summary>How values stand in journals and reports.</summary>
internal static class JsonText
{
    /// <summary>An instant: ISO 8601 in UTC, whole.</summary>
    public static string Of(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes an instant.</summary>
    public static void Write(this JsonWriter json, string name, DateTimeOffset? instant) => json.Write(name, instant is { } i ? Of(i) : null);

    /// <summary>Writes a span in seconds.</summary>
    public static void Seconds(this JsonWriter json, string name, TimeSpan? span)
    {
        json.WritePropertyName(name);
        json.WriteValue(span?.TotalSeconds);
    }

    /// <summary>Writes a text, or null.</summary>
    public static void Write(this JsonWriter json, string name, string? text)
    {
        json.WritePropertyName(name);
        json.WriteValue(text);
    }

    /// <summary>Writes an enumeration's value by its name.</summary>
    public static void Write(this JsonWriter json, string name, Enum? value) => json.Write(name, value?.ToString());

    /// <summary>Writes an id.</summary>
    public static void Write(this JsonWriter json, string name, ArmId? id) => json.Write(name, id?.ToString());

    /// <summary>Writes a number.</summary>
    public static void Write(this JsonWriter json, string name, int? number)
    {
        json.WritePropertyName(name);
        json.WriteValue(number);
    }

    /// <summary>Writes yes or no.</summary>
    public static void Write(this JsonWriter json, string name, bool value)
    {
        json.WritePropertyName(name);
        json.WriteValue(value);
    }

    /// <summary>Writes a list.</summary>
    public static void Write<T>(this JsonWriter json, string name, IEnumerable<T> list, Action<T> entry)
    {
        json.WritePropertyName(name);
        json.WriteStartArray();
        foreach (T each in list)
        {
            entry(each);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a list of texts.</summary>
    public static void Write(this JsonWriter json, string name, IEnumerable<string> list) => json.Write(name, list, json.WriteValue);

    /// <summary>Writes the service's errors, word for word.</summary>
    public static void Write(this JsonWriter json, string name, IEnumerable<JobError> errors) => json.Write(name, errors, error =>
    {
        json.WriteStartObject();
        json.Write("code", error.Code);
        json.Write("message", error.Message);
        json.Write("possibleCauses", error.PossibleCauses);
        json.Write("recommendedAction", error.RecommendedAction);
        json.Write("level", error.Level);
        json.Write("time", error.Time);
        json.Write("activityId", error.ActivityId);
        json.Write("taskId", error.TaskId);
        json.Write("providerCode", error.ProviderCode);
        json.Write("providerMessage", error.ProviderMessage);
        json.WriteEndObject();
    });
}
