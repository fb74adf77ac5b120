using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>How an acting cmdlet is told which VMs are meant.</summary>
public sealed class InputTests
{
    [Theory]
    [InlineData("Start-AvsFailback sql01 -Confirm:$false")]
    [InlineData("Start-AvsFailback -Name SQL01 -Confirm:$false")]
    [InlineData("Start-AvsFailback -FriendlyName sql01, sql01 -Confirm:$false")]
    [InlineData("Start-AvsFailback -Id (Get-AvsReplicatedItem sql01).Id.ToString().ToUpper() -Confirm:$false")]
    [InlineData("Start-AvsFailback -InputObject (Get-AvsReplicatedItem sql01) -Confirm:$false")]
    [InlineData("Get-AvsReplicatedItem sql01 | Start-AvsFailback -Confirm:$false")]
    [InlineData("Get-AvsReplicatedItem sql0* | Start-AvsFailback -Confirm:$false")]
    [InlineData("[pscustomobject]@{ Id = (Get-AvsReplicatedItem sql01).Id.ToString() } | Start-AvsFailback -Confirm:$false")]
    [InlineData("[pscustomobject]@{ ResourceId = (Get-AvsReplicatedItem sql01).Id.ToString() } | Start-AvsFailback -Confirm:$false")]
    [InlineData("[pscustomobject]@{ Id = (Get-AvsReplicatedItem sql01).Id } | Start-AvsFailback -Confirm:$false")]
    [InlineData("[pscustomobject]@{ ResourceId = (Get-AvsReplicatedItem sql01).Id; Name = 'mine' } | Start-AvsFailback -Confirm:$false")]
    [InlineData("[pscustomobject]@{ Id = @((Get-AvsReplicatedItem sql01).Id) } | Start-AvsFailback -Confirm:$false")]
    [InlineData("[pscustomobject]@{ Id = (Get-AvsReplicatedItem sql01).Id } | Get-AvsReplicatedItem | Start-AvsFailback -Confirm:$false")]
    [InlineData("Start-AvsFailback -Id (Get-AvsReplicatedItem sql01).Id -Confirm:$false")]
    [InlineData("(Get-AvsReplicatedItem sql01).Id | Start-AvsFailback -Confirm:$false")]
    [InlineData("Test-AvsFailback sql01 | Start-AvsFailback -Confirm:$false")]
    public void A_vm_is_named_by_name_id_object_or_verdict_and_acted_on_once(string command)
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run(command).Succeeded();

