using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Failback;

namespace AvsFailback.Readiness;

/// <summary>What the user gave beside the item.</summary>
internal sealed record ReadinessInputs
{
    /// <summary>The recovery point that is wanted.</summary>
    public RecoveryPointChoice PointChoice { get; init; } = RecoveryPointChoice.Latest;

    /// <summary>The Azure VM, where the user named it.</summary>
    public ArmId? AzureVm { get; init; }

    /// <summary>The plan by whose own request the item goes; null if it goes by itself.</summary>
    public RecoveryPlan? Plan { get; init; }

    /// <summary>The job that failed the item back, where it is known already.</summary>
    public FailbackJob? FailoverJob { get; init; }

    /// <summary>Whether only what can block is asked for: what is read for a warning alone then isn't.</summary>
    public bool IsForBlocksOnly { get; init; }

    /// <summary>Azure VMs with their power, as a list showed them just now; one that it doesn't hold is read by itself.</summary>
    public IReadOnlyDictionary<ArmId, AzureVm>? ListedAzureVms { get; init; }

    /// <summary>The recovery points, where they were read just now.</summary>
    public IReadOnlyList<RecoveryPoint>? RecoveryPoints { get; init; }
}

/// <summary>Reads what the rules of a step look at, and nothing more. One for a command: it shares reads between items.</summary>
internal sealed class ReadinessGatherer(AvsVault vault)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly IClock _clock = vault.Connection.Clock;
    private readonly JobFinder _jobs = new(vault.Connection.Service, vault.Connection.Clock);
    private readonly AzureVmLocator _azureVms = new(vault);
    private List<ReplicatedItem>? _all;

    /// <summary>The id of the item's Azure VM as far as it is known without a read.</summary>
    public ArmId? AzureVmIdOf(ReplicatedItem item, ArmId? named) => _azureVms.IdOf(item, named);

    /// <summary>Reads the facts of a step.</summary>
    /// <param name="item">The item, read whole.</param>
    /// <param name="step">The step.</param>
    /// <param name="inputs">What the user gave.</param>
    /// <param name="runningJob">The job that runs on the item, where one is known.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ReadinessFacts> GatherAsync(ReplicatedItem item, ReadinessStep step, ReadinessInputs inputs, FailbackJob? runningJob, CancellationToken cancellationToken)
    {
        bool toAvs = item.Direction == ReplicationDirection.AzureToAvs;
        var facts = new ReadinessFacts { Item = item, Step = step, Now = _clock.UtcNow, PointChoice = inputs.PointChoice, RunningJob = runningJob, Plan = inputs.Plan };
        if (toAvs && item.Architecture == ReplicationArchitecture.Classic && item.ReplicationGroup is { } group && inputs.Plan is { } plan)
        {
            facts = facts with { GroupOutsidePlan = await OutsideAsync(group, plan, cancellationToken) };
        }

        return step switch
        {
            ReadinessStep.Failback when toAvs && item.Architecture == ReplicationArchitecture.Classic =>
                facts with { RecoveryPoints = inputs.RecoveryPoints ?? await ReadPointsAsync(item, cancellationToken) },
            ReadinessStep.Commit when toAvs => facts with
            {
                FailoverJob = inputs.FailoverJob ?? await _jobs.FindFailoverAsync(item, cancellationToken),
                AzureVm = await _azureVms.FindAsync(item, inputs.AzureVm, inputs.ListedAzureVms, cancellationToken),
            },
            // Rule R01, which only warns, is the one that looks at it.
            ReadinessStep.Reprotection when toAvs && !inputs.IsForBlocksOnly && item.Phase is (ReplicationPhase.Committed or ReplicationPhase.FailedBack) => facts with
            {
                AzureVm = await _azureVms.FindAsync(item, inputs.AzureVm, cancellationToken),
            },
            _ => facts,
        };
    }

    /// <summary>Members of a replication group that the plan doesn't hold.</summary>
    private async Task<IReadOnlyList<string>> OutsideAsync(string group, RecoveryPlan plan, CancellationToken cancellationToken)
    {
        _all ??= await Paging.AllAsync(c => _service.ListItemsAsync(null, c, cancellationToken));
        HashSet<ArmId> inside = [.. plan.Members.Select(member => member.Id)];
        return [.. _all.Where(item => string.Equals(item.ReplicationGroup, group, StringComparison.OrdinalIgnoreCase) && !inside.Contains(item.Id)).Select(item => item.Name)];
    }

    private async Task<List<RecoveryPoint>> ReadPointsAsync(ReplicatedItem item, CancellationToken cancellationToken)
    {
        List<RecoveryPoint> points = await Paging.AllAsync(c => _service.ListRecoveryPointsAsync(item, c, cancellationToken));
        points.Sort((a, b) => b.Time.CompareTo(a.Time));
        return points;
    }
}
