using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.TestSupport;
using static AvsFailback.TransitionKind;
using Action = AvsFailback.FailbackAction;
using Goal = AvsFailback.FailbackGoal;
using Phase = AvsFailback.ReplicationPhase;

namespace AvsFailback.Core.Tests.Transitions;

public sealed class FailbackTransitionsTests
{
    /// <summary>What is expected of each phase with each goal, written down by hand from the design, §3 and §4.</summary>
    public static TheoryData<Phase, Goal, TransitionKind, Action> Expected { get; } = new()
    {
        { Phase.FailedOver, Goal.ReadyToFailBack, Act, Action.CommitFailover },
        { Phase.FailedOver, Goal.FailedBack, Act, Action.CommitFailover },
        { Phase.FailedOver, Goal.FailbackCancelled, Refused, Action.None },
        { Phase.FailedOver, Goal.Committed, Act, Action.CommitFailover },
        { Phase.FailedOver, Goal.Protected, Act, Action.CommitFailover },

        { Phase.RunningInAzure, Goal.ReadyToFailBack, Act, Action.ReprotectToAvs },
        { Phase.RunningInAzure, Goal.FailedBack, Act, Action.ReprotectToAvs },
        { Phase.RunningInAzure, Goal.FailbackCancelled, Refused, Action.None },
        { Phase.RunningInAzure, Goal.Committed, Act, Action.ReprotectToAvs },
        { Phase.RunningInAzure, Goal.Protected, Act, Action.ReprotectToAvs },

        { Phase.ReplicatingToAvs, Goal.ReadyToFailBack, Wait, Action.None },
        { Phase.ReplicatingToAvs, Goal.FailedBack, Wait, Action.None },
        { Phase.ReplicatingToAvs, Goal.FailbackCancelled, Reached, Action.None },
        { Phase.ReplicatingToAvs, Goal.Committed, Wait, Action.None },
        { Phase.ReplicatingToAvs, Goal.Protected, Wait, Action.None },

        { Phase.ReadyToFailBack, Goal.ReadyToFailBack, Reached, Action.None },
        { Phase.ReadyToFailBack, Goal.FailedBack, Act, Action.FailBack },
        { Phase.ReadyToFailBack, Goal.FailbackCancelled, Reached, Action.None },
        { Phase.ReadyToFailBack, Goal.Committed, Act, Action.FailBack },
        { Phase.ReadyToFailBack, Goal.Protected, Act, Action.FailBack },

        { Phase.FailingBack, Goal.ReadyToFailBack, Passed, Action.None },
        { Phase.FailingBack, Goal.FailedBack, Wait, Action.None },
        { Phase.FailingBack, Goal.FailbackCancelled, Wait, Action.None },
        { Phase.FailingBack, Goal.Committed, Wait, Action.None },
        { Phase.FailingBack, Goal.Protected, Wait, Action.None },

        { Phase.FailedBack, Goal.ReadyToFailBack, Passed, Action.None },
        { Phase.FailedBack, Goal.FailedBack, Reached, Action.None },
        { Phase.FailedBack, Goal.FailbackCancelled, Act, Action.CancelFailback },
        { Phase.FailedBack, Goal.Committed, Act, Action.Commit },
        { Phase.FailedBack, Goal.Protected, Act, Action.Commit },

        { Phase.Committed, Goal.ReadyToFailBack, Passed, Action.None },
        { Phase.Committed, Goal.FailedBack, Passed, Action.None },
        { Phase.Committed, Goal.FailbackCancelled, Refused, Action.None },
        { Phase.Committed, Goal.Committed, Reached, Action.None },
        { Phase.Committed, Goal.Protected, Act, Action.ReprotectToAzure },

        { Phase.ReplicatingToAzure, Goal.ReadyToFailBack, Passed, Action.None },
        { Phase.ReplicatingToAzure, Goal.FailedBack, Passed, Action.None },
        { Phase.ReplicatingToAzure, Goal.FailbackCancelled, Refused, Action.None },
        { Phase.ReplicatingToAzure, Goal.Committed, Passed, Action.None },
        { Phase.ReplicatingToAzure, Goal.Protected, Wait, Action.None },

        { Phase.Protected, Goal.ReadyToFailBack, Passed, Action.None },
        { Phase.Protected, Goal.FailedBack, Passed, Action.None },
        { Phase.Protected, Goal.FailbackCancelled, Refused, Action.None },
        { Phase.Protected, Goal.Committed, Passed, Action.None },
        { Phase.Protected, Goal.Protected, Reached, Action.None },

        { Phase.Faulted, Goal.ReadyToFailBack, Refused, Action.None },
        { Phase.Faulted, Goal.FailedBack, Refused, Action.None },
        { Phase.Faulted, Goal.FailbackCancelled, Refused, Action.None },
        { Phase.Faulted, Goal.Committed, Refused, Action.None },
        { Phase.Faulted, Goal.Protected, Refused, Action.None },

        { Phase.Unknown, Goal.ReadyToFailBack, Refused, Action.None },
        { Phase.Unknown, Goal.FailedBack, Refused, Action.None },
        { Phase.Unknown, Goal.FailbackCancelled, Refused, Action.None },
        { Phase.Unknown, Goal.Committed, Refused, Action.None },
        { Phase.Unknown, Goal.Protected, Refused, Action.None },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void Each_phase_leads_to_each_goal_by_the_action_that_the_design_names(Phase phase, Goal goal, TransitionKind kind, Action action)
    {
        Transition row = FailbackTransitions.Next(phase, goal);
        Assert.Equal((kind, action), (row.Kind, row.Action));
        Assert.Equal((phase, goal), (row.Phase, row.Goal));
    }

    [Fact]
    public void The_table_holds_every_phase_with_every_goal_exactly_once()
    {
        var wanted = from phase in Enum.GetValues<Phase>() from goal in Enum.GetValues<Goal>() select (phase, goal);
        Assert.Equal(wanted.Order(), FailbackTransitions.All.Select(row => (row.Phase, row.Goal)).Order());
        Assert.Equal(55, Expected.Count);
    }

    [Fact]
    public void An_action_stands_exactly_in_the_rows_that_act() =>
        Assert.All(FailbackTransitions.All, row => Assert.Equal(row.Kind == Act, row.Action != Action.None));

    [Fact]
    public void What_is_failed_back_never_leads_to_a_reprotect() =>
        Assert.All(RowsOf(Phase.FailedBack), row => Assert.True(row.Action is Action.None or Action.Commit or Action.CancelFailback));

    [Fact]
    public void A_failback_is_committed_only_from_failed_back() =>
        Assert.All(FailbackTransitions.All.Where(row => row.Action == Action.Commit), row => Assert.Equal(Phase.FailedBack, row.Phase));

    [Fact]
    public void A_failback_is_committed_only_for_goals_that_lie_behind_the_commit() =>
        Assert.Equal([Goal.Committed, Goal.Protected], FailbackTransitions.All.Where(row => row.Action == Action.Commit).Select(row => row.Goal).Order());

    [Fact]
    public void Each_action_stands_only_in_rows_of_the_phase_that_is_ready_for_it() =>
        Assert.All(FailbackTransitions.All.Where(row => row.Kind == Act), row => Assert.Equal(FailbackTransitions.PhaseFor(row.Action), row.Phase));

    [Fact]
    public void Every_action_is_in_the_table() =>
        Assert.Equal(Enum.GetValues<Action>().Where(a => a != Action.None), FailbackTransitions.All.Select(row => row.Action).Where(a => a != Action.None).Distinct().Order());

    [Fact]
    public void No_phase_is_ready_for_no_action() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FailbackTransitions.PhaseFor(Action.None));

