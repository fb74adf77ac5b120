using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Wire;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AvsFailback.Azure.Arm;

/// <summary>Sends requests to Azure Resource Manager and turns its answers into objects or errors.</summary>
internal sealed class ArmClient(HttpPipeline pipeline, Uri endpoint, IClock clock)
{
    /// <summary>Reads what must be there.</summary>
    /// <param name="address">A path below the endpoint, or an address as the service gave it.</param>
    /// <param name="read">Reads the body.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<T> GetAsync<T>(string address, WireRead<T> read, CancellationToken cancellationToken)
        where T : class =>
        (await SendGetAsync(address, read, isMissingFine: false, mayBeEmpty: false, cancellationToken)).Value!;

    /// <summary>Reads what may be there; null if it isn't.</summary>
    public async Task<T?> FindAsync<T>(string address, WireRead<T> read, CancellationToken cancellationToken)
        where T : class =>
        (await SendGetAsync(address, read, isMissingFine: true, mayBeEmpty: false, cancellationToken)).Value;

    /// <summary>Reads what may be there, and how long the service asks to wait before the next look.</summary>
    public async Task<(T? Value, int Status, TimeSpan? RetryAfter)> LookAsync<T>(string address, WireRead<T> read, bool isMissingFine, bool mayBeEmpty, CancellationToken cancellationToken)
        where T : class =>
        await SendGetAsync(address, read, isMissingFine, mayBeEmpty, cancellationToken);

    /// <summary>Starts a long-running operation.</summary>
    /// <exception cref="LostAnswerException">It may have started.</exception>
    public async Task<StartedOperation> PostAsync(string path, byte[]? body, string clientRequestId, CancellationToken cancellationToken)
    {
        using HttpMessage message = NewMessage(RequestMethod.Post, path);
        message.Request.ClientRequestId = clientRequestId;
        message.Request.Content = RequestContent.Create(body ?? []);
        if (body is not null)
        {
            message.Request.Headers.SetValue("Content-Type", "application/json; charset=utf-8");
        }

        await pipeline.SendAsync(message, cancellationToken);
        return message.Response.Status is 200 or 201 or 202 or 204
            ? OperationHeaders.Read(message.Response, clock)
            : throw await ArmErrors.ReadAsync(message, cancellationToken);
    }

    private async Task<(T? Value, int Status, TimeSpan? RetryAfter)> SendGetAsync<T>(
        string address, WireRead<T> read, bool isMissingFine, bool mayBeEmpty, CancellationToken cancellationToken)
        where T : class
    {
        var answer = new AnswerReader<T>(read, mayBeEmpty);
        using HttpMessage message = NewMessage(RequestMethod.Get, address);
        message.SetProperty(typeof(AnswerReader), answer);
        await pipeline.SendAsync(message, cancellationToken);
        int status = message.Response.Status;
        if (!(status is 200 or 202 or 204 || (status == 404 && isMissingFine)))
        {
            throw await ArmErrors.ReadAsync(message, cancellationToken);
        }

        // Only a 404 says that there is nothing.
        return answer.Value is not null || mayBeEmpty || status == 404
            ? (answer.Value, status, RetryAfter.Of(message.Response, clock))
            : throw new ConnectionException($"GET {message.Request.Uri.ToUri().AbsolutePath} had no usable answer: HTTP {status} without what was asked for.", null) { IsAnswered = true };
    }

    private HttpMessage NewMessage(RequestMethod method, string address)
    {
        HttpMessage message = pipeline.CreateMessage();
        message.BufferResponse = false;
        message.Request.Method = method;

        // An absolute address is followed as it was given: it may be regional and signed (asr-contract §2).
        message.Request.Uri.Reset(Uri.TryCreate(endpoint, address, out Uri? uri) && uri.Scheme is "https" or "http"
            ? uri
            : throw new FailbackException("UnusableAddress", FailbackErrorCategory.Service, $"The service gave an address that is none: '{ShownText.Of(address)}'.", "Rerun the command; if it happens again, check any proxy between here and Azure."));
        message.Request.Headers.SetValue("Accept", "application/json");
        message.Request.Headers.SetValue("Accept-Language", "en-US");
        return message;
    }
}
