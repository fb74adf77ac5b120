using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Asr;
using AvsFailback.Engine;

namespace AvsFailback.Runs;

/// <summary>
/// Makes a <see cref="FailbackRun"/> of its events, whether they happen now or were read from a journal: so a report is the same
/// from both.
/// </summary>
internal sealed class RunProjection
{
    private readonly Dictionary<ArmId, Entry> _items = [];
    private readonly List<Entry> _order = [];
    private readonly List<string> _notices = [];
    private readonly List<string> _gaps = [];
    private FailbackRun _run = new() { Id = string.Empty };

    /// <summary>The run as it stands.</summary>
    public FailbackRun Run => _run with
    {
        Items = [.. _order.OrderBy(entry => entry.Item.Wave).Select(entry => entry.Item with { Steps = [.. entry.Steps] })],
        Notices = [.. _notices],
        Gaps = [.. _gaps],
    };

    /// <summary>The requests of each item or plan that were intended and whose answer the events don't tell, the latest of each.</summary>
    public IReadOnlyDictionary<ArmId, FailbackRunEvent> OpenIntents => _intents;

    /// <summary>The jobs of each item or plan that were begun and not seen to end, the latest of each.</summary>
    public IReadOnlyDictionary<ArmId, FailbackRunEvent> OpenJobs => _jobs;

    private readonly Dictionary<ArmId, FailbackRunEvent> _intents = [];
    private readonly Dictionary<ArmId, FailbackRunEvent> _jobs = [];

    /// <summary>Takes in all of them.</summary>
    public static RunProjection Of(IEnumerable<FailbackRunEvent> events)
    {
        var tally = new RunProjection();
        foreach (FailbackRunEvent happened in events)
        {
            tally.Add(happened);
        }

        return tally;
    }

    /// <summary>Takes in an event.</summary>
    public void Add(FailbackRunEvent e)
    {
        if (e.Gap is { Length: > 0 } gap && !_gaps.Contains(gap))
        {
            _gaps.Add(gap);
        }

        if (_run.LastEventTime is not { } last || e.Time > last)
        {
            _run = _run with { LastEventTime = e.Time };
        }

        switch (e.Kind)
        {
            case FailbackRunEventKind.RunStarted:
                _run = _run with { Id = e.RunId, VaultId = e.VaultId, VaultName = e.VaultName ?? string.Empty, IsEmulated = e.IsEmulated, Until = e.Until ?? FailbackGoal.Protected, StartedBy = e.StartedBy, StartTime = e.Time, IgnoredRules = e.IgnoredRules };
                break;
            case FailbackRunEventKind.RunResumed:
                _run = _run with { Restarts = _run.Restarts + 1, Until = e.Until ?? _run.Until, Outcome = FailbackRunOutcome.Running, EndTime = null, NextStep = string.Empty, IgnoredRules = [.. _run.IgnoredRules.Union(e.IgnoredRules, StringComparer.OrdinalIgnoreCase)] };
                break;
            case FailbackRunEventKind.RunEnded:
                _run = _run with { Outcome = e.RunOutcome ?? FailbackRunOutcome.Failed, EndTime = e.Time, NextStep = e.NextStep };
                break;
            case FailbackRunEventKind.Warning when e.Text.Length > 0 && !_notices.Contains(e.Text):
                _notices.Add(e.Text);
                break;
        }

        if (e.ItemId is not null)
        {
            AddToItems(e, e.ItemId);
        }
    }

    // What happens to a plan happens to its VMs.
    private void AddToItems(FailbackRunEvent e, ArmId id)
    {
        NoteIntent(e, id);
        if (e.Kind == FailbackRunEventKind.ItemAdded)
        {
            AddItem(e, id);
            return;
        }

        if (_items.TryGetValue(id, out Entry? entry))
        {
            entry.Add(e, _run);
        }
        else if (e.Plan is { } plan)
        {
            foreach (Entry member in _order.Where(member => string.Equals(member.Item.Plan, plan, StringComparison.OrdinalIgnoreCase)))
            {
                member.Add(e, _run);
            }
        }
    }

