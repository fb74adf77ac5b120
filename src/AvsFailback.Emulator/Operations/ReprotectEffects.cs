using System;
using System.Linq;
using AvsFailback.Emulator.State;
using AvsFailback.Emulator.State.Details;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations;

/// <summary>What a reprotect makes of an item: the same name and URL, another provider, new identifiers (contract §4.1).</summary>
internal sealed class ReprotectEffects(Vault vault, Aftermath aftermath)
{
    /// <summary>The policy the service took when none was given (CLI).</summary>
    public const string DefaultFailbackPolicy = "crashconsistency-policy-failback";

    public void ToAvs(JobRun run)
    {
        ReplicatedItem item = run.Item;
        MachineFacts machine = MachineFacts.Of(item, vault.Ids);
        item.State.AvsVm = "off";
        string newId = vault.NextGuid("identifier", item.Name);
        ArmResource? policy = item.IsClassic
            ? vault.Policy(run.Input.MemberText("profileId"))
            : vault.Policy(run.Input.MemberText("policyId") ?? DefaultFailbackPolicy);
        string? azureIp = vault.Azure.PrivateIp(item.State.AzureVm);
        JObject properties = item.Properties;
        JObject replaced = item.Details;
        if (item.IsClassic)
        {
            string oldVmId = item.Details.Text("vmId") ?? string.Empty;
            item.Details = InMageDetails.Build(machine, vault.Ids, newId, vault.NextGuid("group", item.Name), oldVmId, run.Input, azureIp);
            properties["protectableItemId"] = $"{item.ContainerId}/replicationProtectableItems/{newId}";
        }
        else
        {
            JToken? agent = (vault.FabricDetails(item)?["reprotectAgents"] as JArray)?.FirstOrDefault(a => ArmPath.Same(a.Text("id"), run.Input.MemberText("reprotectAgentId")));
            item.Details = InMageRcmFailbackDetails.Build(machine, new FailbackTarget(
                newId, item.State.AzureVm ?? string.Empty, azureIp, run.Input.MemberText("reprotectAgentId") ?? string.Empty, agent.Text("name"),
                run.Input.MemberText("logStorageAccountId") ?? string.Empty, agent.Text("vcenterId"), run.Input.MemberText("datastoreName") ?? string.Empty,
                properties.Text("policyId"), properties.Text("policyFriendlyName")), vault.Ids);
        }

        ReplicationGroups.Keep(replaced, item.Details);
        item.State.Forward = Forward(item, replaced);
        JObject? fabric = vault.Store.Find(item.FabricId)?.Properties;
        JObject? container = vault.Store.Find(item.ContainerId)?.Properties;
        properties["recoveryFabricFriendlyName"] = fabric.Text("friendlyName") ?? ArmPath.Name(item.FabricId);
        properties["recoveryFabricId"] = item.FabricId;
        properties["recoveryProtectionContainerFriendlyName"] = container.Text("friendlyName") ?? ArmPath.Name(item.ContainerId);
        properties["recoveryContainerId"] = item.ContainerId;
        properties.Remove("switchProviderState");
        properties.Remove("switchProviderStateDescription");
        Renew(item, policy, string.Empty);
        item.State.HeartbeatStopped = vault.Azure.IsRunning(item.State.AzureVm) ? null : vault.Now;
        item.State.AgentRegistered = null;
        item.State.BootedAt = null;
        aftermath.BeginCopy(item, run.Job.Memory.RequestN);
        vault.Effects.Add(vault.Now, item.Name, EffectLog.Reprotected, run.Job.Id, run.Job.Memory.RequestN);
    }

    public void ToAzure(JobRun run)
    {
        ReplicatedItem item = run.Item;
        MachineFacts machine = MachineFacts.Of(item, vault.Ids);
        JToken? before = item.State.Forward?["details"];
        string newId = vault.NextGuid("identifier", item.Name);
        JObject properties = item.Properties;
        JObject replaced = item.Details;
        ArmResource? policy = vault.Policy(run.Input.MemberText("policyId")) ?? vault.Policy((string?)item.State.Forward?["policyId"]);
        if (item.IsClassic)
        {
            ClassicTarget target = ClassicTargetOf(run, machine, before, newId);
            item.Details = InMageAzureV2Details.Build(machine, target);
            properties["protectableItemId"] = $"{item.ContainerId}/replicationProtectableItems/{newId}";
        }
        else
        {
            ModernizedTarget target = ModernizedTargetOf(run, machine, before, newId);
            item.Details = InMageRcmDetails.Build(machine, target, vault.Ids);
            properties.SetAfter("testFailoverStateDescription", "switchProviderState", "None");
            properties.SetAfter("switchProviderState", "switchProviderStateDescription", JValue.CreateNull());
        }

        ReplicationGroups.Keep(replaced, item.Details);
        properties["recoveryFabricFriendlyName"] = "Microsoft Azure";
        properties["recoveryFabricId"] = "Microsoft Azure";
        properties["recoveryProtectionContainerFriendlyName"] = "Microsoft Azure";
        properties["recoveryContainerId"] = (string?)item.State.Forward?["recoveryContainerId"] ?? AzureContainer(vault, item);
        Renew(item, policy, null);
        item.State.HeartbeatStopped = null;
        item.State.AvsVm = "on";
        item.State.BootedAt = null;
        item.State.AgentRegistered = null;
        aftermath.BeginCopy(item, run.Job.Memory.RequestN);
        vault.Effects.Add(vault.Now, item.Name, EffectLog.Reprotected, run.Job.Id, run.Job.Memory.RequestN);
    }

