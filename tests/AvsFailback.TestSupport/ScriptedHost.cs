using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.TestSupport;

/// <summary>What a host was asked of one VM, and what it said.</summary>
/// <param name="Start">The start of ours that asked.</param>
/// <param name="Item">The VM.</param>
/// <param name="Failover">Which failback of the VM it was asked of: that at the moment of the question.</param>
/// <param name="IsValidation">Whether it was its validation, else the question for its commit.</param>
/// <param name="IsYes">Whether that passed, or the answer was yes.</param>
internal sealed record Asked(int Start, ArmId Item, int Failover, bool IsValidation, bool IsYes);

/// <summary>The host of a journey, by a script: validates, answers and takes time for it.</summary>
internal sealed class ScriptedHost(FakeVault vault, ManualClock clock) : IJourneyHost
{
    private int _calls;

    /// <summary>How a VM's validation ends; passed by default.</summary>
    public Func<ReplicatedItem, ValidationResult> Validate { get; set; } = _ => ValidationResult.Passed;

    /// <summary>What is said to the question for commits; yes by default.</summary>
    public Func<IReadOnlyList<ReplicatedItem>, int?, bool> Confirm { get; set; } = (_, _) => true;

    /// <summary>How long a validation or a question takes; meanwhile others act.</summary>
    public TimeSpan Thinks { get; set; }

    /// <summary>Done while the n-th question or validation is open (from 1), before its time passes.</summary>
    public Action<int>? Meanwhile { get; set; }

    /// <summary>All that was asked, in order.</summary>
    public List<Asked> Answers { get; } = [];

    /// <summary>All that was told, in order.</summary>
    public List<FailbackRunEvent> Told { get; } = [];

    /// <summary>Told of what is said.</summary>
    public Action<string>? OnAnswer { get; set; }

    public Task TellAsync(FailbackRunEvent happened, CancellationToken cancellationToken)
    {
        Told.Add(happened);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ValidationVerdict>> ValidateAsync(IReadOnlyList<ReplicatedItem> items, CancellationToken cancellationToken)
    {
        int[] failovers = FailoversOf(items);
        Think();
        cancellationToken.ThrowIfCancellationRequested();
        ValidationVerdict[] verdicts = [.. items.Select(item => new ValidationVerdict(item, Validate(item), string.Empty))];
        Answers.AddRange(
            verdicts.Select(
                (verdict, i) => new Asked(vault.Start, verdict.Item.Id, failovers[i], true, verdict.Result == ValidationResult.Passed)));
        OnAnswer?.Invoke($"validated: {string.Join(", ", verdicts.Select(verdict => $"{verdict.Item.Name} {verdict.Result}"))}");
        return Task.FromResult<IReadOnlyList<ValidationVerdict>>(verdicts);
    }

    public Task<bool> ConfirmCommitAsync(IReadOnlyList<ReplicatedItem> items, int? wave, CancellationToken cancellationToken)
    {
        int[] failovers = FailoversOf(items);
        Think();
        cancellationToken.ThrowIfCancellationRequested();
        bool isYes = Confirm(items, wave);
        Answers.AddRange(items.Select((item, i) => new Asked(vault.Start, item.Id, failovers[i], false, isYes)));
        OnAnswer?.Invoke($"asked for the commit of {string.Join(", ", items.Select(item => item.Name))}: {(isYes ? "yes" : "no")}");
        return Task.FromResult(isYes);
    }

    public void Progress(IReadOnlyList<ItemRun> runs)
    {
    }

    private int[] FailoversOf(IEnumerable<ReplicatedItem> items) =>
        [.. items.Select(item => vault.Items.Find(known => known.Id == item.Id)?.Failovers ?? 0)];

    private void Think()
    {
        _calls += 1;
        Meanwhile?.Invoke(_calls);
        if (Thinks > TimeSpan.Zero)
        {
            clock.Pass(Thinks);
        }

        vault.CatchUp();
    }
}
