using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace QuickStart;

/// <summary>
/// Runs a script in a hosted PowerShell engine, as <c>pwsh -NoProfile -File</c> would, for machines that have the .NET
/// SDK but no PowerShell. Without an argument it runs <c>quickstart.ps1</c>. Exit code 0 when every step went well,
/// the script's own with <c>exit</c>, else 1.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        string script = Path.GetFullPath(args.Length > 0 ? args[0] : Path.Combine(RepositoryRoot, "samples", "QuickStart", "quickstart.ps1"));
        if (!File.Exists(script))
        {
            Console.Error.WriteLine($"There is no script '{script}'.");
            return 2;
        }

        var host = new ConsoleHost();
        // CreateDefault2 has the core commands only, as the engine's own package does.
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        using Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        runspace.SessionStateProxy.SetVariable("ErrorActionPreference", ActionPreference.Stop);
        using var shell = PowerShell.Create(runspace);
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            shell.BeginStop(null, null);
        };

        shell.AddCommand(script);
        foreach (string argument in args.Skip(1))
        {
            shell.AddArgument(argument);
        }

        shell.AddCommand("Out-Default");
        try
        {
            shell.Invoke();
        }
        catch (PipelineStoppedException)
        {
            return 130;
        }
        catch (RuntimeException e)
        {
            host.WriteError(e.ErrorRecord);
            return 1;
        }

        return host.ExitCode ?? (shell.HadErrors ? 1 : 0);
    }

    private static string RepositoryRoot =>
        typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!;
}
