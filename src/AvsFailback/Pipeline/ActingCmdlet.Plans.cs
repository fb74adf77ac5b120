using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Readiness;
using AvsFailback.Runs;
using AvsFailback.Vault;

namespace AvsFailback.Pipeline;

/// <summary>Recovery plans as the unit of action: by the plan's own request, or VM by VM in the order of its groups.</summary>
public abstract partial class ActingCmdlet
{
    private const int NamesInPrompt = 10;

    /// <summary>The action of the cmdlet that a plan has a request for; None where plans have none.</summary>
    private protected virtual FailbackAction PlanAction => FailbackAction.None;

    /// <summary>A plan that was given, with its VMs.</summary>
    private sealed record PlanRequests(ItemInput Input, RecoveryPlan Plan, IReadOnlyList<ReplicatedItem> Members);

    private async Task<List<PlanRequests>> ResolvePlansAsync()
    {
        var plans = new List<PlanRequests>();
        foreach (ItemInput input in Inputs.Where(input => input.Plan is not null))
        {
            try
            {
                (RecoveryPlan plan, IReadOnlyList<ReplicatedItem> members) = await ResolvePlanAsync(input);
                if (plans.All(other => other.Plan.Id != plan.Id || other.Plan.Vault != plan.Vault))
                {
                    plans.Add(new PlanRequests(input, plan, members));
                }
            }
            catch (FailbackException e) when (e.IsOfOneInput)
            {
                await WriteErrorAsync(e, input.Target);
            }
        }

        return plans;
    }

    /// <summary>Checks all VMs of a plan and asks once for the whole; empty if it isn't to be acted on.</summary>
    private async Task<IReadOnlyList<ItemRequest>> PreparePlanAsync(PlanRequests given)
    {
        using RequestScope? scope = given.Plan.Vault is { } vault ? RequestScope.Until(EndOf(vault)) : null;
        try
        {
            // The job of the plan that came through the pipeline says that the plan goes as one.
            bool isUnderWay = given.Input.Job is { IsRunning: true } && !given.Plan.IsMixed;
            PlanDecision decision = isUnderWay ? new PlanDecision(true, string.Empty, []) : PlanDecision.For(given.Plan, given.Members, PlanAction);
            var outlooks = new Dictionary<ArmId, Outlook>();
            IReadOnlyList<ItemRequest> requests = decision.IsByPlan ? await ByPlanRequestAsync(given, outlooks) : await ByMemberAsync(given, decision, outlooks);
            if (requests.Count == 0)
            {
                PostWarning($"Nothing is to be done for the plan {given.Plan.Name}: its VMs are {string.Join(", ", given.Members.Select(member => member.Phase).Distinct())}.");
                return [];
            }

            // Those that are acted on: a VM that is there already isn't.
            IReadOnlyList<ReplicatedItem> touched = decision.IsByPlan ? given.Members : [.. requests.Select(request => request.Item)];
            string target = $"the recovery plan {given.Plan.Name}: {DescribeAll(touched, outlooks)} in vault {given.Plan.Vault}";
            if (decision.IsByPlan && PlanAction == FailbackAction.FailBack && !isUnderWay)
            {
                target = string.Join(" ", [$"{target}.", .. PlanDecision.TextsOfActions(given.Plan)]);
            }

            return await OnPipelineAsync(() => Confirm(requests[0].Item, target)) ? [.. requests.Select(request => Approve(request, given.Members))] : [];
        }
        catch (FailbackException e) when (e.IsOfOneInput)
        {
            _errors.Add((e, given.Input.Target));
            return [];
        }
    }

    private async Task<IReadOnlyList<ItemRequest>> ByPlanRequestAsync(PlanRequests given, Dictionary<ArmId, Outlook> outlooks)
    {
        var unit = new PlanTarget(given.Plan, given.Members);
        ItemRequest request = Complete(Request(PlanTarget.Summarize(given.Plan, given.Members)), given.Input) with { Unit = unit };
        await DemandAllAsync(given, [.. given.Members.Select(member => request with { Item = member })], outlooks);
        return [request];
    }

