using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;

namespace AvsFailback.Azure.Tests.Arm;

public sealed class PostTests
{
    private const string RequestId = "7c1f-our-own-id";

    [Theory]
    [InlineData("408")]
    [InlineData("500")]
    [InlineData("502")]
    [InlineData("503")]
    [InlineData("504")]
    [InlineData("reset")]
    [InlineData("timeout")]
    [InlineData("aborted")]
    public async Task A_POST_whose_answer_is_lost_is_never_sent_again(string trouble)
    {
        var handler = ScriptedHandler.Sequence(ReadRetryTests.Trouble(trouble));
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);

        var error = await Assert.ThrowsAsync<LostAnswerException>(() => service.CommitAsync(Vaults.Item("InMageRcmFailback"), RequestId, CancellationToken.None));

        Assert.Equal(RequestId, error.ClientRequestId);
        Assert.Equal(RequestId, Assert.Single(handler.Requests).Headers["x-ms-client-request-id"]);
        Assert.Empty(clock.Delays);
    }

    [Fact]
    public async Task A_POST_that_found_no_connection_has_had_no_effect()
    {
        var handler = ScriptedHandler.Sequence(ReadRetryTests.Trouble("refused"));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        await Assert.ThrowsAsync<ConnectionException>(() => service.CommitAsync(Vaults.Item("InMage"), RequestId, CancellationToken.None));
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task A_throttled_POST_is_sent_again_as_it_was_after_the_time_asked_for()
    {
        var handler = ScriptedHandler.Sequence(
            () => ScriptedHandler.Status(429, ("Retry-After", "17")),
            () => ScriptedHandler.Status(202, ("Location", "https://management.azure.com" + Vaults.ItemText + "/operationresults/op1?api-version=2024-04-01")));
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);

        StartedOperation started = await service.FailBackAsync(Vaults.Item("InMage"), RecoveryPointChoice.Latest, RequestId, CancellationToken.None);

        Assert.Equal(Vaults.IdText + "/replicationJobs/op1", started.JobId!.ToString());
        Assert.All(handler.Requests, r => Assert.Equal((RequestId, handler.Requests[0].Body), (r.Headers["x-ms-client-request-id"], r.Body)));
        Assert.Contains("LatestTime", handler.Requests[1].Body, StringComparison.Ordinal);
        Assert.Equal(2, handler.Requests.Count);
        Assert.Equal(TimeSpan.FromSeconds(17), clock.Elapsed);
    }

    [Theory]
    [InlineData(61)]
    [InlineData(864000)]
    public async Task A_POST_is_not_sent_again_after_a_long_wait_in_which_what_was_checked_grows_old(int seconds)
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(429, ("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);

        var error = await Assert.ThrowsAsync<ServiceException>(() => service.CommitAsync(Vaults.Item("InMage"), RequestId, CancellationToken.None));
        var next = await Assert.ThrowsAsync<ServiceException>(() => service.CommitAsync(Vaults.Item("InMage"), RequestId, CancellationToken.None));

        Assert.Equal((429, 429), (error.Status, next.Status));
        Assert.Single(handler.Requests);
        Assert.Equal(TimeSpan.Zero, clock.Elapsed);
    }

    [Fact]
    public async Task A_throttled_read_is_told_to_its_caller_before_it_waits_for_long()
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(429, ("Retry-After", "864000")));
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);

        var error = await Assert.ThrowsAsync<ServiceException>(() => service.FindItemAsync(Vaults.ItemId, CancellationToken.None));

        Assert.Equal(429, error.Status);
        Assert.Equal(TimeSpan.Zero, clock.Elapsed);
    }

    [Fact]
    public async Task A_POST_that_is_throttled_for_good_ends_as_throttled()
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(429));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        var error = await Assert.ThrowsAsync<ServiceException>(() => service.CommitAsync(Vaults.Item("InMage"), RequestId, CancellationToken.None));

        Assert.Equal(429, error.Status);
        Assert.Equal(6, handler.Requests.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(501)]
    public async Task A_refused_POST_is_a_refusal(int status)
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(status));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        var error = await Assert.ThrowsAsync<ServiceException>(() => service.CommitAsync(Vaults.Item("InMage"), RequestId, CancellationToken.None));

        Assert.Equal(status, error.Status);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task A_POST_that_the_user_cancels_ends_as_cancelled()
    {
        using var source = new CancellationTokenSource();
        var handler = new ScriptedHandler(_ =>
        {
            source.Cancel();
            throw new TaskCanceledException();
        });
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => service.CommitAsync(Vaults.Item("InMage"), RequestId, source.Token));
    }

    [Fact]
    public async Task Each_request_is_signed_and_asks_for_English()
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(202));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);

        await service.CommitAsync(Vaults.Item("InMage"), RequestId, CancellationToken.None);

        SentRequest sent = Assert.Single(handler.Requests);
        Assert.Equal(HttpMethod.Post, sent.Method);
        Assert.Equal("Bearer t0ken", sent.Headers["Authorization"]);
        Assert.Equal("en-US", sent.Headers["Accept-Language"]);
        Assert.Equal("0", sent.Headers["Content-Length"]);
        Assert.DoesNotContain("Content-Type", sent.Headers.Keys);
        Assert.DoesNotContain("x-avs-clock-client", sent.Headers.Keys);
        Assert.Equal("https://management.azure.com" + Vaults.ItemText + "/failoverCommit?api-version=2024-04-01", sent.Uri.AbsoluteUri);
    }
}
