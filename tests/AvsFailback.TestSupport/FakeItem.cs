using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.TestSupport;

/// <summary>An item of the <see cref="FakeVault"/>: where it rests, what runs on it, and how it behaves.</summary>
internal sealed class FakeItem(string name, ReplicationArchitecture architecture, ReplicationPhase phase)
{
    private readonly List<(DateTimeOffset Since, ReplicationPhase Phase)> _history = [(DateTimeOffset.MinValue, phase)];

    public string Name { get; } = name;

    public ArmId Id { get; init; } = Some.ItemId(name);

    public ReplicationArchitecture Architecture { get; } = architecture;

    /// <summary>The phase that it rests in, apart from a job's that runs.</summary>
    public ReplicationPhase Phase { get; set; } = phase;

    /// <summary>What jobs call it; new after each reprotect.</summary>
    public string ObjectId { get; set; } = $"object-of-{name}";

    /// <summary>The job that runs on it, or ended so lately that the item still names it.</summary>
    public FakeJob? Job { get; set; }

    /// <summary>Whether reads of the item name the running job; not proven for every provider (asr-contract §4).</summary>
    public bool NamesItsJob { get; set; } = true;

    /// <summary>Whether it allows what it did while it names a job; the service allows nothing then (asr-contract §4).</summary>
    public bool OffersWhileBusy { get; set; }

    /// <summary>Whether <c>allowedOperations</c> is empty while a job runs on it (asr-contract §4).</summary>
    public bool OffersNothingWhileBusy { get; set; }

    /// <summary>How long after a job's end the item still looks as before.</summary>
    public TimeSpan Lag { get; set; }

    /// <summary>When its copy is complete; null if none runs.</summary>
    public DateTimeOffset? CopyEnds { get; set; }

    public TimeSpan CopyTime { get; set; } = TimeSpan.FromMinutes(20);

    public DateTimeOffset? LastFailoverTime { get; set; }

    /// <summary>How often it has been failed back; one that begins failed back was so once.</summary>
    public int Failovers { get; set; } = phase is >= ReplicationPhase.FailedBack and <= ReplicationPhase.Protected ? 1 : 0;

    /// <summary>How long after its failback the agent registers.</summary>
    public TimeSpan AgentDelay { get; set; } = TimeSpan.Zero;

    /// <summary>Whether its <c>isAgentRegisteredSuccessfullyAfterFailover</c> is told.</summary>
    public bool TellsAgent { get; set; } = true;

    public AzurePowerState Power { get; set; } = phase is ReplicationPhase.FailedBack or ReplicationPhase.Committed
        ? AzurePowerState.Deallocated
        : AzurePowerState.Running;

    /// <summary>When its Azure VM gets into another power state by itself; null if it doesn't.</summary>
    public (DateTimeOffset At, AzurePowerState State)? PowerChange { get; set; }

    /// <summary>How long its Azure VM is still <c>Deallocating</c> after its failback has ended.</summary>
    public TimeSpan DeallocatesFor { get; set; }

    /// <summary>Whether a failback doesn't get its Azure VM to stop.</summary>
    public bool KeepsRunning { get; set; }

    public bool HasAzureVm { get; set; } = phase is not (
        ReplicationPhase.Committed or ReplicationPhase.ReplicatingToAzure or ReplicationPhase.Protected);

    /// <summary>The address of its Azure VM, by which a classic item's is found.</summary>
    public string Address { get; init; } = "10.0.0.4";

    /// <summary>Whether reads tell all that readiness rules and reprotects go by, all of it in order.</summary>
    public bool IsDetailed { get; init; }

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

    /// <summary>It rests in another phase from then on.</summary>
    public void Enter(ReplicationPhase next, DateTimeOffset since)
    {
        Phase = next;
        _history.Add((since, next));
    }

    /// <summary>The phases that it has rested in since then, the latest last.</summary>
    public IReadOnlyList<ReplicationPhase> PhasesSince(DateTimeOffset moment) =>
        [.. _history.Where((entry, i) => i == _history.Count - 1 || _history[i + 1].Since >= moment).Select(entry => entry.Phase), Phase];

    public override string ToString() => $"{Name} ({Architecture}, {Phase})";
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

/// <summary>One request, and when it came.</summary>
internal sealed record SeenRequest(DateTimeOffset Time, string What, string Subject)
{
    public bool IsPost => What.StartsWith("POST", StringComparison.Ordinal);

    public override string ToString() => FormattableString.Invariant($"{(Time - Some.Now).TotalSeconds,8:0} s {What} {Subject}");
}

/// <summary>Something that really happened to an item.</summary>
/// <param name="Time">When.</param>
/// <param name="Item">The item's name.</param>
/// <param name="What">The action, or <c>SilentCommit</c>.</param>
/// <param name="Failover">Which failback of the item it was, or belongs to; from 1.</param>
/// <param name="Start">The start of ours that asked for it; 0 if another did.</param>
internal sealed record Effect(DateTimeOffset Time, string Item, string What, int Failover, int Start);

/// <summary>A request to act, and how each item was that it would have acted on: recorded before anything comes of it.</summary>
/// <param name="Time">When it was sent.</param>
/// <param name="Start">The start of ours that sent it.</param>
/// <param name="Action">What it asks for.</param>
/// <param name="Item">The item.</param>
/// <param name="Plan">The plan by whose request it would go; null for the item's own.</param>
/// <param name="Failover">Which failback of the item it belongs to.</param>
/// <param name="Phase">Where the item was.</param>
/// <param name="Power">The power state of its Azure VM; null if that was gone.</param>
internal sealed record Sent(
    DateTimeOffset Time,
    int Start,
    FailbackAction Action,
    FakeItem Item,
    FakePlan? Plan,
    int Failover,
    ReplicationPhase Phase,
    AzurePowerState? Power);
