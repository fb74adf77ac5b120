using System;

namespace AvsFailback.Pipeline;

/// <summary>Reads parameters that take the resource id of something around the vault.</summary>
internal static class ResourceIds
{
    /// <summary>The type of VPN and ExpressRoute connections.</summary>
    public const string NetworkConnection = "Microsoft.Network/connections";

    /// <summary>The type of private clouds of Azure VMware Solution.</summary>
    public const string PrivateCloud = "Microsoft.AVS/privateClouds";

    /// <summary>The id.</summary>
    /// <param name="text">The parameter's value.</param>
    /// <param name="type">The resource type that it must be of.</param>
    /// <param name="what">What it is to be, as a person would say it.</param>
    /// <exception cref="FailbackException">It is no id of that type.</exception>
    public static ArmId Read(string text, string type, string what) =>
        ArmId.TryParse(text, out ArmId? id) && string.Equals(id.ResourceType, type, StringComparison.OrdinalIgnoreCase)
            ? id
            : throw new FailbackException("NotAnId", FailbackErrorCategory.InvalidInput, $"'{text}' isn't the resource id of a {what}.", $"Give the whole id: /subscriptions/.../resourceGroups/.../providers/{type}/<name>.", text);
}
