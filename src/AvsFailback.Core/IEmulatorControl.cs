using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback;

/// <summary>What an emulator says of itself.</summary>
/// <param name="VaultId">The vault that it emulates.</param>
/// <param name="ClockMode"><c>Real</c>, <c>Scaled</c> or <c>Virtual</c>.</param>
/// <param name="Scale">Emulated seconds in a real one; 1 unless scaled.</param>
/// <param name="UtcNow">Its present instant.</param>
public sealed record EmulatorState(ArmId VaultId, string ClockMode, double Scale, DateTimeOffset UtcNow);

/// <summary>An emulator's control path, in-process as over a port.</summary>
public interface IEmulatorControl
{
    /// <summary>Asks the emulator which vault and which clock it has.</summary>
    Task<EmulatorState> GetStateAsync(CancellationToken cancellationToken);

    /// <summary>Moves its clock to a moment; everything due until then happens on the way, in order.</summary>
    Task<EmulatorState> AdvanceAsync(DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Writes the vault with the emulator's own knowledge of it as a snapshot.</summary>
    Task ExportSnapshotAsync(TextWriter output, CancellationToken cancellationToken);
}
