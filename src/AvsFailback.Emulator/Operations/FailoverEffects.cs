using System.Linq;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using AvsFailback.Emulator.State.Details;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations;

/// <summary>What failovers, their commits and their cancelling change.</summary>
internal sealed class FailoverEffects(Vault vault, Aftermath aftermath, FaultBook faults)
{
    /// <summary>The failover to Azure has ended: the Azure VM runs.</summary>
    public void FailedOverToAzure(JobRun run)
    {
        ReplicatedItem item = run.Item;
        JObject details = item.Details;
        MachineFacts machine = MachineFacts.Of(item, vault.Ids);
        string vmId = FreeVmId(run);
        JToken? network = details["selectedRecoveryAzureNetworkId"] ?? details["targetNetworkId"];
        JToken? nic = (details["vmNics"] as JArray)?.FirstOrDefault();
        string subnet = nic.Text("targetSubnetName") ?? (nic?["ipConfigs"] as JArray)?.FirstOrDefault().Text("recoverySubnetName") ?? "default";
        // The OS disk is the VM's first.
        DiskFacts[] disks = [.. machine.Disks.OrderByDescending(d => d.IsOs)];
        var plan = new AzureVmPlan(
            vmId, details.Text("targetLocation") ?? VaultLocation(), details.Text("recoveryAzureVMSize") ?? details.Text("targetVmSize") ?? "Standard_D4s_v5",
            (string?)network ?? string.Empty, subnet, machine.IsWindows, [.. disks.Select(d => d.Bytes)], AzureIp(machine.IpAddress))
        {
            DiskNames = item.IsClassic ? null : [.. disks.Select(d => InMageRcmDetails.AzureDiskName(d, machine.IsWindows, ArmPath.Name(vmId)))],
        };
        vault.Azure.Create(plan);
        vault.Effects.Add(vault.Now, item.Name, EffectLog.AzureVmCreated, run.Job.Id, run.Job.Memory.RequestN);
        vault.Items.Bind(item, vmId);
        item.State.AvsVm = "off";
        item.State.PointsUntil = vault.Now;
        item.State.HeartbeatStopped ??= vault.Now;
        ShowFailoverPoint(run);
        if (item.IsClassic)
        {
            details["targetVmId"] = vmId;
        }
        else
        {
            InMageRcmDetails.ShowAzureDisks(details, machine.Disks, machine.IsWindows, plan);
        }

        ShowAvsVmOff(details);
        ItemFaces.FailedOver.Show(item.Properties);
        ShowFailoverTime(run);
        aftermath.SetPower(vmId, AzureSide.Running, run.Job.Id, run.Job.Memory.RequestN);
        aftermath.Boot(item, run.Job.Memory.Action, run.Job.Memory.RequestN);
        Aftermath.ShowRegistration(item);
        Tell(run, EffectLog.FailedOver);
    }

    /// <summary>Which point it went to; a modernized item's own details tell it too, and its id goes by another container than the item's (contract §1, CLI).</summary>
    private void ShowFailoverPoint(JobRun run)
    {
        ReplicatedItem item = run.Item;
        string? pointId = run.Input.MemberText("recoveryPointId");
        RecoveryPointFacts? point = pointId is null ? vault.PointsOf(item).FirstOrDefault() : RecoveryPoints.Find(item, pointId, vault.Now, vault.Ids);
        string? id = point is null ? null : item.IsClassic ? $"{item.Id}/recoveryPoints/{point.Name}" : vault.RcmPointId(item, point);
        item.Properties["failoverRecoveryPointId"] = id;
        if (!item.IsClassic)
        {
            item.Details["failoverRecoveryPointId"] = id;
        }
    }

