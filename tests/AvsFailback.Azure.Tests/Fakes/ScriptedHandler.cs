using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Testing;

namespace AvsFailback.Azure.Tests.Fakes;

/// <summary>A request as it arrived.</summary>
internal sealed record SentRequest(HttpMethod Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A service that answers by a script and remembers what it was asked. A request that isn't as published fails the test.</summary>
internal sealed class ScriptedHandler(Func<SentRequest, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly object _gate = new();

    public List<SentRequest> Requests { get; } = [];

    /// <summary>Answers one after the other; the last one again and again.</summary>
    public static ScriptedHandler Sequence(params Func<HttpResponseMessage>[] answers)
    {
        int next = 0;
        return new ScriptedHandler(_ => answers[Math.Min(next++, answers.Length - 1)]());
    }

    /// <summary>Always the same body.</summary>
    public static ScriptedHandler Always(string json) => new(_ => Json(json));

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Status(int status, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent([]) };
        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
        if (SharedData.IsThere)
        {
            var contract = new Contract();
            contract.CheckRequest(request.Method.Method, request.RequestUri!.AbsolutePath, body);
            contract.Verify();
        }

        var sent = new SentRequest(request.Method, request.RequestUri!, headers, body);
        lock (_gate)
        {
            Requests.Add(sent);
            return answer(sent);
        }
    }
}
