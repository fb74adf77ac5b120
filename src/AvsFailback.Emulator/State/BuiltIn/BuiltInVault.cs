using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Snapshots;
using AvsFailback.Emulator.State.Details;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State.BuiltIn;

/// <summary>The vault that is there without a snapshot: ten VMs of both architectures, failed over to Azure and committed there.</summary>
internal static class BuiltInVault
{
    public static JObject Build(DateTimeOffset now) => Build(new BuiltInNames(), now);

    /// <summary>A vault of this infrastructure with other VMs.</summary>
    public static JObject Build(BuiltInNames names, DateTimeOffset now)
    {
        var resources = new JArray { Vault(names, now) };
        foreach (JObject resource in new ClassicSite(names, now).Resources().Concat(new ModernizedSite(names, now).Resources()).Concat(Surroundings(names)))
        {
            resources.Add(resource);
        }

        var states = new JArray();
        foreach (BuiltInVm vm in names.Machines)
        {
            MachineFacts machine = MachineFacts.New(names.Ids, vm.Name, vm.Windows, vm.AvsIp, vm.DiskGigabytes);
            var plan = new AzureVmPlan(names.AzureVm(vm), BuiltInNames.Location, "Standard_D4s_v5", names.Network, BuiltInNames.Subnet, vm.Windows,
                [.. vm.DiskGigabytes.Select(g => (long)g << 30)], vm.AzureIp)
            {
                DiskNames = vm.Classic ? null : [.. machine.Disks.Select(disk => InMageRcmDetails.AzureDiskName(disk, vm.Windows, vm.Name))],
            };
            resources.Add(Item(names, vm, machine, plan, now));
            resources.Add(AzureBodies.Vm(plan, names.Ids, now.AddDays(-3)));
            resources.Add(AzureBodies.Nic(plan, names.Ids));
            states.Add(new JObject
            {
                ["name"] = vm.ItemName,
                ["azureVm"] = plan.VmId,
                ["avsVm"] = "off",
                ["agentRegistered"] = true,
                ["heartbeatAge"] = 45,
                ["heartbeatStopped"] = Instants.Text(now.AddDays(-3)),
                ["recoveryPoints"] = vm.NoPoints ? ItemState.PointsNone : ItemState.PointsNormal,
                ["keepsHealth"] = vm.Critical,
            });
        }

        // The plans are of the built-in VMs; a vault of others has none.
        foreach (JObject plan in ReferenceEquals(names.Machines, BuiltInNames.Vms) ? BuiltInPlans.All(names) : [])
        {
            resources.Add(plan);
        }

        return new JObject
        {
            ["format"] = SnapshotFile.Format,
            ["vault"] = names.Vault.Id,
            ["utcNow"] = Instants.Text(now),
            ["resources"] = resources,
            ["emulator"] = new JObject { ["items"] = states },
        };
    }

    private static JObject Vault(BuiltInNames names, DateTimeOffset now) => new()
    {
        ["location"] = BuiltInNames.Location,
        ["name"] = names.Vault.Name,
        ["etag"] = $"W/\"datetime'{Uri.EscapeDataString(Instants.Text(now.AddDays(-120)))}'\"",
        ["properties"] = new JObject
        {
            ["provisioningState"] = "Succeeded",
            ["privateEndpointStateForBackup"] = "None",
            ["privateEndpointStateForSiteRecovery"] = "None",
            ["backupStorageVersion"] = "Unassigned",
            ["monitoringSettings"] = new JObject
            {
                ["azureMonitorAlertSettings"] = new JObject { ["alertsForAllJobFailures"] = "Enabled" },
                ["classicAlertSettings"] = new JObject { ["alertsForCriticalOperations"] = "Enabled" },
            },
            ["securitySettings"] = new JObject
            {
                ["immutabilitySettings"] = null,
                ["softDeleteSettings"] = new JObject { ["softDeleteRetentionPeriodInDays"] = 14, ["softDeleteState"] = "Enabled" },
                ["multiUserAuthorization"] = "Disabled",
            },
            ["publicNetworkAccess"] = "Enabled",
            ["restoreSettings"] = new JObject { ["crossSubscriptionRestoreSettings"] = new JObject { ["crossSubscriptionRestoreState"] = "Enabled" } },
        },
        ["id"] = names.Vault.Id,
        ["type"] = ResourceTypes.Vault,
        ["sku"] = new JObject { ["name"] = "Standard" },
    };

