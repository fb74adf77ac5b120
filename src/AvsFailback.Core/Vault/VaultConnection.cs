using System;
using System.Collections.Concurrent;

namespace AvsFailback;

/// <summary>What an <see cref="AvsVault"/> works with: the port to the service, the clock, and what this session remembers.</summary>
internal sealed class VaultConnection(ISiteRecovery service, IClock clock, IEmulatorControl? emulator, string? emulatedClock, string? account, IDisposable? transport) : IDisposable
{
    /// <summary>The port to the service.</summary>
    public ISiteRecovery Service { get; } = service;

    /// <summary>The time that this vault lives by.</summary>
    public IClock Clock { get; } = clock;

    /// <summary>The emulator's control path; null for Azure.</summary>
    public IEmulatorControl? Emulator { get; } = emulator;

    /// <summary>The emulator's kind of clock; null for Azure.</summary>
    public string? EmulatedClock { get; } = emulatedClock;

    /// <summary>How many requests may be in flight: 1 on a virtual clock, which makes every run repeatable (design §4).</summary>
    /// <param name="usual">How many may be on any other clock.</param>
    public int ConcurrencyOf(int usual) => string.Equals(EmulatedClock, "Virtual", StringComparison.OrdinalIgnoreCase) ? 1 : usual;

    /// <summary>Who is signed in, as far as is known.</summary>
    public string? Account { get; } = account;

    /// <summary>Whether the connection has been ended.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>
    /// The Azure VM of each classic item, kept when this session saw the item before its reprotect: afterwards the
    /// item no longer tells it (failback-rules, last section).
    /// </summary>
    public ConcurrentDictionary<ArmId, ArmId> AzureVmOfItem { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        IsClosed = true;
        transport?.Dispose();
    }
}
