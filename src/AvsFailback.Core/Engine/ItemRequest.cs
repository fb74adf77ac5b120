using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Readiness;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>What a command wants of one item.</summary>
internal sealed record ItemRequest
{
    /// <summary>The item as the command found it.</summary>
    public required ReplicatedItem Item { get; init; }

    /// <summary>Where it is wanted.</summary>
    public required FailbackGoal Goal { get; init; }

    /// <summary>What the command may ask of the service on the way; anything else that the table calls for is refused.</summary>
    public required IReadOnlyCollection<FailbackAction> Actions { get; init; }

    /// <summary>Whether it is acted on as an item, or as a plan by the plan's own requests.</summary>
    public ActionTarget Unit { get; init; } = ItemTarget.Instance;

    /// <summary>The plan whose groups order the runs, where they go one by one; null if nothing orders them.</summary>
    public ArmId? WavesOf { get; init; }

    /// <summary>The name of the plan that the user named the item by: a job of that plan works on it too. Null if it was named itself.</summary>
    public string? PlanName { get; init; }

    /// <summary>The item's place in that order: it waits until all runs of lower waves have ended well.</summary>
    public int Wave { get; init; }

    /// <summary>What the user typed or piped: the target of errors.</summary>
    public object? Target { get; init; }

    /// <summary>The job that came through the pipeline: waited for first.</summary>
    public FailbackJob? PriorJob { get; init; }

    /// <summary>Whether the run ends as soon as the job of its last action has started.</summary>
    public bool UntilStarted { get; init; }

    /// <summary>Whether it may wait for what isn't its own work: a foreign job, a copy under way.</summary>
    public bool MayWait { get; init; }

    /// <summary>The recovery point to fail back to.</summary>
    public RecoveryPointChoice PointChoice { get; init; } = RecoveryPointChoice.Latest;

    /// <summary>The Azure VM, where the user named it; for a single item, never for a plan's VMs.</summary>
    public ArmId? AzureVm { get; init; }

    /// <summary>The Azure VMs that the user named for a plan's VMs, by item.</summary>
    public IReadOnlyDictionary<ArmId, ArmId>? AzureVms { get; init; }

    /// <summary>The Azure VM that the user named for an item. One VM never stands for all of a plan's: the others' power would go unseen.</summary>
    public ArmId? AzureVmOf(ReplicatedItem item) =>
        AzureVms is not null && AzureVms.TryGetValue(item.Id, out ArmId? named) ? named
        : Unit is PlanTarget ? null
        : AzureVm;

    /// <summary>
    /// The commits that were approved before the run began, by VM: what somebody answered to a question is for the failback that it was asked
    /// of. Empty where approvals are given while the run goes on.
    /// </summary>
    public IReadOnlyDictionary<ArmId, CommitApproval> Approved { get; init; } = new Dictionary<ArmId, CommitApproval>();

    /// <summary>Rules that the user said to go on against.</summary>
    public IReadOnlyCollection<string> IgnoredRules { get; init; } = [];

    /// <summary>Makes the choice of a reprotect's servers and inputs, or gives the one that was made before.</summary>
    public Func<ReplicatedItem, CancellationToken, Task<ReprotectChoice>>? Choose { get; init; }

    /// <summary>What of that choice a reprotect's request carries.</summary>
    public Func<ReplicatedItem, CancellationToken, Task<ReprotectInputs>>? ReprotectInputs =>
        Choose is { } choose ? async (item, cancellationToken) => (await choose(item, cancellationToken)).Inputs : null;

    /// <summary>How long to wait for the mobility agent after a failback (rule R03).</summary>
    public TimeSpan AgentTimeout { get; init; } = EngineOptions.DefaultAgentTimeout;

    /// <summary>When to stop waiting; null for the limits of the steps alone.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Whether an item that another took further than the goal counts as there.</summary>
    public bool AcceptsPassed { get; init; }

    /// <summary>A job that an earlier start of the same run began and didn't see end: followed first, as the run's own.</summary>
    public ArmId? OwnJob { get; init; }

    /// <summary>What that job does.</summary>
    public FailbackAction OwnJobAction { get; init; }

    /// <summary>A request that an earlier start of the same run was about to send, and of which no answer is known.</summary>
    public PendingRequest? OpenRequest { get; init; }
}
