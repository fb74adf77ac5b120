using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;

namespace AvsFailback.Runs;

/// <summary>
/// Nothing is committed before its validation has passed and its commit was approved. Both belong to one failback of one VM, and end with
/// it: another failback, after a cancel, has other data. Neither is remembered beyond the run: a run that is started again does both again.
/// </summary>
internal sealed class CommitDesk(JourneyOptions options, IJourneyHost host, JourneyRecorder recorder, IClock clock) : ICommitApprovals
{
    private readonly object _lock = new();

    private readonly Dictionary<ItemRun, State> _states = [];
    private readonly Dictionary<ArmId, ItemRun> _runOf = [];

    /// <summary>How a VM stands before its commit.</summary>
    private sealed class State
    {
        /// <summary>When the failback began that this is known of.</summary>
        public DateTimeOffset? Failback { get; set; }

        public ValidationVerdict? Verdict { get; set; }

        /// <summary>Whether the commit may be asked for; null while nobody has said.</summary>
        public bool? IsApproved { get; set; }

        /// <summary>Whether nobody is waited for any more.</summary>
        public bool IsGivenUp { get; set; }

        public DateTimeOffset Since { get; set; }

        /// <summary>What it waits for while its commit isn't approved.</summary>
        public string Waiting { get; set; } = "Waiting for the approval of its commit";

        /// <summary>When that wait ends by itself; null where somebody's answer ends it.</summary>
        public DateTimeOffset? Until { get; set; }
    }

    /// <summary>Why a run was left or turned back here; null if it wasn't.</summary>
    public (FailbackRunItemOutcome Outcome, string Text)? OutcomeOf(ItemRun run) => _outcomes.TryGetValue(run, out var outcome) ? outcome : null;

    private readonly Dictionary<ItemRun, (FailbackRunItemOutcome Outcome, string Text)> _outcomes = [];

    /// <inheritdoc/>
    public StepResult Check(ItemRun run)
    {
        lock (_lock)
        {
            State state = StateOf(run);
            return options.Validates && state.Verdict is null ? StepResult.Hold(FailbackAction.Commit, "Waiting for its validation")
                : state.IsApproved == true ? StepResult.Continue
                : state.IsGivenUp ? GiveUp(run)
                : StepResult.Hold(FailbackAction.Commit, state.Waiting, state.Until);
        }
    }

    /// <summary>Nobody will commit it, and it has just been read: it is where that leaves it.</summary>
    private StepResult GiveUp(ItemRun run)
    {
        if (options.CommitTimeout is { } limit)
        {
            TurnBack(run, FailbackRunItemOutcome.AwaitingCommit, $"Nobody committed it within {Words.Span(limit)}.", isCancelled: true);
            return run.IsSettled ? StepResult.Settle(run.Outcome) : StepResult.WaitAtOwnPace(clock.UtcNow, "Its failback is cancelled");
        }

        _outcomes[run] = (FailbackRunItemOutcome.AwaitingCommit, "It runs in AVS and waits for its commit (Complete-AvsFailback).");
        return StepResult.Settle(RunOutcome.Left);
    }

    /// <inheritdoc/>
    public bool IsApproved(ItemRun run, ReplicatedItem member)
    {
        lock (_lock)
        {
            return member.Phase == ReplicationPhase.FailedBack && _runOf.TryGetValue(member.Id, out ItemRun? own) && own != run
                && _states.TryGetValue(own, out State? state) && state.IsApproved == true && CommitApproval.IsSame(state.Failback, member.LastFailoverTime);
        }
    }

    /// <summary>Whether the run's commit was approved, of the failback that its VM is in.</summary>
    public bool IsApproved(ItemRun run)
    {
        lock (_lock)
        {
            return run.Item.Phase == ReplicationPhase.FailedBack && StateOf(run).IsApproved == true;
        }
    }

    /// <summary>Whether the run's VM needs no validation, or has passed it in the failback that it is in.</summary>
    public bool IsValidated(ItemRun run)
    {
        lock (_lock)
        {
            return !options.Validates || run.Request.Goal == FailbackGoal.FailedBack || HasPassed(run);
        }
    }

