using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Runs;

/// <summary>One VM of a journey that is only planned: its steps, and how long each is expected to take.</summary>
internal sealed class PlannedVm
{
    // Lengths as recorded (asr-contract §2, §6) and documented (failback-rules V05). That others take as long, and 5 min for the agent, are INFERRED: 15 are its upper bound.
    private static readonly TimeSpan Copy = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan FirstPoint = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Agent = TimeSpan.FromMinutes(5);

    private readonly HashSet<FailbackAction> _byPlan = [];

    /// <summary>Works out its steps.</summary>
    /// <param name="entry">The VM.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="server">The server that its disks would be attached to; null where they aren't, or are already.</param>
    public PlannedVm(JourneyEntry entry, JourneyOptions options, string? server = null)
    {
        Entry = entry;
        Server = server;
        Steps = [.. StepsFrom(entry.Item.Phase, options)];
        Wave = FailbackJourney.WaveOf(entry);
        Rest = RestOf(entry.Item);
    }

    /// <summary>The VM.</summary>
    public JourneyEntry Entry { get; }

    /// <summary>The server that its disks would be attached to; null where they aren't, or are already.</summary>
    public string? Server { get; }

    /// <summary>What would be asked for, in order.</summary>
    public IReadOnlyList<FailbackAction> Steps { get; }

    /// <summary>Its wave.</summary>
    public int Wave { get; }

    /// <summary>How long what runs on it already still takes.</summary>
    public TimeSpan Rest { get; }

    /// <summary>When it would be where it is wanted, from the start of the run.</summary>
    public TimeSpan End { get; set; }

    /// <summary>Whether the step is among its own.</summary>
    public bool Does(FailbackAction action) => Steps.Contains(action);

    /// <summary>The step goes by its plan's own request.</summary>
    public void GoesByPlan(FailbackAction action) => _byPlan.Add(action);

    /// <summary>The plan by whose request the step goes; null if by the VM's own.</summary>
    public string? PlanOf(FailbackAction action) => _byPlan.Contains(action) ? Entry.Plan?.Name : null;

    /// <summary>How long nothing is done for the VM before a step: the agent takes its time to register.</summary>
    public static TimeSpan PauseBefore(FailbackAction action) => action == FailbackAction.ReprotectToAzure ? Agent : TimeSpan.Zero;

    /// <summary>How long a step takes.</summary>
    public TimeSpan Of(FailbackAction action) => action switch
    {
        FailbackAction.ReprotectToAvs => TimeSpan.FromMinutes(12) + Copy + (IsClassic ? FirstPoint : TimeSpan.Zero),
        FailbackAction.FailBack => TimeSpan.FromMinutes(IsClassic ? 4 : 21),
        FailbackAction.Commit or FailbackAction.CommitFailover => TimeSpan.FromMinutes(IsClassic ? 2 : 1),
        FailbackAction.ReprotectToAzure => TimeSpan.FromMinutes(IsClassic ? 2 : 12) + Copy + FirstPoint,
        _ => TimeSpan.Zero,
    };

    private bool IsClassic => Entry.Item.Architecture == ReplicationArchitecture.Classic;

    /// <summary>What is left of a step that runs already.</summary>
    private TimeSpan RestOf(ReplicatedItem item) => item.Phase switch
    {
        ReplicationPhase.ReplicatingToAvs => Left(item) + (IsClassic ? FirstPoint : TimeSpan.Zero),
        ReplicationPhase.FailingBack => Of(FailbackAction.FailBack),
        ReplicationPhase.ReplicatingToAzure => Left(item) + FirstPoint,
        _ => TimeSpan.Zero,
    };

    private static TimeSpan Left(ReplicatedItem item) => TimeSpan.FromTicks(Copy.Ticks * (100 - (item.ReplicationProgress ?? 0)) / 100);

    /// <summary>What the table of transitions asks for on the way, as far as this run goes.</summary>
    public static IEnumerable<FailbackAction> StepsFrom(ReplicationPhase phase, JourneyOptions options)
    {
        while (FailbackTransitions.Next(phase, options.Until) is { Kind: TransitionKind.Act or TransitionKind.Wait } next)
        {
            if (next.Action == FailbackAction.Commit && options.CommitPolicy == CommitPolicy.Never)
            {
                // Left to somebody else, and with it what comes after.
                yield break;
            }

            if (next.Kind == TransitionKind.Act)
            {
                yield return next.Action;
            }

            phase = next.Kind == TransitionKind.Act ? After(next.Action) : AfterWaiting(phase);
        }
    }

    private static ReplicationPhase After(FailbackAction action) => action switch
    {
        FailbackAction.CommitFailover => ReplicationPhase.RunningInAzure,
        FailbackAction.ReprotectToAvs => ReplicationPhase.ReadyToFailBack,
        FailbackAction.FailBack => ReplicationPhase.FailedBack,
        FailbackAction.Commit => ReplicationPhase.Committed,
        _ => ReplicationPhase.Protected,
    };

    private static ReplicationPhase AfterWaiting(ReplicationPhase phase) => phase switch
    {
        ReplicationPhase.ReplicatingToAvs => ReplicationPhase.ReadyToFailBack,
        ReplicationPhase.FailingBack => ReplicationPhase.FailedBack,
        _ => ReplicationPhase.Protected,
    };
}
