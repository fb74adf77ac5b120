using System;
using System.Collections.Generic;
using System.Linq;
using static AvsFailback.Asr.ServiceWords;
using static AvsFailback.FailbackAction;

namespace AvsFailback.Asr;

/// <summary>What is known of each action: what the service must allow, how its jobs are called, how a person says it.</summary>
internal static class ActionMetadata
{
    /// <summary>Entries of <c>allowedOperations</c>, one of which the service must offer before the action (asr-contract §4.1).</summary>
    public static IReadOnlyList<string> RequiredOperations(FailbackAction action, ReplicationArchitecture architecture) => action switch
    {
        CommitFailover or Commit => [Operation.Commit],
        ReprotectToAvs or ReprotectToAzure => [Operation.SwitchProtection, Operation.ReverseReplicate],
        FailBack when architecture == ReplicationArchitecture.Modernized => [Operation.PlannedFailover],
        FailBack => [Operation.UnplannedFailover],
        CancelFailback => [Operation.CancelFailover],
        _ => [],
    };

    /// <summary>Scenario names of the jobs that do the action (asr-contract §6).</summary>
    public static IReadOnlyList<string> Scenarios(FailbackAction action) => action switch
    {
        CommitFailover or Commit => [Scenario.CommitFailover, Scenario.FinalizeFailback],
        ReprotectToAvs or ReprotectToAzure => [Scenario.Reprotect],
        FailBack => [Scenario.UnplannedFailover, Scenario.PlannedFailover],
        CancelFailback => [Scenario.CancelFailover],
        _ => [],
    };

    /// <summary>The phase in which an item is when all that the action begins is done.</summary>
    public static ReplicationPhase LeadsTo(FailbackAction action) => action switch
    {
        CommitFailover => ReplicationPhase.RunningInAzure,
        ReprotectToAvs or CancelFailback => ReplicationPhase.ReadyToFailBack,
        FailBack => ReplicationPhase.FailedBack,
        Commit => ReplicationPhase.Committed,
        ReprotectToAzure => ReplicationPhase.Protected,
        _ => ReplicationPhase.Unknown,
    };

    /// <summary>Whether the service offers the action on this item now.</summary>
    public static bool IsOffered(FailbackAction action, ReplicatedItem item) =>
        RequiredOperations(action, item.Architecture).Any(item.Allows);

    /// <summary>Whether a job of this scenario does the action.</summary>
    public static bool IsDoneBy(FailbackAction action, string scenario) =>
        Scenarios(action).Contains(scenario, StringComparer.OrdinalIgnoreCase);

    /// <summary>The cmdlet that does the action, for sentences on what to do next.</summary>
    public static string Cmdlet(FailbackAction action) => action switch
    {
        CommitFailover => "Enable-AvsReprotection -CommitFailover",
        ReprotectToAvs or ReprotectToAzure => "Enable-AvsReprotection",
        FailBack => "Start-AvsFailback",
        CancelFailback => "Undo-AvsFailback",
        Commit => "Complete-AvsFailback",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Nothing is asked of the service for this."),
    };

    /// <summary>The action as a person would say it.</summary>
    public static string Describe(FailbackAction action) => action switch
    {
        CommitFailover => "commit the failover to Azure",
        ReprotectToAvs => "reprotect (Azure to AVS)",
        FailBack => "fail back (Azure to AVS)",
        CancelFailback => "cancel the failback",
        Commit => "commit the failback",
        ReprotectToAzure => "reprotect (AVS to Azure)",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Nothing is asked of the service for this."),
    };
}
