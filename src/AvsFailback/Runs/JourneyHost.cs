using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Pipeline;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>Stands between a journey and the user: tells, shows, validates, asks.</summary>
internal sealed class JourneyHost(AvsVault vault, JourneyOptions options, IRunConsole console, ProgressReporter progress, ValidationRunner? validation, IEventSink? events) : IJourneyHost
{
    private const int NamesInPrompt = 20;

    private readonly Dictionary<string, FailbackJob> _underWay = new(StringComparer.OrdinalIgnoreCase);
    private bool _hasWarnedOfSink;
    private bool _isOver;

    /// <summary>The jobs that go on in Azure should the run be stopped now.</summary>
    public IReadOnlyList<FailbackJob> UnderWay
    {
        get
        {
            lock (_underWay)
            {
                return [.. _underWay.Values];
            }
        }
    }

    /// <summary>The VMs of which the user was told before the question that they aren't ready.</summary>
    public IReadOnlyCollection<ArmId> ToldUnready { get; init; } = [];

    public async Task TellAsync(FailbackRunEvent happened, CancellationToken cancellationToken)
    {
        string line = LineOf(happened.Name, happened.Text);
        bool isEarlyEnd = happened.Kind == FailbackRunEventKind.ItemEnded && !_isOver && happened.ItemOutcome is FailbackRunItemOutcome.Failed or FailbackRunItemOutcome.NotReady or FailbackRunItemOutcome.DeadlineReached;
        if (isEarlyEnd)
        {
            // The others may take hours, and this one needs a person now.
            console.Warn($"{LineOf(happened.Name, $"failed, while other VMs continue ({happened.Phase}): {happened.Text}")}");
        }
        else if (happened.Kind == FailbackRunEventKind.Warning || (happened.Kind == FailbackRunEventKind.ItemNotReady && !ToldUnready.Contains(happened.ItemId!)))
        {
            console.Warn(WarningOf(happened.Name, happened.Text, happened.NextStep));
        }
        else if (happened.Text.Length > 0 && happened.Kind is not (FailbackRunEventKind.ActionAccepted or FailbackRunEventKind.JobAdopted or FailbackRunEventKind.JobSuspended or FailbackRunEventKind.AnswerLost))
        {
            // The engine's notes and warnings say those better.
            console.Verbose(line);
        }

        // An error in the user's script must never end the run.
        if (events is not null && await events.TellAsync(happened, cancellationToken) is { } wrong && !_hasWarnedOfSink)
        {
            _hasWarnedOfSink = true;
            console.Warn($"The script of -OnEvent ended with an error, at {happened.Kind}: {wrong} The run continues; further errors of that script aren't shown.");
        }
    }

    public async Task<IReadOnlyList<ValidationVerdict>> ValidateAsync(IReadOnlyList<ReplicatedItem> items, CancellationToken cancellationToken)
    {
        var whole = new List<ReplicatedItem>();
        foreach (ReplicatedItem item in items)
        {
            // Lists are thinner than what a validation may want to look at.
            whole.Add(item.IsComplete ? item : await vault.Connection.Service.FindItemAsync(item.Id, cancellationToken) ?? item);
        }

        console.Verbose($"Validating {Names(items)}.");
        return validation is null ? [] : await validation.RunAsync(vault, whole, cancellationToken);
    }

    public async Task<bool> ConfirmCommitAsync(IReadOnlyList<ReplicatedItem> items, int? wave, CancellationToken cancellationToken)
    {
        bool isOne = items.Count == 1;
        string which = wave is { } number ? $" of wave {number}" : string.Empty;
        string query = $"{Names(items)} {(isOne ? "runs" : "run")} in AVS{(options.Validates ? $", and {(isOne ? "its validation" : "their validations")} passed" : string.Empty)}. "
            + $"The commit DELETES the {(isOne ? "Azure VM" : $"{items.Count} Azure VMs")} and all recovery points in vault {vault}. There is no undo. "
            + $"Commit {(isOne ? items[0].Name : $"these {items.Count} VMs{which}")}?";
        try
        {
            return await console.AskAsync(query, isOne ? "Commit a failback" : $"Commit {items.Count} failbacks", options.ConfirmEach != ConfirmEach.Run);
        }
        catch (FailbackException e) when (e.ErrorId == Prompts.Failed)
        {
            // The run goes on for the other VMs.
            console.Warn($"Nobody could be asked for the commit of {Names(items)}: {e.Message} {(isOne ? "It stays" : "They stay")} uncommitted.");
            return false;
        }
    }

    public void Progress(IReadOnlyList<ItemRun> runs)
    {
        lock (_underWay)
        {
            _underWay.Clear();
            foreach (ItemRun run in runs.Where(run => !run.IsSettled && run.ActiveJob is not null))
            {
                _underWay[run.Item.Name] = run.ActiveJob!;
            }
        }

        ItemRun[] vms = [.. runs.Where(run => !run.IsOfPlan)];
        _isOver = vms.All(run => run.IsSettled);
        progress.Show(
            vms.Count(run => run.IsSettled && !run.HasFailedItself),
            vms.Count(run => run.HasFailedItself),
            vms.Length,
            [.. runs.Where(run => !run.IsSettled).Select(run => (run.Item.Name, run.Waiting, run.ActiveJob?.PercentComplete ?? run.Item.ReplicationProgress))]);
    }

    /// <summary>The warning of something that happened to a VM, or to the run where it has no name.</summary>
    public static string WarningOf(string name, string text, string nextStep)
    {
        string line = LineOf(name, text);
        return nextStep.Length == 0 ? line : $"{line.TrimEnd('.')}. {nextStep}";
    }

    private static string LineOf(string name, string text) => name.Length == 0 || text.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? text : $"{name}: {text}";

    /// <summary>Names for a sentence, not too many of them.</summary>
    public static string Names(IReadOnlyCollection<ReplicatedItem> items) =>
        string.Join(", ", items.Take(NamesInPrompt).Select(item => item.Name)) + (items.Count > NamesInPrompt ? $" and {items.Count - NamesInPrompt} more" : string.Empty);
}
