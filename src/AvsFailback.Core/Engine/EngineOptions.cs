using System;

namespace AvsFailback.Engine;

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

    /// <summary>How long after its copy the first recovery point of one of many items is looked for: points come every 5 minutes (failback-rules V05), so that one look finds it.</summary>
    public TimeSpan FirstPointDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a first recovery point is looked for after that.</summary>
    public TimeSpan FirstPointInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an Azure VM that is just being shut down is waited for before a commit (rule C02).</summary>
    public TimeSpan ShutdownWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How old what was checked may be when a request goes out; a plan's VMs get a second more each. In a few minutes somebody can switch the
    /// Azure VM on again, in ten fail the VM back once more.
    /// </summary>
    public TimeSpan ActWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a run is checked again because its checks took too long.</summary>
    public int MaxStaleChecks { get; init; } = 10;

    /// <summary>How long the service may have the next look at a job put off at most: it asks for 30 s (asr-contract §2).</summary>
    public static TimeSpan LongestPace { get; } = TimeSpan.FromMinutes(5);

    /// <summary>When to look again: when the service asks for it, within reason.</summary>
    /// <param name="asked">How long it asks to wait; null if it doesn't.</param>
    /// <param name="usual">How long to wait then.</param>
    public static TimeSpan Pace(TimeSpan? asked, TimeSpan usual) => asked is not { } span ? usual : span < LongestPace ? span : LongestPace;

    /// <summary>How long a lost connection is waited for while something goes on in Azure (design §4: 1 h for single steps, 12 h for a run).</summary>
    public TimeSpan OutageLimit { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often a lost connection is tried again.</summary>
    public TimeSpan OutageInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one VM that can't be read, while the service answers else, is tried before that is its error.</summary>
    public TimeSpan UnreadableWindow { get; init; } = TimeSpan.FromMinutes(5);

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
