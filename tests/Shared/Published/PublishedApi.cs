using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace AvsFailback.Testing;

/// <summary>An operation of the published API: its path in parts, the body it takes, what it answers by status, and the files of its examples.</summary>
internal sealed record PublishedOperation(string Method, string Path, string[] Segments, JsonElement? Body, bool NeedsBody, IReadOnlyDictionary<int, JsonElement?> Answers, IReadOnlyList<string> Examples)
{
    /// <summary>Gets the method and the path below the vault, as deviations name it.</summary>
    public string Name { get; } = Method + " " + Path[(Path.IndexOf("{resourceName}", StringComparison.Ordinal) is var at and > 0 ? at + 14 : 0)..];
}

/// <summary>The published API (Swagger 2.0) of Site Recovery: its operations and definitions.</summary>
internal sealed class PublishedApi
{
    private static readonly Lazy<PublishedApi> Loaded = new(() => new PublishedApi(SharedData.File("openapi", "service.json")));

    private readonly Dictionary<string, JsonElement> _definitions;
    private readonly Dictionary<string, string> _byDiscriminator = new(StringComparer.Ordinal);
    private readonly List<PublishedOperation> _operations = [];

    private PublishedApi(string path)
    {
        JsonElement root = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        _definitions = root.GetProperty("definitions").EnumerateObject().ToDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal);
        foreach ((string name, JsonElement definition) in _definitions)
        {
            string value = definition.TryGetProperty("x-ms-discriminator-value", out JsonElement given) ? given.GetString()! : name;
            foreach (string of in Bases(name).Where(b => _definitions[b].TryGetProperty("discriminator", out _)))
            {
                _byDiscriminator.TryAdd(of + "|" + value, name);
            }
        }

        foreach (JsonProperty template in root.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty operation in template.Value.EnumerateObject())
            {
                _operations.Add(Read(operation.Name.ToUpperInvariant(), template.Name, operation.Value));
            }
        }
    }

    public static PublishedApi Instance => Loaded.Value;

    public IReadOnlyList<PublishedOperation> Operations => _operations;

    /// <summary>The operation of a request, literal parts compared without case; null where the published API has none.</summary>
    public PublishedOperation? Find(string method, string path)
    {
        string[] segments = path.Trim('/').Split('/');
        return _operations
            .Where(o => o.Method == method && o.Segments.Length == segments.Length && Fits(o.Segments, segments))
            .OrderBy(o => o.Segments.Count(s => s[0] == '{'))
            .FirstOrDefault();
    }

    public JsonElement Definition(string name) => _definitions[name];

    /// <summary>The definition that a value of a discriminator stands for; null where none is published.</summary>
    public string? Resolve(string baseDefinition, string discriminator) => _byDiscriminator.GetValueOrDefault(baseDefinition + "|" + discriminator);

    /// <summary>A definition and all that it inherits from.</summary>
    public IEnumerable<string> WithBases(string definition) => Bases(definition).Prepend(definition);

    public static string NameOf(JsonElement reference) => reference.GetString()!.Split('/')[^1];

    private static bool Fits(string[] template, string[] segments)
    {
        for (int i = template.Length - 1; i >= 0; i--)
        {
            if (template[i][0] != '{' && !string.Equals(template[i], segments[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    private static PublishedOperation Read(string method, string path, JsonElement operation)
    {
        JsonElement? body = null;
        bool needed = false;
        foreach (JsonElement parameter in operation.GetProperty("parameters").EnumerateArray())
        {
            if (parameter.TryGetProperty("in", out JsonElement place) && place.GetString() == "body")
            {
                body = parameter.GetProperty("schema");
                needed = parameter.TryGetProperty("required", out JsonElement required) && required.GetBoolean();
            }
        }

        var answers = new Dictionary<int, JsonElement?>();
        foreach (JsonProperty answer in operation.GetProperty("responses").EnumerateObject())
        {
            if (int.TryParse(answer.Name, out int status))
            {
                answers.Add(status, answer.Value.TryGetProperty("schema", out JsonElement schema) ? schema : null);
            }
        }

        string[] examples = operation.TryGetProperty("x-ms-examples", out JsonElement all) ? [.. all.EnumerateObject().Select(e => NameOf(e.Value.GetProperty("$ref")))] : [];
        return new PublishedOperation(method, path, path.Trim('/').Split('/'), body, needed, answers, examples);
    }

    private IEnumerable<string> Bases(string definition)
    {
        if (_definitions[definition].TryGetProperty("allOf", out JsonElement all))
        {
            foreach (string name in all.EnumerateArray().Select(b => NameOf(b.GetProperty("$ref"))))
            {
                yield return name;
                foreach (string further in Bases(name))
                {
                    yield return further;
                }
            }
        }
    }
}
