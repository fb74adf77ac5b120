using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Readiness;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>
/// What is checked before a command asks for confirmation: the table that the engine goes by, and every rule of the step, the
/// servers' and the network's included, which the engine's own last look leaves out.
/// </summary>
internal sealed class Precheck(AvsVault vault, VaultFacts facts)
{
    private readonly VaultFacts _facts = facts;
    private readonly ReadinessChecker _checker = new(vault, facts);

    /// <summary>A check for a command.</summary>
    public Precheck(AvsVault vault)
        : this(vault, new VaultFacts(vault))
    {
    }

    /// <summary>Takes note of all that the command will ask for, so that the disks which they bring to their servers are counted together.</summary>
    public void Expect(IEnumerable<ItemRequest> requests) => _checker.Expect(
        from request in requests
        let action = FailbackTransitions.Next(request.Item.Phase, request.Goal).Action
        select new ReadinessRequest(request.Item) { Step = ReadinessSteps.Of(action == FailbackAction.CommitFailover ? FailbackAction.ReprotectToAvs : action) });

    /// <summary>Throws what would keep the engine from starting; tells what will happen first, with the readiness of that step if it has rules.</summary>
    /// <exception cref="FailbackException">The item can't be brought where it is wanted by this command.</exception>
    public async Task<Outlook> DemandAsync(ItemRequest request, CancellationToken cancellationToken)
    {
        ReplicatedItem item = request.Item;
        Transition next = FailbackTransitions.Next(item.Phase, request.Goal);
        if (await UnderWayAsync(request, next, cancellationToken) is { } underWay)
        {
            return underWay;
        }

        switch (next.Kind)
        {
            case TransitionKind.Reached:
                return Outlook.Nothing(next);
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
            return later.IsReady ? Outlook.Act(later) : throw Errors.NotReady(later, FailbackAction.ReprotectToAvs, request.Target);
        }

        if (ReadinessSteps.Of(next.Action) is not { } step)
        {
            return Outlook.Act(null);
        }

        FailbackReadiness readiness = await EvaluateAsync(request, step, cancellationToken);
        return !readiness.IsReady ? throw Errors.NotReady(readiness, next.Action, request.Target)
            : IsAgentMissing(readiness) ? Outlook.Wait($"the mobility agent to register, up to {Words.Span(request.AgentTimeout)}", readiness)
            : Outlook.Act(readiness);
    }

    /// <summary>What runs on the item already, and would be followed or waited for; null if nothing is.</summary>
    private async Task<Outlook?> UnderWayAsync(ItemRequest request, Transition next, CancellationToken cancellationToken)
    {
        ReplicatedItem item = request.Item;
        bool IsOwn(string scenario) => request.Actions.Any(action => ActionMetadata.IsDoneBy(action, scenario));
        if (request.MayWait)
        {
            return request.PriorJob is not { IsRunning: true } prior ? Outlook.Act(null)
                : IsOwn(prior.Scenario) ? Outlook.Continue(prior)
                : Outlook.Wait($"{prior} (job {prior.Name}) first");
        }

        if (item.RunningScenario is { } scenario && IsOwn(scenario))
        {
            return Outlook.Continue(item);
        }

        if (item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReplicatingToAzure && request.Actions.Any(a => a is FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure))
        {
            return Outlook.Wait($"the copy that is under way already{(item.ReplicationProgress is { } percent ? $" ({percent} %)" : string.Empty)}, and asks for nothing");
        }

        // An item that doesn't name its job looks as if it were idle: only the vault's list tells.
        if (item.RunningJobId is not null || next.Kind != TransitionKind.Act || !request.Actions.Contains(next.Action))
        {
            return null;
        }

        ReplicatedItem target = request.Unit is PlanTarget unit ? PlanTarget.Summarize(unit.Plan, []) : item;
        return JobFinder.RunningOn(request.Unit, target, await _facts.RunningJobsAsync(cancellationToken)) is { } listed && IsOwn(listed.Scenario) ? Outlook.Continue(listed) : null;
    }

    // Rule R03: the engine waits for a modernized agent's flag; a classic one shows by the reprotect's own answer.
    private static bool IsAgentMissing(FailbackReadiness readiness) => readiness.Item is { Direction: ReplicationDirection.AzureToAvs } item
        && readiness.Step == ReadinessStep.Reprotection
        && readiness.Checks.Any(check => check.RuleId == "R03" && check.Status is ReadinessStatus.Failed or ReadinessStatus.Unknown)
        && item.IsAgentRegistered == false;

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
            AzureVm = request.AzureVmOf(request.Item),
            Plan = (request.Unit as PlanTarget)?.Plan,
            FindsRunningJob = true,
        };
        if (step == ReadinessStep.Reprotection && request.Choose is { } choose)
        {
            // The very choice that the request will carry, so that the servers which are really taken are looked at.
            inputs = inputs.With(await choose(request.Item, cancellationToken));
        }

        return (await _checker.EvaluateAsync([new ReadinessRequest(request.Item) { Step = step, Inputs = inputs, IgnoredRules = request.IgnoredRules }], cancellationToken))[0];
    }
}
