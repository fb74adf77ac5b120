using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Engine;

namespace AvsFailback;

/// <summary>The states of a job or a task.</summary>
public enum JobState : long
{
    /// <summary>A state that this version doesn't know; the description has the service's word. With an end time it is an end, and no success.</summary>
    Other,

    /// <summary>Accepted, not begun.</summary>
    NotStarted,

    /// <summary>Runs.</summary>
    InProgress,

    /// <summary>Waits for a person: resume it with <c>Resume-AvsJob</c>.</summary>
    Suspended,

    /// <summary>Is being cancelled.</summary>
    Cancelling,

    /// <summary>Ended well.</summary>
    Succeeded,

    /// <summary>Ended well, with something to tell (asr-contract §6).</summary>
    CompletedWithInformation,

    /// <summary>Failed.</summary>
    Failed,

    /// <summary>Was cancelled.</summary>
    Cancelled,

    /// <summary>Not needed this time (tasks only).</summary>
    Skipped,
}

/// <summary>A job of Site Recovery, as one read showed it. It continues in Azure whatever happens to this session.</summary>
public sealed record FailbackJob
{
    private static readonly IReadOnlyDictionary<string, DateTimeOffset> NoPoints = new Dictionary<string, DateTimeOffset>();

    /// <summary>The job's id, by which any later session finds it again.</summary>
    public required ArmId Id { get; init; }

    /// <summary>The job's name: the last segment of its id.</summary>
    public string Name => Id.Name;

    /// <summary>What it does, in the service's words, such as <c>Planned failover</c>; empty just after it was accepted.</summary>
    public string DisplayName { get; init; } = string.Empty;

    /// <summary>The service's scenario, such as <c>PlannedFailover</c>; empty just after it was accepted.</summary>
    public string Scenario { get; init; } = string.Empty;

    /// <summary>What this module asked for with it; <see cref="FailbackAction.None"/> for jobs that others started.</summary>
    public FailbackAction Action { get; init; }

    /// <summary>The state.</summary>
    public JobState State { get; init; }

    /// <summary>The state in the service's words; of a state that this version doesn't know, the word itself too.</summary>
    public string StateDescription { get; init; } = string.Empty;