    /// <summary>Validates and asks, where it is time to.</summary>
    public async Task LookAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken)
    {
        Forget(runs);
        ItemRun[] waiting = [.. runs.Where(run => !run.IsSettled && run.HeldBefore == FailbackAction.Commit && !run.IsOfPlan)];
        if (waiting.Length > 0)
        {
            await ValidateAsync(waiting, cancellationToken);
            await ApproveAsync(runs, [.. waiting.Where(run => !run.IsSettled && run.HeldBefore == FailbackAction.Commit && HasPassed(run))], cancellationToken);
        }
    }

    /// <summary>What is known of a failback ends with it.</summary>
    private void Forget(IReadOnlyList<ItemRun> runs)
    {
        lock (_lock)
        {
            foreach (ItemRun run in runs.Where(run => !run.IsOfPlan))
            {
                _runOf[run.Request.Item.Id] = run;
                if (Phases.IsBeforeFailback(run.Item.Phase))
                {
                    _states.Remove(run);
                }
            }
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
        if (options.OnFailure == WaveFailurePolicy.StopAll && runs.Any(run => run.HasFailedItself))
        {
            // Nobody is asked for what won't be begun: the gate of the waves settles it.
            Leave(passed);
            foreach (ItemRun run in passed.Where(run => !run.IsSettled))
            {
                run.Wake();
            }

            return;
        }

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
        run.IsSettled || run.IsOfPlan || run.Request.Goal == FailbackGoal.FailbackCancelled
        || (_states.TryGetValue(run, out State? state) && state.IsApproved is not null)
        || Phases.IsCommitted(run.Item.Phase);

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
            run.Wake();
            recorder.Record(run.Item, new FailbackRunEvent
            {
                Kind = isApproved ? FailbackRunEventKind.CommitApproved : FailbackRunEventKind.CommitDeclined,
                Text = isApproved ? $"its commit is approved: {why}" : "its commit was declined",
            });
        }
    }

    /// <summary>What nobody will commit is left, or cancelled when its time is up; by a new look, since an answer may take hours.</summary>
    private void Leave(IReadOnlyList<ItemRun> passed)
    {
        DateTimeOffset now = clock.UtcNow;
        foreach (ItemRun run in passed.Where(run => StateOf(run).IsApproved == false || options.CommitPolicy == CommitPolicy.Never))
        {
            State state = StateOf(run);
            bool isFirst = state.Until is null && !state.IsGivenUp;
            state.Waiting = "Waiting for somebody to commit it";
            state.Until = options.CommitTimeout is { } limit ? state.Since + limit : null;
            bool isOver = state.Until is null || now >= state.Until;
            if (isFirst || (isOver && !state.IsGivenUp))
            {
                state.IsGivenUp = isOver;
                run.Wake();
            }
        }
    }

    /// <summary>The failback isn't committed: it is cancelled where that is wanted and possible, else left.</summary>
    private void TurnBack(ItemRun run, FailbackRunItemOutcome outcome, string why, bool isCancelled)
    {
        if (outcome == FailbackRunItemOutcome.Failed)
        {
            // A failure like any other: for later waves, for what else is begun, and for the run's outcome.
            run.SetBack(Errors.NotValidated(run, why));
        }

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
        }
    }

    private void Leave(ItemRun run, FailbackRunItemOutcome outcome, string text)
    {
        _outcomes[run] = (outcome, text);
        run.Settle(RunOutcome.Left, clock.UtcNow);
    }

    private bool HasPassed(ItemRun run) => !options.Validates || StateOf(run).Verdict?.Result == ValidationResult.Passed;

    /// <summary>What is known of the failback that the run's VM is in.</summary>
    private State StateOf(ItemRun run)
    {
        DateTimeOffset? failback = run.Item.LastFailoverTime;
        if (!_states.TryGetValue(run, out State? state) || !CommitApproval.IsSame(state.Failback, failback))
        {
            FailbackJob? job = run.SucceededJob(FailbackAction.FailBack);
            state = new State { Failback = failback, Since = job is not null && CommitApproval.MadeIt(job, run.Item) ? job.EndTime ?? clock.UtcNow : clock.UtcNow };
            _states[run] = state;
        }

        return state;
    }

    private static string Describe(ValidationResult result) => result switch
    {
        ValidationResult.TimedOut => "took longer than allowed",
        ValidationResult.Error => "ended with an error",
        _ => "didn't pass",
    };
}
