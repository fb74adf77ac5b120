using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace AvsFailback.Testing;

/// <summary>Holds what emulators have written down in a folder (docs/emulator.md, Transcript) against the published API.</summary>
internal sealed class TranscriptCheck(string folder)
{
    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);

    public string Folder => folder;

    /// <summary>Checks what was written since the last call, each exchange once; safe to be called from several tests at once.</summary>
    public TranscriptFindings CheckNew()
    {
        var contract = new Contract();
        var deviating = new List<string>();
        int exchanges = 0;
        foreach ((string file, string line) in TakeNew())
        {
            exchanges++;
            int known = contract.Unknown.Count;
            string exchange = Check(contract, line);
            if (contract.Unknown.Count > known)
            {
                deviating.Add($"{exchange} ({file})");
            }
        }

        return new TranscriptFindings(contract, exchanges, deviating);
    }

    private static string Check(Contract contract, string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement exchange = document.RootElement;
        string method = exchange.GetProperty("method").GetString()!;
        string url = exchange.GetProperty("url").GetString()!;
        string path = Uri.UnescapeDataString(url.Split('?')[0]);
        int status = exchange.GetProperty("status").GetInt32();
        contract.CheckRequest(method, path, exchange.GetProperty("requestBody").GetString() ?? string.Empty);
        if (exchange.GetProperty("fault").ValueKind == JsonValueKind.Null)
        {
            // What a fault has touched is no answer of the service's.
            contract.CheckResponse(method, path, status, exchange.GetProperty("body").GetString()!);
        }

        return $"{method} {url} answered {status}";
    }

    private List<(string File, string Line)> TakeNew()
    {
        var taken = new List<(string, string)>();
        lock (_read)
        {
            // Asked of each file by itself: on Windows a listing may tell an old length of a file that is being written.
            foreach (FileInfo file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.jsonl").Select(path => new FileInfo(path)) : [])
            {
                long from = _read.GetValueOrDefault(file.Name);
                if (file.Length == from)
                {
                    continue;
                }

                using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                stream.Position = from;
                byte[] bytes = new byte[stream.Length - from];
                stream.ReadExactly(bytes);
                // A line that is being written has no end yet.
                int whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
                _read[file.Name] = from + whole;
                taken.AddRange(Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (file.Name, line)));
            }
        }

        return taken;
    }
}

/// <summary>What a check has found: what it was held against, how many exchanges there were, and which of them deviate.</summary>
internal sealed record TranscriptFindings(Contract Contract, int Exchanges, IReadOnlyList<string> Deviating)
{
    /// <summary>Fails where anything deviated that isn't known. Where tests run side by side, the exchange may be another one's.</summary>
    public void Verify()
    {
        if (Deviating.Count > 0)
        {
            throw new InvalidOperationException("Not as published:\n" + string.Join("\n", Contract.Unknown.Distinct()) + "\nin\n" + string.Join("\n", Deviating));
        }
    }
}
