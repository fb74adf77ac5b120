using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Testing;

/// <summary>Holds messages against the published API and remembers which of the known deviations were met.</summary>
internal sealed class Contract
{
    private readonly ConcurrentDictionary<KnownDeviation, bool> _met = new();
    private readonly ConcurrentDictionary<string, bool> _operations = new();
    private readonly ConcurrentQueue<Deviation> _unknown = new();
    private int _bodies;

    /// <summary>Gets or sets a value indicating whether requests are held against the API too; a test of what the service tolerates switches it off.</summary>
    public bool ChecksRequests { get; set; } = true;

    /// <summary>Gets a value indicating whether answers that aren't JSON pass: a fault that breaks bodies was injected.</summary>
    public bool AllowsBrokenBodies { get; private set; }

    /// <summary>Gets the known deviations that were met.</summary>
    public IEnumerable<KnownDeviation> Met => _met.Keys;

    /// <summary>Gets the operations of the published API that were asked for.</summary>
    public IEnumerable<string> Operations => _operations.Keys;

    /// <summary>Gets how many bodies were checked.</summary>
    public int Bodies => _bodies;

    /// <summary>Gets the deviations that aren't known.</summary>
    public IReadOnlyCollection<Deviation> Unknown => _unknown;

    /// <summary>Fails a test where anything deviated that isn't known.</summary>
    public void Verify()
    {
        if (!_unknown.IsEmpty)
        {
            throw new InvalidOperationException("Not as published:\n" + string.Join("\n", _unknown.Distinct()));
        }
    }

    /// <summary>Lets pass what a fault of the emulator, of a kind that is about to be injected, does to answers. Other kinds leave or take them whole.</summary>
    public void Expect(string? faultKind) => AllowsBrokenBodies |= faultKind is "cutBody" or "invalidJson";

    public void CheckRequest(string method, string path, string body)
    {
        if (!ChecksRequests || PublishedApi.Instance.Find(method, path) is not { } operation)
        {
            return;
        }

        if (body.Length == 0)
        {
            Report(operation.NeedsBody ? [new Deviation(operation.Name, "request", "no body where one is required", "$")] : []);
        }
        else if (operation.Body is not { } schema)
        {
            Report([new Deviation(operation.Name, "request", "a body where none is published", "$")]);
        }
        else
        {
            Check(operation, body, schema, isRequest: true);
        }
    }

    public void CheckResponse(string method, string path, int status, string body)
    {
        if (PublishedApi.Instance.Find(method, path) is not { } operation)
        {
            return;
        }

        _operations.TryAdd(operation.Name, true);
        if (status >= 400)
        {
            // The API publishes no error bodies for these operations; ARM's form holds for all (asr-contract §10).
            CheckError(operation, body);
        }
        else if (!operation.Answers.TryGetValue(status, out JsonElement? schema))
        {
            Report([new Deviation(operation.Name, "status", $"the unpublished status {status}", "$")]);
        }
        else if (schema is { } published)
        {
            Check(operation, body, published, isRequest: false);
        }
        else if (body.Length > 0)
        {
            Report([new Deviation(operation.Name, "response", "a body where none is published", "$")]);
        }
    }

    private void Check(PublishedOperation operation, string body, JsonElement schema, bool isRequest)
    {
        Interlocked.Increment(ref _bodies);
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            Report(new SchemaCheck(PublishedApi.Instance, operation.Name, isRequest).Check(document.RootElement, schema));
        }
        catch (JsonException)
        {
            Report(!isRequest && AllowsBrokenBodies ? [] : [new Deviation(operation.Name, isRequest ? "request" : "response", "not JSON", "$")]);
        }
    }

    private void CheckError(PublishedOperation operation, string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            bool fits = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out JsonElement error)
                && error.TryGetProperty("code", out JsonElement code) && code.ValueKind == JsonValueKind.String
                && error.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String;
            Report(fits ? [] : [new Deviation(operation.Name, "error", "not ARM's form of an error", "$")]);
        }
        catch (JsonException)
        {
            Report(AllowsBrokenBodies ? [] : [new Deviation(operation.Name, "error", "not JSON", "$")]);
        }
    }

    private void Report(IReadOnlyList<Deviation> deviations)
    {
        foreach (Deviation deviation in deviations)
        {
            if (KnownDeviations.All.FirstOrDefault(k => k.Covers(deviation)) is { } known)
            {
                _met.TryAdd(known, true);
            }
            else
            {
                _unknown.Enqueue(deviation);
            }
        }
    }
}

/// <summary>
/// Holds all that goes over it against the published API; without the API at hand it lets all through.
/// Where a test sends what is to be refused, only the requests are held against it that were accepted.
/// </summary>
internal sealed class ContractHandler(HttpMessageHandler inner, Contract contract, bool onlyAccepted) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!SharedData.IsThere)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        string path = request.RequestUri!.AbsolutePath;
        string sent = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        if (!onlyAccepted || response.IsSuccessStatusCode)
        {
            contract.CheckRequest(request.Method.Method, path, sent);
        }

        if (response.Headers.Contains("x-avs-emulator-fault"))
        {
            // A fault is no answer of the service's.
            return response;
        }

        contract.CheckResponse(request.Method.Method, path, (int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        return response;
    }
}
