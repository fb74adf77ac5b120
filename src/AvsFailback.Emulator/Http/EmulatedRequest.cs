using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.State;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>A request, whichever way it came.</summary>
internal sealed class EmulatedRequest
{
    /// <summary>The most bytes that a body may have: as many as ARM takes.</summary>
    public const int MostBodyBytes = 4 * 1024 * 1024;

    private readonly Func<string, string?> _header;
    private Dictionary<string, string>? _query;

    public EmulatedRequest(string method, Uri uri, Func<string, string?> header, string? body)
    {
        _header = header;
        Method = method.ToUpperInvariant();
        Uri = uri;
        Body = body;
        string path = uri.AbsolutePath;
        Path = path.IndexOf('%') >= 0 ? Uri.UnescapeDataString(path) : path;
        Segments = Path.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
    }

    public string Method { get; }

    public Uri Uri { get; }

    public string Path { get; }

    public string[] Segments { get; }

    public string? Body { get; }

    /// <summary>Whether the body was longer than <see cref="MostBodyBytes"/>, and so wasn't read.</summary>
    public bool IsTooLong { get; init; }

    /// <summary>Whether the client's waits are told to this clock, so that it reads emulated seconds (control header of the module).</summary>
    public bool IsOnOurClock => Header("x-avs-clock-client") == "1";

    public IReadOnlyDictionary<string, string> Query => _query ??= Read(Uri.Query);

    public string? Header(string name) => _header(name);

    public string? Parameter(string name) => Query.TryGetValue(name, out string? value) ? value : null;

    /// <summary>The body as an object; an empty body is an empty object.</summary>
    /// <exception cref="ArmException">The body is no JSON object.</exception>
    public JObject Json()
    {
        if (string.IsNullOrWhiteSpace(Body))
        {
            return [];
        }

        try
        {
            return State.Json.Parse(Body!) as JObject ?? throw ArmException.BadRequest("InvalidRequestContent", "The request content was invalid: a JSON object is expected.");
        }
        catch (JsonException e)
        {
            throw ArmException.BadRequest("InvalidRequestContent", $"The request content was invalid and could not be deserialized: '{e.Message}'.");
        }
    }

    private static Dictionary<string, string> Read(string query)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in query.TrimStart('?').Split(['&'], StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=');
            string name = Unescape(equals < 0 ? part : part.Substring(0, equals));
            read[name] = equals < 0 ? string.Empty : Unescape(part.Substring(equals + 1));
        }

        return read;
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
