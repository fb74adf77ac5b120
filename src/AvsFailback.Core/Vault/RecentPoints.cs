using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace AvsFailback.Vault;

/// <summary>
/// The recovery points that an engine has just read, so that the rules needn't read them again: one that was there some minutes
/// ago still is, since points are kept for hours (failback-rules V05), and the service itself takes the latest.
/// </summary>
internal sealed class RecentPoints(IClock clock)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<ArmId, (IReadOnlyList<RecoveryPoint> Points, DateTimeOffset ReadAt, string? Of)> _points = new();

    /// <summary>All points of the item have been read.</summary>
    public void Saw(ReplicatedItem item, IReadOnlyList<RecoveryPoint> points) => _points[item.Id] = (points, clock.UtcNow, item.ObjectId);

    /// <summary>The item's points, newest first; null if they haven't been read in the last minutes, or before another reprotect.</summary>
    public IReadOnlyList<RecoveryPoint>? Of(ReplicatedItem item) =>
        _points.TryGetValue(item.Id, out var known) && known.Of == item.ObjectId && clock.UtcNow - known.ReadAt < Recent ? known.Points : null;
}
