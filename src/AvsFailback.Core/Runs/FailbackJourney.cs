using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>
/// Brings many VMs home in one go, from wherever each stands. It can be killed anywhere and started again: what has been done is
/// read from the vault, what was being asked just then from the journal, where there is one.
/// </summary>
internal sealed class FailbackJourney
{
    private readonly AvsVault _vault;
    private readonly IClock _clock;
    private readonly JourneyOptions _options;
    private readonly IRunJournal? _journal;
    private readonly JourneyRecorder _recorder;
    private readonly CommitDesk _commits;
    private readonly IJourneyHost _host;
    private readonly JourneyReadiness _readiness;

    /// <summary>A journey that is yet to begin.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="host">Whom it tells and asks.</param>
    /// <param name="journal">The journal; null if none is kept.</param>
    /// <param name="readiness">What was found out of the VMs before, with the same options; null if nobody has looked.</param>
    public FailbackJourney(AvsVault vault, JourneyOptions options, IJourneyHost host, IRunJournal? journal, JourneyReadiness? readiness = null)
    {
        _vault = vault;
        _clock = vault.Connection.Clock;
        _options = options;
        _journal = journal;
        _host = host;
        _readiness = readiness ?? new JourneyReadiness(vault, options);
        _recorder = new JourneyRecorder(vault, journal?.RunId ?? NewId(_clock.UtcNow), journal, host) { OutcomeOf = OutcomeOf };
        _commits = new CommitDesk(options, host, _recorder, _clock);
    }

    /// <summary>The run as it stands.</summary>
    public FailbackRun Run => _recorder.Tally.Run with { Vault = _vault, JournalPath = _journal?.Path };

    /// <summary>What has been asked for and isn't known to have been answered.</summary>
    public IReadOnlyList<FailbackRunEvent> OpenRequests => _recorder.OpenRequests;

    /// <summary>The errors of single VMs, with what the user called them.</summary>
    public IReadOnlyList<(FailbackException Error, object Target)> Errors => _errors;

    private readonly List<(FailbackException Error, object Target)> _errors = [];

