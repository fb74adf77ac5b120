using System;
using System.Globalization;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Arm;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Vault;

namespace AvsFailback.Azure.Tests.Arm;

/// <summary>Ages are measured by the service's clock, whatever this machine's says.</summary>
public sealed class ServiceClockTests
{
    [Theory]
    [InlineData(-25)]
    [InlineData(37)]
    [InlineData(60 * 24 * 400)]
    public async Task The_date_of_the_first_answer_sets_the_clock_and_the_difference_is_told(int minutes)
    {
        var own = new FakeClock();
        AvsVault vault = await Vaults.ConnectAsync(Answering(() => own.UtcNow.AddMinutes(minutes)), own);

        Assert.InRange(vault.Connection.Clock.UtcNow - own.UtcNow.AddMinutes(minutes), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        string told = ClockSkew.Tell(vault.Connection.Clock)!;
        Assert.Contains(minutes < 0 ? "25 min ahead of" : "behind", told, StringComparison.Ordinal);
        ReplicatedItem item = (await vault.Connection.Service.FindItemAsync(Vaults.ItemId, CancellationToken.None))!;
        Assert.Equal(vault.Connection.Clock.UtcNow, item.ReadAt);
    }

    [Fact]
    public async Task A_difference_of_a_minute_is_corrected_and_not_told()
    {
        var own = new FakeClock();
        AvsVault vault = await Vaults.ConnectAsync(Answering(() => own.UtcNow.AddMinutes(1)), own);

        Assert.Null(ClockSkew.Tell(vault.Connection.Clock));
        Assert.True(vault.Connection.Clock.UtcNow > own.UtcNow);
    }

    [Fact]
    public void What_a_date_leaves_open_moves_nothing()
    {
        var own = new FakeClock();
        var clock = new ServiceClock(own);

        // A date is cut to the second, and was made anywhere between the request and the answer.
        clock.Hear(FakeClock.Start, FakeClock.Start.AddSeconds(-3), FakeClock.Start.AddSeconds(0.4));

        Assert.Equal(TimeSpan.Zero, clock.Ahead);
    }

    [Fact]
    public void One_wrong_date_turns_no_clock_and_two_that_agree_do()
    {
        var own = new FakeClock();
        var clock = new ServiceClock(own);
        bool Hear(double minutes) => clock.Hear(FakeClock.Start.AddMinutes(minutes), FakeClock.Start, FakeClock.Start);

        Hear(0);
        Assert.False(Hear(300));
        Assert.Equal(TimeSpan.Zero, clock.Ahead);
        Hear(0);
        Assert.False(Hear(300));
        Assert.True(Hear(300.5));

        Assert.InRange(clock.Ahead.TotalMinutes, 299, 301);
    }

    [Theory]
    [InlineData("Age", "12")]
    [InlineData("Date", "yesterday")]
    public async Task An_answer_out_of_a_cache_or_without_a_date_moves_nothing(string header, string value)
    {
        var own = new FakeClock();
        var handler = new ScriptedHandler(_ =>
        {
            HttpResponseMessage response = ScriptedHandler.Json(Body);
            response.Headers.TryAddWithoutValidation("Date", "Sun, 01 Mar 2020 08:00:00 GMT");
            response.Headers.Remove(header);
            response.Headers.TryAddWithoutValidation(header, value);
            return response;
        });

        AvsVault vault = await Vaults.ConnectAsync(handler, own);

        Assert.Equal(own.UtcNow, vault.Connection.Clock.UtcNow);
    }

    private const string Body = "{\"id\":\"" + Vaults.ItemText + "\",\"name\":\"sql01\",\"properties\":{\"friendlyName\":\"sql01\"}}";

    private static ScriptedHandler Answering(Func<DateTimeOffset> now) => new(_ =>
    {
        HttpResponseMessage response = ScriptedHandler.Json(Body);
        response.Headers.TryAddWithoutValidation("Date", now().UtcDateTime.ToString("R", CultureInfo.InvariantCulture));
        return response;
    });
}
