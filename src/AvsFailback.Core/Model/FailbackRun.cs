using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Engine;

namespace AvsFailback;

/// <summary>How a run of <c>Invoke-AvsFailback</c> stands or ended.</summary>
public enum FailbackRunOutcome : long
{
    /// <summary>It goes on.</summary>
    Running,

    /// <summary>Every VM is where it was wanted.</summary>
    Succeeded,

    /// <summary>Some VMs are where they were wanted; others failed, weren't ready or were left alone.</summary>
    PartiallySucceeded,

    /// <summary>No VM got where it was wanted, or the run was ended by an error.</summary>
    Failed,

    /// <summary>VMs run in AVS and nobody has committed them; nothing else is left to do.</summary>
    AwaitingCommit,

    /// <summary>The deadline came first; what runs in Azure goes on.</summary>
    DeadlineReached,

    /// <summary>It was stopped, or the failbacks were cancelled; jobs in Azure go on.</summary>
    Cancelled,

    /// <summary>Nothing was done: what would be (<c>-WhatIf</c>).</summary>
    Planned,

    /// <summary>Its journal ends without an end: the process was killed, and the same command goes on with it. Of a run that was found in the vault's jobs: nothing runs, and VMs aren't home yet.</summary>
    Interrupted,
}

/// <summary>How one VM stands in a run.</summary>
public enum FailbackRunItemOutcome : long
{
    /// <summary>It goes on, or its turn hasn't come.</summary>
    Running,

    /// <summary>It is where it was wanted.</summary>
    Succeeded,

    /// <summary>It wasn't ready and was left alone.</summary>
    NotReady,

    /// <summary>A step failed for good.</summary>
    Failed,

    /// <summary>It was left alone: another VM failed before it, or the run was started again without it.</summary>
    LeftAlone,

    /// <summary>It runs in AVS, and its commit waits for somebody.</summary>
    AwaitingCommit,

    /// <summary>The run's deadline came first.</summary>
    DeadlineReached,

    /// <summary>Its failback was cancelled, or the run was stopped before it got there.</summary>
    Cancelled,

    /// <summary>What would be done (<c>-WhatIf</c>).</summary>
    Planned,
}

/// <summary>How a VM's validation ended.</summary>
public enum ValidationResult : long
{
    /// <summary>It wasn't run (yet).</summary>
    NotRun,

    /// <summary>The script gave no false and no error.</summary>
    Passed,

    /// <summary>The script gave false or nothing true.</summary>
    Failed,

    /// <summary>The script ended with an error.</summary>
    Error,

    /// <summary>The script took longer than allowed.</summary>
    TimedOut,
}

/// <summary>Where the recovery point's time in a report comes from.</summary>
public enum RecoveryPointSource : long
{
    /// <summary>It isn't known.</summary>
    Unknown,

    /// <summary>The failback's job told it.</summary>
    Job,

    /// <summary>It is the point that the user chose.</summary>
    Chosen,

    /// <summary>It is the newest fitting point that was listed before the failback.</summary>
    NewestListed,
}

/// <summary>One run of <c>Invoke-AvsFailback</c>: what happened to each VM, or would. Immutable.</summary>
public sealed record FailbackRun
{
    /// <summary>The run's id, the same after it was killed and started again.</summary>
    public required string Id { get; init; }

    /// <summary>When its journal was written last, and where in it: what is the latest run to a person. Virtual emulators all begin at the same moment.</summary>
    internal (DateTime File, int Line) Written { get; init; }

    /// <summary>The vault's id.</summary>
    public ArmId? VaultId { get; init; }

    /// <summary>The vault's name; an emulated vault says that it is one.</summary>
    public string VaultName { get; init; } = string.Empty;

    /// <summary>Whether the vault was an emulated one.</summary>
    public bool IsEmulated { get; init; }

    /// <summary>Where the VMs were wanted.</summary>
    public FailbackGoal Until { get; init; } = FailbackGoal.Protected;

    /// <summary>Who started it, as far as is known.</summary>
    public string? StartedBy { get; init; }

