using System;
using System.Linq;
using static AvsFailback.Asr.ServiceWords;

namespace AvsFailback.Asr;

/// <summary>
/// From what the service says of an item to its <see cref="ReplicationPhase"/>: by provider, active location and allowed
/// operations; the open text of its state only tells a failure, and where an item stood whose operations a job has taken away (asr-contract §4, §4.1).
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
        if (reason is null && direction == ReplicationDirection.AvsToAzure && IsFailover(item.RunningScenario))
        {
            reason = "A failover to Azure is under way.";
        }

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
        if (Is(scenario, Scenario.Reprotect))
        {
            // The provider changes while the job runs, and the active location with it.
            return (toAvs == isActiveInRecovery ? ReplicationPhase.ReplicatingToAzure : ReplicationPhase.ReplicatingToAvs, null);
        }

        if (toAvs && (IsFailover(scenario) || Is(scenario, Scenario.CancelFailover)))
        {
            return (ReplicationPhase.FailingBack, null);
        }

        if (item.Allows(Operation.RepairReplication) || Has(item.ProtectionState, "Failed"))
        {
            HealthError? first = item.HealthErrors.OrderBy(ServiceWords.Health.Rank).FirstOrDefault();
            return (ReplicationPhase.Faulted, first is null ? item.ProtectionStateDescription : $"{item.ProtectionStateDescription} ({first})");
        }

        if (item.IsBusy)
        {
            return (PhaseOfBusy(item, toAvs, isActiveInRecovery), null);
        }

        if (isActiveInRecovery)
        {
            if (item.Allows(Operation.Commit))
            {
                return (toAvs ? ReplicationPhase.FailedBack : ReplicationPhase.FailedOver, null);
            }

            if (IsCommitPending(item))
            {
                // The service withholds the commit and may offer the reprotect all the same, which would commit silently (asr-contract §4.1).
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

    /// <summary>
    /// An item that a job holds offers nothing, and shows the state that it had before (asr-contract §4): that state's words tell the phase. Where they don't,
    /// it is taken for the one that less has been done in; nothing is asked for before the job has ended and the service offers it.
    /// </summary>
    private static ReplicationPhase PhaseOfBusy(ReplicatedItem item, bool toAvs, bool isActiveInRecovery)
    {
        if (isActiveInRecovery)
        {
            return IsCommitted(item)
                ? (toAvs ? ReplicationPhase.Committed : ReplicationPhase.RunningInAzure)
                : (toAvs ? ReplicationPhase.FailedBack : ReplicationPhase.FailedOver);
        }

        return Is(item.ProtectionState, ProtectionState.Protected)
            ? (toAvs ? ReplicationPhase.ReadyToFailBack : ReplicationPhase.Protected)
            : (toAvs ? ReplicationPhase.ReplicatingToAvs : ReplicationPhase.ReplicatingToAzure);
    }

    // UnplannedFailoverStatesBegin and PlannedFailoverStatesBegin are committed ones too, by their descriptions; …CommitPending… and …CommitRequired aren't.
    private static bool IsCommitted(ReplicatedItem item) =>
        !IsCommitPending(item) && (Has(item.ProtectionState, "Commit") || Has(item.ProtectionStateDescription, "committed"));

    private static bool IsCommitPending(ReplicatedItem item) => Has(item.ProtectionState, "CommitPending") || Has(item.ProtectionState, "CommitRequired");

    private static bool IsFailover(string? scenario) => scenario is not null && (Is(scenario, Scenario.UnplannedFailover) || Is(scenario, Scenario.PlannedFailover));

    private static bool Has(string text, string word) => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
