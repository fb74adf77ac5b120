using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace AvsFailback.HelpWriting;

/// <summary>Writes the help of the built module's cmdlets to <c>en-US/AvsFailback.dll-Help.xml</c>, or to the file that is named.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        string root = Metadata("RepositoryRoot");
        string file = Path.GetFullPath(args.Length > 0 ? args[0] : Path.Combine(root, "en-US", "AvsFailback.dll-Help.xml"));
        // CreateDefault2 has the core commands only, as the engine's own package does.
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", Path.Combine(root, "AvsFailback.psd1")).AddParameter("PassThru").AddParameter("ErrorAction", ActionPreference.Stop);
        PSModuleInfo module = shell.Invoke<PSModuleInfo>().Single();
        var docs = DocComments.Load(Metadata("DocumentationFolder"));

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, MamlWriter.Write(CmdletHelp.Read(module.ExportedCmdlets.Values, docs)));
        Console.WriteLine($"Written: {file}");
        return 0;
    }

    private static string Metadata(string key) =>
        typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
