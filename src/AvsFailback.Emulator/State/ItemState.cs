using System;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>What is true of an item but doesn't stand in it; kept in the snapshot's "emulator" section.</summary>
internal sealed class ItemState
{
    public const string PointsNormal = "normal";
    public const string PointsNone = "none";

    public string Id { get; set; } = string.Empty;

    /// <summary>ARM id of the Azure VM, as long as there is one. Classic items don't show it while they replicate to AVS.</summary>
    public string? AzureVm { get; set; }

    /// <summary>Power of the AVS VM: "on" or "off"; absent in a snapshot for what the item's state suggests.</summary>
    public string? AvsVm { get; set; }

    /// <summary>When the VM last booted after a failover or failback.</summary>
    public DateTimeOffset? BootedAt { get; set; }

    /// <summary>Seconds from that boot to the agent's registration; absent for the architecture's own.</summary>
    public double? AgentRegistrationDelay { get; set; }

    public bool AgentNeverRegisters { get; set; }

    /// <summary>Whether the agent has registered since the last failover; absent where no failover is behind the item.</summary>
    public bool? AgentRegistered { get; set; }

    /// <summary>The rule for recovery points: "normal" or "none".</summary>
    public string RecoveryPoints { get; set; } = PointsNormal;

    public DateTimeOffset? PointsSince { get; set; }

    /// <summary>When points ceased to be made, by a failover; absent while they are made.</summary>
    public DateTimeOffset? PointsUntil { get; set; }

    public DateTimeOffset? CopyFrom { get; set; }

    public DateTimeOffset? CopyUntil { get; set; }

    /// <summary>Age in seconds of the agent's heartbeat while it beats.</summary>
    public double? HeartbeatAge { get; set; }

    /// <summary>When the heart ceased to beat; absent while it beats.</summary>
    public DateTimeOffset? HeartbeatStopped { get; set; }

    /// <summary>Whether the item's health errors outlive a reprotect.</summary>
    public bool KeepsHealth { get; set; }

    /// <summary>Name of the job that runs on the item.</summary>
    public string? RunningJob { get; set; }

    /// <summary>The item as it was while it replicated to Azure: its details and the policy and container it had.</summary>
    public JObject? Forward { get; set; }

    /// <summary>Durations of this item alone, over those of its architecture.</summary>
    public JObject? Durations { get; set; }
}
