using System;
using System.Globalization;

namespace AvsFailback;

/// <summary>A moment that an item can be recovered to.</summary>
public sealed record RecoveryPoint
{
    /// <summary>The point's id.</summary>
    public required ArmId Id { get; init; }

    /// <summary>The point's name: the last segment of its id, by which points are compared (asr-contract §1).</summary>
    public string Name => Id.Name;

    /// <summary>The moment that it recovers to, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Crash-consistent or app-consistent.</summary>
    public required RecoveryPointType Type { get; init; }

    /// <summary>Whether the members of a replication group share this point; null if not told.</summary>
    public bool? IsMultiVmSyncPoint { get; init; }

    /// <summary>How old the point was when it was read.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>The name of the item that it belongs to.</summary>
    public string ItemName { get; init; } = string.Empty;

    /// <summary>The id of the item that it belongs to.</summary>
    public ArmId? ItemId { get; init; }

    /// <summary>The vault that it was read from.</summary>
    public AvsVault? Vault { get; init; }

    /// <summary>The item, the kind and the moment.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} {1} {2:yyyy-MM-dd HH:mm:ss}Z", ItemName, Type, Time.UtcDateTime).Trim();
}
