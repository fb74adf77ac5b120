using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>Named classic replication groups: to one master target, and back to one point where the point is the group's.</summary>
public sealed class GroupTests
{
    private const string Rest = "-ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Datastore vsanDatastore";

    private static readonly Lazy<string> TwoTargets = new(MakeTwoTargets);

    [Fact]
    public void A_group_whose_first_vm_replicates_to_another_master_target_is_refused_and_told_which()
    {
        using var vault = new EmulatedVault(TwoTargets.Value);
        vault.Post("sqlc01", "reProtect", Reprotect(vault, "CONTOSO-CS01"));
        vault.Run("Step-AvsEmulator 3:00:00").Succeeded();
        int posts = vault.Posts.Count;

        vault.Run($"Enable-AvsReprotection -RecoveryPlan SQL-cluster -MasterTarget CONTOSO-MT2 {Rest}").OnlyError("GroupOfSeveralMasterTargets").Says("sqlc01 CONTOSO-CS01 (already)", "sqlc02 CONTOSO-MT2", "-MasterTarget CONTOSO-CS01");
        vault.Run($"Enable-AvsReprotection sqlc01, sqlc02 -MasterTarget CONTOSO-MT2 {Rest}");
        Assert.Equal(posts, vault.Posts.Count);

        vault.Run($"Enable-AvsReprotection -RecoveryPlan SQL-cluster -MasterTarget CONTOSO-CS01 {Rest} -Wait").Succeeded();
        Assert.Equal(["ReProtect sqlc02"], vault.Posts.Skip(posts).Select(p => $"{p.Operation} {p.Item}"));
    }

    [Theory]
    [InlineData("-RecoveryPlan SQL-cluster")]
    [InlineData("sqlc01, sqlc02")]
    public void A_group_goes_to_the_master_target_that_is_named(string input)
    {
        using var vault = new EmulatedVault(TwoTargets.Value);

        vault.Run($"Enable-AvsReprotection {input} -MasterTarget CONTOSO-MT2 {Rest} -Wait").Succeeded();

        Assert.Equal(["CONTOSO-MT2"], vault.Texts("$target = Get-AvsMasterTarget CONTOSO-MT2; (Get-AvsReplicatedItem -RecoveryPlan SQL-cluster).MasterTargetId | Select-First 1 | ForEach-Object { if ($_ -eq $target.Id) { $target.Name } else { $_ } }"));
        Assert.Single(vault.Texts("(Get-AvsReplicatedItem -RecoveryPlan SQL-cluster).MasterTargetId").Distinct());
    }

    [Fact]
    public void Where_one_vm_of_a_group_lacks_a_name_the_others_stay_too()
    {
        using var vault = new EmulatedVault(TwoTargets.Value);

        Invocation run = vault.Run($"Enable-AvsReprotection sqlc01, sqlc02 {Rest}");

        Assert.All(run.AllErrors, e => e.Says("-MasterTarget", "CONTOSO-CS01, CONTOSO-MT2"));
        Assert.Equal(2, run.AllErrors.Count());
        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("Latest", "LatestTime")]
    [InlineData("LatestAppConsistent", "LatestTag")]
    public void A_classic_group_goes_to_its_common_app_consistent_point_or_each_vm_to_its_own_latest(string choice, string word)
    {
        string name = NewName();
        using var vault = new EmulatedVault(Stages.Replace(Stages.Ready, "contoso-dr-vault", name));
        vault.Run($"Enable-AvsReprotection -RecoveryPlan SQL-cluster {Rest} -Wait; $null = Step-AvsEmulator 2:03:20").Succeeded();
        string[] Newest(string type) => [.. vault.Texts($"Get-AvsRecoveryPoint sqlc01, sqlc02 -Type {type} -Latest | ForEach-Object {{ $_.Time.ToString('o') }}")];
        (string[] latest, string[] common) = (Newest("CrashConsistent"), Newest("ApplicationConsistent"));

        Invocation run = vault.Run($"Start-AvsFailback -RecoveryPlan SQL-cluster -RecoveryPoint {choice} -Wait -Confirm:$false").Succeeded();

        Assert.Equal(2, latest.Distinct().Count());
        Assert.Single(common.Distinct());
        var went = (IEnumerable<DateTimeOffset>)run.Only().RecoveryPointTimes;
        Assert.Equal(choice == "Latest" ? latest : common, went.Select(time => time.ToString("o")));
        JsonElement sent = Sent(name, "SQL-cluster/unplannedFailover");
        Assert.Equal(("InMage", word), (sent.GetProperty("instanceType").GetString(), sent.GetProperty("recoveryPointType").GetString()));
        Assert.Equal(["FailedBack", "FailedBack"], vault.Texts("(Get-AvsReplicatedItem -RecoveryPlan SQL-cluster).Phase"));
    }