    private void NoteIntent(FailbackRunEvent e, ArmId id)
    {
        if (e.Kind == FailbackRunEventKind.ActionIntended)
        {
            _intents[id] = e;
        }
        else if (e.Kind is FailbackRunEventKind.ActionAccepted or FailbackRunEventKind.JobAdopted && e.Action != FailbackAction.None)
        {
            _jobs[id] = e;
        }
        else if (e.Kind == FailbackRunEventKind.JobEnded)
        {
            _jobs.Remove(id);
        }

        if (e.Kind is FailbackRunEventKind.ActionAccepted or FailbackRunEventKind.ActionRefused or FailbackRunEventKind.RequestUntraced or FailbackRunEventKind.JobAdopted or FailbackRunEventKind.JobEnded)
        {
            _intents.Remove(id);
        }
    }

    private void AddItem(FailbackRunEvent e, ArmId id)
    {
        if (_items.TryGetValue(id, out Entry? known))
        {
            // It goes on after a restart.
            known.Item = known.Item with { Phase = e.Phase ?? known.Item.Phase, Wave = e.Wave, Plan = e.Plan, Outcome = FailbackRunItemOutcome.Running, EndTime = null, Message = string.Empty, ErrorId = null, Errors = [] };
            return;
        }

        var entry = new Entry(new FailbackRunItem
        {
            ItemId = id,
            Name = e.Name,
            Architecture = e.Architecture,
            Plan = e.Plan,
            Wave = e.Wave,
            PhaseAtStart = e.Phase ?? ReplicationPhase.Unknown,
            Phase = e.Phase ?? ReplicationPhase.Unknown,
            IgnoredRules = e.IgnoredRules,
        });
        _items.Add(id, entry);
        _order.Add(entry);
    }

    private sealed class Entry(FailbackRunItem item)
    {
        public FailbackRunItem Item { get; set; } = item;

        public List<FailbackRunStep> Steps { get; } = [];

        public void Add(FailbackRunEvent e, FailbackRun run)
        {
            switch (e.Kind)
            {
                case FailbackRunEventKind.PhaseChanged when e.Phase is { } phase:
                    See(phase, e.Time, run);
                    break;
                case FailbackRunEventKind.RecoveryPointSeen when e.RecoveryPointTime is not null:
                    Item = Item with { RecoveryPointTime = e.RecoveryPointTime, RecoveryPointSource = e.RecoveryPointSource };
                    break;
                case FailbackRunEventKind.ValidationEnded:
                    Item = Item with { Validation = e.Validation, ValidationMessage = e.Text };
                    break;
                case FailbackRunEventKind.ItemNotReady:
                    Item = Item with { Outcome = FailbackRunItemOutcome.NotReady, EndTime = e.Time, Message = $"{e.Text} {e.NextStep}".Trim(), ErrorId = e.ErrorId };
                    break;
                case FailbackRunEventKind.ItemEnded:
                    Item = Item with { Outcome = e.ItemOutcome ?? FailbackRunItemOutcome.Failed, EndTime = e.Time, Phase = e.Phase ?? Item.Phase, Message = e.Text, ErrorId = e.ErrorId, Errors = e.Errors };
                    break;
                default:
                    AddToSteps(e, run);
                    break;
            }
        }

        private void AddToSteps(FailbackRunEvent e, FailbackRun run)
        {
            switch (e.Kind)
            {
                case FailbackRunEventKind.ActionIntended:
                    // A request that never arrived is sent again, in this life of the process or the next: that is no second step.
                    if (Last is { JobId: null, End: null } lost && lost.Action == e.Action)
                    {
                        Steps.RemoveAt(Steps.Count - 1);
                    }

                    Begin(e, run, isAdopted: false);
                    break;
                case FailbackRunEventKind.JobAdopted when e.Action != FailbackAction.None && IndexOf(e.JobId) < 0:
                    Adopt(e, run);
                    break;
                case FailbackRunEventKind.ActionAccepted when Last is { } step:
                    Last = step with { JobId = e.JobId, State = e.JobState ?? JobState.NotStarted };
                    break;
                case FailbackRunEventKind.ActionRefused when Last is { } step:
                    Last = step with { End = e.Time, State = JobState.Failed, Errors = e.Errors };
                    break;
                case FailbackRunEventKind.JobSuspended when IndexOf(e.JobId) is >= 0 and int suspended:
                    Steps[suspended] = Steps[suspended] with { State = JobState.Suspended };
                    break;
                case FailbackRunEventKind.JobEnded:
                    End(e, run);
                    break;
            }
        }

        private int IndexOf(ArmId? job) => Steps.FindLastIndex(step => step.JobId is not null && step.JobId == job);

