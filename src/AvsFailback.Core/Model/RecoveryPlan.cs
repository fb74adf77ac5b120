using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback;

/// <summary>A recovery plan: VMs that go together, group after group, with scripts and manual actions between.</summary>
public sealed record RecoveryPlan
{
    /// <summary>The plan's id.</summary>
    public required ArmId Id { get; init; }

    /// <summary>The plan's name as people know it.</summary>
    public required string Name { get; init; }

    /// <summary>Site Recovery's providers of its VMs.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Classic or modernized; Unknown while the plan has VMs of both, or none.</summary>
    public ReplicationArchitecture Architecture { get; init; }

    /// <summary>Whether it has VMs of both architectures: such a plan can only go VM by VM.</summary>
    public bool IsMixed { get; init; }

    /// <summary>The groups in which its VMs start, in order. Lists leave them out: read the single plan (asr-contract §8).</summary>
    public IReadOnlyList<RecoveryPlanGroup> Groups { get; init; } = [];

    /// <summary>What the service would let one do with the plan now, in its words.</summary>
    public IReadOnlyList<string> AllowedOperations { get; init; } = [];

    /// <summary>The job that the plan names as running; null if it names none.</summary>
    public ArmId? RunningJobId { get; init; }

    /// <summary>The scenario that the plan names as running; null if none.</summary>
    public string? RunningScenario { get; init; }

    /// <summary>When its last planned failover was started; null if never.</summary>
    public DateTimeOffset? LastPlannedFailoverTime { get; init; }

    /// <summary>When its last unplanned failover was started; null if never.</summary>
    public DateTimeOffset? LastUnplannedFailoverTime { get; init; }

    /// <summary>Whether this comes from a read of the single plan.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The vault that it was read from.</summary>
    public AvsVault? Vault { get; init; }

    /// <summary>Its VMs, in the order of the groups, each once.</summary>
    public IReadOnlyList<RecoveryPlanMember> Members => [.. Groups.SelectMany(group => group.Members).GroupBy(member => member.Id).Select(same => same.First())];

    /// <summary>
    /// The scripts and manual actions that belong to its failback, in the order of the groups: a classic plan fails back by an unplanned
    /// failover, a modernized one by a planned failover, both in the direction <c>RecoveryToPrimary</c> (asr-contract §8). A manual action is
    /// waited for; whether Site Recovery runs a script at a failback to VMware isn't certain, since its documentation contradicts itself.
    /// </summary>
    public IReadOnlyList<RecoveryPlanAction> FailbackActions =>
        [.. Groups.SelectMany(group => group.StartActions.Concat(group.EndActions)).Where(action => action.IsForFailback(Architecture))];

    /// <summary>The plan's name.</summary>
    public override string ToString() => Name;
}

/// <summary>A group of a recovery plan: its VMs go at once, after those of the group before.</summary>
public sealed record RecoveryPlanGroup
{
    /// <summary>The group's number, from 1.</summary>
    public int Number { get; init; }

    /// <summary>The service's kind of group: <c>Boot</c>, <c>Shutdown</c> or <c>Failover</c>.</summary>
    public string Type { get; init; } = string.Empty;

    /// <summary>Its VMs.</summary>
    public IReadOnlyList<RecoveryPlanMember> Members { get; init; } = [];

    /// <summary>What is done before its VMs.</summary>
    public IReadOnlyList<RecoveryPlanAction> StartActions { get; init; } = [];

    /// <summary>What is done after its VMs.</summary>
    public IReadOnlyList<RecoveryPlanAction> EndActions { get; init; } = [];

    /// <summary>The group and its VMs.</summary>
    public override string ToString() => Members.Count == 0 ? $"{Type}" : $"{Number}: {string.Join(", ", Members)}";
}

/// <summary>A VM of a recovery plan.</summary>
public sealed record RecoveryPlanMember
{
    /// <summary>The replicated item.</summary>
    public required ArmId Id { get; init; }

    /// <summary>The VM's name, where the items were read too; else the last segment of its id.</summary>
    public required string Name { get; init; }

    /// <summary>The VM's name.</summary>
    public override string ToString() => Name;
}

/// <summary>A script, runbook or manual action of a recovery plan.</summary>
public sealed record RecoveryPlanAction
{
    /// <summary>The action's name.</summary>
    public required string Name { get; init; }

    /// <summary>The service's kind: <c>ManualActionDetails</c>, <c>ScriptActionDetails</c> or <c>AutomationRunbookActionDetails</c>.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>Whether a person has to do it, and to resume the job afterwards.</summary>
    public bool IsManual => Kind.StartsWith("Manual", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a person shall do (manual actions).</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>The failovers that it belongs to, in the service's words.</summary>
    public IReadOnlyList<string> FailoverTypes { get; init; } = [];

    /// <summary>The directions that it belongs to, in the service's words; a plan's failback is <c>RecoveryToPrimary</c> (asr-contract §8).</summary>
    public IReadOnlyList<string> FailoverDirections { get; init; } = [];

    /// <summary>Whether the failback of a plan of this architecture comes by it; of a plan of both, either kind of failover counts.</summary>
    internal bool IsForFailback(ReplicationArchitecture architecture) =>
        FailoverDirections.Contains("RecoveryToPrimary", StringComparer.OrdinalIgnoreCase)
        && FailoverTypes.Any(type =>
            (architecture != ReplicationArchitecture.Classic && string.Equals(type, "PlannedFailover", StringComparison.OrdinalIgnoreCase))
            || (architecture != ReplicationArchitecture.Modernized && string.Equals(type, "UnplannedFailover", StringComparison.OrdinalIgnoreCase)));

    /// <summary>The action's name and kind.</summary>
    public override string ToString() => IsManual ? $"{Name} (manual)" : Name;
}
