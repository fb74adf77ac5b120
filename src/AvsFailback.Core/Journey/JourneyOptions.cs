using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Failback;

namespace AvsFailback.Journey;

/// <summary>Who lets commits through.</summary>
public enum CommitPolicy
{
    /// <summary>The user is asked.</summary>
    Ask,

    /// <summary>A VM whose validation passed is committed.</summary>
    AfterValidation,

    /// <summary>Nobody: the VMs stay failed back, for somebody else to commit.</summary>
    Never,
}

/// <summary>How often the user is asked before commits.</summary>
public enum ConfirmEach
{
    /// <summary>Once, for all VMs of the run.</summary>
    Run,

    /// <summary>For each wave.</summary>
    Wave,

    /// <summary>For each VM.</summary>
    Vm,
}

/// <summary>What becomes of a failback whose validation didn't pass.</summary>
public enum ValidationFailurePolicy
{
    /// <summary>It stays uncommitted, for a person to look at.</summary>
    Keep,

    /// <summary>It is cancelled where the service can (modernized): the Azure VM goes on.</summary>
    Cancel,
}

/// <summary>One VM of a journey, as the command found it.</summary>
internal sealed record JourneyEntry
{
    /// <summary>The item, read whole.</summary>
    public required ReplicatedItem Item { get; init; }

    /// <summary>The plan that the user named it by; null if it was named itself.</summary>
    public RecoveryPlan? Plan { get; init; }

    /// <summary>Its wave, where the user gave one; null for its plan's group.</summary>
    public int? Wave { get; init; }

    /// <summary>What the user typed or piped: the target of errors.</summary>
    public object? Target { get; init; }

    /// <summary>Its Azure VM, where the user named it.</summary>
    public ArmId? AzureVm { get; init; }

    /// <summary>The inputs that the user named for its reprotect to AVS.</summary>
    public ReprotectChoices Placement { get; init; } = new() { IsForSeveralKinds = true };

    /// <summary>
    /// The inputs that the user named for its reprotect to Azure, which comes after: a datastore of AVS is none of them, and the
    /// failback policy another than the replication policy.
    /// </summary>
    public ReprotectChoices PlacementToAzure { get; init; } = new() { IsForSeveralKinds = true };

    /// <summary>What the user named for the reprotect that the item needs next.</summary>
    public ReprotectChoices PlacementFor(ReplicatedItem item) => item.Direction == ReplicationDirection.AvsToAzure ? Placement : PlacementToAzure;
}

/// <summary>What is wanted of a journey.</summary>
internal sealed record JourneyOptions
{
    /// <summary>Where the VMs are wanted: FailedBack, Committed or Protected.</summary>
    public FailbackGoal Until { get; init; } = FailbackGoal.Protected;

    /// <summary>The recovery point to fail back to.</summary>
    public RecoveryPointChoice PointChoice { get; init; } = RecoveryPointChoice.Latest;

    /// <summary>What happens to later waves after a failure.</summary>
    public WaveFailurePolicy OnFailure { get; init; }

    /// <summary>How many VMs may be under way at once; 0 for as many as there are.</summary>
    public int ThrottleLimit { get; init; }

    /// <summary>Who lets commits through.</summary>
    public CommitPolicy CommitPolicy { get; init; }

    /// <summary>How often the user is asked before commits.</summary>
    public ConfirmEach ConfirmEach { get; init; }

    /// <summary>Whether the host validates each VM between failback and commit.</summary>
    public bool Validates { get; init; }

    /// <summary>What becomes of a failback whose validation didn't pass.</summary>
    public ValidationFailurePolicy OnValidationFailure { get; init; }

    /// <summary>How long a failback may stay uncommitted before it is cancelled (modernized); null for ever.</summary>
    public TimeSpan? CommitTimeout { get; init; }

    /// <summary>Whether a failover to Azure that isn't committed yet is committed first.</summary>
    public bool CommitFailover { get; init; }

    /// <summary>When to stop; null for when all is done.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How long to wait for the mobility agent after a failback.</summary>
    public TimeSpan AgentTimeout { get; init; } = EngineOptions.DefaultAgentTimeout;

    /// <summary>Readiness rules to go on against.</summary>
    public IReadOnlyList<string> IgnoredRules { get; init; } = [];

    /// <summary>VPN or ExpressRoute connections whose state is looked at (rule I15).</summary>
    public IReadOnlyList<ArmId> NetworkConnections { get; init; } = [];

    /// <summary>The AVS private cloud whose state is looked at; null for none.</summary>
    public ArmId? PrivateCloud { get; init; }

    /// <summary>Who starts it, as far as is known.</summary>
    public string? StartedBy { get; init; }

    /// <summary>The engine's habits.</summary>
    public EngineOptions Engine { get; init; } = new();
}

/// <summary>How one VM's validation ended.</summary>
/// <param name="Item">The VM.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Message">What it said.</param>
internal sealed record ValidationVerdict(ReplicatedItem Item, ValidationResult Result, string Message);

/// <summary>What a journey asks of whoever runs it. While a call runs, the engine's time stands still (design §6).</summary>
internal interface IJourneyHost
{
    /// <summary>Tells an event: for notifications, verbose lines and warnings.</summary>
    Task TellAsync(FailbackRunEvent happened, CancellationToken cancellationToken);

    /// <summary>Validates VMs that have been failed back, side by side; gives a verdict for each.</summary>
    Task<IReadOnlyList<ValidationVerdict>> ValidateAsync(IReadOnlyList<ReplicatedItem> items, CancellationToken cancellationToken);

    /// <summary>Asks whether these VMs may be committed; true for all of them or false for none.</summary>
    /// <param name="items">The VMs.</param>
    /// <param name="wave">The wave that is asked for; null if the question is for the run or a single VM.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<bool> ConfirmCommitAsync(IReadOnlyList<ReplicatedItem> items, int? wave, CancellationToken cancellationToken);

    /// <summary>A round is over.</summary>
    void Progress(IReadOnlyList<ItemRun> runs);
}
