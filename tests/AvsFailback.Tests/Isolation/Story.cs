using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Testing;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Isolation;

/// <summary>One script of <c>Stories/</c>, run in a process of its own, and the lines that it told.</summary>
/// <remarks>What a process has loaded can't be unloaded, so two stories can't share one.</remarks>
internal sealed class Story
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly List<string[]> _lines;

    private Story(string output) =>
        _lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\r').Split('|'))];

    /// <summary>Runs a story; one that fails, or writes an error, fails the test.</summary>
    public static async Task<Story> RunAsync(string name, params string[] arguments)
    {
        string script = Path.Combine(SharedData.RepositoryRoot, "tests", "AvsFailback.Tests", "Isolation", "Stories", name + ".ps1");
        string host = typeof(Story).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "QuickStart").Value!;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [host, script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // The process inherits where its emulators write down what they answer; a variable that wasn't set yet can't be.
        TranscriptCheck? transcripts = Transcripts.OfThisRun;
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            transcripts?.CheckNew().Verify();
            Assert.True(process.ExitCode == 0, $"The story '{name} {string.Join(' ', arguments)}' failed:\n{await errors}\n{await output}");
            return new Story(await output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The story '{name}' took longer than {Limit}.");
        }
    }

    /// <summary>What was told under a key; each without the key.</summary>
    public IReadOnlyList<string[]> Told(string key) => [.. _lines.Where(l => l[0] == key).Select(l => l[1..])];

    /// <summary>Which assemblies were told under a key.</summary>
    public IReadOnlyList<LoadedAssembly> Assemblies(string key) =>
        [.. Told(key).Select(l => new LoadedAssembly(l[0], Version.TryParse(l[1], out Version? version) ? version : null, l[2], l[3], l[4]))];
}

/// <summary>An assembly as a story saw it.</summary>
internal sealed record LoadedAssembly(string Name, Version? Version, string Context, string Location, string Result)
{
    /// <summary>The name of our private context.</summary>
    public const string OurContext = "AvsFailback";

    /// <summary>Whether it came from our folder of dependencies.</summary>
    public bool IsOfOurDependencies => Path.GetFileName(Path.GetDirectoryName(Location)) == "dependencies";
}
