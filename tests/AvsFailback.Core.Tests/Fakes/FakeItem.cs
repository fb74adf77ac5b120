using System;
using System.Collections.Generic;

namespace AvsFailback.Core.Tests.Fakes;

/// <summary>An item of the <see cref="FakeVault"/>: where it rests, what runs on it, and how it behaves.</summary>
internal sealed class FakeItem(string name, ReplicationArchitecture architecture, ReplicationPhase phase)
{
    public string Name { get; } = name;

    public ArmId Id { get; } = Some.ItemId(name);

    public ReplicationArchitecture Architecture { get; } = architecture;

    /// <summary>The phase that it rests in, apart from a job's that runs.</summary>
    public ReplicationPhase Phase { get; set; } = phase;

    /// <summary>What jobs call it; new after each reprotect.</summary>
    public string ObjectId { get; set; } = $"object-of-{name}";

    /// <summary>The job that runs on it, or ended so lately that the item still names it.</summary>
    public FakeJob? Job { get; set; }

    /// <summary>Whether reads of the item name the running job; not proven for every provider (asr-contract §4).</summary>
    public bool NamesItsJob { get; set; } = true;

    /// <summary>How long after a job's end the item still looks as before.</summary>
    public TimeSpan Lag { get; set; }

    /// <summary>When its copy is complete; null if none runs.</summary>
    public DateTimeOffset? CopyEnds { get; set; }

    public TimeSpan CopyTime { get; set; } = TimeSpan.FromMinutes(20);

    public DateTimeOffset? LastFailoverTime { get; set; }

    /// <summary>How long after its failback the agent registers.</summary>
    public TimeSpan AgentDelay { get; set; } = TimeSpan.Zero;

    /// <summary>Whether its <c>isAgentRegisteredSuccessfullyAfterFailover</c> is told.</summary>
    public bool TellsAgent { get; set; } = true;

    public AzurePowerState Power { get; set; } = phase is ReplicationPhase.FailedBack or ReplicationPhase.Committed ? AzurePowerState.Deallocated : AzurePowerState.Running;

    public bool HasAzureVm { get; set; } = phase is not (ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Protected);

    /// <summary>Changes what reads of the item show.</summary>
    public Func<ReplicatedItem, ReplicatedItem>? Tamper { get; set; }

    /// <summary>How long its jobs take, where it isn't the usual.</summary>
    public Dictionary<FailbackAction, TimeSpan> JobTimes { get; } = [];

    /// <summary>What happens to its next requests to act, in order; then they simply succeed.</summary>
    public Queue<PostFate> Fates { get; } = new();

    public TimeSpan TimeOf(FailbackAction action) => JobTimes.TryGetValue(action, out TimeSpan time) ? time : action switch
    {
        FailbackAction.FailBack => TimeSpan.FromMinutes(20),
        FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure => TimeSpan.FromMinutes(12),
        FailbackAction.CancelFailback => TimeSpan.FromMinutes(8),
        _ => TimeSpan.FromMinutes(3),
    };
}

/// <summary>What happens to one request that acts.</summary>
internal enum PostFateKind
{
    /// <summary>It is accepted, and its job succeeds.</summary>
    Succeeds,

    /// <summary>It is accepted, and its job fails with the error.</summary>
    JobFails,

    /// <summary>As <see cref="JobFails"/>; then the service cancels the failback itself (failback-rules §7).</summary>
    JobFailsAndIsUndone,

    /// <summary>It is accepted, and its job is cancelled by somebody.</summary>
    JobIsCancelled,

    /// <summary>It never arrives, and no answer comes.</summary>
    LostBefore,

    /// <summary>It is accepted, but the answer doesn't come.</summary>
    LostAfter,

    /// <summary>It is accepted, and the answer names no job.</summary>
    Unnamed,

    /// <summary>Another controller's request of the same kind was a moment earlier: this one fails its preflight.</summary>
    Overtaken,

    /// <summary>The service can't be reached at all.</summary>
    Disconnected,

    /// <summary>The service refuses it at once.</summary>
    Refused,
}

/// <summary>What happens to one request that acts, and how.</summary>
internal sealed record PostFate(PostFateKind Kind, string ErrorCode = "539", TimeSpan SlowBy = default);

/// <summary>A job of the <see cref="FakeVault"/>.</summary>
internal sealed class FakeJob
{
    public required ArmId Id { get; init; }

    public required string Scenario { get; init; }

    /// <summary>What it does to its item when it ends well.</summary>
    public FailbackAction Action { get; init; }

    public required FakeItem Item { get; init; }

    /// <summary>What its item was called when it began.</summary>
    public required string TargetObjectId { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    public JobState EndState { get; init; } = JobState.Succeeded;

    public JobError? Error { get; init; }

    public string? ClientRequestId { get; init; }

    /// <summary>How long after its start it can't be read yet.</summary>
    public TimeSpan AppearsAfter { get; init; }

    /// <summary>How long after its start it has neither scenario nor target (asr-contract §2).</summary>
    public TimeSpan NamelessFor { get; init; }

    public JobState RunningState { get; set; } = JobState.InProgress;

    public bool IsDone { get; set; }

    public JobState StateAt(DateTimeOffset now) => now >= End ? EndState : RunningState;
}

/// <summary>One request, and when it came.</summary>
internal sealed record SeenRequest(DateTimeOffset Time, string What, string Subject)
{
    public bool IsPost => What.StartsWith("POST", StringComparison.Ordinal);

    public override string ToString() => FormattableString.Invariant($"{(Time - Some.Now).TotalSeconds,8:0} s {What} {Subject}");
}

/// <summary>Something that really happened to an item.</summary>
internal sealed record Effect(DateTimeOffset Time, string Item, string What);
