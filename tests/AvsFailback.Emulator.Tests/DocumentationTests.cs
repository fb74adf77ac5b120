using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.Http;
using AvsFailback.Emulator.State;
using AvsFailback.Testing;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

/// <summary>docs/emulator.md says what the code does.</summary>
public sealed class DocumentationTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "emulator.md"));

    // These begin with any scope, so that they stand in no route table.
    private static readonly string[] AtAnyScope = ["GetResource", "ListLocks", "ListPermissions"];

    [Fact]
    public void Every_operation_is_told()
    {
        using ServiceProvider services = Composition.Build(EmulatorSettings.Read(new Dictionary<string, string> { ["clock"] = "virtual" }));
        var table = new RouteTable();
        foreach (IRoutes routes in services.GetServices<IRoutes>())
        {
            routes.AddTo(table);
        }

        string[] operations = [.. table.All.Select(r => r.Operation).Concat(AtAnyScope).Distinct()];
        Assert.True(operations.Length > 50);
        Assert.All(operations, o => Assert.True(Text.Contains($"`{o}`", StringComparison.Ordinal), o));
    }

    [Fact]
    public void Every_kind_of_fault_is_told_with_its_members() => Assert.All(FaultKind.All.Values, kind =>
    {
        Match row = Regex.Match(Text, $@"^\| `{kind.Name}` \|.*$", RegexOptions.Multiline);
        Assert.True(row.Success, kind.Name);
        Assert.All(kind.Fields.Keys, field => Assert.Contains($"`{field}`", row.Value, StringComparison.Ordinal));
    });

    [Fact]
    public void Every_duration_setting_and_effect_is_told()
    {
        IEnumerable<string> durations = typeof(Durations).GetProperties().Select(p => p.Name);
        IEnumerable<string> states = typeof(ItemState).GetProperties().Select(p => p.Name);
        IEnumerable<string> settings = Snapshots.SnapshotSettings.Write(EmulatorSettings.Read(new Dictionary<string, string>())).Properties().Select(p => p.Name);
        IEnumerable<string> effects = typeof(EffectLog).GetFields().Where(f => f.FieldType == typeof(string)).Select(f => f.Name);
        string[] names = [.. durations.Concat(states).Concat(settings).Select(n => char.ToLowerInvariant(n[0]) + n[1..]), .. effects];
        Assert.All(names, n => Assert.True(Text.Contains($"`{n}`", StringComparison.Ordinal), n));
    }

    [Fact]
    public void Every_file_with_an_inferred_fact_is_told()
    {
        string code = Path.Combine(SharedData.RepositoryRoot, "src", "AvsFailback.Emulator");
        string[] inferred = [.. Directory.EnumerateFiles(code, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && File.ReadAllText(f).Contains("INFERRED", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(code, f).Replace('\\', '/'))];
        Assert.True(inferred.Length > 10);
        string list = Section("Inferred facts");
        Assert.All(inferred, f => Assert.True(list.Contains($"`{f}`", StringComparison.Ordinal), f));
        Assert.All(Regex.Matches(list, "`((?:Http|State|Operations)/[A-Za-z/]+\\.cs)`").Select(m => m.Groups[1].Value), f => Assert.Contains(f, inferred));
    }

    [Fact]
    public async Task What_is_told_as_refused_is_refused()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        Item item = await vault.ItemAsync("app01");
        string container = item.Id[..item.Id.IndexOf("/replicationProtectedItems", StringComparison.Ordinal)];
        string fabric = container[..container.IndexOf("/replicationProtectionContainers", StringComparison.Ordinal)];
        MatchCollection rows = Regex.Matches(Section("Refused by name"), @"^\| `([A-Z]+)` \| (.+?) \|", RegexOptions.Multiline);
        int asked = 0;
        foreach ((string method, string path) in rows.SelectMany(r => Regex.Matches(r.Groups[2].Value, "`([^`]+)`").Select(p => (r.Groups[1].Value, p.Groups[1].Value))))
        {
            string url = path.Replace("{item}", item.Id, StringComparison.Ordinal).Replace("{container}", container, StringComparison.Ordinal)
                .Replace("{fabric}", fabric, StringComparison.Ordinal).Replace("{vault}", vault.Vault, StringComparison.Ordinal)
                .Replace("{subscription}", vault.Subscription, StringComparison.Ordinal);
            string[] parts = url.Split('?');
            Answer answer = await vault.SendAsync(new HttpMethod(method), EmulatedVault.With(parts[0], parts.Length > 1 ? parts[1] : null), method == "GET" ? null : new JObject());
            Assert.True(answer.Status == 501 && answer.ErrorCode == "NotImplementedByEmulator", $"{method} {path} answered {answer.Status}: {answer.Text}");
            asked++;
        }

        Assert.True(asked > 30, $"only {asked} were asked");
    }

    [Fact]
    public async Task The_example_of_a_snapshot_is_a_vault_whose_VM_can_be_failed_back()
    {
        string json = Assert.Single(Regex.Matches(Text, "^```json\\r?\\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)).Groups[1].Value;
        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(EmulatedVault.Parse(json))));
        Item item = await vault.ItemAsync("app01");
        Job job = await vault.RunAsync(item, "plannedFailover", Bodies.ModernizedFailback());
        Assert.True(job.State == "Succeeded", job.Text);
        Assert.Equal("Succeeded", (await vault.RunAsync(item, "failoverCommit")).State);
        Assert.Equal(["AzureVmStopped", "FailedOver", "FailbackCommitted", "AzureVmDeleted"], await vault.EffectsAsync());
    }

    [Fact]
    public void The_document_is_linked_and_short()
    {
        Assert.Contains("(docs/emulator.md)", File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "README.md")), StringComparison.Ordinal);
        Assert.True(Text.Split('\n').Length <= 380);
    }

    private static string Section(string title)
    {
        Match section = Regex.Match(Text, $@"^## {Regex.Escape(title)}\r?\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(section.Success, $"There is no section '{title}'.");
        return section.Groups[1].Value;
    }
}
