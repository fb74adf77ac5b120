using System;
using System.IO;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Emulation;

public sealed class EmulatorSnapshotTests : IDisposable
{
    private readonly string _file = Path.Combine(AppContext.BaseDirectory, Guid.NewGuid().ToString("N") + ".json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Each_item_stands_in_the_phase_that_was_wanted()
    {
        string[] phases = ["FailedOver", "RunningInAzure", "ReplicatingToAvs", "ReadyToFailBack", "FailingBack", "FailedBack", "Committed", "ReplicatingToAzure", "Protected"];
        string[] items = [.. from phase in phases from a in new[] { "Classic", "Modernized" } from os in new[] { "Windows", "Linux" } select $"@{{ Name = '{phase}-{a}-{os}'; Phase = '{phase}'; Architecture = '{a}'; OsType = '{os}' }}"];
        using var host = new ModuleHost();

        Assert.Single(host.Invoke("param($file, $text) New-AvsEmulatorSnapshot $file -VaultName test -Item (& ([scriptblock]::Create($text)))", new { file = _file, text = string.Join(", ", items) }).Succeeded().As<FileInfo>());
        string[] told = [.. host.Invoke("""
            param($file)
            Connect-AvsVault -Emulator -Snapshot $file -Clock Virtual | Out-Null
            Get-AvsReplicatedItem | ForEach-Object { "$($_.Name)|$($_.Phase)-$($_.Architecture)-|$($_.Vault.Name)" }
            """, new { file = _file }).Succeeded().As<string>()];

        Assert.Equal(36, told.Length);
        Assert.All(told, t => Assert.True(t.StartsWith(t.Split('|')[1], StringComparison.Ordinal) && t.EndsWith("|test", StringComparison.Ordinal), t));
    }

    [Fact]
    public void Health_points_and_group_are_as_wanted_and_the_way_goes_on_from_there()
    {
        using var host = new ModuleHost();

        Invocation run = host.Invoke("""
            param($file)
            @{ Name = 'sick'; Phase = 'ReadyToFailBack'; Health = 'Critical'; ReplicationGroup = 'g1' }, @{ Name = 'dry'; Architecture = 'Classic'; Phase = 'ReadyToFailBack'; RecoveryPoints = 'None' },
                @{ Name = 'good'; Architecture = 'Classic'; Phase = 'ReadyToFailBack' } | New-AvsEmulatorSnapshot $file | Out-Null
            Connect-AvsVault -Emulator -Snapshot $file -Clock Virtual | Out-Null
            "$((Get-AvsReplicatedItem sick).ReplicationHealth)"
            "$(@(Get-AvsReplicatedItem dry | Get-AvsRecoveryPoint).Count)"
            "$(@(Get-AvsReplicatedItem good | Get-AvsRecoveryPoint -Type ApplicationConsistent).Count -gt 20)"
            "$((Start-AvsFailback good -Wait -Confirm:$false -WarningAction SilentlyContinue).State)"
            "$((Complete-AvsFailback good -Wait -Confirm:$false -WarningAction SilentlyContinue).State)"
            "$((Get-AvsReplicatedItem good).Phase)"
            """, new { file = _file }).Succeeded();

        Assert.Equal(["Critical", "0", "True", "Succeeded", "Succeeded", "Committed"], run.As<string>());
        Assert.Contains("\"multiVmGroupName\": \"g1\"", File.ReadAllText(_file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("600", 600)]
    [InlineData("'0:10:00'", 600)]
    [InlineData("([timespan]::FromMinutes(10))", 600)]
    [InlineData("'Never'", null)]
    public void An_agent_registers_when_it_is_told_to(string delay, int? seconds)
    {
        using var host = new ModuleHost();

        bool[] registered = [.. host.Invoke($$"""
            param($file)
            New-AvsEmulatorSnapshot $file -Item @{ Name = 'a'; Phase = 'Committed'; AgentRegistrationDelay = {{delay}} } | Out-Null
            Connect-AvsVault -Emulator -Snapshot $file -Clock Virtual | Out-Null
            (Get-AvsReplicatedItem a).IsAgentRegistered -eq $true
            Step-AvsEmulator 500 | Out-Null
            (Get-AvsReplicatedItem a).IsAgentRegistered -eq $true
            Step-AvsEmulator 110 | Out-Null
            (Get-AvsReplicatedItem a).IsAgentRegistered -eq $true
            """, new { file = _file }).Succeeded().As<bool>()];

        Assert.Equal([false, false, seconds is not null], registered);
    }

    [Fact]
    public void The_same_description_gives_the_same_file()
    {
        using var host = new ModuleHost();
        const string Script = "param($file) New-AvsEmulatorSnapshot $file -Item @{ Name = 'a'; Phase = 'Protected' }, @{ Name = 'b'; Phase = 'FailingBack' } | Out-Null";
        host.Invoke(Script, new { file = _file }).Succeeded();
        string first = File.ReadAllText(_file);
        host.Invoke(Script, new { file = _file }).Succeeded();

        Assert.Equal(first, File.ReadAllText(_file));
    }

    [Theory]
    [InlineData("@{ Name = 'a'; Colour = 'red' }", "InvalidItem", "'Colour'")]
    [InlineData("@{ Name = 'a'; Colour = 'red' }", "InvalidItem", "AgentRegistrationDelay")]
    [InlineData("@{ Phase = 'Protected' }", "InvalidItem", "needs a Name")]
    [InlineData("@{ Name = 'a b' }", "InvalidItem", "'a b'")]
    [InlineData("@{ Name = 'a'; Phase = 'Faulted' }", "InvalidItem", "ReadyToFailBack")]
    [InlineData("@{ Name = 'a'; AgentRegistrationDelay = -1 }", "InvalidItem", "'-1'")]
    [InlineData("@{ Name = 'a' }, @{ Name = 'A' }", "InvalidItem", "twice")]
    [InlineData("@{ Name = 'a' } -VaultName 'a b'", "ParameterArgumentValidationError", "a b")]
    public void What_is_wrong_is_told_and_nothing_written(string items, string errorId, string named)
    {
        using var host = new ModuleHost();

        var error = Assert.Single(host.Invoke($"param($file) New-AvsEmulatorSnapshot $file -Item {items}", new { file = _file }).AllErrors);

        Assert.StartsWith(errorId, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter 'given'", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_file));
    }

    [Fact]
    public void WhatIf_writes_nothing_and_NoClobber_keeps_what_is_there()
    {
        using var host = new ModuleHost();
        host.Invoke("param($file) New-AvsEmulatorSnapshot $file -Item @{ Name = 'a' } -WhatIf", new { file = _file }).Succeeded();
        Assert.False(File.Exists(_file));

        File.WriteAllText(_file, "mine");
        var error = Assert.Single(host.Invoke("param($file) New-AvsEmulatorSnapshot $file -Item @{ Name = 'a' } -NoClobber", new { file = _file }).AllErrors);
        Assert.StartsWith("FileExists", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_file));
    }
}
