using System;

namespace AvsFailback.Engine;

/// <summary>What becomes of a run after a step.</summary>
internal enum StepKind
{
    /// <summary>The next step follows at once.</summary>
    Continue,

    /// <summary>It is looked at again at a moment that is known.</summary>
    WaitUntil,

    /// <summary>A gate keeps it from an action, until something else in the run ends that.</summary>
    Hold,

    /// <summary>It is over.</summary>
    Settle,
}

/// <summary>
/// The one outcome of a step, of a gate and of a look at a job (design §4). Only <see cref="ItemRun.Apply"/> writes it to the run, so that
/// no run waits for something that nobody has named.
/// </summary>
internal sealed record StepResult
{
    private StepResult(StepKind kind, string why) => (Kind, Why) = (kind, why);

    /// <summary>The next step follows at once; of a gate: it lets the action through.</summary>
    public static StepResult Continue { get; } = new(StepKind.Continue, string.Empty);

    /// <summary>What becomes of the run.</summary>
    public StepKind Kind { get; }

    /// <summary>What it waits for, for the progress display; empty where it doesn't wait.</summary>
    public string Why { get; }

    /// <summary>When it is looked at again; null where a gate ends the wait.</summary>
    public DateTimeOffset? When { get; private init; }

    /// <summary>The action that it is kept from; None unless a gate holds it.</summary>
    public FailbackAction Before { get; private init; }

    /// <summary>Whether it is looked at by itself at that moment, and not with the next list of many.</summary>
    public bool IsAtOwnPace { get; private init; }

    /// <summary>How it is over; Pending unless it is.</summary>
    public RunOutcome Outcome { get; private init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public FailbackException? Error { get; private init; }

    /// <summary>Whether it lets an action through.</summary>
    public bool IsContinue => Kind == StepKind.Continue;

    /// <summary>It is looked at again then, or with the list of many.</summary>
    public static StepResult WaitUntil(DateTimeOffset when, string why) => new(StepKind.WaitUntil, why) { When = when };

    /// <summary>It is looked at again then, by itself.</summary>
    public static StepResult WaitAtOwnPace(DateTimeOffset when, string why) => new(StepKind.WaitUntil, why) { When = when, IsAtOwnPace = true };

    /// <summary>A gate keeps it from the action.</summary>
    /// <param name="before">The action.</param>
    /// <param name="why">What it waits for.</param>
    /// <param name="until">When the gate ends the wait by itself; null where something else in the run has to.</param>
    public static StepResult Hold(FailbackAction before, string why, DateTimeOffset? until = null) =>
        new(StepKind.Hold, why) { Before = before, When = until };

    /// <summary>It is over.</summary>
    public static StepResult Settle(RunOutcome outcome) => new(StepKind.Settle, string.Empty) { Outcome = outcome };

    /// <summary>It failed for good.</summary>
    public static StepResult Fail(FailbackException error) => new(StepKind.Settle, string.Empty) { Outcome = RunOutcome.Failed, Error = error };
}
