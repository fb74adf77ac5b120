using System;
using System.Collections.Generic;
using System.Net.Http;
using AvsFailback.Azure.Emulation;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AvsFailback.Azure.Arm;

/// <summary>Azure.Core's pipeline with the policies that it lacks, or has in a form that doesn't fit (design §2).</summary>
internal static class ArmPipeline
{
    /// <summary>How long an answer, or the next piece of it, may be awaited: real time, as networks live by it.</summary>
    private static readonly TimeSpan NetworkTimeout = TimeSpan.FromSeconds(100);

    /// <param name="client">What sends.</param>
    /// <param name="retry">Sends again.</param>
    /// <param name="throttle">Keeps within the documented limits.</param>
    /// <param name="bearer">Signs.</param>
    /// <param name="time">Takes the service's time out of each answer; null for none.</param>
    public static HttpPipeline Build(HttpClient client, ResendPolicy retry, ThrottlePolicy throttle, BearerPolicy bearer, HttpPipelinePolicy? time)
    {
        var options = new ArmOptions
        {
            Transport = new HttpClientTransport(client),
            RetryPolicy = retry,
        };
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = NetworkTimeout;
        foreach (string header in new[] { "x-ms-ratelimit-remaining-subscription-reads", "x-ms-ratelimit-remaining-subscription-writes", "x-avs-emulator-now" })
        {
            options.Diagnostics.LoggedHeaderNames.Add(header);
        }

        // Queries stay redacted but for these: a status address is signed in its own (asr-contract §2).
        options.Diagnostics.LoggedQueryParameters.Add("$filter");
        options.Diagnostics.LoggedQueryParameters.Add("$expand");
        List<HttpPipelinePolicy> perTry = [throttle, new TracePolicy(), bearer];
        if (time is not null)
        {
            perTry.Add(time);
        }

        return HttpPipelineBuilder.Build(options, [], [.. perTry], new ResponseClassifier());
    }

    /// <summary>A client that neither follows redirects nor keeps cookies: a token must not wander.</summary>
    public static HttpClient NewClient(HttpMessageHandler? handler)
    {
#pragma warning disable CA2000 // The client owns the handler that is made here.
        HttpMessageHandler own = handler ?? new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,

            // .NET Framework would open two.
            MaxConnectionsPerServer = 32,
            AutomaticDecompression = System.Net.DecompressionMethods.GZip | System.Net.DecompressionMethods.Deflate,
        };
#pragma warning restore CA2000
        return new HttpClient(own, disposeHandler: handler is null) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    private sealed class ArmOptions : ClientOptions;
}
