using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State.Details;

/// <summary>What a modernized item that replicates to AVS was set up with.</summary>
internal sealed record FailbackTarget(
    string InternalId, string AzureVmId, string? AzureIp, string AgentId, string? AgentName, string LogStorageAccountId, string? VCenterId, string Datastore,
    string? LastPolicyId, string? LastPolicyName);

/// <summary>Details of a modernized item that replicates from Azure to AVS, as P21:TestV2ARCMFailback has them.</summary>
internal static class InMageRcmFailbackDetails
{
    public static JObject Build(MachineFacts machine, FailbackTarget target, Identifiers ids)
    {
        string hex = ids.Hex(6, "azure-mac", target.InternalId).ToUpperInvariant();
        return new JObject
        {
            ["instanceType"] = "InMageRcmFailback",
            ["internalIdentifier"] = target.InternalId,
            ["azureVirtualMachineId"] = target.AzureVmId,
            ["multiVmGroupName"] = null,
            ["reprotectAgentId"] = target.AgentId,
            ["reprotectAgentName"] = target.AgentName,
            ["osType"] = machine.IsWindows ? "Windows" : "Linux",
            ["logStorageAccountId"] = target.LogStorageAccountId,
            ["targetvCenterId"] = target.VCenterId,
            ["targetDataStoreName"] = target.Datastore,
            ["targetVmName"] = machine.Name,
            // Zero up to Protected, null when idle (contract §4.2, CLI).
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
            ["protectedDisks"] = new JArray(machine.Disks.Select((d, i) => Disk(d, i, machine.IsWindows))),
            ["mobilityAgentDetails"] = new JObject
            {
                ["version"] = machine.AgentVersion,
                ["latestVersion"] = null,
                ["driverVersion"] = machine.AgentVersion,
                ["latestUpgradableVersionWithoutReboot"] = null,
                ["lastHeartbeatUtc"] = null,
                ["reasonsBlockingUpgrade"] = Json.Array(["UnsupportedProtectionScenario"]),
                ["isUpgradeable"] = "false",
            },
            ["vmNics"] = new JArray(new JObject
            {
                ["macAddress"] = $"00:0D:3A:{hex.Substring(0, 2)}:{hex.Substring(2, 2)}:{hex.Substring(4, 2)}",
                ["networkName"] = null,
                ["adapterType"] = null,
                ["sourceIpAddress"] = target.AzureIp ?? machine.IpAddress,
            }),
            ["discoveredVmDetails"] = null,
            ["lastUsedPolicyId"] = target.LastPolicyId,
            ["lastUsedPolicyFriendlyName"] = target.LastPolicyName,
            ["isAgentRegistrationSuccessfulAfterFailover"] = null,
        };
    }

    /// <summary>What is known of the AVS VM once it runs again (P21); the key's case is as recorded.</summary>
    public static JObject Discovered(MachineFacts machine, JObject details, System.DateTimeOffset now, bool toolsAnswer) => new()
    {
        ["vCenterId"] = details["targetvCenterId"],
        ["vCenterFQDN"] = string.Empty,
        ["datastores"] = Json.Array([details.Text("targetDataStoreName") ?? string.Empty]),
        ["ipAddresses"] = toolsAnswer ? Json.Array([machine.IpAddress]) : [],
        ["vmwareToolsStatus"] = toolsAnswer ? "OK" : "NotRunning",
        ["powerStatus"] = "ON",
        ["vmFqdn"] = machine.Name,
        ["osName"] = machine.OsName,
        ["createdTimestamp"] = Instants.Text(now),
        ["updatedTimestamp"] = Instants.Text(now),
        ["isDeleted"] = false,
        ["lastDiscoveryTimeInUtc"] = Instants.Text(now),
    };

    private static JObject Disk(DiskFacts disk, int index, bool windows) => new()
    {
        ["diskId"] = disk.Id,
        ["diskName"] = InMageRcmDetails.DeviceName(disk, windows),
        ["isOSDisk"] = disk.IsOs ? "true" : "false",
        ["capacityInBytes"] = disk.Bytes,
        ["diskUuid"] = disk.Uuid,
        ["dataPendingInLogDataStoreInMB"] = 0.0,
        ["dataPendingAtSourceAgentInMB"] = 0.0,
        ["isInitialReplicationComplete"] = "false",
        ["irDetails"] = new JObject
        {
            // The disks' copies queue up one behind the other; one that waits has no progress (CLI: "Queued", null).
            ["progressHealth"] = index == 0 ? "InProgress" : "Queued",
            ["transferredBytes"] = 0,
            ["last15MinutesTransferredBytes"] = 0,
            ["lastDataTransferTimeUtc"] = string.Empty,
            ["processedBytes"] = 0,
            ["startTime"] = string.Empty,
            ["lastRefreshTime"] = string.Empty,
            ["progressPercentage"] = index == 0 ? 0 : JValue.CreateNull(),
        },
    };
}
