using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AvsFailback.Testing;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Fakes;

/// <summary>Checks bodies against the published definitions: known fields only, all required ones, the right kinds.</summary>
internal static class PublishedApi
{
    private static readonly Lazy<JObject> Definitions = new(() => (JObject)JObject.Parse(File.ReadAllText(SharedData.File("openapi", "service.json")))["definitions"]!);

    public static void Check(JToken value, string definition) => Check(value, (JObject)Definitions.Value[definition]!, "$", definition);

    /// <summary>The definition that a discriminator stands for.</summary>
    public static string Resolve(string baseDefinition, string instanceType) =>
        Assert.Single(Definitions.Value.Properties(), d =>
            (string?)d.Value["x-ms-discriminator-value"] == instanceType && Bases(d.Name).Contains(baseDefinition)).Name;

    private static void Check(JToken value, JObject schema, string path, string? name = null)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            name = reference.Split('/')[^1];
            Check(value, (JObject)Definitions.Value[name]!, path, name);
            return;
        }

        if (name is not null && schema["discriminator"] is not null)
        {
            name = Resolve(name, (string)value["instanceType"]!);
            schema = (JObject)Definitions.Value[name]!;
        }

        switch ((string?)schema["type"])
        {
            case "string":
                Assert.True(value.Type == JTokenType.String, $"{path} is no string");
                if (schema["enum"] is JArray allowed)
                {
                    Assert.Contains((string)value!, allowed.Select(a => (string)a!));
                }

                break;
            case "array":
                Assert.True(value is JArray, $"{path} is no array");
                int i = 0;
                foreach (JToken item in value)
                {
                    Check(item, (JObject)schema["items"]!, $"{path}[{i++}]");
                }

                break;
            default:
                CheckObject(Assert.IsType<JObject>(value), name is null ? [schema] : [.. Bases(name).Prepend(name).Select(n => (JObject)Definitions.Value[n]!)], path);
                break;
        }
    }

    private static void CheckObject(JObject value, IReadOnlyList<JObject> schemas, string path)
    {
        var known = schemas.SelectMany(s => (s["properties"] as JObject)?.Properties() ?? []).ToDictionary(p => p.Name, p => (JObject)p.Value, StringComparer.OrdinalIgnoreCase);
        foreach (string required in schemas.SelectMany(s => s["required"] as JArray ?? []).Select(r => (string)r!))
        {
            Assert.True(value.ContainsKey(required), $"{path} lacks the required field {required}");
        }

        foreach (JProperty field in value.Properties())
        {
            Assert.True(known.ContainsKey(field.Name), $"{path} has the unknown field {field.Name}");
            Check(field.Value, known[field.Name], $"{path}.{field.Name}");
        }
    }

    private static IEnumerable<string> Bases(string definition) =>
        (Definitions.Value[definition]!["allOf"] ?? new JArray()).Select(b => ((string)b["$ref"]!).Split('/')[^1]).SelectMany(b => Bases(b).Prepend(b));
}
