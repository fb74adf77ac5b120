using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;

namespace AvsFailback.Azure.Tests.Arm;

public sealed class ReadRetryTests
{
    private const string Found = $$"""{"id":"{{Vaults.ItemText}}","name":"sql01","properties":{"friendlyName":"sql01"} }""";

    public static TheoryData<string> PassingTroubles { get; } =
        ["408", "429", "500", "502", "503", "504", "reset", "timeout", "aborted", "refused", "cut", "html", "empty", "cut stream"];

    [Theory]
    [MemberData(nameof(PassingTroubles))]
    public async Task A_read_is_sent_again_until_it_is_answered(string trouble)
    {
        var handler = ScriptedHandler.Sequence(Trouble(trouble), Trouble(trouble), () => ScriptedHandler.Json(Found));
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);

        ReplicatedItem? item = await service.FindItemAsync(Vaults.ItemId, CancellationToken.None);

        Assert.Equal("sql01", item!.Name);
        Assert.Equal(3, handler.Requests.Count);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], clock.Delays);
    }

    [Theory]
    [MemberData(nameof(PassingTroubles))]
    public async Task A_hopeless_read_ends_as_a_lost_connection_or_as_throttled(string trouble)
    {
        var handler = ScriptedHandler.Sequence(Trouble(trouble));
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);

        FailbackException error = await Assert.ThrowsAnyAsync<FailbackException>(() => service.FindItemAsync(Vaults.ItemId, CancellationToken.None));

        if (trouble == "429")
        {
            Assert.Equal(429, Assert.IsType<ServiceException>(error).Status);
        }
        else
        {
            Assert.IsType<ConnectionException>(error);
        }

        Assert.Equal(6, handler.Requests.Count);
        Assert.Equal(new double[] { 1, 2, 4, 8, 16 }, clock.Delays.Select(d => d.TotalSeconds));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 1)]
    [InlineData("-5", 1)]
    [InlineData("0.001", 1)]
    [InlineData("5.5", 5.5)]
    [InlineData("NaN", 1)]
    [InlineData("Sun, 01 Mar 2026 08:00:42 GMT", 42)]
    [InlineData("Sun, 01 Mar 2026 07:00:00 GMT", 1)]
    [InlineData("soon", 1)]
    public async Task Retry_After_is_honoured_as_seconds_and_as_a_date_within_sense(string header, double seconds)
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(503, ("Retry-After", header)), () => ScriptedHandler.Json(Found));
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);

        await service.FindItemAsync(Vaults.ItemId, CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(clock.Delays));
    }

    /// <summary>Who waits for hours does so where it can be ended: in the engine, or under the command's own time limit.</summary>
    [Theory]
    [InlineData("31536000000")]
    [InlineData("600")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task A_read_that_is_asked_to_wait_for_long_is_given_back_at_once(string header)
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(503, ("Retry-After", header)), () => ScriptedHandler.Json(Found));
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);

        await Assert.ThrowsAsync<ConnectionException>(() => service.FindItemAsync(Vaults.ItemId, CancellationToken.None));

        Assert.Empty(clock.Delays);
    }

    [Theory]
    [InlineData(400, "ServiceRefused")]
    [InlineData(401, "AccessDenied")]
    [InlineData(403, "AccessDenied")]
    [InlineData(409, "ServiceRefused")]
    [InlineData(501, "ServiceRefused")]
    [InlineData(302, "ServiceRefused")]
    public async Task A_refusal_is_not_asked_again(int status, string errorId)
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(status, ("Location", "https://elsewhere.example/")));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        var error = await Assert.ThrowsAsync<ServiceException>(() => service.FindItemAsync(Vaults.ItemId, CancellationToken.None));

        Assert.Equal((status, errorId), (error.Status, error.ErrorId));
        Assert.NotEmpty(error.NextStep);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task A_refusal_tells_the_services_causes_and_advice_word_for_word()
    {
        const string Body = """
            {"error":{"code":"ArmResourceDoesNotExist","message":"Gone.","details":[{"code":"ArmResourceDoesNotExist","message":"It isn't there.",
            "possibleCauses":"Somebody deleted it.","recommendedAction":"Look again.","clientRequestId":"c","activityId":"a-1"}]}}
            """;
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Json(Body, System.Net.HttpStatusCode.NotFound));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        var error = await Assert.ThrowsAsync<ServiceException>(() => service.ListItemsAsync(null, null, CancellationToken.None));

        Assert.Equal((404, "ArmResourceDoesNotExist", "Gone."), (error.Status, error.Code, error.Message));
        JobError detail = Assert.Single(error.ServiceErrors);
        Assert.Equal(("It isn't there.", "Somebody deleted it.", "Look again.", "a-1"), (detail.Message, detail.PossibleCauses, detail.RecommendedAction, detail.ActivityId));
    }

    [Fact]
    public async Task What_is_missing_is_found_to_be_null()
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(404));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        Assert.Null(await service.FindItemAsync(Vaults.ItemId, CancellationToken.None));
        Assert.Null(await service.FindJobAsync(Vaults.JobId, CancellationToken.None));
        Assert.Null(await service.FindAzureVmAsync(Vaults.ItemId, CancellationToken.None));
        Assert.Empty(await service.ListPrivateAddressesAsync(Vaults.ItemId, CancellationToken.None));
    }

    [Fact]
    public async Task A_cancelled_read_ends_as_cancelled()
    {
        using var source = new CancellationTokenSource();
        var handler = new ScriptedHandler(_ =>
        {
            source.Cancel();
            throw new TaskCanceledException();
        });
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => service.FindItemAsync(Vaults.ItemId, source.Token));
        Assert.Single(handler.Requests);
    }

    internal static Func<HttpResponseMessage> Trouble(string trouble) => trouble switch
    {
        "reset" => () => throw new HttpRequestException("reset", new IOException("reset", new SocketException((int)SocketError.ConnectionReset))),
        "timeout" => () => throw new TaskCanceledException("too slow"),
        "aborted" => () => throw new IOException("aborted"),
        "refused" => () => throw new HttpRequestException("refused", new SocketException((int)SocketError.ConnectionRefused)),
        "cut" => () => ScriptedHandler.Json(Found[..40]),
        "html" => () => ScriptedHandler.Json("<html>Sign in</html>"),
        "empty" => () => ScriptedHandler.Json(string.Empty),
        "cut stream" => () => new HttpResponseMessage { Content = new StreamContent(new CutStream()) },
        _ => () => ScriptedHandler.Status(int.Parse(trouble, System.Globalization.CultureInfo.InvariantCulture)),
    };

    private sealed class CutStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("The connection was closed.");

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new IOException("The connection was closed.");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("The connection was closed.");
    }
}