    private async Task<IReadOnlyList<ItemRequest>> ByMemberAsync(PlanRequests given, PlanDecision decision, Dictionary<ArmId, Outlook> outlooks)
    {
        Dictionary<ArmId, int> groups = PlanDecision.GroupNumbers(given.Plan);
        ItemRequest[] all = [.. given.Members.Select(member => Complete(Request(member), given.Input with { Job = null }))];
        ItemRequest[] open = [.. all.Where(request => FailbackTransitions.Next(request.Item.Phase, request.Goal).Kind is not TransitionKind.Reached and not TransitionKind.Passed)];
        foreach (ItemRequest done in all.Except(open))
        {
            PostVerbose($"{done.Item.Name} {FailbackTransitions.Next(done.Item.Phase, done.Goal).Reason}: nothing is to be done for it.");
        }

        PostVerbose($"The plan {given.Plan.Name} goes VM by VM, in the order of its groups: {decision.Reason}.");
        if (decision.Skipped.Count > 0)
        {
            PostWarning($"The plan {given.Plan.Name} goes VM by VM ({decision.Reason}); that leaves out its {string.Join(", ", decision.Skipped)}.");
        }

        bool isBound = PlanAction != FailbackAction.None && !given.Plan.IsMixed && open.Any(request => ReplicationGroups.Bind(request.Item));
        // What keeps a VM back says more than that its group goes with the plan: that, the user has done.
        await DemandAllAsync(given, isBound ? [.. open.Select(request => request with { Unit = new PlanTarget(given.Plan) })] : open, outlooks);
        if (isBound)
        {
            throw Errors.GroupIsSplit(given.Plan, ActionText, given.Members, [.. open.Select(request => request.Item)], given.Input.Target);
        }

        int last = open.Length == 0 ? 0 : open.Max(request => Group(groups, request));
        // Only a failback has an order that matters: a group begins when those before it run in AVS.
        bool isOrdered = PlanAction == FailbackAction.FailBack;
        return [.. open.Select(request => isOrdered
            ? request with { WavesOf = given.Plan.Id, Wave = Group(groups, request), UntilStarted = request.UntilStarted && Group(groups, request) == last }
            : request)];
    }

    /// <summary>A plan with an unready VM is left alone whole.</summary>
    private async Task DemandAllAsync(PlanRequests given, IReadOnlyList<ItemRequest> requests, Dictionary<ArmId, Outlook> outlooks)
    {
        var reasons = new List<FailbackException>();
        foreach (ItemRequest request in requests)
        {
            try
            {
                await CheckAsync(request.Item, request);
                outlooks[request.Item.Id] = await PrecheckOf(request.Item.Vault!).DemandAsync(request, StopToken);
            }
            catch (FailbackException e) when (e.IsOfOneInput)
            {
                reasons.Add(e);
            }
        }

        if (reasons.Count > 0)
        {
            throw Errors.PlanNotReady(given.Plan, ActionText, reasons, given.Input.Target);
        }

        foreach (ItemRequest request in requests)
        {
            Warn(request.Item, outlooks[request.Item.Id].Readiness);
        }
    }

    /// <summary>The VMs of a plan with what will happen to them: once where it is the same for all, else VM by VM.</summary>
    private string DescribeAll(IReadOnlyList<ReplicatedItem> items, Dictionary<ArmId, Outlook> outlooks)
    {
        (string Name, string Text)[] all = [.. items.Select(item => (item.Name, outlooks.TryGetValue(item.Id, out Outlook? outlook) ? Describe(item, outlook) : Describe(item, (FailbackReadiness?)null)))];
        string rest = all.Length > NamesInPrompt ? $" and {all.Length - NamesInPrompt} more" : string.Empty;
        return all.Select(one => one.Text).Distinct().Take(2).Count() == 1
            ? $"{string.Join(", ", all.Take(NamesInPrompt).Select(one => one.Name))}{rest} ({all[0].Text})"
            : $"{string.Join("; ", all.Take(NamesInPrompt).Select(one => $"{one.Name} ({one.Text})"))}{rest}";
    }

    private static int Group(Dictionary<ArmId, int> groups, ItemRequest request) => groups.TryGetValue(request.Item.Id, out int group) ? group : int.MaxValue;

}
