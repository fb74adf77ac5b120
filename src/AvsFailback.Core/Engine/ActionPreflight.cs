using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Readiness;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>The last look before a request: the rules of its step hold, the service offers it, and a plan is the set of VMs that was meant.</summary>
internal sealed class ActionPreflight(AvsVault vault, EngineOptions options, RecentPoints points)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly IClock _clock = vault.Connection.Clock;
    private readonly ReadinessGatherer _gatherer = new(vault);

    // Since when an Azure VM is seen to shut down.
    private readonly ConcurrentDictionary<ItemRun, DateTimeOffset> _shuttingDownSince = new();

    // Since when another's job is seen to be in a request's way.
    private readonly ConcurrentDictionary<ItemRun, DateTimeOffset> _blockedSince = new();

    // Jobs that VMs of plans name and that have ended: since when that is known.
    private readonly ConcurrentDictionary<ArmId, DateTimeOffset> _endedSince = new();

    /// <summary>Lets a request through, or says what becomes of the run instead.</summary>
    /// <param name="run">The run.</param>
    /// <param name="action">The action.</param>
    /// <param name="hasMovedOn">Whether what is in the way is somebody else's work of this moment: then a run that may wait looks again.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<StepResult> CheckAsync(ItemRun run, FailbackAction action, Func<ItemRun, CancellationToken, Task<bool>> hasMovedOn, CancellationToken cancellationToken)
    {
        Verdict verdict = run.Request.Unit is PlanTarget plan
            ? await CheckPlanAsync(run, plan, action, cancellationToken)
            : await CheckItemAsync(run, action, cancellationToken);
        if (verdict.Error is not { } error)
        {
            return StepResult.Continue;
        }

        if (!verdict.IsJobInTheWay)
        {
            _blockedSince.TryRemove(run, out _);
        }
        else if (run.Request.MayWait && _clock.UtcNow - _blockedSince.GetOrAdd(run, _clock.UtcNow) < EngineOptions.LimitOf(FailbackAction.None))
        {
            // A run that may wait waits for a job that another has just begun (rule V07), whatever else follows from it.
            return StepResult.WaitUntil(_clock.UtcNow + options.SettleInterval, "Another job has just begun");
        }

        if (verdict.IsShuttingDown && _clock.UtcNow - _shuttingDownSince.GetOrAdd(run, _clock.UtcNow) < options.ShutdownWindow)
        {
            return StepResult.WaitAtOwnPace(_clock.UtcNow + options.SettleInterval, "Waiting for the Azure VM to be shut down");
        }

        return run.Request.MayWait && (error.Category == FailbackErrorCategory.NotReady || error.ErrorId == "NotAllowedNow") && await hasMovedOn(run, cancellationToken)
            ? StepResult.Continue
            : StepResult.Fail(error);
    }

    private async Task<Verdict> CheckItemAsync(ItemRun run, FailbackAction action, CancellationToken cancellationToken)
    {
        if (action == FailbackAction.CancelFailback && run.Item.Architecture == ReplicationArchitecture.Classic)
        {
            return new Verdict(Errors.NoCancelOnClassic(run));
        }

        return ReadinessSteps.Of(action) is { } step && await EvaluateAsync(run, run.Item, step, null, null, cancellationToken) is { IsReady: false } readiness
            ? new Verdict(Errors.NotReady(run, action, readiness)) { IsJobInTheWay = IsBusy(readiness), IsShuttingDown = IsShuttingDown(readiness) }
            : new Verdict(ActionMetadata.IsOffered(action, run.Item) ? null : Errors.NotOffered(run.Item, action, run.Target));
    }

    /// <summary>A plan is ready when each of its VMs is, and when it has those VMs that are meant and no others: its request takes all that it has.</summary>
    private async Task<Verdict> CheckPlanAsync(ItemRun run, PlanTarget target, FailbackAction action, CancellationToken cancellationToken)
    {
        RecoveryPlan plan = await ConfirmedReads.PlanAsync(_service, _clock, run.Item.Id, cancellationToken) ?? throw Errors.ItemGone(run);
        List<ReplicatedItem> listed = await PlanTarget.MembersAsync(_service, plan, cancellationToken);
        if (PlanSet.Difference(plan, listed, target.Meant) is { } difference)
        {
            return new Verdict(Errors.PlanHasOtherVms(plan, ActionMetadata.Describe(action), difference, run.Target));
        }

        var members = new ReplicatedItem[listed.Count];
        await BoundedParallel.ForEachAsync([.. Enumerable.Range(0, listed.Count)], options.Concurrency, async i =>
            members[i] = await WithoutEndedJobAsync(await ConfirmedReads.ItemAsync(_service, _clock, listed[i], cancellationToken) ?? listed[i], cancellationToken));
        target.See(plan, members);
        return await CheckMembersAsync(run, plan, members, action, cancellationToken);
    }

    private async Task<Verdict> CheckMembersAsync(ItemRun run, RecoveryPlan plan, IReadOnlyList<ReplicatedItem> members, FailbackAction action, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<ArmId, AzureVm>? vms = action == FailbackAction.Commit ? await ListAzureVmsAsync(run, members, cancellationToken) : null;
        var reasons = new List<FailbackException>();
        bool isBusy = false;
        bool isOnlyShuttingDown = true;
        foreach (ReplicatedItem member in members)
        {
            FailbackReadiness? readiness = ReadinessSteps.Of(action) is { } step && member.IsComplete
                ? await EvaluateAsync(run, member, step, plan, vms, cancellationToken)
                : null;
            if (readiness is { IsReady: false })
            {
                isBusy |= IsBusy(readiness);
                isOnlyShuttingDown &= IsShuttingDown(readiness);
                reasons.Add(Errors.NotReady(readiness, action, run.Target));
            }
            else if (!member.IsComplete || !ActionMetadata.IsOffered(action, member))
            {
                isOnlyShuttingDown = false;
                reasons.Add(Errors.NotOffered(member, action, run.Target));
            }
        }

        return reasons.Count == 0
            ? new Verdict(null)
            : new Verdict(Errors.PlanNotReady(plan, ActionMetadata.Describe(action), reasons, run.Target)) { IsJobInTheWay = isBusy, IsShuttingDown = isOnlyShuttingDown };
    }

    /// <summary>
    /// A VM may name a job that has ended: for a moment, in which it may not show what the job did either; then, and where it doesn't stop, the job
    /// counts for nothing (rule V07).
    /// </summary>
    private async Task<ReplicatedItem> WithoutEndedJobAsync(ReplicatedItem member, CancellationToken cancellationToken)
    {
        if (member.RunningJobId is not { } named)
        {
            return member;
        }

        if (!_endedSince.ContainsKey(named) && await ConfirmedReads.JobAsync(_service, _clock, named, null, cancellationToken) is not { IsRunning: true })
        {
            _endedSince.TryAdd(named, _clock.UtcNow);
        }

        return _endedSince.TryGetValue(named, out DateTimeOffset since) && _clock.UtcNow - since >= options.EffectWindow
            ? member with { RunningJobId = null, RunningScenario = null }
            : member;
    }

    private static bool IsBusy(FailbackReadiness readiness) => readiness.Blocking.Any(check => check.RuleId == "V07");

    /// <summary>Whether nothing is in the way but that the Azure VM is just being shut down, which takes a minute.</summary>
    private static bool IsShuttingDown(FailbackReadiness readiness) =>
        readiness.Blocking.All(check => check.RuleId == "C02") && readiness.AzureVmPower is AzurePowerState.Deallocating or AzurePowerState.Stopping;

    /// <summary>
    /// The power of many Azure VMs by one list instead of a read each (rule C02); null where single reads cost less. A VM that isn't in the list is
    /// still read by itself: only that tells that it is gone.
    /// </summary>
    private async Task<IReadOnlyDictionary<ArmId, AzureVm>?> ListAzureVmsAsync(ItemRun run, IReadOnlyList<ReplicatedItem> members, CancellationToken cancellationToken)
    {
        HashSet<ArmId> wanted = [.. members.Select(member => _gatherer.AzureVmIdOf(member, run.Request.AzureVmOf(member))).OfType<ArmId>()];
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

    private async Task<FailbackReadiness> EvaluateAsync(ItemRun run, ReplicatedItem item, ReadinessStep step, RecoveryPlan? plan, IReadOnlyDictionary<ArmId, AzureVm>? vms, CancellationToken cancellationToken)
    {
        var inputs = new ReadinessInputs
        {
            PointChoice = run.Request.PointChoice,
            AzureVm = run.Request.AzureVmOf(item),
            Plan = plan,
            FailoverJob = FailoverJobOf(run, item),
            IsForBlocksOnly = true,
            ListedAzureVms = vms,
            RecoveryPoints = points.Of(item),
        };
        ReadinessFacts facts = await _gatherer.GatherAsync(item, step, inputs, null, cancellationToken);
        if (inputs.RecoveryPoints is null && facts is { RecoveryPoints: { } read, HasMorePoints: false })
        {
            points.Saw(item, read);
        }

        // The run's own last job may still be named by the item.
        facts = item.RunningJobId is not null && item.RunningJobId == run.LastEndedJobId ? facts with { Item = item with { RunningJobId = null } } : facts;
        return ReadinessRules.Evaluate(facts, run.Request.IgnoredRules, ReadinessScope.LastLook) with { AzureVmPower = facts.AzureVm.Vm?.PowerState };
    }

    /// <summary>The job that failed the item back, where this run has followed it and the item is still in that failback.</summary>
    private static FailbackJob? FailoverJobOf(ItemRun run, ReplicatedItem item)
    {
        FailbackJob? job = run.SucceededJob(FailbackAction.FailBack)
            ?? (run.EndedJob is { } ended && ended.Id == run.Request.PriorJob?.Id ? Failover(ended) : Failover(run.Request.PriorJob));
        return job is { IsRunning: false } && CommitApproval.MadeIt(job, item) ? job : null;
    }

    private static FailbackJob? Failover(FailbackJob? job) => job is not null && ActionMetadata.IsDoneBy(FailbackAction.FailBack, job.Scenario) ? job : null;

    /// <summary>What is in the way of a request.</summary>
    private sealed record Verdict(FailbackException? Error)
    {
        public bool IsJobInTheWay { get; init; }

        public bool IsShuttingDown { get; init; }
    }
}
