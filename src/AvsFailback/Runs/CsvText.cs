using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace AvsFailback.Runs;

/// <summary>
/// Reads CSV as spreadsheets write it: commas, semicolons or tabs, quotes where needed, with or without a byte order mark.
/// <c>Import-Csv</c> would have to be told the delimiter.
/// </summary>
internal static class CsvText
{
    private static readonly char[] Delimiters = [',', ';', '\t'];

    /// <summary>
    /// A file's text: as its byte order mark says, else UTF-8, else the code page of this machine's culture, which Windows PowerShell and Excel
    /// write by default.
    /// </summary>
    public static string Decode(byte[] bytes)
    {
        try
        {
            using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            return Ansi().GetString(bytes);
        }
    }

    private static Encoding Ansi()
    {
        const int Latin1 = 28591;
        try
        {
            int page = CultureInfo.CurrentCulture.TextInfo.ANSICodePage;
            return Encoding.GetEncoding(page is > 0 and not 65001 ? page : 1252);
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            // Not every runtime knows them all.
            return Encoding.GetEncoding(Latin1);
        }
    }

    /// <summary>The rows, each by its column names; empty lines are left out.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="source">What errors call it.</param>
    /// <exception cref="FailbackException">It isn't CSV with a header.</exception>
    public static IReadOnlyList<IReadOnlyList<KeyValuePair<string, string>>> Read(string text, string source)
    {
        string content = text.TrimStart('\uFEFF');
        // Excel's own way to say it.
        char? said = null;
        if (content.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && content.Length > 4)
        {
            said = content[4];
            int end = content.IndexOf('\n');
            content = end < 0 ? string.Empty : content.Substring(end + 1);
        }

        // As Export-Csv of Windows PowerShell begins a file: the type of its objects.
        while (content.StartsWith("#TYPE", StringComparison.OrdinalIgnoreCase))
        {
            int end = content.IndexOf('\n');
            content = end < 0 ? string.Empty : content.Substring(end + 1);
        }

        List<string[]> lines = Split(content, said ?? DelimiterOf(content), source);
        if (lines.Count == 0)
        {
            throw Bad(source, "it is empty");
        }

        string[] header = [.. lines[0].Select(name => name.Trim())];
        var rows = new List<IReadOnlyList<KeyValuePair<string, string>>>();
        for (int i = 1; i < lines.Count; i += 1)
        {
            string[] cells = lines[i];
            if (cells.Skip(header.Length).Any(cell => cell.Trim().Length > 0))
            {
                throw Bad(source, $"row {i + 1} has {cells.Length} cells, and the header {header.Length}");
            }

            rows.Add([.. header.Select((name, column) => new KeyValuePair<string, string>(name, column < cells.Length ? cells[column].Trim() : string.Empty))]);
        }

        return rows;
    }

    /// <summary>The delimiter that the header has most of, outside quotes.</summary>
    private static char DelimiterOf(string text)
    {
        bool isQuoted = false;
        var counts = Delimiters.ToDictionary(delimiter => delimiter, _ => 0);
        foreach (char c in text.TakeWhile(c => isQuoted || c is not '\n'))
        {
            isQuoted ^= c == '"';
            if (!isQuoted && counts.TryGetValue(c, out int count))
            {
                counts[c] = count + 1;
            }
        }

        return Delimiters.OrderByDescending(delimiter => counts[delimiter]).First();
    }

    private static List<string[]> Split(string text, char delimiter, string source)
    {
        var lines = new List<string[]>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool isQuoted = false;
        void EndLine()
        {
            cells.Add(cell.ToString());
            cell.Clear();
            if (cells.Any(c => c.Trim().Length > 0))
            {
                lines.Add([.. cells]);
            }

            cells.Clear();
        }

        for (int i = 0; i < text.Length; i += 1)
        {
            char c = text[i];
            if (c == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append(c);
                i += 1;
            }
            else if (c == '"' && (isQuoted || cell.ToString().Trim().Length == 0))
            {
                isQuoted = !isQuoted;
            }
            else if (isQuoted || (c != delimiter && c is not '\r' and not '\n'))
            {
                cell.Append(c);
            }
            else if (c == delimiter)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (c == '\n')
            {
                EndLine();
            }
        }

        if (isQuoted)
        {
            throw Bad(source, "a quote is never closed");
        }

        EndLine();
        return lines;
    }

    private static FailbackException Bad(string source, string why) => new(
        "BadPlacement", FailbackErrorCategory.InvalidInput, $"'{source}' isn't a table of placements: {why}.", $"Its first line names the columns ({PlacementRow.ColumnList}); each further line is a VM.", source);
}