    /// <summary>
    /// The id of the Azure VM to be made. Where a VM has the name already, that one stays, and the new one's name gets a GUID; the job tells it as a warning (CLI, H2A).
    /// </summary>
    private string FreeVmId(JobRun run)
    {
        string wanted = TargetVmId(run.Item);
        if (vault.Store.Find(wanted) is null)
        {
            return wanted;
        }

        string name = $"{ArmPath.Name(wanted)}-{vault.NextGuid("azure-vm-name", run.Item.Name)}";
        if (run.Job.Properties["errors"] is JArray errors)
        {
            string task = (run.Job.Properties["tasks"] as JArray)?.LastOrDefault().Text("taskId") ?? string.Empty;
            errors.Merge(JobDocument.Errors([Failures.VmRenamed(ArmPath.Name(wanted), name)], run.Job.Memory.ActivityId, task, vault.Now, "Warning"));
        }

        return $"{ArmPath.Parent(wanted)}/virtualMachines/{name}";
    }

    /// <summary>The failback shuts the Azure VM down, unless a fault keeps it running.</summary>
    public void StopAzureVm(JobRun run)
    {
        if (run.Item.State.AzureVm is { } vm && vault.Azure.IsRunning(vm) && !faults.VmKeepsRunning(run.Job.Memory.Action, run.Item))
        {
            aftermath.SetPower(vm, AzureSide.Deallocated, run.Job.Id, run.Job.Memory.RequestN);
        }
    }

    /// <summary>
    /// A modernized failback's point is made once its Azure VM is shut down (rules V09), unless the VM's group shares one that is there already. INFERRED: that a plan's job
    /// tells it; a single VM's told none (P17:V2AFailoverJob).
    /// </summary>
    public void TellPoint(JobRun run)
    {
        if (run.Job.Memory.Plan is not null && run.Job.Properties["customDetails"] is JObject details
            && (details["protectedItemDetails"] as JArray ?? []).All(told => told.Text("name") != run.Item.Name))
        {
            JobDocument.AddPoint(details, run.Item, vault.Ids.Guid("failback-point", run.Job.Name, run.Item.Name), vault.Now);
        }
    }

    /// <summary>The failback has ended: the AVS VM has been started and waits for its commit.</summary>
    public void FailedBack(JobRun run)
    {
        ReplicatedItem item = run.Item;
        JObject details = item.Details;
        item.State.AvsVm = "on";
        item.State.PointsUntil = vault.Now;
        item.State.HeartbeatStopped ??= vault.Now;
        aftermath.Boot(item, run.Job.Memory.Action, run.Job.Memory.RequestN);
        if (item.IsClassic)
        {
            ItemFaces.FailedBackClassic.Show(item.Properties);
            details["activeSiteType"] = "OnPrem";
        }
        else
        {
            ItemFaces.FailedBackModernized.Show(item.Properties);
            ShowPlannedFailover(run, "Succeeded");
            bool toolsAnswer = !item.IsWindows;
            details["discoveredVmDetails"] = InMageRcmFailbackDetails.Discovered(MachineFacts.Of(item, vault.Ids), details, vault.Now, toolsAnswer);
            foreach (JToken disk in details["protectedDisks"] as JArray ?? [])
            {
                disk["isInitialReplicationComplete"] = "true";
                disk["lastSyncTime"] = Instants.Text(vault.Now);
            }

            Aftermath.ShowRegistration(item);
            aftermath.AwaitTools(item, run.Job.Memory.RequestN);
        }

        ShowFailoverTime(run);
        Tell(run, EffectLog.FailedOver);
    }

    /// <summary>A failback that failed is cancelled by the service itself (D:vmware-azure-tutorial-failover-failback-modernized).</summary>
    public void FailbackFailed(JobRun run)
    {
        ReplicatedItem item = run.Item;
        if (item.IsClassic)
        {
            ItemFaces.FailoverFailed.Show(item.Properties);
            item.Properties["replicationHealth"] = "Critical";
        }
        else
        {
            ShowPlannedFailover(run, "Failed");
            if (item.State.AzureVm is { } vm)
            {
                aftermath.SetPower(vm, AzureSide.Running, run.Job.Id, run.Job.Memory.RequestN);
            }
        }

        Tell(run, EffectLog.FailoverFailed);
    }

    public void FailoverToAzureFailed(JobRun run)
    {
        ItemFaces.FailoverFailed.Show(run.Item.Properties);
        run.Item.Properties["replicationHealth"] = "Critical";
        Tell(run, EffectLog.FailoverFailed);
    }

