using System.Collections.Generic;
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

    /// <summary>The job that failed the item back, where it is known already.</summary>
    public FailbackJob? FailoverJob { get; init; }
}

/// <summary>Reads what the rules of a step look at, and nothing more. One for a command: it shares reads between items.</summary>
internal sealed class ReadinessGatherer(AvsVault vault)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly IClock _clock = vault.Connection.Clock;
    private readonly JobFinder _jobs = new(vault.Connection.Service, vault.Connection.Clock);
    private readonly AzureVmLocator _azureVms = new(vault);

    /// <summary>Reads the facts of a step.</summary>
    /// <param name="item">The item, read whole.</param>
    /// <param name="step">The step.</param>
    /// <param name="inputs">What the user gave.</param>
    /// <param name="runningJob">The job that runs on the item, where one is known.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ReadinessFacts> GatherAsync(ReplicatedItem item, ReadinessStep step, ReadinessInputs inputs, FailbackJob? runningJob, CancellationToken cancellationToken)
    {
        var facts = new ReadinessFacts { Item = item, Step = step, Now = _clock.UtcNow, PointChoice = inputs.PointChoice, RunningJob = runningJob };
        bool toAvs = item.Direction == ReplicationDirection.AzureToAvs;
        return step switch
        {
            ReadinessStep.Failback when toAvs && item.Architecture == ReplicationArchitecture.Classic =>
                facts with { RecoveryPoints = await ReadPointsAsync(item, cancellationToken) },
            ReadinessStep.Commit when toAvs => facts with
            {
                FailoverJob = inputs.FailoverJob ?? await _jobs.FindFailoverAsync(item, cancellationToken),
                AzureVm = await _azureVms.FindAsync(item, inputs.AzureVm, cancellationToken),
            },
            ReadinessStep.Reprotection when toAvs && item.Phase is (ReplicationPhase.Committed or ReplicationPhase.FailedBack) => facts with
            {
                AzureVm = await _azureVms.FindAsync(item, inputs.AzureVm, cancellationToken),
            },
            _ => facts,
        };
    }

    private async Task<List<RecoveryPoint>> ReadPointsAsync(ReplicatedItem item, CancellationToken cancellationToken)
    {
        List<RecoveryPoint> points = await Paging.AllAsync(c => _service.ListRecoveryPointsAsync(item, c, cancellationToken));
        points.Sort((a, b) => b.Time.CompareTo(a.Time));
        return points;
    }
}