    /// <summary>When it was first started, by the vault's clock.</summary>
    public DateTimeOffset StartTime { get; init; }

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The latest moment that it tells; null where nothing happened.</summary>
    public DateTimeOffset? LastEventTime { get; init; }

    /// <summary>How often it was started again after it had been stopped, killed or had ended early.</summary>
    public int Restarts { get; init; }

    /// <summary>How it stands or ended.</summary>
    public FailbackRunOutcome Outcome { get; init; }

    /// <summary>Its VMs, in the order in which they go.</summary>
    public IReadOnlyList<FailbackRunItem> Items { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>Readiness rules that the user said to go on against.</summary>
    public IReadOnlyList<string> IgnoredRules { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>What happened that isn't one VM's, or that a person should see.</summary>
    public IReadOnlyList<string> Notices { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>What this report doesn't know, because no journal told it.</summary>
    public IReadOnlyList<string> Gaps { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The journal; null if none was kept.</summary>
    public string? JournalPath { get; init; }

    /// <summary>What to do next; empty where nothing is to be done.</summary>
    public string NextStep { get; init; } = string.Empty;

    /// <summary>Expected requests to Azure that change something (<c>-WhatIf</c>); null for a run that was done.</summary>
    public int? PlannedWrites { get; init; }

    /// <summary>How long it is expected to take, by lengths seen before (<c>-WhatIf</c>); null for a run that was done.</summary>
    public TimeSpan? ExpectedDuration { get; init; }

    /// <summary>The vault of this session that it ran in; null for one that was read from a journal.</summary>
    public AvsVault? Vault { get; init; }

    /// <summary>How long it took, or has taken until its last event.</summary>
    public TimeSpan? Duration => (EndTime ?? LastEventTime) is { } end && end >= StartTime ? end - StartTime : null;

    /// <summary>How many VMs are where they were wanted.</summary>
    public int SucceededCount => Items.Count(item => item.Outcome == FailbackRunItemOutcome.Succeeded);

    /// <summary>How many VMs failed.</summary>
    public int FailedCount => Items.Count(item => item.Outcome == FailbackRunItemOutcome.Failed);

    /// <summary>How many VMs weren't ready and were left alone.</summary>
    public int NotReadyCount => Items.Count(item => item.Outcome == FailbackRunItemOutcome.NotReady);

    /// <summary>The VMs that run in AVS and nobody protects: failed back and not committed, or committed and not protected again.</summary>
    public IReadOnlyList<FailbackRunItem> Unprotected => Items.Where(item => item.IsUnprotected).ToArray();

    /// <summary>How many VMs run in AVS and nobody protects.</summary>
    public int UnprotectedCount => Items.Count(item => item.IsUnprotected);

    /// <summary>The longest time that a VM took from the run's start until it ran in AVS; null if none got there.</summary>
    public TimeSpan? Rto => Items.Max(item => item.Rto);

    /// <summary>The most data, as a span, that a VM lost; null if it isn't known of any.</summary>
    public TimeSpan? AchievedRpo => Items.Max(item => item.AchievedRpo);

    /// <summary>The run, its VMs and its outcome.</summary>
    public override string ToString() => $"{Id}: {Items.Count} {(Items.Count == 1 ? "VM" : "VMs")}, {Outcome}";
}

/// <summary>One VM in a run.</summary>
public sealed record FailbackRunItem
{
    /// <summary>The replicated item.</summary>
    public required ArmId ItemId { get; init; }

    /// <summary>The VM's name.</summary>
    public required string Name { get; init; }

    /// <summary>Classic or modernized.</summary>
    public ReplicationArchitecture Architecture { get; init; }

    /// <summary>The recovery plan that it goes with; null if it goes by itself.</summary>
    public string? Plan { get; init; }

    /// <summary>Its wave: lower ones are failed back first. 1 where nothing orders them.</summary>
    public int Wave { get; init; } = 1;

    /// <summary>Where it stood when the run first saw it.</summary>
    public ReplicationPhase PhaseAtStart { get; init; }

    /// <summary>Where it stood last.</summary>
    public ReplicationPhase Phase { get; init; }

    /// <summary>How it stands or ended.</summary>
    public FailbackRunItemOutcome Outcome { get; init; }

    /// <summary>What was done for it, in order.</summary>
    public IReadOnlyList<FailbackRunStep> Steps { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>When its run was settled; null while it goes on.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>When it ran in AVS: the end of its failback; null before.</summary>
    public DateTimeOffset? RunningInAvsSince { get; init; }

    /// <summary>From the run's start until it ran in AVS (recovery time); null before, and where it ran there already.</summary>
    public TimeSpan? Rto { get; init; }

    /// <summary>The time of the recovery point that it was failed back to; null if not known.</summary>
    public DateTimeOffset? RecoveryPointTime { get; init; }

    /// <summary>Where that time comes from.</summary>
    public RecoveryPointSource RecoveryPointSource { get; init; }

    /// <summary>From the recovery point to the start of the failback: what was written then is lost; null if not known. With <c>-WhatIf</c>, what is expected.</summary>
    public TimeSpan? AchievedRpo { get; init; }

    /// <summary>How its validation ended.</summary>
    public ValidationResult Validation { get; init; }

    /// <summary>What the validation said.</summary>
    public string ValidationMessage { get; init; } = string.Empty;

    /// <summary>What is wrong, and what to do about it; empty where nothing is.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>The stable id of the error; null if there was none.</summary>
    public string? ErrorId { get; init; }

    /// <summary>The service's errors, word for word.</summary>
    public IReadOnlyList<JobError> Errors { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>Readiness rules that were ignored for it.</summary>
    public IReadOnlyList<string> IgnoredRules { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>Until when it is expected to be where it is wanted (<c>-WhatIf</c>); null for a run that was done.</summary>
    public TimeSpan? ExpectedDuration { get; init; }

    /// <summary>Whether it runs in AVS and nothing protects it there: failed back and not committed, or committed and not protected again.</summary>
    public bool IsUnprotected => Phase is ReplicationPhase.FailedBack or ReplicationPhase.Committed;

    /// <summary>The VM's name and outcome.</summary>
    public override string ToString() => $"{Name}: {Outcome}";
}

/// <summary>One step of a VM in a run: an action and the job that did it.</summary>
public sealed record FailbackRunStep
{
    /// <summary>The action.</summary>
    public FailbackAction Action { get; init; }

    /// <summary>When it was asked for, or the job that ran already was found; null where it isn't known.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When its job ended, a plan's job with this VM where it tells that; null while it runs or where it isn't known.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>When the VM was seen to be where the step leads: after the job's end, a reprotect copies on.</summary>
    public DateTimeOffset? EffectSeen { get; init; }

    /// <summary>How long the service's job took, a plan's job for this VM where it tells that; null where it isn't known.</summary>
    public TimeSpan? ServiceTime { get; init; }

    /// <summary>How long the VM had waited before it, since its step before or the run's start: for its turn, the agent, a person; null where it isn't known.</summary>
    public TimeSpan? WaitingTime { get; init; }

    /// <summary>The job; null where it isn't known.</summary>
    public ArmId? JobId { get; init; }

    /// <summary>The state in which the job was seen last.</summary>
    public JobState? State { get; init; }

    /// <summary>The id that the request carried; null where another had started the job.</summary>
    public string? ClientRequestId { get; init; }

    /// <summary>The plan by whose request it was done; null if by the VM's own.</summary>
    public string? Plan { get; init; }

    /// <summary>The servers and inputs of a reprotect that is only planned (<c>-WhatIf</c>), those that nobody named marked as defaults; empty otherwise.</summary>
    public string Placement { get; init; } = string.Empty;

    /// <summary>Whether the job ran already when the run came to it.</summary>
    public bool IsAdopted { get; init; }

    /// <summary>Whether the step was found in the vault's jobs, not in a journal.</summary>
    public bool IsRebuilt { get; init; }

    /// <summary>The service's errors, word for word.</summary>
    public IReadOnlyList<JobError> Errors { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The action and the state of its job; the action alone where it is only planned.</summary>
    public override string ToString() => Start is null && State is null ? $"{Action}" : $"{Action}: {State?.ToString() ?? "not known"}";
}
