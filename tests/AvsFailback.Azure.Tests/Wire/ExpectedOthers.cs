using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Newtonsoft.Json.Linq;
using static AvsFailback.Azure.Tests.Wire.Told;

namespace AvsFailback.Azure.Tests.Wire;

/// <summary>Where each member of jobs, fabrics and their like stands in the JSON (asr-contract §6, §9).</summary>
internal static class ExpectedOthers
{
    public static Expected<FailbackJob> Job { get; } = new()
    {
        Apart = { "Name", "RetryAfter", "IsRunning", "IsSuccessful", "Duration", "PercentComplete", "CurrentTask", "ManualAction" },
        ["Id"] = j => Text(j, "id"),
        ["DisplayName"] = j => Text(P(j), "friendlyName") ?? "",
        ["Scenario"] = j => Text(P(j), "scenarioName") ?? "",
        ["Action"] = j => Text(P(j), "scenarioName") switch { "PlannedFailover" => "FailBack", "CancelFailover" => "CancelFailback", "FinalizeFailback" => "Commit", _ => "None" },
        ["State"] = j => State(Text(P(j), "state")),
        ["StateDescription"] = j => Some(P(j), "stateDescription") ?? Text(P(j), "state"),
        ["Tasks"] = j => Objects(P(j), "tasks").Select(Task),
        ["Errors"] = Errors,
        ["StartTime"] = j => Moment(P(j), "startTime"),
        ["EndTime"] = j => Moment(P(j), "endTime"),
        ["AllowedActions"] = j => Texts(P(j), "allowedActions"),
        ["TargetName"] = j => Text(P(j), "targetObjectName") ?? "",
        ["TargetObjectId"] = j => Some(P(j), "targetObjectId"),
        ["TargetType"] = j => Some(P(j), "targetInstanceType"),
        ["ItemId"] = j => Id(P(j), "customDetails.newReplicationProtectedItemId"),

        // Only this module knows by which plan it asked.
        ["PlanId"] = static _ => null,
        ["ActivityId"] = j => Some(P(j), "activityId"),
        ["RecoveryPointTimes"] = j => Objects(P(j), "customDetails.protectedItemDetails").Select(d => Moment(d, "recoveryPointTime")).OfType<DateTime>(),
    };

    public static Expected<ReplicationFabric> Fabric { get; } = new()
    {
        Apart = { "ProcessServers", "MasterTargets", "Appliances", "HeartbeatAge" },
        ["Id"] = j => Text(j, "id"),
        ["Name"] = j => Text(P(j), "friendlyName"),
        ["Architecture"] = j => Text(C(j), "instanceType") switch { "VMware" => "Classic", "InMageRcm" => "Modernized", _ => "Unknown" },
        ["Health"] = j => Text(P(j), "health") ?? "",
        ["InternalIdentifier"] = j => Text(P(j), "internalIdentifier"),
        ["LastHeartbeat"] = j => Moment(C(j), "lastHeartbeat"),
        ["IpAddress"] = j => Text(C(j), "ipAddress") ?? "",
        ["VersionStatus"] = j => Text(C(j), "versionStatus") ?? "",
        ["CertificateDaysLeft"] = j => Whole(C(j), "sslCertExpiryRemainingDays"),
        ["RunAsAccounts"] = j => Objects(C(j), "runAsAccounts").Select(a => string.Join('|', Text(a, "accountId"), Text(a, "accountName"), "")),
        ["VMwareSiteId"] = j => Id(C(j), "vmwareSiteId"),
    };

    public static Expected<ProcessServer> ProcessServer { get; } = new()
    {
        Apart = { "Architecture", "HeartbeatAge", "FabricId", "FabricName" },
        ["Id"] = j => Text(j, "id"),
        ["Name"] = j => Text(j, "friendlyName") ?? Text(j, "name"),
        ["IpAddress"] = j => Text(j, "ipAddress") ?? Texts(j, "ipAddresses").FirstOrDefault() ?? "",
        ["Health"] = j => Health(j, "health"),
        ["LastHeartbeat"] = j => Moment(j, "lastHeartbeat") ?? Moment(j, "lastHeartbeatUtc"),
        ["Version"] = j => Text(j, "agentVersion") ?? Text(j, "version") ?? "",
        ["Strains"] = j => new[] { "cpuLoad", "marsCommunication", "marsRegistration", "memoryUsage", "spaceUsage", "systemLoad", "throughput" }.Select(s => $"{s} {Text(j, s + "Status")}").Where(s => s.EndsWith(" Yellow", StringComparison.OrdinalIgnoreCase) || s.EndsWith(" Red", StringComparison.OrdinalIgnoreCase)),
        ["FreeSpaceInBytes"] = j => Whole(j, "availableSpaceInBytes"),
        ["MachineCount"] = j => Whole(j, "machineCount") ?? Whole(j, "protectedItemCount"),
        ["HealthErrors"] = j => HealthErrors(Objects(j, "healthErrors")),
    };

