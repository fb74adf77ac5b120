using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AvsFailback.Testing;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests.Recorded;

/// <summary>An exchange with the real service: from which recording, the how manieth, what was asked and what was answered.</summary>
internal sealed record RecordedExchange(string File, string Kind, int Number, string Method, string Path, string Query, JObject? Request, int Status, string[]? Headers, JToken? Body, bool IsExcerpt = false)
{
    // What the recorder behind a file leaves out, so that its absence means nothing (SOURCE.md).
    private static readonly string[] NotRecorded =
    [
        "retry-after", "x-ms-request-id", "x-ms-client-request-id", "x-ms-correlation-request-id", "x-ms-routing-request-id", "x-ms-ratelimit-remaining-subscription-reads",
    ];

    private static readonly Lazy<IReadOnlyList<RecordedExchange>> Read = new(() =>
        [.. Directory.GetFiles(SharedData.File("recordings"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(ReadFile)]);

    public static IReadOnlyList<RecordedExchange> All => Read.Value;

    /// <summary>Gets the name that a test knows it by: the file's beginning, with "later/" before the ones found later, and the number.</summary>
    public string Name => $"{File}#{Number}";

    /// <summary>Gets the last part of the path.</summary>
    public string Tail => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Gets a value indicating whether only a part of the exchange was copied: of headers those that matter, of some bodies an excerpt.</summary>
    public bool IsFragment => Kind == "azps-2021";

    /// <summary>Gets a value indicating whether it is of api-version 2016-08-10, in which the case of keys was another (asr-contract §6, §12).</summary>
    public bool Is2017 => Kind == "azps-2017";

    /// <summary>Whether this recording would show a header if there had been one.</summary>
    public bool WouldShow(string header) => Headers is not null && !IsFragment && !(Kind == "cli-2023-08" && NotRecorded.Contains(header, StringComparer.OrdinalIgnoreCase));

    public static RecordedExchange Find(string name) => All.Single(e => e.Name == name);

    private static IEnumerable<RecordedExchange> ReadFile(string path)
    {
        string[] parts = System.IO.Path.GetFileName(path).Split('.');
        string name = (System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)) == "found-later" ? "later/" : string.Empty) + parts[0];
        string kind = parts[0].StartsWith("azps-2021", StringComparison.Ordinal) ? "azps-2021" : parts[1];
        JObject file = EmulatedVault.Parse(System.IO.File.ReadAllText(path));
        int number = 0;
        foreach (JToken e in file["entries"] ?? new JArray())
        {
            string[] url = new Uri((string)e["url"]!, UriKind.RelativeOrAbsolute) is { IsAbsoluteUri: true } whole ? whole.PathAndQuery.Split('?', 2) : ((string)e["url"]!).Split('?', 2);
            yield return new RecordedExchange(name, kind, number++, (string)e["method"]!, url[0], url.ElementAtOrDefault(1) ?? string.Empty, e["requestBody"] as JObject, (int)e["status"]!, Names(e["responseHeaders"]), Told(e["responseBody"]));
        }

        foreach (JToken e in file["fragments"]?.SelectMany(f => f["exchanges"]!) ?? [])
        {
            JToken request = e["request"]!;
            JToken response = e["response"]!;
            JToken? body = response["bodyExcerpt"] is JObject excerpt ? new JObject { ["properties"] = excerpt } : Told(response["body"]);
            yield return new RecordedExchange(name, kind, number++, (string)request["method"]!, (string)request["path"]!, string.Empty,
                (request["body"] ?? request["bodyInferredFromLength"]) as JObject, (int)response["status"]!, Names(response["headers"]), body, response["bodyExcerpt"] is not null);
        }
    }

    private static string[]? Names(JToken? headers) => (headers as JObject)?.Properties().Select(p => p.Name).ToArray();

    // An empty body stands as null or as empty text.
    private static JToken? Told(JToken? token)
    {
        // Whoever cut a list left this mark (SOURCE.md).
        (token as JObject)?.Remove("_trimmedFrom");
        return token is JObject or JArray ? token : null;
    }
}
