using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class PlanRuleTests
{
    [Theory]
    [InlineData("unplannedFailover", "{}", "MissingRequiredParameter", "'properties'")]
    [InlineData("unplannedFailover", "{'properties':{'sourceSiteOperations':'NotRequired'}}", "MissingRequiredParameter", "failoverDirection")]
    [InlineData("unplannedFailover", "{'properties':{'failoverDirection':'RecoveryToPrimary'}}", "MissingRequiredParameter", "sourceSiteOperations")]
    [InlineData("unplannedFailover", "{'properties':{'failoverDirection':'Home','sourceSiteOperations':'NotRequired'}}", "InvalidParameter", "failoverDirection")]
    [InlineData("unplannedFailover", "{'properties':{'failoverDirection':'RecoveryToPrimary','sourceSiteOperations':'NotRequired','providerSpecificDetails':[{'instanceType':'InMage'}]}}", "MissingRequiredParameter", "[0].recoveryPointType")]
    [InlineData("unplannedFailover", "{'properties':{'failoverDirection':'RecoveryToPrimary','sourceSiteOperations':'NotRequired','providerSpecificDetails':[{'instanceType':'InMage','recoveryPointType':'Latest'}]}}", "InvalidParameter", "LatestTag")]
    [InlineData("plannedFailover", "{'properties':{'failoverDirection':'RecoveryToPrimary','providerSpecificDetails':{'instanceType':'InMageRcmFailback'}}}", "InvalidRequestContent", "array")]
    [InlineData("plannedFailover", "{'properties':{'failoverDirection':'RecoveryToPrimary','providerSpecificDetails':[{'instanceType':'Unheard'}]}}", "InvalidParameter", "instanceType")]
    [InlineData("plannedFailover", "{'properties':{'failoverDirection':'RecoveryToPrimary','providerSpecificDetails':[{'instanceType':'InMageRcmFailback','recoveryPointType':'CrashConsistent','useMultiVmSyncPoint':true}]}}", "InvalidRequestContent", "useMultiVmSyncPoint")]
    public async Task A_body_that_the_API_could_not_read_is_refused(string action, string body, string code, string told)
    {
        using var vault = new EmulatedVault();
        Answer answer = await vault.PostAsync($"{vault.PlanId("Web-tier")}/{action}", JObject.Parse(body));
        Assert.Equal((400, code), (answer.Status, answer.ErrorCode));
        Assert.Contains(told, answer.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty((await vault.ReadAsync(vault.Vault + "/replicationJobs"))["value"]!);
    }

    [Fact]
    public async Task A_member_that_is_not_ready_keeps_the_whole_plan_back_and_is_named()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "app01", "lin02");
        Job job = await vault.RunPlanAsync("Web-tier", "plannedFailover", PlanJourney.Modernized());
        Assert.Equal("Failed", job.State);
        Assert.Equal(["Failed", "Other", "Other"], job.Properties["tasks"]!.Select(t => (string)t["state"]!));
        string message = Assert.Single(PlanJourney.Messages(job)[..^1]);
        Assert.StartsWith("api01: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("FailedOver", await vault.EffectsAsync());
        Item app = await vault.ItemAsync("app01");
        Assert.Equal(("Protected", "None"), (app.State, (string?)app.Properties["currentScenario"]!["scenarioName"]));
        Assert.False((await vault.PlanAsync("Web-tier")).ContainsKey("lastPlannedFailoverTime"));
    }

    [Fact]
    public async Task A_wrong_direction_and_the_input_of_another_provider_fail_the_job()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "sqlc01", "sqlc02");
        JObject body = PlanJourney.Classic();
        body["properties"]!["failoverDirection"] = "PrimaryToRecovery";
        Assert.Equal("EmulatedWrongDirection", (await vault.RunPlanAsync("SQL-cluster", "unplannedFailover", body)).ErrorCode);
        Assert.Equal("EmulatedWrongProvider", (await vault.RunPlanAsync("SQL-cluster", "unplannedFailover", PlanJourney.Unplanned("RecoveryToPrimary", PlanJourney.ModernizedDetails()))).ErrorCode);
        Assert.Equal("EmulatedRecoveryPointNotFound", (await vault.RunPlanAsync("SQL-cluster", "unplannedFailover", PlanJourney.Classic("Custom"))).ErrorCode);
    }

    [Fact]
    public async Task A_plan_of_both_architectures_has_no_failback_of_its_own()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "lin01", "lin02");
        Assert.Empty((await vault.PlanAsync("Finance"))["allowedOperations"]!);
        JObject both = PlanJourney.Classic();
        ((JArray)both["properties"]!["providerSpecificDetails"]!).Add(new JObject { ["instanceType"] = "InMageRcmFailback", ["recoveryPointType"] = "CrashConsistent" });
        Job job = await vault.RunPlanAsync("Finance", "unplannedFailover", both);
        Assert.Equal("EmulatedWrongProvider", job.ErrorCode);
        Assert.StartsWith("lin02: ", PlanJourney.Messages(job)[0], StringComparison.Ordinal);
        Assert.Equal("Protected", (await vault.ItemAsync("lin01")).State);
    }

    [Theory]
    [InlineData("LatestTime", 2)]
    [InlineData("LatestTag", 1)]
    public async Task Latest_is_each_members_own_point_and_LatestTag_the_groups_common_one(string type, int times)
    {
        using var source = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(source, "sqlc01", "sqlc02");
        await source.AdvanceAsync(4 * 3600);
        JObject snapshot = await source.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        DateTimeOffset now = DateTimeOffset.Parse((string)snapshot["utcNow"]!, System.Globalization.CultureInfo.InvariantCulture);
        snapshot["emulator"]!["items"]!.Single(i => ((string)i["id"]!).EndsWith("d24f6a18-0b7e-4c93-95e1-7a83b6c4d05f", StringComparison.Ordinal))["pointsUntil"] = Job.Instant(now.AddHours(-2));
        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(snapshot)));
        Job job = await vault.RunPlanAsync("SQL-cluster", "unplannedFailover", PlanJourney.Classic(type));
        Assert.True(job.State == "Succeeded", job.Text);
        Assert.Equal(times, job.Properties["customDetails"]!["protectedItemDetails"]!.Select(p => (string)p["recoveryPointTime"]!).Distinct().Count());
    }

    [Theory]
    [InlineData("true", 2)]
    [InlineData("false", 3)]
    public async Task A_modernized_group_shares_a_point_where_that_is_asked_for(string sync, int points)
    {
        using var source = new EmulatedVault();
        string[] group = [(await source.ItemAsync("lin02")).Id, (await source.ItemAsync("api01")).Id];
        JObject snapshot = await source.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        foreach (JToken item in snapshot["resources"]!.Where(r => group.Contains((string)r["id"]!)))
        {
            item["properties"]!["providerSpecificDetails"]!["multiVmGroupName"] = "web-group";
        }

        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(snapshot)), ("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "app01", "lin02", "api01");
        Assert.Equal("web-group", (string?)(await vault.ItemAsync("api01")).Details["multiVmGroupName"]);
        Job job = await vault.RunPlanAsync("Web-tier", "plannedFailover", PlanJourney.Modernized(sync));
        Assert.True(job.State == "Succeeded", job.Text);
        Assert.Equal(points, job.Properties["customDetails"]!["protectedItemDetails"]!.Select(p => (string)p["recoveryPointId"]!).Distinct().Count());
    }

    [Fact]
    public async Task A_member_without_a_point_of_the_kind_keeps_the_plan_back()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "sqlc01");
        Item late = await vault.ItemAsync("sqlc02");
        await vault.RunAsync(late, "reProtect", await Bodies.ReprotectAsync(vault, late));
        await vault.AdvanceAsync(1510);
        Job job = await vault.RunPlanAsync("SQL-cluster", "unplannedFailover", PlanJourney.Classic("LatestTag"));
        Assert.Equal("EmulatedNoRecoveryPoint", job.ErrorCode);
        Assert.StartsWith("sqlc02: ", PlanJourney.Messages(job)[0], StringComparison.Ordinal);
        Assert.Equal("Succeeded", (await vault.RunPlanAsync("SQL-cluster", "unplannedFailover", PlanJourney.Classic())).State);
    }

    [Fact]
    public async Task A_single_member_of_a_group_fails_back_as_any_item()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await Journey.ToCommittedAsync(vault, "sqlc01");
        Assert.Equal("UnplannedFailoverCommitted", (await vault.ItemAsync("sqlc01")).State);
    }

    [Fact]
    public async Task A_member_that_fails_stops_the_plan_at_the_end_of_its_group_and_a_second_run_skips_what_is_done()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "sqlc01", "sqlc02");
        await vault.AddFaultAsync(new { kind = "failJob", operation = "UnplannedFailover", item = "sqlc02", code = "28031", message = "broken" });
        Job job = await vault.RunPlanAsync("SQL-cluster", "unplannedFailover", PlanJourney.Classic());
        Assert.Equal(("Failed", "28031"), (job.State, job.ErrorCode));
        JToken[] children = PlanJourney.Children(job.Properties["tasks"]![1]!);
        Assert.Equal(["Succeeded", "Failed"], children.Select(c => (string)c["state"]!));
        Assert.Equal("VmFailover", (string?)PlanJourney.Children(children[1]).Single(t => (string)t["state"]! == "Failed")["name"]);
        Assert.Equal("28031", (string?)children[1]["errors"]![0]!["serviceErrorDetails"]!["code"]);
        Assert.Equal("UnplannedFailoverCommitPendingStatesBegin", (await vault.ItemAsync("sqlc01")).State);
        Assert.Equal("UnplannedFailoverCompletionFailed", (await vault.ItemAsync("sqlc02")).State);
        Assert.Equal(["UnplannedFailover"], (await vault.PlanAsync("SQL-cluster"))["allowedOperations"]!.Select(o => (string)o!));

        Answer answer = await vault.PostAsync((string)job.Body["id"]! + "/restart");
        Assert.Equal(202, answer.Status);
        job = await vault.EndAsync(answer.Headers["x-ms-request-id"]);
        Assert.True(job.State == "Succeeded", job.Text);
        children = PlanJourney.Children(job.Properties["tasks"]![1]!);
        Assert.Equal(["Other", "Succeeded"], children.Select(c => (string)c["state"]!));
        Assert.Equal("AlreadyFailedOver", (string?)children[0]["customDetails"]!["skippedReason"]);
        Assert.Equal("EmulatedPlanHasNoWork", (await vault.RunPlanAsync("SQL-cluster", "unplannedFailover", PlanJourney.Classic())).ErrorCode);
    }

    [Fact]
    public async Task A_failed_group_leaves_the_groups_after_it_untouched()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "app01", "lin02", "api01");
        await vault.AddFaultAsync(new { kind = "failJob", operation = "PlannedFailover", item = "app01" });
        Job job = await vault.RunPlanAsync("Web-tier", "plannedFailover", PlanJourney.Modernized());
        Assert.Equal(["Succeeded", "Failed", "Other"], job.Properties["tasks"]!.Select(t => (string)t["state"]!));
        Assert.Equal(["Protected", "Protected", "Protected"], await Task.WhenAll(new[] { "app01", "lin02", "api01" }.Select(async n => (await vault.ItemAsync(n)).State)));
        Assert.Equal("Succeeded", (await vault.RunAsync(await vault.ItemAsync("lin02"), "plannedFailover", Bodies.ModernizedFailback())).State);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("RecoveryPlanGroup1", 1)]
    public async Task A_fault_that_names_the_plan_fails_its_own_work(string? task, int failed)
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "app01", "lin02", "api01");
        var fault = new JObject { ["kind"] = "failJob", ["item"] = "Web-tier", ["operation"] = "PlannedFailover", ["code"] = "499" };
        if (task is not null)
        {
            fault["task"] = task;
        }

        await vault.AddFaultAsync(fault);
        Job job = await vault.RunPlanAsync("Web-tier", "plannedFailover", PlanJourney.Modernized());
        Assert.Equal(("Failed", "499", "Failed"), (job.State, job.ErrorCode, (string?)job.Properties["tasks"]![failed]!["state"]));
        Assert.Equal(failed, (await vault.EffectsAsync()).Count(e => e == "FailedOver"));
        JToken logged = (await vault.ControlAsync(HttpMethod.Get, "/emulator/requests"))["value"]!.Single(r => (string?)r["operation"] == "PlannedFailover");
        Assert.Equal(("Web-tier", "JobStarted"), ((string?)logged["item"], (string?)logged["effect"]));
    }

    [Fact]
    public async Task A_plan_cannot_be_reprotected()
    {
        using var vault = new EmulatedVault();
        Job job = await vault.RunPlanAsync("Web-tier", "reProtect");
        Assert.Equal(("Failed", "EmulatedPlanReprotectNotSupported"), (job.State, job.ErrorCode));
        Assert.Empty(await vault.EffectsAsync());
    }

    [Fact]
    public async Task A_plan_fails_over_to_Azure_again_with_its_groups_name_kept()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await Journey.ToProtectedAsync(vault, "sqlc01");
        await Journey.ToProtectedAsync(vault, "sqlc02");
        await vault.AdvanceAsync(2 * 3600);
        Assert.Equal("sql-cluster", (string?)(await vault.ItemAsync("sqlc02")).Details["multiVmGroupName"]);
        JObject body = PlanJourney.Unplanned("PrimaryToRecovery",
            new JObject { ["instanceType"] = "InMageAzureV2", ["recoveryPointType"] = "LatestApplicationConsistent", ["useMultiVmSyncPoint"] = "true" });
        Job job = await vault.RunPlanAsync("SQL-cluster", "unplannedFailover", body);
        Assert.True(job.State == "Succeeded", job.Text);
        JToken point = job.Properties["customDetails"]!["protectedItemDetails"]!.First();
        Assert.EndsWith((string)point["recoveryPointId"]!, (string)(await vault.ItemAsync("sqlc01")).Properties["failoverRecoveryPointId"]!, StringComparison.Ordinal);
        Assert.Equal("Succeeded", (await vault.RunPlanAsync("SQL-cluster", "failoverCommit")).State);
    }

    [Fact]
    public async Task A_second_request_while_the_plan_runs_fails_and_disturbs_nothing()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "sqlc01", "sqlc02");
        string first = await vault.ActOnPlanAsync("SQL-cluster", "unplannedFailover", PlanJourney.Classic());
        Job second = await vault.RunPlanAsync("SQL-cluster", "unplannedFailover", PlanJourney.Classic());
        Assert.Equal("EmulatedAnotherJobInProgress", second.ErrorCode);
        Assert.Equal(["sqlc01", "sqlc02"], PlanJourney.Messages(second)[..^1].Select(m => m.Split(':')[0]));
        Assert.Equal(first, (string?)(await vault.PlanAsync("SQL-cluster"))["currentScenario"]!["jobId"]);
        Assert.Equal("Succeeded", (await vault.EndAsync(first)).State);
        Assert.Equal(JTokenType.Null, (await vault.PlanAsync("SQL-cluster"))["currentScenario"]!.Type);
    }

    [Fact]
    public async Task Nobody_names_the_running_job_where_that_is_switched_off()
    {
        using var vault = new EmulatedVault(("throttling", "false"), ("namesRunningJob", "false"));
        await PlanJourney.ReadyAsync(vault, "sqlc01", "sqlc02");
        await vault.ActOnPlanAsync("SQL-cluster", "unplannedFailover", PlanJourney.Classic());
        await vault.AdvanceAsync(60);
        Assert.Equal(JTokenType.Null, (await vault.PlanAsync("SQL-cluster"))["currentScenario"]!.Type);
        Assert.Equal("None", (string?)(await vault.ItemAsync("sqlc01")).Properties["currentScenario"]!["scenarioName"]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(5000)]
    public async Task A_snapshot_keeps_plans_and_their_running_jobs(double seconds)
    {
        using var vault = new EmulatedVault(("throttling", "false"), ("seed", "5"));
        await PlanJourney.ReadyAsync(vault, "app01", "api01");
        string id = await vault.ActOnPlanAsync("Portal", "plannedFailover", PlanJourney.Modernized());
        await vault.AdvanceAsync(seconds);
        JObject snapshot = await vault.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        using var again = new EmulatedVault(("snapshot", EmulatedVault.Save(snapshot)));
        Assert.Equal((await vault.PlanAsync("Portal")).ToString(), (await again.PlanAsync("Portal")).ToString());
        foreach (EmulatedVault one in new[] { vault, again })
        {
            Assert.Equal("Suspended", (await one.EndAsync(id)).State);
            Assert.Equal(202, (await one.PostAsync(id + "/resume", new JObject())).Status);
            Job job = await one.EndAsync(id);
            Assert.True(job.State == "Succeeded", job.Text);
        }

        Assert.Equal((await vault.GetAsync(id)).Text, (await again.GetAsync(id)).Text);
        Assert.Equal((await vault.ControlAsync(HttpMethod.Get, "/emulator/snapshot"))["resources"]!.ToString(), (await again.ControlAsync(HttpMethod.Get, "/emulator/snapshot"))["resources"]!.ToString());
    }
}
