using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class SnapshotTests
{
    [Fact]
    public async Task A_snapshot_gives_the_same_vault_again_running_jobs_included()
    {
        using var vault = new EmulatedVault(("throttling", "false"), ("seed", "5"));
        await Journey.ToFailedBackAsync(vault, "app01");
        await Journey.ToReadyAsync(vault, "sql01");
        Item running = await vault.ItemAsync("lin02");
        string jobId = await vault.ActAsync(running, "reProtect", await Bodies.ReprotectAsync(vault, running));
        await vault.AdvanceAsync(100);
        JObject snapshot = await vault.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        using var again = new EmulatedVault(("snapshot", EmulatedVault.Save(snapshot)));
        Assert.Equal(await EverythingAsync(vault), await EverythingAsync(again));

        foreach (EmulatedVault one in new[] { vault, again })
        {
            Assert.Equal("Succeeded", (await one.EndAsync(jobId)).State);
            await one.AdvanceAsync(7200);
            Item failedBack = await one.ItemAsync("app01");
            Assert.True((bool)failedBack.Details["isAgentRegistrationSuccessfulAfterFailover"]!);
            await one.EndAsync(await one.ActAsync(failedBack, "failoverCommit"));
        }

        Assert.Equal(await EverythingAsync(vault), await EverythingAsync(again));
        JObject second = await again.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        JObject first = await vault.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        Assert.Equal(first.ToString(), second.ToString());
    }

    [Theory]
    [InlineData("app01")]
    [InlineData("sql01")]
    public async Task An_export_of_resources_alone_is_a_vault_that_can_be_brought_home(string name)
    {
        using var source = new EmulatedVault();
        await Journey.ToReadyAsync(source, name);
        JObject whole = await source.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(new JObject { ["resources"] = whole["resources"] })), ("startTime", "2027-05-01T12:00:00Z"));
        Assert.Equal(source.Vault, vault.Vault);
        Item item = await vault.ItemAsync(name);
        Job job = item.Type == "InMage"
            ? await vault.RunAsync(item, "unplannedFailover", Bodies.ClassicFailback())
            : await vault.RunAsync(item, "plannedFailover", Bodies.ModernizedFailback());
        Assert.True(job.State == "Succeeded", job.Text);
        Assert.Equal("Succeeded", (await vault.RunAsync(item, "failoverCommit")).State);
        Assert.Equal(["AzureVmStopped", "FailedOver", "FailbackCommitted", "AzureVmDeleted"], await vault.EffectsAsync());
        await vault.AdvanceAsync(900);
        item = await vault.ItemAsync(name);
        job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        Assert.True(job.State == "Succeeded", job.Text);
        await vault.AdvanceAsync(7200);
        Assert.Equal("Protected", (await vault.ItemAsync(name)).State);
    }

    [Fact]
    public async Task A_copy_that_an_export_shows_under_way_comes_to_its_end()
    {
        using var source = new EmulatedVault();
        Item item = await source.ItemAsync("app01");
        await source.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(source, item));
        JObject whole = await source.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(new JObject { ["resources"] = whole["resources"] })));
        Assert.Equal("InitialReplicationInProgress", (await vault.ItemAsync("app01")).State);
        await vault.AdvanceAsync(1300);
        Assert.Equal("Protected", (await vault.ItemAsync("app01")).State);
    }

    [Fact]
    public async Task Settings_of_a_snapshot_hold_unless_an_option_says_otherwise()
    {
        using var source = new EmulatedVault();
        JObject snapshot = await source.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        snapshot["emulator"]!["agentNotRegisteredCode"] = "12345";
        snapshot["emulator"]!["seed"] = 9;
        snapshot["emulator"]!["durations"] = new JObject { ["modernized"] = new JObject { ["reprotectToAvs"] = 60, ["firstCopyToAvs"] = 60, ["failback"] = 60, ["agentRegistration"] = 5000 } };
        string file = EmulatedVault.Save(snapshot);
        using var vault = new EmulatedVault(("snapshot", file));
        Assert.Equal(9, (int)(await vault.ControlAsync(HttpMethod.Get, "/emulator"))["seed"]!);
        Item item = await vault.ItemAsync("app01");
        Job job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        DateTimeOffset start = DateTimeOffset.Parse((string)job.Properties["startTime"]!, System.Globalization.CultureInfo.InvariantCulture);
        DateTimeOffset end = DateTimeOffset.Parse((string)job.Properties["endTime"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange((end - start).TotalSeconds, 60, 63);
        await vault.AdvanceAsync(60);
        await vault.RunAsync(item, "plannedFailover", Bodies.ModernizedFailback());
        await vault.AdvanceAsync(1000);
        item = await vault.ItemAsync("app01");
        Assert.Equal("12345", (await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item))).ErrorCode);
        using var other = new EmulatedVault(("snapshot", file), ("seed", "3"));
        Assert.Equal(3, (int)(await other.ControlAsync(HttpMethod.Get, "/emulator"))["seed"]!);
    }

    [Fact]
    public async Task Durations_are_spread_by_the_seed_alone()
    {
        using var source = new EmulatedVault();
        JObject snapshot = await source.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        snapshot["emulator"]!["durationSpread"] = 0.2;
        string file = EmulatedVault.Save(snapshot);
        async Task<string[]> EndsAsync(string seed)
        {
            using var vault = new EmulatedVault(("snapshot", file), ("seed", seed), ("throttling", "false"));
            var ends = new List<string>();
            foreach (string name in new[] { "app01", "lin02", "api01" })
            {
                Item item = await vault.ItemAsync(name);
                ends.Add(await vault.ActAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item)));
            }

            await vault.AdvanceAsync(3600);
            return [.. await Task.WhenAll(ends.Select(async id => (string)new Job(await vault.ReadAsync(id)).Properties["endTime"]!))];
        }

        string[] first = await EndsAsync("1");
        Assert.Equal(3, first.Distinct().Count());
        Assert.Equal(first, await EndsAsync("1"));
        Assert.NotEqual(first, await EndsAsync("2"));
    }

    [Theory]
    [InlineData("{\"format\":\"avsfailback-snapshot/1\",\n\"resources\":[", "(2,")]
    [InlineData("{\"format\":\"other/9\",\"resources\":[]}", "avsfailback-snapshot/1")]
    [InlineData("{\"format\":\"avsfailback-snapshot/1\"}", "\"resources\"")]
    [InlineData("{\"resources\":[]}", "\"vault\"")]
    [InlineData("{\"resources\":[\n{\"name\":\"x\"}]}", "(2,")]
    [InlineData("{\"vault\":\"nowhere\",\"resources\":[]}", "nowhere")]
    [InlineData("{\"vault\":\"V\",\"resources\":[],\"extra\":1}", "extra")]
    [InlineData("{\"vault\":\"V\",\"resources\":[],\"emulator\":{\"colour\":1}}", "colour")]
    [InlineData("{\"vault\":\"V\",\"resources\":[],\"emulator\":{\"pageSize\":0}}", "pageSize")]
    [InlineData("{\"vault\":\"V\",\"resources\":[],\"emulator\":{\"durations\":{\"classic\":{\"lunch\":3}}}}", "lunch")]
    [InlineData("{\"vault\":\"V\",\"resources\":[],\"emulator\":{\"items\":[{\"name\":\"ghost\"}]}}", "ghost")]
    [InlineData("{\"vault\":\"V\",\"resources\":[],\"emulator\":{\"faults\":[{\"kind\":\"meteor\"}]}}", "meteor")]
    [InlineData("{\"vault\":\"V\",\"resources\":[],\"utcNow\":\"soon\"}", "soon")]
    [InlineData("{\"vault\":\"V\",\"resources\":[{\"id\":\"/a\"}]}", "type")]
    public void A_bad_snapshot_is_refused_with_its_place_and_what_to_put_right(string text, string told)
    {
        string path = EmulatedVault.NewFile();
        File.WriteAllText(path, text.Replace("\"V\"", "\"/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v\"", StringComparison.Ordinal));
        FormatException refused = Assert.Throws<FormatException>(() => new EmulatedVault(("snapshot", path)));
        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"name\":\"app01\",\"colour\":\"blue\"}", "colour")]
    [InlineData("{\"name\":\"app01\",\"durations\":{\"lunch\":3}}", "lunch")]
    public async Task An_items_hidden_state_that_is_not_understood_is_refused(string entry, string told)
    {
        using var source = new EmulatedVault();
        JObject snapshot = await source.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        snapshot["emulator"]!["items"] = new JArray(JObject.Parse(entry));
        string file = EmulatedVault.Save(snapshot);
        FormatException refused = Assert.Throws<FormatException>(() => new EmulatedVault(("snapshot", file)));
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_items_own_durations_and_agent_delay_hold_for_it_alone()
    {
        using var source = new EmulatedVault();
        JObject snapshot = await source.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        snapshot["emulator"]!["items"] = new JArray(JObject.Parse("{\"name\":\"app01\",\"agentRegistrationDelay\":20,\"durations\":{\"reprotectToAvs\":30}}"));
        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(snapshot)));
        foreach (string name in new[] { "app01", "lin02" })
        {
            Item item = await vault.ItemAsync(name);
            await vault.ActAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        }

        await vault.AdvanceAsync(40);
        Assert.Equal("InMageRcmFailback", (await vault.ItemAsync("app01")).Type);
        Assert.Equal("InMageRcm", (await vault.ItemAsync("lin02")).Type);
    }

    [Fact]
    public async Task Resources_of_unknown_types_are_kept_and_served()
    {
        using var source = new EmulatedVault();
        JObject snapshot = await source.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        string id = $"/subscriptions/{source.Subscription}/resourceGroups/other/providers/Contoso.Weather/stations/north";
        ((JArray)snapshot["resources"]!).Add(new JObject { ["id"] = id, ["type"] = "Contoso.Weather/stations", ["properties"] = new JObject { ["mood"] = "fair" } });
        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(snapshot)));
        Assert.Equal("fair", (string?)(await vault.ReadAsync(id))["properties"]!["mood"]);
        Assert.Equal("ResourceNotFound", (await vault.GetAsync(id + "2")).ErrorCode);
    }

    private static async Task<string> EverythingAsync(EmulatedVault vault)
    {
        var texts = new List<string>();
        string[] lists =
        [
            "replicationProtectedItems", "replicationFabrics", "replicationPolicies", "replicationProtectionContainers", "replicationProtectionContainerMappings",
            "replicationRecoveryServicesProviders", "replicationvCenters", "replicationJobs",
        ];
        foreach (string list in lists)
        {
            Answer answer = await vault.GetAsync(vault.Vault + "/" + list);
            texts.Add(answer.Text);
            foreach (JToken entry in answer.Json["value"]!)
            {
                texts.Add((await vault.GetAsync((string)entry["id"]!)).Text);
                if (list == "replicationProtectedItems")
                {
                    texts.Add((await vault.GetAsync((string)entry["id"]! + "/recoveryPoints")).Text);
                }
            }
        }

        texts.Add((await vault.GetAsync($"/subscriptions/{vault.Subscription}/providers/Microsoft.Compute/virtualMachines")).Text);
        texts.Add((await vault.GetAsync($"/subscriptions/{vault.Subscription}/providers/Microsoft.Compute/virtualMachines", "statusOnly=true")).Text);
        texts.Add((await vault.GetAsync($"/subscriptions/{vault.Subscription}/providers/Microsoft.Network/networkInterfaces")).Text);
        return string.Join("\n", texts);
    }
}
