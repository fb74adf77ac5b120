using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;
using static AvsFailback.Azure.Tests.Wire.Told;

namespace AvsFailback.Azure.Tests.Wire;

/// <summary>Where each member of an item stands in the JSON of each provider (asr-contract §4).</summary>
internal static class ExpectedItem
{
    public static Expected<ReplicatedItem> Table { get; } = new()
    {
        Apart = { "PhaseReason", "Phase", "UnprotectedSince", "FabricId", "ContainerId" },
        ["Id"] = j => Text(j, "id"),
        ["Name"] = j => Some(P(j), "friendlyName") ?? Text(j, "name"),
        ["Architecture"] = j => Kind(j) switch { "InMage" or "InMageAzureV2" => "Classic", "InMageRcm" or "InMageRcmFailback" => "Modernized", _ => "Unknown" },
        ["Direction"] = j => Kind(j) switch { "InMage" or "InMageRcmFailback" => "AzureToAvs", "InMageRcm" or "InMageAzureV2" => "AvsToAzure", _ => "Unknown" },
        ["Provider"] = Kind,
        ["ProtectionState"] = j => Text(P(j), "protectionState") ?? "",
        ["ProtectionStateDescription"] = j => Text(P(j), "protectionStateDescription") ?? "",
        ["ActiveLocation"] = j => Text(P(j), "activeLocation") ?? "",
        ["AllowedOperations"] = j => Texts(P(j), "allowedOperations"),
        ["TestFailoverState"] = j => Text(P(j), "testFailoverState") ?? "",
        ["ReplicationHealth"] = j => Health(P(j), "replicationHealth"),
        ["FailoverHealth"] = j => Health(P(j), "failoverHealth"),
        ["HealthErrors"] = j => HealthErrors(Objects(P(j), "healthErrors"), Objects(P(j), "replicationHealthErrors"), Objects(P(j), "failoverHealthErrors"), Objects(D(j), "validationErrors")),
        ["RunningJobId"] = j => IsIdle(j) ? null : Text(P(j), "currentScenario.jobId"),
        ["RunningScenario"] = j => IsIdle(j) ? null : Text(P(j), "currentScenario.scenarioName"),
        ["ObjectId"] = j => Kind(j).Contains("Rcm", StringComparison.Ordinal) ? Text(D(j), "internalIdentifier") : Text(D(j), "vmId"),
        ["OsType"] = j => Some(D(j), "osType") ?? Some(D(j), "osDetails.osType"),
        ["IpAddresses"] = j => Kind(j) switch
        {
            "InMageRcmFailback" => Objects(D(j), "vmNics").Select(n => Text(n, "sourceIpAddress")),
            "InMageRcm" => Some(D(j), "primaryNicIpAddress") is { } ip ? new[] { ip }.Concat(Objects(D(j), "vmNics").Select(n => Some(n, "sourceIPAddress")).OfType<string>()).Distinct() : [],
            _ => Some(D(j), "ipAddress") is { } ip ? [ip] : Array.Empty<string>(),
        },
        ["AzureVmId"] = AzureVm,
        ["PolicyId"] = j => Id(P(j), "policyId"),
        ["LastUsedPolicyId"] = j => Id(D(j), "lastUsedPolicyId"),
        ["ProcessServerId"] = j => Text(D(j), "processServerId"),
        ["MasterTargetId"] = j => Text(D(j), "masterTargetId"),
        ["ReprotectAgentId"] = j => Text(D(j), "reprotectAgentId"),
        ["ReprotectAgentName"] = j => Text(D(j), "reprotectAgentName"),
        ["Datastore"] = j => Some(D(j), "targetDataStoreName") ?? Only(Texts(D(j), "datastores")) ?? Only(Texts(D(j), "discoveredVmDetails.datastores")),
        ["VCenterId"] = j => Some(D(j), "targetvCenterId") ?? Some(D(j), "discoveredVmDetails.vCenterId"),
        ["InfrastructureVmId"] = j => Some(D(j), "infrastructureVmId"),
        ["LogStorageAccountId"] = j => Id(D(j), "logStorageAccountId") ?? Id(D(j), "recoveryAzureLogStorageAccountId") ?? Objects(D(j), "protectedDisks").Select(d => Id(d, "logStorageAccountId")).FirstOrDefault(a => a is not null),
        ["StorageAccountId"] = j => Id(D(j), "recoveryAzureStorageAccount") ?? Id(D(j), "azureStorageAccountId") ?? Id(D(j), "storageAccountId"),
        ["RunAsAccountId"] = j => Some(D(j), "runAsAccountId"),
        ["ReplicationGroup"] = Group,
        ["Rpo"] = j => (Whole(D(j), "rpoInSeconds") ?? Whole(D(j), "lastRpoInSeconds")) is >= 0 and { } s ? TimeSpan.FromSeconds(s) : null,
        ["ResyncRequired"] = j => Flag(D(j), "resyncRequired") ?? DisksNeedResync(j),
        ["ReplicationProgress"] = j => Progress(j),
        ["AgentHeartbeat"] = j => Moment(D(j), "lastHeartbeat") ?? Moment(D(j), "mobilityAgentDetails.lastHeartbeatUtc"),
        ["IsAgentRegistered"] = j => Flag(D(j), "isAgentRegistrationSuccessfulAfterFailover"),
        ["LastFailoverTime"] = j => Moment(P(j), "lastSuccessfulFailoverTime"),
        ["FailoverRecoveryPoint"] = j => (Some(P(j), "failoverRecoveryPointId") ?? Some(D(j), "failoverRecoveryPointId"))?.Split('/')[^1],
        ["AvsVm"] = Discovered,
        ["Disks"] = j => Objects(D(j), "protectedDisks").Select(Disk),
    };

