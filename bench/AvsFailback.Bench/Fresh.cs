using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;

namespace AvsFailback.Bench;

/// <summary>Runs what is measured in fresh processes, and finds the files of the repository.</summary>
internal static class Fresh
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>This program again, for one measurement; the last line that it printed.</summary>
    public static Task<string> SelfAsync(params string[] arguments) => RunAsync("dotnet", [typeof(Fresh).Assembly.Location, .. arguments]);

    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0 && lines.Count > 0 ? lines[^1] : throw new InvalidOperationException($"{program} {string.Join(" ", arguments)} ended with {process.ExitCode}: {string.Join(" ", lines)}");
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static string Metadata(string key) => Path.TrimEndingDirectorySeparator(typeof(Fresh).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == key).Value!);
}
