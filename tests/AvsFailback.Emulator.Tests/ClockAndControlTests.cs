using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class ClockAndControlTests
{
    [Fact]
    public async Task A_virtual_clock_stands_still_and_moves_to_an_absolute_moment_but_never_back()
    {
        using var vault = new EmulatedVault(("startTime", "2026-01-01T00:00:00Z"));
        Assert.Equal("2026-01-01T00:00:00.0000000Z", (await vault.GetAsync(vault.Vault)).Headers["x-avs-emulator-now"]);
        JObject clock = await vault.ControlAsync(HttpMethod.Post, "/emulator/clock/advance", new JObject { ["until"] = "2026-01-01T04:00:00Z" });
        Assert.Equal("2026-01-01T04:00:00.0000000Z", (string?)clock["utcNow"]);
        clock = await vault.ControlAsync(HttpMethod.Post, "/emulator/clock/advance", new JObject { ["until"] = "2026-01-01T02:00:00Z" });
        Assert.Equal("2026-01-01T04:00:00.0000000Z", (string?)clock["utcNow"]);
        clock = await vault.ControlAsync(HttpMethod.Post, "/emulator/clock/advance", new JObject { ["by"] = 0.5 });
        Assert.Equal("2026-01-01T04:00:00.5000000Z", (string?)clock["utcNow"]);
    }

    [Theory]
    [InlineData("{\"by\":-1}")]
    [InlineData("{\"until\":\"soon\"}")]
    [InlineData("{}")]
    [InlineData("{\"by\":1,\"until\":\"2026-01-01T00:00:00Z\"}")]
    public async Task An_advance_that_makes_no_sense_is_refused(string body)
    {
        using var vault = new EmulatedVault();
        Assert.Equal(400, (await vault.SendAsync(HttpMethod.Post, "/emulator/clock/advance", JObject.Parse(body), signedIn: false)).Status);
    }

    [Theory]
    [InlineData("real")]
    [InlineData("scaled")]
    public async Task A_running_clock_can_be_shifted_forward_and_runs_what_was_due_on_the_way(string mode)
    {
        using var vault = new EmulatedVault(("clock", mode));
        Item item = await vault.ItemAsync("app01");
        string id = await vault.ActAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        await vault.AdvanceAsync(800);
        Assert.Equal("Succeeded", new Job(await vault.ReadAsync(id)).State);
        await vault.AdvanceAsync(1300);
        Assert.Equal("Protected", (await vault.ItemAsync("app01")).State);
    }

    [Fact]
    public async Task Every_answer_tells_the_time_errors_and_control_answers_too()
    {
        using var vault = new EmulatedVault();
        foreach (string path in new[] { vault.Vault, EmulatedVault.With(vault.Vault), EmulatedVault.With("/subscriptions/none"), "/emulator", "/emulator/nothing" })
        {
            string now = (await vault.SendAsync(HttpMethod.Get, path)).Headers["x-avs-emulator-now"];
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$", now);
        }
    }

    [Fact]
    public async Task The_emulator_tells_what_it_is()
    {
        using var vault = new EmulatedVault(("seed", "7"), ("clock", "scaled"), ("scale", "120"));
        JObject about = await vault.ControlAsync(HttpMethod.Get, "/emulator");
        Assert.Equal(("AvsFailback.Emulator", vault.Vault, 7), ((string?)about["product"], (string?)about["vaultId"], (int)about["seed"]!));
        Assert.Equal(("scaled", 120), ((string?)about["clock"]!["mode"], (int)about["clock"]!["scale"]!));
        Assert.False(string.IsNullOrEmpty((string?)about["version"]));
    }

    [Fact]
    public async Task The_request_log_tells_each_ARM_request_once_and_none_of_the_control_path()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        await vault.SendAsync(HttpMethod.Post, EmulatedVault.With(item.Id + "/reProtect"), await Bodies.ReprotectAsync(vault, item), true, ("x-ms-client-request-id", "mine"));
        await vault.GetAsync(vault.Vault + "/replicationNothing");
        JToken[] log = [.. (await vault.ControlAsync(HttpMethod.Get, "/emulator/requests"))["value"]!];
        Assert.Equal(["ListItems", "GetItem", "GetFabric", "ReProtect", "GET Microsoft.RecoveryServices/vaults/replicationNothing"], log.Select(r => (string)r["operation"]!));
        JToken post = log[3];
        Assert.Equal((item.Name, 202, "mine", "JobStarted"), ((string?)post["item"], (int)post["status"]!, (string?)post["clientRequestId"], (string?)post["effect"]));
        Assert.Equal("?api-version=2024-04-01", (string?)post["query"]);
        Assert.Single((await vault.ControlAsync(HttpMethod.Get, "/emulator/requests?after=4"))["value"]!);
    }

    [Fact]
    public async Task The_effects_log_tells_item_job_and_request()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        Job job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        JToken effect = (await vault.ControlAsync(HttpMethod.Get, "/emulator/effects"))["value"]!.Single();
        JToken request = (await vault.ControlAsync(HttpMethod.Get, "/emulator/requests"))["value"]!.Single(r => (string)r["operation"]! == "ReProtect");
        Assert.Equal((item.Name, "Reprotected", (string)job.Body["id"]!, (long)request["n"]!), ((string?)effect["item"], (string?)effect["effect"], (string)effect["jobId"]!, (long)effect["requestN"]!));
    }

    [Theory]
    [InlineData("clock", "warp")]
    [InlineData("scale", "0")]
    [InlineData("seed", "x")]
    [InlineData("startTime", "yesterday")]
    [InlineData("publicEndpoint", "nowhere")]
    [InlineData("throttling", "maybe")]
    [InlineData("color", "blue")]
    [InlineData("snapshot", "/does/not/exist.json")]
    public void An_option_that_does_not_fit_is_refused_by_name(string name, string value)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new EmulatedVault((name, value)));
        Assert.Contains(name == "snapshot" ? value : name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scaled_clock_runs_by_itself()
    {
        using var vault = new EmulatedVault(("clock", "scaled"), ("scale", "1000000"));
        DateTimeOffset first = await NowAsync(vault);
        DateTimeOffset second = await NowAsync(vault);
        for (int i = 0; i < 10_000 && second - first < TimeSpan.FromMinutes(1); i++)
        {
            second = await NowAsync(vault);
        }

        Assert.True(second - first >= TimeSpan.FromMinutes(1));
    }

    private static async Task<DateTimeOffset> NowAsync(EmulatedVault vault) =>
        DateTimeOffset.Parse((string)(await vault.ControlAsync(HttpMethod.Get, "/emulator/clock"))["utcNow"]!, CultureInfo.InvariantCulture);
}
