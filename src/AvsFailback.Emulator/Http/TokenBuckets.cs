using System;
using System.Collections.Generic;
using AvsFailback.Emulator.State;

namespace AvsFailback.Emulator.Http;

/// <summary>ARM's documented token buckets for one subscription and principal (THR, contract §11), on the emulator's clock.</summary>
internal sealed class TokenBuckets(Vault vault)
{
    // The subscription-wide bucket is 15 times that of a principal (THR).
    private const int GlobalTimes = 15;

    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal)
    {
        ["reads"] = new(250, 25),
        ["writes"] = new(200, 10),
        ["deletes"] = new(200, 10),
    };

    public static string KindOf(string method) => method switch { "GET" or "HEAD" => "reads", "DELETE" => "deletes", _ => "writes" };

    /// <summary>Takes a token; without one, tells after how many seconds there will be one again.</summary>
    public double? Take(string kind)
    {
        Bucket bucket = _buckets[kind];
        bucket.Refill(vault.Now);
        if (!vault.Settings.Throttling)
        {
            return null;
        }

        if (bucket.Tokens < 1)
        {
            return Math.Max(1, Math.Ceiling((1 - bucket.Tokens) / bucket.PerSecond));
        }

        bucket.Tokens--;
        return null;
    }

    public IEnumerable<KeyValuePair<string, string>> Headers(string kind)
    {
        Bucket bucket = _buckets[kind];
        int left = (int)bucket.Tokens;
        yield return new($"x-ms-ratelimit-remaining-subscription-{kind}", left.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return new($"x-ms-ratelimit-remaining-subscription-global-{kind}",
            ((bucket.Capacity * GlobalTimes) - (bucket.Capacity - left)).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private sealed class Bucket(int capacity, double perSecond)
    {
        private DateTimeOffset? _filled;

        public int Capacity { get; } = capacity;

        public double PerSecond { get; } = perSecond;

        public double Tokens { get; set; } = capacity;

        public void Refill(DateTimeOffset now)
        {
            if (_filled is { } before && now > before)
            {
                Tokens = Math.Min(Capacity, Tokens + ((now - before).TotalSeconds * PerSecond));
            }

            _filled = now;
        }
    }
}
