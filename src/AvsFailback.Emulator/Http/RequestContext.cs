using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.State;

namespace AvsFailback.Emulator.Http;

/// <summary>A request that has found its route, and what the routes need to answer it.</summary>
internal sealed class RequestContext(EmulatedRequest request, Vault vault, Dictionary<string, string> values, long n)
{
    public EmulatedRequest Request { get; } = request;

    public Vault Vault { get; } = vault;

    public long N { get; } = n;

    public DateTimeOffset Now => Vault.Now;

    public string ClientRequestId => Request.Header("x-ms-client-request-id") ?? string.Empty;

    public string CorrelationId { get; } = vault.Ids.Guid("request", n.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>How a job's activityId is written (contract §6).</summary>
    public string ActivityId => $"{(ClientRequestId.Length > 0 ? ClientRequestId : CorrelationId)} ActivityId: {CorrelationId}";

    public ReplicatedItem? Item { get; set; }

    public string? ItemName { get; set; }

    public EmulatedJob? Job { get; set; }

    /// <summary>What the request set going, for the log.</summary>
    public string? Effect { get; set; }

    /// <summary>The x-ms-request-id of the answer, where it isn't the usual one.</summary>
    public string? RequestId { get; set; }

    public string Value(string name) => values[name];

    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>The ARM id that the path begins with, up to and with its <paramref name="count"/> first segments.</summary>
    public string Scope(int count) => "/" + string.Join("/", Request.Segments.Take(count));

    /// <summary>The address that URLs in answers begin with.</summary>
    public string Authority => (Vault.Settings.PublicEndpoint ?? Request.Uri).GetLeftPart(UriPartial.Authority);
}
