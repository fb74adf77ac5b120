using System;
using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Reports;

/// <summary>The journal as text: JSON Lines in UTF-8 without a mark, the first of which says what it is (docs/reports.md).</summary>
internal static class JournalFormat
{
    /// <summary>The first line's member that tells the version.</summary>
    public const string Marker = "avsFailbackJournal";

    /// <summary>Grows only when an older reader would misread the file; new members and kinds don't count.</summary>
    public const int Version = 1;

    /// <summary>The extension of journals.</summary>
    public const string Extension = ".jsonl";

    /// <summary>The encoding.</summary>
    public static Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The first line.</summary>
    public static string Header { get; } = string.Format(CultureInfo.InvariantCulture, "{{\"{0}\":{1}}}", Marker, Version);

    /// <summary>Reads a line as an object; null if it isn't one: it was cut off, or isn't ours.</summary>
    public static JObject? Parse(string line)
    {
        try
        {
            using var reader = new JsonTextReader(new System.IO.StringReader(line)) { DateParseHandling = DateParseHandling.None };
            return JToken.ReadFrom(reader) as JObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the first line is that of a journal.</summary>
    /// <exception cref="FailbackException">It is one of a version that this one can't read.</exception>
    public static bool IsHeader(string? line, string path)
    {
        if (line is null || Parse(line)?[Marker] is not { Type: JTokenType.Integer } version)
        {
            return false;
        }

        return (int)version <= Version ? true : throw Errors.TooNew(path, (int)version);
    }

    /// <summary>Whether a whole file's text is the beginning of a first line: its writer was killed before it had written more.</summary>
    public static bool IsTornHeader(string text) => text.Length <= Header.Length && Header.StartsWith(text, StringComparison.Ordinal);
}
