using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;

// In a fresh process: imports the module whose manifest is named first, and prints the milliseconds that took and the assemblies that it loaded.
// With the address of an emulator and a script besides: connects to it, runs the script, and prints the script's milliseconds of processor time
// and the bytes that the process held at most above what it held when connected.
var state = InitialSessionState.CreateDefault2();
using Runspace runspace = RunspaceFactory.CreateRunspace(state);
runspace.Open();
using var shell = PowerShell.Create(runspace);

// The engine's own first steps are nobody's.
shell.AddScript("Get-Module | Out-Null; Get-Command Import-Module | Out-Null").Invoke();
shell.Commands.Clear();
string[] before = [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!)];
var watch = Stopwatch.StartNew();
shell.AddCommand("Import-Module").AddParameter("Name", args[0]).AddParameter("ErrorAction", "Stop").Invoke();
watch.Stop();
if (args.Length == 1)
{
    string[] loaded = [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!).Except(before).Where(name => !name.StartsWith("System", StringComparison.Ordinal))];
    Console.WriteLine(watch.Elapsed.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " " + string.Join(",", loaded));
    return 0;
}

Run("$null = Connect-AvsVault -Emulator -Endpoint '" + args[1] + "' -ErrorAction Stop");
GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
using var process = Process.GetCurrentProcess();
long held = Environment.WorkingSet;
long most = held;
TimeSpan cpu = process.TotalProcessorTime;
using (new Timer(_ => most = Math.Max(most, Environment.WorkingSet), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(200)))
{
    Run(args[2]);
}

process.Refresh();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(process.TotalProcessorTime - cpu).TotalMilliseconds:0} {most - held}"));
return 0;

void Run(string script)
{
    shell.Commands.Clear();
    shell.AddScript(script).Invoke();
    if (shell.HadErrors)
    {
        throw new InvalidOperationException(string.Join(" ", shell.Streams.Error));
    }
}
