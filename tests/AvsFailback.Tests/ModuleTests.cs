using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using AvsFailback.Testing;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests;

/// <summary>What each cmdlet must have; the Pester suite holds the same where PowerShell is installed.</summary>
public sealed class ModuleTests
{
    [Fact]
    public void The_manifest_lists_exactly_what_the_module_exports()
    {
        using var host = new ModuleHost();

        IEnumerable<string> exported = host.Invoke("Get-Command -Module AvsFailback").Succeeded().As<CommandInfo>().Select(c => c.Name);

        Assert.Equal(ListedCmdlets().Order(StringComparer.Ordinal), exported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_cmdlet_has_a_source_file_named_after_it()
    {
        foreach (string cmdlet in ListedCmdlets())
        {
            string source = cmdlet.Replace("-", "", StringComparison.Ordinal) + "Command.cs";
            Assert.True(File.Exists(Path.Combine(SharedData.RepositoryRoot, "src", "AvsFailback", "Commands", source)), $"{cmdlet} has no {source}.");
        }
    }

    private static string[] ListedCmdlets()
    {
        ScriptBlockAst manifest = Parser.ParseFile(ModuleHost.Manifest, out _, out ParseError[] errors);
        Assert.Empty(errors);
        var values = (Hashtable)((HashtableAst)manifest.Find(a => a is HashtableAst, searchNestedScriptBlocks: false)).SafeGetValue();
        return [.. ((object[])values["CmdletsToExport"]!).Cast<string>()];
    }
}