    /// <summary>The tasks, in order. Lists leave them out: read the single job (asr-contract §6).</summary>
    public IReadOnlyList<FailbackJobTask> Tasks { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>What went wrong, the most specific first.</summary>
    public IReadOnlyList<JobError> Errors { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>When it started; null just after it was accepted.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it ended; null while it runs. The service cuts it to seconds, so it may precede the start.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>What one may do with it now: <c>Cancel</c>, <c>Restart</c>, <c>Resume</c>.</summary>
    public IReadOnlyList<string> AllowedActions { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The name of what it works on: the VM, the plan, the server.</summary>
    public string TargetName { get; init; } = string.Empty;

    /// <summary>The service's own id of what it works on (an item's <see cref="ReplicatedItem.ObjectId"/> when it began).</summary>
    public string? TargetObjectId { get; init; }

    /// <summary>The kind of what it works on, such as <c>ProtectionEntity</c> or <c>RecoveryPlan</c>.</summary>
    public string? TargetType { get; init; }

    /// <summary>The replicated item that it works on, where this module knows it.</summary>
    public ArmId? ItemId { get; init; }

    /// <summary>The recovery plan that it works on, where this module knows it.</summary>
    public ArmId? PlanId { get; init; }

    /// <summary>The correlation that the service keeps: begins with the client request id of whoever started it.</summary>
    public string? ActivityId { get; init; }

    /// <summary>The recovery point's time of each VM, where the job tells it (a recorded one told none: asr-contract §6).</summary>
    public IReadOnlyList<DateTimeOffset> RecoveryPointTimes { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The recovery point's time of each VM by its replicated item's name, where the job tells it.</summary>
    internal IReadOnlyDictionary<string, DateTimeOffset> RecoveryPointTimeOf { get; init; } = NoPoints;

    /// <summary>How long the service asks to wait before the next look; null if it doesn't say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>When it was read, by the vault's clock.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>The vault that it runs in.</summary>
    public AvsVault? Vault { get; init; }

    /// <summary>Whether it hasn't ended: running, waiting to, being cancelled, or waiting for a person. A state that this version doesn't know is an end once the job has an end time.</summary>
    public bool IsRunning => State is JobState.NotStarted or JobState.InProgress or JobState.Suspended or JobState.Cancelling
        || (State == JobState.Other && EndTime is null);

    /// <summary>
    /// Whether it ended well, for all that it worked on. One whose state is <c>Succeeded</c> but is described otherwise, as PartiallySucceeded or Skipped,
    /// did only if its tasks say so; lists leave them out, so that it has to be read by itself (asr-contract §6).
    /// </summary>
    public bool IsSuccessful => IsSuccessState(State) && (IsDescribedAsSuccess(StateDescription) || FailbackJobTask.AllDidTheirPart(Tasks));

    /// <summary>Whether its state is one of success, though its description says that not all of it was: then the tasks decide.</summary>
    internal bool IsSuccessInPart => IsSuccessState(State) && !IsDescribedAsSuccess(StateDescription);

    /// <summary>Whether the state is one of success, whatever the description says.</summary>
    internal static bool IsSuccessState(JobState state) => state is JobState.Succeeded or JobState.CompletedWithInformation;

    // An empty description says no more than the state; where the service gives none, the state's own word stands in for it.
    internal static bool IsDescribedAsSuccess(string description) =>
        description.Length == 0
        || string.Equals(description, "Completed", StringComparison.OrdinalIgnoreCase)
        || string.Equals(description, nameof(JobState.Succeeded), StringComparison.OrdinalIgnoreCase)
        || string.Equals(description, nameof(JobState.CompletedWithInformation), StringComparison.OrdinalIgnoreCase);

    /// <summary>How long it ran, or has run until it was read; null before it started.</summary>
    public TimeSpan? Duration =>
        StartTime is not { } start ? null
        : (EndTime ?? ReadAt) is var end && end > start ? end - start
        : TimeSpan.Zero;

    /// <summary>How many of its tasks are done, in percent; null before it has tasks.</summary>
    public int? PercentComplete =>
        IsSuccessful ? 100
        : Tasks.Count == 0 ? null
        : Tasks.Count(t => t.IsDone) * 100 / Tasks.Count;

    /// <summary>The task that runs now, in the service's words; null if none does.</summary>
    public string? CurrentTask => Tasks.FirstOrDefault(t => t.State == JobState.InProgress)?.DisplayName;

    /// <summary>The manual action of a plan that the job waits at; null where it waits for none, or doesn't say.</summary>
    public FailbackJobTask? ManualAction =>
        State == JobState.Suspended ? Tasks.FirstOrDefault(task => task.Instructions is not null && !task.IsDone && (task.StartTime is not null || task.State == JobState.Suspended)) : null;

    /// <summary>What a person has to do for a suspended job, and where, for people.</summary>
    /// <param name="isFollowed">Whether a command of this session follows it, so that a second session is needed.</param>
    internal string TextOfSuspension(bool isFollowed)
    {
        string session = isFollowed ? $", in a second PowerShell session that is connected to {Vault?.ToString() ?? "the vault"}" : string.Empty;
        return ManualAction is { } action
            ? $"{this}: it waits for a person at its manual action '{action.DisplayName}'{(action.Instructions!.Length == 0 ? string.Empty : $" ({action.Instructions})")}. When it is done{session}: Resume-AvsJob -Id {Name}."
            : $"{this}: it waits for a person. When the manual action is done{session}: Resume-AvsJob -Id {Name}.";
    }

    /// <summary>This, with what was known of the job before and a read leaves out: a job that has not begun names nothing yet.</summary>
    internal FailbackJob KnownAs(FailbackJob before) => this with
    {
        ItemId = before.ItemId ?? ItemId,
        Action = before.Action == FailbackAction.None ? Action : before.Action,
        TargetName = TargetName.Length == 0 ? before.TargetName : TargetName,
    };

    /// <summary>How it stands: the state, in the service's words where it is one that this version doesn't know or a success in part.</summary>
    internal string StateWord => StateDescription.Length > 0 && (State == JobState.Other || IsSuccessInPart) ? StateDescription : State.ToString();

    /// <summary>What it does to what, and its state.</summary>
    public override string ToString() => $"{(DisplayName.Length > 0 ? DisplayName : Action == FailbackAction.None ? "Job" : Action.ToString())} of {(TargetName.Length == 0 ? Name : TargetName)}: {StateWord}";
}

/// <summary>A task of a job.</summary>
public sealed record FailbackJobTask
{
    /// <summary>The service's id of the task, such as <c>FailoverTask</c>.</summary>
    public string TaskId { get; init; } = string.Empty;

    /// <summary>The service's name of the task, such as <c>VmFailover</c>.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The task in the service's words.</summary>
    public string DisplayName { get; init; } = string.Empty;

    /// <summary>The state.</summary>
    public JobState State { get; init; }

    /// <summary>The state in the service's word.</summary>
    public string StateDescription { get; init; } = string.Empty;

    /// <summary>When it started; null if not known.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it ended; null if not known.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>What went wrong in it.</summary>
    public IReadOnlyList<JobError> Errors { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>Tasks within it: a plan's groups and their members.</summary>
    public IReadOnlyList<FailbackJobTask> Tasks { get; init => field = Lists.Indexable(value); } = [];

    /// <summary>The service's own id of the VM that it is for, in a plan's job (as <see cref="FailbackJob.TargetObjectId"/>); null elsewhere.</summary>
    public string? TargetObjectId { get; init; }

    /// <summary>The name of the VM that it is for, in a plan's job; empty elsewhere.</summary>
    public string TargetName { get; init; } = string.Empty;

    /// <summary>What a person shall do, at a plan's manual action (empty where the plan doesn't say); null for any other task.</summary>
    public string? Instructions { get; init; }

    /// <summary>Whether it is over, well or not.</summary>
    public bool IsDone => State is JobState.Succeeded or JobState.CompletedWithInformation or JobState.Skipped or JobState.Failed or JobState.Cancelled
        || (State == JobState.Other && EndTime is not null);

    /// <summary>Whether it ended well; one that is described as a success in part did if all within it did.</summary>
    internal bool IsSuccessful => FailbackJob.IsSuccessState(State) && (FailbackJob.IsDescribedAsSuccess(StateDescription) || AllDidTheirPart(Tasks));

    /// <summary>
    /// Whether tasks show that what they are for was done: some succeeded, and the others weren't needed (asr-contract §6). One that still seems to run
    /// or is in an unknown state proves nothing.
    /// </summary>
    internal static bool AllDidTheirPart(IReadOnlyList<FailbackJobTask> tasks) =>
        tasks.Any(task => task.IsSuccessful) && tasks.All(task => task.IsSuccessful || task.State == JobState.Skipped);

    /// <summary>The task and its state.</summary>
    public override string ToString() => $"{DisplayName}: {(State == JobState.Other && StateDescription.Length > 0 ? StateDescription : State.ToString())}";
}

/// <summary>What Site Recovery says went wrong; every text is the service's own.</summary>
public sealed record JobError
{
    /// <summary>The service's code, such as <c>28031</c>.</summary>
    public string Code { get; init; } = string.Empty;

    /// <summary>What went wrong.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>What may have led to it.</summary>
    public string PossibleCauses { get; init; } = string.Empty;

    /// <summary>What Microsoft recommends to do.</summary>
    public string RecommendedAction { get; init; } = string.Empty;

    /// <summary><c>Error</c>, <c>Warning</c> or <c>Information</c>.</summary>
    public string Level { get; init; } = string.Empty;

    /// <summary>When it happened; null if not told.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The service's correlation, to tell Microsoft's support.</summary>
    public string? ActivityId { get; init; }

    /// <summary>The task that it happened in; null if not told.</summary>
    public string? TaskId { get; init; }

    /// <summary>The provider's own code, beside the service's; null if none.</summary>
    public string? ProviderCode { get; init; }

    /// <summary>The provider's own message, beside the service's; null if none.</summary>
    public string? ProviderMessage { get; init; }

    /// <summary>Each error once: a job and its tasks tell the same ones.</summary>
    internal static IReadOnlyList<JobError> Once(IEnumerable<JobError> errors) => [.. errors.GroupBy(error => (error.Code, error.Message)).Select(same => same.First())];

    /// <summary>The code and the message.</summary>
    public override string ToString() => Code.Length == 0 ? Message : $"{Code}: {Message}";
}
