using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State.BuiltIn;

/// <summary>The modernized side of the built-in vault: one replication appliance. Shapes as in CLI and SW.</summary>
internal sealed class ModernizedSite(BuiltInNames names, DateTimeOffset now)
{
    public static JObject Policy(BuiltInNames names, string name, JObject details) => new()
    {
        ["id"] = names.PolicyId(name),
        ["name"] = name,
        ["type"] = ResourceTypes.Policy,
        ["properties"] = new JObject { ["friendlyName"] = name, ["providerSpecificDetails"] = details },
    };

    public static JObject Container(string id, string fabricName, string friendlyName, string fabricType, int items) => new()
    {
        ["id"] = id,
        ["name"] = ArmPath.Name(id),
        ["type"] = ResourceTypes.Container,
        ["properties"] = new JObject
        {
            ["fabricFriendlyName"] = fabricName,
            ["friendlyName"] = friendlyName,
            ["fabricType"] = fabricType,
            ["protectedItemCount"] = items,
            ["pairingStatus"] = "Paired",
            ["role"] = "Primary",
            ["fabricSpecificDetails"] = null,
        },
    };

    /// <param name="names">Names and ids of the vault.</param>
    /// <param name="containerId">The container that is mapped.</param>
    /// <param name="name">Name of the mapping.</param>
    /// <param name="target">The container that it is mapped to; null for Azure, which is the words "Microsoft Azure" (contract §1).</param>
    /// <param name="policy">Name of the policy.</param>
    /// <param name="fabricName">Friendly name of the container's fabric.</param>
    /// <param name="containerName">Friendly name of the container.</param>
    /// <param name="details">The provider's own details.</param>
    public static JObject Mapping(BuiltInNames names, string containerId, string name, string? target, string policy, string fabricName, string containerName, JObject? details) => new()
    {
        ["id"] = $"{containerId}/replicationProtectionContainerMappings/{name}",
        ["name"] = name,
        ["type"] = ResourceTypes.ContainerMapping,
        ["properties"] = new JObject
        {
            ["targetProtectionContainerId"] = target ?? "Microsoft Azure",
            ["targetProtectionContainerFriendlyName"] = target is null ? "Microsoft Azure" : containerName,
            ["providerSpecificDetails"] = details,
            ["health"] = "Normal",
            ["healthErrorDetails"] = new JArray(),
            ["policyId"] = names.PolicyId(policy),
            ["state"] = "Paired",
            ["sourceProtectionContainerFriendlyName"] = containerName,
            ["sourceFabricFriendlyName"] = fabricName,
            ["targetFabricFriendlyName"] = target is null ? "Microsoft Azure" : fabricName,
            ["policyFriendlyName"] = policy,
        },
    };

    public static JObject Provider(BuiltInNames names, string fabricId, string name, string fabricType, string friendlyName, string fabricName, string version, int items, DateTimeOffset now) => new()
    {
        ["id"] = $"{fabricId}/replicationRecoveryServicesProviders/{name}",
        ["type"] = ResourceTypes.Provider,
        ["name"] = name,
        ["properties"] = new JObject
        {
            ["fabricType"] = fabricType,
            ["friendlyName"] = friendlyName,
            ["providerVersion"] = version,
            ["serverVersion"] = "0.0",
            ["providerVersionState"] = "Latest",
            ["providerVersionExpiryDate"] = Instants.NoExpiry,
            ["fabricFriendlyName"] = fabricName,
            ["lastHeartBeat"] = Instants.Text(now.AddSeconds(-20)),
            ["connectionStatus"] = "Connected",
            ["protectedItemCount"] = items,
            ["allowedScenarios"] = Json.Array(["Refresh"]),
            ["healthErrorDetails"] = new JArray(),
            ["draIdentifier"] = names.Ids.Guid("dra", name),
            ["machineId"] = names.Ids.Guid("dra", name),
            ["machineName"] = friendlyName,
            ["biosId"] = names.Ids.Guid("bios", friendlyName).ToUpperInvariant(),
            ["authenticationIdentityDetails"] = null,
            ["resourceAccessIdentityDetails"] = null,
            ["dataPlaneAuthenticationIdentityDetails"] = null,
            ["providerVersionDetails"] = new JObject { ["version"] = version, ["expiryDate"] = Instants.NoExpiry, ["status"] = "Supported" },
        },
    };

