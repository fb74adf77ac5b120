using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class BrokenAnswerTests
{
    [Theory]
    [InlineData("cutBody")]
    [InlineData("invalidJson")]
    public async Task An_answer_may_be_cut_or_no_JSON_in_process_and_over_the_port(string kind)
    {
        using var vault = new EmulatedVault();
        using var client = Client(vault);
        await vault.AddFaultAsync(new { kind, operation = "ListItems", times = 2 });

        Answer inside = await vault.GetAsync(vault.Vault + "/replicationProtectedItems");
        using HttpResponseMessage outside = await client.GetAsync(EmulatedVault.With(vault.Vault + "/replicationProtectedItems"));

        Assert.Equal((200, 200), (inside.Status, (int)outside.StatusCode));
        Assert.ThrowsAny<JsonException>(() => inside.Json);
        Assert.Equal(inside.Text, await outside.Content.ReadAsStringAsync());
        Assert.Equal(200, (await vault.GetAsync(vault.Vault + "/replicationProtectedItems")).Status);
        Assert.Equal(10, (await vault.ReadAsync(vault.Vault + "/replicationProtectedItems"))["value"]!.Count());
    }

    [Theory]
    [InlineData("before", 0)]
    [InlineData("after", 1)]
    [InlineData(null, 1)]
    public async Task A_caller_crashes_before_or_after_the_service_acted(string? when, int jobs)
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        JObject body = await Bodies.ReprotectAsync(vault, item);
        var fault = new JObject { ["kind"] = "crashCaller", ["operation"] = "ReProtect" };
        if (when is not null)
        {
            fault["when"] = when;
        }

        await vault.ControlAsync(HttpMethod.Post, "/emulator/faults", fault);
        await Assert.ThrowsAsync<EmulatedCrashException>(() => vault.PostAsync(item.Id + "/reProtect", body));

        Assert.Equal(jobs, (await vault.ReadAsync(vault.Vault + "/replicationJobs"))["value"]!.Count());
        JToken logged = (await vault.ControlAsync(HttpMethod.Get, "/emulator/requests"))["value"]!.Single(r => (string)r["operation"]! == "ReProtect");
        Assert.Equal((0, "crashCaller", "app01"), ((int)logged["status"]!, (string?)logged["fault"], (string?)logged["friendlyName"]));
    }

    [Fact]
    public async Task The_kth_call_crashes_the_caller()
    {
        using var vault = new EmulatedVault();
        await vault.AddFaultAsync(new { kind = "crashCaller", nth = 3 });

        await vault.GetAsync(vault.Vault);
        await vault.GetAsync(vault.Vault);
        await Assert.ThrowsAsync<EmulatedCrashException>(() => vault.GetAsync(vault.Vault));
        Assert.Equal(200, (await vault.GetAsync(vault.Vault)).Status);
    }

    [Fact]
    public async Task Over_the_port_a_crash_drops_the_connection_and_a_client_on_the_clock_is_told()
    {
        using var vault = new EmulatedVault();
        using var client = Client(vault);
        await vault.AddFaultAsync(new { kind = "crashCaller", operation = "GetVault", times = 2 });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(EmulatedVault.With(vault.Vault)));
        client.DefaultRequestHeaders.Add("x-avs-clock-client", "1");
        using HttpResponseMessage told = await client.GetAsync(EmulatedVault.With(vault.Vault));

        Assert.Equal(500, (int)told.StatusCode);
        Assert.Equal("1", told.Headers.GetValues("x-avs-emulator-crash").Single());
    }

    [Theory]
    [InlineData("{\"kind\":\"crashCaller\",\"when\":\"later\"}", "when")]
    [InlineData("{\"kind\":\"cutBody\",\"when\":\"before\"}", "when")]
    [InlineData("{\"kind\":\"invalidJson\",\"seconds\":1}", "seconds")]
    public async Task What_these_kinds_do_not_take_is_refused_by_name(string fault, string name)
    {
        using var vault = new EmulatedVault();
        Answer answer = await vault.SendAsync(HttpMethod.Post, "/emulator/faults", JObject.Parse(fault), signedIn: false);

        Assert.Equal(400, answer.Status);
        Assert.Contains($"'{name}'", answer.ErrorMessage, StringComparison.Ordinal);
    }

    private static HttpClient Client(EmulatedVault vault)
    {
        var client = new HttpClient { BaseAddress = vault.Emulator.Start(0) };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer emulated");
        return client;
    }
}
