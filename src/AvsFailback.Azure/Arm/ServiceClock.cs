using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AvsFailback.Azure.Arm;

/// <summary>
/// The service's time: this machine's clock, corrected by the <c>Date</c> of the answers. Heartbeats, jobs and recovery points carry the
/// service's time, and a machine whose clock is minutes off would call every server dead.
/// </summary>
internal sealed class ServiceClock(IClock own) : IServiceClock
{
    // HTTP's dates are cut to the second.
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private TimeSpan _ahead;
    private bool _hasHeard;
    private TimeSpan? _doubtful;

    /// <inheritdoc/>
    public DateTimeOffset UtcNow => own.UtcNow + Ahead;

    /// <inheritdoc/>
    public TimeSpan Ahead
    {
        get
        {
            lock (_gate)
            {
                return _ahead;
            }
        }
    }

    /// <summary>This machine's own time.</summary>
    public DateTimeOffset OwnNow => own.UtcNow;

    /// <inheritdoc/>
    public Task Delay(TimeSpan span, CancellationToken cancellationToken) => own.Delay(span, cancellationToken);

    /// <summary>Takes in what an answer says the time was, somewhere between the request and the answer.</summary>
    /// <param name="date">The answer's date.</param>
    /// <param name="sent">When the request was sent, by this machine's clock.</param>
    /// <param name="answered">When the answer came, by this machine's clock.</param>
    /// <returns>Whether the clock has leapt since it was last told.</returns>
    public bool Hear(DateTimeOffset date, DateTimeOffset sent, DateTimeOffset answered)
    {
        TimeSpan least = date - answered;
        TimeSpan most = date + Resolution - sent;
        if (most < least)
        {
            // This machine's clock was set back meanwhile.
            return false;
        }

        lock (_gate)
        {
            // Within what the answer leaves open, what is known stays: the clock must not jitter.
            TimeSpan heard = _ahead < least ? least : _ahead > most ? most : _ahead;
            bool isLeap = _hasHeard && (heard - _ahead).Duration() > ClockSkew.Tolerated;
            // One answer with a wrong date, of a gateway or a cache, turns no clock; two that agree do.
            if (isLeap && !(_doubtful is { } before && (heard - before).Duration() <= ClockSkew.Tolerated))
            {
                _doubtful = heard;
                return false;
            }

            _doubtful = null;
            _hasHeard = true;
            _ahead = heard;
            return isLeap;
        }
    }
}

/// <summary>Hands the <c>Date</c> of each answer to the clock.</summary>
internal sealed class ServiceClockPolicy(ServiceClock clock) : HttpPipelinePolicy
{
    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        DateTimeOffset sent = clock.OwnNow;
        await ProcessNextAsync(message, pipeline);
        Response response = message.Response;
        // What a cache kept is of another time.
        if (!response.Headers.Contains("Age")
            && response.Headers.TryGetValue("Date", out string? told)
            && DateTimeOffset.TryParseExact(told, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            && clock.Hear(date, sent, clock.OwnNow)
            && ClockSkew.Tell(clock) is { } text)
        {
            RequestScope.Current?.Warn(text);
        }
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
}
