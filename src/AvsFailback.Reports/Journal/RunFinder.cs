using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Reports;

/// <summary>Finds the run that a new start of the command goes on with.</summary>
internal static class RunFinder
{
    /// <summary>How far the vault's jobs go back: what is older can't be gone on with, since nothing tells what became of it.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(7);

    /// <summary>Among the runs of a file, the one to go on with; null if none.</summary>
    public static (string RunId, IReadOnlyList<FailbackRunEvent> Events)? Find(IEnumerable<FailbackRunEvent> events, RunJournalRequest request)
    {
        var missing = new HashSet<ArmId>(request.Items);
        foreach (RunGist run in Split(events).Reverse())
        {
            if (IsMatch(run, request, missing))
            {
                return (run.Id, run.Events);
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the run is the one. VMs that it brought where they were wanted are taken off those that are looked for: an older
    /// run of theirs is history.
    /// </summary>
    public static bool IsMatch(RunGist run, RunJournalRequest request, HashSet<ArmId> missing)
    {
        // An emulated vault that was made of a real one's snapshot has its id: a rehearsal is never taken for the real thing.
        if (run.VaultId != request.VaultId || run.IsEmulated != request.IsEmulated || !run.Items.Overlaps(missing))
        {
            return false;
        }

        if (run.IsOver || request.Now - run.LastTime >= Horizon || IsOfAnotherLife(run, request))
        {
            missing.ExceptWith(run.Items);
            return false;
        }

        return true;
    }

    /// <summary>The runs of a file, in the order in which they were begun.</summary>
    public static IReadOnlyList<RunGist> Split(IEnumerable<FailbackRunEvent> events)
    {
        var order = new List<RunGist>();
        var byId = new Dictionary<string, RunGist>(StringComparer.OrdinalIgnoreCase);
        int line = 0;
        foreach (FailbackRunEvent happened in events)
        {
            if (!byId.TryGetValue(happened.RunId, out RunGist? run))
            {
                run = new RunGist(happened.RunId);
                byId.Add(happened.RunId, run);
                order.Add(run);
            }

            run.Add(happened, ++line);
        }

        return order;
    }

    // Each virtual emulator begins at the same moment; a real clock that was set back a little is no other life.
    private static bool IsOfAnotherLife(RunGist run, RunJournalRequest request) =>
        run.IsEmulated && (!string.Equals(run.EmulatorLife, request.EmulatorLife, StringComparison.Ordinal) || run.LastTime > request.Now);
}

/// <summary>What a run's events say of it at a glance.</summary>
internal sealed class RunGist(string id)
{
    private readonly List<FailbackRunEvent> _events = [];

    public string Id { get; } = id;

    public ArmId? VaultId { get; private set; }

    public bool IsEmulated { get; private set; }

    /// <summary>Which of the emulators with the vault it was begun in.</summary>
    public string? EmulatorLife { get; private set; }

    public HashSet<ArmId> Items { get; } = [];

    /// <summary>The latest moment that it tells.</summary>
    public DateTimeOffset LastTime { get; private set; }

    /// <summary>Whether all its VMs are where they were wanted, or it was never meant to do anything.</summary>
    public bool IsOver { get; private set; }

    public IReadOnlyList<FailbackRunEvent> Events => _events;

    /// <summary>Where in the file its last event stands.</summary>
    public int LastLine { get; private set; }

    public void Add(FailbackRunEvent happened, int line)
    {
        LastLine = line;
        _events.Add(happened);
        LastTime = happened.Time > LastTime ? happened.Time : LastTime;
        switch (happened.Kind)
        {
            case FailbackRunEventKind.RunStarted:
                VaultId = happened.VaultId;
                IsEmulated = happened.IsEmulated;
                EmulatorLife = happened.EmulatorLife;
                break;
            case FailbackRunEventKind.RunResumed:
                IsOver = false;
                break;
            case FailbackRunEventKind.ItemAdded when happened.ItemId is { } item:
                Items.Add(item);
                break;
            case FailbackRunEventKind.RunEnded:
                IsOver = happened.RunOutcome is FailbackRunOutcome.Succeeded or FailbackRunOutcome.Planned;
                break;
        }
    }
}
