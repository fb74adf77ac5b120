using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Failback;

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
    public RunUnit Unit { get; init; } = ItemUnit.Instance;

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

    /// <summary>The Azure VM, where the user named it.</summary>
    public ArmId? AzureVm { get; init; }

    /// <summary>Rules that the user said to go on against.</summary>
    public IReadOnlyCollection<string> IgnoredRules { get; init; } = [];

    /// <summary>Works out what a reprotect of the item needs.</summary>
    public Func<ReplicatedItem, CancellationToken, Task<ReprotectInputs>>? ReprotectInputs { get; init; }

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
    public LostRequest? OpenRequest { get; init; }

    /// <summary>Since when the VM runs in AVS, where an earlier start of the same run saw its failback end; the item doesn't tell.</summary>
    public DateTimeOffset? RunningInAvsSince { get; init; }
}

/// <summary>The engine's habits of waiting; what is INFERRED stands here, easy to change.</summary>
internal sealed record EngineOptions
{
    /// <summary>Rule R03: 15 minutes are documented, 25 the rules' window.</summary>
    public static TimeSpan DefaultAgentTimeout { get; } = TimeSpan.FromMinutes(25);

    /// <summary>How soon to look again for the name of a job: it is nameless for seconds only (asr-contract §2).</summary>
    public static TimeSpan NamelessInterval { get; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a running job is looked at, where the service doesn't say (it says 30 s: asr-contract §2).</summary>
    public TimeSpan JobInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an item is looked at that copies or waits for its first point.</summary>
    public TimeSpan PhaseInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From how many items on they are looked at together, by one list: single reads of fewer cost less than a list of unknown length.</summary>
    public int ListFrom { get; init; } = 8;

    /// <summary>How often many items are looked at, by a list that shows them all.</summary>
    public TimeSpan RoundInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a job is read that runs on one of many items, where the items' list alone doesn't tell that it goes on.</summary>
    public TimeSpan JobRecheck { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>How long to wait for a job in the vault's list to tell what it works on; it does within seconds (asr-contract §2).</summary>
    public TimeSpan NamelessWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After a classic failback, how long to wait for the agent's heartbeat before a reprotect is tried without one: 15 minutes are documented (rule R03).</summary>
    public TimeSpan HeartbeatWindow { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How often a reprotect is tried again while the agent hasn't registered (rule R03: every 60 to 120 s).</summary>
    public TimeSpan AgentInterval { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How soon to look again where the vault hasn't caught up with what it has just done.</summary>
    public TimeSpan SettleInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a request whose answer was lost may stay without a trace before it is sent again (design §4).</summary>
    public TimeSpan SettleWindow { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long an item may lag behind its successful job.</summary>
    public TimeSpan EffectWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a copied item may take to its first recovery point; they come every 5 minutes (failback-rules V05). INFERRED.</summary>
    public TimeSpan FirstPointWindow { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long after its copy an item's first recovery point is first looked for; points come every 5 minutes (failback-rules V05).</summary>
    public TimeSpan FirstPointDelay { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>How often a first recovery point is looked for after that.</summary>
    public TimeSpan FirstPointInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a request whose answer was lost is sent again.</summary>
    public int MaxResends { get; init; } = 3;

    /// <summary>How many requests are in flight within a round; 1 on a virtual clock, which makes every run repeatable.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>How long a job of each action may run before the engine stops waiting for it; Azure's job goes on.</summary>
    public static TimeSpan LimitOf(FailbackAction action) => action switch
    {
        FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure => TimeSpan.FromHours(12),
        // A job of another's, or one that was piped, may be any of these.
        FailbackAction.FailBack or FailbackAction.None => TimeSpan.FromHours(12),
        _ => TimeSpan.FromHours(3),
    };

    /// <summary>How long a copy may take before the engine stops waiting for it; it goes on.</summary>
    public TimeSpan CopyLimit { get; init; } = TimeSpan.FromDays(7);
}
