using System;
using System.Globalization;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class LongRunningTests
{
    [Fact]
    public async Task An_action_answers_202_with_signed_URLs_and_the_jobs_id()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        Answer answer = await vault.PostAsync(item.Id + "/reProtect", await Bodies.ReprotectAsync(vault, item));
        Assert.Equal((202, string.Empty, "0", "30"), (answer.Status, answer.Text, answer.Headers["Content-Length"], answer.Headers["Retry-After"]));
        string operation = answer.Headers["x-ms-request-id"][(answer.Headers["x-ms-request-id"].LastIndexOf('/') + 1)..];
        Assert.Contains("/replicationJobs/", answer.Headers["x-ms-request-id"], StringComparison.Ordinal);
        Assert.StartsWith("http://avsfailback-emulator.localhost/Subscriptions/", answer.Headers["Location"], StringComparison.Ordinal);
        Assert.Contains($"/replicationProtectedItems/{item.Name}/operationresults/{operation}?api-version=2024-04-01&t=", answer.Headers["Location"], StringComparison.Ordinal);
        Assert.Contains($"/replicationOperationStatus/{operation}?api-version=2024-04-01&t=", answer.Headers["Azure-AsyncOperation"], StringComparison.Ordinal);
        Assert.All(new[] { "&t=", "&c=", "&s=", "&h=" }, p => Assert.Contains(p, answer.Headers["Azure-AsyncOperation"], StringComparison.Ordinal));
        Assert.True(answer.Headers["Location"].Length > 2000);
        Assert.Equal("199", answer.Headers["x-ms-ratelimit-remaining-subscription-writes"]);
    }

    [Fact]
    public async Task The_status_goes_from_NotStarted_to_Succeeded_and_the_result_is_the_item()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        Answer answer = await vault.PostAsync(item.Id + "/reProtect", await Bodies.ReprotectAsync(vault, item));
        JObject status = await vault.ReadAsync(answer.Headers["Azure-AsyncOperation"]);
        Assert.Equal(("NotStarted", JTokenType.Null, JTokenType.Null), ((string?)status["status"], status["startTime"]!.Type, status["error"]!.Type));
        await vault.AdvanceAsync(60);
        Assert.Equal("InProgress", (string?)(await vault.ReadAsync(answer.Headers["Azure-AsyncOperation"]))["status"]);
        Answer result = await vault.GetAsync(answer.Headers["Location"]);
        Assert.Equal((202, string.Empty, "30"), (result.Status, result.Text, result.Headers["Retry-After"]));
        await vault.AdvanceAsync(1000);
        status = await vault.ReadAsync(answer.Headers["Azure-AsyncOperation"]);
        Assert.Equal("Succeeded", (string?)status["status"]);
        Assert.EndsWith(".0000000Z", (string)status["endTime"]!, StringComparison.Ordinal);
        result = await vault.GetAsync(answer.Headers["Location"]);
        Assert.Equal((200, item.Id), (result.Status, (string?)result.Json["id"]));
    }

    [Fact]
    public async Task A_failed_jobs_status_is_Failed_with_its_error()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        Answer answer = await vault.PostAsync(item.Id + "/failoverCommit");
        await vault.AdvanceAsync(60);
        JObject status = await vault.ReadAsync(answer.Headers["Azure-AsyncOperation"]);
        Assert.Equal(("Failed", "25037"), ((string?)status["status"], (string?)status["error"]!["code"]));
    }

    [Theory]
    [InlineData("&h=")]
    [InlineData("&c=")]
    [InlineData("&s=")]
    [InlineData("&t=")]
    public async Task A_URL_that_was_changed_is_refused(string parameter)
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        Answer answer = await vault.PostAsync(item.Id + "/failoverCommit");
        foreach (string header in new[] { "Azure-AsyncOperation", "Location" })
        {
            string url = answer.Headers[header];
            Assert.Equal(403, (await vault.GetAsync(url.Replace(parameter, parameter + "x", StringComparison.Ordinal))).Status);
            Assert.Equal(403, (await vault.GetAsync(url[..url.IndexOf("&t=", StringComparison.Ordinal)])).Status);
        }
    }

    [Theory]
    [InlineData("scaled", false, 1)]
    [InlineData("scaled", true, 30)]
    [InlineData("real", false, 30)]
    [InlineData("virtual", false, 30)]
    public async Task Retry_After_shrinks_only_on_a_scaled_clock_and_only_for_clients_that_wait_by_their_own(string clock, bool onOurClock, int expected)
    {
        using var vault = new EmulatedVault(("clock", clock), ("scale", "60"));
        Item item = await vault.ItemAsync("app01");
        (string, string)[] headers = onOurClock ? [("x-avs-clock-client", "1")] : [];
        Answer answer = await vault.SendAsync(HttpMethod.Post, EmulatedVault.With(item.Id + "/failoverCommit"), null, true, headers);
        Assert.Equal(expected.ToString(CultureInfo.InvariantCulture), answer.Headers["Retry-After"]);
    }

    [Fact]
    public async Task The_public_endpoint_stands_in_every_URL()
    {
        using var vault = new EmulatedVault(("publicEndpoint", "https://dr.example:8443/"));
        Item item = await vault.ItemAsync("app01");
        Answer answer = await vault.PostAsync(item.Id + "/failoverCommit");
        Assert.StartsWith("https://dr.example:8443/Subscriptions/", answer.Headers["Location"], StringComparison.Ordinal);
        Assert.StartsWith("https://dr.example:8443/Subscriptions/", answer.Headers["Azure-AsyncOperation"], StringComparison.Ordinal);
    }
}
