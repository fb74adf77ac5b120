using System;
using System.Linq;
using AvsFailback.Asr;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Phases;

public sealed class PhaseRulesTests
{
    /// <summary>The states seen (asr-contract §4.1), and what was inferred for classic items that are failed back.</summary>
    public static TheoryData<string, string, string, string, ReplicationPhase> StatesSeen { get; } = new()
    {
        { "InMageAzureV2", "Protected", "Primary", "UnplannedFailover,DisableProtection,TestFailover", ReplicationPhase.Protected },
        { "InMageRcm", "Protected", "Primary", "UnplannedFailover,DisableProtection,TestFailover", ReplicationPhase.Protected },
        { "InMageRcm", "InitialReplicationInProgress", "Primary", "DisableProtection", ReplicationPhase.ReplicatingToAzure },
        { "InMageAzureV2", "InitialReplicationInProgress", "Primary", "DisableProtection", ReplicationPhase.ReplicatingToAzure },
        { "InMage", "InitialReplicationInProgress", "Primary", "DisableProtection", ReplicationPhase.ReplicatingToAvs },
        { "InMageRcmFailback", "InitialReplicationInProgress", "Primary", "DisableProtection", ReplicationPhase.ReplicatingToAvs },
        { "InMageRcm", "InitialReplicationRecoveryCompletionPending", "Primary", "DisableProtection", ReplicationPhase.ReplicatingToAzure },
        { "InMageRcm", "UnplannedFailoverCommitPendingStatesBegin", "Recovery", "CompleteMigration,Commit,DisableProtection,ChangePit,SwitchProtection", ReplicationPhase.FailedOver },
        { "InMageAzureV2", "UnplannedFailoverCommitPendingStatesBegin", "Recovery", "CompleteMigration,Commit,DisableProtection,ChangePit", ReplicationPhase.FailedOver },
        { "InMageAzureV2", "UnplannedFailoverStatesBegin", "Recovery", "CompleteMigration,DisableProtection,SwitchProtection", ReplicationPhase.RunningInAzure },
        { "InMageAzureV2", "UnplannedFailoverCommitted", "Recovery", "CompleteMigration,DisableProtection,SwitchProtection", ReplicationPhase.RunningInAzure },
        { "InMageRcm", "UnplannedFailoverCommitted", "Recovery", "CompleteMigration,DisableProtection,SwitchProtection", ReplicationPhase.RunningInAzure },
        { "InMageAzureV2", "UnplannedFailoverCompletionFailed", "Primary", "RepairReplication,UnplannedFailover,DisableProtection", ReplicationPhase.Faulted },
        { "InMage", "Protected", "Primary", "UnplannedFailover,DisableProtection", ReplicationPhase.ReadyToFailBack },
        { "InMageRcmFailback", "Protected", "Primary", "PlannedFailover,DisableProtection", ReplicationPhase.ReadyToFailBack },
        { "InMageRcmFailback", "CommitPendingStatesBegin", "Recovery", "CompleteMigration,Commit,DisableProtection,SwitchProtection,CancelFailover", ReplicationPhase.FailedBack },
        { "InMage", "UnplannedFailoverCommitPendingStatesBegin", "Recovery", "CompleteMigration,Commit,DisableProtection,SwitchProtection", ReplicationPhase.FailedBack },
        { "InMage", "UnplannedFailoverCommitted", "Recovery", "CompleteMigration,DisableProtection,SwitchProtection", ReplicationPhase.Committed },
        { "InMageRcmFailback", "PlannedFailoverCommitted", "Recovery", "CompleteMigration,DisableProtection,SwitchProtection", ReplicationPhase.Committed },
        { "InMageRcmFailback", "PlannedFailoverCommitted", "Recovery", "ReverseReplicate", ReplicationPhase.Committed },
    };

    [Theory]
    [InlineData("InMageRcmFailback", "CommitPendingStatesBegin", ReplicationPhase.FailedBack)]
    [InlineData("InMage", "UnplannedFailoverCommitPendingStatesBegin", ReplicationPhase.FailedBack)]
    [InlineData("InMageRcmFailback", "PlannedFailoverCommitRequired", ReplicationPhase.FailedBack)]
    [InlineData("InMageRcm", "UnplannedFailoverCommitPendingStatesBegin", ReplicationPhase.FailedOver)]
    public void A_failover_whose_commit_is_withheld_is_not_committed_though_a_reprotect_is_offered(string provider, string state, ReplicationPhase expected) =>
        Assert.Equal(expected, Determine(provider, state, "Recovery", "CompleteMigration,DisableProtection,SwitchProtection").Phase);

