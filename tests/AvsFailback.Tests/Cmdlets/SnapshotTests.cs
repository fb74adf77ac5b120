using System;
using System.IO;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

public sealed class SnapshotTests
{
    private const string Facts = "Get-AvsReplicatedItem sql01, web01, lin01, app01, app02 | ForEach-Object { \"$($_.Id) $($_.Phase) $($_.Provider) $($_.ReplicationHealth) $($_.Disks) $($_.LastFailoverTime) $($_.AllowedOperations)\" }";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_exported_is_the_same_vault_again(bool isFailedBack)
    {
        using var vault = new EmulatedVault(isFailedBack ? Stages.FailedBack : Stages.Ready);
        string path = Stages.NewFile();

        dynamic file = vault.Run("param($path) Export-AvsVaultSnapshot $path", new { path }).Only();
        using var host = new ModuleHost();
        host.Invoke("param($path) $null = Connect-AvsVault -Emulator -Clock Virtual -Snapshot $path", new { path }).Succeeded();

        Assert.Equal(path, (string)file.FullName);
        Assert.Equal(vault.Texts(Facts), host.Invoke(Facts).Succeeded().As<string>());
        vault.AskedForNothing();
    }

    [Fact]
    public void A_job_that_ran_when_it_was_exported_goes_on()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        string path = Stages.NewFile();
        string job = vault.Run("$null = ($job = Start-AvsFailback app01 -Confirm:$false); $null = Step-AvsEmulator 60; $job").Only().Name;
        vault.Run("param($path) $null = Export-AvsVaultSnapshot $path", new { path }).Succeeded();

        using var again = new EmulatedVault(path);

        Assert.Equal(["Succeeded"], again.Texts($"(Wait-AvsJob {job}).State"));
        Assert.Equal("FailedBack", again.Phase("app01"));
        again.AskedForNothing();
    }

    [Fact]
    public void A_vault_reached_as_in_Azure_is_exported_by_reading_alone()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        string path = Stages.NewFile();

        vault.Run("""
            param($path)
            $plain = Connect-AvsVault contoso-dr-vault -ResourceGroupName rg-avs-dr -SubscriptionId $vault.SubscriptionId -Endpoint $emulator.Address -AccessToken abc
            $null = Export-AvsVaultSnapshot $path -Vault $plain
            """, new { path }).Succeeded();
        using var again = new EmulatedVault(path);

        Assert.Equal(vault.Texts("(Get-AvsReplicatedItem -Vault $plain) | ForEach-Object { \"$_\" }"), again.Texts("Get-AvsReplicatedItem"));
        Assert.All(vault.Requests, r => Assert.Equal("GET", r.Method));
        Assert.DoesNotContain("abc", File.ReadAllText(path).Split('"'));
    }

    [Fact]
    public void A_file_that_exists_is_left_alone_where_that_is_said_and_replaced_otherwise()
    {
        using var vault = new EmulatedVault();
        string path = Stages.Save("mine");

        vault.Run("param($path) Export-AvsVaultSnapshot $path -NoClobber", new { path }).OnlyError("FileExists").Says(path);
        Assert.Equal("mine", File.ReadAllText(path));
        vault.Run("param($path) Export-AvsVaultSnapshot $path -WhatIf", new { path }).Succeeded();
        Assert.Equal("mine", File.ReadAllText(path));
        vault.Run("param($path) $null = Export-AvsVaultSnapshot $path", new { path }).Succeeded();
        Assert.StartsWith("{", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_told_and_nothing_is_left_there()
    {
        using var vault = new EmulatedVault();
        string folder = Directory.CreateDirectory(Stages.NewFile()).FullName;

        vault.Run("param($path) Export-AvsVaultSnapshot $path", new { path = folder }).OnlyError("FileNotWritten").Says(folder);
        vault.Run("param($path) Export-AvsVaultSnapshot $path", new { path = Path.Combine(folder, "not", "there.json") }).OnlyError("FolderNotFound").Says("Create it first");

        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Assert.DoesNotContain(Directory.GetFiles(Path.GetDirectoryName(folder)!), f => f.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void An_export_that_fails_in_the_middle_keeps_the_file_before_and_leaves_no_half_one()
    {
        using var vault = new EmulatedVault();
        string path = Stages.Save("mine");
        vault.Run("Stop-AvsEmulator");

        vault.Run("param($path) Export-AvsVaultSnapshot $path", new { path }).OnlyError("NoEmulator");

        Assert.Equal("mine", File.ReadAllText(path));
        Assert.False(File.Exists(path + ".part"));
    }

    [Theory]
    [InlineData("{ \"format\": ", "this isn't JSON")]
    [InlineData("[]", "a snapshot is a JSON object")]
    [InlineData("{ \"format\": \"other/9\", \"resources\": [] }", "'other/9'")]
    [InlineData("{ \"resources\": [ { \"name\": \"x\" } ] }", "\"id\"")]
    [InlineData("{ \"resources\": [] }", "vault")]
    public void A_broken_snapshot_is_told_with_its_place(string text, string what)
    {
        using var host = new ModuleHost();
        string path = Stages.Save(text);

        host.Invoke("param($path) Connect-AvsVault -Emulator -Snapshot $path", new { path }).OnlyError("EmulatorNotStarted").Says(path, what);
        host.Invoke("param($path) Start-AvsEmulator -Snapshot $path", new { path }).OnlyError("EmulatorNotStarted").Says(path, what);
        host.Invoke("Get-AvsReplicatedItem").OnlyError("NoDefaultVault");
    }

    [Fact]
    public void A_snapshot_that_is_not_there_is_told()
    {
        using var host = new ModuleHost();

        Assert.Equal("nowhere.json", host.Invoke("Connect-AvsVault -Emulator -Snapshot nowhere.json").OnlyError("FileNotFound").Says("nowhere.json").TargetObject);
    }
}
