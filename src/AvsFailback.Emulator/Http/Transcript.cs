using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using AvsFailback.Emulator.State;
using Newtonsoft.Json;

namespace AvsFailback.Emulator.Http;

/// <summary>
/// Writes every exchange of one emulator down word for word, a line of JSON each, to a file of its own. Headers of requests are left out:
/// among them is the caller's token.
/// </summary>
internal sealed class Transcript : IDisposable
{
    /// <summary>Names the folder; every emulator of the process then keeps a transcript.</summary>
    public const string Variable = "AVSFAILBACK_EMULATOR_TRANSCRIPT";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly object _gate = new();
    private StreamWriter? _writer;

    /// <exception cref="ArgumentException">The folder can't be written to.</exception>
    public Transcript(EmulatorSettings settings)
    {
        if (settings.TranscriptFolder is not { } folder)
        {
            return;
        }

        try
        {
            string path = Path.Combine(Path.GetFullPath(folder), FormattableString.Invariant($"{ProcessId()}-{Guid.NewGuid():N}.jsonl"));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _writer = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete), Utf8) { AutoFlush = true };
            IsOn = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ArgumentException($"The folder '{folder}' for transcripts can't be written to ({e.Message}): name another one in {Variable}, or none.", nameof(settings), e);
        }
    }

    /// <summary>Whether one is kept.</summary>
    public bool IsOn { get; }

    public void Add(EmulatedRequest request, EmulatedResponse response, DateTimeOffset time)
    {
        string line = Line(request, response, time);
        lock (_gate)
        {
            // Handlers outlive the emulator that they came from.
            _writer?.WriteLine(line);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }

    private static int ProcessId()
    {
        using var process = Process.GetCurrentProcess();
        return process.Id;
    }

    private static string Line(EmulatedRequest request, EmulatedResponse response, DateTimeOffset time)
    {
        // As in the log of requests: there was no answer.
        bool isLost = response.Dropped || response.CrashesCaller;
        var text = new StringBuilder(response.Length + 1024);
        using (var writer = new JsonTextWriter(new StringWriter(text)))
        {
            writer.WriteStartObject();
            Member(writer, "time", Instants.Text(time));
            Member(writer, "method", request.Method);
            Member(writer, "url", request.Uri.PathAndQuery);
            Member(writer, "requestBody", request.Body);
            writer.WritePropertyName("status");
            writer.WriteValue(isLost ? 0 : response.Status);
            writer.WritePropertyName("headers");
            writer.WriteStartObject();
            foreach (IGrouping<string, KeyValuePair<string, string>> header in (isLost ? [] : response.Headers).GroupBy(h => h.Key, StringComparer.OrdinalIgnoreCase))
            {
                Member(writer, header.Key, string.Join(",", header.Select(h => h.Value)));
            }

            writer.WriteEndObject();
            Member(writer, "body", isLost ? string.Empty : Utf8.GetString(response.Body));
            Member(writer, "fault", response.Headers.FirstOrDefault(h => h.Key == EmulatedResponse.FaultHeader).Value);
            writer.WriteEndObject();
        }

        return text.ToString();
    }

    private static void Member(JsonTextWriter writer, string name, string? value)
    {
        writer.WritePropertyName(name);
        writer.WriteValue(value);
    }
}
