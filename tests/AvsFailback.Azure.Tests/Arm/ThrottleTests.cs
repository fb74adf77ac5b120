using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Arm;
using AvsFailback.Azure.Tests.Fakes;

namespace AvsFailback.Azure.Tests.Arm;

public sealed class ThrottleTests
{
    [Theory]
    [InlineData(true, 0.0)]
    [InlineData(false, 0.0)]
    [InlineData(false, 0.3)]
    [InlineData(false, 0.999)]
    public async Task Reads_never_earn_a_429_and_lose_no_time(bool refillsContinuously, double phase)
    {
        ServerBucket? bucket = null;
        var handler = new ScriptedHandler(_ => bucket!.Take() ? ScriptedHandler.Json("""{"value":[]}""") : ScriptedHandler.Status(429));
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);
        bucket = new ServerBucket(clock, 250, 25, refillsContinuously, phase);

        for (int i = 0; i < 1500; i += 1)
        {
            await service.ListItemsAsync(null, null, CancellationToken.None);
        }

        Assert.Equal(1500, handler.Requests.Count);
        Assert.Equal(0, bucket.Refused);
        Assert.InRange(clock.Elapsed.TotalSeconds, 50, 52);
    }

    [Theory]
    [InlineData(true, 0.0)]
    [InlineData(false, 0.7)]
    public async Task Writes_never_earn_a_429_even_side_by_side(bool refillsContinuously, double phase)
    {
        ServerBucket? bucket = null;
        var handler = new ScriptedHandler(_ => bucket!.Take() ? ScriptedHandler.Status(202) : ScriptedHandler.Status(429));
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);
        bucket = new ServerBucket(clock, 200, 10, refillsContinuously, phase);

        for (int round = 0; round < 50; round += 1)
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => service.CommitAsync(Vaults.Item("InMage"), "id", CancellationToken.None)));
        }

        Assert.Equal(500, handler.Requests.Count);
        Assert.Equal(0, bucket.Refused);
        Assert.InRange(clock.Elapsed.TotalSeconds, 30, 32);
    }

    [Fact]
    public async Task What_the_service_says_is_left_counts_for_more_than_our_own_count()
    {
        var handler = ScriptedHandler.Sequence(() =>
        {
            var response = ScriptedHandler.Json("""{"value":[]}""");
            response.Headers.Add("x-ms-ratelimit-remaining-subscription-reads", "10");
            return response;
        });
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);

        await service.ListItemsAsync(null, null, CancellationToken.None);
        await service.ListItemsAsync(null, null, CancellationToken.None);

        // One of ten, with a second's worth (25) kept back: sixteen have to come in.
        Assert.Equal(16 / 25d, clock.Elapsed.TotalSeconds, precision: 6);
    }

    [Fact]
    public async Task A_generous_remaining_count_changes_nothing()
    {
        var handler = ScriptedHandler.Sequence(() =>
        {
            var response = ScriptedHandler.Json("""{"value":[]}""");
            response.Headers.Add("x-ms-ratelimit-remaining-subscription-reads", "11999");
            return response;
        });
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);

        for (int i = 0; i < 251; i += 1)
        {
            await service.ListItemsAsync(null, null, CancellationToken.None);
        }

        Assert.NotEmpty(clock.Delays);
    }

    [Theory]
    [InlineData(null, 60)]
    [InlineData("0", 60)]
    [InlineData("1150", 0)]
    public async Task After_a_429_the_whole_budget_rests_unless_turns_are_left(string? remaining, double othersWait)
    {
        // The item's own commit is refused once; the throttled request itself waits on a clock that others don't feel.
        bool isFirst = true;
        var handler = new ScriptedHandler(_ =>
        {
            if (!isFirst)
            {
                return ScriptedHandler.Status(202);
            }

            isFirst = false;
            return remaining is null
                ? ScriptedHandler.Status(429, ("Retry-After", "60"))
                : ScriptedHandler.Status(429, ("Retry-After", "60"), ("x-ms-ratelimit-remaining-subscription-writes", remaining));
        });
        (ISiteRecovery service, FakeClock clock) = await Vaults.OpenAsync(handler);
        using var cancelled = new CancellationTokenSource();
        clock.BeforeDelay = cancelled.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => service.CommitAsync(Vaults.Item("InMage"), "id", cancelled.Token));
        clock.BeforeDelay = null;

        await service.CommitAsync(Vaults.Item("InMage"), "id", CancellationToken.None);

        Assert.Equal(othersWait, clock.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task A_turn_that_is_given_up_is_not_lost()
    {
        var clock = new FakeClock();
        var bucket = new TokenBucket(clock, 2, 1);
        using var cancelled = new CancellationTokenSource();
        await bucket.TakeAsync(TimeSpan.MaxValue, CancellationToken.None);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bucket.TakeAsync(TimeSpan.MaxValue, cancelled.Token));
        await bucket.TakeAsync(TimeSpan.MaxValue, CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(1), clock.Elapsed);
    }

    /// <summary>What Azure Resource Manager documents, refilled all the time or once a second.</summary>
    private sealed class ServerBucket(FakeClock clock, double capacity, double perSecond, bool isContinuous, double phase)
    {
        private double _spent;
        private double _countedTo;

        public int Refused { get; private set; }

        public bool Take()
        {
            double now = clock.Elapsed.TotalSeconds + phase;
            double counted = isContinuous ? now : Math.Floor(now);
            _spent = Math.Max(0, _spent - ((counted - _countedTo) * perSecond));
            _countedTo = counted;
            if (capacity - _spent < 1 - 1e-6)
            {
                Refused += 1;
                return false;
            }

            _spent += 1;
            return true;
        }
    }
}
