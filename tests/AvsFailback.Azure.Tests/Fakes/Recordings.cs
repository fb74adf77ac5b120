using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AvsFailback.Testing;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Fakes;

/// <summary>An exchange with the real service.</summary>
internal sealed record RecordedExchange(string File, string Method, string Path, JToken? RequestBody, int Status, JObject? Headers, JToken? Body)
{
    /// <summary>A header's value; the first where it was told more than once.</summary>
    public string? Header(string name) => Headers?.GetValue(name, StringComparison.OrdinalIgnoreCase) switch
    {
        JArray { Count: > 0 } several => (string?)several[0],
        JArray => null,
        { } one => (string?)one,
        null => null,
    };
}

/// <summary>The recordings and the published examples, as trees: read without any code of the client.</summary>
internal static class Recordings
{
    private static readonly Lazy<IReadOnlyList<RecordedExchange>> All = new(() => [.. Directory.GetFiles(SharedData.File("recordings"), "*.json", SearchOption.AllDirectories).Order().SelectMany(ReadFile)]);

    public static IReadOnlyList<RecordedExchange> Exchanges => All.Value;

    /// <summary>Every resource of a type that any answer holds, by itself or in a list.</summary>
    public static IEnumerable<JObject> Resources(string type) =>
        Exchanges.Select(e => e.Body).OfType<JContainer>().SelectMany(b => ResourcesIn(b, type));

    /// <summary>Every resource of a type in the published examples.</summary>
    public static IEnumerable<(string File, JObject Resource)> Examples(string type) =>
        Directory.GetFiles(SharedData.File("openapi", "examples"), "*.json").Order().SelectMany(f =>
            ResourcesIn((JContainer)(Load(f)["responses"] ?? new JObject()), type).Select(r => (Path.GetFileName(f), r)));

    /// <summary>Every answer that is the status of an operation.</summary>
    public static IEnumerable<JObject> OperationStatuses() =>
        Exchanges.Where(e => e.Path.Contains("/replicationOperationStatus/", StringComparison.Ordinal)).Select(e => e.Body).OfType<JObject>();

    private static IEnumerable<JObject> ResourcesIn(JContainer body, string type) =>
        body.DescendantsAndSelf().OfType<JObject>().Where(o =>
            o["properties"] is JObject && o["id"] is JValue { Type: JTokenType.String } id
            && ((string)id!).Trim('/').Split('/') is { Length: > 2 } segments && segments[^2].Equals(type, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a published example of an operation answers.</summary>
    public static JObject ExampleAnswer(string file) => (JObject)Load(SharedData.File("openapi", "examples", file))["responses"]!["200"]!["body"]!;

    private static IEnumerable<RecordedExchange> ReadFile(string path)
    {
        string name = Path.GetFileName(path);
        JObject file = Load(path);
        foreach (JToken e in file["entries"] ?? new JArray())
        {
            yield return new RecordedExchange(name, (string)e["method"]!, ((string)e["url"]!).Split('?')[0], Told(e["requestBody"]), (int)e["status"]!, e["responseHeaders"] as JObject, Told(e["responseBody"]));
        }

        foreach (JToken e in file["fragments"]?.SelectMany(f => f["exchanges"]!) ?? [])
        {
            JToken request = e["request"]!;
            JToken response = e["response"]!;
            var path0 = (string)request["path"]!;
            JToken? body = response["bodyExcerpt"] is JObject excerpt ? new JObject { ["id"] = path0, ["name"] = path0.Split('/')[^1], ["properties"] = excerpt } : response["body"];
            yield return new RecordedExchange(name, (string)request["method"]!, path0, Told(request["body"] ?? request["bodyInferredFromLength"]), (int)response["status"]!, response["headers"] as JObject, Told(body));
        }
    }

    private static JToken? Told(JToken? token) => token is null or JValue { Type: JTokenType.Null } ? null : token;

    private static JObject Load(string path)
    {
        using var reader = new JsonTextReader(File.OpenText(path)) { DateParseHandling = DateParseHandling.None };
        return JObject.Load(reader);
    }
}
