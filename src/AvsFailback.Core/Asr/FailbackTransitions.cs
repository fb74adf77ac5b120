using System;
using System.Collections.Generic;
using System.Linq;
using static AvsFailback.FailbackAction;
using static AvsFailback.FailbackGoal;
using static AvsFailback.ReplicationPhase;

namespace AvsFailback;

/// <summary>What follows from a phase and a goal.</summary>
public enum TransitionKind : long
{
    /// <summary>The action is next.</summary>
    Act,

    /// <summary>What is under way leads there: wait.</summary>
    Wait,

    /// <summary>The item is there.</summary>
    Reached,

    /// <summary>The item has gone further already.</summary>
    Passed,

    /// <summary>There is no safe way from here to there.</summary>
    Refused,
}

/// <summary>One row of the table.</summary>
/// <param name="Phase">Where the item is.</param>
/// <param name="Goal">Where it is wanted.</param>
/// <param name="Kind">What follows.</param>
/// <param name="Action">The action, where one follows.</param>
/// <param name="Reason">Why, in a clause that follows the item's name: "… runs in Azure".</param>
public sealed record Transition(ReplicationPhase Phase, FailbackGoal Goal, TransitionKind Kind, FailbackAction Action, string Reason);

/// <summary>
/// The one table of what leads from a phase to a goal (design §4). The service's allowed operations may veto what it
/// says, never permit what it refuses: a failed back, uncommitted item leads only to commit or cancel, though the service
/// would let a reprotect through, which commits silently (asr-contract §4.1).
/// </summary>
public static class FailbackTransitions
{
    private static readonly Dictionary<(ReplicationPhase, FailbackGoal), Transition> Table = Rows().ToDictionary(row => (row.Phase, row.Goal));

    /// <summary>Every row: each phase with each goal, once.</summary>
    public static IReadOnlyCollection<Transition> All => Table.Values;

    /// <summary>What follows from a phase and a goal.</summary>
    /// <param name="phase">Where the item is.</param>
    /// <param name="goal">Where it is wanted.</param>
    public static Transition Next(ReplicationPhase phase, FailbackGoal goal) => Table[(phase, goal)];

    /// <summary>The phase in which an item is ready for the action; the only one in which the module asks for it.</summary>
    /// <param name="action">The action.</param>
    public static ReplicationPhase PhaseFor(FailbackAction action) => action switch
    {
        CommitFailover => FailedOver,
        ReprotectToAvs => RunningInAzure,
        FailBack => ReplicationPhase.ReadyToFailBack,
        CancelFailback or Commit => ReplicationPhase.FailedBack,
        ReprotectToAzure => ReplicationPhase.Committed,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Nothing is asked of the service for this."),
    };

