using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Testing;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Isolation;

/// <summary>What is loaded when, seen from outside.</summary>
public sealed class LoadingTests : IClassFixture<ForeignModule>, IDisposable
{
    private readonly ForeignModule _foreign;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("avsfailback-");

    public LoadingTests(ForeignModule foreign) => _foreign = foreign;

    [Fact]
    public async Task An_import_loads_no_dependency_and_gives_the_types_their_names()
    {
        Story story = await Story.RunAsync("import", ModuleHost.Manifest);

        Assert.Equal("AvsFailback.ReplicatedItem", Assert.Single(story.Told("literal"))[0]);
        string module = Path.GetDirectoryName(ModuleHost.Manifest)!;
        Assert.Equal(
            ["AvsFailback", "AvsFailback.Core"],
            story.Assemblies("loaded").Where(a => a.Location.StartsWith(Path.Combine(module, "bin"), StringComparison.Ordinal)).Select(a => a.Name).Order());
        Assert.DoesNotContain(story.Assemblies("loaded"), a => a.Context == LoadedAssembly.OurContext);
    }

    [Fact]
    public async Task Removed_and_imported_again_it_works()
    {
        Story story = await Story.RunAsync("reimport", ModuleHost.Manifest);

        Assert.Equal(3, story.Told("items").Count);
        Assert.Equal("0", Assert.Single(story.Told("left"))[0]);
        Assert.Equal("True", Assert.Single(story.Told("same"))[0]);
        AssertOneContext(story);
    }

    [Fact]
    public async Task Runspaces_that_use_it_first_all_at_once_share_one_context()
    {
        Story story = await Story.RunAsync("runspaces", ModuleHost.Manifest);

        Assert.Equal(12, story.Told("items").Count);
        Assert.Single(story.Told("items").Select(l => l[0]).Distinct());
        AssertOneContext(story);
    }

    [Fact]
    public async Task A_pack_works_from_another_folder()
    {
        Story story = await Story.RunAsync("pack", Path.Combine(SharedData.RepositoryRoot, "build.ps1"), _folder.FullName);

        Assert.StartsWith(_folder.FullName, Assert.Single(story.Told("module"))[0], StringComparison.Ordinal);
        Assert.Single(story.Told("items"));
        Assert.DoesNotContain(story.Assemblies("loaded"), a => a.Location.StartsWith(Path.Combine(SharedData.RepositoryRoot, "bin"), StringComparison.Ordinal));
        AssertOneContext(story);
    }

    [Fact]
    public async Task A_module_that_lost_files_says_so_and_works_once_repaired()
    {
        CopyTree(Path.Combine(SharedData.RepositoryRoot, "bin"), Path.Combine(_folder.FullName, "bin"));
        foreach (string name in new[] { "AvsFailback.psd1", "AvsFailback.format.ps1xml", "AvsFailback.types.ps1xml" })
        {
            File.Copy(Path.Combine(SharedData.RepositoryRoot, name), Path.Combine(_folder.FullName, name));
        }

        Story story = await Story.RunAsync("incomplete", Path.Combine(_folder.FullName, "AvsFailback.psd1"), _foreign.Folder("Same"));

        foreach ((string key, string named) in new[] { ("lost", "Azure.Core.dll"), ("damaged", "dependencies"), ("none", "AvsFailback.Emulator.dll") })
        {
            string[] told = Assert.Single(story.Told(key));
            Assert.Equal("ModuleIncomplete", told[0]);
            Assert.StartsWith("The module is incomplete: ", told[1], StringComparison.Ordinal);
            Assert.Contains(named, told[1], StringComparison.Ordinal);
            Assert.Contains("Install AvsFailback again", told[2], StringComparison.Ordinal);
        }

        Assert.Single(story.Told("items"));
    }

    [Fact]
    public async Task The_runtimes_copy_of_a_package_serves_only_if_it_is_no_older()
    {
        string older = Path.Combine(ForeignModule.Built("Newer"), "Newtonsoft.Json.dll");
        Assert.Equal(ForeignModule.OurVersion("Newtonsoft.Json"), ForeignModule.VersionOf(older));

        Story story = await Story.RunAsync("runtime", ModuleHost.Manifest, Path.GetDirectoryName(older)!);

        Assert.Equal("False", story.Told("older").Single()[0]);
        Assert.Equal("True", story.Told("same").Single()[0]);
        Assert.Equal("False", story.Told("lacking").Single()[0]);
        Assert.Equal("True", story.Told("framework").Single()[0]);
    }

    [Fact]
    public async Task On_Windows_PowerShell_only_our_own_requests_are_answered_and_only_while_imported()
    {
        Story story = await Story.RunAsync("framework", ModuleHost.Manifest);

        foreach (string promise in new[] { "foreign", "nobody", "elsewhere", "newer", "core", "hooked" })
        {
            Assert.True(story.Told(promise).Single()[0] == "True", promise);
        }

        Assert.Equal("False", story.Told("unhooked").Single()[0]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void AssertOneContext(Story story)
    {
        IReadOnlyList<LoadedAssembly> ours = [.. story.Assemblies("loaded").Where(a => a.IsOfOurDependencies)];
        Assert.NotEmpty(ours);
        Assert.All(ours, a => Assert.Equal(LoadedAssembly.OurContext, a.Context));
        Assert.Equal(ours.Count, ours.DistinctBy(a => a.Name).Count());
    }

    private static void CopyTree(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
