using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;

namespace AvsFailback.Runs;

/// <summary>VMs of plans that the user named wait for their plan's own request, where it has one.</summary>
/// <param name="planOfItem">The coordinator of each VM's plan.</param>
/// <param name="isApproved">Whether a run's commit was approved.</param>
internal sealed class PlanGate(IReadOnlyDictionary<ArmId, PlanCoordinator> planOfItem, System.Func<ItemRun, bool> isApproved) : Gate
{
    private readonly PlanCoordinator[] _plans = [.. planOfItem.Values.Distinct()];
    private readonly Dictionary<ItemRun, PlanCoordinator> _planOf = [];

    /// <summary>Whether a VM goes with its plan's own request: one that is under way, or the failback that is to come.</summary>
    public bool Leads(ItemRun run, FailbackAction action) =>
        _planOf.TryGetValue(run, out PlanCoordinator? plan) && (plan.IsUnderWay || (action == FailbackAction.FailBack && !plan.FailsBackByMember));

    /// <summary>It looks after what was approved is known.</summary>
    public override int LookOrder => 1;

    /// <inheritdoc/>
    public override Task<StepResult> CheckAsync(ItemRun run, FailbackAction action, ReprotectInputs? inputs, CancellationToken cancellationToken) =>
        Task.FromResult(_planOf.TryGetValue(run, out PlanCoordinator? plan) ? plan.Check(action) : StepResult.Continue);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ItemRequest>> LookAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken)
    {
        var added = new List<ItemRequest>();
        foreach (PlanCoordinator plan in _plans)
        {
            if (await plan.LookAsync(isApproved, cancellationToken) is { } request)
            {
                added.Add(request);
            }
        }

        return added;
    }

    /// <inheritdoc/>
    public override void Added(ItemRun run)
    {
        if (run.IsOfPlan)
        {
            _plans.FirstOrDefault(plan => plan.Id == run.Request.Item.Id)?.Began(run);
        }
        else if (planOfItem.TryGetValue(run.Request.Item.Id, out PlanCoordinator? plan))
        {
            _planOf.Add(run, plan);
            plan.Add(run);
        }
    }

    /// <inheritdoc/>
    public override bool IsLed(ItemRun run) => _planOf.TryGetValue(run, out PlanCoordinator? plan) && plan.Leads(run);

    /// <inheritdoc/>
    public override bool Follows(ArmId job) => _plans.Any(plan => plan.Follows(job));
}
