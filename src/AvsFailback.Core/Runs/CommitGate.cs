using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>
/// Nothing is committed before its validation has passed and its commit was approved. Neither is remembered beyond the run: a
/// run that is started again does both again.
/// </summary>
internal sealed class CommitGate(JourneyOptions options, IJourneyHost host, JourneyRecorder recorder, IClock clock)
{
    private readonly Dictionary<ItemRun, State> _states = [];

    /// <summary>How a VM stands before its commit.</summary>
    private sealed class State
    {
        public ValidationVerdict? Verdict { get; set; }

        /// <summary>Whether the commit may be asked for; null while nobody has said.</summary>
        public bool? IsApproved { get; set; }

        public DateTimeOffset Since { get; set; }
    }

    /// <summary>Why a run was left or turned back here; null if it wasn't.</summary>
    public (FailbackRunItemOutcome Outcome, string Text)? OutcomeOf(ItemRun run) => _outcomes.TryGetValue(run, out var outcome) ? outcome : null;

    private readonly Dictionary<ItemRun, (FailbackRunItemOutcome Outcome, string Text)> _outcomes = [];

    /// <summary>What a run waits for before its commit; null if it may go on.</summary>
    public string? HoldBefore(ItemRun run)
    {
        State state = StateOf(run);
        return options.Validates && state.Verdict is null ? "Waiting for its validation"
            : state.IsApproved == true ? null
            : "Waiting for the approval of its commit";
    }

    /// <summary>Whether the run's commit was approved.</summary>
    public bool IsApproved(ItemRun run) => _states.TryGetValue(run, out State? state) && state.IsApproved == true;