    [Theory]
    [MemberData(nameof(StatesSeen))]
    public void Each_state_seen_is_the_phase_that_the_contract_says(string provider, string state, string active, string allowed, ReplicationPhase expected) =>
        Assert.Equal(expected, Determine(provider, state, active, allowed).Phase);

    [Theory]
    [MemberData(nameof(StatesSeen))]
    public void The_case_of_the_services_words_doesnt_matter(string provider, string state, string active, string allowed, ReplicationPhase expected)
    {
        Assert.Equal(expected, Determine(provider.ToUpperInvariant(), state.ToUpperInvariant(), active.ToUpperInvariant(), allowed.ToUpperInvariant()).Phase);
        Assert.Equal(expected, Determine(provider.ToLowerInvariant(), state.ToLowerInvariant(), active.ToLowerInvariant(), allowed.ToLowerInvariant()).Phase);
    }

    [Theory]
    [InlineData("InMageAzureV2", ReplicationArchitecture.Classic, ReplicationDirection.AvsToAzure)]
    [InlineData("InMage", ReplicationArchitecture.Classic, ReplicationDirection.AzureToAvs)]
    [InlineData("InMageRcm", ReplicationArchitecture.Modernized, ReplicationDirection.AvsToAzure)]
    [InlineData("InMageRcmFailback", ReplicationArchitecture.Modernized, ReplicationDirection.AzureToAvs)]
    [InlineData("A2A", ReplicationArchitecture.Unknown, ReplicationDirection.Unknown)]
    [InlineData("", ReplicationArchitecture.Unknown, ReplicationDirection.Unknown)]
    public void The_provider_tells_architecture_and_direction(string provider, ReplicationArchitecture architecture, ReplicationDirection direction)
    {
        ReplicatedItem item = Determine(provider, "Protected", "Primary", "UnplannedFailover");
        Assert.Equal((architecture, direction), (item.Architecture, item.Direction));
    }

