using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Wire;

/// <summary>The states that were seen (asr-contract §4.1), and the phase that each is.</summary>
public sealed class PhaseTable
{
    public static TheoryData<string, string, string, string, ReplicationPhase> Seen { get; } = new()
    {
        { "InMageAzureV2", "Protected", "Primary", "UnplannedFailover, DisableProtection, TestFailover", ReplicationPhase.Protected },
        { "InMageRcm", "Protected", "Primary", "UnplannedFailover, DisableProtection, TestFailover", ReplicationPhase.Protected },
        { "InMageRcm", "InitialReplicationInProgress", "Primary", "DisableProtection", ReplicationPhase.ReplicatingToAzure },
        { "InMageAzureV2", "InitialReplicationInProgress", "Primary", "DisableProtection", ReplicationPhase.ReplicatingToAzure },
        { "InMage", "InitialReplicationInProgress", "Primary", "DisableProtection", ReplicationPhase.ReplicatingToAvs },
        { "InMageRcmFailback", "InitialReplicationInProgress", "Primary", "DisableProtection", ReplicationPhase.ReplicatingToAvs },
        { "InMageRcm", "InitialReplicationRecoveryCompletionPending", "Primary", "DisableProtection", ReplicationPhase.ReplicatingToAzure },
        { "InMageRcm", "UnplannedFailoverCommitPendingStatesBegin", "Recovery", "CompleteMigration, Commit, DisableProtection, ChangePit, SwitchProtection", ReplicationPhase.FailedOver },
        { "InMageAzureV2", "UnplannedFailoverStatesBegin", "Recovery", "CompleteMigration, DisableProtection, SwitchProtection", ReplicationPhase.RunningInAzure },
        { "InMageAzureV2", "UnplannedFailoverCommitted", "Recovery", "CompleteMigration, DisableProtection, SwitchProtection", ReplicationPhase.RunningInAzure },
        { "InMageAzureV2", "UnplannedFailoverCompletionFailed", "Primary", "RepairReplication, UnplannedFailover, DisableProtection", ReplicationPhase.Faulted },
        { "InMage", "Protected", "Primary", "UnplannedFailover, DisableProtection", ReplicationPhase.ReadyToFailBack },
        { "InMageRcmFailback", "Protected", "Primary", "PlannedFailover, DisableProtection", ReplicationPhase.ReadyToFailBack },
        { "InMage", "UnplannedFailoverCommitted", "Recovery", "CompleteMigration, DisableProtection, SwitchProtection", ReplicationPhase.Committed },
        { "InMageRcmFailback", "CommitPendingStatesBegin", "Recovery", "CompleteMigration, Commit, DisableProtection, SwitchProtection, CancelFailover", ReplicationPhase.FailedBack },
        { "A2A", "Protected", "Primary", "UnplannedFailover", ReplicationPhase.Unknown },
        { "SomethingNew", "Protected", "Primary", "UnplannedFailover", ReplicationPhase.Unknown },
    };

    /// <summary>The phase of a recorded state; that of a provider of another kind isn't known.</summary>
    internal static ReplicationPhase Of(string provider, string state) => !provider.StartsWith("InMage", StringComparison.Ordinal) ? ReplicationPhase.Unknown
        : (ReplicationPhase)Seen.Single(r => (string)r[0] == provider && (string)r[1] == state)[4];

    [Theory]
    [MemberData(nameof(Seen))]
    public async Task Each_state_that_was_seen_is_the_phase_that_it_means(string provider, string state, string active, string operations, ReplicationPhase phase)
    {
        var json = new JObject
        {
            ["id"] = Vaults.ItemText,
            ["properties"] = new JObject
            {
                ["protectionState"] = state,
                ["activeLocation"] = active,
                ["allowedOperations"] = new JArray(operations.Split(", ")),
                ["providerSpecificDetails"] = new JObject { ["instanceType"] = provider },
            },
        };
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always(json.ToString(Formatting.None)));

        ReplicatedItem? item = await service.FindItemAsync(Vaults.ItemId, CancellationToken.None);

        Assert.Equal(phase, item!.Phase);
    }
}
