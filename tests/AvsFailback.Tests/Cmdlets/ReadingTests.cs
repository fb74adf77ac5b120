using System;
using System.Linq;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>What the reading cmdlets give; one emulator for all, since none changes anything.</summary>
public sealed class ReadingTests : IClassFixture<ReadingTests.Session>
{
    private readonly EmulatedVault _vault;

    public ReadingTests(Session session)
    {
        _vault = session.Vault;
    }

    [Fact]
    public void All_items_are_listed_with_their_vault()
    {
        Assert.Equal(["sql01", "web01", "lin01", "db01", "app01", "app02", "lin02", "api01", "sqlc01", "sqlc02"], _vault.Texts("(Get-AvsReplicatedItem).Name"));
        Assert.Equal("contoso-dr-vault (emulated)", Assert.Single(_vault.Texts("(Get-AvsReplicatedItem).Vault").Distinct()));
        Assert.Equal("AvsFailback.ReplicatedItem", _vault.Run("Get-AvsReplicatedItem sql01").Succeeded().Output[0].TypeNames[0]);
    }

    [Fact]
    public void Wildcards_select_and_no_match_is_nothing()
    {
        Assert.Equal(["lin01", "lin02"], _vault.Texts("(Get-AvsReplicatedItem lin*).Name"));
        Assert.Empty(_vault.Texts("Get-AvsReplicatedItem x*"));
    }

    [Fact]
    public void Several_names_are_taken_and_case_does_not_matter()
    {
        Assert.Equal(["sql01", "api01"], _vault.Texts("(Get-AvsReplicatedItem -FriendlyName SQL01, Api01).Name"));
    }

    [Fact]
    public void An_exact_name_is_read_whole()
    {
        Assert.Equal(["True", "2"], _vault.Texts("$i = Get-AvsReplicatedItem sql01; $i.IsComplete; $i.Disks.Count"));
    }

    [Fact]
    public void A_wrong_name_is_told_with_one_that_is_close_and_the_others_go_on()
    {
        var run = _vault.Run("Get-AvsReplicatedItem sql, api01");

        Assert.Equal("sql", run.OnlyError("ItemNotFound").Says("'sql'", "contoso-dr-vault (emulated)", "Do you mean sql01, sqlc01, sqlc02?").TargetObject);
        Assert.Equal("api01", run.Output.Single().Properties["Name"].Value);
    }

    [Fact]
    public void Items_are_selected_by_phase()
    {
        Assert.Equal(8, _vault.Texts("Get-AvsReplicatedItem -Phase ReadyToFailBack, Protected").Count);
        Assert.Empty(_vault.Texts("Get-AvsReplicatedItem sql01 -Phase Protected"));
    }

    [Fact]
    public void Objects_with_an_id_or_a_resource_id_pipe_into_it()
    {
        Assert.Equal(["sql01"], _vault.Texts("([pscustomobject]@{ Id = (Get-AvsReplicatedItem sql01).Id.ToString().ToLower() } | Get-AvsReplicatedItem).Name"));
        Assert.Equal(["app01"], _vault.Texts("([pscustomobject]@{ ResourceId = (Get-AvsReplicatedItem app01).Id.ToString() } | Get-AvsReplicatedItem).Name"));
        Assert.Equal(["api01"], _vault.Texts("(Get-AvsReplicatedItem api01 | Get-AvsReplicatedItem).Name"));
        _vault.Run("Get-AvsReplicatedItem -Id $vault.Id").OnlyError("NotAnItem").Says("/replicationProtectedItems/");
        _vault.Run("Get-AvsReplicatedItem -Id ((Get-AvsReplicatedItem sql01).Id.ToString() + 'x')").OnlyError("ItemNotFound");
    }

    [Fact]
    public void Recovery_points_come_newest_first_and_can_be_selected()
    {
        string[] times = [.. _vault.Texts("(Get-AvsRecoveryPoint sql01).Time.UtcTicks")];
        Assert.True(times.Length > 30);
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
        Assert.Equal(["CrashConsistent", "sql01"], _vault.Texts("$p = Get-AvsRecoveryPoint sql01 -Latest; $p.Type, $p.ItemName"));
        Assert.Equal(["2026-03-02T11:00:00Z"], _vault.Texts("(Get-AvsReplicatedItem sql01 | Get-AvsRecoveryPoint -Type ApplicationConsistent -Latest).Time.UtcDateTime.ToString('s') + 'Z'"));
    }

