using System;
using System.Collections.Generic;

namespace AvsFailback.TestSupport;

/// <summary>Things to test with: ids, and items as the service would show them in a phase (asr-contract §4.1).</summary>
internal static class Some
{
    public const string SubscriptionId = "11111111-2222-3333-4444-555555555555";

    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static ArmId VaultId { get; } = ArmId.Parse(
        $"/subscriptions/{SubscriptionId}/resourceGroups/dr/providers/Microsoft.RecoveryServices/vaults/vault1");

    public static ArmId ContainerId { get; } = VaultId.Append("replicationFabrics/fabric1/replicationProtectionContainers/container1");

    public static ArmId ItemId(string name) => ContainerId.Append($"replicationProtectedItems/{name}");

    public static ArmId JobId(string name) => VaultId.Append($"replicationJobs/{name}");

    public static ArmId PlanId(string name) => VaultId.Append($"replicationRecoveryPlans/{name}");

    public static ArmId PolicyId(string name) => VaultId.Append($"replicationPolicies/{name}");

    public static ArmId AzureVmId(string name) =>
        ArmId.Parse($"/subscriptions/{SubscriptionId}/resourceGroups/vms/providers/Microsoft.Compute/virtualMachines/{name}");

    /// <summary>An item that nothing runs on, as one read shows it.</summary>
    public static ReplicatedItem Item(
        ReplicationPhase phase,
        ReplicationArchitecture architecture = ReplicationArchitecture.Modernized,
        string name = "sql01")
    {
        bool isModernized = architecture == ReplicationArchitecture.Modernized;
        (bool toAvs, string active, string state, string description, string[] allowed) = Shape(phase, isModernized);
        return PhaseRules.WithPhase(new ReplicatedItem
        {
            Id = ItemId(name),
            Name = name,
            Provider = (isModernized, toAvs) switch
            {
                (true, true) => "InMageRcmFailback",
                (true, false) => "InMageRcm",
                (false, true) => "InMage",
                (false, false) => "InMageAzureV2",
            },
            ActiveLocation = active,
            ProtectionState = state,
            ProtectionStateDescription = description,
            AllowedOperations = allowed,
            ObjectId = $"object-of-{name}",
            OsType = "Windows",
            IpAddresses = ["10.0.0.4"],
            // A classic item that replicates to AVS doesn't tell its Azure VM; a modernized one that doesn't yet leads to it by its disk.
            AzureVmId = toAvs == isModernized ? AzureVmId(name) : null,
            Disks = [new ReplicatedDisk { Name = "0", AzureDiskId = isModernized && !toAvs && active == "Recovery" ? FakeDetails.DisksOf(name)[0].Id : null }],
            IsComplete = true,
            // Read before the command began, so that the engine reads it itself.
            ReadAt = Now.AddMinutes(-1),
        });
    }

    private static (
        bool ToAvs,
        string Active,
        string State,
        string Description,
        string[] Allowed) Shape(ReplicationPhase phase, bool isModernized) => phase switch
        {
            ReplicationPhase.FailedOver =>
                (
                    false,
                    "Recovery",
                    "UnplannedFailoverCommitPendingStatesBegin",
                    "Failover completed",
                    ["CompleteMigration", "Commit", "DisableProtection", "ChangePit", "SwitchProtection"]),
            ReplicationPhase.RunningInAzure =>
                (
                    false,
                    "Recovery",
                    "UnplannedFailoverCommitted",
                    "Failover committed",
                    ["CompleteMigration", "DisableProtection", "SwitchProtection"]),
            ReplicationPhase.ReplicatingToAvs =>
                (true, "Primary", "InitialReplicationInProgress", "Initial replication is in progress", ["DisableProtection"]),
            ReplicationPhase.ReadyToFailBack =>
                (true, "Primary", "Protected", "Protected", [isModernized ? "PlannedFailover" : "UnplannedFailover", "DisableProtection"]),
            ReplicationPhase.FailedBack => (true, "Recovery", "CommitPendingStatesBegin", "Planned failover finished", isModernized
                ? ["CompleteMigration", "Commit", "DisableProtection", "SwitchProtection", "CancelFailover"]
                : ["CompleteMigration", "Commit", "DisableProtection", "SwitchProtection"]),
            ReplicationPhase.Committed =>
                (
                    true,
                    "Recovery",
                    "PlannedFailoverCommitted",
                    "Failover committed",
                    ["CompleteMigration", "DisableProtection", "SwitchProtection"]),
            ReplicationPhase.ReplicatingToAzure =>
                (false, "Primary", "InitialReplicationInProgress", "Initial replication is in progress", ["DisableProtection"]),
            ReplicationPhase.Protected =>
                (false, "Primary", "Protected", "Protected", ["UnplannedFailover", "DisableProtection", "TestFailover"]),
            ReplicationPhase.Faulted =>
                (
                    true,
                    "Primary",
                    "UnplannedFailoverCompletionFailed",
                    "Failover couldn't be completed",
                    ["RepairReplication", "UnplannedFailover", "DisableProtection"]),
            _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "No item rests in this phase."),
        };

    /// <summary>Every phase that an item can rest in.</summary>
    public static IReadOnlyList<ReplicationPhase> RestingPhases { get; } =
    [
        ReplicationPhase.FailedOver,
        ReplicationPhase.RunningInAzure,
        ReplicationPhase.ReplicatingToAvs,
        ReplicationPhase.ReadyToFailBack,
        ReplicationPhase.FailedBack,
        ReplicationPhase.Committed,
        ReplicationPhase.ReplicatingToAzure,
        ReplicationPhase.Protected,
        ReplicationPhase.Faulted,
    ];
}