    public IEnumerable<JObject> Resources()
    {
        yield return Fabric();
        yield return Container(names.ModernizedContainerId, BuiltInNames.ModernizedFabric, BuiltInNames.ModernizedContainer, "InMageRcm", names.Machines.Count(v => !v.Classic));
        yield return Policy(names, BuiltInNames.ModernizedPolicy, new JObject
        {
            ["instanceType"] = "InMageRcm",
            ["recoveryPointHistoryInMinutes"] = 1440,
            ["appConsistentFrequencyInMinutes"] = 60,
            ["crashConsistentFrequencyInMinutes"] = 5,
            ["enableMultiVmSync"] = "true",
        });
        yield return Policy(names, "crashconsistency-policy-failback", FailbackPolicy(0));
        yield return Policy(names, "appconsistency-policy-failback", FailbackPolicy(60));
        yield return Pair("24-hour-replication-containerpairing", null, BuiltInNames.ModernizedPolicy, new JObject { ["instanceType"] = "InMageRcm", ["enableAgentAutoUpgrade"] = "true" });
        yield return Pair("crashconsistency-failback-containerpairing", names.ModernizedContainerId, "crashconsistency-policy-failback", null);
        yield return Pair("appconsistency-failback-containerpairing", names.ModernizedContainerId, "appconsistency-policy-failback", null);
        yield return Provider(names, names.ModernizedFabricId, BuiltInNames.FirstAppliance + "dra", "InMageRcm", BuiltInNames.FirstAppliance, BuiltInNames.ModernizedFabric, "5.25.1030.1",
            names.Machines.Count(v => !v.Classic), now);
        yield return RunAsAccount("windows-push", "WindowsGuest");
        yield return RunAsAccount("linux-push", "LinuxGuest");
        yield return RunAsAccount("vcenter-account", "VMwareFabric");
    }

    private static JObject FailbackPolicy(int appMinutes) => new()
    {
        ["instanceType"] = "InMageRcmFailback",
        ["appConsistentFrequencyInMinutes"] = appMinutes,
        ["crashConsistentFrequencyInMinutes"] = 5,
    };

    private JObject Pair(string name, string? target, string policy, JObject? details) =>
        Mapping(names, names.ModernizedContainerId, name, target, policy, BuiltInNames.ModernizedFabric, BuiltInNames.ModernizedContainer, details);

    private JObject RunAsAccount(string name, string type)
    {
        string id = names.Ids.Guid("run-as", name);
        return new JObject
        {
            ["id"] = $"{names.Site}/runAsAccounts/{id}",
            ["name"] = id,
            ["type"] = ResourceTypes.RunAsAccount,
            ["properties"] = new JObject
            {
                ["displayName"] = name,
                ["credentialType"] = type,
                ["createdTimestamp"] = Instants.Text(now.AddDays(-90)),
                ["updatedTimestamp"] = Instants.Text(now.AddDays(-90)),
                ["applianceName"] = BuiltInNames.FirstAppliance,
            },
        };
    }

    private JArray Each(Func<BuiltInAppliance, JObject> part) => new(names.Appliances.Select(part));

    /// <summary>What every part of the appliance says; all under one id.</summary>
    private JObject Part(BuiltInAppliance appliance, string version, double beat)
    {
        return new JObject
        {
            ["id"] = appliance.Id,
            ["name"] = appliance.Name,
            ["biosId"] = names.Ids.Guid("bios", appliance.Name).ToUpperInvariant(),
            ["fabricObjectId"] = $"{names.Site}/machines/vcenter01_{(appliance.Name == BuiltInNames.FirstAppliance ? names.Ids.Guid("appliance-machine") : names.Ids.Guid("appliance-machine", appliance.Name))}",
            ["fqdn"] = appliance.MachineName,
            ["version"] = version,
            ["lastHeartbeatUtc"] = Instants.Text(now.AddSeconds(-beat)),
            ["health"] = "Normal",
            ["healthErrors"] = new JArray(),
        };
    }

