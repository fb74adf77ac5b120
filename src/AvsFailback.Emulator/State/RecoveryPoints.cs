using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>One recovery point; made from the clock, never stored.</summary>
internal sealed record RecoveryPointFacts(string Name, DateTimeOffset Time, bool ApplicationConsistent);

/// <summary>The points of an item: a crash-consistent one every 5 minutes, an app-consistent one every hour, for 24 hours (rules V05, §4).</summary>
internal static class RecoveryPoints
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    /// <summary>Newest first. None for InMageRcmFailback: INFERRED (contract §5).</summary>
    public static IEnumerable<RecoveryPointFacts> List(ReplicatedItem item, DateTimeOffset now, Identifiers ids)
    {
        if (item.InstanceType == "InMageRcmFailback" || item.State.RecoveryPoints == ItemState.PointsNone || item.State.PointsSince is not { } since)
        {
            yield break;
        }

        DateTimeOffset until = item.State.PointsUntil ?? now;
        DateTimeOffset oldest = until - Retention;
        if (item.InstanceType == "InMage" && ReplicationGroups.NameOf(item) is not null)
        {
            foreach (RecoveryPointFacts point in OfGroupMember(item, since, until, oldest, ids))
            {
                yield return point;
            }

            yield break;
        }

        for (DateTimeOffset time = Instants.Floor(until, Every); time >= since && time > oldest; time -= Every)
        {
            yield return Point(item, time, time.Minute == 0, ids);
        }

        // A copy that was completed off the beat has a point of its own.
        if (since > oldest && since <= until && since != Instants.Floor(since, Every))
        {
            yield return Point(item, since, false, ids);
        }
    }

    public static RecoveryPointFacts? Find(ReplicatedItem item, string nameOrId, DateTimeOffset now, Identifiers ids) =>
        List(item, now, ids).FirstOrDefault(p => string.Equals(p.Name, ArmPath.Name(nameOrId), StringComparison.OrdinalIgnoreCase));

    public static JObject Body(ReplicatedItem item, RecoveryPointFacts point) => new()
    {
        ["id"] = $"{item.Id}/recoveryPoints/{point.Name}",
        ["name"] = point.Name,
        ["type"] = ResourceTypes.RecoveryPoint,
        ["properties"] = new JObject
        {
            ["recoveryPointTime"] = Instants.Text(point.Time),
            ["recoveryPointType"] = point.ApplicationConsistent ? "ApplicationConsistent" : "CrashConsistent",
            // The API has no details type for InMage (contract §5).
            ["providerSpecificDetails"] = item.IsForward
                ? new JObject { ["instanceType"] = item.InstanceType, ["isMultiVmSyncPoint"] = "false" }
                : JValue.CreateNull(),
        },
    };

    /// <summary>
    /// In a classic group that fails back the app-consistent points are the group's, while the crash-consistent ones are each VM's own (rules §4), and
    /// so lie apart; how far is INFERRED.
    /// </summary>
    private static IEnumerable<RecoveryPointFacts> OfGroupMember(ReplicatedItem item, DateTimeOffset since, DateTimeOffset until, DateTimeOffset oldest, Identifiers ids)
    {
        TimeSpan shift = TimeSpan.FromSeconds(1 + (int)(ids.Fraction("point-shift", item.Name) * (Every.TotalSeconds - 1)));
        IEnumerable<DateTimeOffset> Beats(TimeSpan every, TimeSpan shift)
        {
            for (DateTimeOffset time = Instants.Floor(until - shift, every) + shift; time >= since && time > oldest; time -= every)
            {
                yield return time;
            }
        }

        var consistent = new HashSet<DateTimeOffset>(Beats(TimeSpan.FromHours(1), TimeSpan.Zero));
        IEnumerable<DateTimeOffset> first = since > oldest && since <= until ? [since] : [];
        return Beats(Every, shift).Concat(consistent).Concat(first).Distinct().OrderByDescending(time => time).Select(time => Point(item, time, consistent.Contains(time), ids));
    }

    private static RecoveryPointFacts Point(ReplicatedItem item, DateTimeOffset time, bool applicationConsistent, Identifiers ids) =>
        new(ids.Guid("point", item.Name, item.InstanceType, time.UtcTicks.ToString(CultureInfo.InvariantCulture)), time, applicationConsistent);
}
