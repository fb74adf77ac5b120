using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Readiness;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>Nothing is asked of the service before the rules of its step hold.</summary>
internal sealed class ActionGuard(AvsVault vault, EngineOptions options, RecentPoints? points = null)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly ReadinessGatherer _gatherer = new(vault);

    /// <summary>Checks the rules of the action's step, and that the service offers it.</summary>
    /// <exception cref="FailbackException">Something blocks it.</exception>
    public Task DemandReadyAsync(ItemRun run, FailbackAction action, CancellationToken cancellationToken) =>
        run.Request.Unit is PlanTarget unit ? DemandPlanReadyAsync(run, unit, action, cancellationToken) : DemandItemReadyAsync(run, action, cancellationToken);

    /// <summary>A plan is ready when each of its VMs is; its request would take them all.</summary>
    private async Task DemandPlanReadyAsync(ItemRun run, PlanTarget unit, FailbackAction action, CancellationToken cancellationToken)
    {
        var members = new List<(ReplicatedItem Listed, ReplicatedItem? Whole)>();
        foreach (ReplicatedItem listed in await PlanTarget.MembersAsync(_service, unit.Plan, cancellationToken))
        {
            members.Add((listed, await _service.FindItemAsync(listed.Id, cancellationToken)));
        }

        var reasons = new List<FailbackException>();
        IReadOnlyDictionary<ArmId, AzureVm>? vms = action == FailbackAction.Commit ? await ListAzureVmsAsync(run, [.. members.Select(member => member.Whole).OfType<ReplicatedItem>()], cancellationToken) : null;
        foreach ((ReplicatedItem listed, ReplicatedItem? member) in members)
        {
            FailbackReadiness? readiness = member is null || StepOf(action) is not { } step ? null : await EvaluateAsync(run, member, step, unit.Plan, vms, cancellationToken);
            if (readiness is { IsReady: false })
            {
                DemandFree(run, readiness);
                reasons.Add(Errors.NotReady(readiness, action, run.Target));
            }
            else if (member is null || !ActionMetadata.IsOffered(action, member))
            {
                reasons.Add(Errors.NotOffered(member ?? listed, action, run.Target));
            }
        }

        if (reasons.Count > 0)
        {
            throw Errors.PlanNotReady(unit.Plan, ActionMetadata.Describe(action), reasons, run.Target);
        }
    }

    /// <summary>
    /// The power of many Azure VMs by one list instead of a read each (rule C02); null where single reads cost less. A VM that isn't in the list is
    /// still read by itself: only that tells that it is gone.
    /// </summary>
    private async Task<IReadOnlyDictionary<ArmId, AzureVm>?> ListAzureVmsAsync(ItemRun run, IReadOnlyList<ReplicatedItem> members, CancellationToken cancellationToken)
    {
        HashSet<ArmId> wanted = [.. members.Select(member => _gatherer.AzureVmIdOf(member, run.Request.AzureVm)).OfType<ArmId>()];
        if (wanted.Count < options.ListFrom)
        {
            return null;
        }

        var found = new Dictionary<ArmId, AzureVm>();
        foreach (string subscription in wanted.Select(id => id.SubscriptionId).Distinct(StringComparer.OrdinalIgnoreCase).ToArray())
        {
            // A subscription may have many more VMs than these: no more pages are read than half of the single reads that they save.
            string? continuation = null;
            int pages = 0;
            do
            {
                Page<AzureVm> page = await _service.ListAzureVmPowerStatesAsync(subscription, continuation, cancellationToken);
                foreach (AzureVm vm in page.Items.Where(vm => vm.PowerState != AzurePowerState.Unknown && wanted.Remove(vm.Id)))
                {
                    found[vm.Id] = vm;
                }

                continuation = page.Continuation;
                pages += 1;
            }
            while (continuation is not null && pages < wanted.Count / 2);
        }

        return found;
    }

    private async Task DemandItemReadyAsync(ItemRun run, FailbackAction action, CancellationToken cancellationToken)
    {
        ReplicatedItem item = run.Item;
        if (action == FailbackAction.CancelFailback && item.Architecture == ReplicationArchitecture.Classic)
        {
            throw Errors.NoCancelOnClassic(run);
        }

        if (StepOf(action) is { } step)
        {
            FailbackReadiness readiness = await EvaluateAsync(run, item, step, null, null, cancellationToken);
            if (!readiness.IsReady)
            {
                DemandFree(run, readiness);
                throw Errors.NotReady(run, action, readiness);
            }
        }

        if (!ActionMetadata.IsOffered(action, item))
        {
            throw Errors.NotOffered(item, action, run.Target);
        }
    }

    /// <summary>A run that may wait waits for a job that another has just begun (rule V07), whatever else follows from it.</summary>
    private static void DemandFree(ItemRun run, FailbackReadiness readiness)
    {
        if (run.Request.MayWait && readiness.Blocking.Any(check => check.RuleId == "V07"))
        {
            throw new JobInTheWayException(readiness.Name);
        }
    }

    private async Task<FailbackReadiness> EvaluateAsync(ItemRun run, ReplicatedItem item, ReadinessStep step, RecoveryPlan? plan, IReadOnlyDictionary<ArmId, AzureVm>? vms, CancellationToken cancellationToken)
    {
        var inputs = new ReadinessInputs
        {
            PointChoice = run.Request.PointChoice,
            AzureVm = run.Request.AzureVm,
            Plan = plan,
            FailoverJob = run.SucceededJob(FailbackAction.FailBack) ?? (run.Request.PriorJob is { IsRunning: false } prior && ActionMetadata.IsDoneBy(FailbackAction.FailBack, prior.Scenario) ? prior : null),
            IsForBlocksOnly = true,
            ListedAzureVms = vms,
            RecoveryPoints = points?.Of(item),
        };
        ReadinessFacts facts = await _gatherer.GatherAsync(item, step, inputs, null, cancellationToken);
        if (inputs.RecoveryPoints is null && facts is { RecoveryPoints: { } read, HasMorePoints: false })
        {
            points?.Saw(item, read);
        }

        // The run's own last job may still be named by the item.
        facts = item.RunningJobId is not null && item.RunningJobId == run.LastEndedJobId ? facts with { Item = item with { RunningJobId = null } } : facts;
        return ReadinessRules.Evaluate(facts, run.Request.IgnoredRules, ReadinessScope.LastLook);
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