    /// <summary>The container that stands for Azure: an id under a fabric that no list shows (P17).</summary>
    public static string AzureContainer(Vault vault, ReplicatedItem item) =>
        vault.Identity.Asr($"replicationFabrics/{vault.Ids.Hex(64, "azure-fabric-name", item.FabricId)}/replicationProtectionContainers/{VaultIdentity.AzureCloud}");

    // The details themselves, not a copy: the item has others by now.
    private static JObject Forward(ReplicatedItem item, JObject details) => new()
    {
        ["details"] = details,
        ["policyId"] = item.Properties["policyId"],
        ["recoveryContainerId"] = item.Properties["recoveryContainerId"],
    };

    private void Renew(ReplicatedItem item, ArmResource? policy, string? failoverPoint)
    {
        JObject properties = item.Properties;
        properties.Remove("lastSuccessfulFailoverTime");
        properties["testFailoverState"] = "None";
        properties["testFailoverStateDescription"] = "None";
        properties["failoverRecoveryPointId"] = failoverPoint is null ? JValue.CreateNull() : failoverPoint;
        properties["eventCorrelationId"] = vault.NextGuid("correlation", item.Name);
        if (policy is not null)
        {
            properties["policyId"] = policy.Id;
            properties["policyFriendlyName"] = policy.Properties.Text("friendlyName") ?? policy.Name;
        }

        if (!item.State.KeepsHealth)
        {
            properties["replicationHealth"] = "Normal";
            properties["failoverHealth"] = "Normal";
            properties["healthErrors"] = new JArray();
        }
    }

    private ClassicTarget ClassicTargetOf(JobRun run, MachineFacts machine, JToken? before, string newId)
    {
        ReplicatedItem item = run.Item;
        JToken? server = (vault.FabricDetails(item)?["processServers"] as JArray)?.FirstOrDefault(s => ArmPath.Same(s.Text("id"), run.Input.MemberText("processServerId")));
        return new ClassicTarget(
            newId, vault.NextGuid("group", item.Name), run.Input.MemberText("processServerId") ?? before.Text("processServerId"),
            server.Text("friendlyName") ?? before.Text("processServerName"), run.Input.MemberText("masterTargetId") ?? before.Text("masterTargetId"),
            before.Text("recoveryAzureVMName") ?? machine.Name, before.Text("recoveryAzureVMSize") ?? "Standard_D4s_v5",
            before.Text("recoveryAzureResourceGroupId") ?? $"{vault.Identity.SubscriptionScope}/resourceGroups/{vault.Identity.ResourceGroup}",
            before.Text("selectedRecoveryAzureNetworkId") ?? vault.Identity.Azure("Microsoft.Network/virtualNetworks/vnet-dr"),
            Subnet(before), run.Input.MemberText("storageAccountId") ?? before.Text("recoveryAzureStorageAccount"),
            run.Input.MemberText("logStorageAccountId") ?? before.Text("recoveryAzureLogStorageAccountId"),
            (item.Details["datastores"] as JArray)?.FirstOrDefault()?.ToString() ?? (before?["datastores"] as JArray)?.FirstOrDefault()?.ToString() ?? string.Empty,
            $"{newId}_replica_{ArmPath.Name(item.ContainerId)}");
    }

    private ModernizedTarget ModernizedTargetOf(JobRun run, MachineFacts machine, JToken? before, string newId)
    {
        ReplicatedItem item = run.Item;
        JObject now = item.Details;
        JToken? server = (vault.FabricDetails(item)?["processServers"] as JArray)?.FirstOrDefault(s => ArmPath.Same(s.Text("id"), run.Input.MemberText("processServerId")));
        return new ModernizedTarget(
            newId, before.Text("fabricDiscoveryMachineId"), run.Input.MemberText("processServerId") ?? string.Empty, server.Text("name"),
            run.Input.MemberText("runAsAccountId") ?? before.Text("runAsAccountId"),
            before.Text("targetVmName") ?? now.Text("targetVmName") ?? machine.Name, before.Text("targetVmSize") ?? "Standard_D4s_v5",
            before.Text("targetResourceGroupId") ?? $"{vault.Identity.SubscriptionScope}/resourceGroups/{vault.Identity.ResourceGroup}",
            before.Text("targetLocation") ?? vault.Store.Find(vault.Identity.Id)?.Body.Text("location") ?? "westeurope",
            before.Text("targetNetworkId") ?? vault.Identity.Azure("Microsoft.Network/virtualNetworks/vnet-dr"),
            (before?["vmNics"] as JArray)?.FirstOrDefault().Text("targetSubnetName") ?? "default",
            now.Text("logStorageAccountId") ?? string.Empty, now.Text("targetvCenterId") ?? string.Empty, now.Text("targetDataStoreName") ?? string.Empty);
    }

    private static string Subnet(JToken? before) =>
        ((before?["vmNics"] as JArray)?.FirstOrDefault()?["ipConfigs"] as JArray)?.FirstOrDefault().Text("recoverySubnetName") is { Length: > 0 } subnet ? subnet : "default";
}
