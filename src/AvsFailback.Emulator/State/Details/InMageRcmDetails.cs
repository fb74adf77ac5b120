using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State.Details;

/// <summary>What a modernized item that replicates to Azure was set up with.</summary>
internal sealed record ModernizedTarget(
    string InternalId, string? DiscoveryMachineId, string ProcessServerId, string? ProcessServerName, string? RunAsAccountId, string VmName, string VmSize,
    string ResourceGroupId, string Location, string NetworkId, string Subnet, string LogStorageAccountId, string VCenterId, string Datastore);

/// <summary>Details of a modernized item that replicates to Azure, in the published order (SW); booleans are strings (contract §12).</summary>
internal static class InMageRcmDetails
{
    public static JObject Build(MachineFacts machine, ModernizedTarget target, Identifiers ids) => new()
    {
        ["instanceType"] = "InMageRcm",
        ["internalIdentifier"] = target.InternalId,
        ["fabricDiscoveryMachineId"] = target.DiscoveryMachineId,
        ["multiVmGroupName"] = null,
        ["discoveryType"] = "VCenter",
        ["processServerId"] = target.ProcessServerId,
        ["processorCoreCount"] = 4,
        ["allocatedMemoryInMB"] = 16384.0,
        ["processServerName"] = target.ProcessServerName,
        ["runAsAccountId"] = target.RunAsAccountId,
        ["osType"] = machine.IsWindows ? "Windows" : "Linux",
        ["firmwareType"] = "BIOS",
        ["primaryNicIpAddress"] = machine.IpAddress,
        ["targetGeneration"] = "V1",
        ["licenseType"] = "NotSpecified",
        ["storageAccountId"] = null,
        ["targetVmName"] = target.VmName,
        ["targetVmSize"] = target.VmSize,
        ["targetResourceGroupId"] = target.ResourceGroupId,
        ["targetLocation"] = target.Location,
        ["targetAvailabilitySetId"] = string.Empty,
        ["targetAvailabilityZone"] = string.Empty,
        ["targetProximityPlacementGroupId"] = string.Empty,
        ["targetBootDiagnosticsStorageAccountId"] = null,
        ["targetNetworkId"] = target.NetworkId,
        ["testNetworkId"] = string.Empty,
        ["failoverRecoveryPointId"] = null,
        ["lastRecoveryPointReceived"] = null,
        ["lastRpoInSeconds"] = null,
        ["lastRpoCalculatedTime"] = null,
        ["lastRecoveryPointId"] = null,
        ["initialReplicationProgressPercentage"] = 0,
        ["initialReplicationProcessedBytes"] = 0,
        ["initialReplicationTransferredBytes"] = 0,
        ["initialReplicationProgressHealth"] = "InProgress",
        ["resyncProgressPercentage"] = null,
        ["resyncProcessedBytes"] = null,
        ["resyncTransferredBytes"] = null,
        ["resyncProgressHealth"] = "None",
        ["resyncRequired"] = "false",
        ["resyncState"] = "None",
        ["agentUpgradeState"] = "None",
        ["lastAgentUpgradeType"] = null,
        ["agentUpgradeJobId"] = null,
        ["agentUpgradeAttemptToVersion"] = null,
        ["protectedDisks"] = new JArray(machine.Disks.Select(d => Disk(d, machine.IsWindows, target, ids))),
        ["unprotectedDisks"] = new JArray(),
        ["isLastUpgradeSuccessful"] = "false",
        ["isAgentRegistrationSuccessfulAfterFailover"] = null,
        ["mobilityAgentDetails"] = new JObject
        {
            ["version"] = machine.AgentVersion,
            ["latestVersion"] = null,
            ["latestAgentReleaseDate"] = null,
            ["driverVersion"] = machine.AgentVersion,
            ["latestUpgradableVersionWithoutReboot"] = null,
            ["agentVersionExpiryDate"] = null,
            ["driverVersionExpiryDate"] = null,
            ["lastHeartbeatUtc"] = null,
            ["reasonsBlockingUpgrade"] = Json.Array(["AlreadyOnLatestVersion"]),
            ["isUpgradeable"] = "false",
        },
        ["lastAgentUpgradeErrorDetails"] = new JArray(),
        ["agentUpgradeBlockingErrorDetails"] = new JArray(),
        ["vmNics"] = new JArray(new JObject
        {
            ["nicId"] = machine.Mac,
            ["isPrimaryNic"] = "true",
            ["isSelectedForFailover"] = "true",
            ["sourceIPAddress"] = machine.IpAddress,
            ["sourceIPAddressType"] = "Static",
            ["sourceNetworkId"] = "nsx-servers",
            ["sourceSubnetName"] = null,
            ["targetIPAddress"] = string.Empty,
            ["targetIPAddressType"] = "Dynamic",
            ["targetSubnetName"] = target.Subnet,
            ["testSubnetName"] = null,
            ["testIPAddress"] = null,
            ["testIPAddressType"] = "Dynamic",
        }),
        ["discoveredVmDetails"] = new JObject
        {
            ["vCenterId"] = target.VCenterId,
            ["vCenterFqdn"] = string.Empty,
            ["datastores"] = Json.Array([target.Datastore]),
            ["ipAddresses"] = Json.Array([machine.IpAddress]),
            ["vmwareToolsStatus"] = "OK",
            ["powerStatus"] = "ON",
            ["vmFqdn"] = machine.Name,
            ["osName"] = machine.OsName,
            ["createdTimestamp"] = null,
            ["updatedTimestamp"] = null,
            ["isDeleted"] = false,
            ["lastDiscoveryTimeInUtc"] = null,
        },
        ["targetVmTags"] = new JArray(),
        ["seedManagedDiskTags"] = new JArray(),
        ["targetManagedDiskTags"] = new JArray(),
        ["targetNicTags"] = new JArray(),
        ["sqlServerLicenseType"] = "NoLicenseType",
        ["supportedOSVersions"] = new JArray(),
        ["osName"] = machine.OsName,
        ["targetVmSecurityProfile"] = null,
    };

