using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>Whose turn it is in a journey: waves, plans, approvals of commits, and room.</summary>
internal sealed class JourneyDirector(JourneyOptions options, IReadOnlyDictionary<ArmId, PlanCoordinator> planOfItem, CommitGate commits, CapacityLimits room, JourneyRecorder recorder) : IRunDirector
{
    private readonly WaveOrder _waves = new(options.OnFailure);
    private readonly PlanCoordinator[] _plans = [.. planOfItem.Values.Distinct()];
    private readonly Dictionary<ItemRun, PlanCoordinator> _planOf = [];
    private readonly Dictionary<PlanCoordinator, List<ItemRun>> _members = [];
    private int _known;

    public async Task<IReadOnlyList<ItemRequest>> BetweenRoundsAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken)
    {
        await recorder.TellHostAsync(cancellationToken);
        for (; _known < runs.Count; _known += 1)
        {
            Meet(runs[_known]);
        }

        room.Look(runs);
        await commits.LookAsync(runs, cancellationToken);
        var added = new List<ItemRequest>();
        foreach (PlanCoordinator plan in _plans)
        {
            if (_members.TryGetValue(plan, out List<ItemRun>? members) && await plan.LookAsync(members, commits.IsApproved, cancellationToken) is { } request)
            {
                added.Add(request);
            }
        }

        _waves.Look(runs);
        return added;
    }

    public string? HoldBefore(ItemRun run, FailbackAction action)
    {
        PlanCoordinator? plan = _planOf.TryGetValue(run, out PlanCoordinator? turn) ? turn : null;
        if (plan is { IsUnderWay: true } || (action == FailbackAction.FailBack && plan is { FailsBackByMember: false }))
        {
            return plan.HoldBefore(action);
        }

        return _waves.HoldBefore(run, action)
            ?? (action == FailbackAction.Commit && run.Request.Unit is ItemTarget ? commits.HoldBefore(run) : null)
            ?? plan?.HoldBefore(action);
    }

    public string? HoldForRoom(ItemRun run, FailbackAction action, ReprotectInputs? inputs) => room.HoldForRoom(run, action, inputs);

    public bool IsLedByAnother(ItemRun run) => _planOf.TryGetValue(run, out PlanCoordinator? plan) && plan.Leads(run);

    public bool Follows(ArmId job) => _plans.Any(plan => plan.Follows(job));

    /// <summary>A run is new: a VM, perhaps of a plan, or a plan's own.</summary>
    private void Meet(ItemRun run)
    {
        if (run.Request.Unit is PlanTarget)
        {
            _plans.First(plan => plan.Id == run.Request.Item.Id).Began(run);
        }
        else if (planOfItem.TryGetValue(run.Request.Item.Id, out PlanCoordinator? plan))
        {
            _planOf.Add(run, plan);
            if (!_members.TryGetValue(plan, out List<ItemRun>? members))
            {
                members = [];
                _members.Add(plan, members);
            }

            members.Add(run);
        }
    }
}
