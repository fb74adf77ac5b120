using System;

namespace AvsFailback;

/// <summary>A Recovery Services vault that this session is connected to. Every object that comes from it carries it.</summary>
public sealed class AvsVault
{
    internal AvsVault(ArmId id, Uri endpoint, VaultConnection connection)
    {
        Id = id;
        Endpoint = endpoint;
        Connection = connection;
        ConnectedAt = connection.Clock.UtcNow;
    }

    /// <summary>The vault's id.</summary>
    public ArmId Id { get; }

    /// <summary>The vault's name.</summary>
    public string Name => Id.Name;

    /// <summary>The vault's resource group.</summary>
    public string ResourceGroupName => Id.ResourceGroupName;

    /// <summary>The vault's subscription.</summary>
    public string SubscriptionId => Id.SubscriptionId;

    /// <summary>Where Azure Resource Manager, or the emulator, answers.</summary>
    public Uri Endpoint { get; }

    /// <summary>Whether this vault is an emulated one. Nothing done to it reaches Azure.</summary>
    public bool IsEmulated => Connection.EmulatedClock is not null;

    /// <summary>How the emulator's time runs: <c>Real</c>, <c>Scaled</c> or <c>Virtual</c>; null for a vault in Azure.</summary>
    public string? EmulatedClock => Connection.EmulatedClock;

    /// <summary>When the session connected, by the vault's clock.</summary>
    public DateTimeOffset ConnectedAt { get; }

    /// <summary>Who is signed in, as far as the token tells; null if it doesn't.</summary>
    public string? Account => Connection.Account;

    /// <summary>Whether <c>Disconnect-AvsVault</c> has ended the connection.</summary>
    public bool IsConnected => !Connection.IsClosed;

    internal VaultConnection Connection { get; }

    /// <summary>The vault's name; an emulated vault says that it is one.</summary>
    public override string ToString() => IsEmulated ? $"{Name} (emulated)" : Name;
}
