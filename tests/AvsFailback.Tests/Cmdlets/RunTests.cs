using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>Runs as journals, the vault's jobs and reports tell them.</summary>
public sealed class RunTests : IDisposable
{
    private const string Vault = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/dr/providers/Microsoft.RecoveryServices/vaults/";
    private const string Path = "param($path) ";

    private readonly ModuleHost _host = new();
    private readonly string _folder = Directory.CreateDirectory(Stages.NewFile()).FullName;

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_journal_s_runs_are_shown_newest_first_whatever_became_of_them()
    {
        string path = Journal("a.jsonl", Run("first", "08", "dr-vault", "Succeeded") + Run("second", "09", "dr-vault (emulated)", null));

        Invocation all = _host.Invoke(Path + "Get-AvsFailbackRun -Path $path", new { path }).Succeeded();

        Assert.Equal(["second: 1 VM, Interrupted", "first: 1 VM, Succeeded"], all.Output.Select(run => run.ToString()));
        Assert.Equal(["second"], Ids("Get-AvsFailbackRun -Path $path -Latest", path));
        Assert.Equal(["first"], Ids("Get-AvsFailbackRun f* -Path $path", path));
        Assert.Equal(["second", "first"], Ids("Get-AvsFailbackRun -Path $path -VaultName DR-*", path));
        _host.Invoke(Path + "Get-AvsFailbackRun -Path $path -VaultName other", new { path }).OnlyError("RunNotFound").Says("'other'");
        Assert.Equal(["second"], Ids("Get-AvsFailbackRun -Path $path -VaultName *emulated*", path));
        Assert.Equal(["sql01: Succeeded"], Texts("(Get-AvsFailbackRun first -Path $path).Items", path));
        Assert.StartsWith("Rerun the Invoke-AvsFailback command", Texts("(Get-AvsFailbackRun second -Path $path).NextStep", path).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_s_runs_are_those_of_all_its_journals_and_files_pipe_in()
    {
        string one = Journal("a.jsonl", Run("first", "08", "dr-vault", "Succeeded"));
        Journal("b.jsonl", Run("second", "09", "dr-vault", "Failed"));
        File.WriteAllText(System.IO.Path.Combine(_folder, "c.jsonl"), "something else\n");

        Assert.Equal(["second", "first"], Ids("Get-AvsFailbackRun -Path $path", _folder));
        Assert.Equal(["first"], _host.Invoke("param($file) ($file | Get-AvsFailbackRun).Id", new { file = new FileInfo(one) }).Succeeded().As<string>());
        Assert.Equal(["first"], Ids("$null = $ExecutionContext.SessionState.Path.SetLocation($path); Get-AvsFailbackRun -Path a.jsonl", _folder));
    }

    [Fact]
    public void What_is_not_there_or_no_journal_is_told_with_what_to_do()
    {
        string path = Journal("a.jsonl", Run("first", "08", "dr-vault", "Succeeded"));
        string other = System.IO.Path.Combine(_folder, "mine.jsonl");
        File.WriteAllText(other, "mine");

        _host.Invoke(Path + "Get-AvsFailbackRun nosuch -Path $path", new { path }).OnlyError("RunNotFound").Says("nosuch", path, "-FromVault");
        _host.Invoke(Path + "Get-AvsFailbackRun -Path $path", new { path = other }).OnlyError("NotAJournal").Says(other, "left as it is");
        _host.Invoke(Path + "Get-AvsFailbackRun -Path $path", new { path = other + "x" }).OnlyError("JournalNotFound").Says(other + "x");
        Assert.Equal("mine", File.ReadAllText(other));
    }

    [Fact]
    public void A_report_s_form_follows_its_extension_unless_it_is_named()
    {
        string path = Journal("a.jsonl", Run("first", "08", "dr-vault", "Succeeded"));

        Export(path, "r.json");
        Export(path, "r.csv");
        Export(path, "r.txt", "-Format Json");
        Export(path, "forced.csv", "-Format Json");

        Assert.Equal("first", Json("r.json").GetProperty("id").GetString());
        Assert.Equal("first", Json("r.txt").GetProperty("id").GetString());
        Assert.Equal("first", Json("forced.csv").GetProperty("id").GetString());
        Assert.StartsWith("RunId,", File.ReadAllText(System.IO.Path.Combine(_folder, "r.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_runs_go_to_a_folder_a_file_each()
    {
        string path = Journal("a.jsonl", Run("first", "08", "dr-vault", "Succeeded") + Run("second", "09", "dr-vault", "Failed"));
        string target = Directory.CreateDirectory(System.IO.Path.Combine(_folder, "out")).FullName;

        Invocation run = _host.Invoke("param($path, $target) Get-AvsFailbackRun -Path $path | Export-AvsFailbackReport $target", new { path, target }).Succeeded();
        _host.Invoke("param($path, $target) Get-AvsFailbackRun -Path $path | Export-AvsFailbackReport \"$target/nosuch\" -Format Csv", new { path, target }).OnlyError("FolderNotFound").Says("nosuch", "Create the folder first");
        Invocation again = _host.Invoke("param($path, $target) Get-AvsFailbackRun -Path $path | Export-AvsFailbackReport $target -NoClobber", new { path, target });

        Assert.Equal(["dr-vault-second.json", "dr-vault-first.json"], run.As<FileInfo>().Select(file => file.Name));
        Assert.Equal(2, again.Errors.Count);
        Assert.All(again.Errors, error => Assert.StartsWith("FileExists,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x.html")]
    [InlineData("x")]
    [InlineData("x.json.bak")]
    public void A_name_that_does_not_tell_the_form_is_refused_before_the_run_is_made_and_nothing_is_written(string name)
    {
        string path = Journal("a.jsonl", Run("first", "08", "dr-vault", "Succeeded"));
        string target = System.IO.Path.Combine(_folder, name);

        Invocation run = _host.Invoke("param($path, $target) & { Write-Warning made; Get-AvsFailbackRun -Path $path } | Export-AvsFailbackReport $target", new { path, target });

        run.OnlyError("UnknownReportFormat").Says(name, "JSON or CSV", "-Format Json", "-Format Csv");
        Assert.Empty(run.Warnings);
        Assert.False(File.Exists(target));
        Export(path, name, "-Format Csv");
        Assert.StartsWith("RunId,", File.ReadAllText(target), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_exists_is_left_alone_where_that_is_said_and_replaced_otherwise()
    {
        string path = Journal("a.jsonl", Run("first", "08", "dr-vault", "Succeeded"));
        string target = System.IO.Path.Combine(_folder, "r.json");
        File.WriteAllText(target, "mine");

        _host.Invoke("param($path, $target) Get-AvsFailbackRun -Path $path | Export-AvsFailbackReport $target -NoClobber", new { path, target }).OnlyError("FileExists").Says(target);
        Assert.Empty(_host.Invoke("param($path, $target) Get-AvsFailbackRun -Path $path | Export-AvsFailbackReport $target -WhatIf", new { path, target }).Succeeded().Output);
        Assert.Equal("mine", File.ReadAllText(target));

        Export(path, "r.json");
        Assert.StartsWith("{", File.ReadAllText(target), StringComparison.Ordinal);
    }

    [Fact]
    public void The_vault_s_jobs_tell_the_whole_way_of_both_architectures_without_a_change()
    {
        using var vault = new EmulatedVault(Stages.Protected);

        string[] items = [.. vault.Texts($"($run = Get-AvsFailbackRun -FromVault -Name {Stages.Six}).Items | ForEach-Object {{ \"$($_.Outcome) $($_.Steps.Action)\" }}")];

        Assert.Equal(Enumerable.Repeat("Succeeded ReprotectToAvs FailBack Commit ReprotectToAzure", 6), items);
        Assert.Equal(["Succeeded"], vault.Texts("$run.Outcome"));
        // Of all VMs of the vault, two aren't home.
        Assert.Equal(["Interrupted"], vault.Texts("(Get-AvsFailbackRun -FromVault).Outcome"));
        Assert.Equal(["app01", "sql01"], vault.Texts("(Get-AvsFailbackRun -FromVault -Name app01, sql*).Items.Name").Order(StringComparer.Ordinal));
        Assert.Equal(["app01"], vault.Texts("(Get-AvsReplicatedItem app01 | Get-AvsFailbackRun).Items.Name"));
        vault.Run("Get-AvsFailbackRun -FromVault -Name sqll01").OnlyError("ItemNotFound");
        Assert.Empty(vault.Run("Get-AvsFailbackRun -FromVault -Name nosuch*").Succeeded().Output);
        vault.AskedForNothing();
    }

    [Fact]
    public void What_a_plan_s_own_request_did_is_told_for_each_of_its_VMs()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("$null = Start-AvsFailback -RecoveryPlan Web-tier -Wait -Confirm:$false").Succeeded();

        Assert.Equal(
            ["app01: Web-tier", "lin02: Web-tier", "api01: Web-tier"],
            vault.Texts("(Get-AvsFailbackRun -RecoveryPlan Web-tier).Items | ForEach-Object { \"$($_.Name): $($_.Steps.Where({ $_.Action -eq 'FailBack' }).Plan)\" }"));
    }

    [Fact]
    public void A_vault_where_nothing_was_done_has_no_run()
    {
        using var vault = new EmulatedVault();

        Assert.Empty(vault.Run("Get-AvsFailbackRun -FromVault").Succeeded().Output);
        vault.Run("Get-AvsFailbackRun -FromVault -RecoveryPlan nosuch").OnlyError("PlanNotFound");
    }

    private string Journal(string name, string events)
    {
        string path = System.IO.Path.Combine(_folder, name);
        File.WriteAllText(path, "{\"avsFailbackJournal\":1}\n" + events);
        return path;
    }

    /// <summary>A run of one VM as its journal tells it; without an outcome, it was killed.</summary>
    private static string Run(string id, string hour, string vault, string? outcome) =>
        $$"""
        {"time":"2026-03-02T{{hour}}:00:00Z","kind":"RunStarted","runId":"{{id}}","vaultId":"{{Vault}}dr-vault","vaultName":"{{vault}}","until":"Protected"}
        {"time":"2026-03-02T{{hour}}:00:00Z","kind":"ItemAdded","runId":"{{id}}","itemId":"{{Vault}}dr-vault/replicationFabrics/f/replicationProtectedItems/sql01","name":"sql01","phase":"ReadyToFailBack","wave":1,"gap":"nobody knows"}

        """
        + (outcome is null ? string.Empty :
        $$"""
        {"time":"2026-03-02T{{hour}}:30:00Z","kind":"ItemEnded","runId":"{{id}}","itemId":"{{Vault}}dr-vault/replicationFabrics/f/replicationProtectedItems/sql01","name":"sql01","itemOutcome":"{{outcome}}"}
        {"time":"2026-03-02T{{hour}}:30:00Z","kind":"RunEnded","runId":"{{id}}","runOutcome":"{{outcome}}"}

        """);

    private string[] Texts(string expression, string path) => [.. _host.Invoke(Path + expression, new { path }).Succeeded().Output.Select(o => o.ToString())];

    private string[] Ids(string expression, string path) => Texts(expression + " | ForEach-Object Id", path);

    private void Export(string path, string name, string more = "")
    {
        string target = System.IO.Path.Combine(_folder, name);
        dynamic file = _host.Invoke($"param($path, $target) Get-AvsFailbackRun -Path $path | Export-AvsFailbackReport $target {more}", new { path, target }).Only();
        Assert.Equal(target, (string)file.FullName);
    }

    private JsonElement Json(string name) => JsonElement.Parse(File.ReadAllText(System.IO.Path.Combine(_folder, name)));
}