    [Theory]
    [InlineData("Latest", "CrashConsistent", "false", 3)]
    [InlineData("LatestAppConsistent", "ApplicationConsistent", "true", 2)]
    public void A_modernized_group_shares_its_app_consistent_point_and_no_other(string choice, string word, string shares, int points)
    {
        string name = NewName();
        using var vault = new EmulatedVault(Stages.Edit(Stages.Replace(Stages.Ready, "contoso-dr-vault", name), root =>
        {
            foreach (JsonNode? item in root["resources"]!.AsArray().Where(r => (string?)r!["properties"]?["friendlyName"] is "lin02" or "api01"))
            {
                item!["properties"]!["providerSpecificDetails"]!["multiVmGroupName"] = "web-group";
            }
        }));

        vault.Run($"Start-AvsFailback -RecoveryPlan Web-tier -RecoveryPoint {choice} -Wait -Confirm:$false").Succeeded();

        JsonElement sent = Sent(name, "Web-tier/plannedFailover");
        Assert.Equal((word, shares), (sent.GetProperty("recoveryPointType").GetString(), sent.GetProperty("useMultiVmSyncPoint").GetString()));
        JsonElement job = Transcripts.Of(name).Last(e => e.GetProperty("url").GetString()!.Contains("/replicationJobs/", StringComparison.Ordinal));
        JsonElement details = JsonElement.Parse(job.GetProperty("body").GetString()!).GetProperty("properties").GetProperty("customDetails").GetProperty("protectedItemDetails");
        Assert.Equal(points, details.EnumerateArray().Select(p => p.GetProperty("recoveryPointId").GetString()).Distinct().Count());
    }

    [Fact]
    public void A_plan_one_of_whose_classic_vms_has_no_app_consistent_point_is_refused_for_one_and_named()
    {
        using var vault = new EmulatedVault();
        vault.Run($"Enable-AvsReprotection -RecoveryPlan SQL-cluster {Rest} -Wait").Succeeded();
        int posts = vault.Posts.Count;

        vault.Run("Start-AvsFailback -RecoveryPlan SQL-cluster -RecoveryPoint LatestAppConsistent -Confirm:$false").OnlyError("NotReadyV06").Says("none of its VMs was touched", "sqlc01", "sqlc02");

        Assert.Equal(posts, vault.Posts.Count);
    }

    private static string NewName() => "vault" + Guid.NewGuid().ToString("N");

    /// <summary>What a plan's one request said to its provider.</summary>
    private static JsonElement Sent(string vaultName, string request)
    {
        JsonElement sent = Assert.Single(Transcripts.Of(vaultName), e => e.GetProperty("method").GetString() == "POST" && e.GetProperty("url").GetString()!.Contains("/replicationRecoveryPlans/" + request, StringComparison.Ordinal));
        return Assert.Single(JsonElement.Parse(sent.GetProperty("requestBody").GetString()!).GetProperty("properties").GetProperty("providerSpecificDetails").EnumerateArray());
    }

    private static object Reprotect(EmulatedVault vault, string target)
    {
        string Id(string script) => Assert.Single(vault.Texts(script));
        return new
        {
            failoverDirection = "RecoveryToPrimary",
            providerSpecificDetails = new
            {
                instanceType = "InMage",
                masterTargetId = Id($"(Get-AvsMasterTarget {target}).Id"),
                processServerId = Id("(Get-AvsProcessServer CONTOSO-PS-AZ).Id"),
                retentionDrive = "R",
                profileId = Id("(Get-AvsReplicatedItem sqlc01).PolicyId.ToString() + '-failback'"),
                datastoreName = "vsanDatastore",
            },
        };
    }

    /// <summary>The built-in vault with a second master target for Windows.</summary>
    private static string MakeTwoTargets()
    {
        using var vault = new EmulatedVault();
        string path = Stages.NewFile();
        vault.Run("param($path) Export-AvsVaultSnapshot $path", new { path }).Succeeded();
        return Stages.Edit(path, root =>
        {
            JsonArray targets = root["resources"]!.AsArray().Select(r => r!["properties"]?["customDetails"]?["masterTargetServers"]).OfType<JsonArray>().Single();
            JsonNode second = targets[0]!.DeepClone();
            second["id"] = "7d0a4f52-0000-4000-8000-000000000002";
            second["name"] = "CONTOSO-MT2";
            targets.Add(second);
        });
    }
}
