using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Arm;
using AvsFailback.Azure.Tests.Fakes;

namespace AvsFailback.Azure.Tests.Arm;

/// <summary>No answer is misread: what isn't a list is never an empty vault, and only a 404 says that something is gone.</summary>
public sealed class UnusableAnswerTests
{
    private const string Good = $$"""{"id":"{{Vaults.ItemText}}","properties":{"friendlyName":"sql01"} }""";

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"value":null}""")]
    [InlineData("""{"value":{"a":1}}""")]
    [InlineData("<html>sign in</html>")]
    public async Task What_has_no_list_is_no_empty_vault(string body)
    {
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always(body));

        ConnectionException error = await Assert.ThrowsAsync<ConnectionException>(() => service.ListItemsAsync(null, null, CancellationToken.None));

        Assert.True(error.IsAnswered);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task Only_a_404_says_that_an_item_is_gone(string body)
    {
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always(body));
        (ISiteRecovery empty, _) = await Vaults.OpenAsync(ScriptedHandler.Sequence(() => ScriptedHandler.Status(204)));
        (ISiteRecovery gone, _) = await Vaults.OpenAsync(ScriptedHandler.Sequence(() => ScriptedHandler.Status(404)));

        await Assert.ThrowsAsync<ConnectionException>(() => service.FindItemAsync(Vaults.ItemId, CancellationToken.None));
        await Assert.ThrowsAsync<ConnectionException>(() => empty.FindItemAsync(Vaults.ItemId, CancellationToken.None));
        Assert.Null(await gone.FindItemAsync(Vaults.ItemId, CancellationToken.None));
    }

    [Fact]
    public async Task An_error_in_a_good_status_is_the_services_error_and_tells_no_token()
    {
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always("""{"error":{"code":"InternalServerError","message":"boom Authorization: Bearer t0ken-and-more"} }"""));

        foreach (Func<Task> read in new Func<Task>[] { () => service.ListItemsAsync(null, null, CancellationToken.None), () => service.FindItemAsync(Vaults.ItemId, CancellationToken.None) })
        {
            ServiceException error = await Assert.ThrowsAsync<ServiceException>(read);
            Assert.Equal("InternalServerError", error.Code);
            Assert.Contains("boom", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("t0ken", error.Message + string.Concat(error.ServiceErrors.Select(e => e.Message)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"id":"","properties":{"friendlyName":"ghost"} }""", "ghost")]
    [InlineData("""{"name":"ghost","properties":null}""", "ghost")]
    [InlineData("1", "isn't an object")]
    [InlineData("null", "isn't an object")]
    [InlineData("[[]]", "isn't an object")]
    public async Task An_entry_that_cannot_be_read_hides_no_other_and_is_named(string entry, string named)
    {
        var handler = ScriptedHandler.Always($$"""{"value":[{{entry}},{{Good}}]}""");
        AvsVault vault = await Vaults.ConnectAsync(new AfterConnect(handler), new FakeClock());

        Page<ReplicatedItem> page = await vault.Connection.Service.ListItemsAsync(null, null, CancellationToken.None);

        Assert.Equal("sql01", Assert.Single(page.Items).Name);
        Assert.Single(handler.Requests);
        Assert.True(vault.Connection.Notices.TryTake(out string? notice));
        Assert.Contains(named, notice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Pages_that_lead_in_a_circle_or_nowhere_end(int length)
    {
        int asked = 0;
        string Page(int number, bool isEmpty, bool isNewLink) =>
            $$"""{"value":[{{(isEmpty ? string.Empty : Good.Replace("sql01", "vm" + (number % length), StringComparison.Ordinal))}}],"nextLink":"https://management.azure.com{{Vaults.IdText}}/x?p={{(isNewLink ? number : number % length)}}"}""";
        foreach ((bool isEmpty, bool isNewLink) in new[] { (false, false), (false, true), (true, true) })
        {
            asked = 0;
            (ISiteRecovery service, _) = await Vaults.OpenAsync(new ScriptedHandler(_ => ScriptedHandler.Json(Page(asked++, isEmpty, isNewLink))));

            FailbackException error = await Assert.ThrowsAsync<FailbackException>(() => Paging.AllAsync(c => service.ListItemsAsync(null, c, CancellationToken.None)));

            Assert.Equal("EndlessList", error.ErrorId);
            Assert.InRange(asked, 1, PageTrail.MaxEmpty + 2);
        }
    }

    [Theory]
    [InlineData("http://[")]
    [InlineData("ftp://management.azure.com/x")]
    public async Task A_malformed_link_is_an_error_of_ours(string link)
    {
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always($$"""{"value":[{{Good}}],"nextLink":"{{link}}"}"""));

        await Assert.ThrowsAnyAsync<FailbackException>(() => Paging.AllAsync(c => service.ListItemsAsync(null, c, CancellationToken.None)));
    }

    [Fact]
    public async Task Another_items_answer_is_refused()
    {
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always(Good.Replace("sql01", "sql02", StringComparison.Ordinal)));

        Assert.Equal("WrongAnswer", (await Assert.ThrowsAsync<FailbackException>(() => service.FindItemAsync(Vaults.ItemId, CancellationToken.None))).ErrorId);
    }

    [Theory]
    [InlineData(407, "text/html", "ProxyAuthenticationRequired")]
    [InlineData(302, "text/html", "Redirected")]
    [InlineData(403, "text/html", "WebPage")]
    public async Task A_proxys_answer_is_reported_as_one(int status, string type, string code)
    {
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Sequence(() =>
        {
            HttpResponseMessage answer = ScriptedHandler.Status(status, ("Location", "https://login.example/x?y"));
            answer.Content = new StringContent("<html></html>", Encoding.UTF8, type);
            return answer;
        }));

        ServiceException error = await Assert.ThrowsAsync<ServiceException>(() => service.ListItemsAsync(null, null, CancellationToken.None));

        Assert.Equal(code, error.Code);
        Assert.Contains("proxy", error.NextStep, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("DR#1", "DR%231")]
    [InlineData("50%", "50%25")]
    [InlineData("who?", "who%3F")]
    [InlineData("a b", "a%20b")]
    [InlineData("é+&", "%C3%A9%2B%26")]
    public void Every_segment_is_escaped(string name, string written) =>
        Assert.StartsWith($"{Vaults.IdText}/plans/{written}?api-version=", VaultPaths.SiteRecovery($"{Vaults.IdText}/plans/{name}"), StringComparison.Ordinal);

    [Fact]
    public void A_step_within_a_path_is_refused() =>
        Assert.Throws<FailbackException>(() => VaultPaths.SiteRecovery(Vaults.IdText + "/../x"));

    [Fact]
    public async Task An_answer_that_is_too_large_is_refused()
    {
        using var endless = new EndlessStream();

        Assert.Equal("AnswerTooLarge", (await Assert.ThrowsAsync<FailbackException>(() => AvsFailback.Azure.Wire.BodyBuffer.TakeAsync(endless, CancellationToken.None))).ErrorId);
    }

    private sealed class AfterConnect(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private int _count;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _count) == 1 ? Task.FromResult(ScriptedHandler.Json($"{{\"id\":\"{Vaults.IdText}\"}}")) : base.SendAsync(request, cancellationToken);
    }

    private sealed class EndlessStream : System.IO.MemoryStream
    {
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(count);
    }
}