    private static IEnumerable<JObject> Surroundings(BuiltInNames names)
    {
        yield return new JObject
        {
            ["id"] = names.Vault.Asr("replicationVaultSettings/default"),
            ["name"] = "default",
            ["type"] = ResourceTypes.VaultSetting,
            ["properties"] = new JObject { ["migrationSolutionId"] = null, ["vmwareToAzureProviderType"] = "InMageRcm" },
        };
        string cloud = names.Vault.Azure("Microsoft.AVS/privateClouds/contoso-avs");
        yield return new JObject
        {
            ["id"] = cloud,
            ["name"] = "contoso-avs",
            ["type"] = "Microsoft.AVS/privateClouds",
            ["location"] = "westeurope",
            ["sku"] = new JObject { ["name"] = "av36p" },
            ["properties"] = new JObject
            {
                ["provisioningState"] = "Succeeded",
                ["managementCluster"] = new JObject { ["clusterSize"] = 3, ["provisioningState"] = "Succeeded" },
                ["networkBlock"] = "10.50.0.0/22",
                ["endpoints"] = new JObject { ["vcsa"] = "https://10.50.0.2/", ["nsxtManager"] = "https://10.50.0.3/" },
            },
        };
        yield return new JObject
        {
            ["id"] = names.Vault.Azure("Microsoft.Network/connections/er-avs-to-dr"),
            ["name"] = "er-avs-to-dr",
            ["type"] = "Microsoft.Network/connections",
            ["location"] = BuiltInNames.Location,
            ["properties"] = new JObject { ["provisioningState"] = "Succeeded", ["connectionType"] = "ExpressRoute", ["connectionStatus"] = "Connected" },
        };
        yield return new JObject
        {
            ["id"] = names.StorageAccount,
            ["name"] = ArmPath.Name(names.StorageAccount),
            ["type"] = "Microsoft.Storage/storageAccounts",
            ["location"] = BuiltInNames.Location,
            ["sku"] = new JObject { ["name"] = "Standard_LRS", ["tier"] = "Standard" },
            ["kind"] = "StorageV2",
            ["properties"] = new JObject { ["provisioningState"] = "Succeeded" },
        };
    }

    private static JObject Item(BuiltInNames names, BuiltInVm vm, MachineFacts machine, AzureVmPlan plan, DateTimeOffset now)
    {
        JObject details = vm.Classic ? Classic(names, vm, machine, now.AddDays(-3).AddMinutes(-4)) : Modernized(names, vm, machine, plan);
        string container = vm.Classic ? names.ClassicContainerId : names.ModernizedContainerId;
        string fabric = vm.Classic ? names.ClassicFabricId : names.ModernizedFabricId;
        string policy = vm.Classic ? BuiltInNames.ClassicPolicy : BuiltInNames.ModernizedPolicy;
        string fabricName = vm.Classic ? BuiltInNames.ClassicServer : BuiltInNames.ModernizedFabric;
        string id = names.ItemId(vm);
        string point = names.Ids.Guid("failover-point", vm.Name);
        if (!vm.Classic)
        {
            details["failoverRecoveryPointId"] = $"{fabric}/replicationProtectionContainers/cloud_{names.ModernizedInternalId}/replicationProtectedItems/{vm.ItemName}/recoveryPoints/{point}";
        }

        var properties = new JObject
        {
            ["friendlyName"] = vm.Name,
            ["protectedItemType"] = string.Empty,
            ["protectableItemId"] = vm.Classic ? $"{container}/replicationProtectableItems/{details["vmId"]}" : JValue.CreateNull(),
            ["recoveryServicesProviderId"] = $"{fabric}/replicationRecoveryServicesProviders/{(vm.Classic ? names.ClassicInternalId : BuiltInNames.FirstAppliance + "dra")}",
            ["primaryFabricFriendlyName"] = fabricName,
            ["primaryFabricProvider"] = vm.Classic ? "InMageFabric" : "InMageRcmFabric",
            ["recoveryFabricFriendlyName"] = "Microsoft Azure",
            ["recoveryFabricId"] = "Microsoft Azure",
            ["primaryProtectionContainerFriendlyName"] = vm.Classic ? BuiltInNames.ClassicServer : BuiltInNames.ModernizedContainer,
            ["recoveryProtectionContainerFriendlyName"] = "Microsoft Azure",
            ["protectionState"] = null,
            ["protectionStateDescription"] = null,
            ["activeLocation"] = null,
            ["testFailoverState"] = "None",
            ["testFailoverStateDescription"] = "None",
            ["switchProviderState"] = "None",
            ["switchProviderStateDescription"] = null,
            ["allowedOperations"] = null,
            ["replicationHealth"] = vm.Critical ? "Critical" : "Normal",
            ["failoverHealth"] = "Normal",
            ["healthErrors"] = vm.Critical ? new JArray(CriticalError(now)) : [],
            ["policyId"] = names.PolicyId(policy),
            ["policyFriendlyName"] = policy,
            ["lastSuccessfulFailoverTime"] = Instants.Text(now.AddDays(-3)),
            ["currentScenario"] = new JObject { ["scenarioName"] = "None", ["jobId"] = names.Vault.JobId("None"), ["startTime"] = Instants.Idle },
            ["failoverRecoveryPointId"] = vm.Classic ? $"{id}/recoveryPoints/{point}" : details["failoverRecoveryPointId"]!.DeepClone(),
            ["providerSpecificDetails"] = details,
            ["recoveryContainerId"] = names.Vault.Asr(
                $"replicationFabrics/{names.Ids.Hex(64, "azure-fabric-name", fabric)}/replicationProtectionContainers/{VaultIdentity.AzureCloud}"),
            ["eventCorrelationId"] = names.Ids.Guid("correlation", vm.Name),
        };
        if (vm.Classic)
        {
            // Seen with modernized items alone (contract §4).
            properties.Remove("switchProviderState");
            properties.Remove("switchProviderStateDescription");
        }

        ItemFaces.RunningInAzure.Show(properties);
        return new JObject { ["id"] = id, ["name"] = vm.ItemName, ["type"] = ResourceTypes.Item, ["properties"] = properties };
    }

