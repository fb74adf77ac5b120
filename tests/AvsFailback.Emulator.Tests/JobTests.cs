using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class JobTests
{
    private static readonly string[] Reprotect =
        ["SwitchReplicationGroupProtectionPreflightTask", "VmCommitFailover", "DiscoverReplicaTask", "GetSwitchProtectionRequirementsTask", "ProtectReplicaTask"];

    private static readonly string[] Unplanned = ["VmUfoPrerequisitesCheck", "VmShutdownVmOnPrimary", "VmPrepareForUnPlannedFailover", "VmFailover", "VmFoStartVmOnSecondary"];

    private static readonly string[] Planned = ["VmPfoPrerequisitesCheck", "VmPrepareForFailover", "VmFailover", "VmPrepareProtectedEntitiesTask", "VmFoStartVmOnSecondary"];

    private static readonly string[] Commit = ["VmCommitPrerequisitesCheck", "VmCommit"];

    private static readonly string[] Cancel = ["CancelFailoverPreflightChecksTask", "CancelFailoverRecovery", "CancelFailoverPrimaryTask", "StartVmOnPrimary"];

    [Fact]
    public async Task Every_operation_has_the_recorded_tasks_names_and_details()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        Item classic = await vault.ItemAsync("sql01");
        Shows(await vault.RunAsync(classic, "reProtect", await Bodies.ReprotectAsync(vault, classic)), "SwitchReplicationGroupProtection", "Reprotect", "SwitchProtectionJobDetails", Reprotect);
        await vault.AdvanceAsync(3600);
        Job failback = await vault.RunAsync(classic, "unplannedFailover", Bodies.ClassicFailback());
        Shows(failback, "UnplannedFailover", "Failover", "FailoverJobDetails", Unplanned);
        Assert.Equal(["Succeeded", "Other", "Other", "Succeeded", "Succeeded"], failback.Properties["tasks"]!.Select(t => (string)t["state"]!));
        Assert.Equal("Skipped", (string?)failback.Properties["tasks"]![1]!["stateDescription"]);
        Shows(await vault.RunAsync(classic, "failoverCommit"), "CommitFailover", "Commit", "AsrJobDetails", Commit);

        Item modernized = await Journey.ToReadyAsync(vault, "app01");
        Shows(await vault.RunAsync(modernized, "plannedFailover", Bodies.ModernizedFailback()), "PlannedFailover", "Planned failover", "FailoverJobDetails", Planned);
        Shows(await vault.RunAsync(modernized, "failoverCancel"), "CancelFailover", "Cancel failover and resume replication", "AsrJobDetails", Cancel);
    }

    [Fact]
    public async Task A_failback_that_is_to_shut_down_the_source_runs_the_tasks_that_are_skipped_otherwise()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToReadyAsync(vault, "sql01");
        JObject body = Bodies.ClassicFailback();
        body["properties"]!["sourceSiteOperations"] = "Required";
        Job job = await vault.RunAsync(item, "unplannedFailover", body);
        Assert.All(job.Properties["tasks"]!, t => Assert.Equal("Succeeded", (string?)t["state"]));
    }

    [Fact]
    public async Task A_job_begins_with_nulls_and_then_shows_what_it_is()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        string id = await vault.ActAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        var job = new Job(await vault.ReadAsync(id));
        Assert.Equal("NotStarted", job.State);
        Assert.All(new[] { "scenarioName", "friendlyName", "targetObjectId", "targetObjectName" }, key => Assert.Equal(JTokenType.Null, job.Properties[key]!.Type));
        Assert.False(job.Properties.ContainsKey("startTime"));
        Assert.Empty(job.TaskNames);
        await vault.AdvanceAsync(3);
        job = new Job(await vault.ReadAsync(id));
        Assert.Equal(("InProgress", item.ObjectId, "app01"), (job.State, (string?)job.Properties["targetObjectId"], (string?)job.Properties["targetObjectName"]));
        Assert.Equal(["InProgress", "NotStarted", "NotStarted", "NotStarted", "NotStarted"], job.Properties["tasks"]!.Select(t => (string)t["state"]!));
        Assert.Equal("0001-01-01T00:00:00", (string?)job.Properties["tasks"]![0]!["endTime"]);
        Assert.False(job.Properties.ContainsKey("endTime"));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task An_item_names_its_running_job_only_where_that_is_switched_on(string option, bool named)
    {
        using var vault = new EmulatedVault(("namesRunningJob", option));
        Item item = await vault.ItemAsync("app01");
        string id = await vault.ActAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        await vault.AdvanceAsync(60);
        JToken scenario = (await vault.ItemAsync("app01")).Properties["currentScenario"]!;
        Assert.Equal(named ? id : id[..(id.LastIndexOf('/') + 1)] + "None", (string)scenario["jobId"]!);
        await vault.EndAsync(id);
        scenario = (await vault.ItemAsync("app01")).Properties["currentScenario"]!;
        Assert.Equal(("None", "1753-01-01T01:01:01Z"), ((string?)scenario["scenarioName"], (string?)scenario["startTime"]));
    }

    /// <summary>As recorded with another provider (contract §4, H2A n 40, 41): the state is the old one, and nothing is allowed.</summary>
    [Theory]
    [InlineData("true", "true", true)]
    [InlineData("true", "false", false)]
    [InlineData("false", "true", false)]
    public async Task An_item_that_names_its_job_allows_nothing_until_that_has_ended(string named, string option, bool isHeld)
    {
        using var vault = new EmulatedVault(("namesRunningJob", named), ("busyItemsOfferNothing", option));
        Item before = await vault.ItemAsync("app01");
        string id = await vault.ActAsync(before, "reProtect", await Bodies.ReprotectAsync(vault, before));
        await vault.AdvanceAsync(60);

        Item busy = await vault.ItemAsync("app01");
        Assert.Equal((before.State, isHeld ? 0 : before.Allowed.Length), (busy.State, busy.Allowed.Length));
        JToken listed = (await vault.ReadAsync(vault.Vault + "/replicationProtectedItems"))["value"]!.Single(i => (string)i["id"]! == busy.Id);
        Assert.Equal(busy.Allowed, listed["properties"]!["allowedOperations"]!.Select(o => (string)o!));
        Assert.Empty(listed["properties"]!["providerSpecificDetails"]!["protectedDisks"]!);

        Assert.Equal("Succeeded", (await vault.EndAsync(id)).State);
        Assert.NotEmpty((await vault.ItemAsync("app01")).Allowed);
    }

    [Fact]
    public async Task A_failed_or_cancelled_job_gives_its_item_back_as_it_was()
    {
        using var vault = new EmulatedVault();
        Item before = await vault.ItemAsync("app01");
        string id = await vault.ActAsync(before, "reProtect", await Bodies.ReprotectAsync(vault, before));
        await vault.AdvanceAsync(60);
        Assert.Empty((await vault.ItemAsync("app01")).Allowed);
        await vault.PostAsync(id + "/cancel");
        await vault.EndAsync(id);
        Assert.Equal(before.Allowed, (await vault.ItemAsync("app01")).Allowed);

        await vault.AddFaultAsync(new { kind = "failJob", operation = "ReProtect" });
        await vault.RunAsync(before, "reProtect", await Bodies.ReprotectAsync(vault, before));
        Assert.Equal(before.Allowed, (await vault.ItemAsync("app01")).Allowed);
    }

    [Fact]
    public async Task A_snapshot_keeps_what_a_held_item_will_allow()
    {
        using var vault = new EmulatedVault();
        Item before = await vault.ItemAsync("app01");
        string id = await vault.ActAsync(before, "reProtect", await Bodies.ReprotectAsync(vault, before));
        await vault.AdvanceAsync(60);

        using var again = new EmulatedVault(("snapshot", EmulatedVault.Save(await vault.ControlAsync(System.Net.Http.HttpMethod.Get, "/emulator/snapshot"))));
        Assert.Empty((await again.ItemAsync("app01")).Allowed);
        await again.PostAsync(id + "/cancel");
        await again.EndAsync(id);
        Assert.Equal(before.Allowed, (await again.ItemAsync("app01")).Allowed);
    }

    [Fact]
    public async Task An_export_of_a_held_item_is_free_since_its_job_ends_with_the_export()
    {
        using var vault = new EmulatedVault();
        JObject whole = await vault.ControlAsync(System.Net.Http.HttpMethod.Get, "/emulator/snapshot");
        Dictionary<string, string[]> before = [];
        foreach (JToken item in whole["resources"]!.Where(r => ((string)r["id"]!).Contains("/replicationProtectedItems/", System.StringComparison.Ordinal)))
        {
            var properties = (JObject)item["properties"]!;
            before[(string)properties["friendlyName"]!] = [.. properties["allowedOperations"]!.Select(o => (string)o!)];
            properties["allowedOperations"] = new JArray();
            properties["currentScenario"] = new JObject { ["scenarioName"] = "CommitFailover", ["jobId"] = vault.Vault + "/replicationJobs/gone", ["startTime"] = "2026-03-02T08:00:00Z" };
        }

        using var again = new EmulatedVault(("snapshot", EmulatedVault.Save(new JObject { ["resources"] = whole["resources"] })));
        foreach (KeyValuePair<string, string[]> item in before)
        {
            Item free = await again.ItemAsync(item.Key);
            Assert.Equal(item.Value, free.Allowed);
            Assert.Equal("None", (string?)free.Properties["currentScenario"]!["scenarioName"]);
        }
    }

    [Fact]
    public async Task A_failed_job_carries_the_specific_error_then_the_generic_one_and_can_be_restarted()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        await vault.AddFaultAsync(new { kind = "failJob", operation = "ReProtect", code = "78093", message = "m", possibleCauses = "p", recommendedAction = "r" });
        Job job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        Assert.Equal("Failed", job.State);
        Assert.Equal(["78093", "539"], job.Properties["errors"]!.Select(e => (string)e["serviceErrorDetails"]!["code"]!));
        Assert.Equal(78093, (int)job.Properties["errors"]![0]!["providerErrorDetails"]!["errorCode"]!);
        Assert.Equal(["Succeeded", "Other", "Succeeded", "Succeeded", "Failed"], job.Properties["tasks"]!.Select(t => (string)t["state"]!));
        Assert.True(JToken.DeepEquals(job.Properties["errors"], job.Properties["tasks"]![4]!["errors"]));
        Assert.Equal(["Restart"], job.Properties["allowedActions"]!.Select(a => (string)a!));
        Assert.Equal("InMageRcm", (await vault.ItemAsync("app01")).Type);

        Answer answer = await vault.PostAsync((string)job.Body["id"]! + "/restart");
        Assert.Equal(202, answer.Status);
        Assert.NotEqual((string)job.Body["id"]!, answer.Headers["x-ms-request-id"]);
        Assert.Equal("Succeeded", (await vault.EndAsync(answer.Headers["x-ms-request-id"])).State);
        Assert.Equal("InMageRcmFailback", (await vault.ItemAsync("app01")).Type);
    }

    [Fact]
    public async Task A_cancelled_job_leaves_its_item_as_it_was()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        string id = await vault.ActAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        await vault.AdvanceAsync(60);
        Assert.Equal(202, (await vault.PostAsync(id + "/cancel")).Status);
        Assert.Equal("Cancelled", (await vault.EndAsync(id)).State);
        await vault.AdvanceAsync(7200);
        Item after = await vault.ItemAsync("app01");
        Assert.Equal((item.Type, item.State, item.ObjectId), (after.Type, after.State, after.ObjectId));
        Assert.Equal(400, (await vault.PostAsync(id + "/cancel")).Status);
        Assert.Equal(400, (await vault.PostAsync(id + "/resume", new JObject { ["properties"] = new JObject { ["comments"] = "go" } })).Status);
    }

    [Fact]
    public async Task The_job_list_is_thin_newest_first_and_ends_at_200_and_at_seven_days()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        for (int i = 0; i < 205; i++)
        {
            await vault.PostAsync(vault.Vault + "/replicationVaultHealth/default/refresh");
            await vault.AdvanceAsync(60);
        }

        JObject list = await vault.ReadAsync(vault.Vault + "/replicationJobs");
        Assert.Equal(200, list["value"]!.Count());
        Assert.Equal(JTokenType.Null, list["nextLink"]!.Type);
        JToken first = list["value"]![0]!["properties"]!;
        Assert.Equal((JTokenType.Null, JTokenType.Null, 0, 0), (first["activityId"]!.Type, first["customDetails"]!.Type, first["tasks"]!.Count(), first["errors"]!.Count()));
        string[] starts = [.. list["value"]!.Select(j => (string)j["properties"]!["startTime"]!)];
        Assert.Equal(starts.OrderDescending(StringComparer.Ordinal), starts);
        await vault.AdvanceAsync(7 * 86400);
        Assert.Empty((await vault.ReadAsync(vault.Vault + "/replicationJobs"))["value"]!);
        string all = Uri.EscapeDataString($"StartTime eq '{starts[^1]}' and EndTime eq '{starts[0]}' and ( JobStatus eq 'Succeeded' or JobStatus eq 'Failed' )");
        Assert.Equal(200, (await vault.ReadAsync(vault.Vault + "/replicationJobs", "$filter=" + all))["value"]!.Count());
        string none = Uri.EscapeDataString($"StartTime eq '{starts[^1]}' and JobStatus eq 'Failed'");
        Assert.Empty((await vault.ReadAsync(vault.Vault + "/replicationJobs", "$filter=" + none))["value"]!);
    }

    [Fact]
    public async Task The_activity_id_begins_with_the_callers_request_id()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        Answer answer = await vault.SendAsync(System.Net.Http.HttpMethod.Post, EmulatedVault.With(item.Id + "/failoverCommit"), null, true, ("x-ms-client-request-id", "run-7/app01"));
        Assert.Equal("run-7/app01", answer.Headers["x-ms-client-request-id"]);
        var job = new Job(await vault.ReadAsync(answer.Headers["x-ms-request-id"]));
        Assert.Equal($"run-7/app01 ActivityId: {answer.Headers["x-ms-correlation-request-id"]}", (string?)job.Properties["activityId"]);
    }

    private static void Shows(Job job, string scenario, string friendlyName, string details, string[] tasks)
    {
        Assert.True(job.State == "Succeeded", job.Text);
        Assert.Equal((scenario, friendlyName, details), ((string?)job.Properties["scenarioName"], (string?)job.Properties["friendlyName"], (string?)job.Properties["customDetails"]!["instanceType"]));
        Assert.Equal(tasks, job.TaskNames);
        Assert.Equal("Completed", (string?)job.Properties["stateDescription"]);
    }
}