        LoggedRequest post = Assert.Single(vault.Posts);
        Assert.Equal(("UnplannedFailover", "sql01", 202), (post.Operation, post.Item, post.Status));
        Assert.Equal("AvsFailback.FailbackJob", Assert.Single(run.Output).TypeNames[0]);
        Assert.Equal("sql01", run.Only().TargetName);
        Assert.Equal("FailBack", run.Only().Action.ToString());
    }

    [Fact]
    public void A_wrong_name_is_told_with_the_user_s_own_input_and_the_others_go_on()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run("Start-AvsFailback sq, lin02 -Confirm:$false");

        var error = run.OnlyError("ItemNotFound").Says("'sq'", "Do you mean sql01, sqlc01, sqlc02?");
        Assert.Equal("ItemNotFound,AvsFailback.Commands.StartAvsFailbackCommand", error.FullyQualifiedErrorId);
        Assert.Equal(System.Management.Automation.ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.Equal("sq", error.TargetObject);
        Assert.Equal("lin02", Assert.Single(vault.Posts).Item);
    }

    [Fact]
    public void A_wildcard_in_an_acting_cmdlet_is_refused_and_the_way_is_told()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        vault.Run("Start-AvsFailback lin* -Confirm:$false").OnlyError("ItemNotFound").Says("Wildcards are for reading", "Get-AvsReplicatedItem 'lin*'");

        vault.AskedForNothing();
    }

    [Fact]
    public void A_name_of_two_items_is_refused_and_their_ids_are_listed()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.Ready, root =>
        {
            foreach (var item in root["resources"]!.AsArray().Where(r => (string?)r!["properties"]?["friendlyName"] == "lin02"))
            {
                item!["properties"]!["friendlyName"] = "lin01";
            }
        }));

        var error = vault.Run("Start-AvsFailback lin01 -Confirm:$false").OnlyError("AmbiguousItem").Says("2 replicated items", "-Id");

        Assert.Equal(2, error.ToString().Split("/replicationProtectedItems/").Length - 1);
        vault.AskedForNothing();
    }

    [Fact]
    public void An_id_of_another_type_is_refused()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        vault.Run("param($id) Start-AvsFailback -Id $id -Confirm:$false", new { id = vault.AzureVmId("sql01") }).OnlyError("NotAnItem").Says("virtualMachines/sql01", "/replicationProtectedItems/");

        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("Get-AvsRecoveryPoint sql01 -Latest | Get-AvsReplicatedItem", "/recoveryPoints/")]
    [InlineData("Get-AvsRecoveryPoint sql01 -Latest | Start-AvsFailback -Confirm:$false", "/recoveryPoints/")]
    [InlineData("$vault | Start-AvsFailback -Confirm:$false", "/vaults/contoso-dr-vault")]
    public void An_object_of_another_kind_is_refused_by_its_id_not_looked_for_by_its_text(string command, string id)
    {
        using var vault = new EmulatedVault(Stages.Ready);

        vault.Run(command).OnlyError("NotAnItem").Says(id);

        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("-RecoveryPoint Yesterday", "NoSuchRecoveryPoint")]
    [InlineData("-IgnoreRule V99", "NoSuchRule")]
    [InlineData("-IgnoreRule V05", "RuleNotIgnorable")]
    public void Wrong_words_are_refused_before_anything_is_read(string parameter, string id)
    {
        using var vault = new EmulatedVault(Stages.Ready);

        vault.Run($"Start-AvsFailback sql01 {parameter} -Confirm:$false").OnlyError(id);

        Assert.Empty(vault.Requests);
    }

    [Fact]
    public void A_certain_recovery_point_is_taken_for_its_own_classic_vm_only()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("$point = (Get-AvsRecoveryPoint lin01)[3]").Succeeded();

        vault.Run("Start-AvsFailback sql01 -RecoveryPoint $point -Confirm:$false").OnlyError("PointOfAnotherVm");
        vault.Run("Start-AvsFailback app01 -RecoveryPoint $point -Confirm:$false").OnlyError("NoCertainPoint").Says("modernized", "LatestAppConsistent");
        vault.AskedForNothing();
        Assert.Equal("Succeeded", vault.Run("Start-AvsFailback lin01 -RecoveryPoint $point -Confirm:$false -Wait").Only().State.ToString());
    }

    [Fact]
    public void A_vm_that_is_there_already_is_told_and_asked_for_nothing()
    {
        using var vault = new EmulatedVault(Stages.FailedBack);

        Invocation run = vault.Run("Start-AvsFailback sql01 -Wait -Confirm:$false").Succeeded();

        Assert.Contains("nothing to do", Assert.Single(run.Warnings), System.StringComparison.Ordinal);
        Assert.Empty(run.Output);
        vault.AskedForNothing();
    }

    [Fact]
    public void Errors_of_single_vms_come_once_all_have_settled_so_that_stop_abandons_nobody()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run("Start-AvsFailback web01, sql01, lin02 -Wait -Confirm:$false -ErrorAction Stop");

        Assert.StartsWith("NotReadyV05,", run.Terminating?.FullyQualifiedErrorId, System.StringComparison.Ordinal);
        Assert.Equal(["sql01", "lin02"], run.Output.Select(o => (string)o.Properties["TargetName"].Value));
        Assert.Equal(["FailedBack", "FailedBack"], vault.Texts("(Get-AvsReplicatedItem sql01, lin02).Phase"));
    }
}
