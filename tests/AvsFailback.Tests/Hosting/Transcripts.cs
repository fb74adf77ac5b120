using System;
using System.IO;
using AvsFailback.Testing;

namespace AvsFailback.Tests.Hosting;

/// <summary>
/// All emulators of this process, and of those that it starts, write down what they are asked and answer. Each session that ends holds what
/// is new of it against the published API, and so nothing stays unchecked: what an emulator wrote, it wrote before its own session ended.
/// </summary>
internal static class Transcripts
{
    /// <summary>Gets the transcripts of this run; null where the published API isn't at hand.</summary>
    public static TranscriptCheck? OfThisRun { get; } = SharedData.IsThere ? Begin() : null;

    private static TranscriptCheck Begin()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("avsfailback-transcripts-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        Environment.SetEnvironmentVariable("AVSFAILBACK_EMULATOR_TRANSCRIPT", folder.FullName);
        return new TranscriptCheck(folder.FullName);
    }
}
