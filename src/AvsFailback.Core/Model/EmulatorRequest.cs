using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback;

/// <summary>A request that an emulated vault was asked, as its log keeps it.</summary>
public sealed record EmulatorRequest
{
    /// <summary>Its number; it goes on from that of the snapshot. Requests to the emulator's control path aren't counted.</summary>
    public long Number { get; init; }

    /// <summary>When it was answered, by the emulator's clock.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; init; } = string.Empty;

    /// <summary>The path, without its query.</summary>
    public string Path { get; init; } = string.Empty;

    /// <summary>The query with its question mark; empty if there was none.</summary>
    public string Query { get; init; } = string.Empty;

    /// <summary>What was asked for, such as <c>ListItems</c>, <c>GetJob</c> or <c>ReProtect</c>: the name that a fault takes too.</summary>
    public string Operation { get; init; } = string.Empty;

    /// <summary>The VM that it was about, by the name that people know; null if it was about none.</summary>
    public string? Item { get; init; }

    /// <summary>The replicated item's name in the vault; null if it was about none.</summary>
    public string? ItemName { get; init; }

    /// <summary>The HTTP status of the answer; 0 if the connection was dropped instead.</summary>
    public int Status { get; init; }

    /// <summary>The <c>x-ms-client-request-id</c> that it carried; null if it carried none.</summary>
    public string? ClientRequestId { get; init; }

    /// <summary>What it set going at once, such as <c>JobStarted</c>; null for nothing.</summary>
    public string? Effect { get; init; }

    /// <summary>All that has come of it so far, in order.</summary>
    public IReadOnlyList<EmulatorEffect> Effects { get; init; } = [];

    /// <summary>The kinds of fault that struck it, with commas between; null for none.</summary>
    public string? Fault { get; init; }

    /// <summary>The vault that was asked.</summary>
    public AvsVault? Vault { get; init; }

    /// <summary>What it did to VMs, by the effects' names, with commas between.</summary>
    public string Effected => string.Join(", ", Effects.Select(e => e.Name));

    /// <summary>The number, the operation, the VM and the status.</summary>
    public override string ToString() => $"#{Number} {Operation}{(Item is null ? string.Empty : " " + Item)}: {(Status == 0 ? "dropped" : Status)}";
}

/// <summary>Something that happened to a VM of an emulated vault.</summary>
public sealed record EmulatorEffect
{
    /// <summary>Its number; the first is 1.</summary>
    public long Number { get; init; }

    /// <summary>When it happened, by the emulator's clock.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>What happened, such as <c>FailoverCommitted</c> or <c>AzureVmDeleted</c>.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The replicated item's name in the vault; null if it happened to none.</summary>
    public string? ItemName { get; init; }

    /// <summary>The job that did it; null if none did.</summary>
    public string? JobId { get; init; }

    /// <summary>The number of the request that led to it; null if none did.</summary>
    public long? RequestNumber { get; init; }

    /// <summary>What happened.</summary>
    public override string ToString() => Name;
}