    [Fact]
    public void A_modernized_vm_s_points_are_made_when_the_failback_starts_and_that_is_told()
    {
        var run = _vault.Run("Get-AvsRecoveryPoint app01").Succeeded();

        Assert.Empty(run.Output);
        Assert.Single(run.Warnings).Has("app01", "made when the failback starts");
    }

    [Fact]
    public void Servers_are_shown_by_name_pattern_and_id()
    {
        Assert.Equal(["CONTOSO-CS01", "CONTOSO-PS-AZ", "contoso-appl01"], _vault.Texts("(Get-AvsProcessServer).Name"));
        Assert.Equal(["CONTOSO-PS-AZ"], _vault.Texts("(Get-AvsProcessServer *-az).Name"));
        Assert.Equal(["Normal", "10.80.0.10"], _vault.Texts("$p = Get-AvsProcessServer CONTOSO-PS-AZ; $p.Health, $p.IpAddress"));
        Assert.Equal(["contoso-mtlin01"], _vault.Texts("(Get-AvsMasterTarget | Where-Object OsType -eq Linux).Name"));
        Assert.Equal(["R", "S", "vsanDatastore", "ds-failback-01", "nfs-archive"], _vault.Texts("$m = Get-AvsMasterTarget CONTOSO-CS01; $m.RetentionVolumes + $m.Datastores"));
        Assert.Equal(["windows-push", "linux-push", "vcenter-account"], _vault.Texts("(Get-AvsAppliance contoso-appl01).RunAsAccounts"));
        Assert.Equal(["contoso-appl01"], _vault.Texts("(Get-AvsAppliance (Get-AvsAppliance).Id).Name"));
    }

    [Theory]
    [InlineData("Get-AvsProcessServer", "process server", "CONTOSO-PS-AZ")]
    [InlineData("Get-AvsMasterTarget", "master target", "contoso-mtlin01")]
    [InlineData("Get-AvsAppliance", "appliance", "contoso-appl01")]
    public void A_server_that_is_not_there_is_told_with_those_that_are(string command, string kind, string known)
    {
        Assert.Equal("nobody", _vault.Run(command + " nobody").OnlyError("ServerNotFound").Says($"no {kind} 'nobody'", known).TargetObject);
        Assert.Empty(_vault.Texts(command + " nobody*"));
    }

    [Fact]
    public void Jobs_are_listed_newest_first_and_read_whole_by_id()
    {
        Assert.Equal(8, _vault.Texts("Get-AvsJob").Count);
        Assert.Equal(["0", "5"], _vault.Texts("$j = (Get-AvsJob)[0]; $j.Tasks.Count; (Get-AvsJob $j.Name).Tasks.Count"));
        Assert.Equal(["True"], _vault.Texts("(Get-AvsJob -Id $j.Id.ToString()).Id -eq $j.Id"));
        Assert.Empty(_vault.Texts("Get-AvsJob -State Failed, InProgress"));
        Assert.Empty(_vault.Texts("Get-AvsJob -After '2026-03-02T09:00:00Z'"));
        Assert.Equal(8, _vault.Texts("Get-AvsJob -State Succeeded -Before '2026-03-02T09:00:00Z'").Count);
    }

    [Fact]
    public void A_job_that_is_not_there_is_told()
    {
        Assert.Equal("5d1a", _vault.Run("Get-AvsJob 5d1a").OnlyError("JobNotFound").Says("'5d1a'", "seven days").TargetObject);
        _vault.Run("Get-AvsJob a/b").OnlyError("NotAJobId");
        _vault.Run("Get-AvsJob (Get-AvsReplicatedItem sql01).Id").OnlyError("NotAJobId").Says("/replicationJobs/");
    }

    [Theory]
    [InlineData("Get-AvsReplicatedItem | Select-First")]
    [InlineData("Get-AvsRecoveryPoint sql01, lin01 | Select-First")]
    [InlineData("Get-AvsJob | Select-First")]
    [InlineData("Test-AvsFailback sql01, app01 | Select-First")]
    public void Selecting_the_first_ends_the_rest_cleanly(string pipeline) => Assert.Single(_vault.Run(pipeline).Succeeded().Output);

    [Fact]
    public void Reading_never_asks_for_a_change()
    {
        _vault.Run("Get-AvsReplicatedItem; Get-AvsReplicatedItem sql01; Get-AvsRecoveryPoint sql01; Get-AvsProcessServer; Get-AvsMasterTarget; Get-AvsAppliance; Test-AvsFailback sql01; Get-AvsJob").Succeeded();

        _vault.AskedForNothing();
    }

    public sealed class Session : IDisposable
    {
        internal EmulatedVault Vault { get; } = new(Stages.Ready);

        public void Dispose() => Vault.Dispose();
    }
}
