using System;
using System.Collections.Generic;
using System.IO;

namespace AvsFailback.Reports;

/// <summary>Reads journals, also while they are written. Lines that were cut off are passed over.</summary>
internal static class JournalReader
{
    /// <summary>The events, as they are asked for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isWanted">Which lines are worth reading as JSON; null for all.</param>
    /// <exception cref="FailbackException">It can't be read, or isn't a journal.</exception>
    public static IEnumerable<FailbackRunEvent> Read(string path, Func<string, bool>? isWanted = null)
    {
        using StreamReader reader = Open(path);
        string? first = Line(reader, path);
        if (!JournalFormat.IsHeader(first, path))
        {
            throw Errors.NotAJournal(path);
        }

        while (Line(reader, path) is { } line)
        {
            if ((isWanted is null || isWanted(line)) && EventText.Read(line) is { } happened)
            {
                yield return happened;
            }
        }
    }

    /// <summary>The last event; null if there is none near the end. It reads no more than the end of the file.</summary>
    public static FailbackRunEvent? ReadLast(string path)
    {
        const int Tail = 64 * 1024;
        using StreamReader reader = Open(path);
        reader.BaseStream.Seek(Math.Max(0, reader.BaseStream.Length - Tail), SeekOrigin.Begin);
        FailbackRunEvent? last = null;
        while (Line(reader, path) is { } line)
        {
            last = EventText.Read(line) ?? last;
        }

        return last;
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), JournalFormat.Encoding);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Errors.NotRead(path, e);
        }
    }

    private static string? Line(StreamReader reader, string path)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (IOException e)
        {
            throw Errors.NotRead(path, e);
        }
    }
}
