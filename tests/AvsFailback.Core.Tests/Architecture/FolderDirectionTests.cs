using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using AvsFailback.Testing;

namespace AvsFailback.Core.Tests.Architecture;

/// <summary>A folder uses those above it only, in every project (design §2): read from the built assemblies.</summary>
public class FolderDirectionTests
{
    /// <summary>For each project its folders, each of which may use those before it. Files directly in a project put it together and may use all.</summary>
    private static readonly Dictionary<string, string[]> Orders = new()
    {
        ["AvsFailback.Core"] = ["Model", "Asr", "Vault", "Readiness", "Engine", "Runs"],
        ["AvsFailback.Azure"] = ["Wire", "Identity", "Emulation", "Arm"],
        ["AvsFailback.Emulator"] = ["Clock", "State", "Faults", "Operations", "Snapshots", "Http"],
        ["AvsFailback.Reports"] = ["Journal", "Report"],
        ["AvsFailback"] = ["ModuleLoader", "Pipeline", "Completion", "Runs", "Commands"],
    };

    /// <summary>What breaks the order and is known, each with its reason; one that no code needs any more fails the test.</summary>
    private static readonly Dictionary<string, string> Known = new()
    {
        ["AvsFailback.Core: Model/AvsVault uses Vault/VaultConnection"] = "A vault's object carries its connection through the pipeline, unseen by the user.",
        ["AvsFailback.Core: Model/AvsVault uses Vault/IClock"] = "ConnectedAt is of the connection's own clock.",
        ["AvsFailback.Core: Model/EmulatorFault uses Vault/IEmulatorControl"] = "A fault's object carries the emulator that it is removed from.",
        ["AvsFailback: ModuleLoader/ModuleLifetime uses Pipeline/EmulatorRegistry"] = "PowerShell's import and removal end what the session holds.",
        ["AvsFailback: ModuleLoader/ModuleLifetime uses Pipeline/VaultRegistry"] = "PowerShell's import and removal end what the session holds.",
    };

    public static TheoryData<string> Projects => [.. Orders.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void NoFolderUsesOneThatStandsBelowIt(string project)
    {
        string[] broken = [.. Broken(project).Except(Known.Keys)];
        Assert.True(broken.Length == 0, $"Against the order {string.Join(" < ", Orders[project])}:{Environment.NewLine}{string.Join(Environment.NewLine, broken)}");
    }

    [Fact]
    public void EveryKnownExceptionIsStillOne() =>
        Assert.Empty(Known.Keys.Except(Orders.Keys.SelectMany(Broken)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void EveryFolderHasAPlaceInTheOrder(string project)
    {
        string[] folders = [.. Directory.GetDirectories(Path.Combine(SharedData.RepositoryRoot, "src", project))
            .Where(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
            .Select(folder => Path.GetFileName(folder))
            .Except(["bin", "obj"])];
        Assert.Equal(Orders[project].Order(), folders.Order());
    }

    /// <summary>The reading itself: it sees a base class, a signature, a body and a closure of an async method in their folders.</summary>
    [Theory]
    [InlineData("Runs", "WaveGate", "Engine", "Gate")]
    [InlineData("Vault", "ISiteRecovery", "Model", "ReplicatedItem")]
    [InlineData("Engine", "Errors", "Asr", "ActionMetadata")]
    [InlineData("Engine", "JobPoller", "Vault", "JobFinder")]
    public void UsesAreSeen(string folder, string type, string usedFolder, string usedType) =>
        Assert.Contains(new FolderUse(folder, type, usedFolder, usedType), FolderGraph.Read(Built("AvsFailback.Core"), "AvsFailback.Core"));

    private static IEnumerable<string> Broken(string project)
    {
        string[] order = Orders[project];
        return from use in FolderGraph.Read(Built(project), project)
               let user = Array.IndexOf(order, use.Folder)
               where user >= 0 && Array.IndexOf(order, use.UsedFolder) > user
               select $"{project}: {use.Folder}/{use.Type} uses {use.UsedFolder}/{use.UsedType}";
    }

    /// <summary>The project's own output, of the configuration that the tests were built in.</summary>
    private static string Built(string project)
    {
        string configuration = typeof(FolderDirectionTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return Path.Combine(SharedData.RepositoryRoot, "src", project, "bin", configuration, "netstandard2.0", project + ".dll");
    }
}