    [Theory]
    [InlineData("A2A")]
    [InlineData("HyperVReplicaAzure")]
    [InlineData("")]
    public void A_foreign_provider_is_unknown_whatever_it_says_and_the_reason_names_it(string provider)
    {
        ReplicatedItem item = Determine(provider, "Protected", "Primary", "PlannedFailover,UnplannedFailover", "PlannedFailover");
        Assert.Equal(ReplicationPhase.Unknown, item.Phase);
        Assert.Contains($"'{provider}'", item.PhaseReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InMage", "Primary", "UnplannedFailover", "UnplannedFailover", ReplicationPhase.FailingBack)]
    [InlineData("InMageRcmFailback", "Primary", "", "PlannedFailover", ReplicationPhase.FailingBack)]
    [InlineData("InMageRcmFailback", "Recovery", "", "PlannedFailover", ReplicationPhase.FailingBack)]
    [InlineData("InMageRcmFailback", "Recovery", "Commit,SwitchProtection,CancelFailover", "CancelFailover", ReplicationPhase.FailingBack)]
    [InlineData("InMageRcm", "Recovery", "SwitchProtection", "SwitchReplicationGroupProtection", ReplicationPhase.ReplicatingToAvs)]
    [InlineData("InMageRcmFailback", "Primary", "DisableProtection", "SwitchReplicationGroupProtection", ReplicationPhase.ReplicatingToAvs)]
    [InlineData("InMageAzureV2", "Recovery", "SwitchProtection", "SwitchReplicationGroupProtection", ReplicationPhase.ReplicatingToAvs)]
    [InlineData("InMageRcmFailback", "Recovery", "SwitchProtection", "SwitchReplicationGroupProtection", ReplicationPhase.ReplicatingToAzure)]
    [InlineData("InMage", "Recovery", "SwitchProtection", "SwitchReplicationGroupProtection", ReplicationPhase.ReplicatingToAzure)]
    [InlineData("InMageRcm", "Primary", "DisableProtection", "SwitchReplicationGroupProtection", ReplicationPhase.ReplicatingToAzure)]
    [InlineData("InMageRcmFailback", "Recovery", "Commit,SwitchProtection,CancelFailover", "CommitFailover", ReplicationPhase.FailedBack)]
    [InlineData("InMageRcm", "Recovery", "Commit,SwitchProtection", "CommitFailover", ReplicationPhase.FailedOver)]
    [InlineData("InMageRcm", "Primary", "UnplannedFailover", "TestFailover", ReplicationPhase.Protected)]
    public void A_running_scenario_decides_where_the_state_alone_could_not(string provider, string active, string allowed, string scenario, ReplicationPhase expected) =>
        Assert.Equal(expected, Determine(provider, "Whatever", active, allowed, scenario).Phase);

    /// <summary>While a job holds it, an item allows nothing and shows the state of before (asr-contract §4): that tells the phase.</summary>
    [Theory]
    [InlineData("InMageRcm", "UnplannedFailoverCommitPendingStatesBegin", "Failover completed", "Recovery", ReplicationPhase.FailedOver)]
    [InlineData("InMageAzureV2", "UnplannedFailoverCommitRequired", "Failover completed.", "Recovery", ReplicationPhase.FailedOver)]
    [InlineData("InMageAzureV2", "UnplannedFailoverCommitted", "Failover committed", "Recovery", ReplicationPhase.RunningInAzure)]
    [InlineData("InMageAzureV2", "UnplannedFailoverStatesBegin", "Failover committed", "Recovery", ReplicationPhase.RunningInAzure)]
    [InlineData("InMageRcm", "FailoverCommited", "Failover committed.", "Recovery", ReplicationPhase.RunningInAzure)]
    [InlineData("InMageRcm", "InitialReplicationInProgress", "Initial replication is in progress", "Primary", ReplicationPhase.ReplicatingToAzure)]
    [InlineData("InMageRcm", "InitialReplicationRecoveryCompletionPending", "Waiting for first recovery point", "Primary", ReplicationPhase.ReplicatingToAzure)]
    [InlineData("InMageRcm", "Protected", "Protected", "Primary", ReplicationPhase.Protected)]
    [InlineData("InMageRcmFailback", "InitialReplicationInProgress", "Initial replication is in progress", "Primary", ReplicationPhase.ReplicatingToAvs)]
    [InlineData("InMageRcmFailback", "Protected", "Protected", "Primary", ReplicationPhase.ReadyToFailBack)]
    [InlineData("InMage", "Protected", "Protected", "Primary", ReplicationPhase.ReadyToFailBack)]
    [InlineData("InMageRcmFailback", "CommitPendingStatesBegin", "Planned failover finished", "Recovery", ReplicationPhase.FailedBack)]
    [InlineData("InMage", "UnplannedFailoverCommitPendingStatesBegin", "Failover completed", "Recovery", ReplicationPhase.FailedBack)]
    [InlineData("InMageRcmFailback", "PlannedFailoverStatesBegin", "Planned failover committed", "Recovery", ReplicationPhase.Committed)]
    [InlineData("InMage", "UnplannedFailoverCommitted", "Failover committed", "Recovery", ReplicationPhase.Committed)]
    [InlineData("InMage", "UnplannedFailoverCompletionFailed", "Failover couldn't be completed", "Primary", ReplicationPhase.Faulted)]
    public void An_item_that_a_job_holds_is_busy_where_it_was_and_never_unknown(string provider, string state, string description, string active, ReplicationPhase expected)
    {
        foreach (string scenario in new[] { "TestFailover", "EnableProtection", "CommitFailover", "SomethingNew" })
        {
            ReplicatedItem held = Item(provider, state, active, string.Empty) with { ProtectionStateDescription = description, RunningScenario = scenario, RunningJobId = Some.JobId("j") };
            Assert.Equal(expected, PhaseRules.WithPhase(held).Phase);
        }
    }

    [Theory]
    [InlineData("InMageRcmFailback", "Recovery")]
    [InlineData("InMageAzureV2", "Recovery")]
    [InlineData("InMage", "Primary")]
    [InlineData("InMageRcm", "Elsewhere")]
    public void A_held_item_in_a_state_that_nobody_knows_is_where_the_least_has_been_done(string provider, string active)
    {
        ReplicationPhase phase = PhaseRules.WithPhase(Item(provider, "Frobnicated", active, string.Empty) with { RunningScenario = "Frobnicate", RunningJobId = Some.JobId("j") }).Phase;
        Assert.Contains(phase, new[] { ReplicationPhase.FailedBack, ReplicationPhase.FailedOver, ReplicationPhase.ReplicatingToAvs, ReplicationPhase.ReplicatingToAzure });
    }

    [Theory]
    [InlineData("InMageRcm", "UnplannedFailover")]
    [InlineData("InMageAzureV2", "PlannedFailover")]
    public void A_failover_to_azure_under_way_leaves_the_phase_of_before_and_is_said(string provider, string scenario)
    {
        ReplicatedItem item = Determine(provider, "Protected", "Primary", string.Empty, scenario);
        Assert.Equal((ReplicationPhase.Protected, "A failover to Azure is under way."), (item.Phase, item.PhaseReason));
    }

    [Theory]
    [InlineData("plannedfailover")]
    [InlineData("PLANNEDFAILOVER")]
    public void The_case_of_a_running_scenario_doesnt_matter(string scenario) =>
        Assert.Equal(ReplicationPhase.FailingBack, Determine("InMageRcmFailback", "Protected", "Primary", "PlannedFailover", scenario).Phase);

    [Theory]
    [InlineData("PlannedFailoverFailed", "Primary", "PlannedFailover")]
    [InlineData("CommitFailed", "Recovery", "Commit")]
    [InlineData("Protected", "Primary", "RepairReplication,PlannedFailover")]
    public void A_failed_step_is_faulted_and_tells_the_services_first_error(string state, string active, string allowed)
    {
        ReplicatedItem item = Item("InMageRcmFailback", state, active, allowed) with { HealthErrors = [new HealthError { Code = "78037", Message = "It failed." }, new HealthError { Code = "1" }] };
        ReplicatedItem known = PhaseRules.WithPhase(item);
        Assert.Equal(ReplicationPhase.Faulted, known.Phase);
        Assert.Contains("In words (78037: It failed.)", known.PhaseReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("78024,78037", "78037")]
    [InlineData("78026,78024,90001", "90001")]
    [InlineData("78026,78024", "78026")]
    [InlineData("90001,78024,78037", "78037")]
    public void The_reason_of_a_fault_is_the_error_that_matters_and_not_what_follows_from_it(string codes, string told)
    {
        ReplicatedItem item = Item("InMageRcmFailback", "PlannedFailoverFailed", "Primary", "PlannedFailover") with { HealthErrors = [.. codes.Split(',').Select(code => new HealthError { Code = code, Message = "It is so." })] };

        Assert.Contains($"({told}: It is so.)", PhaseRules.WithPhase(item).PhaseReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Critical_health_alone_is_not_faulted()
    {
        ReplicatedItem item = Item("InMageRcmFailback", "Protected", "Primary", "PlannedFailover") with { ReplicationHealth = HealthStatus.Critical, FailoverHealth = HealthStatus.Critical };
        Assert.Equal(ReplicationPhase.ReadyToFailBack, PhaseRules.WithPhase(item).Phase);
    }

    [Theory]
    [InlineData("InMageRcmFailback", "")]
    [InlineData("InMage", "Elsewhere")]
    public void Without_an_active_location_nothing_is_guessed(string provider, string active)
    {
        ReplicatedItem item = Determine(provider, "Protected", active, "PlannedFailover,UnplannedFailover,Commit,SwitchProtection");
        Assert.Equal(ReplicationPhase.Unknown, item.Phase);
        Assert.Contains("active location", item.PhaseReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InMageRcmFailback")]
    [InlineData("InMageAzureV2")]
    public void On_the_recovery_side_with_neither_commit_nor_reprotect_nothing_is_guessed(string provider) =>
        Assert.Equal(ReplicationPhase.Unknown, Determine(provider, "Odd", "Recovery", "DisableProtection").Phase);

    [Theory]
    [InlineData("InMageRcmFailback", "UnplannedFailover")]
    [InlineData("InMage", "PlannedFailover")]
    [InlineData("InMage", "TestFailover")]
    public void The_other_architectures_failover_doesnt_make_an_item_ready(string provider, string allowed) =>
        Assert.Equal(ReplicationPhase.ReplicatingToAvs, Determine(provider, "Protected", "Primary", allowed).Phase);

    [Fact]
    public void What_is_read_anew_forgets_the_reason_of_before()
    {
        ReplicatedItem item = Item("InMageRcmFailback", "Protected", "Primary", "PlannedFailover") with { PhaseReason = "old", Phase = ReplicationPhase.Faulted };
        Assert.Null(PhaseRules.WithPhase(item).PhaseReason);
    }

    private static ReplicatedItem Determine(string provider, string state, string active, string allowed, string? scenario = null) =>
        PhaseRules.WithPhase(Item(provider, state, active, allowed) with { RunningScenario = scenario });

    private static ReplicatedItem Item(string provider, string state, string active, string allowed) => new()
    {
        Id = Some.ItemId("vm"),
        Name = "vm",
        Provider = provider,
        ProtectionState = state,
        ProtectionStateDescription = "In words",
        ActiveLocation = active,
        AllowedOperations = allowed.Split(',', StringSplitOptions.RemoveEmptyEntries),
    };
}
