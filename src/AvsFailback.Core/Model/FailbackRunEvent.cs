using System;
using System.Collections.Generic;
using AvsFailback.Engine;

namespace AvsFailback;

/// <summary>What happened in a run.</summary>
public enum FailbackRunEventKind : long
{
    /// <summary>The run was started.</summary>
    RunStarted,

    /// <summary>The run was started again and goes on.</summary>
    RunResumed,

    /// <summary>A VM belongs to the run.</summary>
    ItemAdded,

    /// <summary>A VM isn't ready and is left alone.</summary>
    ItemNotReady,

    /// <summary>The service is about to be asked for an action. Written before the request is sent.</summary>
    ActionIntended,

    /// <summary>The service accepted it and named the job.</summary>
    ActionAccepted,

    /// <summary>The service refused it.</summary>
    ActionRefused,

    /// <summary>The request's answer was lost.</summary>
    AnswerLost,

    /// <summary>A request whose answer was lost left no trace in the vault: it didn't arrive.</summary>
    RequestUntraced,

    /// <summary>A job that ran already is followed.</summary>
    JobAdopted,

    /// <summary>A job waits for a person.</summary>
    JobSuspended,

    /// <summary>A job has ended.</summary>
    JobEnded,

    /// <summary>A VM was seen in another phase.</summary>
    PhaseChanged,

    /// <summary>The recovery points before a failback were looked at.</summary>
    RecoveryPointSeen,

    /// <summary>A VM's validation has ended.</summary>
    ValidationEnded,

    /// <summary>Somebody, or the policy, approved the commit of a VM.</summary>
    CommitApproved,

    /// <summary>The commit of a VM was declined.</summary>
    CommitDeclined,

    /// <summary>A VM's run is over.</summary>
    ItemEnded,

    /// <summary>Something worth a line.</summary>
    Note,

    /// <summary>Something that a person should see.</summary>
    Warning,

    /// <summary>The run is over.</summary>
    RunEnded,
}

/// <summary>One event of a run: what <c>-OnEvent</c> is given and the journal holds. Which members are set follows from the kind.</summary>
public sealed record FailbackRunEvent
{
    /// <summary>When, by the vault's clock.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>What happened.</summary>
    public FailbackRunEventKind Kind { get; init; }

    /// <summary>The run.</summary>
    public string RunId { get; init; } = string.Empty;

    /// <summary>The VM's replicated item, or the plan; null for events of the whole run.</summary>
    public ArmId? ItemId { get; init; }

    /// <summary>The name of the VM or plan; empty for events of the whole run.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The recovery plan by whose request an action goes, or that an added VM belongs to.</summary>
    public string? Plan { get; init; }

    /// <summary>A sentence that says it.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>The action that it is about.</summary>
    public FailbackAction Action { get; init; }

    /// <summary>The phase that the VM is in.</summary>
    public ReplicationPhase? Phase { get; init; }

    /// <summary>The job that it is about.</summary>
    public ArmId? JobId { get; init; }

    /// <summary>The job's state.</summary>
    public JobState? JobState { get; init; }

    /// <summary>When the job started, by the service.</summary>
    public DateTimeOffset? JobStart { get; init; }

    /// <summary>When the job ended, by the service.</summary>
    public DateTimeOffset? JobEnd { get; init; }

    /// <summary>The id that the request carries.</summary>
    public string? ClientRequestId { get; init; }

    /// <summary>What jobs called the VM when the request was sent.</summary>
    public string? ObjectId { get; init; }

    /// <summary>A recovery point's time.</summary>
    public DateTimeOffset? RecoveryPointTime { get; init; }

    /// <summary>Where that time comes from.</summary>
    public RecoveryPointSource RecoveryPointSource { get; init; }

    /// <summary>How a validation ended.</summary>
    public ValidationResult Validation { get; init; }

    /// <summary>How the VM's run ended.</summary>
    public FailbackRunItemOutcome? ItemOutcome { get; init; }

    /// <summary>How the run ended.</summary>
    public FailbackRunOutcome? RunOutcome { get; init; }

    /// <summary>The stable id of an error.</summary>
    public string? ErrorId { get; init; }

    /// <summary>The service's errors, word for word.</summary>
    public IReadOnlyList<JobError> Errors { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>What to do next.</summary>
    public string NextStep { get; init; } = string.Empty;

    /// <summary>An added VM's wave.</summary>
    public int Wave { get; init; } = 1;

    /// <summary>An added VM's architecture.</summary>
    public ReplicationArchitecture Architecture { get; init; }

    /// <summary>The vault's id, where the run starts.</summary>
    public ArmId? VaultId { get; init; }

    /// <summary>The vault's name, where the run starts.</summary>
    public string? VaultName { get; init; }

    /// <summary>Whether the vault is emulated, where the run starts.</summary>
    public bool IsEmulated { get; init; }

    /// <summary>What sets the emulator apart from another one with the same vault (start of a run); null for Azure.</summary>
    public string? EmulatorLife { get; init; }

    /// <summary>Where the VMs are wanted, where the run starts.</summary>
    public FailbackGoal? Until { get; init; }

    /// <summary>Who started it, where the run starts.</summary>
    public string? StartedBy { get; init; }

    /// <summary>Rules that the user said to go on against.</summary>
    public IReadOnlyList<string> IgnoredRules { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>What isn't known for want of a journal.</summary>
    public string? Gap { get; init; }

    /// <summary>When and what.</summary>
    public override string ToString() => $"{Words.Instant(Time)} {(Name.Length == 0 ? string.Empty : Name + ": ")}{(Text.Length == 0 ? Kind.ToString() : Text)}";
}
