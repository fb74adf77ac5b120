using System;

namespace AvsFailback;

/// <summary>A vault emulator that this session has started as an HTTP endpoint on loopback.</summary>
public sealed class AvsEmulator
{
    internal AvsEmulator(Uri address, ArmId vaultId, EmulatorClockMode clock, ModuleLoading.EmulatorHandle handle)
    {
        Address = address;
        VaultId = vaultId;
        Clock = clock;
        Handle = handle;
    }

    /// <summary>Where it answers; loopback only.</summary>
    public Uri Address { get; }

    /// <summary>The vault that it emulates.</summary>
    public ArmId VaultId { get; }

    /// <summary>The vault's name.</summary>
    public string VaultName => VaultId.Name;

    /// <summary>How its time runs.</summary>
    public EmulatorClockMode Clock { get; }

    /// <summary>Whether it still answers.</summary>
    public bool IsRunning { get; internal set; } = true;

    internal ModuleLoading.EmulatorHandle Handle { get; }

    /// <summary>Its address.</summary>
    public override string ToString() => Address.ToString();
}
