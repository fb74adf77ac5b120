using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State.Details;

/// <summary>What a classic item that replicates to Azure was set up with.</summary>
internal sealed record ClassicTarget(
    string VmId, string GroupId, string? ProcessServerId, string? ProcessServerName, string? MasterTargetId, string VmName, string VmSize,
    string ResourceGroupId, string NetworkId, string Subnet, string? StorageAccountId, string? LogStorageAccountId, string Datastore, string ReplicaId);

/// <summary>Details of a classic item that replicates to Azure, in the published order (SW); values as P17:V2AFailoverJob has them.</summary>
internal static class InMageAzureV2Details
{
    public static JObject Build(MachineFacts machine, ClassicTarget target) => new()
    {
        ["instanceType"] = "InMageAzureV2",
        ["infrastructureVmId"] = target.VmId,
        ["vCenterInfrastructureId"] = "3",
        ["protectionStage"] = "ResyncStepI",
        ["vmId"] = target.VmId,
        ["vmProtectionState"] = "UnprotectedStatesBegin",
        ["vmProtectionStateDescription"] = "Enabling protection",
        ["resyncProgressPercentage"] = 0,
        ["rpoInSeconds"] = 0,
        ["compressedDataRateInMB"] = 0.0,
        ["uncompressedDataRateInMB"] = 0.0,
        ["ipAddress"] = machine.IpAddress,
        ["agentVersion"] = machine.AgentVersion,
        ["agentExpiryDate"] = Instants.NoExpiry,
        ["isAgentUpdateRequired"] = "NotRequired",
        ["isRebootAfterUpdateRequired"] = "NotRequired",
        ["lastHeartbeat"] = null,
        ["processServerId"] = target.ProcessServerId,
        ["processServerName"] = target.ProcessServerName,
        ["multiVmGroupId"] = target.GroupId,
        ["multiVmGroupName"] = target.GroupId,
        ["multiVmSyncStatus"] = "Enabled",
        ["protectedDisks"] = new JArray(machine.Disks.Select(Disk)),
        ["diskResized"] = "NotResized",
        ["masterTargetId"] = target.MasterTargetId,
        ["sourceVmCpuCount"] = 4,
        ["sourceVmRamSizeInMB"] = 16384,
        ["osType"] = machine.IsWindows ? "Windows" : "Linux",
        ["vhdName"] = machine.IsWindows ? "\\\\.\\PHYSICALDRIVE0" : "/dev/sda",
        ["osDiskId"] = (machine.Disks.FirstOrDefault(d => d.IsOs) ?? machine.Disks[0]).Id,
        ["azureVMDiskDetails"] = new JArray(),
        ["recoveryAzureVMName"] = target.VmName,
        ["recoveryAzureVMSize"] = target.VmSize,
        ["recoveryAzureStorageAccount"] = target.StorageAccountId,
        ["recoveryAzureLogStorageAccountId"] = target.LogStorageAccountId,
        ["vmNics"] = new JArray(InMageDetails.ClassicNic(machine.Mac, "vmxnet3 Ethernet Adapter", target.NetworkId, target.Subnet, target.Subnet)),
        ["selectedRecoveryAzureNetworkId"] = target.NetworkId,
        ["selectedTfoAzureNetworkId"] = null,
        ["selectedSourceNicId"] = machine.Mac,
        ["discoveryType"] = "vCenter",
        ["enableRdpOnTargetOption"] = "Never",
        ["datastores"] = Json.Array([target.Datastore]),
        // Nameless until the VM has been made by a failover (rules, last section; P17).
        ["targetVmId"] = target.ResourceGroupId + "/providers/Microsoft.Compute/virtualMachines/",
        ["recoveryAzureResourceGroupId"] = target.ResourceGroupId,
        ["recoveryAvailabilitySetId"] = string.Empty,
        ["targetAvailabilityZone"] = null,
        ["targetProximityPlacementGroupId"] = null,
        ["useManagedDisks"] = "true",
        ["licenseType"] = "NoLicenseType",
        ["sqlServerLicenseType"] = "NoLicenseType",
        ["validationErrors"] = new JArray(),
        ["lastRpoCalculatedTime"] = null,
        ["lastUpdateReceivedTime"] = null,
        ["replicaId"] = target.ReplicaId,
        ["osVersion"] = machine.OsName,
        ["protectedManagedDisks"] = new JArray(),
        ["lastRecoveryPointReceived"] = null,
        ["firmwareType"] = "BIOS",
        ["azureVmGeneration"] = "V1",
        ["isAdditionalStatsAvailable"] = false,
        ["totalDataTransferred"] = -1,
        ["totalProgressHealth"] = "InProgress",
        ["targetVmTags"] = new JObject(),
        ["seedManagedDiskTags"] = new JObject(),
        ["targetManagedDiskTags"] = new JObject(),
        ["targetNicTags"] = new JObject(),
        ["switchProviderBlockingErrorDetails"] = new JArray(),
        ["switchProviderDetails"] = null,
        ["supportedOSVersions"] = new JArray(),
        ["allAvailableOSUpgradeConfigurations"] = new JArray(),
        ["osName"] = machine.OsName,
    };

    private static JObject Disk(DiskFacts disk)
    {
        JObject body = InMageDetails.ClassicDisk(disk, "MegaBytes");
        body["secondsToTakeSwitchProvider"] = 0;
        return body;
    }
}
