using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Emulator.Http;

/// <summary>The emulator behind an HttpClient, without a port.</summary>
internal sealed class EmulatorHandler(Pipeline pipeline) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request is null)
        {
            throw new ArgumentNullException(nameof(request));
        }

        cancellationToken.ThrowIfCancellationRequested();
        string? body = request.Content is null ? null : await request.Content.ReadAsStringAsync();
        Uri uri = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        var asked = new EmulatedRequest(request.Method.Method, uri, name => Header(request, name), body) { IsTooLong = body?.Length > EmulatedRequest.MostBodyBytes };
        EmulatedResponse answer = await pipeline.SendAsync(asked, cancellationToken);
        if (answer.CrashesCaller)
        {
            throw new EmulatedCrashException("The caller crashes here by a fault of the emulator.");
        }

        if (answer.Dropped)
        {
            throw new HttpRequestException("The connection was dropped by a fault of the emulator.");
        }

        var content = new StreamContent(new PiecesStream(answer.Pieces));
        if (answer.Length > 0)
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        }

        content.Headers.ContentLength = answer.Length;
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request, Content = content };
        foreach (KeyValuePair<string, string> header in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(header.Key, header.Value))
            {
                content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        return response;
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out IEnumerable<string>? values) || request.Content?.Headers.TryGetValues(name, out values) == true
            ? string.Join(",", values)
            : null;
}
