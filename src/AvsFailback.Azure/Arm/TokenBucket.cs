using System;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Azure.Arm;

/// <summary>
/// What is left of a budget that the service refills at a constant rate (asr-contract §11). Whoever asks is given a turn
/// in order, and told how long to wait for it.
/// </summary>
internal sealed class TokenBucket
{
    private readonly object _gate = new();
    private readonly IClock _clock;
    private readonly double _capacity;
    private readonly double _perSecond;
    private double _left;
    private DateTimeOffset _countedAt;
    private DateTimeOffset _closedUntil = DateTimeOffset.MinValue;
    private int _underWay;

    /// <param name="clock">The time that it refills by.</param>
    /// <param name="capacity">What a full bucket holds.</param>
    /// <param name="perSecond">What comes in each second.</param>
    public TokenBucket(IClock clock, double capacity, double perSecond)
    {
        _clock = clock;
        _capacity = capacity;
        _perSecond = perSecond;
        _left = capacity;
        _countedAt = clock.UtcNow;
    }

    // Nobody says whether the service refills all the time or once a second: one second's worth is never spent.
    private double Reserve => _perSecond;

    /// <summary>Takes one turn, after a wait if need be; false if that would be too long.</summary>
    /// <param name="longest">How long the wait may be.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<bool> TakeAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            wait = Take();
            if (wait > longest)
            {
                GiveBack();
                return false;
            }
        }

        try
        {
            await RequestWait.DelayAsync(_clock, wait, "the subscription's budget of requests is used up, or the service is throttling (HTTP 429) and asks to wait", cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            lock (_gate)
            {
                GiveBack();
            }

            throw;
        }

        return true;
    }

    /// <summary>Corrects the count by what an answer told.</summary>
    /// <param name="remaining">What the service says is left; null if it doesn't.</param>
    /// <param name="closedFor">How long it will refuse everything; null if it doesn't refuse.</param>
    public void Answered(double? remaining, TimeSpan? closedFor)
    {
        lock (_gate)
        {
            _underWay -= 1;
            Refill();
            if (remaining is { } told)
            {
                // The service may not have counted yet what else is under way.
                _left = Math.Min(_left, told - _underWay);
            }

            if (closedFor is { } span)
            {
                _left = Math.Min(_left, Reserve);
                DateTimeOffset until = _clock.UtcNow + span;
                _closedUntil = until > _closedUntil ? until : _closedUntil;
            }
        }
    }

    private void GiveBack()
    {
        _left += 1;
        _underWay -= 1;
    }

    private TimeSpan Take()
    {
        Refill();
        _left -= 1;
        _underWay += 1;
        TimeSpan forTokens = _left >= Reserve ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Ceiling((Reserve - _left) / _perSecond * TimeSpan.TicksPerSecond));
        TimeSpan forOpening = _closedUntil - _clock.UtcNow;
        return forTokens > forOpening ? forTokens : forOpening;
    }

    private void Refill()
    {
        DateTimeOffset now = _clock.UtcNow;
        if (now > _countedAt)
        {
            _left = Math.Min(_capacity, _left + ((now - _countedAt).TotalSeconds * _perSecond));
            _countedAt = now;
        }
    }
}
