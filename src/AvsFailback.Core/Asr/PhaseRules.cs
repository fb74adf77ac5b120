using System;
using static AvsFailback.Asr.ServiceWords;

namespace AvsFailback.Asr;

/// <summary>
/// From what the service says of an item to its <see cref="ReplicationPhase"/>: by provider, active location and allowed
/// operations; the open text of its state only tells a failure (asr-contract §4.1).
/// </summary>
internal static class PhaseRules
{
    /// <summary>The item with its architecture, direction and phase filled in.</summary>
    /// <param name="item">The item as it was read.</param>
    public static ReplicatedItem WithPhase(ReplicatedItem item)
    {
        ReplicationArchitecture architecture = ArchitectureOf(item.Provider);
        ReplicationDirection direction = DirectionOf(item.Provider);
        (ReplicationPhase phase, string? reason) = Determine(item, architecture, direction);
        return item with { Architecture = architecture, Direction = direction, Phase = phase, PhaseReason = reason };
    }

    /// <summary>The architecture that a provider belongs to.</summary>
    public static ReplicationArchitecture ArchitectureOf(string provider) =>
        Is(provider, Provider.InMage) || Is(provider, Provider.InMageAzureV2) ? ReplicationArchitecture.Classic
        : Is(provider, Provider.InMageRcm) || Is(provider, Provider.InMageRcmFailback) ? ReplicationArchitecture.Modernized
        : ReplicationArchitecture.Unknown;

    /// <summary>The direction that a provider replicates in.</summary>
    public static ReplicationDirection DirectionOf(string provider) =>
        Is(provider, Provider.InMageAzureV2) || Is(provider, Provider.InMageRcm) ? ReplicationDirection.AvsToAzure
        : Is(provider, Provider.InMage) || Is(provider, Provider.InMageRcmFailback) ? ReplicationDirection.AzureToAvs
        : ReplicationDirection.Unknown;

    /// <summary>Whether the service would let the item be reprotected.</summary>
    public static bool OffersReprotect(ReplicatedItem item) =>
        item.Allows(Operation.SwitchProtection) || item.Allows(Operation.ReverseReplicate);

    private static (ReplicationPhase Phase, string? Reason) Determine(ReplicatedItem item, ReplicationArchitecture architecture, ReplicationDirection direction)
    {
        if (architecture == ReplicationArchitecture.Unknown)
        {
            return (ReplicationPhase.Unknown, $"Site Recovery's provider '{item.Provider}' is none of those that bring VMs back to AVS.");
        }

        bool toAvs = direction == ReplicationDirection.AzureToAvs;
        bool isActiveInRecovery = Is(item.ActiveLocation, "Recovery");
        bool isActiveInPrimary = Is(item.ActiveLocation, "Primary");
        string scenario = item.RunningScenario ?? string.Empty;
        bool isFailover = Is(scenario, Scenario.UnplannedFailover) || Is(scenario, Scenario.PlannedFailover);
        if (Is(scenario, Scenario.Reprotect))
        {
            // The provider changes while the job runs, and the active location with it.
            return (toAvs == isActiveInRecovery ? ReplicationPhase.ReplicatingToAzure : ReplicationPhase.ReplicatingToAvs, null);
        }

        if (toAvs && (isFailover || Is(scenario, Scenario.CancelFailover)))
        {
            return (ReplicationPhase.FailingBack, null);
        }

        if (isFailover)
        {
            return (ReplicationPhase.Unknown, "A failover to Azure is under way.");
        }

        if (item.Allows(Operation.RepairReplication) || item.ProtectionState.IndexOf("Failed", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            HealthError? first = item.HealthErrors.Count > 0 ? item.HealthErrors[0] : null;
            return (ReplicationPhase.Faulted, first is null ? item.ProtectionStateDescription : $"{item.ProtectionStateDescription} ({first})");
        }

        if (isActiveInRecovery)
        {
            if (item.Allows(Operation.Commit))
            {
                return (toAvs ? ReplicationPhase.FailedBack : ReplicationPhase.FailedOver, null);
            }

            if (OffersReprotect(item))
            {
                return (toAvs ? ReplicationPhase.Committed : ReplicationPhase.RunningInAzure, null);
            }

            return (ReplicationPhase.Unknown, $"'{item.ProtectionStateDescription}': the service offers neither commit nor reprotect.");
        }

        if (isActiveInPrimary)
        {
            string failover = toAvs && architecture == ReplicationArchitecture.Modernized ? Operation.PlannedFailover : Operation.UnplannedFailover;
            return item.Allows(failover)
                ? (toAvs ? ReplicationPhase.ReadyToFailBack : ReplicationPhase.Protected, null)
                : (toAvs ? ReplicationPhase.ReplicatingToAvs : ReplicationPhase.ReplicatingToAzure, null);
        }

        return (ReplicationPhase.Unknown, $"The service tells no active location ('{item.ActiveLocation}').");
    }

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
