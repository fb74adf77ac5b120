using System;
using System.Collections.Generic;

namespace AvsFailback.TestSupport;

/// <summary>A journal in memory: what was written before a crash is there afterwards.</summary>
internal sealed class MemoryJournal(string runId, IReadOnlyList<FailbackRunEvent> earlier) : IRunJournal
{
    public string Path => "memory";

    public string RunId { get; } = runId;

    public IReadOnlyList<FailbackRunEvent> Earlier { get; } = [.. earlier];

    /// <summary>What this start has written.</summary>
    public List<FailbackRunEvent> Written { get; } = [];

    /// <summary>Told of each event once it is safe.</summary>
    public Action<FailbackRunEvent>? OnWrite { get; init; }

    public void Write(FailbackRunEvent happened)
    {
        lock (Written)
        {
            Written.Add(happened);
        }

        OnWrite?.Invoke(happened);
    }

    public void Dispose()
    {
    }
}
