using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class PortTests
{
    [Fact]
    public async Task The_port_answers_as_the_handler_does_and_its_URLs_lead_back_to_it()
    {
        using var vault = new EmulatedVault();
        Uri address = vault.Emulator.Start(0);
        Assert.True(address.IsLoopback);
        Assert.Equal(address, vault.Emulator.Address);
        using var client = Client(address);
        Item item = await vault.ItemAsync("app01");
        Answer inside = await vault.GetAsync(item.Id);
        using HttpResponseMessage outside = await client.GetAsync(EmulatedVault.With(item.Id));
        Assert.Equal(inside.Text, await outside.Content.ReadAsStringAsync());
        Assert.Equal("application/json; charset=utf-8", outside.Content.Headers.ContentType!.ToString());
        Assert.Equal(inside.Text.Length, outside.Content.Headers.ContentLength);
        string[] names = [.. outside.Headers.Concat(outside.Content.Headers).Select(h => h.Key.ToLowerInvariant())];
        Assert.Empty(inside.Headers.Keys.Select(k => k.ToLowerInvariant()).Except(names));

        using HttpResponseMessage accepted = await client.PostAsync(EmulatedVault.With(item.Id + "/failoverCommit"), null);
        Assert.Equal((HttpStatusCode.Accepted, 0L), (accepted.StatusCode, accepted.Content.Headers.ContentLength));
        string url = accepted.Headers.GetValues("Azure-AsyncOperation").Single();
        Assert.StartsWith(address.AbsoluteUri, url, StringComparison.Ordinal);
        using HttpResponseMessage status = await client.GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, status.StatusCode);
    }

    [Theory]
    [InlineData("localhost:8443")]
    [InlineData("127.0.0.1:8443")]
    public async Task A_proxy_may_pass_its_own_Host_on(string host)
    {
        using var vault = new EmulatedVault(("publicEndpoint", "https://localhost:8443/"));
        using var client = Client(vault.Emulator.Start(0));
        client.DefaultRequestHeaders.Host = host;
        using HttpResponseMessage answer = await client.GetAsync(EmulatedVault.With(vault.Vault));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_dropped_connection_is_dropped_over_the_port_too()
    {
        using var vault = new EmulatedVault();
        using var client = Client(vault.Emulator.Start(0));
        Item item = await vault.ItemAsync("app01");
        await vault.AddFaultAsync(new { kind = "dropAfter", operation = "FailoverCommit" });
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(EmulatedVault.With(item.Id + "/failoverCommit"), null));
        Assert.Single((await vault.ReadAsync(vault.Vault + "/replicationJobs"))["value"]!);
    }

    [Fact]
    public async Task It_can_be_stopped_and_started_again_and_keeps_its_state()
    {
        using var vault = new EmulatedVault();
        Uri first = vault.Emulator.Start(0);
        Assert.Throws<InvalidOperationException>(() => vault.Emulator.Start(0));
        vault.Emulator.Stop();
        Assert.Null(vault.Emulator.Address);
        using (var client = Client(first))
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/emulator"));
        }

        Item item = await vault.ItemAsync("app01");
        await vault.ActAsync(item, "failoverCommit");
        using var again = Client(vault.Emulator.Start(0));
        JObject list = EmulatedVault.Parse(await again.GetStringAsync(EmulatedVault.With(vault.Vault + "/replicationJobs")));
        Assert.Single(list["value"]!);
    }

    [Fact]
    public void A_port_that_is_taken_is_an_error_and_so_is_one_that_is_none()
    {
        using var vault = new EmulatedVault();
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int taken = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.ThrowsAny<Exception>(() => vault.Emulator.Start(taken));
        Assert.Null(vault.Emulator.Address);
        listener.Stop();
        Assert.Throws<ArgumentOutOfRangeException>(() => vault.Emulator.Start(70000));
    }

    [Fact]
    public async Task Many_callers_at_once_are_each_answered_whole()
    {
        using var vault = new EmulatedVault(("throttling", "false"), ("clock", "scaled"));
        using var client = Client(vault.Emulator.Start(0));
        Item item = await vault.ItemAsync("app01");
        string[] bodies = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.GetStringAsync(EmulatedVault.With(item.Id))));
        Assert.All(bodies, b => Assert.Equal(item.Id, (string?)EmulatedVault.Parse(b)["id"]));
    }

    private static HttpClient Client(Uri address)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer emulated");
        return client;
    }
}