    public static Expected<MasterTarget> MasterTarget { get; } = new()
    {
        Apart = { "HeartbeatAge", "FabricId", "FabricName" },
        ["Id"] = j => Text(j, "id"),
        ["Name"] = j => Text(j, "name"),
        ["OsType"] = j => Text(j, "osType"),
        ["IpAddress"] = j => Text(j, "ipAddress"),
        ["LastHeartbeat"] = j => Moment(j, "lastHeartbeat"),
        ["DiskCount"] = j => Whole(j, "diskCount"),
        ["RetentionVolumes"] = j => Objects(j, "retentionVolumes").Select(v => string.Join('|', Text(v, "volumeName"), Show(Whole(v, "capacityInBytes")), Show(Whole(v, "freeSpaceInBytes")))),
        ["Datastores"] = j => Objects(j, "dataStores").Select(s => string.Join('|', Text(s, "symbolicName"), Text(s, "type"), Gigabytes(s, "capacity"), Gigabytes(s, "freeSpace"))),
        ["HealthErrors"] = j => HealthErrors(Objects(j, "healthErrors"), Objects(j, "validationErrors")),
    };

    public static Expected<ReplicationPolicy> Policy { get; } = new()
    {
        ["Id"] = j => Text(j, "id"),
        ["Name"] = j => Text(P(j), "friendlyName") ?? Text(j, "name"),
        ["Provider"] = j => Text(P(j), "providerSpecificDetails.instanceType") ?? "",
        ["CrashConsistentFrequency"] = j => Minutes(j, "crashConsistentFrequencyInMinutes"),
        ["AppConsistentFrequency"] = j => Minutes(j, "appConsistentFrequencyInMinutes"),
        ["RecoveryPointHistory"] = j => Minutes(j, "recoveryPointHistory") ?? Minutes(j, "recoveryPointHistoryInMinutes"),
    };

    public static Expected<ContainerMapping> Mapping { get; } = new()
    {
        ["Id"] = j => Text(j, "id"),
        ["PolicyId"] = j => Id(P(j), "policyId"),
        ["LeadsToAzure"] = j => Text(P(j), "targetProtectionContainerId") == "Microsoft Azure",
        ["State"] = j => Text(P(j), "state") ?? "",
    };

    private static JToken? P(JObject json) => At(json, "properties");

    private static JToken? C(JObject json) => At(json, "properties.customDetails");

    private static TimeSpan? Minutes(JObject json, string field) => Whole(P(json), "providerSpecificDetails." + field) is { } minutes ? TimeSpan.FromMinutes(minutes) : null;

    private static string Gigabytes(JObject store, string field) => ((long)(Number(store, field) * 1073741824)).ToString(CultureInfo.InvariantCulture);

    private static string State(string? word) => word is "NotStarted" or "InProgress" or "Suspended" or "Cancelling" or "Succeeded" or "CompletedWithInformation" or "Failed" or "Cancelled" ? word : "Other";

    private static string Task(JObject t) => string.Join('|',
        Text(t, "taskId"), Text(t, "name"), Some(t, "friendlyName") ?? Text(t, "name"), Text(t, "stateDescription") == "Skipped" ? "Skipped" : State(Text(t, "state")), Text(t, "stateDescription"),
        Show(Moment(t, "startTime")), Show(Moment(t, "endTime")), Show(Objects(t, "errors").Select(Error)), Show(Objects(t, "groupTaskCustomDetails.childTasks").Select(Task)));

    private static string Error(JObject e)
    {
        string? provider = Text(e, "providerErrorDetails.errorCode") is { } code && code != "0" ? code : null;
        return string.Join('|',
            Some(e, "serviceErrorDetails.code") ?? provider, Some(e, "serviceErrorDetails.message") ?? Text(e, "providerErrorDetails.errorMessage"),
            Some(e, "serviceErrorDetails.possibleCauses") ?? Text(e, "providerErrorDetails.possibleCauses"), Some(e, "serviceErrorDetails.recommendedAction") ?? Text(e, "providerErrorDetails.recommendedAction"),
            Text(e, "errorLevel"), Show(Moment(e, "creationTime")), Some(e, "serviceErrorDetails.activityId"), Some(e, "taskId"), provider, Some(e, "providerErrorDetails.errorMessage"));
    }

    private static IEnumerable<string> Errors(JObject job)
    {
        IEnumerable<JObject> tasks = Objects(P(job), "tasks").SelectMany(t => t.DescendantsAndSelf().OfType<JObject>()).Where(o => o["taskId"] is not null && o["friendlyName"] is not null);
        var seen = new HashSet<string>();
        JObject[] all = [.. Objects(P(job), "errors").Concat(tasks.SelectMany(t => Objects(t, "errors"))).Where(e => seen.Add(Text(e, "serviceErrorDetails.code") + Text(e, "serviceErrorDetails.message") + Text(e, "providerErrorDetails.errorCode")))];
        return all.OrderBy(e => Text(e, "serviceErrorDetails.code") is "539" or "559").Select(Error);
    }
}
