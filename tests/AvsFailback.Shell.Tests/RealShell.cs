using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Shell.Tests;

/// <summary>The PowerShell that the repository pins (<c>.config/dotnet-tools.json</c>), as a process of its own.</summary>
internal static class RealShell
{
    // A guard against a hang, far above what the suite takes on a busy machine.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Pester { get; } = Metadata("Pester");

    /// <summary>Runs a script file to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["tool", "run", "pwsh", "--", "-NoProfile", "-NonInteractive", "-File", script, .. arguments])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment["NO_COLOR"] = "1";
        // CI holds what the emulators answered on the way against the published API.
        if (Environment.GetEnvironmentVariable("AVSFAILBACK_PESTER_TRANSCRIPT") is { Length: > 0 } transcript)
        {
            start.Environment["AVSFAILBACK_EMULATOR_TRANSCRIPT"] = transcript;
        }

        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, $"{await output}{await errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{Path.GetFileName(script)} {string.Join(' ', arguments)} hadn't ended after {Limit}.");
        }
    }

    private static string Metadata(string key) =>
        typeof(RealShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == key).Value!;
}
