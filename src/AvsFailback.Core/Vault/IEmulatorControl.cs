using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback;

/// <summary>What an emulator says of itself.</summary>
/// <param name="VaultId">The vault that it emulates.</param>
/// <param name="ClockMode"><c>Real</c>, <c>Scaled</c> or <c>Virtual</c>.</param>
/// <param name="Scale">Emulated seconds in a real one; 1 unless scaled.</param>
/// <param name="UtcNow">Its present instant.</param>
public sealed record EmulatorState(ArmId VaultId, string ClockMode, double Scale, DateTimeOffset UtcNow)
{
    /// <summary>What sets this emulator apart from one before and after it that had the same vault; null if it doesn't tell.</summary>
    public string? Life { get; init; }
}

/// <summary>An emulator's control path, in-process as over a port.</summary>
public interface IEmulatorControl
{
    /// <summary>Asks the emulator which vault and which clock it has.</summary>
    Task<EmulatorState> GetStateAsync(CancellationToken cancellationToken);

    /// <summary>Moves its clock to a moment; everything due until then happens on the way, in order.</summary>
    Task<EmulatorState> AdvanceAsync(DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Writes the vault with the emulator's own knowledge of it as a snapshot.</summary>
    Task ExportSnapshotAsync(TextWriter output, CancellationToken cancellationToken);

    /// <summary>The requests after a number, in order, each with what has come of it.</summary>
    Task<IReadOnlyList<EmulatorRequest>> ListRequestsAsync(long after, CancellationToken cancellationToken);

    /// <summary>The faults that are to strike, and those that have.</summary>
    Task<IReadOnlyList<EmulatorFault>> ListFaultsAsync(CancellationToken cancellationToken);

    /// <summary>Adds a fault; the emulator gives it an id unless it has one.</summary>
    /// <exception cref="FailbackException">The emulator doesn't take it.</exception>
    Task<EmulatorFault> AddFaultAsync(EmulatorFault fault, CancellationToken cancellationToken);

    /// <summary>Removes a fault, or all for a null; false if there is no such one.</summary>
    Task<bool> RemoveFaultAsync(string? id, CancellationToken cancellationToken);
}
