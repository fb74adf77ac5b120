using System;
using System.Globalization;
using System.IO;
using AvsFailback.HelpWriting;
using AvsFailback.Testing;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Help;

public sealed class HelpFileTests
{
    private static readonly string Committed = Path.Combine(SharedData.RepositoryRoot, "en-US", "AvsFailback.dll-Help.xml");

    [Fact]
    public void The_committed_help_is_what_the_cmdlets_and_their_comments_say()
    {
        using var host = new ModuleHost();
        string[] committed = File.ReadAllLines(Committed);
        string[] written = MamlWriter.Write(HelpSource.Read(host)).TrimEnd('\n').Split('\n');

        for (int i = 0; i < Math.Max(committed.Length, written.Length); i++)
        {
            string was = i < committed.Length ? committed[i] : "(the end)";
            string now = i < written.Length ? written[i] : "(the end)";
            Assert.True(was == now, $"The help is out of date at line {i + 1}; './build.ps1 -Task Help' writes it anew.\ncommitted: {was}\nnow:       {now}");
        }
    }

    [Fact]
    public void The_help_is_the_same_in_every_culture_and_has_line_feeds_only()
    {
        using var host = new ModuleHost();
        string here = MamlWriter.Write(HelpSource.Read(host));
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");

            Assert.Equal(here, MamlWriter.Write(HelpSource.Read(host)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.DoesNotContain('\r', here);
        Assert.DoesNotContain(SharedData.RepositoryRoot, here, StringComparison.OrdinalIgnoreCase);
    }
}
