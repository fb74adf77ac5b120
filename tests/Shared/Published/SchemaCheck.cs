using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AvsFailback.Testing;

/// <summary>Something in a message that isn't as published: in which operation, at which field of which definition, what, and the value's place.</summary>
internal sealed record Deviation(string Operation, string Place, string What, string Path)
{
    public override string ToString() => $"{Operation}: {Place}: {What} (at {Path})";
}

/// <summary>Holds one message against its published schema. Null is taken for absent, as all the API's clients do.</summary>
internal sealed class SchemaCheck(PublishedApi api, string operation, bool isRequest)
{
    // RFC 3339 with any number of fractional digits; the year 9999 and the year 1 are dates too.
    private static readonly Regex DateTime = new(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$", RegexOptions.CultureInvariant);

    private readonly List<Deviation> _found = [];

    public IReadOnlyList<Deviation> Check(JsonElement value, JsonElement schema)
    {
        Check(value, schema, "body", "$");
        return _found;
    }

    private void Check(JsonElement value, JsonElement schema, string place, string path)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            string name = PublishedApi.NameOf(reference);
            if (Text(api.Definition(name), "type") == "object")
            {
                CheckDefined(value, name, place, path);
                return;
            }

            schema = api.Definition(name);
        }

        string? type = Text(schema, "type");
        if (!IsOf(value, type))
        {
            Report(place, $"a {value.ValueKind} where {type} is published", path);
            return;
        }

        switch (type)
        {
            case "string":
                CheckText(value.GetString()!, schema, place, path);
                break;
            case "integer" when Text(schema, "format") == "int32" && !value.TryGetInt32(out _):
                Report(place, "not an int32", path);
                break;
            case "array":
                int i = 0;
                foreach (JsonElement element in value.EnumerateArray())
                {
                    Check(element, schema.GetProperty("items"), place, $"{path}[{i++}]");
                }

                break;
            case "object":
                CheckFields(value, [schema], place, path);
                break;
            default:
                break;
        }
    }

    private void CheckDefined(JsonElement value, string name, string place, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Report(place, $"a {value.ValueKind} where object is published", path);
            return;
        }

        if (Text(api.Definition(name), "discriminator") is { } discriminator)
        {
            string? kind = value.TryGetProperty(discriminator, out JsonElement told) && told.ValueKind == JsonValueKind.String ? told.GetString() : null;
            string? found = kind is null ? null : api.Resolve(name, kind);
            if (found is null)
            {
                Report(name, kind is null ? $"no {discriminator}" : $"the unpublished {discriminator} {kind}", path);
                return;
            }

            name = found;
        }

        CheckFields(value, [.. api.WithBases(name).Select(api.Definition)], name, path);
    }

    private void CheckFields(JsonElement value, IReadOnlyList<JsonElement> schemas, string name, string path)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        JsonElement? others = null;
        foreach (JsonElement schema in schemas)
        {
            foreach (JsonProperty field in schema.TryGetProperty("properties", out JsonElement own) ? own.EnumerateObject().ToArray() : [])
            {
                fields.TryAdd(field.Name, field.Value);
            }

            foreach (JsonElement required in schema.TryGetProperty("required", out JsonElement all) ? all.EnumerateArray().ToArray() : [])
            {
                if (!value.TryGetProperty(required.GetString()!, out JsonElement given) || given.ValueKind == JsonValueKind.Null)
                {
                    Report($"{name}.{required.GetString()}", "required, but absent or null", path);
                }
            }

            others = schema.TryGetProperty("additionalProperties", out JsonElement additional) ? additional : others;
        }

        bool open = fields.Count == 0 && others is null;
        foreach (JsonProperty field in value.EnumerateObject())
        {
            if (fields.TryGetValue(field.Name, out JsonElement schema) || (others is { } other && Is(schema = other)))
            {
                if (field.Value.ValueKind != JsonValueKind.Null)
                {
                    Check(field.Value, schema, $"{name}.{field.Name}", $"{path}.{field.Name}");
                }
            }
            else if (!open)
            {
                Report($"{name}.{field.Name}", "not published", path);
            }
        }
    }

    private void CheckText(string value, JsonElement schema, string place, string path)
    {
        switch (Text(schema, "format"))
        {
            case "date-time" when !DateTime.IsMatch(value) || !DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _):
                Report(place, "not a date-time", path);
                break;
            case "arm-id" when !value.StartsWith('/'):
                Report(place, "not an ARM id", path);
                break;
            default:
                break;
        }

        // An enum that is modelled as a string is open to what the service may add, but not to what a client may make up.
        bool open = !isRequest && schema.TryGetProperty("x-ms-enum", out JsonElement names) && names.TryGetProperty("modelAsString", out JsonElement asText) && asText.GetBoolean();
        if (!open && schema.TryGetProperty("enum", out JsonElement values) && !values.EnumerateArray().Any(v => v.GetString() == value))
        {
            Report(place, $"the unpublished value {value}", path);
        }

        if (schema.TryGetProperty("maxLength", out JsonElement most) && value.Length > most.GetInt32())
        {
            Report(place, "longer than published", path);
        }
    }

    private static bool Is(JsonElement element) => element.ValueKind == JsonValueKind.Object;

    private static bool IsOf(JsonElement value, string? type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => true,
    };

    private static string? Text(JsonElement schema, string name) => schema.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private void Report(string place, string what, string path) => _found.Add(new Deviation(operation, place, what, path));
}
