using System;
using System.Collections.Generic;

namespace AvsFailback.Emulator.State;

/// <summary>Something that happened to a VM, whoever asked for it.</summary>
internal sealed record Effect(long N, DateTimeOffset Time, string? Item, string Name, string? JobId, long? RequestN);

/// <summary>What has happened, in order; the newest 100,000 entries.</summary>
internal sealed class EffectLog
{
    public const int Limit = 100_000;

    // INFERRED names: they are the emulator's own, for tests and reports.
    public const string Reprotected = "Reprotected";
    public const string ReadyToFailBack = "ReadyToFailBack";
    public const string FailedOver = "FailedOver";
    public const string FailoverCommitted = "FailoverCommitted";
    public const string FailbackCommitted = "FailbackCommitted";
    public const string CommittedByReprotect = "CommittedByReprotect";
    public const string FailoverCancelled = "FailoverCancelled";
    public const string FailoverFailed = "FailoverFailed";
    public const string AzureVmCreated = "AzureVmCreated";
    public const string AzureVmDeleted = "AzureVmDeleted";
    public const string AzureVmStopped = "AzureVmStopped";
    public const string AzureVmStarted = "AzureVmStarted";
    public const string AgentRegistered = "AgentRegistered";
    public const string Protected = "Protected";

    private readonly Queue<Effect> _effects = new();

    public long Last { get; set; }

    public IEnumerable<Effect> All => _effects;

    public void Add(DateTimeOffset time, string? item, string effect, string? jobId, long? requestN)
    {
        _effects.Enqueue(new Effect(++Last, time, item, effect, jobId, requestN));
        if (_effects.Count > Limit)
        {
            _effects.Dequeue();
        }
    }
}