    /// <summary>Commits whatever failover is pending; a failback's commit deletes the Azure VM (D:avs-tutorial-failback).</summary>
    public void Commit(JobRun run, bool byReprotect)
    {
        ReplicatedItem item = run.Item;
        bool failback = item.Stage == ItemStage.FailedBack;
        ItemFace face = !failback ? ItemFaces.RunningInAzure : item.IsClassic ? ItemFaces.CommittedClassic : ItemFaces.CommittedModernized;
        face.Show(item.Properties);
        Tell(run, byReprotect ? EffectLog.CommittedByReprotect : failback ? EffectLog.FailbackCommitted : EffectLog.FailoverCommitted);
        item.State.PointsSince = null;
        item.State.PointsUntil = null;
        if (failback && item.State.AzureVm is { } vm)
        {
            vault.Items.Bind(item, null);
            if (vault.Azure.Delete(vm, vault.Settings.CommitDeletes))
            {
                Tell(run, EffectLog.AzureVmDeleted);
            }
        }

        item.Resource.Changed();
    }

    /// <summary>The failback is undone: the AVS VM is off, the Azure VM on, and replication to AVS goes on.</summary>
    public void Cancelled(JobRun run)
    {
        ReplicatedItem item = run.Item;
        item.State.AvsVm = "off";
        item.State.AgentRegistered = null;
        item.State.BootedAt = null;
        ItemFaces.ReadyModernized.Show(item.Properties);
        item.Details["lastPlannedFailoverStatus"] = "Cancelled";
        Aftermath.ShowRegistration(item);
        ShowAvsVmOff(item.Details);
        if (item.State.AzureVm is { } vm)
        {
            aftermath.SetPower(vm, AzureSide.Running, run.Job.Id, run.Job.Memory.RequestN);
            item.State.HeartbeatStopped = null;
        }

        Tell(run, EffectLog.FailoverCancelled);
    }

    private static void ShowAvsVmOff(JObject details)
    {
        if (details["discoveredVmDetails"] is JObject discovered)
        {
            // As recorded of a VM that is off (CLI).
            discovered["ipAddresses"] = new JArray();
            discovered["powerStatus"] = "OFF";
            discovered["vmwareToolsStatus"] = "NotRunning";
            discovered["vmFqdn"] = string.Empty;
        }
    }

    private static string AzureIp(string avsIp)
    {
        string[] parts = avsIp.Split('.');
        return parts.Length == 4 ? $"10.80.{parts[2]}.{parts[3]}" : "10.80.1.200";
    }

    private static void ShowFailoverTime(JobRun run)
    {
        // Equal to the job's startTime (contract §4).
        run.Item.Properties.SetAfter("policyFriendlyName", "lastSuccessfulFailoverTime", Instants.Text(run.Job.StartTime));
        run.Item.Resource.Changed();
    }

    private static void ShowPlannedFailover(JobRun run, string status)
    {
        run.Item.Details.SetAfter("vmNics", "lastPlannedFailoverStartTime", Instants.Text(run.Job.StartTime));
        run.Item.Details.SetAfter("lastPlannedFailoverStartTime", "lastPlannedFailoverStatus", status);
    }

    private static string TargetVmId(ReplicatedItem item)
    {
        string name = item.Details.Text("recoveryAzureVMName") ?? item.Details.Text("targetVmName") ?? item.FriendlyName;
        string group = item.Details.Text("recoveryAzureResourceGroupId") ?? item.Details.Text("targetResourceGroupId") ?? ArmPath.Parent(item.FabricId);
        return $"{group}/providers/Microsoft.Compute/virtualMachines/{name}";
    }

    private string VaultLocation() => vault.Store.Find(vault.Identity.Id)?.Body.Text("location") ?? "westeurope";

    private void Tell(JobRun run, string effect) => vault.Effects.Add(vault.Now, run.Item.Name, effect, run.Job.Id, run.Job.Memory.RequestN);
}