    /// <summary>What a failover sets: the managed disks of the Azure VM, whose "managedBy" leads to it (contract §4.2, CLI).</summary>
    public static void ShowAzureDisks(JObject details, IReadOnlyList<DiskFacts> disks, bool windows, AzureVmPlan plan)
    {
        foreach ((JToken shown, DiskFacts disk) in (details["protectedDisks"] as JArray ?? []).Zip(disks, (shown, disk) => (shown, disk)))
        {
            shown["targetManagedDiskId"] = $"{plan.Scope}/providers/Microsoft.Compute/disks/{AzureDiskName(disk, windows, plan.Name)}";
        }
    }

    /// <summary>As recorded: PHYSICALDRIVE0-RCM_Win2K16_01 (CLI).</summary>
    public static string AzureDiskName(DiskFacts disk, bool windows, string vmName) =>
        DeviceName(disk, windows).Split('\\', '/').Last() + "-" + new string([.. vmName.Select(c => char.IsLetterOrDigit(c) ? c : '_')]);

    public static string DeviceName(DiskFacts disk, bool windows) =>
        windows ? "\\\\.\\PHYSICALDRIVE" + disk.Number.ToString(CultureInfo.InvariantCulture) : "/dev/sd" + (char)('a' + disk.Number);

    private static JObject Disk(DiskFacts disk, bool windows, ModernizedTarget target, Identifiers ids) => new()
    {
        ["diskId"] = disk.Id,
        ["diskName"] = DeviceName(disk, windows),
        ["isOSDisk"] = disk.IsOs ? "true" : "false",
        ["capacityInBytes"] = disk.Bytes,
        ["diskState"] = "InitialReplicationPending",
        ["logStorageAccountId"] = target.LogStorageAccountId,
        ["diskEncryptionSetId"] = null,
        ["seedManagedDiskId"] = $"{target.ResourceGroupId}/providers/Microsoft.Compute/disks/asrseeddisk-{ids.Guid("seed", target.InternalId, disk.Id)}",
        ["seedBlobUri"] = null,
        ["targetManagedDiskId"] = null,
        ["diskType"] = "StandardSSD_LRS",
        ["dataPendingInLogDataStoreInMB"] = 0.0,
        ["dataPendingAtSourceAgentInMB"] = 0.0,
        ["isInitialReplicationComplete"] = "false",
        ["irDetails"] = null,
        ["resyncDetails"] = null,
        ["customTargetDiskName"] = null,
        ["sectorSizeInBytes"] = 512,
    };
}
