using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Vault;

namespace AvsFailback.Azure.Tests.Arm;

/// <summary>The waits of throttling and retry count against the command's time limit, and are told.</summary>
public sealed class RequestWaitTests
{
    private const string Found = "{\"id\":\"" + Vaults.ItemText + "\",\"name\":\"sql01\",\"properties\":{\"friendlyName\":\"sql01\"}}";

    [Theory]
    [InlineData(429, "7200", "throttling")]
    [InlineData(503, "7200", "HTTP 503")]
    [InlineData(429, "Fri, 31 Dec 9999 23:59:59 GMT", "throttling")]
    public async Task A_wait_ends_with_the_commands_time(int status, string retryAfter, string why)
    {
        var told = new List<(string Text, bool IsLong)>();
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(status, ("Retry-After", retryAfter)), () => ScriptedHandler.Json(Found));
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);
        using RequestScope scope = RequestScope.Telling((text, isLong) => told.Add((text, isLong)));
        using RequestScope limit = RequestScope.Until(clock.UtcNow.AddMinutes(10));

        var error = await Assert.ThrowsAsync<ConnectionException>(() => service.FindItemAsync(Vaults.ItemId, CancellationToken.None));

        Assert.Equal(TimeSpan.FromMinutes(10), clock.Elapsed);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("network", error.NextStep, StringComparison.OrdinalIgnoreCase);
        Assert.Single(handler.Requests);
        Assert.All(told, one => Assert.True(one.IsLong));
        Assert.Contains("10 min", Assert.Single(told).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_within_the_commands_time_is_waited_out_and_told_once()
    {
        var told = new List<string>();
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(429, ("Retry-After", "90")), () => ScriptedHandler.Json(Found));
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);
        using RequestScope scope = RequestScope.Telling((text, _) => told.Add(text));
        using RequestScope limit = RequestScope.Until(clock.UtcNow.AddMinutes(10));

        Assert.NotNull(await service.FindItemAsync(Vaults.ItemId, CancellationToken.None));

        string text = Assert.Single(told);
        Assert.Contains("1 min", text, StringComparison.Ordinal);
        Assert.Contains("429", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_within_a_scope_ends_no_later_and_leaves_the_outer_one_as_it_was()
    {
        (_, FakeClock clock) = await Vaults.OpenAsync(ScriptedHandler.Always(Found));
        using RequestScope outer = RequestScope.Until(clock.UtcNow.AddMinutes(5));
        using (RequestScope inner = RequestScope.Until(clock.UtcNow.AddMinutes(50)))
        {
            Assert.Equal(outer.Deadline, inner.Deadline);
        }

        using (RequestScope inner = RequestScope.Until(null))
        {
            Assert.Equal(outer.Deadline, inner.Deadline);
        }

        Assert.Same(outer, RequestScope.Current);
    }
}
