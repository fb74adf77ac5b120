using System;
using System.IO;
using System.Text;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Writes the bodies of requests: always one object <c>properties</c> (asr-contract §3).</summary>
internal static class RequestBody
{
    public static byte[] Write(Action<JsonTextWriter> properties)
    {
        using var body = new MemoryStream();
        using (var writer = new JsonTextWriter(new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("properties");
            writer.WriteStartObject();
            properties(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return body.ToArray();
    }

    public static void Field(this JsonTextWriter writer, string name, string value)
    {
        writer.WritePropertyName(name);
        writer.WriteValue(value);
    }

    /// <summary>The field if there is a value for it; what isn't given is left out rather than sent as null.</summary>
    public static void FieldIfAny(this JsonTextWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.Field(name, value!);
        }
    }

    /// <summary>The object that every acting request has for its provider.</summary>
    public static void ProviderDetails(this JsonTextWriter writer, string instanceType, Action<JsonTextWriter> fields)
    {
        writer.WritePropertyName("providerSpecificDetails");
        writer.WriteStartObject();
        writer.Field("instanceType", instanceType);
        fields(writer);
        writer.WriteEndObject();
    }

    /// <summary>The array that a plan's request has for its providers: one entry here, since plans of several go VM by VM.</summary>
    public static void ProviderDetailsArray(this JsonTextWriter writer, string instanceType, Action<JsonTextWriter> fields)
    {
        writer.WritePropertyName("providerSpecificDetails");
        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.Field("instanceType", instanceType);
        fields(writer);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
