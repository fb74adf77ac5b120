using System;
using System.Globalization;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>What of an item follows the clock: heartbeats, lag, retention window, progress of the first copy.</summary>
internal sealed class ItemLiveFields(Identifiers ids)
{
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    public void Attach(ReplicatedItem item)
    {
        item.Resource.LiveStep = Step;
        item.Resource.Live = (_, now) => Write(item, now);
    }

    private void Write(ReplicatedItem item, DateTimeOffset now)
    {
        JObject details = item.Details;
        DateTimeOffset mark = Instants.Floor(now, Step);
        DateTimeOffset beats = Instants.Floor(item.State.HeartbeatStopped ?? now, Step) - TimeSpan.FromSeconds(item.State.HeartbeatAge ?? 30);
        ItemStage stage = item.Stage;
        switch (item.InstanceType)
        {
            case "InMage":
                Set(details, "lastHeartbeat", Instants.Seconds(beats));
                WriteClassicLag(item, details, mark, stage is ItemStage.ReadyToFailBack or ItemStage.CopyingToAvs);
                WriteInMage(item, details, mark, stage);
                break;
            case "InMageAzureV2":
                Set(details, "lastHeartbeat", Instants.Seconds(beats));
                WriteClassicLag(item, details, mark, stage is ItemStage.Protected or ItemStage.CopyingToAzure);
                if (stage == ItemStage.CopyingToAzure)
                {
                    Set(details, "resyncProgressPercentage", Percent(item, mark));
                }

                break;
            case "InMageRcm":
                SetIn(details["mobilityAgentDetails"], "lastHeartbeatUtc", Instants.Text(beats));
                WriteRcm(item, details, mark, stage);
                break;
            case "InMageRcmFailback":
                SetIn(details["mobilityAgentDetails"], "lastHeartbeatUtc", Instants.Text(beats));
                WriteRcmFailback(item, details, mark, stage);
                break;
        }
    }

    private void WriteClassicLag(ReplicatedItem item, JObject details, DateTimeOffset mark, bool replicates)
    {
        if (!replicates)
        {
            return;
        }

        int rpo = stageIsReady(item) ? Rpo(item, mark) : 0;
        Set(details, "rpoInSeconds", rpo);
        Set(details, "lastRpoCalculatedTime", Instants.Seconds(mark));
        Set(details, "lastUpdateReceivedTime", Instants.Text(mark));
        foreach (JToken disk in details["protectedDisks"] as JArray ?? [])
        {
            SetIn(disk, "rpoInSeconds", rpo);
            SetIn(disk, "lastRpoCalculatedTime", Instants.Seconds(mark));
            if (!stageIsReady(item))
            {
                SetIn(disk, "resyncProgressPercentage", Percent(item, mark));
            }
        }

        static bool stageIsReady(ReplicatedItem item) => item.Stage is ItemStage.ReadyToFailBack or ItemStage.Protected;
    }

    private static void WriteInMage(ReplicatedItem item, JObject details, DateTimeOffset mark, ItemStage stage)
    {
        if (stage == ItemStage.CopyingToAvs)
        {
            SetIn(details["resyncDetails"], "initialReplicationProgressPercentage", Percent(item, mark).ToString(CultureInfo.InvariantCulture));
        }

        if (stage is ItemStage.FailedBack or ItemStage.Committed)
        {
            // After the failback no point is left (P21:V2ATestReprotect).
            Set(details, "consistencyPoints", new JObject());
            return;
        }

        // The window closes when points cease to be made, and shows while there are any.
        DateTimeOffset until = item.State.PointsUntil ?? mark;
        if (item.State.PointsSince is { } since && since <= until)
        {
            DateTimeOffset oldest = until - TimeSpan.FromHours(24);
            Set(details, "retentionWindowStart", Instants.Seconds(since > oldest ? since : oldest));
            Set(details, "retentionWindowEnd", Instants.Seconds(until));
            var points = new JObject();
            for (DateTimeOffset hour = Instants.Floor(until, TimeSpan.FromHours(1)); hour >= since && points.Count < 2; hour -= TimeSpan.FromHours(1))
            {
                points["systemLevelTag" + hour.ToUnixTimeSeconds().ToString("x", CultureInfo.InvariantCulture)] = Instants.Seconds(hour);
            }

            Set(details, "consistencyPoints", points);
        }
    }

