using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using AvsFailback.HelpWriting;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Help;

/// <summary>What the help writer takes its words from, in a session of the tests.</summary>
internal static class HelpSource
{
    /// <summary>The folder of the compiler's documentation files, in the configuration of these tests.</summary>
    public static string Folder { get; } = typeof(HelpSource).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "DocumentationFolder").Value!;

    public static IReadOnlyList<CmdletInfo> Cmdlets(ModuleHost host) =>
        host.Invoke("Get-Command -Module AvsFailback -CommandType Cmdlet").Succeeded().As<CmdletInfo>();

    public static IReadOnlyList<CmdletHelp> Read(ModuleHost host) => CmdletHelp.Read(Cmdlets(host), DocComments.Load(Folder));
}
