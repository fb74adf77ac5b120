using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State.BuiltIn;

/// <summary>The classic side of the built-in vault: a configuration server, its process servers and master targets. Shapes as in P17:V2ATestReprotect and SW.</summary>
internal sealed class ClassicSite(BuiltInNames names, DateTimeOffset now)
{
    private const string Version = "9.61.0.0";

    public IEnumerable<JObject> Resources()
    {
        yield return Fabric();
        yield return ModernizedSite.Container(names.ClassicContainerId, BuiltInNames.ClassicServer, BuiltInNames.ClassicServer, "VMware", names.Machines.Count(v => v.Classic));
        yield return ModernizedSite.Policy(names, BuiltInNames.ClassicPolicy, new JObject
        {
            ["instanceType"] = "InMageAzureV2",
            ["crashConsistentFrequencyInMinutes"] = 5,
            ["recoveryPointThresholdInMinutes"] = 15,
            ["recoveryPointHistory"] = 1440,
            ["appConsistentFrequencyInMinutes"] = 60,
            ["multiVmSyncStatus"] = "Enabled",
        });
        // The failback policy is fixed: 15 min, 24 h, 60 min (contract §9).
        yield return ModernizedSite.Policy(names, BuiltInNames.ClassicFailbackPolicy, new JObject
        {
            ["instanceType"] = "InMage",
            ["recoveryPointThresholdInMinutes"] = 15,
            ["recoveryPointHistory"] = 1440,
            ["appConsistentFrequencyInMinutes"] = 60,
            ["multiVmSyncStatus"] = "Enabled",
        });
        yield return ModernizedSite.Mapping(names, names.ClassicContainerId, "vmware-24h-mapping", null, BuiltInNames.ClassicPolicy, BuiltInNames.ClassicServer, BuiltInNames.ClassicServer, null);
        yield return ModernizedSite.Mapping(names, names.ClassicContainerId, "vmware-24h-failback-mapping", names.ClassicContainerId, BuiltInNames.ClassicFailbackPolicy,
            BuiltInNames.ClassicServer, BuiltInNames.ClassicServer, null);
        yield return ModernizedSite.Provider(names, names.ClassicFabricId, names.ClassicInternalId, "VMware", BuiltInNames.ClassicServer, BuiltInNames.ClassicServer, "5.1.8400.0",
            names.Machines.Count(v => v.Classic), now);
        yield return VCenter();
    }

    private static JArray Updates() => new(
        new JObject { ["version"] = Version, ["rebootStatus"] = "NotRequired", ["osType"] = "Windows" },
        new JObject { ["version"] = Version, ["rebootStatus"] = "NotRequired", ["osType"] = "Linux" });

    private static JObject VersionDetails() => new() { ["version"] = Version, ["expiryDate"] = Instants.NoExpiry, ["status"] = "Supported" };

    private static JObject Volume(string name, long gigabytes, double free, int? threshold) => new()
    {
        ["volumeName"] = name,
        ["capacityInBytes"] = gigabytes << 30,
        ["freeSpaceInBytes"] = (long)((gigabytes << 30) * free),
        ["thresholdPercentage"] = threshold,
    };

    private string Beat(double secondsAgo) => Instants.Seconds(Instants.Floor(now, TimeSpan.FromSeconds(1)).AddSeconds(-secondsAgo));

    private JObject Datastore(string name, string capacity, string free, string type) => new()
    {
        ["symbolicName"] = name,
        ["uuid"] = names.Ids.Guid("datastore", name),
        ["capacity"] = capacity,
        ["freeSpace"] = free,
        ["type"] = type,
    };

    private JArray Datastores() => new(
        Datastore("vsanDatastore", "42919.64", "27340.11", "vSAN"),
        Datastore("ds-failback-01", "8191.75", "6120.40", "VMFS"),
        Datastore("nfs-archive", "4096.00", "3011.27", "NFS"));

    private JObject ProcessServer(string id, string name, string ip, string osVersion, int machines) => new()
    {
        ["friendlyName"] = name,
        ["id"] = id,
        ["ipAddress"] = ip,
        ["osType"] = "Windows",
        ["agentVersion"] = Version,
        ["lastHeartbeat"] = Beat(95),
        ["versionStatus"] = "UpToDate",
        ["mobilityServiceUpdates"] = Updates(),
        ["hostId"] = id,
        ["machineCount"] = machines.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["replicationPairCount"] = machines.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["systemLoad"] = "0",
        ["systemLoadStatus"] = "Green",
        ["cpuLoad"] = "9%",
        ["cpuLoadStatus"] = "Green",
        ["totalMemoryInBytes"] = 17179398144,
        ["availableMemoryInBytes"] = 11224018944,
        ["memoryUsageStatus"] = "Green",
        ["totalSpaceInBytes"] = 644245094400,
        ["availableSpaceInBytes"] = 590558003200,
        ["spaceUsageStatus"] = "Green",
        ["psServiceStatus"] = "Running",
        ["sslCertExpiryDate"] = Instants.Seconds(Instants.Floor(now, TimeSpan.FromDays(1)).AddDays(540)),
        ["sslCertExpiryRemainingDays"] = 540,
        ["osVersion"] = osVersion,
        ["healthErrors"] = new JArray(),
        ["agentExpiryDate"] = Instants.NoExpiry,
        ["agentVersionDetails"] = VersionDetails(),
        ["health"] = "Normal",
        ["psStatsRefreshTime"] = Beat(110),
        ["throughputUploadPendingDataInBytes"] = 0,
        ["throughputInMBps"] = 0,
        ["throughputInBytes"] = 0,
        ["throughputStatus"] = "Green",
        ["marsCommunicationStatus"] = "Green",
        ["marsRegistrationStatus"] = "Green",
    };

