using System;
using System.Collections.Generic;
using AvsFailback.Engine;

namespace AvsFailback.Runs;

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
    public EngineOptions Engine { get; init; } = new() { OutageLimit = TimeSpan.FromHours(12) };
}