    private static IEnumerable<Transition> Rows()
    {
        const string FailedOverReason = "has been failed over to Azure, and that failover isn't committed";
        const string RunningReason = "runs in Azure and isn't replicated to AVS";
        const string CopyingReason = "is being copied to AVS";
        const string ReadyReason = "replicates to AVS, its first copy done";
        const string FailingBackReason = "is being failed back";
        const string FailedBackReason = "has been failed back, and the failback isn't committed";
        const string CommittedReason = "runs in AVS, committed and unprotected";
        const string CopyingToAzureReason = "runs in AVS and is being copied to Azure";
        const string ProtectedReason = "runs in AVS and is protected";
        const string FaultedReason = "is in a state that needs a person";
        const string UnknownReason = "is in a state that this module doesn't know";

        // To be ready to fail back.
        yield return Act(FailedOver, FailbackGoal.ReadyToFailBack, CommitFailover, FailedOverReason);
        yield return Act(RunningInAzure, FailbackGoal.ReadyToFailBack, ReprotectToAvs, RunningReason);
        yield return Wait(ReplicatingToAvs, FailbackGoal.ReadyToFailBack, CopyingReason);
        yield return Reached(ReplicationPhase.ReadyToFailBack, FailbackGoal.ReadyToFailBack, ReadyReason);
        yield return Passed(FailingBack, FailbackGoal.ReadyToFailBack, FailingBackReason);
        yield return Passed(ReplicationPhase.FailedBack, FailbackGoal.ReadyToFailBack, FailedBackReason);
        yield return Passed(ReplicationPhase.Committed, FailbackGoal.ReadyToFailBack, CommittedReason);
        yield return Passed(ReplicatingToAzure, FailbackGoal.ReadyToFailBack, CopyingToAzureReason);
        yield return Passed(ReplicationPhase.Protected, FailbackGoal.ReadyToFailBack, ProtectedReason);

        // To run in AVS, not committed.
        yield return Act(FailedOver, FailbackGoal.FailedBack, CommitFailover, FailedOverReason);
        yield return Act(RunningInAzure, FailbackGoal.FailedBack, ReprotectToAvs, RunningReason);
        yield return Wait(ReplicatingToAvs, FailbackGoal.FailedBack, CopyingReason);
        yield return Act(ReplicationPhase.ReadyToFailBack, FailbackGoal.FailedBack, FailBack, ReadyReason);
        yield return Wait(FailingBack, FailbackGoal.FailedBack, FailingBackReason);
        yield return Reached(ReplicationPhase.FailedBack, FailbackGoal.FailedBack, FailedBackReason);
        yield return Passed(ReplicationPhase.Committed, FailbackGoal.FailedBack, CommittedReason);
        yield return Passed(ReplicatingToAzure, FailbackGoal.FailedBack, CopyingToAzureReason);
        yield return Passed(ReplicationPhase.Protected, FailbackGoal.FailedBack, ProtectedReason);

        // To have the failback undone.
        yield return Refused(FailedOver, FailbackCancelled, FailedOverReason);
        yield return Refused(RunningInAzure, FailbackCancelled, RunningReason);
        yield return Reached(ReplicatingToAvs, FailbackCancelled, CopyingReason);
        yield return Reached(ReplicationPhase.ReadyToFailBack, FailbackCancelled, ReadyReason);
        yield return Wait(FailingBack, FailbackCancelled, FailingBackReason);
        yield return Act(ReplicationPhase.FailedBack, FailbackCancelled, CancelFailback, FailedBackReason);
        yield return Refused(ReplicationPhase.Committed, FailbackCancelled, CommittedReason);
        yield return Refused(ReplicatingToAzure, FailbackCancelled, CopyingToAzureReason);
        yield return Refused(ReplicationPhase.Protected, FailbackCancelled, ProtectedReason);

        // To run in AVS, committed.
        yield return Act(FailedOver, FailbackGoal.Committed, CommitFailover, FailedOverReason);
        yield return Act(RunningInAzure, FailbackGoal.Committed, ReprotectToAvs, RunningReason);
        yield return Wait(ReplicatingToAvs, FailbackGoal.Committed, CopyingReason);
        yield return Act(ReplicationPhase.ReadyToFailBack, FailbackGoal.Committed, FailBack, ReadyReason);
        yield return Wait(FailingBack, FailbackGoal.Committed, FailingBackReason);
        yield return Act(ReplicationPhase.FailedBack, FailbackGoal.Committed, Commit, FailedBackReason);
        yield return Reached(ReplicationPhase.Committed, FailbackGoal.Committed, CommittedReason);
        yield return Passed(ReplicatingToAzure, FailbackGoal.Committed, CopyingToAzureReason);
        yield return Passed(ReplicationPhase.Protected, FailbackGoal.Committed, ProtectedReason);

        // To be protected as before the disaster.
        yield return Act(FailedOver, FailbackGoal.Protected, CommitFailover, FailedOverReason);
        yield return Act(RunningInAzure, FailbackGoal.Protected, ReprotectToAvs, RunningReason);
        yield return Wait(ReplicatingToAvs, FailbackGoal.Protected, CopyingReason);
        yield return Act(ReplicationPhase.ReadyToFailBack, FailbackGoal.Protected, FailBack, ReadyReason);
        yield return Wait(FailingBack, FailbackGoal.Protected, FailingBackReason);
        yield return Act(ReplicationPhase.FailedBack, FailbackGoal.Protected, Commit, FailedBackReason);
        yield return Act(ReplicationPhase.Committed, FailbackGoal.Protected, ReprotectToAzure, CommittedReason);
        yield return Wait(ReplicatingToAzure, FailbackGoal.Protected, CopyingToAzureReason);
        yield return Reached(ReplicationPhase.Protected, FailbackGoal.Protected, ProtectedReason);

        foreach (FailbackGoal goal in (FailbackGoal[])Enum.GetValues(typeof(FailbackGoal)))
        {
            yield return Refused(Faulted, goal, FaultedReason);
            yield return Refused(Unknown, goal, UnknownReason);
        }
    }

    private static Transition Act(ReplicationPhase phase, FailbackGoal goal, FailbackAction action, string reason) =>
        new(phase, goal, TransitionKind.Act, action, reason);

    private static Transition Wait(ReplicationPhase phase, FailbackGoal goal, string reason) =>
        new(phase, goal, TransitionKind.Wait, None, reason);

    private static Transition Reached(ReplicationPhase phase, FailbackGoal goal, string reason) =>
        new(phase, goal, TransitionKind.Reached, None, reason);

    private static Transition Passed(ReplicationPhase phase, FailbackGoal goal, string reason) =>
        new(phase, goal, TransitionKind.Passed, None, reason);

    private static Transition Refused(ReplicationPhase phase, FailbackGoal goal, string reason) =>
        new(phase, goal, TransitionKind.Refused, None, reason);
}
