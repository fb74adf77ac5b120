using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Clock;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using AvsFailback.Emulator.State.Details;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations;

/// <summary>What happens by itself after a job: copies end, points come, agents register, tools start.</summary>
internal sealed class Aftermath(Vault vault, FaultBook faults) : IEventHandler
{
    private const string CopyDone = "FirstCopyDone";
    private const string PointDone = "FirstPointDone";
    private const string Registered = "AgentRegistered";
    private const string ToolsStarted = "ToolsStarted";
    private const string PowerDone = "VmPowerDone";

    public IReadOnlyCollection<string> Kinds { get; } = [CopyDone, PointDone, Registered, ToolsStarted, PowerDone];

    /// <summary>Begins the first copy in the item's present direction.</summary>
    public void BeginCopy(ReplicatedItem item, long requestN)
    {
        Durations durations = vault.DurationsOf(item);
        double seconds = vault.Spread(item.IsForward ? durations.FirstCopyToAzure : durations.FirstCopyToAvs, CopyDone, item.Name);
        item.State.CopyFrom = vault.Now;
        item.State.CopyUntil = vault.Now.AddSeconds(seconds);
        item.State.PointsSince = null;
        item.State.PointsUntil = null;
        ItemFaces.CopyRunning.Show(item.Properties);
        item.Resource.Changed();
        vault.Clock.After(seconds, CopyDone, item.Id, Data(item, requestN));
    }

    /// <summary>Starts the wait for the mobility agent after a boot; a fault may make it late, or never.</summary>
    public void Boot(ReplicatedItem item, string action, long requestN)
    {
        item.State.BootedAt = vault.Now;
        item.State.AgentRegistered = false;
        (double? seconds, bool never) = faults.AgentDelay(action, item);
        if (never || item.State.AgentNeverRegisters)
        {
            return;
        }

        double delay = seconds ?? item.State.AgentRegistrationDelay ?? vault.Spread(vault.DurationsOf(item).AgentRegistration, Registered, item.Name);
        vault.Clock.After(delay, Registered, item.Id, Data(item, requestN));
    }

    /// <summary>VMware Tools of a Windows VM answer some minutes after its boot (INFERRED); those of a Linux VM at once.</summary>
    public void AwaitTools(ReplicatedItem item, long requestN)
    {
        if (item.IsWindows)
        {
            vault.Clock.After(vault.DurationsOf(item).ToolsStart, ToolsStarted, item.Id, Data(item, requestN));
        }
    }

    /// <summary>Takes up the wait for the first point of an item whose copy to Azure is done.</summary>
    public void AwaitFirstPoint(ReplicatedItem item, long requestN) =>
        vault.Clock.After(vault.DurationsOf(item).FirstPointToAzure, PointDone, item.Id, Data(item, requestN));

    public void ChangePower(string vmId, string power, long requestN) =>
        vault.Clock.After(vault.Settings.Modernized.VmPower, PowerDone, vmId, new JObject { ["power"] = power, ["requestN"] = requestN });

    public void SetPower(string vmId, string power, string? jobId, long? requestN)
    {
        string before = vault.Azure.Power(vmId);
        vault.Azure.SetPower(vmId, power);
        if (before != power)
        {
            string effect = power == AzureSide.Running ? EffectLog.AzureVmStarted : EffectLog.AzureVmStopped;
            vault.Effects.Add(vault.Now, vault.Items.OfAzureVm(vmId)?.Name ?? ArmPath.Name(vmId), effect, jobId, requestN);
        }
    }

    public void Handle(ScheduledEvent due)
    {
        long? requestN = (long?)due.Data?["requestN"];
        if (due.Kind == PowerDone)
        {
            SetPower(due.Target, (string?)due.Data?["power"] ?? AzureSide.Running, null, requestN);
            return;
        }

        if (vault.Items.Find(due.Target) is not { } item)
        {
            return;
        }

        // An event of a direction or a boot that is over means nothing any more.
        bool current = item.ObjectId == (string?)due.Data?["object"] && BootMark(item) == (string?)due.Data?["boot"];
        if (!current)
        {
            return;
        }

        switch (due.Kind)
        {
            case CopyDone when item.IsForward:
                EndCopyToAzure(item, requestN);
                break;
            case CopyDone:
                EndCopyToAvs(item, requestN);
                break;
            case PointDone:
                Protect(item, requestN);
                break;
            case Registered:
                item.State.AgentRegistered = true;
                ShowRegistration(item);
                vault.Effects.Add(vault.Now, item.Name, EffectLog.AgentRegistered, null, requestN);
                break;
            case ToolsStarted when item.Details["discoveredVmDetails"] is JObject:
                item.Details["discoveredVmDetails"] = InMageRcmFailbackDetails.Discovered(MachineFacts.Of(item, vault.Ids), item.Details, vault.Now, toolsAnswer: true);
                break;
        }

        item.Resource.Changed();
    }

