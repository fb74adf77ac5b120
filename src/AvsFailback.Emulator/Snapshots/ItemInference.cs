using System;
using System.Linq;
using AvsFailback.Emulator.Operations;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Snapshots;

/// <summary>Concludes an item's hidden state from what it shows; all of it INFERRED, and only where the snapshot is silent.</summary>
internal static class ItemInference
{
    private static readonly TimeSpan Alive = TimeSpan.FromHours(1);

    public static void Complete(Vault vault, ReplicatedItem item, DateTimeOffset writtenAt)
    {
        ItemState state = item.State;
        FreeFromJob(vault, item);
        ItemStage stage = item.Stage;
        bool hasAzureVm = stage is ItemStage.FailedOver or ItemStage.RunningInAzure or ItemStage.CopyingToAvs or ItemStage.ReadyToFailBack or ItemStage.FailedBack;
        if (hasAzureVm)
        {
            state.AzureVm ??= FindAzureVm(vault, item);
        }

        state.AvsVm ??= stage is ItemStage.Protected or ItemStage.CopyingToAzure or ItemStage.FailedBack or ItemStage.Committed ? "on" : "off";
        bool afterFailover = stage is ItemStage.FailedOver or ItemStage.RunningInAzure or ItemStage.FailedBack or ItemStage.Committed;
        if (afterFailover && state.AgentRegistered is null)
        {
            state.AgentRegistered = (bool?)item.Details["isAgentRegistrationSuccessfulAfterFailover"] ?? true;
        }

        if (stage is ItemStage.Protected or ItemStage.ReadyToFailBack && state.PointsSince is null)
        {
            state.PointsSince = Instants.Read(item.Details.Text("retentionWindowStart")) ?? writtenAt.AddHours(-24);
        }

        bool azureAgent = hasAzureVm && stage != ItemStage.FailedBack;
        if (azureAgent && state.AzureVm is { } vm && vault.Store.Find(vm) is not null && !vault.Azure.IsRunning(vm))
        {
            state.HeartbeatStopped ??= writtenAt;
        }

        CompleteHeartbeat(item, writtenAt);
    }

    /// <summary>Takes up what was under way, where the snapshot brought no event for it.</summary>
    public static void Resume(ReplicatedItem item, Aftermath aftermath)
    {
        switch (item.Stage)
        {
            case ItemStage.CopyingToAzure when item.Properties.Text("protectionState") == ItemFaces.AwaitingFirstPoint.State:
                aftermath.AwaitFirstPoint(item, 0);
                break;
            case ItemStage.CopyingToAzure or ItemStage.CopyingToAvs:
                aftermath.BeginCopy(item, 0);
                break;
            case ItemStage.FailedBack or ItemStage.Committed or ItemStage.FailedOver or ItemStage.RunningInAzure
                when item.State.AgentRegistered == false && item.State.BootedAt is null:
                aftermath.Boot(item, "Snapshot", 0);
                break;
        }
    }

    /// <summary>
    /// An export shows an item that a job held as allowing nothing (contract §4), and that job ends with the export: the item allows again what its state does.
    /// </summary>
    private static void FreeFromJob(Vault vault, ReplicatedItem item)
    {
        JObject properties = item.Properties;
        bool isHeld = item.State.RunningJob is null && (properties["allowedOperations"] as JArray)?.Count == 0
            && properties["currentScenario"].Text("scenarioName") is { Length: > 0 } scenario && scenario != "None";
        if (isHeld && KnownFaces.Of(item.InstanceType, properties.Text("protectionState")) is { } face)
        {
            properties["allowedOperations"] = Json.Array(face.Allowed);
            properties["currentScenario"] = new JObject { ["scenarioName"] = "None", ["jobId"] = vault.Identity.JobId("None"), ["startTime"] = Instants.Idle };
            item.Resource.Changed();
        }
    }

    private static string? FindAzureVm(Vault vault, ReplicatedItem item)
    {
        JObject details = item.Details;
        if (details.Text("azureVirtualMachineId") is { Length: > 0 } own)
        {
            return own;
        }

        if (details.Text("targetVmId") is { } target && !target.EndsWith("/", StringComparison.Ordinal))
        {
            return target;
        }

        string[] names = [.. new[] { details.Text("recoveryAzureVMName"), details.Text("targetVmName"), item.FriendlyName }.OfType<string>()];
        return vault.Store.OfType(ResourceTypes.VirtualMachine).FirstOrDefault(vm => names.Contains(vm.Name, StringComparer.OrdinalIgnoreCase))?.Id;
    }

    private static void CompleteHeartbeat(ReplicatedItem item, DateTimeOffset writtenAt)
    {
        if (item.State.HeartbeatAge is not null || item.State.HeartbeatStopped is not null)
        {
            return;
        }

        string? text = item.Details.Text("lastHeartbeat") ?? item.Details["mobilityAgentDetails"].Text("lastHeartbeatUtc");
        if (Instants.Read(text) is { } last && writtenAt - last >= Alive)
        {
            item.State.HeartbeatStopped = last;
            item.State.HeartbeatAge = 0;
        }
        else
        {
            item.State.HeartbeatAge = 30;
        }
    }
}
