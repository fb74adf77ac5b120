using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Engine;
using AvsFailback.Vault;

namespace AvsFailback.Readiness;

/// <summary>
/// What is checked before a command asks for confirmation: the table that the engine goes by, and every rule of the step, the
/// servers' and the network's included, which the engine's own last look leaves out.
/// </summary>
internal sealed class Precheck(AvsVault vault)
{
    private readonly ReadinessChecker _checker = new(vault);

    /// <summary>Takes note of all that the command will ask for, so that the disks which they bring to their servers are counted together.</summary>
    public void Expect(IEnumerable<ItemRequest> requests) => _checker.Expect(
        from request in requests
        let action = FailbackTransitions.Next(request.Item.Phase, request.Goal).Action
        select new ReadinessRequest(request.Item) { Step = ActionGuard.StepOf(action == FailbackAction.CommitFailover ? FailbackAction.ReprotectToAvs : action) });

    /// <summary>Throws what would keep the engine from starting; gives the readiness of the step that comes first, if it has rules.</summary>
    /// <exception cref="FailbackException">The item can't be brought where it is wanted by this command.</exception>
    public async Task<FailbackReadiness?> DemandAsync(ItemRequest request, CancellationToken cancellationToken)
    {
        ReplicatedItem item = request.Item;
        Transition next = FailbackTransitions.Next(item.Phase, request.Goal);
        bool isOwnCopy = item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReplicatingToAzure
            && request.Actions.Any(a => a is FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure);
        bool isOwnJob = item.RunningScenario is { } scenario && request.Actions.Any(a => ActionMetadata.IsDoneBy(a, scenario));
        if (request.MayWait || isOwnCopy || isOwnJob)
        {
            return null;
        }

        switch (next.Kind)
        {
            case TransitionKind.Reached:
                return null;
            case TransitionKind.Act when request.Actions.Contains(next.Action):
                break;
            case TransitionKind.Act or TransitionKind.Wait when await BlockingAsync(request, cancellationToken) is { } blocked:
                throw Errors.NotReady(blocked, request.Actions.Last(), request.Target);
            default:
                throw Errors.CannotGoOn(item, request.Goal, next, request.Target);
        }

        if (next.Action == FailbackAction.CancelFailback && item.Architecture == ReplicationArchitecture.Classic)
        {
            throw Errors.NoCancelOnClassic(item, request.Target);
        }

        if (next.Action == FailbackAction.CommitFailover && request.Actions.Contains(FailbackAction.ReprotectToAvs))
        {
            // R02 demands the commit that is about to be made; the servers of the reprotect that follows are looked at now.
            FailbackReadiness later = await EvaluateAsync(request, ReadinessStep.Reprotection, cancellationToken);
            later = later with { Checks = [.. later.Checks.Where(check => check.RuleId != "R02")] };
            return later.IsReady ? later : throw Errors.NotReady(later, FailbackAction.ReprotectToAvs, request.Target);
        }

        if (ActionGuard.StepOf(next.Action) is not { } step)
        {
            return null;
        }

        FailbackReadiness readiness = await EvaluateAsync(request, step, cancellationToken);
        return readiness.IsReady ? readiness : throw Errors.NotReady(readiness, next.Action, request.Target);
    }

    /// <summary>Where the table has no way on for a failback, the rules say it better: V01 names the reprotect, V04 the copy.</summary>
    private async Task<FailbackReadiness?> BlockingAsync(ItemRequest request, CancellationToken cancellationToken)
    {
        if (request.Goal != FailbackGoal.FailedBack)
        {
            return null;
        }

        FailbackReadiness readiness = await EvaluateAsync(request, ReadinessStep.Failback, cancellationToken);
        return readiness.IsReady ? null : readiness;
    }

    private async Task<FailbackReadiness> EvaluateAsync(ItemRequest request, ReadinessStep step, CancellationToken cancellationToken)
    {
        var inputs = new ReadinessInputs
        {
            PointChoice = request.PointChoice,
            AzureVm = request.AzureVm,
            Plan = (request.Unit as PlanTarget)?.Plan,
            // Worked out from what the user named, so that the servers which are really taken are looked at.
            Placement = step == ReadinessStep.Reprotection && request.ReprotectInputs is { } plan ? await plan(request.Item, cancellationToken) : null,
        };
        return (await _checker.EvaluateAsync([new ReadinessRequest(request.Item) { Step = step, Inputs = inputs, IgnoredRules = request.IgnoredRules }], cancellationToken))[0];
    }
}