    private void WriteRcm(ReplicatedItem item, JObject details, DateTimeOffset mark, ItemStage stage)
    {
        if (stage == ItemStage.CopyingToAzure)
        {
            long total = Capacity(details);
            int percent = Percent(item, mark);
            Set(details, "initialReplicationProgressPercentage", percent);
            Set(details, "initialReplicationProcessedBytes", total / 100 * percent);
            Set(details, "initialReplicationTransferredBytes", total / 200 * percent);
        }
        else if (stage == ItemStage.Protected)
        {
            Set(details, "lastRecoveryPointReceived", Instants.Text(mark));
            Set(details, "lastRpoInSeconds", Rpo(item, mark));
            Set(details, "lastRpoCalculatedTime", Instants.Text(mark));
        }

        if (item.State.AvsVm == "on")
        {
            SetIn(details["discoveredVmDetails"], "lastDiscoveryTimeInUtc", Instants.Text(mark));
            SetIn(details["discoveredVmDetails"], "updatedTimestamp", Instants.Text(mark));
        }
    }

    private static void WriteRcmFailback(ReplicatedItem item, JObject details, DateTimeOffset mark, ItemStage stage)
    {
        if (stage == ItemStage.CopyingToAvs)
        {
            JArray disks = details["protectedDisks"] as JArray ?? [];
            for (int i = 0; i < disks.Count; i++)
            {
                if (disks[i]["irDetails"] is JObject copy)
                {
                    // One disk after the other.
                    int percent = Math.Max(0, Math.Min(100, (Percent(item, mark) * disks.Count) - (100 * i)));
                    long bytes = (long)(disks[i]["capacityInBytes"] ?? 0L) / 100 * percent;
                    bool queued = percent == 0 && i > 0;
                    copy["progressHealth"] = queued ? "Queued" : "InProgress";
                    copy["transferredBytes"] = bytes / 2;
                    copy["processedBytes"] = bytes;
                    copy["progressPercentage"] = queued ? JValue.CreateNull() : percent;
                    if (item.State.CopyFrom is { } from && copy.Text("progressHealth") == "InProgress")
                    {
                        // Two formats side by side, as recorded (contract §12).
                        copy["lastDataTransferTimeUtc"] = mark.UtcDateTime.ToString("yyyy-MMM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                        copy["startTime"] = from.UtcDateTime.ToString("M/d/yyyy h:mm:ss tt", CultureInfo.InvariantCulture);
                        copy["lastRefreshTime"] = mark.UtcDateTime.ToString("M/d/yyyy h:mm:ss tt", CultureInfo.InvariantCulture);
                    }
                }
            }
        }

        if (item.State.AvsVm == "on" && details["discoveredVmDetails"] is JObject discovered)
        {
            Set(discovered, "lastDiscoveryTimeInUtc", Instants.Text(mark));
        }
    }

    private static int Percent(ReplicatedItem item, DateTimeOffset now)
    {
        if (item.State.CopyFrom is not { } from || item.State.CopyUntil is not { } until || until <= from)
        {
            return 0;
        }

        return (int)Math.Max(0, Math.Min(100, 100 * (now - from).TotalSeconds / (until - from).TotalSeconds));
    }

    private int Rpo(ReplicatedItem item, DateTimeOffset mark) =>
        60 + (int)(240 * ids.Fraction("rpo", item.Name, mark.UtcTicks.ToString(CultureInfo.InvariantCulture)));

    private static long Capacity(JObject details) =>
        (details["protectedDisks"] as JArray ?? []).Sum(d => (long)(d["capacityInBytes"] ?? 0L));

    private static void Set(JObject target, string key, JToken value)
    {
        if (target.Property(key) is { } property)
        {
            property.Value = value;
        }
    }

    private static void SetIn(JToken? target, string key, JToken value)
    {
        if (target is JObject o)
        {
            Set(o, key, value);
        }
    }
}