    [Fact]
    public void Each_row_gives_its_reason_as_a_clause_that_follows_a_name() =>
        Assert.All(FailbackTransitions.All, row => Assert.Matches("^(is|has been|runs|replicates) .*[a-zS]$", row.Reason));

    public static MatrixTheoryData<Phase, Goal> EveryStart { get; } = new(Enum.GetValues<Phase>(), Enum.GetValues<Goal>());

    [Theory]
    [MemberData(nameof(EveryStart))]
    public void Following_the_table_ends_at_the_goal_or_at_a_refusal(Phase start, Goal goal)
    {
        (Transition last, List<Action> actions) = Follow(start, goal);
        Assert.True(last.Kind is Reached or Passed or Refused);
        Assert.Equal(actions.Distinct(), actions);
        if (goal == Goal.Protected && start is not Phase.Faulted and not Phase.Unknown)
        {
            Assert.Equal(Phase.Protected, last.Phase);
        }
    }

    [Theory]
    [MemberData(nameof(EveryStart))]
    public void Following_the_table_never_reprotects_before_the_commit(Phase start, Goal goal)
    {
        List<Action> actions = Follow(start, goal).Actions;
        int failback = actions.IndexOf(Action.FailBack);
        int reprotect = actions.IndexOf(Action.ReprotectToAzure);
        if (failback >= 0 && reprotect >= 0)
        {
            Assert.InRange(actions.IndexOf(Action.Commit), failback + 1, reprotect - 1);
        }
    }

    private static IEnumerable<Transition> RowsOf(Phase phase) => FailbackTransitions.All.Where(row => row.Phase == phase);

    /// <summary>What the table says, step by step, on a service that does what it is asked.</summary>
    private static (Transition Last, List<Action> Actions) Follow(Phase start, Goal goal)
    {
        var actions = new List<Action>();
        Phase phase = start;
        for (int steps = 0; steps < 20; steps += 1)
        {
            Transition row = FailbackTransitions.Next(phase, goal);
            switch (row.Kind)
            {
                case Act:
                    actions.Add(row.Action);
                    phase = Effect(row.Action, phase);
                    break;
                case Wait:
                    phase = AfterWaiting(phase);
                    break;
                default:
                    return (row, actions);
            }
        }

        throw new InvalidOperationException($"The table goes round in circles from {start} to {goal}: {string.Join(", ", actions)}");
    }

    /// <summary>What each action does to an item (failback-rules §2); a reprotect of what isn't committed commits it silently.</summary>
    private static Phase Effect(Action action, Phase phase) => (action, phase) switch
    {
        (Action.CommitFailover, Phase.FailedOver) => Phase.RunningInAzure,
        (Action.ReprotectToAvs, Phase.RunningInAzure) => Phase.ReplicatingToAvs,
        (Action.FailBack, Phase.ReadyToFailBack) => Phase.FailingBack,
        (Action.CancelFailback, Phase.FailedBack) => Phase.ReadyToFailBack,
        (Action.Commit, Phase.FailedBack) => Phase.Committed,
        (Action.ReprotectToAzure, Phase.Committed) => Phase.ReplicatingToAzure,
        _ => throw new InvalidOperationException($"{action} on an item that is {phase} does harm."),
    };

    private static Phase AfterWaiting(Phase phase) => phase switch
    {
        Phase.ReplicatingToAvs => Phase.ReadyToFailBack,
        Phase.FailingBack => Phase.FailedBack,
        Phase.ReplicatingToAzure => Phase.Protected,
        _ => throw new InvalidOperationException($"Nothing is under way on an item that is {phase}."),
    };
}