    private static JObject Classic(BuiltInNames names, BuiltInVm vm, MachineFacts machine, DateTimeOffset replicatedUntil)
    {
        string vmId = names.Ids.Guid("vm", vm.Name);
        string group = names.Ids.Guid("group", vm.Group ?? vm.Name);
        JObject details = InMageAzureV2Details.Build(machine, new ClassicTarget(
            vmId, group, names.ConfigurationServerId, BuiltInNames.ClassicServer, vm.Windows ? names.ConfigurationServerId : names.LinuxMasterTargetId, vm.Name, "Standard_D4s_v5",
            names.GroupId, names.Network, BuiltInNames.Subnet, names.StorageAccount, names.StorageAccount, "vsanDatastore",
            $"{vmId}_replica_cloud_{names.ClassicInternalId}"));
        details["multiVmGroupName"] = vm.Group ?? group;
        details["protectionStage"] = "DifferentialSync";
        details["totalProgressHealth"] = "Completed";
        details["targetVmId"] = names.AzureVm(vm);
        // It stays as it was when the failover ended the replication (P17).
        details["lastRpoCalculatedTime"] = Instants.Seconds(replicatedUntil);
        details["lastUpdateReceivedTime"] = Instants.Text(replicatedUntil);
        foreach (JToken disk in (JArray)details["protectedDisks"]!)
        {
            disk["lastRpoCalculatedTime"] = Instants.Seconds(replicatedUntil);
            disk["protectionStage"] = "DifferentialSync";
            disk["progressHealth"] = "Completed";
            disk["progressStatus"] = "Grey";
        }

        return details;
    }

    private static JObject Modernized(BuiltInNames names, BuiltInVm vm, MachineFacts machine, AzureVmPlan plan)
    {
        string account = names.Ids.Guid("run-as", vm.Windows ? "windows-push" : "linux-push");
        JObject details = InMageRcmDetails.Build(machine, new ModernizedTarget(
            names.Ids.Guid("vm", vm.Name), $"{names.Site}/machines/{vm.ItemName}", names.ApplianceOf(vm.Name).Id, names.ApplianceOf(vm.Name).Name, $"{names.Site}/runasaccounts/{account}",
            vm.Name, "Standard_D4s_v5", names.GroupId, BuiltInNames.Location, names.Network, BuiltInNames.Subnet, names.StorageAccount, names.VCenter, "vsanDatastore"), names.Ids);
        foreach (string key in new[] { "initialReplicationProgressPercentage", "initialReplicationProcessedBytes", "initialReplicationTransferredBytes" })
        {
            details[key] = JValue.CreateNull();
        }

        details["initialReplicationProgressHealth"] = "None";
        details["isAgentRegistrationSuccessfulAfterFailover"] = true;
        details["discoveredVmDetails"]!["powerStatus"] = "OFF";
        details["discoveredVmDetails"]!["vmwareToolsStatus"] = "NotRunning";
        details["discoveredVmDetails"]!["ipAddresses"] = new JArray();
        details["discoveredVmDetails"]!["vmFqdn"] = string.Empty;
        InMageRcmDetails.ShowAzureDisks(details, machine.Disks, vm.Windows, plan);
        foreach (JToken disk in (JArray)details["protectedDisks"]!)
        {
            disk["isInitialReplicationComplete"] = "true";
            disk["diskState"] = "Protected";
        }

        return details;
    }

    public static JObject CriticalError(DateTimeOffset now) => new()
    {
        ["innerHealthErrors"] = new JArray(),
        ["errorSource"] = "SourceAgent",
        ["errorType"] = "VirtualMachine",
        ["errorLevel"] = "Error",
        ["errorCategory"] = "Replication",
        ["errorCode"] = "78028",
        ["summaryMessage"] = string.Empty,
        ["errorMessage"] = "The upload of replication data from the virtual machine is blocked.",
        ["possibleCauses"] = "The mobility agent can't write to the cache storage account.",
        ["recommendedAction"] = "Check that the virtual machine can reach the cache storage account, and that the account's firewall lets it in.",
        ["creationTimeUtc"] = Instants.Text(now.AddHours(-2)),
        ["recoveryProviderErrorMessage"] = null,
        ["entityId"] = string.Empty,
        ["errorId"] = "2:78028",
        ["customerResolvability"] = "NotAllowed",
    };
}
