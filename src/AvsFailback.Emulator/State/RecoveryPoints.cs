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
        for (DateTimeOffset time = Instants.Floor(until, Every); time >= since && time > oldest; time -= Every)
        {
            string name = ids.Guid("point", item.Name, item.InstanceType, time.UtcTicks.ToString(CultureInfo.InvariantCulture));
            yield return new RecoveryPointFacts(name, time, time.Minute == 0);
        }

        // A copy that was completed off the beat has a point of its own.
        if (since > oldest && since <= until && since != Instants.Floor(since, Every))
        {
            yield return new RecoveryPointFacts(ids.Guid("point", item.Name, item.InstanceType, since.UtcTicks.ToString(CultureInfo.InvariantCulture)), since, false);
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
}
