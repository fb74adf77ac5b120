using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Chaos;

/// <summary>What holds whatever happens.</summary>
internal sealed class ChaosInvariants(JourneyBed bed)
{
    private static readonly ReplicationPhase[] Home =
    [
        ReplicationPhase.FailedBack,
        ReplicationPhase.Committed,
        ReplicationPhase.ReplicatingToAzure,
        ReplicationPhase.Protected,
    ];

    // A slow answer may lie between the last look at the clock and the request.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    private JourneyOptions _options = new();
    private FailbackGoal _until;
    private int _begunAt;
    private int _sentBefore;
    private int? _sentAtStop;

    /// <summary>The first that didn't hold.</summary>
    public Violation? First { get; private set; }

    /// <summary>A start begins.</summary>
    public void Begins()
    {
        _begunAt = bed.Service.Requests.Count;
        _sentBefore = bed.Service.Sent.Count;
        _sentAtStop = null;
        // Nothing that was begun before continues after its end or its crash.
        Demand(
            bed.Starts.Count == 0 || _begunAt == bed.Starts[^1].Requests,
            "Continues after its end",
            $"requests: {_begunAt}, at the end of the start before: {bed.Starts.LastOrDefault()?.Requests}");
    }

    /// <summary>The start was stopped.</summary>
    public void Stopped() => _sentAtStop ??= bed.Service.Sent.Count;

    /// <summary>An event was written: what it says of its VM has to be true since the engine woke last.</summary>
    public void Told(FailbackRunEvent happened)
    {
        _until = happened.Until ?? _until;
        bool isEnd = happened.Kind is FailbackRunEventKind.ItemEnded or FailbackRunEventKind.ItemNotReady;
        if (!isEnd || bed.Service.Items.Find(known => known.Id == happened.ItemId) is not { } item)
        {
            return;
        }

        bed.Service.CatchUp();
        FailbackRunItemOutcome outcome = happened.Kind == FailbackRunEventKind.ItemNotReady
            ? FailbackRunItemOutcome.NotReady
            : happened.ItemOutcome ?? FailbackRunItemOutcome.Running;
        IReadOnlyList<ReplicationPhase> phases = item.PhasesSince(bed.Clock.AwakeSince);
        string what = $"{item.Name} is reported as {outcome} of -Until {_until} ('{happened.Text}'), and is {string.Join(", ", phases)}";
        switch (outcome)
        {
            case FailbackRunItemOutcome.Succeeded:
                Demand(phases.Any(IsThere), "Reported untruly Succeeded", what);
                break;
            case FailbackRunItemOutcome.AwaitingCommit:
                Demand(phases.Contains(ReplicationPhase.FailedBack), "Reported untruly AwaitingCommit", what);
                break;
            case FailbackRunItemOutcome.NotReady or FailbackRunItemOutcome.Failed or FailbackRunItemOutcome.LeftAlone:
                Demand(happened.Text.Length > 0, "Reported without a reason", what);
                // An error that ends all has no id of its own: by then nobody can look. A validation is its own reason.
                Demand(
                    happened.ErrorId is null or "NotValidated" || HasJustFailed(item) || item.Job is not null || !phases.All(IsThere),
                    $"Reported untruly {outcome}",
                    $"{what}: {happened.ErrorId}");
                Demand(
                    outcome != FailbackRunItemOutcome.NotReady || bed.Service.Sent.Skip(_sentBefore).All(sent => sent.Item != item),
                    "Reported untruly NotReady",
                    $"{what}, and was acted on");
                break;
        }
    }