        private void Adopt(FailbackRunEvent e, FailbackRun run)
        {
            // A request whose answer was lost turns out to have arrived: that is no second step.
            if (Last is { JobId: null, End: null } open && open.Action == e.Action)
            {
                Last = open with { JobId = e.JobId, State = e.JobState };
            }
            else
            {
                Begin(e, run, isAdopted: true);
            }
        }

        private FailbackRunStep? Last
        {
            get => Steps.Count == 0 ? null : Steps[Steps.Count - 1];
            set => Steps[Steps.Count - 1] = value!;
        }

        private void Begin(FailbackRunEvent e, FailbackRun run, bool isAdopted)
        {
            // A reprotect that is tried until the agent is there (rule R03) is one step.
            if (Last is { State: JobState.Failed } early && early.Action == e.Action && AgentGate.IsAgentMissing(early.Errors))
            {
                Steps.RemoveAt(Steps.Count - 1);
            }

            DateTimeOffset? start = isAdopted ? e.JobStart ?? e.Time : e.Time;
            // Steps before the run's start, found in the vault's jobs, are none that it waited after.
            DateTimeOffset? free = Last is not { } before ? run.StartTime : Latest(before.End, before.EffectSeen) is { } ended ? Latest(ended, run.StartTime) : null;
            Steps.Add(new FailbackRunStep
            {
                Action = e.Action,
                Start = start,
                WaitingTime = e.Gap is null && start is { } s && free is { } f && s >= f ? s - f : null,
                JobId = e.JobId,
                State = e.JobState,
                ClientRequestId = e.ClientRequestId,
                Plan = e.Plan,
                IsAdopted = isAdopted,
                IsRebuilt = e.Gap is not null,
            });
        }

        private void End(FailbackRunEvent e, FailbackRun run)
        {
            int index = IndexOf(e.JobId);
            // Where a plan's job told what it did for this VM, that counts and not the whole job.
            if (index < 0 || (e.ItemId != Item.ItemId && Steps[index].End is not null))
            {
                return;
            }

            DateTimeOffset end = e.JobEnd ?? e.Time;
            // The service cuts a job's end to seconds, so that it may precede its start (asr-contract §2).
            DateTimeOffset? start = e.JobStart ?? Steps[index].Start;
            // One whose end was seen by its effect took less than until then: its copy goes on after it.
            Steps[index] = Steps[index] with { End = end, State = e.JobState, ServiceTime = e.JobEnd is not null && start is { } s ? (end > s ? end - s : TimeSpan.Zero) : null, Errors = e.Errors };
            if (e.JobState is JobState.Succeeded or JobState.CompletedWithInformation)
            {
                Succeed(e, Steps[index].Action, start, end, run);
            }
        }

        /// <summary>What the end of a job that went well means for the VM.</summary>
        private void Succeed(FailbackRunEvent e, FailbackAction action, DateTimeOffset? start, DateTimeOffset end, FailbackRun run)
        {
            if (action == FailbackAction.CancelFailback)
            {
                // It runs in Azure again.
                Item = Item with { RunningInAvsSince = null, Rto = null, RecoveryPointTime = null, RecoveryPointSource = RecoveryPointSource.Unknown, AchievedRpo = null };
            }

            if (action == FailbackAction.FailBack)
            {
                RunsInAvs(end, run);
                if (e.RecoveryPointTime is { } point)
                {
                    Item = Item with { RecoveryPointTime = point, RecoveryPointSource = e.RecoveryPointSource };
                }

                // In a plan's job a VM runs on in Azure until its group's turn.
                if (Item.RecoveryPointTime is { } taken && start is { } begun)
                {
                    Item = Item with { AchievedRpo = begun > taken ? begun - taken : TimeSpan.Zero };
                }
            }
        }

        private void See(ReplicationPhase phase, DateTimeOffset time, FailbackRun run)
        {
            Item = Item with { Phase = phase };
            if (Last is { EffectSeen: null } step && phase == ActionMetadata.LeadsTo(step.Action))
            {
                Last = step with { EffectSeen = time };
            }

            if (phase == ReplicationPhase.FailedBack && Item.RunningInAvsSince is null)
            {
                RunsInAvs(time, run);
            }
        }

        private void RunsInAvs(DateTimeOffset since, FailbackRun run) => Item = Item with
        {
            RunningInAvsSince = since,
            Rto = since > run.StartTime ? since - run.StartTime : null,
        };

        private static DateTimeOffset? Latest(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null ? a : a > b ? a : b;
    }
}
