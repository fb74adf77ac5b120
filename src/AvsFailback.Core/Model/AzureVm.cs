using System.Collections.Generic;

namespace AvsFailback;

/// <summary>The power states of an Azure VM.</summary>
public enum AzurePowerState : long
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>Starts.</summary>
    Starting,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Shuts down.</summary>
    Stopping,

    /// <summary>Shut down; its host is still held.</summary>
    Stopped,

    /// <summary>Its host is being given back.</summary>
    Deallocating,

    /// <summary>Shut down, its host given back.</summary>
    Deallocated,
}

/// <summary>A VM in Azure.</summary>
public sealed record AzureVm
{
    /// <summary>The VM's id.</summary>
    public required ArmId Id { get; init; }

    /// <summary>The VM's name.</summary>
    public string Name => Id.Name;

    /// <summary>Its power state.</summary>
    public AzurePowerState PowerState { get; init; }

    /// <summary>Its private addresses, where they were read.</summary>
    public IReadOnlyList<string> PrivateIpAddresses { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The network interfaces that it uses.</summary>
    public IReadOnlyList<ArmId> NetworkInterfaceIds { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>Its disks, the system's own among them; empty where a list leaves them out.</summary>
    public IReadOnlyList<AzureDisk> Disks { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>Whether it is shut down.</summary>
    public bool IsOff => PowerState is AzurePowerState.Stopped or AzurePowerState.Deallocated;

    /// <summary>The VM's name and power state.</summary>
    public override string ToString() => $"{Name} ({PowerState})";
}

/// <summary>A disk of a VM in Azure.</summary>
/// <param name="Name">The disk's name.</param>
/// <param name="Id">The managed disk's id; null for one that isn't managed.</param>
/// <param name="IsSystem">Whether the VM starts from it.</param>
public sealed record AzureDisk(string Name, ArmId? Id, bool IsSystem)
{
    /// <summary>The disk's name.</summary>
    public override string ToString() => Name;
}

/// <summary>A network interface in Azure.</summary>
public sealed record AzureNetworkInterface
{
    /// <summary>The network interface's id.</summary>
    public required ArmId Id { get; init; }

    /// <summary>Its private addresses.</summary>
    public IReadOnlyList<string> PrivateIpAddresses { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The network interface's name.</summary>
    public override string ToString() => Id.Name;
}
