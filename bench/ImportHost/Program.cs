using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

// Imports the module whose manifest is named, in a fresh process, and prints the milliseconds that took and the assemblies that it loaded.
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
string[] loaded = [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!).Except(before).Where(name => !name.StartsWith("System", StringComparison.Ordinal))];
Console.WriteLine(watch.Elapsed.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " " + string.Join(",", loaded));
