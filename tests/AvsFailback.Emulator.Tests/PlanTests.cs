using System;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class PlanTests
{
    [Fact]
    public async Task A_plan_has_its_recorded_shape_and_is_thin_in_the_list()
    {
        using var vault = new EmulatedVault();
        JObject list = await vault.ReadAsync(vault.Vault + "/replicationRecoveryPlans");
        Assert.Equal(["Web-tier", "SQL-cluster", "Finance", "Portal"], list["value"]!.Select(p => (string)p["name"]!));
        Assert.All(list["value"]!, p => Assert.Empty(p["properties"]!["groups"]!));
        JObject plan = await vault.PlanAsync("Web-tier");
        Assert.Equal(["Shutdown", "Failover", "Boot", "Boot"], plan["groups"]!.Select(g => (string)g["groupType"]!));
        Assert.Equal([0, 0, 1, 2], plan["groups"]!.Select(g => g["replicationProtectedItems"]!.Count()));
        Assert.Equal((await vault.ItemAsync("app01")).Id, (string?)plan["groups"]![2]!["replicationProtectedItems"]![0]!["id"]);
        Assert.Equal(JTokenType.Null, plan["currentScenario"]!.Type);
        Assert.Equal(["InMageRcm"], plan["replicationProviders"]!.Select(p => (string)p!));
        Assert.Equal(["InMageAzureV2", "InMageRcm"], (await vault.PlanAsync("Finance"))["replicationProviders"]!.Select(p => (string)p!));
        Assert.Equal(404, (await vault.GetAsync(vault.PlanId("nothing"))).Status);
        Assert.Equal(404, (await vault.PostAsync(vault.PlanId("nothing") + "/failoverCommit")).Status);
    }

    [Theory]
    [InlineData("Web-tier", "app01,lin02,api01")]
    [InlineData("SQL-cluster", "sqlc01,sqlc02")]
    [InlineData("Finance", "lin01,lin02")]
    public async Task Items_are_filtered_by_their_plan(string plan, string members)
    {
        using var vault = new EmulatedVault();
        JToken found = (await vault.ReadAsync(vault.Vault + "/replicationProtectedItems", "$filter=" + Uri.EscapeDataString($"RecoveryPlanName eq '{plan}'")))["value"]!;
        Assert.Equal(members.Split(',').Order(), found.Select(i => (string)i["properties"]!["friendlyName"]!).Order());
    }

    [Fact]
    public async Task A_modernized_plan_fails_back_group_by_group_and_is_committed_as_a_whole()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "app01", "lin02", "api01");
        Assert.Equal(["PlannedFailover"], (await vault.PlanAsync("Web-tier"))["allowedOperations"]!.Select(o => (string)o!));
        Answer accepted = await vault.PostAsync(vault.PlanId("Web-tier") + "/plannedFailover", PlanJourney.Modernized());
        Assert.Equal((202, string.Empty, "30"), (accepted.Status, accepted.Text, accepted.Headers["Retry-After"]));
        string id = accepted.Headers["x-ms-request-id"];
        Assert.Contains("/replicationRecoveryPlans/Web-tier/operationresults/", accepted.Headers["Location"], StringComparison.Ordinal);
        Assert.Equal(202, (await vault.GetAsync(accepted.Headers["Location"])).Status);
        await vault.AdvanceAsync(60);

        var running = new Job(await vault.ReadAsync(id));
        Assert.Equal(("RecoveryPlan", "Web-tier", "PlannedFailover"),
            ((string?)running.Properties["targetInstanceType"], (string?)running.Properties["targetObjectName"], (string?)running.Properties["scenarioName"]));
        Assert.True(Guid.TryParse((string?)running.Properties["targetObjectId"], out _));
        Assert.Equal(["RecoveryPlanPrerequisitesCheck", "RecoveryPlanGroup1", "RecoveryPlanGroup2"], running.TaskNames);
        Assert.Equal(["Succeeded", "InProgress", "NotStarted"], running.Properties["tasks"]!.Select(t => (string)t["state"]!));
        Assert.Equal(id, (string?)(await vault.PlanAsync("Web-tier"))["currentScenario"]!["jobId"]);
        foreach (string name in new[] { "app01", "api01" })
        {
            Item item = await vault.ItemAsync(name);
            Assert.Equal(id, (string?)item.Properties["currentScenario"]!["jobId"]);
            Assert.Equal("EmulatedAnotherJobInProgress", (await vault.RunAsync(item, "plannedFailover", Bodies.ModernizedFailback())).ErrorCode);
        }

        Job job = await vault.EndAsync(id);
        Assert.True(job.State == "Succeeded", job.Text);
        JToken second = job.Properties["tasks"]![2]!;
        Assert.Equal(("RecoveryPlanGroupTaskDetails", "Boot"), ((string?)second["groupTaskCustomDetails"]!["instanceType"], (string?)second["groupTaskCustomDetails"]!["rpGroupType"]));
        JToken[] children = PlanJourney.Children(second);
        Assert.Equal(["lin02", "api01"], children.Select(c => (string)c["customDetails"]!["jobTask"]!["targetObjectName"]!));
        Assert.All(children, c => Assert.Equal(("VirtualMachineTaskDetails", "Succeeded"), ((string?)c["customDetails"]!["instanceType"], (string?)c["state"])));
        Assert.Equal(5, PlanJourney.Children(children[0]).Length);

        DateTimeOffset[] times = await vault.TimesAsync("FailedOver", "app01", "lin02", "api01");
        Assert.Equal(times[1], times[2]);
        Assert.InRange((times[1] - times[0]).TotalSeconds, 1255, 1265);
        Assert.Equal("Web-tier", (string?)(await vault.ReadAsync(accepted.Headers["Location"]))["name"]);
        JObject plan = await vault.PlanAsync("Web-tier");
        Assert.Equal(JTokenType.Null, plan["currentScenario"]!.Type);
        Assert.Equal(["Commit", "CancelFailover"], plan["allowedOperations"]!.Select(o => (string)o!));
        Assert.Equal((string?)job.Properties["startTime"], (string?)plan["lastPlannedFailoverTime"]);

        Assert.Equal("Succeeded", (await vault.RunPlanAsync("Web-tier", "failoverCommit")).State);
        Assert.Equal(3, (await vault.EffectsAsync()).Count(e => e == "AzureVmDeleted"));
        Assert.Equal("25037", (await vault.RunPlanAsync("Web-tier", "failoverCommit")).ErrorCode);
    }

    [Fact]
    public async Task A_modernized_plan_is_cancelled_as_a_whole_and_a_classic_one_is_not()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "app01", "lin02", "api01", "sqlc01", "sqlc02");
        await vault.RunPlanAsync("Web-tier", "plannedFailover", PlanJourney.Modernized());
        await vault.RunPlanAsync("SQL-cluster", "unplannedFailover", PlanJourney.Classic());
        Assert.Equal("Succeeded", (await vault.RunPlanAsync("Web-tier", "failoverCancel")).State);
        Assert.Equal(3, (await vault.EffectsAsync()).Count(e => e == "FailoverCancelled"));
        Assert.Equal(["Protected", "Protected", "Protected"], await Task.WhenAll(new[] { "app01", "lin02", "api01" }.Select(async n => (await vault.ItemAsync(n)).State)));
        Assert.Equal("EmulatedCancelFailoverNotSupported", (await vault.RunPlanAsync("SQL-cluster", "failoverCancel")).ErrorCode);
        Assert.Equal("Succeeded", (await vault.RunPlanAsync("SQL-cluster", "failoverCommit")).State);
    }

    [Theory]
    [InlineData("LatestTime")]
    [InlineData("LatestTag")]
    public async Task A_classic_group_goes_to_the_points_of_its_rule(string type)
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "sqlc01");
        await vault.AdvanceAsync(1000);
        await PlanJourney.ReadyAsync(vault, "sqlc02");
        Item one = await vault.ItemAsync("sqlc01");
        Assert.Equal("sql-cluster", (string?)one.Details["multiVmGroupName"]);
        Assert.True(Guid.TryParse((string?)one.Details["multiVmGroupId"], out _));
        Assert.Equal((string?)one.Details["multiVmGroupId"], (string?)(await vault.ItemAsync("sqlc02")).Details["multiVmGroupId"]);
        (string[] latest, string[] consistent) = (await NewestAsync(vault, "CrashConsistent"), await NewestAsync(vault, "ApplicationConsistent"));
        Job job = await vault.RunPlanAsync("SQL-cluster", "unplannedFailover", PlanJourney.Classic(type));
        Assert.True(job.State == "Succeeded", job.Text);
        JToken[] points = [.. job.Properties["customDetails"]!["protectedItemDetails"]!];
        Assert.Equal(2, points.Length);
        Assert.Equal(["sqlc01", "sqlc02"], points.Select(p => (string)p["friendlyName"]!));
        Assert.NotEqual(latest[0], latest[1]);
        Assert.Equal(consistent[0], consistent[1]);
        Assert.Equal(type == "LatestTag" ? consistent : latest, points.Select(p => (string)p["recoveryPointTime"]!));
        JObject plan = await vault.PlanAsync("SQL-cluster");
        Assert.Equal((string?)job.Properties["startTime"], (string?)plan["lastUnplannedFailoverTime"]);
        Assert.Equal("Succeeded", (await vault.RunPlanAsync("SQL-cluster", "failoverCommit")).State);
        Assert.Equal(2, (await vault.EffectsAsync()).Count(e => e == "AzureVmDeleted"));
    }

    [Fact]
    public async Task A_script_is_skipped_at_a_failback_unless_that_is_switched_on()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "app01", "api01");
        Job job = await vault.RunPlanAsync("Portal", "plannedFailover", PlanJourney.Modernized());
        string id = (string)job.Body["id"]!;
        await vault.PostAsync(id + "/resume", new JObject { ["properties"] = new JObject { ["comments"] = "looked" } });
        job = await vault.EndAsync(id);
        Assert.Equal("Succeeded", job.State);
        JToken script = job.Properties["tasks"]![3]!;
        Assert.Equal(("RecoveryPlanScriptAction", "Other", "Skipped"), ((string?)script["name"], (string?)script["state"], (string?)script["stateDescription"]));
        Assert.StartsWith("0001-01-01", (string?)script["startTime"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manual_action_suspends_the_job_until_it_is_resumed_and_a_script_takes_a_minute_where_it_runs()
    {
        using var vault = new EmulatedVault(("throttling", "false"), ("scriptsRunAtFailback", "true"));
        await PlanJourney.ReadyAsync(vault, "app01", "api01");
        Job job = await vault.RunPlanAsync("Portal", "plannedFailover", PlanJourney.Modernized());
        Assert.Equal("Suspended", job.State);
        Assert.Equal(["Resume", "Cancel"], job.Properties["allowedActions"]!.Select(a => (string)a!));
        Assert.Equal(["RecoveryPlanPrerequisitesCheck", "RecoveryPlanGroup1", "RecoveryPlanManualAction", "RecoveryPlanScriptAction", "RecoveryPlanGroup2"], job.TaskNames);
        Assert.StartsWith("Check that", (string?)job.Properties["tasks"]![2]!["customDetails"]!["instructions"], StringComparison.Ordinal);
        await vault.AdvanceAsync(7200);
        string id = (string)job.Body["id"]!;
        Assert.Equal("Suspended", new Job(await vault.ReadAsync(id)).State);
        Assert.Equal("CommitPendingStatesBegin", (await vault.ItemAsync("app01")).State);
        Assert.Equal("Protected", (await vault.ItemAsync("api01")).State);
        Answer resumed = await vault.PostAsync(id + "/resume", new JObject { ["properties"] = new JObject { ["comments"] = "looked" } });
        Assert.Equal(202, resumed.Status);
        job = await vault.EndAsync(id);
        Assert.True(job.State == "Succeeded", job.Text);
        Assert.Equal("looked", (string?)job.Properties["tasks"]![2]!["customDetails"]!["observation"]);
        DateTimeOffset[] script = [.. new[] { "startTime", "endTime" }.Select(k => DateTimeOffset.Parse((string)job.Properties["tasks"]![3]![k]!, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(60, (script[1] - script[0]).TotalSeconds);
        DateTimeOffset[] times = await vault.TimesAsync("FailedOver", "app01", "api01");
        Assert.True((times[1] - times[0]).TotalSeconds > 7200);
        Assert.Equal(id[(id.LastIndexOf('/') + 1)..], (string?)(await vault.ReadAsync(resumed.Headers["Location"]))["name"]);
    }

    [Fact]
    public async Task A_suspended_job_can_be_cancelled_and_lets_its_members_go()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await PlanJourney.ReadyAsync(vault, "app01", "api01");
        Job job = await vault.RunPlanAsync("Portal", "plannedFailover", PlanJourney.Modernized());
        Assert.Equal(202, (await vault.PostAsync((string)job.Body["id"]! + "/cancel")).Status);
        await vault.AdvanceAsync(60);
        Assert.Equal("Cancelled", new Job(await vault.ReadAsync((string)job.Body["id"]!)).State);
        Item item = await vault.ItemAsync("api01");
        Assert.Equal("None", (string?)item.Properties["currentScenario"]!["scenarioName"]);
        Assert.Equal("Succeeded", (await vault.RunAsync(item, "plannedFailover", Bodies.ModernizedFailback())).State);
    }

    /// <summary>The times of the newest points of a kind that the group's VMs list.</summary>
    private static Task<string[]> NewestAsync(EmulatedVault vault, string type) => Task.WhenAll(new[] { "sqlc01", "sqlc02" }.Select(async name =>
        (string)(await vault.ReadAsync((await vault.ItemAsync(name)).Id + "/recoveryPoints"))["value"]!.First(p => (string?)p["properties"]!["recoveryPointType"] == type)["properties"]!["recoveryPointTime"]!));
}