    private JObject MasterTarget(string id, string name, string ip, string osType, string osVersion, int disks, JArray volumes) => new()
    {
        ["id"] = id,
        ["ipAddress"] = ip,
        ["name"] = name,
        ["osType"] = osType,
        ["agentVersion"] = Version,
        ["lastHeartbeat"] = Beat(70),
        ["versionStatus"] = "UpToDate",
        ["retentionVolumes"] = volumes,
        ["dataStores"] = Datastores(),
        ["validationErrors"] = new JArray(),
        ["healthErrors"] = new JArray(),
        ["diskCount"] = disks,
        ["osVersion"] = osVersion,
        ["agentExpiryDate"] = Instants.NoExpiry,
        ["marsAgentVersion"] = "2.0.9270.0",
        ["marsAgentExpiryDate"] = Instants.NoExpiry,
        ["agentVersionDetails"] = VersionDetails(),
        ["marsAgentVersionDetails"] = new JObject { ["version"] = "2.0.9270.0", ["expiryDate"] = Instants.NoExpiry, ["status"] = "Supported" },
    };

    private JObject Fabric() => new()
    {
        ["name"] = names.ClassicFabricName,
        ["type"] = ResourceTypes.Fabric,
        ["id"] = names.ClassicFabricId,
        ["properties"] = new JObject
        {
            ["friendlyName"] = BuiltInNames.ClassicServer,
            ["encryptionDetails"] = new JObject { ["kekState"] = "None", ["kekCertThumbprint"] = null },
            ["rolloverEncryptionDetails"] = new JObject { ["kekState"] = "None", ["kekCertThumbprint"] = null },
            ["internalIdentifier"] = names.ClassicInternalId,
            ["bcdrState"] = "Valid",
            ["customDetails"] = new JObject
            {
                ["instanceType"] = "VMware",
                ["processServers"] = new JArray(
                    ProcessServer(names.ConfigurationServerId, BuiltInNames.ClassicServer, "10.60.0.10", "Microsoft Windows Server 2016 Datacenter", 2),
                    ProcessServer(names.AzureProcessServerId, "CONTOSO-PS-AZ", "10.80.0.10", "Microsoft Windows Server 2016 Datacenter", 4)),
                ["masterTargetServers"] = new JArray(
                    MasterTarget(names.ConfigurationServerId, BuiltInNames.ClassicServer, "10.60.0.10", "Windows", "Microsoft Windows Server 2016 Datacenter", 4,
                        new JArray(Volume("R", 600, 0.97, 80), Volume("S", 200, 0.99, null))),
                    MasterTarget(names.LinuxMasterTargetId, "contoso-mtlin01", "10.60.0.12", "Linux", "Ubuntu 16.04", 3,
                        new JArray(Volume("/mnt/retention", 500, 0.98, 80)))),
                ["runAsAccounts"] = new JArray(
                    new JObject { ["accountId"] = "1", ["accountName"] = "windows-push" },
                    new JObject { ["accountId"] = "2", ["accountName"] = "linux-push" },
                    new JObject { ["accountId"] = "3", ["accountName"] = "vcenter-account" }),
                ["replicationPairCount"] = "4",
                ["processServerCount"] = "2",
                ["agentCount"] = "6",
                ["protectedServers"] = "4",
                ["systemLoad"] = "0",
                ["systemLoadStatus"] = "Green",
                ["cpuLoad"] = "9%",
                ["cpuLoadStatus"] = "Green",
                ["totalMemoryInBytes"] = 34359267328,
                ["availableMemoryInBytes"] = 20937801728,
                ["memoryUsageStatus"] = "Green",
                ["totalSpaceInBytes"] = 1288490188800,
                ["availableSpaceInBytes"] = 1181116006400,
                ["spaceUsageStatus"] = "Green",
                ["webLoad"] = "0",
                ["webLoadStatus"] = "Green",
                ["databaseServerLoad"] = "1.02",
                ["databaseServerLoadStatus"] = "Green",
                ["csServiceStatus"] = "Running",
                ["ipAddress"] = "10.60.0.10",
                ["agentVersion"] = Version,
                ["hostName"] = BuiltInNames.ClassicServer,
                ["lastHeartbeat"] = Instants.Text(now.AddSeconds(-45)),
                ["versionStatus"] = "UpToDate",
                ["sslCertExpiryDate"] = Instants.Seconds(Instants.Floor(now, TimeSpan.FromDays(1)).AddDays(540)),
                ["sslCertExpiryRemainingDays"] = 540,
                ["psTemplateVersion"] = "202501.01.00,9.61.1.0",
                ["agentExpiryDate"] = Instants.NoExpiry,
                ["agentVersionDetails"] = VersionDetails(),
                ["switchProviderBlockingErrorDetails"] = new JArray(),
            },
            ["healthErrorDetails"] = new JArray(),
            ["health"] = "Normal",
        },
    };

    private JObject VCenter() => new()
    {
        ["name"] = "vcenter-avs",
        ["type"] = ResourceTypes.VCenter,
        ["id"] = names.ClassicFabricId + "/replicationvCenters/vcenter-avs",
        ["properties"] = new JObject
        {
            ["friendlyName"] = "vcenter-avs",
            ["internalId"] = names.Ids.Guid("vcenter"),
            ["lastHeartbeat"] = Instants.Text(now.AddSeconds(-300)),
            ["discoveryStatus"] = "Completed",
            ["processServerId"] = names.ConfigurationServerId,
            ["ipAddress"] = "10.50.0.2",
            ["infrastructureId"] = "3",
            ["port"] = "443",
            ["runAsAccountId"] = "3",
            ["fabricArmResourceName"] = names.ClassicFabricName,
            ["healthErrors"] = new JArray(),
        },
    };
}
