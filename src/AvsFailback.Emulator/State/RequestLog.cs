using System;
using System.Collections.Generic;

namespace AvsFailback.Emulator.State;

/// <summary>One ARM request, as the log keeps it.</summary>
internal sealed record LoggedRequest(
    long N, DateTimeOffset Time, string Method, string Path, string Query, string Operation, string? Item, int Status,
    string? ClientRequestId, string? Effect, string? Fault, string? FriendlyName);

/// <summary>What the vault was asked; the newest 100,000 requests.</summary>
internal sealed class RequestLog
{
    public const int Limit = 100_000;

    private readonly Queue<LoggedRequest> _requests = new();

    public IEnumerable<LoggedRequest> All => _requests;

    /// <summary>Number of the newest request.</summary>
    public long Last { get; set; }

    public void Add(LoggedRequest request)
    {
        _requests.Enqueue(request);
        if (_requests.Count > Limit)
        {
            _requests.Dequeue();
        }
    }
}
