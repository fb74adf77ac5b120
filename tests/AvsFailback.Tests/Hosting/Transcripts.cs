using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using AvsFailback.Testing;

namespace AvsFailback.Tests.Hosting;

/// <summary>
/// All emulators of this process, and of those that it starts, write down what they are asked and answer. Each session that ends holds what
/// is new of it against the published API, and so nothing stays unchecked: what an emulator wrote, it wrote before its own session ended.
/// </summary>
internal static class Transcripts
{
    private static readonly string Folder = Begin();

    /// <summary>Gets what holds the transcripts of this run against the published API; null where that isn't at hand.</summary>
    public static TranscriptCheck? OfThisRun { get; } = SharedData.IsThere ? new TranscriptCheck(Folder) : null;

    /// <summary>What has been written down of a vault, by its name; one that no other test has.</summary>
    public static IReadOnlyList<JsonElement> Of(string vaultName)
    {
        // Whoever connects to an emulator asks first which vault it has.
        string file = Assert.Single(Directory.GetFiles(Folder, "*.jsonl"), f => Read(f, 16_000).Contains($"/vaults/{vaultName}\\\"", StringComparison.OrdinalIgnoreCase));
        return [.. Read(file, int.MaxValue).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    private static string Read(string file, int atMost)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[Math.Min(atMost, stream.Length)];
        return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    private static string Begin()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("avsfailback-transcripts-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        Environment.SetEnvironmentVariable("AVSFAILBACK_EMULATOR_TRANSCRIPT", folder.FullName);
        return folder.FullName;
    }
}
