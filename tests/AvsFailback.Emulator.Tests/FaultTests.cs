using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task A_connection_dropped_before_loses_the_request_and_one_dropped_after_loses_only_the_answer()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        JObject body = await Bodies.ReprotectAsync(vault, item);
        await vault.AddFaultAsync(new { kind = "dropBefore", operation = "ReProtect" });
        await Assert.ThrowsAsync<HttpRequestException>(() => vault.PostAsync(item.Id + "/reProtect", body));
        Assert.Empty((await vault.ReadAsync(vault.Vault + "/replicationJobs"))["value"]!);

        await vault.AddFaultAsync(new { kind = "dropAfter", operation = "ReProtect", item = "app01" });
        await Assert.ThrowsAsync<HttpRequestException>(() => vault.PostAsync(item.Id + "/reProtect", body));
        Assert.Single((await vault.ReadAsync(vault.Vault + "/replicationJobs"))["value"]!);
        await vault.AdvanceAsync(1000);
        Assert.Equal("InMageRcmFailback", (await vault.ItemAsync("app01")).Type);
        JToken[] log = [.. (await vault.ControlAsync(HttpMethod.Get, "/emulator/requests"))["value"]!.Where(r => (string)r["operation"]! == "ReProtect")];
        Assert.Equal(["dropBefore", "dropAfter"], log.Select(r => (string)r["fault"]!));
        Assert.Equal([null, "JobStarted"], log.Select(r => (string?)r["effect"]));
    }

    [Fact]
    public async Task A_status_is_answered_instead_of_the_service()
    {
        using var vault = new EmulatedVault();
        await vault.AddFaultAsync(new { kind = "status", operation = "ListItems", status = 503, code = "ServerBusy", message = "later", retryAfter = 17, times = 2 });
        for (int i = 0; i < 2; i++)
        {
            Answer answer = await vault.GetAsync(vault.Vault + "/replicationProtectedItems");
            Assert.Equal((503, "ServerBusy", "later", "17"), (answer.Status, answer.ErrorCode, answer.ErrorMessage, answer.Headers["Retry-After"]));
        }

        Assert.Equal(200, (await vault.GetAsync(vault.Vault + "/replicationProtectedItems")).Status);
    }

    [Fact]
    public async Task The_nth_call_alone_is_struck()
    {
        using var vault = new EmulatedVault();
        await vault.AddFaultAsync(new { kind = "status", status = 500, operation = "GetVault", nth = 3 });
        int[] statuses = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => (await vault.GetAsync(vault.Vault)).Status))];
        Assert.Equal([200, 200, 500, 200, 200], statuses);
    }

    [Fact]
    public async Task A_slow_answer_moves_a_virtual_clock_before_it_comes()
    {
        using var vault = new EmulatedVault(("startTime", "2026-01-01T00:00:00Z"));
        await vault.AddFaultAsync(new { kind = "slow", operation = "GetVault", seconds = 90 });
        Assert.Equal("2026-01-01T00:01:30.0000000Z", (await vault.GetAsync(vault.Vault)).Headers["x-avs-emulator-now"]);
    }

    [Fact]
    public async Task A_slow_answer_on_a_running_clock_comes_later()
    {
        using var vault = new EmulatedVault(("clock", "scaled"), ("scale", "100000"), ("startTime", "2026-01-01T00:00:00Z"));
        await vault.AddFaultAsync(new { kind = "slow", operation = "GetVault", seconds = 3600 });
        string now = (await vault.GetAsync(vault.Vault)).Headers["x-avs-emulator-now"];
        Assert.True(string.CompareOrdinal(now, "2026-01-01T01:00:00") > 0, now);
    }

    [Theory]
    [InlineData(null, "VmFailover")]
    [InlineData("VmPfoPrerequisitesCheck", "VmPfoPrerequisitesCheck")]
    [InlineData("VmFoStartVmOnSecondary", "VmFoStartVmOnSecondary")]
    public async Task A_job_fails_at_its_main_task_or_where_it_is_told(string? task, string failed)
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToReadyAsync(vault, "app01");
        var fault = new JObject { ["kind"] = "failJob", ["operation"] = "PlannedFailover", ["code"] = "8038", ["message"] = "no memory" };
        if (task is not null)
        {
            fault["task"] = task;
        }

        await vault.ControlAsync(HttpMethod.Post, "/emulator/faults", fault);
        Job job = await vault.RunAsync(item, "plannedFailover", Bodies.ModernizedFailback());
        Assert.Equal(("Failed", "8038"), (job.State, job.ErrorCode));
        Assert.Equal(failed, job.Properties["tasks"]!.Where(t => (string)t["state"]! == "Failed").Select(t => (string)t["name"]!).Single());
        Assert.All(job.Properties["tasks"]!.SkipWhile(t => (string)t["state"]! != "Failed").Skip(1), t => Assert.Equal(("Other", "Skipped"), ((string?)t["state"], (string?)t["stateDescription"])));
        item = await vault.ItemAsync("app01");
        Assert.Equal(("Protected", "Primary"), (item.State, (string?)item.Properties["activeLocation"]));
        Assert.Equal(failed == "VmPfoPrerequisitesCheck" ? null : "Failed", (string?)item.Details["lastPlannedFailoverStatus"]);
        JObject view = await vault.ReadAsync($"/subscriptions/{vault.Subscription}/resourceGroups/rg-avs-dr/providers/Microsoft.Compute/virtualMachines/app01/instanceView");
        Assert.Contains("PowerState/running", view.ToString(), StringComparison.Ordinal);
        Assert.Equal("Succeeded", (await vault.RunAsync(item, "plannedFailover", Bodies.ModernizedFailback())).State);
    }

    [Fact]
    public async Task A_classic_failback_that_fails_is_shown_as_recorded_and_can_be_tried_again()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToReadyAsync(vault, "sql01");
        await vault.AddFaultAsync(new { kind = "failJob", item = "sql01", code = "28031" });
        Job job = await vault.RunAsync(item, "unplannedFailover", Bodies.ClassicFailback());
        JToken named = job.Properties["customDetails"]!["protectedItemDetails"]!.Single();
        Assert.True(Guid.TryParse((string?)named["recoveryPointId"], out _));
        item = await vault.ItemAsync("sql01");
        Assert.Equal(("UnplannedFailoverCompletionFailed", "Critical"), (item.State, (string?)item.Properties["replicationHealth"]));
        Assert.Equal(["RepairReplication", "UnplannedFailover", "DisableProtection"], item.Allowed);
        Assert.Equal("Succeeded", (await vault.RunAsync(item, "unplannedFailover", Bodies.ClassicFailback())).State);
    }

    [Theory]
    [InlineData("{\"kind\":\"lateAgent\",\"seconds\":3600}", 3590, 20)]
    [InlineData("{\"kind\":\"lateAgent\",\"seconds\":30}", 10, 30)]
    public async Task An_agent_registers_as_late_as_it_is_told(string fault, int before, int more)
    {
        using var vault = new EmulatedVault();
        await vault.ControlAsync(HttpMethod.Post, "/emulator/faults", JObject.Parse(fault));
        await Journey.ToFailedBackAsync(vault, "app01");
        // The helper looks at the job every ten seconds.
        await vault.AdvanceAsync(before - 10);
        Assert.False((bool)(await vault.ItemAsync("app01")).Details["isAgentRegistrationSuccessfulAfterFailover"]!);
        await vault.AdvanceAsync(more);
        Assert.True((bool)(await vault.ItemAsync("app01")).Details["isAgentRegistrationSuccessfulAfterFailover"]!);
    }

    [Theory]
    [InlineData("{\"kind\":\"lateAgent\",\"never\":true}")]
    [InlineData("{\"kind\":\"lateAgent\",\"seconds\":\"never\"}")]
    [InlineData("{\"kind\":\"lateAgent\"}")]
    public async Task An_agent_may_never_register(string fault)
    {
        using var vault = new EmulatedVault();
        await vault.ControlAsync(HttpMethod.Post, "/emulator/faults", JObject.Parse(fault));
        await Journey.ToFailedBackAsync(vault, "app01");
        await vault.AdvanceAsync(30 * 86400);
        Assert.False((bool)(await vault.ItemAsync("app01")).Details["isAgentRegistrationSuccessfulAfterFailover"]!);
    }

    [Fact]
    public async Task A_VM_may_go_on_running_through_its_failback()
    {
        using var vault = new EmulatedVault();
        await vault.AddFaultAsync(new { kind = "vmKeepsRunning", item = "app01" });
        Item item = await Journey.ToFailedBackAsync(vault, "app01");
        Assert.Equal("CommitPendingStatesBegin", item.State);
        Assert.DoesNotContain("AzureVmStopped", await vault.EffectsAsync());
    }

    [Fact]
    public async Task A_probability_strikes_the_same_calls_for_the_same_seed()
    {
        async Task<int[]> CallsAsync(string seed)
        {
            using var vault = new EmulatedVault(("seed", seed));
            await vault.AddFaultAsync(new { kind = "status", status = 500, operation = "GetVault", probability = 0.5 });
            var statuses = new int[40];
            for (int i = 0; i < statuses.Length; i++)
            {
                statuses[i] = (await vault.GetAsync(vault.Vault)).Status;
            }

            return statuses;
        }

        int[] first = await CallsAsync("1");
        Assert.Equal(first, await CallsAsync("1"));
        Assert.NotEqual(first, await CallsAsync("2"));
        Assert.InRange(first.Count(s => s == 500), 8, 32);
    }

    [Fact]
    public async Task Faults_are_listed_and_removed()
    {
        using var vault = new EmulatedVault();
        await vault.AddFaultAsync(new { kind = "dropBefore", operation = "GetJob" });
        JObject named = await vault.ControlAsync(HttpMethod.Post, "/emulator/faults", JObject.Parse("{\"id\":\"mine\",\"kind\":\"slow\",\"seconds\":1,\"times\":null}"));
        Assert.Equal("mine", (string?)named["id"]);
        Assert.Equal(["fault-1", "mine"], (await vault.ControlAsync(HttpMethod.Get, "/emulator/faults"))["value"]!.Select(f => (string)f["id"]!));
        await vault.ControlAsync(HttpMethod.Delete, "/emulator/faults/mine");
        Assert.Equal(404, (await vault.SendAsync(HttpMethod.Delete, "/emulator/faults/mine", signedIn: false)).Status);
        await vault.ControlAsync(HttpMethod.Delete, "/emulator/faults");
        Assert.Empty((await vault.ControlAsync(HttpMethod.Get, "/emulator/faults"))["value"]!);
    }

    [Theory]
    [InlineData("{\"kind\":\"meteor\"}", "meteor")]
    [InlineData("{}", "kind")]
    [InlineData("{\"kind\":\"dropBefore\",\"colour\":1}", "colour")]
    [InlineData("{\"kind\":\"dropBefore\",\"seconds\":1}", "seconds")]
    [InlineData("{\"kind\":\"status\"}", "status")]
    [InlineData("{\"kind\":\"status\",\"status\":200}", "status")]
    [InlineData("{\"kind\":\"slow\",\"seconds\":-1}", "seconds")]
    [InlineData("{\"kind\":\"slow\",\"seconds\":1,\"nth\":0}", "nth")]
    [InlineData("{\"kind\":\"slow\",\"seconds\":1,\"probability\":2}", "probability")]
    public async Task A_fault_that_is_not_understood_is_refused_by_name(string fault, string name)
    {
        using var vault = new EmulatedVault();
        Answer answer = await vault.SendAsync(HttpMethod.Post, "/emulator/faults", JObject.Parse(fault), signedIn: false);
        Assert.Equal(400, answer.Status);
        Assert.Contains($"'{name}'", answer.ErrorMessage, StringComparison.Ordinal);
    }
}
