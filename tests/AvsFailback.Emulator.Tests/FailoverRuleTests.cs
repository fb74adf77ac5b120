using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class FailoverRuleTests
{
    [Theory]
    [InlineData("sql01", "InMageAzureV2")]
    [InlineData("app01", "InMageRcm")]
    public async Task A_failover_to_Azure_makes_the_VM_and_its_commit_leaves_it_there(string name, string type)
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToFailedOverAsync(vault, name);
        Assert.Equal((type, "UnplannedFailoverCommitPendingStatesBegin", "Recovery"), (item.Type, item.State, (string?)item.Properties["activeLocation"]));
        Assert.Equal(["CompleteMigration", "Commit", "DisableProtection", "ChangePit", "SwitchProtection"], item.Allowed);
        Assert.Equal(200, (await vault.GetAsync(AzureVm(vault, name))).Status);

        Job job = await vault.RunAsync(item, "failoverCommit");
        Assert.Equal("Succeeded", job.State);
        item = await vault.ItemAsync(name);
        Assert.Equal("UnplannedFailoverCommitted", item.State);
        Assert.Equal(200, (await vault.GetAsync(AzureVm(vault, name))).Status);
        Assert.Equal("FailoverCommitted", (await vault.EffectsAsync()).Last());
    }

    [Fact]
    public async Task A_failback_deallocates_the_Azure_VM_and_its_commit_deletes_it_with_its_network_interface()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToFailedBackAsync(vault, "app01");
        JObject vm = await vault.ReadAsync(AzureVm(vault, "app01"), "$expand=instanceView");
        Assert.Contains(vm["properties"]!["instanceView"]!["statuses"]!, s => (string)s["code"]! == "PowerState/deallocated");
        string nic = (string)vm["properties"]!["networkProfile"]!["networkInterfaces"]![0]!["id"]!;
        await vault.RunAsync(item, "failoverCommit");
        Assert.Equal(404, (await vault.GetAsync(AzureVm(vault, "app01"))).Status);
        Assert.Equal(404, (await vault.GetAsync(nic)).Status);
    }

    [Theory]
    [InlineData("app01")]
    [InlineData("sql01")]
    public async Task A_reprotect_of_an_uncommitted_failback_commits_silently_and_deletes_the_Azure_VM(string name)
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToFailedBackAsync(vault, name);
        await vault.AdvanceAsync(900);
        Job job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        Assert.True(job.State == "Succeeded", job.Text);
        string[] effects = await vault.EffectsAsync();
        Assert.DoesNotContain("FailbackCommitted", effects);
        Assert.Equal(["CommittedByReprotect", "AzureVmDeleted", "Reprotected"], effects[^3..]);
        Assert.Equal(404, (await vault.GetAsync(AzureVm(vault, name))).Status);
    }

    [Fact]
    public async Task A_reprotect_of_an_uncommitted_failover_to_Azure_commits_silently_and_keeps_the_VM()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToFailedOverAsync(vault, "app01");
        await vault.AdvanceAsync(900);
        Job job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        Assert.True(job.State == "Succeeded", job.Text);
        Assert.Contains("CommittedByReprotect", await vault.EffectsAsync());
        Assert.Equal(200, (await vault.GetAsync(AzureVm(vault, "app01"))).Status);
        Assert.Equal("InMageRcmFailback", (await vault.ItemAsync("app01")).Type);
    }

    [Fact]
    public async Task A_cancelled_failback_starts_the_Azure_VM_and_can_be_failed_back_again()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToFailedBackAsync(vault, "app01");
        Job job = await vault.RunAsync(item, "failoverCancel");
        Assert.True(job.State == "Succeeded", job.Text);
        item = await vault.ItemAsync("app01");
        Assert.Equal(("Protected", "Primary", "Cancelled"), (item.State, (string?)item.Properties["activeLocation"], (string?)item.Details["lastPlannedFailoverStatus"]));
        Assert.Equal(["PlannedFailover", "DisableProtection"], item.Allowed);
        Assert.Contains("PowerState/running", (await vault.GetAsync(AzureVm(vault, "app01") + "/instanceView")).Text, StringComparison.Ordinal);
        Assert.Equal("Succeeded", (await vault.RunAsync(item, "plannedFailover", Bodies.ModernizedFailback())).State);
    }

    [Fact]
    public async Task A_classic_failback_cannot_be_cancelled()
    {
        using var vault = new EmulatedVault();
        Job job = await vault.RunAsync(await Journey.ToFailedBackAsync(vault, "sql01"), "failoverCancel");
        Assert.Equal(("Failed", "EmulatedCancelFailoverNotSupported"), (job.State, job.ErrorCode));
        Assert.Equal("UnplannedFailoverCommitPendingStatesBegin", (await vault.ItemAsync("sql01")).State);
    }

    [Theory]
    [InlineData("app01")]
    [InlineData("sql01")]
    public async Task A_reprotect_before_the_agent_registered_fails_and_changes_nothing(string name)
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToCommittedAsync(vault, name);
        Job job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        Assert.Equal(("Failed", "EmulatedAgentNotRegistered"), (job.State, job.ErrorCode));
        Assert.Contains("mobility agent", (string)job.Properties["errors"]![0]!["serviceErrorDetails"]!["message"]!, StringComparison.Ordinal);
        Assert.Equal(item.ObjectId, (await vault.ItemAsync(name)).ObjectId);
        await vault.AdvanceAsync(900);
        Assert.Equal("Succeeded", (await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item))).State);
    }

    [Fact]
    public async Task A_Windows_VM_shows_its_tools_some_minutes_after_the_failback()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToFailedBackAsync(vault, "app01");
        Assert.Equal("NotRunning", (string?)item.Details["discoveredVmDetails"]!["vmwareToolsStatus"]);
        await vault.AdvanceAsync(300);
        item = await vault.ItemAsync("app01");
        Assert.Equal("OK", (string?)item.Details["discoveredVmDetails"]!["vmwareToolsStatus"]);
        Assert.Equal("10.60.1.21", (string?)item.Details["discoveredVmDetails"]!["ipAddresses"]![0]);
    }

    [Fact]
    public async Task A_classic_item_without_a_recovery_point_cannot_be_failed_back()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToReadyAsync(vault, "web01");
        Assert.Empty((await vault.ReadAsync(item.Id + "/recoveryPoints"))["value"]!);
        Job job = await vault.RunAsync(item, "unplannedFailover", Bodies.ClassicFailback());
        Assert.Equal(("Failed", "EmulatedNoRecoveryPoint"), (job.State, job.ErrorCode));
        Assert.Contains("PowerState/running", (await vault.GetAsync(AzureVm(vault, "web01") + "/instanceView")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_classic_item_lists_points_newest_first_without_details_of_a_provider()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        Item item = await Journey.ToReadyAsync(vault, "sql01");
        await vault.AdvanceAsync(7200);
        JToken[] points = [.. (await vault.ReadAsync(item.Id + "/recoveryPoints"))["value"]!];
        string[] times = [.. points.Select(p => (string)p["properties"]!["recoveryPointTime"]!)];
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
        Assert.All(points, p => Assert.Equal(JTokenType.Null, p["properties"]!["providerSpecificDetails"]!.Type));
        Assert.Equal(["ApplicationConsistent", "CrashConsistent"], points.Select(p => (string)p["properties"]!["recoveryPointType"]!).Distinct().Order());
        Assert.Equal((string)points[3]["id"]!, (string)(await vault.ReadAsync((string)points[3]["id"]!))["id"]!);
    }

    [Fact]
    public async Task A_custom_point_must_be_one_of_the_items_own()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToReadyAsync(vault, "sql01");
        Job job = await vault.RunAsync(item, "unplannedFailover", Bodies.ClassicFailback("Custom", item.Id + "/recoveryPoints/nobody"));
        Assert.Equal("EmulatedRecoveryPointNotFound", job.ErrorCode);
        string point = (string)(await vault.ReadAsync(item.Id + "/recoveryPoints"))["value"]![1]!["id"]!;
        Assert.Equal("Succeeded", (await vault.RunAsync(item, "unplannedFailover", Bodies.ClassicFailback("Custom", point))).State);
    }

    [Fact]
    public async Task A_modernized_item_lists_no_points_while_it_replicates_to_AVS_and_lists_them_while_it_replicates_to_Azure()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToReadyAsync(vault, "app01");
        Assert.Empty((await vault.ReadAsync(item.Id + "/recoveryPoints"))["value"]!);
        using var other = new EmulatedVault();
        item = await Journey.ToProtectedAsync(other, "app01");
        JToken first = (await other.ReadAsync(item.Id + "/recoveryPoints"))["value"]![0]!;
        Assert.Equal("InMageRcm", (string?)first["properties"]!["providerSpecificDetails"]!["instanceType"]);
    }

    [Fact]
    public async Task A_wrong_direction_fails_the_job_not_the_request()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToReadyAsync(vault, "sql01");
        JObject body = Bodies.ClassicFailback();
        body["properties"]!["failoverDirection"] = "RecoveryToPrimary";
        Job job = await vault.RunAsync(item, "unplannedFailover", body);
        Assert.Equal(("Failed", "EmulatedWrongDirection"), (job.State, job.ErrorCode));
    }

    [Fact]
    public async Task A_second_action_while_a_job_runs_fails_in_its_preflight()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToReadyAsync(vault, "app01");
        string first = await vault.ActAsync(item, "plannedFailover", Bodies.ModernizedFailback());
        string second = await vault.ActAsync(item, "plannedFailover", Bodies.ModernizedFailback());
        Assert.Equal("EmulatedAnotherJobInProgress", (await vault.EndAsync(second)).ErrorCode);
        Assert.Equal("Succeeded", (await vault.EndAsync(first)).State);
        Assert.Single(await vault.EffectsAsync(), e => e == "FailedOver");
    }

    [Fact]
    public async Task A_commit_with_nothing_to_commit_is_the_failing_job_that_was_recorded()
    {
        using var vault = new EmulatedVault();
        Job job = await vault.RunAsync(await vault.ItemAsync("app01"), "failoverCommit");
        Assert.Equal(("Failed", "25037", "FinalizeFailback"), (job.State, job.ErrorCode, (string?)job.Properties["scenarioName"]));
    }

    [Theory]
    [InlineData("masterTargetId", "nobody", "EmulatedResourceNotFound")]
    [InlineData("processServerId", "nobody", "EmulatedResourceNotFound")]
    [InlineData("retentionDrive", "Z", "EmulatedRetentionVolumeNotFound")]
    [InlineData("datastoreName", "nowhere", "8061")]
    [InlineData("profileId", "nothing", "EmulatedResourceNotFound")]
    public async Task A_reprotect_with_an_input_that_the_site_lacks_fails_in_its_preflight(string member, string value, string code)
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("sql01");
        JObject body = await Bodies.ReprotectAsync(vault, item);
        body["properties"]!["providerSpecificDetails"]![member] = value;
        Assert.Equal(code, (await vault.RunAsync(item, "reProtect", body)).ErrorCode);
    }

    [Fact]
    public async Task A_Linux_VM_is_not_reprotected_by_a_Windows_master_target()
    {
        using var vault = new EmulatedVault();
        JObject forWindows = await Bodies.ReprotectAsync(vault, await vault.ItemAsync("sql01"));
        Assert.Equal("EmulatedMasterTargetOsMismatch", (await vault.RunAsync(await vault.ItemAsync("lin01"), "reProtect", forWindows)).ErrorCode);
    }

    [Fact]
    public async Task A_VM_just_failed_over_to_Azure_is_not_reprotected_before_its_agent_registered_there()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToFailedOverAsync(vault, "app01");
        Assert.False((bool)item.Details["isAgentRegistrationSuccessfulAfterFailover"]!);
        Assert.Equal("95226", (await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item))).ErrorCode);
        Assert.Equal("UnplannedFailoverCommitPendingStatesBegin", (await vault.ItemAsync("app01")).State);
    }

    [Fact]
    public async Task The_VM_with_a_critical_error_keeps_it_through_its_reprotect()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToReadyAsync(vault, "app02");
        Assert.Equal(("Critical", "78028"), ((string?)item.Properties["replicationHealth"], (string?)item.Properties["healthErrors"]!.Single()["errorCode"]));
        Assert.Equal("Normal", (string?)(await Journey.ToReadyAsync(vault, "app01")).Properties["replicationHealth"]);
    }

    [Fact]
    public async Task A_lock_over_the_Azure_VM_fails_the_commit()
    {
        using var first = new EmulatedVault();
        await Journey.ToFailedBackAsync(first, "app01");
        JObject snapshot = await first.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        ((JArray)snapshot["resources"]!).Add(new JObject
        {
            ["id"] = AzureVm(first, "app01") + "/providers/Microsoft.Authorization/locks/keep",
            ["name"] = "keep",
            ["type"] = "Microsoft.Authorization/locks",
            ["properties"] = new JObject { ["level"] = "CanNotDelete" },
        });
        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(snapshot)));
        Assert.Single((await vault.ReadAsync($"/subscriptions/{vault.Subscription}/providers/Microsoft.Authorization/locks"))["value"]!);
        Job job = await vault.RunAsync(await vault.ItemAsync("app01"), "failoverCommit");
        Assert.Equal("ScopeLocked", job.ErrorCode);
        Assert.Equal(200, (await vault.GetAsync(AzureVm(vault, "app01"))).Status);
    }

    [Fact]
    public async Task A_classic_item_never_shows_its_Azure_VM_while_it_replicates_to_AVS()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToReadyAsync(vault, "sql01");
        Assert.DoesNotContain("Microsoft.Compute/virtualMachines", item.Body.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static string AzureVm(EmulatedVault vault, string name) =>
        $"/subscriptions/{vault.Subscription}/resourceGroups/rg-avs-dr/providers/Microsoft.Compute/virtualMachines/{name}";
}
