using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Tasks;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AvsFailback.Azure.Arm;

/// <summary>Keeps within Azure Resource Manager's documented limits, so that it has no cause to refuse (asr-contract §11).</summary>
internal sealed class ThrottlePolicy(IClock clock) : HttpPipelinePolicy
{
    private readonly ConcurrentDictionary<string, TokenBucket> _reads = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, TokenBucket> _writes = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        string subscription = SubscriptionOf(message.Request.Uri.ToUri());
        bool isRead = message.Request.Method == RequestMethod.Get;
        TokenBucket bucket = isRead
            ? _reads.GetOrAdd(subscription, _ => new TokenBucket(clock, capacity: 250, perSecond: 25))
            : _writes.GetOrAdd(subscription, _ => new TokenBucket(clock, capacity: 200, perSecond: 10));
        if (!await bucket.TakeAsync(isRead ? ResendPolicy.LongestRead : ResendPolicy.LongestPost, message.CancellationToken))
        {
            throw new ServiceException(429, "TooManyRequests", "Azure Resource Manager is throttled, and wants to be asked later: nothing was sent.", "Rerun the command later; many commands at once are throttled together.");
        }

        double? remaining = null;
        TimeSpan? closedFor = null;
        try
        {
            await ProcessNextAsync(message, pipeline);
            remaining = Remaining(message.Response, isRead ? "reads" : "writes");

            // A 429 with turns left means a locked resource, not an empty bucket (asr-contract §11).
            closedFor = message.Response.Status == 429 && remaining is null or < 1 ? RetryAfter.Of(message.Response, clock) : null;
        }
        finally
        {
            bucket.Answered(remaining, closedFor);
        }
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    private static double? Remaining(Response response, string kind) =>
        response.Headers.TryGetValue("x-ms-ratelimit-remaining-subscription-" + kind, out string? text)
        && double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out double remaining) ? remaining : null;

    private static string SubscriptionOf(Uri uri)
    {
        string[] segments = uri.AbsolutePath.Split('/');
        return segments.Length > 2 && string.Equals(segments[1], "subscriptions", StringComparison.OrdinalIgnoreCase) ? segments[2] : string.Empty;
    }
}
