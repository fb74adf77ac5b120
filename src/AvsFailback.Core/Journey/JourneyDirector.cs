using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Failback;

namespace AvsFailback.Journey;

/// <summary>Whose turn it is in a journey: waves, plans, approvals of commits, and room.</summary>
internal sealed class JourneyDirector(JourneyOptions options, IReadOnlyDictionary<ArmId, PlanTurn> planOfItem, CommitGate commits, RoomKeeper room, JourneyRecorder recorder) : IRunDirector
{
    private readonly WaveOrder _waves = new(options.OnFailure);
    private readonly PlanTurn[] _plans = [.. planOfItem.Values.Distinct()];

    public async Task<IReadOnlyList<ItemRequest>> BetweenRoundsAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken)
    {
        await recorder.TellHostAsync(cancellationToken);
        foreach (ItemRun run in runs.Where(run => run.Request.Unit is PlanUnit && !run.IsSettled))
        {
            _plans.First(plan => plan.Id == run.Request.Item.Id).Began(run);
        }

        room.Look(runs);
        await commits.LookAsync(runs, cancellationToken);
        var added = new List<ItemRequest>();
        foreach (PlanTurn plan in _plans)
        {
            ItemRun[] members = [.. runs.Where(run => run.Request.Unit is ItemUnit && planOfItem.TryGetValue(run.Item.Id, out PlanTurn? turn) && turn == plan)];
            if (members.Length > 0 && await plan.LookAsync(members, commits.IsApproved, cancellationToken) is { } request)
            {
                added.Add(request);
            }
        }

        _waves.Look(runs);
        return added;
    }

    public string? HoldBefore(ItemRun run, FailbackAction action)
    {
        PlanTurn? plan = run.Request.Unit is ItemUnit && planOfItem.TryGetValue(run.Item.Id, out PlanTurn? turn) ? turn : null;
        if (action == FailbackAction.FailBack && plan is { FailsBackByMember: false })
        {
            return plan.HoldBefore(action);
        }

        return _waves.HoldBefore(run, action)
            ?? (action == FailbackAction.Commit && run.Request.Unit is ItemUnit ? commits.HoldBefore(run) : null)
            ?? plan?.HoldBefore(action);
    }

    public string? HoldForRoom(ItemRun run, FailbackAction action, ReprotectInputs? inputs) => room.HoldForRoom(run, action, inputs);

    public bool IsLedByAnother(ItemRun run) => run.Request.Unit is ItemUnit && planOfItem.TryGetValue(run.Item.Id, out PlanTurn? plan) && plan.Leads(run);

    public bool Follows(ArmId job) => _plans.Any(plan => plan.Follows(job));
}