    /// <summary>Goes the whole way.</summary>
    /// <param name="entries">The VMs, read whole.</param>
    /// <param name="cancellationToken">Stops the waiting; jobs in Azure go on.</param>
    /// <exception cref="ConnectionException">The service can't be reached any more; <see cref="Run"/> tells how far it came.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; <see cref="Run"/> tells how far it came.</exception>
    public async Task<FailbackRun> RunAsync(IReadOnlyList<JourneyEntry> entries, CancellationToken cancellationToken)
    {
        Dictionary<ArmId, PlanCoordinator> plans = PlansOf(entries);
        Dictionary<ArmId, FailbackRunEvent> jobs = _recorder.Tally.OpenJobs.ToDictionary(pair => pair.Key, pair => pair.Value);
        Dictionary<ArmId, FailbackRunEvent> intents = _recorder.Tally.OpenIntents.ToDictionary(pair => pair.Key, pair => pair.Value);
        try
        {
            Dictionary<ArmId, FailbackRunItem> known = _recorder.Tally.Run.Items.ToDictionary(item => item.ItemId);
            JourneyEntry[] unknown = [.. entries.Where(entry => !known.ContainsKey(entry.Item.Id))];
            Begin(entries);
            LeaveOthers([.. known.Values.Where(item => item.Outcome == FailbackRunItemOutcome.Running && !entries.Any(entry => entry.Item.Id == item.ItemId))]);
            // Where none is on its way, nothing has been begun.
            await RebuildAsync(unknown.Any(entry => IsUnderWay(entry.Item)) ? unknown : [], cancellationToken);
            // What an earlier start didn't see end is looked at to its end, even where the VM has got there meanwhile.
            bool IsOpen(ArmId? id) => id is not null && (jobs.ContainsKey(id) || intents.ContainsKey(id));
            HashSet<JourneyEntry> there = [.. entries.Where(entry => IsThere(entry.Item) && !IsOpen(entry.Item.Id) && !IsOpen(entry.Plan?.Id))];
            IReadOnlyList<JourneyEntry> ready = await LeaveUnreadyAsync(entries, there, known, cancellationToken);
            ItemRequest[] requests = [.. ready.Select(entry => RequestOf(entry, jobs, intents))];
            var run = Runs.Run.OfJourney(_vault, _recorder, _options, _commits, plans, await _readiness.DemandAsync(ready, cancellationToken));
            await run.ExecuteAsync(requests, cancellationToken);
            await ReadJobTimesAsync(cancellationToken);
            HashSet<ArmId> own = [.. entries.Select(entry => entry.Item.Id)];
            await EndAsync(OutcomeOf([.. Run.Items.Where(item => own.Contains(item.ItemId))]), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Abandon(FailbackRunOutcome.Cancelled, FailbackRunItemOutcome.Cancelled, $"The run was stopped before this VM was {_options.Until}.", "What runs in Azure continues. Rerun the command: it resumes where each VM is.");
            throw;
        }
        catch (FailbackException e)
        {
            Abandon(FailbackRunOutcome.Failed, FailbackRunItemOutcome.Failed, e.Message, e.NextStep);
            throw;
        }

        return Run;
    }

    /// <summary>For the report alone: what is where it was wanted stays so without it.</summary>
    private async Task ReadJobTimesAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (FailbackRunEvent ended in await new JobTimes(_vault.Connection.Service).ReadAsync(Run, cancellationToken))
            {
                _recorder.RecordHistory(ended);
            }
        }
        catch (FailbackException e)
        {
            _recorder.Record(new FailbackRunEvent { Kind = FailbackRunEventKind.Note, Text = $"The times of some jobs can't be read: {e.Message}", Gap = "The service's times of some jobs aren't known: the vault couldn't be asked for them at the end." });
        }
    }

    private void Begin(IReadOnlyList<JourneyEntry> entries)
    {
        bool isResumed = _journal is { Earlier.Count: > 0 };
        _recorder.Record(new FailbackRunEvent
        {
            Kind = isResumed ? FailbackRunEventKind.RunResumed : FailbackRunEventKind.RunStarted,
            VaultId = _vault.Id,
            VaultName = _vault.ToString(),
            IsEmulated = _vault.IsEmulated,
            EmulatorLife = _vault.Connection.EmulatorLife,
            Until = _options.Until,
            StartedBy = _options.StartedBy,
            IgnoredRules = _options.IgnoredRules,
            Text = $"{entries.Count} {(entries.Count == 1 ? "VM" : "VMs")} until {_options.Until}",
        });
        foreach (JourneyEntry entry in entries)
        {
            _recorder.Begin(entry.Item);
            _recorder.Record(entry.Item, new FailbackRunEvent
            {
                Kind = FailbackRunEventKind.ItemAdded,
                Plan = entry.Plan?.Name,
                Wave = WaveOf(entry),
                Phase = entry.Item.Phase,
                Architecture = entry.Item.Architecture,
                IgnoredRules = _options.IgnoredRules,
                Text = $"is {entry.Item.Phase}",
            });
        }
    }

    /// <summary>VMs that an earlier start was at work on and this one wasn't given: nobody is at work on them any more.</summary>
    private void LeaveOthers(IReadOnlyList<FailbackRunItem> items)
    {
        foreach (FailbackRunItem item in items)
        {
            _recorder.Record(new FailbackRunEvent
            {
                Kind = FailbackRunEventKind.ItemEnded,
                ItemId = item.ItemId,
                Name = item.Name,
                ItemOutcome = FailbackRunItemOutcome.LeftAlone,
                Phase = item.Phase,
                Text = "The run was started again without it. Rerun the command with it: it resumes where the VM is.",
            });
        }
    }

    /// <summary>What was done for VMs that are on their way and that no journal tells of is told by the vault's jobs.</summary>
    private async Task RebuildAsync(JourneyEntry[] entries, CancellationToken cancellationToken)
    {
        if (entries.Length > 0)
        {
            var rebuilder = new RunRebuilder(_vault.Connection.Service, _clock);
            RecoveryPlan[] plans = [.. entries.Select(entry => entry.Plan).OfType<RecoveryPlan>().GroupBy(plan => plan.Id).Select(same => same.First())];
            foreach (FailbackRunEvent found in await rebuilder.RebuildAsync(_recorder.RunId, [.. entries.Select(entry => entry.Item)], plans, cancellationToken))
            {
                // The VMs are added already, with their waves.
                if (found.Kind != FailbackRunEventKind.ItemAdded)
                {
                    _recorder.RecordHistory(found);
                }
            }
        }
    }

    private static bool IsUnderWay(ReplicatedItem item) =>
        item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReadyToFailBack or ReplicationPhase.FailingBack or ReplicationPhase.FailedBack or ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure;

    /// <summary>Reports those that aren't ready, or are there already; gives the others.</summary>
    private async Task<IReadOnlyList<JourneyEntry>> LeaveUnreadyAsync(IReadOnlyList<JourneyEntry> entries, HashSet<JourneyEntry> there, Dictionary<ArmId, FailbackRunItem> known, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<JourneyEntry, FailbackException> unready = await _readiness.CheckAsync(entries, cancellationToken);
        // One that is where it is wanted is that, whatever keeps the rest of its plan.
        foreach (JourneyEntry entry in entries.Where(entry => unready.ContainsKey(entry) && !there.Contains(entry)))
        {
            FailbackException why = unready[entry];
            _errors.Add((why, entry.Target ?? entry.Item.Name));
            _recorder.Record(entry.Item, new FailbackRunEvent { Kind = FailbackRunEventKind.ItemNotReady, Text = why.Message, ErrorId = why.ErrorId, NextStep = why.NextStep });
        }

        foreach ((JourneyEntry entry, string text) in _readiness.TakeForeseen())
        {
            _recorder.Record(entry.Item, new FailbackRunEvent { Kind = FailbackRunEventKind.Warning, Text = $"{entry.Item.Name}: {text}" });
        }

        foreach (JourneyEntry entry in entries.Where(there.Contains))
        {
            var ended = new FailbackRunEvent { Kind = FailbackRunEventKind.ItemEnded, ItemOutcome = FailbackRunItemOutcome.Succeeded, Phase = entry.Item.Phase, Text = "It was there already." };
            // One that an earlier start of this very run brought there got there then.
            _recorder.Record(entry.Item, known.TryGetValue(entry.Item.Id, out FailbackRunItem? earlier) && earlier is { Outcome: FailbackRunItemOutcome.Succeeded, EndTime: { } end } ? ended with { Time = end, Text = earlier.Message } : ended);
        }

        return [.. entries.Where(entry => !unready.ContainsKey(entry) && !there.Contains(entry))];
    }

    private bool IsThere(ReplicatedItem item) => IsThere(item, _options.Until);

    /// <summary>Whether nothing is left to do for the item.</summary>
    internal static bool IsThere(ReplicatedItem item, FailbackGoal until) => item.RunningJobId is null && FailbackTransitions.Next(item.Phase, until).Kind is TransitionKind.Reached or TransitionKind.Passed;

    private ItemRequest RequestOf(JourneyEntry entry, Dictionary<ArmId, FailbackRunEvent> jobs, Dictionary<ArmId, FailbackRunEvent> intents)
    {
        jobs.TryGetValue(entry.Item.Id, out FailbackRunEvent? job);
        intents.TryGetValue(entry.Item.Id, out FailbackRunEvent? intent);
        return new ItemRequest
        {
            Item = entry.Item,
            Goal = _options.Until,
            Actions = _options.CommitFailover
                ? [FailbackAction.CommitFailover, FailbackAction.ReprotectToAvs, FailbackAction.FailBack, FailbackAction.Commit, FailbackAction.ReprotectToAzure]
                : [FailbackAction.ReprotectToAvs, FailbackAction.FailBack, FailbackAction.Commit, FailbackAction.ReprotectToAzure],
            Target = entry.Target,
            MayWait = true,
            AcceptsPassed = true,
            PlanName = entry.Plan?.Name,
            WavesOf = entry.Plan?.Id ?? _vault.Id,
            Wave = WaveOf(entry),
            PointChoice = _options.PointChoice,
            AzureVm = entry.AzureVm,
            IgnoredRules = _options.IgnoredRules,
            Choose = (item, token) => _readiness.Choices.ChooseAsync(entry, item, token),
            AgentTimeout = _options.AgentTimeout,
            Deadline = _options.Deadline,
            OwnJob = job?.JobId,
            OwnJobAction = job?.Action ?? FailbackAction.None,
            OpenRequest = job is null && intent is { ClientRequestId: not null } ? PendingRequest.Of(intent, _clock.UtcNow) : null,
        };
    }

    /// <summary>The wave: the user's, else the group of the plan, else the first.</summary>
    internal static int WaveOf(JourneyEntry entry) =>
        entry.Wave ?? (entry.Plan is { } plan && PlanDecision.GroupNumbers(plan).TryGetValue(entry.Item.Id, out int group) ? group : 1);

    private Dictionary<ArmId, PlanCoordinator> PlansOf(IReadOnlyList<JourneyEntry> entries)
    {
        var turns = new Dictionary<ArmId, PlanCoordinator>();
        var plans = new Dictionary<ArmId, PlanCoordinator>();
        foreach (JourneyEntry entry in entries.Where(entry => entry.Plan is not null))
        {
            if (!plans.TryGetValue(entry.Plan!.Id, out PlanCoordinator? turn))
            {
                turn = new PlanCoordinator(entry.Plan, _vault, _options, _recorder);
                plans.Add(entry.Plan.Id, turn);
            }

            turns[entry.Item.Id] = turn;
        }

        return turns;
    }

    /// <summary>How a settled run counts.</summary>
    private (FailbackRunItemOutcome Outcome, string Text, string? ErrorId) OutcomeOf(ItemRun run)
    {
        if (run.Error is { } error)
        {
            if (error.ErrorId == "TimedOut" && _options.Deadline <= _clock.UtcNow)
            {
                return (FailbackRunItemOutcome.DeadlineReached, error.Message, error.ErrorId);
            }

            _errors.Add((error, run.Target));
            return (Engine.Errors.IsForAnothers(error) ? FailbackRunItemOutcome.LeftAlone
                // One that has moved since the start, as by its plan before that failed, isn't one that was left alone.
                : error.Category == FailbackErrorCategory.NotReady && !run.HasBeenWorkedOn && run.Item.Phase == run.Request.Item.Phase ? FailbackRunItemOutcome.NotReady
                : FailbackRunItemOutcome.Failed, $"{error.Message} {error.NextStep}".Trim(), error.ErrorId);
        }

        if (_commits.OutcomeOf(run) is { } left)
        {
            FailbackException? why = left.Outcome == FailbackRunItemOutcome.Failed ? Engine.Errors.NotValidated(run, left.Text) : null;
            if (why is not null)
            {
                _errors.Add((why, run.Target));
            }

            return (left.Outcome, left.Text, why?.ErrorId);
        }

        return (FailbackRunItemOutcome.Succeeded, run.Outcome == RunOutcome.AlreadyThere ? "It was there already." : string.Empty, null);
    }

    /// <summary>How a run ends whose VMs ended so; those of earlier starts that this one wasn't given don't count.</summary>
    private static FailbackRunOutcome OutcomeOf(IReadOnlyCollection<FailbackRunItem> items)
    {
        int Count(FailbackRunItemOutcome outcome) => items.Count(item => item.Outcome == outcome);
        int good = Count(FailbackRunItemOutcome.Succeeded);
        int waiting = Count(FailbackRunItemOutcome.AwaitingCommit);
        return Count(FailbackRunItemOutcome.DeadlineReached) > 0 ? FailbackRunOutcome.DeadlineReached
            : good == items.Count ? FailbackRunOutcome.Succeeded
            : good + waiting == items.Count ? FailbackRunOutcome.AwaitingCommit
            : good + waiting > 0 ? FailbackRunOutcome.PartiallySucceeded
            : Count(FailbackRunItemOutcome.Cancelled) == items.Count ? FailbackRunOutcome.Cancelled
            : FailbackRunOutcome.Failed;
    }

    private async Task EndAsync(FailbackRunOutcome outcome, CancellationToken cancellationToken)
    {
        _recorder.Record(new FailbackRunEvent { Kind = FailbackRunEventKind.RunEnded, RunOutcome = outcome, NextStep = NextStepOf(outcome), Text = $"{outcome}" });
        await _recorder.TellHostAsync(cancellationToken);
    }

    private void Abandon(FailbackRunOutcome outcome, FailbackRunItemOutcome itemOutcome, string text, string nextStep)
    {
        foreach (FailbackRunItem item in Run.Items.Where(item => item.Outcome == FailbackRunItemOutcome.Running))
        {
            _recorder.Record(new FailbackRunEvent { Kind = FailbackRunEventKind.ItemEnded, ItemId = item.ItemId, Name = item.Name, ItemOutcome = itemOutcome, Phase = item.Phase, Text = text, NextStep = nextStep });
        }

        _recorder.Record(new FailbackRunEvent { Kind = FailbackRunEventKind.RunEnded, RunOutcome = outcome, Text = text, NextStep = nextStep });
    }

    private string NextStepOf(FailbackRunOutcome outcome) => outcome switch
    {
        FailbackRunOutcome.AwaitingCommit => "Look at the VMs in AVS, then commit them: Complete-AvsFailback." + (_options.Until == FailbackGoal.Protected ? " After that, rerun the command to protect them." : string.Empty),
        FailbackRunOutcome.DeadlineReached => "What runs in Azure continues. Rerun the command: it resumes where each VM is.",
        FailbackRunOutcome.PartiallySucceeded or FailbackRunOutcome.Failed => "See the message of each VM, fix what it says, and rerun the command: VMs that are there already are left alone.",
        _ => string.Empty,
    };

    // Two runs of one second and one process are told apart by the rest.
    internal static string NewId(DateTimeOffset now) => $"{now.UtcDateTime.ToString("yyyyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N").Substring(0, 4)}";
}