    /// <summary>Validates and asks, where it is time to.</summary>
    public async Task LookAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken)
    {
        ItemRun[] waiting = [.. runs.Where(run => !run.IsSettled && run.HeldBefore == FailbackAction.Commit && run.Request.Unit is ItemTarget)];
        if (waiting.Length > 0)
        {
            await ValidateAsync(waiting, cancellationToken);
            await ApproveAsync(runs, [.. waiting.Where(run => !run.IsSettled && run.HeldBefore == FailbackAction.Commit && HasPassed(run))], cancellationToken);
        }
    }

    private async Task ValidateAsync(IReadOnlyList<ItemRun> waiting, CancellationToken cancellationToken)
    {
        ItemRun[] due = [.. waiting.Where(run => options.Validates && StateOf(run).Verdict is null)];
        if (due.Length == 0)
        {
            return;
        }

        await recorder.TellHostAsync(cancellationToken);
        IReadOnlyList<ValidationVerdict> verdicts = await host.ValidateAsync([.. due.Select(run => run.Item)], cancellationToken);
        foreach (ItemRun run in due)
        {
            ValidationVerdict verdict = verdicts.FirstOrDefault(v => v.Item.Id == run.Item.Id) ?? new ValidationVerdict(run.Item, ValidationResult.Error, "It gave no verdict.");
            StateOf(run).Verdict = verdict;
            recorder.Record(run.Item, new FailbackRunEvent { Kind = FailbackRunEventKind.ValidationEnded, Validation = verdict.Result, Text = verdict.Message });
            if (verdict.Result != ValidationResult.Passed)
            {
                TurnBack(run, FailbackRunItemOutcome.Failed, $"Its validation {Describe(verdict.Result)}{(verdict.Message.Length == 0 ? string.Empty : $": {verdict.Message.TrimEnd('.')}")}.", options.OnValidationFailure == ValidationFailurePolicy.Cancel);
            }
        }
    }

    private async Task ApproveAsync(IReadOnlyList<ItemRun> runs, IReadOnlyList<ItemRun> passed, CancellationToken cancellationToken)
    {
        ItemRun[] open = [.. passed.Where(run => StateOf(run).IsApproved is null)];
        switch (options.CommitPolicy)
        {
            case CommitPolicy.AfterValidation:
                Decide(open, true, "its validation passed");
                break;
            case CommitPolicy.Ask when options.ConfirmEach == ConfirmEach.Vm:
                foreach (ItemRun run in open)
                {
                    Decide([run], await AskAsync([run], null, cancellationToken), "the user was asked");
                }

                break;
            case CommitPolicy.Ask when options.ConfirmEach == ConfirmEach.Wave:
                foreach (IGrouping<int, ItemRun> wave in open.GroupBy(run => run.Request.Wave).OrderBy(wave => wave.Key))
                {
                    if (runs.All(run => run.Request.Wave != wave.Key || IsDecided(run) || wave.Contains(run)))
                    {
                        Decide([.. wave], await AskAsync([.. wave], wave.Key, cancellationToken), "the user was asked");
                    }
                }

                break;
            case CommitPolicy.Ask when open.Length > 0 && runs.All(run => IsDecided(run) || open.Contains(run)):
                Decide(open, await AskAsync(open, null, cancellationToken), "the user was asked");
                break;
        }

        Leave(passed);
    }

    /// <summary>Whether nobody has to wait for this run any more before the user is asked.</summary>
    private bool IsDecided(ItemRun run) =>
        run.IsSettled || run.Request.Unit is PlanTarget || run.Request.Goal == FailbackGoal.FailbackCancelled
        || (_states.TryGetValue(run, out State? state) && state.IsApproved is not null)
        || run.Item.Phase is ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Protected;

    private async Task<bool> AskAsync(IReadOnlyList<ItemRun> runs, int? wave, CancellationToken cancellationToken)
    {
        await recorder.TellHostAsync(cancellationToken);
        return await host.ConfirmCommitAsync([.. runs.Select(run => run.Item)], wave, cancellationToken);
    }

    private void Decide(IReadOnlyList<ItemRun> runs, bool isApproved, string why)
    {
        foreach (ItemRun run in runs)
        {
            StateOf(run).IsApproved = isApproved;
            run.NextLook = DateTimeOffset.MinValue;
            recorder.Record(run.Item, new FailbackRunEvent
            {
                Kind = isApproved ? FailbackRunEventKind.CommitApproved : FailbackRunEventKind.CommitDeclined,
                Text = isApproved ? $"its commit is approved: {why}" : "its commit was declined",
            });
        }
    }

    /// <summary>What nobody will commit is left, or cancelled when its time is up.</summary>
    private void Leave(IReadOnlyList<ItemRun> passed)
    {
        DateTimeOffset now = clock.UtcNow;
        foreach (ItemRun run in passed.Where(run => StateOf(run).IsApproved == false || options.CommitPolicy == CommitPolicy.Never))
        {
            if (options.CommitTimeout is not { } limit)
            {
                Leave(run, FailbackRunItemOutcome.AwaitingCommit, "It runs in AVS and waits for its commit (Complete-AvsFailback).");
            }
            else if (now >= StateOf(run).Since + limit)
            {
                TurnBack(run, FailbackRunItemOutcome.AwaitingCommit, $"Nobody committed it within {Words.Span(limit)}.", isCancelled: true);
            }
            else
            {
                run.Waiting = "Waiting for somebody to commit it";
                run.NextLook = Earlier(run.NextLook, StateOf(run).Since + limit);
            }
        }
    }

    /// <summary>The failback isn't committed: it is cancelled where it shall be and can, else left.</summary>
    private void TurnBack(ItemRun run, FailbackRunItemOutcome outcome, string why, bool isCancelled)
    {
        if (!isCancelled)
        {
            Leave(run, outcome, $"{why} It stays uncommitted: look at it, then Complete-AvsFailback, or Undo-AvsFailback (modernized).");
        }
        else if (run.Item.Architecture == ReplicationArchitecture.Classic)
        {
            Leave(run, outcome, $"{why} It stays uncommitted: the classic architecture can't cancel a failback.");
        }
        else
        {
            // Whether it was can't be told before the cancel's end; then the run's own outcome counts.
            _outcomes[run] = (outcome == FailbackRunItemOutcome.Failed ? outcome : FailbackRunItemOutcome.Cancelled, $"{why} Its failback was cancelled: it runs in Azure again.");
            run.Redirect(FailbackGoal.FailbackCancelled, FailbackAction.CancelFailback);
            run.NextLook = DateTimeOffset.MinValue;
        }
    }

    private void Leave(ItemRun run, FailbackRunItemOutcome outcome, string text)
    {
        _outcomes[run] = (outcome, text);
        run.Settle(RunOutcome.Left, clock.UtcNow);
    }

    private bool HasPassed(ItemRun run) => !options.Validates || StateOf(run).Verdict?.Result == ValidationResult.Passed;

    private State StateOf(ItemRun run)
    {
        if (!_states.TryGetValue(run, out State? state))
        {
            state = new State { Since = run.SucceededJob(FailbackAction.FailBack)?.EndTime ?? clock.UtcNow };
            _states.Add(run, state);
        }

        return state;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static string Describe(ValidationResult result) => result switch
    {
        ValidationResult.TimedOut => "took longer than allowed",
        ValidationResult.Error => "ended with an error",
        _ => "didn't pass",
    };
}
