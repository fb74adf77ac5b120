using System;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;

namespace AvsFailback.Azure.Tests;

public sealed class ConnectTests
{
    private const string FoundVault = $$"""{"id":"{{Vaults.IdText}}","name":"home"}""";

    [Fact]
    public async Task Connecting_reads_the_vault_once()
    {
        var handler = ScriptedHandler.Always(FoundVault);
        AvsVault vault = await Vaults.ConnectAsync(handler, new FakeClock());

        Assert.Equal("https://management.azure.com" + Vaults.IdText + "?api-version=2023-02-01", Assert.Single(handler.Requests).Uri.AbsoluteUri);
        Assert.Equal((Vaults.Id, "home", FakeClock.Start, false, null), (vault.Id, vault.Name, vault.ConnectedAt, vault.IsEmulated, vault.EmulatedClock));
    }

    [Fact]
    public async Task A_wrong_name_tells_which_vault_was_looked_for_and_where()
    {
        const string Body = """{"error":{"code":"ResourceNotFound","message":"The Resource was not found."}}""";
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Json(Body, HttpStatusCode.NotFound));

        var error = await Assert.ThrowsAsync<FailbackException>(() => Vaults.ConnectAsync(handler, new FakeClock()));

        Assert.Equal(("VaultNotFound", FailbackErrorCategory.NotFound), (error.ErrorId, error.Category));
        Assert.All(["home", "dr", "11111111-1111-1111-1111-111111111111", "ResourceNotFound"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(401, "InvalidAuthenticationToken", "Sign in again")]
    [InlineData(403, "AuthorizationFailed", "role on the vault")]
    public async Task A_wrong_token_tells_what_to_do(int status, string code, string advice)
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Json($$"""{"error":{"code":"{{code}}","message":"No."} }""", (HttpStatusCode)status));

        var error = await Assert.ThrowsAsync<ServiceException>(() => Vaults.ConnectAsync(handler, new FakeClock()));

        Assert.Equal((FailbackErrorCategory.Permission, code), (error.Category, error.Code));
        Assert.Contains(advice, error.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "t", "https://management.azure.com/", "NoVault")]
    [InlineData("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v", "t", null, "NoVault")]
    [InlineData(Vaults.IdText, null, null, "NoToken")]
    [InlineData(Vaults.IdText, "", null, "NoToken")]
    [InlineData(Vaults.IdText, "two words", null, "InvalidToken")]
    [InlineData(Vaults.IdText, "line\nbreak", null, "InvalidToken")]
    [InlineData(Vaults.IdText, "t", "http://management.azure.com/", "InsecureEndpoint")]
    [InlineData(Vaults.IdText, "t", "http://192.168.0.7/", "InsecureEndpoint")]
    [InlineData(Vaults.IdText, "t", "http://avsfailback-emulator.localhost/", "InsecureEndpoint")]
    public async Task Input_that_makes_no_sense_is_refused_before_anything_is_sent(string? vault, string? token, string? endpoint, string errorId)
    {
        var handler = ScriptedHandler.Always(FoundVault);
        var options = new VaultConnectOptions { VaultId = vault is null ? null : ArmId.Parse(vault), AccessToken = token, Endpoint = endpoint is null ? null : new Uri(endpoint) };

        var error = await Assert.ThrowsAsync<FailbackException>(() => new VaultConnector(handler).ConnectAsync(options, CancellationToken.None));

        Assert.Equal((errorId, FailbackErrorCategory.InvalidInput), (error.ErrorId, error.Category));
        Assert.Empty(handler.Requests);
    }

    [Theory]
    [InlineData("""{"upn":"ann@contoso.example","appid":"app-1","oid":"o-1"}""", "ann@contoso.example")]
    [InlineData("""{"oid":"o-1","appid":"app-1"}""", "app-1")]
    [InlineData("""{"oid":"o-1","aud":["x"]}""", "o-1")]
    [InlineData("""{"sub":"s"}""", null)]
    [InlineData("no json", null)]
    public async Task The_account_is_what_the_token_tells(string claims, string? account)
    {
        string token = "e30." + Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=').Replace('+', '-').Replace('/', '_') + ".sig";
        var handler = ScriptedHandler.Always(FoundVault);

        AvsVault vault = await new VaultConnector(handler).ConnectAsync(new VaultConnectOptions { VaultId = Vaults.Id, AccessToken = "Bearer " + token }, CancellationToken.None);

        Assert.Equal(account, vault.Account);
        Assert.Equal("Bearer " + token, Assert.Single(handler.Requests).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_closed_connection_leaves_the_callers_handler_alone()
    {
        var handler = ScriptedHandler.Always(FoundVault);
        AvsVault first = await Vaults.ConnectAsync(handler, new FakeClock());

        first.Connection.Dispose();
        AvsVault second = await Vaults.ConnectAsync(handler, new FakeClock());

        Assert.Equal((false, true), (first.IsConnected, second.IsConnected));
    }

    [Fact]
    public async Task Many_callers_at_once_get_their_own_answers()
    {
        var handler = new ScriptedHandler(r => ScriptedHandler.Json($$"""{"id":"{{r.Uri.AbsolutePath}}","properties":{"friendlyName":"{{r.Uri.Segments[^1]}}"} }"""));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        ReplicatedItem?[] items = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => service.FindItemAsync(Vaults.ItemId.Parent!.Append($"replicationProtectedItems/vm{i}"), CancellationToken.None))));

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"vm{i}"), items.Select(i => i!.Name));
    }
}