    public static string Kind(JObject json) => Text(D(json), "instanceType") ?? "";

    private static JToken? P(JObject json) => At(json, "properties");

    private static JToken? D(JObject json) => At(json, "properties.providerSpecificDetails");

    private static bool IsIdle(JObject json) => Text(P(json), "currentScenario.scenarioName") is null or "None" || Text(P(json), "currentScenario.jobId") is not { Length: > 0 } id || id.EndsWith("/None", StringComparison.Ordinal);

    private static string? AzureVm(JObject json) => Kind(json) switch
    {
        "InMageRcmFailback" => Id(D(json), "azureVirtualMachineId"),
        "InMageAzureV2" => Text(D(json), "targetVmId") is { } id && !id.EndsWith('/') ? id : null,
        _ => null,
    };

    private static string? Group(JObject json)
    {
        string? name = Some(D(json), "multiVmGroupName");
        return Kind(json).Contains("Rcm", StringComparison.Ordinal)
            ? (Guid.TryParse(name, out _) ? null : name)
            : name == Text(D(json), "multiVmGroupId") ? null : name;
    }

    private static string? Only(IEnumerable<string> all) => all.Count() == 1 ? all.Single() : null;

    private static bool? DisksNeedResync(JObject json)
    {
        string?[] words = [.. Objects(D(json), "protectedDisks").Select(d => Text(d, "resyncRequired"))];
        return words.Contains("Required") ? true : words.Contains("NotRequired") ? false : null;
    }

    private static long? Progress(JObject json) => Kind(json) switch
    {
        "InMage" => Text(D(json), "protectionStage") == "DifferentialSync" ? null : Whole(D(json), "resyncDetails.initialReplicationProgressPercentage"),
        "InMageAzureV2" => Text(D(json), "protectionStage") == "DifferentialSync" ? null : Whole(D(json), "resyncProgressPercentage"),
        _ => Whole(D(json), "initialReplicationProgressPercentage") ?? Whole(D(json), "resyncProgressPercentage"),
    };

    private static string? Discovered(JObject json) => At(D(json), "discoveredVmDetails") is not JObject vm ? null : string.Join('|',
        Text(vm, "powerStatus"), Text(vm, "vmwareToolsStatus"), Show(Texts(vm, "ipAddresses").SelectMany(a => a.Split('_'))), Show(Texts(vm, "datastores")), Show(Flag(vm, "isDeleted")), Show(Moment(vm, "lastDiscoveryTimeInUtc")));

    private static string Disk(JObject disk)
    {
        string[] pending = [.. new[] { "sourceDataInMB", "psDataInMB", "sourceDataInMegaBytes", "psDataInMegaBytes", "dataPendingAtSourceAgentInMB", "dataPendingInLogDataStoreInMB" }.Where(f => At(disk, f) is not null)];
        bool? resync = Text(disk, "resyncRequired") switch { "Required" => true, "NotRequired" => false, _ => null };
        return string.Join('|', Text(disk, "diskId"), Text(disk, "diskName"), Whole(disk, "diskCapacityInBytes") ?? Whole(disk, "capacityInBytes"), Show(resync), Show(At(disk, "irDetails") is not null), pending.Length == 0 ? "-" : Show((long)(pending.Sum(f => Number(disk, f)) * 1048576)), Id(disk, "targetManagedDiskId"));
    }
}