    /// <summary>Shows whether the agent registered, where the provider shows it at all.</summary>
    public static void ShowRegistration(ReplicatedItem item)
    {
        if (item.Details.Property("isAgentRegistrationSuccessfulAfterFailover") is { } property)
        {
            property.Value = item.State.AgentRegistered is { } registered ? new JValue(registered) : JValue.CreateNull();
        }

        // Classic: nothing tells; the heartbeat stays that of the Azure VM (contract §4.2).
    }

    private static string? BootMark(ReplicatedItem item) => item.State.BootedAt is { } boot ? Instants.Text(boot) : null;

    private static JObject Data(ReplicatedItem item, long requestN) =>
        new() { ["object"] = item.ObjectId, ["boot"] = BootMark(item), ["requestN"] = requestN };

    private void EndCopyToAvs(ReplicatedItem item, long? requestN)
    {
        JObject details = item.Details;
        (item.IsClassic ? ItemFaces.ReadyClassic : ItemFaces.ReadyModernized).Show(item.Properties);
        item.State.CopyFrom = null;
        item.State.CopyUntil = null;
        if (item.IsClassic)
        {
            details["protectionStage"] = "DifferentialSync";
            details["totalProgressHealth"] = "Completed";
            if (details["resyncDetails"] is JObject resync)
            {
                resync["initialReplicationProgressPercentage"] = "0";
            }

            EndDisks(details);
            item.State.PointsSince = vault.Now.AddSeconds(vault.DurationsOf(item).FirstPoint);
        }
        else
        {
            foreach (string key in new[] { "initialReplicationProgressPercentage", "initialReplicationProcessedBytes", "initialReplicationTransferredBytes" })
            {
                details[key] = JValue.CreateNull();
            }

            details["initialReplicationProgressHealth"] = "None";
            foreach (JObject disk in Disks(details))
            {
                // Still "false" on an item already Protected (contract §4.2, CLI); irDetails are gone.
                disk.Remove("irDetails");
            }
        }

        vault.Effects.Add(vault.Now, item.Name, EffectLog.ReadyToFailBack, null, requestN);
    }

    private void EndCopyToAzure(ReplicatedItem item, long? requestN)
    {
        ItemFaces.AwaitingFirstPoint.Show(item.Properties);
        JObject details = item.Details;
        if (item.IsClassic)
        {
            details["protectionStage"] = "DifferentialSync";
            details["totalProgressHealth"] = "Completed";
            details["resyncProgressPercentage"] = 0;
            EndDisks(details);
        }
        else
        {
            foreach (string key in new[] { "initialReplicationProgressPercentage", "initialReplicationProcessedBytes", "initialReplicationTransferredBytes" })
            {
                details[key] = JValue.CreateNull();
            }

            details["initialReplicationProgressHealth"] = "None";
            foreach (JObject disk in Disks(details))
            {
                disk["isInitialReplicationComplete"] = "true";
                disk["diskState"] = "Protected";
            }
        }

        item.State.CopyFrom = null;
        item.State.CopyUntil = null;
        AwaitFirstPoint(item, requestN ?? 0);
    }

    private void Protect(ReplicatedItem item, long? requestN)
    {
        ItemFaces.ProtectedToAzure.Show(item.Properties);
        item.State.PointsSince = vault.Now;
        item.State.PointsUntil = null;
        if (item.InstanceType == "InMageRcm")
        {
            item.Details["lastRecoveryPointId"] = vault.PointsOf(item).FirstOrDefault() is { } point ? vault.RcmPointId(item, point) : null;
        }

        vault.Effects.Add(vault.Now, item.Name, EffectLog.Protected, null, requestN);
    }

    private static IEnumerable<JObject> Disks(JObject details) => (details["protectedDisks"] as JArray ?? []).OfType<JObject>();

    private static void EndDisks(JObject details)
    {
        foreach (JObject disk in Disks(details))
        {
            disk["protectionStage"] = "DifferentialSync";
            disk["resyncProgressPercentage"] = 0;
            disk["progressHealth"] = "Completed";
            disk["progressStatus"] = "Grey";
        }
    }
}
