using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Operations;

/// <summary>reProtect, either way; it commits a pending failover by itself (P21:TestV2ARCM540Reprotect).</summary>
internal sealed class ReprotectOperation(Vault vault, ReprotectEffects effects, FailoverEffects failovers) : JobOperation
{
    // 0.1 + 0.3 + 0.2 + 128 s where the failover was committed before (P21:V2ATestReprotect); how long a commit on the way takes is INFERRED, and that the
    // other ways have that last task as a group too.
    private static readonly TaskPlan[] Committing = Plan(commits: true);
    private static readonly TaskPlan[] Committed = Plan(commits: false);

    // Item's provider -> the input's provider (contract §3.1).
    private static readonly Dictionary<string, string> InputFor = new(StringComparer.Ordinal)
    {
        ["InMageAzureV2"] = "InMage",
        ["InMageRcm"] = "InMageRcm",
        ["InMage"] = "InMageAzureV2",
        ["InMageRcmFailback"] = "InMageRcmFailback",
    };

    public override string Action => ActionNames.ReProtect;

    public override string DetailsType => "SwitchProtectionJobDetails";

    public override string MainTask => "ProtectReplicaTask";

    public override string Scenario(JobRun run) => "SwitchReplicationGroupProtection";

    public override string FriendlyName(JobRun run) => "Reprotect";

    public override double Seconds(JobRun run) => run.Item.IsForward ? vault.DurationsOf(run.Item).ReprotectToAvs : vault.DurationsOf(run.Item).ReprotectToAzure;

    public override IReadOnlyList<TaskPlan> Tasks(JobRun run) => run.Item.Stage is ItemStage.FailedOver or ItemStage.FailedBack ? Committing : Committed;

    public override JobFailure? Preflight(JobRun run)
    {
        ReplicatedItem item = run.Item;
        string given = run.Input.MemberText("instanceType") ?? string.Empty;
        if (!InputFor.TryGetValue(item.InstanceType, out string? expected) || given != expected)
        {
            return Failures.WrongProvider("a reprotect", item.InstanceType, given);
        }

        // RecoveryToPrimary recorded for three of them; the fourth was recorded without, and Az sends PrimaryToRecovery (rules §2).
        // That a missing word is accepted and a wrong one fails the job is INFERRED.
        string word = item.InstanceType == "InMageRcmFailback" ? "PrimaryToRecovery" : "RecoveryToPrimary";
        if (run.Direction is not null && run.Direction != word)
        {
            return Failures.WrongDirection("a reprotect", item.InstanceType, run.Direction);
        }

        bool allowed = (item.Properties["allowedOperations"] as JArray)?.Any(o => o.ToString() is "SwitchProtection" or "ReverseReplicate") == true;
        if (!allowed || item.Stage is not (ItemStage.FailedOver or ItemStage.RunningInAzure or ItemStage.FailedBack or ItemStage.Committed))
        {
            return Failures.NotAllowed("A reprotect", item.Properties.Text("protectionState") ?? string.Empty);
        }

        return item.IsForward ? CheckToAvs(run) : CheckToAzure(run);
    }

    public override void AfterTask(JobRun run, TaskPlan task)
    {
        if (task.Name == "VmCommitFailover" && run.Item.Stage is ItemStage.FailedOver or ItemStage.FailedBack)
        {
            failovers.Commit(run, byReprotect: true);
        }
    }

    public override void Succeeded(JobRun run)
    {
        if (run.Item.IsForward)
        {
            effects.ToAvs(run);
        }
        else
        {
            effects.ToAzure(run);
        }

        if (run.Job.Properties["customDetails"] is JObject details)
        {
            // The item keeps its name and URL; here "subscriptions" is written small (P21:V2ATestReprotect).
            details["newReplicationProtectedItemId"] = "/subscriptions" + run.Item.Id.Substring("/subscriptions".Length);
        }
    }

    private static TaskPlan[] Plan(bool commits) =>
    [
        new("SwitchReplicationGroupProtectionPreflightTask", "SwitchReplicationGroupProtectionPreflightTask", "Prerequisite check", 0),
        new("CommitFailoverTask", "VmCommitFailover", "Committing failover", 20, Skipped: !commits),
        new("DiscoverReplicaTask", "DiscoverReplicaTask", "Discovering replica virtual machine", 1),
        new("GetSwitchProtectionRequirementsTask", "GetSwitchProtectionRequirementsTask", "Getting reprotection requirements", 1),
        new("ProtectReplicaTask", "ProtectReplicaTask", "Reprotecting virtual machine", 126, ChildTask: "EnableDr"),
    ];

    private JobFailure? CheckToAvs(JobRun run)
    {
        ReplicatedItem item = run.Item;
        if (!vault.Azure.IsRunning(item.State.AzureVm))
        {
            return Failures.AzureVmNotRunning(item.State.AzureVm ?? item.FriendlyName);
        }

        if (item.State.AgentRegistered == false)
        {
            return Failures.AgentUnreachable(item.FriendlyName);
        }

        return item.IsClassic ? CheckMasterTarget(run) : CheckReprotectAgent(run);
    }

