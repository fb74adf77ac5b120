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

namespace AvsFailback.Tests.Killed;

/// <summary>A process that hosts PowerShell and runs <c>journey.ps1</c> through a proxy, and what it told before it ended.</summary>
internal sealed class JourneyProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly List<string[]> _lines;

    private JourneyProcess(int exitCode, string output, string errors)
    {
        ExitCode = exitCode;
        Text = $"{output}\n{errors}";
        _lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\r').Split('|'))];
    }

    public int ExitCode { get; }

    /// <summary>All that it wrote, for messages.</summary>
    public string Text { get; }

    /// <summary>What was told under a key; each without the key.</summary>
    public IReadOnlyList<string[]> Told(string key) => [.. _lines.Where(l => l[0] == key).Select(l => l[1..])];

    /// <summary>Runs it to its end, or until the proxy kills it.</summary>
    /// <param name="proxy">Where it finds its vault.</param>
    /// <param name="journal">The file that the journey is written down in.</param>
    /// <param name="ill">The VM whose validation fails; none by default.</param>
    public static async Task<JourneyProcess> RunAsync(KillingProxy proxy, string journal, string ill = "-")
    {
        string script = Path.Combine(SharedData.RepositoryRoot, "tests", "AvsFailback.Tests", "Killed", "journey.ps1");
        string host = typeof(JourneyProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "QuickStart").Value!;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [host, script, ModuleHost.Manifest, proxy.Address.AbsoluteUri, journal, ill])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        proxy.Aim(process);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new JourneyProcess(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The journey took longer than {Limit}; the last requests: {string.Join(", ", proxy.Passed.TakeLast(5))}.");
        }
    }
}
