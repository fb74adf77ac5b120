using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Arm;

/// <summary>
/// Sends a read again until it is answered or hopeless, and a POST again only after 429: whether a POST whose answer is
/// lost had its effect is for the engine to find out (design §4). Azure.Core's own policy would send such a POST again,
/// and waits by the wall clock.
/// </summary>
internal sealed class ResendPolicy(IClock clock) : HttpPipelinePolicy
{
    /// <summary>How often a request is sent at most.</summary>
    public const int MaxTries = 6;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a throttled POST may wait here in all. What the engine has checked before it sent it grows old meanwhile: then it checks again and
    /// sends another.
    /// </summary>
    public static readonly TimeSpan LongestPost = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a read waits for its next try at most where the command has no time limit: a longer one is the caller's to wait, who has other
    /// work and whose waits have ends.
    /// </summary>
    public static readonly TimeSpan LongestRead = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        TimeSpan waited = TimeSpan.Zero;
        for (int attempt = 1; ; attempt += 1)
        {
            message.CancellationToken.ThrowIfCancellationRequested();
            (string? problem, Exception? cause) = await TryAsync(message, pipeline);
            if (problem is null)
            {
                return;
            }

            bool isAnswered = cause is null && message.HasResponse;
            bool isThrottled = isAnswered && message.Response.Status == 429;
            if (!isThrottled && message.Request.Method != RequestMethod.Get)
            {
                throw WasSent(cause)
                    ? new LostAnswerException(message.Request.ClientRequestId, $"The answer to {Describe(message)} was lost: {problem}", cause)
                    : new ConnectionException($"{Describe(message)} could not be sent: {problem}", cause);
            }

            TimeSpan wait = WaitAfter(attempt, isAnswered ? RetryAfter.Of(message.Response, clock) : null);
            if (attempt >= MaxTries || IsTooLong(message, waited, wait))
            {
                if (isThrottled)
                {
                    return;
                }

                throw new ConnectionException($"{Describe(message)} had no usable answer in {attempt} {(attempt == 1 ? "try" : "tries")}: {problem}", cause) { IsAnswered = cause is null or JsonException };
            }

            if (message.HasResponse)
            {
                message.Response.Dispose();
            }

            waited += wait;
            await RequestWait.DelayAsync(clock, wait, Why(message, isThrottled, problem), message.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    // What the service asks, but no less than our own back-off: a Retry-After of 0 would spend all tries at once.
    private static TimeSpan WaitAfter(int attempt, TimeSpan? asked) => asked > BackOff(attempt) ? asked.Value : BackOff(attempt);

    // A command with a time limit ends the wait itself.
    private static bool IsTooLong(HttpMessage message, TimeSpan waited, TimeSpan wait) =>
        message.Request.Method == RequestMethod.Get ? wait > LongestRead && RequestScope.Current?.Deadline is null : waited + wait > LongestPost;

    private static string Why(HttpMessage message, bool isThrottled, string problem) =>
        $"{(isThrottled ? "the service is throttling (HTTP 429) and asks to wait" : problem.TrimEnd('.'))}; {Describe(message)} is tried again after it";

    /// <summary>The wait before the next try: it doubles, up to a cap.</summary>
    internal static TimeSpan BackOff(int attempt)
    {
        double seconds = FirstWait.TotalSeconds * Math.Pow(2, attempt - 1);
        return seconds < LongestWait.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestWait;
    }

    private static async Task<(string? Problem, Exception? Cause)> TryAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            await ProcessNextAsync(message, pipeline);
            int status = message.Response.Status;
            if (IsPassing(status))
            {
                return ($"HTTP {status} {message.Response.ReasonPhrase}".TrimEnd() + ".", null);
            }

            if (status == 200 && message.TryGetProperty(typeof(AnswerReader), out object? reader))
            {
                await ((AnswerReader)reader!).ReadAsync(message.Response, message.CancellationToken);
            }

            return (null, null);
        }
        catch (Exception e) when (!message.CancellationToken.IsCancellationRequested && IsLost(e))
        {
            return (ArmErrors.WithSender(message, e is AggregateException ? e.InnerException?.Message ?? e.Message : e.Message), e);
        }
    }

    // 501 and 505 are answers: the same request will never be served.
    private static bool IsPassing(int status) => status is 408 or 429 or (>= 500 and not 501 and not 505);

    /// <summary>Whether an exception means that no usable answer came: reset, timeout, a body that is cut, wrongly packed or no JSON.</summary>
    private static bool IsLost(Exception e) =>
        e is RequestFailedException or IOException or InvalidDataException or OperationCanceledException or JsonException or HttpRequestException
        || (e is AggregateException all && all.InnerExceptions.All(IsLost));

    /// <summary>Whether the request may have reached the service: not when no connection came about.</summary>
    private static bool WasSent(Exception? cause)
    {
        for (Exception? e = cause; e is not null; e = e.InnerException)
        {
            if (e is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }
                or WebException { Status: WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure })
            {
                return false;
            }
        }

        return true;
    }

    // The path alone: the query of a status address is signed.
    private static string Describe(HttpMessage message) => $"{message.Request.Method} {message.Request.Uri.ToUri().AbsolutePath}";
}