    private JobFailure? CheckMasterTarget(JobRun run)
    {
        JObject? fabric = vault.FabricDetails(run.Item);
        string? serverId = run.Input.MemberText("processServerId");
        if (!Has(fabric?["processServers"], serverId))
        {
            return Failures.NotFound("process server", serverId);
        }

        string? targetId = run.Input.MemberText("masterTargetId");
        JToken? target = (fabric?["masterTargetServers"] as JArray)?.FirstOrDefault(t => ArmPath.Same(t.Text("id"), targetId));
        if (target is null)
        {
            return Failures.NotFound("master target", targetId);
        }

        // The OS kinds must agree (D:avs-tutorial-reprotect); that the job fails in its preflight is INFERRED, as for the volume.
        if (!string.Equals(target.Text("osType"), run.Item.OsType, StringComparison.OrdinalIgnoreCase))
        {
            return Failures.OsMismatch(target.Text("name") ?? string.Empty, run.Item.OsType);
        }

        string? volume = run.Input.MemberText("retentionDrive");
        if ((target["retentionVolumes"] as JArray)?.Any(v => string.Equals(v.Text("volumeName"), volume, StringComparison.OrdinalIgnoreCase)) != true)
        {
            return Failures.RetentionVolumeNotFound(volume, target.Text("name") ?? string.Empty);
        }

        if (run.Input.MemberText("datastoreName") is { } datastore
            && (target["dataStores"] as JArray)?.Any(d => d.Text("symbolicName") == datastore) != true)
        {
            return Failures.DatastoreNotReachable(datastore);
        }

        string? account = run.Input.MemberText("runAsAccountId");
        if (account is not null && (fabric?["runAsAccounts"] as JArray)?.Any(a => a.Text("accountId") == account) != true)
        {
            return Failures.NotFound("run-as account", account);
        }

        return CheckPolicy(run.Input.MemberText("profileId"), "InMage");
    }

    private JobFailure? CheckReprotectAgent(JobRun run)
    {
        string? agentId = run.Input.MemberText("reprotectAgentId");
        JToken? agent = (vault.FabricDetails(run.Item)?["reprotectAgents"] as JArray)?.FirstOrDefault(a => ArmPath.Same(a.Text("id"), agentId));
        if (agent is null)
        {
            return Failures.NotFound("reprotect agent", agentId);
        }

        string? datastore = run.Input.MemberText("datastoreName");
        if ((agent["accessibleDatastores"] as JArray)?.Any(d => d.ToString() == datastore) != true)
        {
            return Failures.DatastoreNotReachable(datastore);
        }

        return CheckPolicy(run.Input.MemberText("policyId") ?? ReprotectEffects.DefaultFailbackPolicy, "InMageRcmFailback");
    }

    private JobFailure? CheckToAzure(JobRun run)
    {
        ReplicatedItem item = run.Item;
        if (item.State.AgentRegistered != true)
        {
            return Failures.AgentNotRegistered(vault.Settings.AgentNotRegisteredCode, item.FriendlyName);
        }

        string? serverId = run.Input.MemberText("processServerId");
        if (serverId is not null && !Has(vault.FabricDetails(item)?["processServers"], serverId))
        {
            return Failures.NotFound("process server", serverId);
        }

        return run.Input.MemberText("policyId") is { } policy ? CheckPolicy(policy, item.IsClassic ? "InMageAzureV2" : "InMageRcm") : null;
    }

    private JobFailure? CheckPolicy(string? id, string provider) =>
        vault.Policy(id) is { } policy && policy.Properties["providerSpecificDetails"].Text("instanceType") == provider
            ? null
            : Failures.NotFound($"{provider} policy", id);

    private static bool Has(JToken? list, string? id) => (list as JArray)?.Any(e => ArmPath.Same(e.Text("id"), id)) == true;
}

/// <summary>Refreshing the vault's health (CLIv).</summary>
internal sealed class RefreshVaultHealthOperation(Vault vault) : JobOperation
{
    private static readonly TaskPlan[] Plan = [new("RefreshFailoverHealthTask", "RefreshFailoverHealthTask", "Refreshing failover health", 1)];

    public override string Action => ActionNames.RefreshVaultHealth;

    public override string TargetType => "Vault";

    public override string MainTask => "RefreshFailoverHealthTask";

    public override string Scenario(JobRun run) => "RefreshVaultHealth";

    public override string FriendlyName(JobRun run) => "Refresh vault health";

    public override double Seconds(JobRun run) => vault.Settings.Modernized.HealthRefresh;

    public override IReadOnlyList<TaskPlan> Tasks(JobRun run) => Plan;
}