    /// <summary>A start has ended.</summary>
    public void Ended(StartEnd end, bool isStopped)
    {
        _options = end.Options;
        Demand(
            !isStopped || _sentAtStop is not { } stopped || stopped == bed.Service.Sent.Count,
            "Sent after the stop",
            $"{bed.Service.Sent.Count - (_sentAtStop ?? 0)} requests to act");
        foreach (Sent sent in bed.Service.Sent.Skip(_sentBefore))
        {
            Check(sent, end);
        }

        foreach (var same in bed.Service.Effects.GroupBy(effect => (effect.Item, effect.What, effect.Failover)))
        {
            Demand(same.Count() == 1, "Effect twice", $"{same.Count()} times {same.Key}");
            Demand(same.Key.What != "SilentCommit" || same.All(effect => effect.Start == 0), "Silent commit", $"{same.Key}");
        }

        foreach (FakeJob job in bed.Service.Jobs.Where(job => job.StartedBy == end.Number))
        {
            FakeJob? first = bed.Service.Jobs.FirstOrDefault(other => IsTheSameBefore(other, job));
            Demand(first is null, "Asked for what runs", $"{job} was asked for while our own {first} ran");
        }

        if (end.Run is not { } run)
        {
            return;
        }

        foreach (FakeItem vm in end.Vms)
        {
            FailbackRunItem? told = run.Items.SingleOrDefault(item => item.ItemId == vm.Id);
            Demand(
                told is not null && told.Outcome is not (FailbackRunItemOutcome.Running or FailbackRunItemOutcome.Planned),
                "Not reported",
                $"{vm.Name}: {told?.Outcome.ToString() ?? "nothing"}");
        }

        Demand(run.Outcome != FailbackRunOutcome.Running, "Not reported", "the run's own end");
        Demand(
            run.Outcome != FailbackRunOutcome.Succeeded || end.Vms.All(vm => end.Of(vm).Outcome == FailbackRunItemOutcome.Succeeded),
            "Reported untruly as a success",
            run.ToString());
    }

    private void Check(Sent sent, StartEnd end)
    {
        string by = sent.Plan is null ? string.Empty : $" by {sent.Plan.Name}";
        string how = $"failover {sent.Failover}, {sent.Phase}, Azure VM {sent.Power?.ToString() ?? "gone"}";
        double minutes = (sent.Time - Some.Now).TotalMinutes;
        string what = FormattableString.Invariant($"{sent.Action} of {sent.Item.Name}{by} ({how}) at {minutes:0.0} min");
        Demand(end.Vms.Contains(sent.Item), "Acted on what nobody named", what);
        Demand(_options.Deadline is not { } deadline || sent.Time <= deadline + Slack, "Sent after the deadline", what);
        Demand(sent.Action != FailbackAction.CommitFailover || _options.CommitFailover, "Committed a failover to Azure", what);
        if (sent.Action != FailbackAction.Commit)
        {
            return;
        }

        Demand(_options.Until != FailbackGoal.FailedBack, "Commit beyond -Until", what);
        Demand(_options.CommitPolicy != CommitPolicy.Never, "Commit against the policy", what);
        Demand(sent.Power is AzurePowerState.Stopped or AzurePowerState.Deallocated, "Commit with a running Azure VM", what);
        Asked[] asked =
        [
            .. bed.Host.Answers.Where(asked => asked.Start == sent.Start && asked.Item == sent.Item.Id && asked.Failover == sent.Failover),
        ];
        Demand(
            !_options.Validates || asked.LastOrDefault(one => one.IsValidation) is { IsYes: true },
            "Commit without a validation of this failover",
            what);
        Demand(
            _options.CommitPolicy != CommitPolicy.Ask || asked.LastOrDefault(one => !one.IsValidation) is { IsYes: true },
            "Commit without an approval of this failover",
            what);
    }

    /// <summary>
    /// A job that this start asked for and that took the VM has just ended badly, though the VM may be there: that is worth an error.
    /// </summary>
    private bool HasJustFailed(FakeItem item) => bed.Service.Jobs.Any(job => job.StartedBy == bed.Service.Start
        && (job.Item == item || job.Parts.Any(part => part.Item == item))
        && job is { IsDone: true, EndState: not JobState.Succeeded } && job.End >= bed.Clock.AwakeSince);

    /// <summary>Whether a job of ours was at the same action for the same VM or plan when another was begun.</summary>
    private static bool IsTheSameBefore(FakeJob first, FakeJob second) =>
        first != second && first.StartedBy > 0 && first.Action == second.Action && first.Item == second.Item && first.Plan == second.Plan
        && first.Start <= second.Start && (!first.IsDone || first.End > second.Start);

    private bool IsThere(ReplicationPhase phase) => Array.IndexOf(Home, phase) >= _until switch
    {
        FailbackGoal.FailedBack => 0,
        FailbackGoal.Committed => 1,
        _ => 3,
    };

    private void Demand(bool holds, string kind, string text)
    {
        if (!holds)
        {
            First ??= new Violation(kind, text);
        }
    }
}
