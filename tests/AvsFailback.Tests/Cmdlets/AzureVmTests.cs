using System;
using System.Linq;
using System.Text.Json.Nodes;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>Which Azure VM a classic item has, that its commit would delete: remembered, found, named, or unknown.</summary>
public sealed class AzureVmTests
{
    private const string Commit = "Complete-AvsFailback sql01 -Wait";

    [Fact]
    public void It_is_remembered_from_before_the_reprotect_in_the_same_session()
    {
        using var vault = new EmulatedVault();
        vault.Run("""
            $null = Enable-AvsReprotection sql01 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Wait
            $null = Start-AvsFailback sql01 -Wait -Confirm:$false
            """).Succeeded();
        vault.Host.Answer("Yes");

        Assert.Single(vault.Run(Commit).Succeeded().Prompts).Message.Has("deletes the Azure VM sql01 (Deallocated) (known from before its reprotect)");
        Assert.False(vault.HasAzureVm("sql01"));
    }

    [Fact]
    public void It_is_found_by_its_name_and_private_address_in_a_new_session()
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        vault.Host.Answer("Yes");

        Assert.Single(vault.Run(Commit).Succeeded().Prompts).Message.Has("sql01 (Deallocated) (found by its name and address 10.80.1.11)");
        Assert.False(vault.HasAzureVm("sql01"));
    }

    [Fact]
    public void One_of_another_name_is_unknown_and_blocks_the_commit_until_it_is_named()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.FailedBack, root => Rename(root, "sql01", "sql01-dr")));

        vault.Run(Commit + " -Confirm:$false").OnlyError("NotReadyC02").Says("isn't known which Azure VM", "-AzureVM");
        vault.AskedForNothing();

        vault.Host.Answer("Yes");
        Invocation run = vault.Run("param($vm) Complete-AvsFailback sql01 -Wait -AzureVM $vm", new { vm = vault.AzureVmId("sql01-dr") }).Succeeded();
        Assert.Single(run.Prompts).Message.Has("sql01-dr (Deallocated) (named by you)");
        Assert.False(vault.HasAzureVm("sql01-dr"));
    }

    [Fact]
    public void Two_of_the_same_name_and_address_are_unknown_and_block_the_commit()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.FailedBack, AddSecond));

        vault.Run(Commit + " -Confirm:$false").OnlyError("NotReadyC02").Says("2 VMs are named sql01", "rg-avs-dr", "rg-other", "-AzureVM");

        vault.AskedForNothing();
    }

    [Fact]
    public void One_of_two_can_be_named()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.FailedBack, AddSecond));

        vault.Run("param($vm) $null = Complete-AvsFailback sql01 -Wait -Confirm:$false -AzureVM $vm", new { vm = vault.AzureVmId("sql01") }).Succeeded();

        Assert.Equal("Committed", vault.Phase("sql01"));
    }

    [Fact]
    public void One_of_another_address_is_unknown()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.FailedBack, root =>
            Resource(root, "networkInterfaces/sql01-nic0")["properties"]!["ipConfigurations"]![0]!["properties"]!["privateIPAddress"] = "10.80.1.99"));

        vault.Run(Commit + " -Confirm:$false").OnlyError("NotReadyC02").Says("none has its address 10.80.1.11");

        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("sql01")]
    [InlineData("app01")]
    public void A_VM_that_is_not_its_own_is_refused(string name)
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        vault.Power(name, "running");

        var error = Assert.Single(vault.Run("param($name, $vm) Complete-AvsFailback $name -Wait -Confirm:$false -AzureVM $vm", new { name, vm = vault.AzureVmId("lin01") }).AllErrors);

        error.Says("virtualMachines/lin01", $"virtualMachines/{name}");
        vault.AskedForNothing();
        Assert.True(vault.HasAzureVm(name));
    }

    [Fact]
    public void A_VM_that_is_not_its_own_is_refused_in_the_session_that_remembers_too()
    {
        using var vault = new EmulatedVault();
        vault.Run("""
            $null = Enable-AvsReprotection sql01 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Wait
            $null = Start-AvsFailback sql01 -Wait -Confirm:$false
            """).Succeeded();
        vault.Power("lin01", "deallocated");
        int before = vault.Posts.Count;

        var error = Assert.Single(vault.Run("param($vm) Complete-AvsFailback sql01 -Confirm:$false -AzureVM $vm", new { vm = vault.AzureVmId("lin01") }).AllErrors);

        error.Says("virtualMachines/lin01", "virtualMachines/sql01");
        Assert.Equal(before, vault.Posts.Count);
    }

    [Fact]
    public void What_is_no_VM_or_not_there_is_refused()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.FailedBack, root => Rename(root, "sql01", "sql01-dr")));

        vault.Run(Commit + " -Confirm:$false -AzureVM sql01-dr").OnlyError("NotAVmId").Says("'sql01-dr'", "whole id");
        vault.Run($"{Commit} -Confirm:$false -AzureVM {vault.AzureVmId("nobody")}").OnlyError("NotReadyC02").Says("nobody", "gone");
        vault.Run($"Complete-AvsFailback sql01, lin01 -Confirm:$false -AzureVM {vault.AzureVmId("sql01-dr")}").AllErrors.ToList().ForEach(e => e.Says("-AzureVM names one VM"));

        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("Complete-AvsFailback -RecoveryPlan SQL-cluster -Confirm:$false -AzureVM $vm", "a recovery plan was given")]
    [InlineData("Complete-AvsFailback sql01, lin01 -Confirm:$false -AzureVM $vm", "2 VMs were given")]
    [InlineData("Get-AvsReplicatedItem sql01, lin01 | Complete-AvsFailback -Confirm:$false -AzureVM $vm", "2 VMs were given")]
    [InlineData("Get-AvsRecoveryPlan SQL-cluster | Complete-AvsFailback -WhatIf -AzureVM $vm", "a recovery plan was given")]
    [InlineData("Test-AvsFailback sql01, lin01 -AzureVM $vm", "2 VMs were given")]
    [InlineData("Test-AvsFailback -RecoveryPlan SQL-cluster -For Commit -AzureVM $vm", "a recovery plan was given")]
    public void One_named_VM_never_stands_for_several(string command, string given)
    {
        using var vault = new EmulatedVault(Stages.FailedBack);

        Invocation run = vault.Run($"$vm = '{vault.AzureVmId("sql01")}'; {command}");

        run.OnlyError("OneVmAtATime").Says(given, "-Placement", "one command for each VM");
        Assert.Empty(run.Output);
        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("Complete-AvsFailback sql01, lin01 -Confirm:$false")]
    [InlineData("Test-AvsFailback sql01, lin01")]
    [InlineData("Invoke-AvsFailback sql01, lin01 -CommitPolicy AfterValidation -Validate { $true } -Confirm:$false")]
    public void One_VM_of_a_placement_never_stands_for_several_either(string command)
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        string vm = vault.AzureVmId("sql01");

        foreach (string rows in new[] { $"@{{ Name = '*'; AzureVM = '{vm}' }}", $"@{{ Name = 'sql01'; AzureVM = '{vm}' }}, @{{ Name = 'lin01'; AzureVM = '{vm}' }}" })
        {
            Assert.Single(vault.Run($"{command} -Placement ({rows})").AllErrors).Says("the Azure VM sql01 for several VMs: sql01, lin01", "a row with its own");
        }

        vault.AskedForNothing();
    }

    [Fact]
    public void Several_are_named_by_a_placement_each_its_own()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.FailedBack, root =>
        {
            Rename(root, "sql01", "sql01-dr");
            Rename(root, "lin01", "lin01-dr");
        }));
        string rows = string.Join(", ", new[] { "sql01", "lin01" }.Select(name => $"@{{ Name = '{name}'; AzureVM = '{vault.AzureVmId(name + "-dr")}' }}"));

        Assert.Equal(["False"], vault.Texts("Test-AvsFailback sql01, lin01 -Quiet"));
        Assert.Equal(["True"], vault.Texts($"Test-AvsFailback sql01, lin01 -Quiet -Placement ({rows})"));
        vault.Power("lin01-dr", "running");
        vault.Run($"$null = Complete-AvsFailback sql01, lin01 -Wait -Confirm:$false -Placement ({rows})").OnlyError("NotReadyC02").Says("lin01-dr is Running in Azure");
        Assert.Equal(["Committed", "FailedBack"], vault.Texts("(Get-AvsReplicatedItem sql01, lin01).Phase"));
        vault.Run($"Complete-AvsFailback lin01 -AzureVM {vault.AzureVmId("lin01-dr")} -Placement ({rows})").OnlyError("AzureVmOrPlacement").Says("-AzureVM and -Placement");
    }

    [Theory]
    [InlineData("Complete-AvsFailback -RecoveryPlan SQL-cluster -Wait -Confirm:$false -Placement $rows", true)]
    [InlineData("Invoke-AvsFailback -RecoveryPlan SQL-cluster -Until Committed -CommitPolicy AfterValidation -Validate { $true } -Confirm:$false -Placement $rows", false)]
    public void A_plan_s_VMs_are_named_by_a_placement_and_each_is_looked_at(string command, bool isSingleStep)
    {
        using var vault = new EmulatedVault(SplitNames.Value);
        string rows = $"$rows = @{{ Name = 'sqlc01'; AzureVM = '{vault.AzureVmId("sqlc01-dr")}' }}, @{{ Name = 'sqlc02'; AzureVM = '{vault.AzureVmId("sqlc02-dr")}' }}; ";
        if (isSingleStep)
        {
            vault.Power("sqlc02-dr", "running");
            Invocation refused = vault.Run(rows + command);
            Assert.Contains(refused.AllErrors, error => error.ToString().Contains("sqlc02-dr is Running in Azure", StringComparison.Ordinal));
            Assert.DoesNotContain(vault.Effects, effect => effect.Name == "FailbackCommitted");
            vault.Power("sqlc02-dr", "deallocated");
        }

        vault.Run(rows + command).Succeeded();
        Assert.Equal(["Committed", "Committed"], vault.Texts("(Get-AvsReplicatedItem sqlc01, sqlc02).Phase"));
        Assert.Contains(vault.Posts, post => post.Item == "SQL-cluster" || post.Operation.Contains("Commit", StringComparison.Ordinal));
    }

    [Fact]
    public void A_plan_whose_VMs_are_not_known_is_told_how_to_name_each()
    {
        using var vault = new EmulatedVault(SplitNames.Value);

        vault.Run("Complete-AvsFailback -RecoveryPlan SQL-cluster -Confirm:$false").OnlyError("NotReadyC02").Says("sqlc01", "sqlc02", "-Placement @{ Name = 'sqlc01'; AzureVM", "-Placement @{ Name = 'sqlc02'; AzureVM");
    }

    [Fact]
    public void The_test_takes_the_named_VM_too()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.FailedBack, root => Rename(root, "sql01", "sql01-dr")));

        Assert.Equal(["False"], vault.Texts("Test-AvsFailback sql01 -Quiet"));
        Assert.Equal(["True"], vault.Texts($"Test-AvsFailback sql01 -Quiet -AzureVM {vault.AzureVmId("sql01-dr")}"));
    }

    /// <summary>A classic plan that has been failed back, whose Azure VMs have other names.</summary>
    private static readonly Lazy<string> SplitNames = new(() =>
    {
        using var vault = new EmulatedVault();
        string path = Stages.NewFile();
        vault.Run("""
            param($path)
            $null = Enable-AvsReprotection -RecoveryPlan SQL-cluster -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Datastore vsanDatastore -Wait
            $null = Start-AvsFailback -RecoveryPlan SQL-cluster -Wait -Confirm:$false
            Export-AvsVaultSnapshot $path
            """, new { path }).Succeeded();
        return Stages.Edit(path, root =>
        {
            Rename(root, "sqlc01", "sqlc01-dr");
            Rename(root, "sqlc02", "sqlc02-dr");
        });
    });

    private static JsonNode Resource(JsonNode root, string end) =>
        root["resources"]!.AsArray().Single(r => ((string)r!["id"]!).EndsWith("/" + end, StringComparison.Ordinal))!;

    private static void Rename(JsonNode root, string old, string name)
    {
        JsonNode vm = Resource(root, "virtualMachines/" + old);
        string id = (string)vm["id"]!;
        string renamed = id[..^old.Length] + name;
        vm["id"] = renamed;
        vm["name"] = name;
        foreach (JsonNode? power in root["emulator"]!["vms"]!.AsArray().Where(v => (string?)v!["id"] == id))
        {
            power!["id"] = renamed;
        }

        foreach (JsonNode? item in root["emulator"]!["items"]!.AsArray().Where(v => (string?)v!["azureVm"] == id))
        {
            item!["azureVm"] = renamed;
        }
    }

    /// <summary>Adds a VM of sql01's name and address in another resource group.</summary>
    private static void AddSecond(JsonNode root)
    {
        foreach (string end in new[] { "virtualMachines/sql01", "networkInterfaces/sql01-nic0" })
        {
            string copy = Resource(root, end).ToJsonString().Replace("rg-avs-dr", "rg-other", StringComparison.Ordinal);
            root["resources"]!.AsArray().Add(JsonNode.Parse(copy));
        }
    }
}
