using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Isolation;

/// <summary>Our dependencies and another module's, in other versions, in one session: neither sees the other's.</summary>
public sealed class NextToOtherModulesTests(ForeignModule foreign) : IClassFixture<ForeignModule>
{
    [Theory]
    [InlineData("Older", -1)]
    [InlineData("Same", 0)]
    [InlineData("Newer", 1)]
    public void The_other_module_has_other_versions(string relation, int expected)
    {
        foreach (string package in ForeignModule.Packages)
        {
            Version theirs = ForeignModule.VersionOf(System.IO.Path.Combine(foreign.Folder(relation), package + ".dll"));
            Assert.True(Math.Sign(theirs.CompareTo(ForeignModule.OurVersion(package))) == expected, $"{package} {theirs} is not {relation} than {ForeignModule.OurVersion(package)}.");
        }
    }

    [Theory]
    [InlineData("Older", "LoadFrom")]
    [InlineData("Same", "LoadFrom")]
    [InlineData("Newer", "LoadFrom")]
    [InlineData("Older", "Context")]
    [InlineData("Same", "Context")]
    [InlineData("Newer", "Context")]
    public async Task Both_work_in_either_order(string relation, string way)
    {
        Task<Story> Run(string order) => Story.RunAsync("foreign", ModuleHost.Manifest, foreign.Folder(relation), way, order);
        Story[] stories = await Task.WhenAll(Run("alone"), Run("first"), Run("last"));

        // Without ours the other module's packages work, and are its own; else this would prove nothing.
        // Newtonsoft.Json is the host's there: a program's own assemblies come before LoadFrom.
        IReadOnlyList<LoadedAssembly> alone = stories[0].Assemblies("foreign");
        foreach (string package in ForeignModule.Packages.Where(p => way == "Context" || p != "Newtonsoft.Json"))
        {
            Assert.All(alone.Where(a => a.Name == package), a => Assert.StartsWith(foreign.Folder(relation), a.Location, StringComparison.Ordinal));
        }

        Assert.Equal(2 * ForeignModule.Packages.Length, alone.Count);
        foreach (Story story in stories[1..])
        {
            AssertForeignIsAsAlone(alone, story);
            AssertOursIsOurs(story);
        }
    }

    private static void AssertForeignIsAsAlone(IReadOnlyList<LoadedAssembly> alone, Story story)
    {
        Assert.All(story.Assemblies("foreign"), a => Assert.Contains(a, alone));
        Assert.Equal(ForeignModule.Packages.Order(), story.Assemblies("foreign").Select(a => a.Name).Distinct().Order());
        Assert.All(story.Assemblies("literal"), a => Assert.Equal(alone.First(o => o.Name == a.Name) with { Result = "" }, a));
    }

    private static void AssertOursIsOurs(Story story)
    {
        Assert.Equal(2, story.Told("items").Count);
        Assert.All(story.Told("items"), l => Assert.True(int.Parse(l[0], null) > 0, "The emulator listed nothing."));
        IReadOnlyList<LoadedAssembly> loaded = story.Assemblies("loaded");
        foreach (string package in ForeignModule.Packages)
        {
            LoadedAssembly ours = Assert.Single(loaded, a => a.Name == package && a.Context == LoadedAssembly.OurContext);
            Assert.True(ours.IsOfOurDependencies, $"{package} came from {ours.Location}");
            Assert.Equal(ForeignModule.OurVersion(package), ours.Version);
        }

        Assert.All(loaded.Where(a => a.IsOfOurDependencies), a => Assert.Equal(LoadedAssembly.OurContext, a.Context));
    }
}
