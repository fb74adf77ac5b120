using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Readiness;

namespace AvsFailback.Failback;

/// <summary>Nothing is asked of the service before the rules of its step hold.</summary>
internal sealed class ActionGuard(AvsVault vault)
{
    private readonly ReadinessGatherer _gatherer = new(vault);

    /// <summary>Checks the rules of the action's step, and that the service offers it.</summary>
    /// <exception cref="FailbackException">Something blocks it.</exception>
    public async Task DemandReadyAsync(ItemRun run, FailbackAction action, CancellationToken cancellationToken)
    {
        ReplicatedItem item = run.Item;
        if (action == FailbackAction.CancelFailback && item.Architecture == ReplicationArchitecture.Classic)
        {
            throw Errors.NoCancelOnClassic(run);
        }

        if (StepOf(action) is { } step)
        {
            var inputs = new ReadinessInputs
            {
                PointChoice = run.Request.PointChoice,
                AzureVm = run.Request.AzureVm,
                FailoverJob = run.SucceededJob(FailbackAction.FailBack) ?? (ActionFacts.IsDoneBy(FailbackAction.FailBack, run.Request.PriorJob?.Scenario ?? string.Empty) && run.Request.PriorJob is { IsRunning: false } prior ? prior : null),
            };
            ReadinessFacts facts = await _gatherer.GatherAsync(item, step, inputs, null, cancellationToken);
            // The run's own last job may still be named by the item.
            facts = item.RunningJobId is not null && item.RunningJobId == run.LastEndedJobId ? facts with { Item = item with { RunningJobId = null } } : facts;
            FailbackReadiness readiness = ReadinessRules.Evaluate(facts, run.Request.IgnoredRules);
            if (!readiness.IsReady)
            {
                throw Errors.NotReady(run, action, readiness);
            }
        }

        if (!ActionFacts.IsOffered(action, item))
        {
            throw Errors.NotOffered(run, action);
        }
    }

    /// <summary>The step whose rules hold for the action; null for those that have none of their own.</summary>
    public static ReadinessStep? StepOf(FailbackAction action) => action switch
    {
        FailbackAction.FailBack => ReadinessStep.Failback,
        FailbackAction.Commit => ReadinessStep.Commit,
        FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure => ReadinessStep.Reprotection,
        _ => null,
    };
}