    private JObject ProcessServer(BuiltInAppliance appliance)
    {
        JObject part = Part(appliance, "9.61.7016.1", 130);
        part.SetAfter("fqdn", "ipAddresses", Json.Array(["10.60.0.20"]));
        var numbers = new JObject
        {
            ["totalMemoryInBytes"] = 34359738368,
            ["availableMemoryInBytes"] = 27917287424,
            ["usedMemoryInBytes"] = 6442450944,
            ["memoryUsagePercentage"] = 18.75,
            ["totalSpaceInBytes"] = 665719930880,
            ["availableSpaceInBytes"] = 640000000000,
            ["usedSpaceInBytes"] = 25719930880,
            ["freeSpacePercentage"] = 96.13,
            ["throughputUploadPendingDataInBytes"] = 0,
            ["throughputInBytes"] = 0,
            ["processorUsagePercentage"] = 3.0,
            ["throughputStatus"] = "Healthy",
            ["systemLoad"] = 0,
            ["systemLoadStatus"] = "Healthy",
            ["diskUsageStatus"] = "Healthy",
            ["memoryUsageStatus"] = "Healthy",
            ["processorUsageStatus"] = "Healthy",
        };
        string after = "lastHeartbeatUtc";
        foreach (JProperty number in numbers.Properties().ToList())
        {
            part.SetAfter(after, number.Name, number.Value.DeepClone());
            after = number.Name;
        }

        part["historicHealth"] = "Normal";
        return part;
    }

    private JObject RcmProxy(BuiltInAppliance appliance)
    {
        JObject part = Part(appliance, "1.42.9140.1", 150);
        part.SetAfter("fqdn", "clientAuthenticationType", "Certificate");
        return part;
    }

    private JObject ReprotectAgent(BuiltInAppliance appliance)
    {
        JObject part = Part(appliance, "1.44.9102.2", 140);
        part["accessibleDatastores"] = Json.Array(["vsanDatastore", "ds-failback-01"]);
        part["vcenterId"] = names.VCenter;
        part["lastDiscoveryInUtc"] = Instants.Text(now.AddMinutes(-14));
        return part;
    }

    private JObject Dra(BuiltInAppliance appliance)
    {
        JObject part = Part(appliance, "5.25.1030.1", 20);
        part.Remove("fabricObjectId");
        part.Remove("fqdn");
        return part;
    }

    private JObject Fabric() => new()
    {
        ["name"] = BuiltInNames.ModernizedFabric,
        ["type"] = ResourceTypes.Fabric,
        ["id"] = names.ModernizedFabricId,
        ["properties"] = new JObject
        {
            ["friendlyName"] = BuiltInNames.ModernizedFabric,
            ["encryptionDetails"] = new JObject { ["kekState"] = "None", ["kekCertThumbprint"] = null },
            ["rolloverEncryptionDetails"] = new JObject { ["kekState"] = "None", ["kekCertThumbprint"] = null },
            ["internalIdentifier"] = names.ModernizedInternalId,
            ["bcdrState"] = "Valid",
            ["customDetails"] = new JObject
            {
                ["instanceType"] = "InMageRcm",
                ["vmwareSiteId"] = names.Site,
                ["physicalSiteId"] = names.Vault.Azure("Microsoft.OffAzure/ServerSites/contoso-dr-vaultphysicalsite"),
                ["serviceEndpoint"] = "https://srs1.neu.siterecovery.example",
                ["serviceResourceId"] = "4718093526170925531",
                ["serviceContainerId"] = "3310948852217",
                ["dataPlaneUri"] = "https://prot1.neu.backup.example",
                ["controlPlaneUri"] = "https://rcm1.neu.siterecovery.example",
                ["sourceAgentIdentityDetails"] = new JObject
                {
                    ["tenantId"] = names.Ids.Guid("tenant"),
                    ["applicationId"] = names.Ids.Guid("application"),
                    ["objectId"] = names.Ids.Guid("object"),
                    ["audience"] = $"api://{names.Ids.Guid("tenant")}/contosodrvaultagentauthaadapp",
                    ["aadAuthority"] = "https://login.microsoftonline.com/" + names.Ids.Guid("tenant"),
                },
                ["processServers"] = Each(ProcessServer),
                ["rcmProxies"] = Each(RcmProxy),
                ["pushInstallers"] = Each(a => Part(a, "1.43.9120.3", 160)),
                ["replicationAgents"] = Each(a => Part(a, "1.42.9139.4", 145)),
                ["reprotectAgents"] = Each(ReprotectAgent),
                ["marsAgents"] = Each(a => Part(a, "2.0.9270.0", 150)),
                ["dras"] = Each(Dra),
                ["agentDetails"] = new JArray(),
            },
            ["healthErrorDetails"] = new JArray(),
            ["health"] = "Normal",
        },
    };
}
