using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State.Details;

/// <summary>Details of a classic item that replicates from Azure to AVS, as P21:V2ATestFailback has them.</summary>
internal static class InMageDetails
{
    public static JObject Build(MachineFacts machine, Identifiers ids, string vmId, string groupId, string replicaId, JToken input, string? azureIp) => new()
    {
        ["instanceType"] = "InMage",
        ["activeSiteType"] = "Azure",
        ["sourceVmCpuCount"] = 0,
        ["sourceVmRamSizeInMB"] = 0,
        ["osDetails"] = new JObject { ["osVhdId"] = null, ["osType"] = machine.IsWindows ? "Windows" : "Linux", ["vhdName"] = null },
        ["protectionStage"] = "ResyncStepI",
        ["vmId"] = vmId,
        ["vmProtectionState"] = "UnprotectedStatesBegin",
        ["vmProtectionStateDescription"] = "Enabling protection",
        ["resyncDetails"] = new JObject { ["initialReplicationType"] = "InitialReplication", ["initialReplicationProgressPercentage"] = "0" },
        ["retentionWindowStart"] = null,
        ["retentionWindowEnd"] = null,
        ["compressedDataRateInMB"] = 0.0,
        ["uncompressedDataRateInMB"] = 0.0,
        ["rpoInSeconds"] = 0,
        ["protectedDisks"] = new JArray(machine.Disks.Select(disk => ClassicDisk(disk, "MB"))),
        ["ipAddress"] = azureIp ?? machine.IpAddress,
        ["lastHeartbeat"] = null,
        ["processServerId"] = input.MemberText("processServerId"),
        ["masterTargetId"] = input.MemberText("masterTargetId"),
        ["consistencyPoints"] = null,
        ["diskResized"] = "NotResized",
        ["rebootAfterUpdateStatus"] = null,
        ["multiVmGroupId"] = groupId,
        ["multiVmGroupName"] = groupId,
        ["multiVmSyncStatus"] = "Enabled",
        ["agentDetails"] = new JObject
        {
            ["agentVersion"] = machine.AgentVersion,
            ["agentUpdateStatus"] = "NotRequired",
            ["postUpdateRebootStatus"] = "NotRequired",
            ["agentExpiryDate"] = Instants.NoExpiry,
        },
        ["vCenterInfrastructureId"] = null,
        ["infrastructureVmId"] = vmId,
        ["vmNics"] = new JArray(Nic(ids, vmId)),
        ["discoveryType"] = "Physical",
        ["azureStorageAccountId"] = null,
        ["datastores"] = input.MemberText("datastoreName") is { } datastore ? Json.Array([datastore]) : [],
        ["validationErrors"] = new JArray(),
        ["lastRpoCalculatedTime"] = null,
        ["lastUpdateReceivedTime"] = null,
        ["replicaId"] = replicaId,
        ["osVersion"] = null,
        ["isAdditionalStatsAvailable"] = false,
        ["totalDataTransferred"] = -1,
        ["totalProgressHealth"] = "InProgress",
    };

    /// <summary>A network card of a classic item; "isSeletedForFailover" is the service's own spelling (contract §12).</summary>
    public static JObject ClassicNic(string nicId, string networkName, string? recoveryNetworkId, string? recoverySubnet, string subnet) => new()
    {
        ["nicId"] = nicId,
        ["replicaNicId"] = null,
        ["sourceNicArmId"] = null,
        ["vMNetworkName"] = networkName,
        ["recoveryVMNetworkId"] = recoveryNetworkId,
        ["ipConfigs"] = new JArray(new JObject
        {
            ["name"] = null,
            ["isPrimary"] = true,
            ["subnetName"] = subnet,
            ["staticIPAddress"] = null,
            ["ipAddressType"] = "Dynamic",
            ["isSeletedForFailover"] = true,
            ["recoverySubnetName"] = recoverySubnet ?? string.Empty,
            ["recoveryStaticIPAddress"] = string.Empty,
            ["recoveryIPAddressType"] = "Dynamic",
            ["recoveryPublicIPAddressId"] = null,
            ["recoveryLBBackendAddressPoolIds"] = null,
            ["tfoSubnetName"] = null,
            ["tfoStaticIPAddress"] = null,
            ["tfoPublicIPAddressId"] = null,
            ["tfoLBBackendAddressPoolIds"] = null,
        }),
        ["selectionType"] = recoveryNetworkId is null ? "NotSelected" : "SelectedByUser",
        ["recoveryNetworkSecurityGroupId"] = null,
        ["enableAcceleratedNetworkingOnRecovery"] = null,
        ["tfoVMNetworkId"] = null,
        ["tfoNetworkSecurityGroupId"] = null,
        ["enableAcceleratedNetworkingOnTfo"] = null,
        ["recoveryNicName"] = null,
        ["recoveryNicResourceGroupName"] = null,
        ["reuseExistingNic"] = false,
        ["tfoRecoveryNicName"] = null,
        ["tfoRecoveryNicResourceGroupName"] = null,
        ["tfoReuseExistingNic"] = false,
    };

    private static JObject Nic(Identifiers ids, string vmId)
    {
        string hex = ids.Hex(6, "azure-mac", vmId).ToUpperInvariant();
        string mac = $"00:0D:3A:{hex.Substring(0, 2)}:{hex.Substring(2, 2)}:{hex.Substring(4, 2)}";
        return ClassicNic(mac, "Microsoft Hyper-V Network Adapter", null, null, "snet-servers");
    }

    /// <summary>A disk of a classic item before its first copy.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="unit">How the provider ends its fields of sizes: MB, or MegaBytes for InMageAzureV2 (contract §12).</param>
    public static JObject ClassicDisk(DiskFacts disk, string unit) => new()
    {
        ["diskId"] = disk.Id,
        ["diskName"] = $"Disk{disk.Number}",
        ["protectionStage"] = "ResyncStepI",
        ["healthErrorCode"] = null,
        ["rpoInSeconds"] = 0,
        ["resyncRequired"] = "NotRequired",
        ["resyncProgressPercentage"] = 0,
        ["resyncDurationInSeconds"] = 0,
        ["diskCapacityInBytes"] = disk.Bytes,
        ["fileSystemCapacityInBytes"] = disk.Bytes,
        ["sourceDataIn" + unit] = 0.0,
        ["psDataIn" + unit] = 0.0,
        ["targetDataIn" + unit] = 0.0,
        ["diskResized"] = "NotResized",
        ["lastRpoCalculatedTime"] = null,
        ["resyncProcessedBytes"] = 0,
        ["resyncTotalTransferredBytes"] = 0,
        ["resyncLast15MinutesTransferredBytes"] = 0,
        ["resyncLastDataTransferTimeUTC"] = null,
        ["resyncStartTime"] = null,
        ["progressHealth"] = "InProgress",
        ["progressStatus"] = "Green",
    };
}
