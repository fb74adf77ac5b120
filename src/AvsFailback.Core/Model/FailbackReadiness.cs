using System.Collections.Generic;
using System.Linq;

namespace AvsFailback;

/// <summary>The steps that readiness is asked for.</summary>
public enum ReadinessStep : long
{
    /// <summary>The failback from Azure to AVS.</summary>
    Failback,

    /// <summary>The commit of a failback.</summary>
    Commit,

    /// <summary>The reprotect that the item needs next.</summary>
    Reprotection,
}

/// <summary>What a rule's failing means.</summary>
public enum ReadinessSeverity : long
{
    /// <summary>Something to know.</summary>
    Info,

    /// <summary>Something to think about; the step may go on.</summary>
    Warn,

    /// <summary>The step doesn't go on.</summary>
    Block,
}

/// <summary>What a rule found.</summary>
public enum ReadinessStatus : long
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>It doesn't hold.</summary>
    Failed,

    /// <summary>It couldn't be found out; counts as failed where it would block.</summary>
    Unknown,

    /// <summary>Azure can't show it: a person has to look.</summary>
    Manual,

    /// <summary>It doesn't apply to this item.</summary>
    NotApplicable,

    /// <summary>It doesn't hold, and the user said to go on all the same.</summary>
    Ignored,
}

/// <summary>One rule's finding on one item.</summary>
public sealed record ReadinessCheck
{
    /// <summary>The rule, such as <c>V05</c>.</summary>
    public required string RuleId { get; init; }

    /// <summary>What the rule demands.</summary>
    public required string Title { get; init; }

    /// <summary>What was found.</summary>
    public ReadinessStatus Status { get; init; }

    /// <summary>What it means if it doesn't hold.</summary>
    public ReadinessSeverity Severity { get; init; }

    /// <summary>What the finding rests on: the values that were read.</summary>
    public string Evidence { get; init; } = string.Empty;

    /// <summary>What to do about it; empty where nothing needs doing.</summary>
    public string Remedy { get; init; } = string.Empty;

    /// <summary>The name of the item.</summary>
    public string ItemName { get; init; } = string.Empty;

    /// <summary>Whether this finding alone keeps the step from going on.</summary>
    public bool IsBlocking => Severity == ReadinessSeverity.Block && (Status is ReadinessStatus.Failed or ReadinessStatus.Unknown);

    /// <summary>Whether it calls for a person's attention without blocking.</summary>
    public bool IsWarning => !IsBlocking && Severity != ReadinessSeverity.Info && (Status is ReadinessStatus.Failed or ReadinessStatus.Unknown or ReadinessStatus.Ignored);

    /// <summary>The rule, the finding and its evidence.</summary>
    public override string ToString() => $"{RuleId} {Status}: {Evidence}";
}

/// <summary>Whether an item is ready for a step, and why.</summary>
public sealed record FailbackReadiness
{
    private const int ReasonsInSummary = 3;
    private const int EvidenceInSummary = 160;

    /// <summary>The item as it was read.</summary>
    public required ReplicatedItem Item { get; init; }

    /// <summary>The item's name.</summary>
    public string Name => Item.Name;

    /// <summary>The item's phase.</summary>
    public ReplicationPhase Phase => Item.Phase;

    /// <summary>The step.</summary>
    public ReadinessStep Step { get; init; }

    /// <summary>Every rule's finding.</summary>
    public IReadOnlyList<ReadinessCheck> Checks { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The servers and inputs that a reprotect would be asked with, those that nobody named marked as defaults; empty for other steps and where none could be chosen.</summary>
    public string Placement { get; init; } = string.Empty;

    /// <summary>Whether nothing blocks the step.</summary>
    public bool IsReady => !Checks.Any(check => check.IsBlocking);

    /// <summary>What blocks the step.</summary>
    public IReadOnlyList<ReadinessCheck> Blocking => Checks.Where(check => check.IsBlocking).ToArray();

    /// <summary>What calls for attention without blocking.</summary>
    public IReadOnlyList<ReadinessCheck> Warnings => Checks.Where(check => check.IsWarning).ToArray();

    /// <summary>What Azure can't show, so that a person has to look; nothing of it blocks.</summary>
    public IReadOnlyList<ReadinessCheck> Manual => Checks.Where(check => check.Status == ReadinessStatus.Manual).ToArray();

    /// <summary>The vault that it was read from.</summary>
    public AvsVault? Vault => Item.Vault;

    /// <summary>The verdict in a line: of what blocks the first three, each cut to its beginning; <see cref="Checks"/> has it all.</summary>
    public string Summary =>
        !IsReady ? string.Join("; ", Reasons.Take(ReasonsInSummary).Select(b => $"{b.RuleId}: {Cut(b.Evidence.TrimEnd('.'))}")) + More(Reasons.Skip(ReasonsInSummary))
        : Warnings.Count == 0 ? "Ready"
        : $"Ready, but see {string.Join(", ", Warnings.Select(w => w.RuleId))}";

    /// <summary>What blocks, without what only follows: where the direction is wrong (V01), that no failback is allowed (V02) is no news.</summary>
    internal IReadOnlyList<ReadinessCheck> Reasons
    {
        get
        {
            IReadOnlyList<ReadinessCheck> blocking = Blocking;
            return blocking.Any(check => check.RuleId == "V01") ? [.. blocking.Where(check => check.RuleId != "V02")] : blocking;
        }
    }

    /// <summary>The power state of the Azure VM, where a rule looked at it.</summary>
    internal AzurePowerState? AzureVmPower { get; init; }

    private static string Cut(string evidence) => evidence.Length <= EvidenceInSummary ? evidence : evidence.Substring(0, EvidenceInSummary) + " ...";

    private static string More(IEnumerable<ReadinessCheck> rest) => rest.Any() ? $"; and {string.Join(", ", rest.Select(b => b.RuleId))}" : string.Empty;

    /// <summary>The item, the step and the verdict.</summary>
    public override string ToString() => $"{Name}: {(IsReady ? "ready" : "not ready")} for {Step}";
}
