using System;
using System.Collections.Generic;

namespace AvsFailback;

/// <summary>A vCenter that a configuration server discovers (classic).</summary>
public sealed record VCenter
{
    /// <summary>The vCenter's id in the vault, which begins with that of its fabric.</summary>
    public required ArmId Id { get; init; }

    /// <summary>Its name as people know it.</summary>
    public required string Name { get; init; }

    /// <summary>Its last sign of life; null if not told.</summary>
    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>How long that was ago when it was read; null if not told.</summary>
    public TimeSpan? HeartbeatAge { get; init; }

    /// <summary>How its discovery stands, in the service's word, such as <c>Completed</c> or <c>Pending</c>.</summary>
    public string DiscoveryStatus { get; init; } = string.Empty;

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<HealthError> HealthErrors { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The fabric that it belongs to: its id's part.</summary>
    public ArmId? FabricId => Id.Ancestor("replicationFabrics");

    /// <summary>The vCenter's name.</summary>
    public override string ToString() => Name;
}

/// <summary>What one of the caller's roles lets it do (ARM's public reference, permissions).</summary>
/// <param name="Actions">What is allowed; a star stands for any text.</param>
/// <param name="NotActions">What is taken away from that.</param>
public sealed record GrantedActions(IReadOnlyList<string> Actions, IReadOnlyList<string> NotActions);

/// <summary>A lock on a resource, a resource group or a subscription (ARM's public reference, locks).</summary>
public sealed record ManagementLock
{
    /// <summary>The lock's id, which begins with what it is set on.</summary>
    public required ArmId Id { get; init; }

    /// <summary><c>CanNotDelete</c> or <c>ReadOnly</c>.</summary>
    public string Level { get; init; } = string.Empty;

    /// <summary>Whether it is set on this resource or on what contains it.</summary>
    /// <param name="resource">The resource.</param>
    public bool Covers(ArmId resource)
    {
        string id = Id.ToString();
        int at = id.LastIndexOf("/providers/Microsoft.Authorization/locks/", StringComparison.OrdinalIgnoreCase);
        string scope = at < 0 ? id : id.Substring(0, at);
        return resource.ToString().StartsWith(scope, StringComparison.OrdinalIgnoreCase)
            && (resource.ToString().Length == scope.Length || resource.ToString()[scope.Length] == '/');
    }

    /// <summary>The lock's name and level.</summary>
    public override string ToString() => $"{Id.Name} ({Level})";
}

/// <summary>A VPN or ExpressRoute connection of a virtual network gateway (<c>Microsoft.Network/connections</c>).</summary>
public sealed record NetworkConnection
{
    /// <summary>The connection's id.</summary>
    public required ArmId Id { get; init; }

    /// <summary><c>ExpressRoute</c>, <c>IPsec</c> or another.</summary>
    public string ConnectionType { get; init; } = string.Empty;

    /// <summary><c>Connected</c>, <c>NotConnected</c>, <c>Connecting</c> or <c>Unknown</c>; empty if not told.</summary>
    public string Status { get; init; } = string.Empty;

    /// <summary>The connection's name and status.</summary>
    public override string ToString() => $"{Id.Name} ({Status})";
}

/// <summary>A private cloud of Azure VMware Solution (<c>Microsoft.AVS/privateClouds</c>).</summary>
public sealed record PrivateCloud
{
    /// <summary>The private cloud's id.</summary>
    public required ArmId Id { get; init; }

    /// <summary><c>Succeeded</c> where nothing is under way or wrong.</summary>
    public string ProvisioningState { get; init; } = string.Empty;

    /// <summary>The same of its management cluster; empty if not told.</summary>
    public string ClusterProvisioningState { get; init; } = string.Empty;

    /// <summary>The private cloud's name and state.</summary>
    public override string ToString() => $"{Id.Name} ({ProvisioningState})";
}
