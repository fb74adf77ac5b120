using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
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

    [Fact]
    public void Each_cmdlet_is_in_the_table_of_the_README()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(SharedData.RepositoryRoot, "README.md")).Where(l => l.StartsWith('|'))];

        Assert.All(ListedCmdlets(), c => Assert.Contains(rows, r => r.Contains($"`{c}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_manifest_and_the_assemblies_tell_one_version()
    {
        Version manifest = Version.Parse((string)Manifest()["ModuleVersion"]!);
        foreach (string file in Directory.GetFiles(Path.Combine(SharedData.RepositoryRoot, "bin"), "*.dll"))
        {
            Assert.Equal(manifest.ToString(3), AssemblyName.GetAssemblyName(file).Version?.ToString(3));
        }
    }

    private static string[] ListedCmdlets() => [.. ((object[])Manifest()["CmdletsToExport"]!).Cast<string>()];

    private static Hashtable Manifest()
    {
        ScriptBlockAst manifest = Parser.ParseFile(ModuleHost.Manifest, out _, out ParseError[] errors);
        Assert.Empty(errors);
        return (Hashtable)((HashtableAst)manifest.Find(a => a is HashtableAst, searchNestedScriptBlocks: false)).SafeGetValue();
    }
}
