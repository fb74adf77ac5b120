using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>Takes down what happens in a journey: first in the journal, then in the tally, then for the host.</summary>
internal sealed class JourneyRecorder(AvsVault vault, string runId, IRunJournal? journal, IJourneyHost host) : IEngineObserver
{
    private readonly Dictionary<ArmId, ReplicationPhase> _phases = [];
    private readonly List<FailbackRunEvent> _untold = [];
    private readonly object _gate = new();
    private IRunJournal? _journal = journal;

    /// <summary>The run's id.</summary>
    public string RunId => runId;

    /// <summary>What the events add up to.</summary>
    public RunProjection Tally { get; } = RunProjection.Of(journal?.Earlier ?? []);

    /// <summary>What has been asked for and isn't known to have been answered; for any thread.</summary>
    public IReadOnlyList<FailbackRunEvent> OpenRequests
    {
        get
        {
            lock (_gate)
            {
                return [.. Tally.OpenIntents.Values];
            }
        }
    }

    /// <summary>How a settled run counts; asked when it settles.</summary>
    public required System.Func<ItemRun, (FailbackRunItemOutcome Outcome, string Text, string? ErrorId)> OutcomeOf { get; init; }

    /// <summary>Takes down an event of the whole run, or of an item by its id.</summary>
    public void Record(FailbackRunEvent happened) => Record(happened, isNews: true);

    /// <summary>Takes down what happened before the run began: nobody has to be told of it now.</summary>
    public void RecordHistory(FailbackRunEvent happened) => Record(happened, isNews: false);

    private void Record(FailbackRunEvent happened, bool isNews)
    {
        FailbackRunEvent whole = happened with { Time = happened.Time == default ? vault.Connection.Clock.UtcNow : happened.Time, RunId = runId };
        lock (_gate)
        {
            WriteDown(whole);
            Tally.Add(whole);
            if (isNews)
            {
                _untold.Add(whole);
            }
        }
    }

    /// <summary>A journal that can't be written any more, as on a full disk, doesn't keep VMs from coming home: the run goes on without it and says so.</summary>
    private void WriteDown(FailbackRunEvent happened)
    {
        try
        {
            _journal?.Write(happened);
        }
        catch (FailbackException e)
        {
            _journal = null;
            var lost = new FailbackRunEvent
            {
                Time = happened.Time,
                RunId = runId,
                Kind = FailbackRunEventKind.Warning,
                Text = $"The run continues without its journal: {e.Message} {e.NextStep}",
                Gap = $"The journal ends at {Words.Instant(happened.Time)}: it couldn't be written any more.",
            };
            Tally.Add(lost);
            _untold.Add(lost);
        }
    }

    /// <summary>Takes down an event of an item.</summary>
    public void Record(ReplicatedItem item, FailbackRunEvent happened) => Record(happened with { ItemId = item.Id, Name = item.Name });

    /// <summary>Tells the host what has been taken down since it was told last; where its code may run.</summary>
    public async Task TellHostAsync(CancellationToken cancellationToken)
    {
        FailbackRunEvent[] untold;
        lock (_gate)
        {
            untold = [.. _untold];
            _untold.Clear();
        }

        foreach (FailbackRunEvent happened in untold)
        {
            await host.TellAsync(happened, cancellationToken);
        }
    }

    public void Tell(ItemRun run, FailbackRunEvent happened)
    {
        if (happened.Kind == FailbackRunEventKind.ActionIntended)
        {
            // What the step before has led to is seen before the next one begins.
            See(run);
        }

        // What is told of a VM by its id isn't told of the others of its plan.
        Record(happened.ItemId is not null ? happened
            : happened with { ItemId = run.Item.Id, Name = run.Item.Name, Plan = run.Request.Unit is PlanTarget ? run.Item.Name : happened.Plan });
    }

    public void Note(ItemRun run, string text) => Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.Note, Text = text });

    public void Warn(ItemRun run, string text) => Tell(run, new FailbackRunEvent { Kind = FailbackRunEventKind.Warning, Text = text });

    public void Warn(string text) => Record(new FailbackRunEvent { Kind = FailbackRunEventKind.Warning, Text = text });

    public Task BetweenCyclesAsync(CancellationToken cancellationToken) => TellHostAsync(cancellationToken);

    public Task SettledAsync(ItemRun run)
    {
        See(run);
        if (run.Request.Unit is ItemTarget)
        {
            (FailbackRunItemOutcome outcome, string text, string? errorId) = OutcomeOf(run);
            Record(run.Item, new FailbackRunEvent
            {
                Kind = FailbackRunEventKind.ItemEnded,
                ItemOutcome = outcome,
                Phase = run.Item.Phase,
                Text = text,
                ErrorId = errorId,
                Errors = run.Error?.ServiceErrors ?? [],
                NextStep = run.Error?.NextStep ?? string.Empty,
            });
        }

        return Task.CompletedTask;
    }

    public void Progress(IReadOnlyList<ItemRun> runs)
    {
        foreach (ItemRun run in runs.Where(run => !run.IsSettled))
        {
            See(run);
        }

        host.Progress(runs);
    }

    /// <summary>The phase in which the run begins is known already.</summary>
    public void Begin(ReplicatedItem item) => _phases[item.Id] = item.Phase;

    private void See(ItemRun run)
    {
        if (run.Request.Unit is ItemTarget && (!_phases.TryGetValue(run.Item.Id, out ReplicationPhase before) || before != run.Item.Phase))
        {
            _phases[run.Item.Id] = run.Item.Phase;
            Record(run.Item, new FailbackRunEvent { Kind = FailbackRunEventKind.PhaseChanged, Phase = run.Item.Phase, Text = $"is {run.Item.Phase}" });
        }
    }
}
