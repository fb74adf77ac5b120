using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Failback;
using AvsFailback.Readiness;

namespace AvsFailback.Journey;

/// <summary>What is looked at before a journey begins: which of its VMs are ready for the step that comes first.</summary>
internal sealed class JourneyReadiness(AvsVault vault, JourneyOptions options, ReprotectPlanner planner)
{
    // What a journey waits for by itself: the first recovery point, a job that runs, the agent.
    private static readonly string[] WaitedFor = ["V05", "V07", "R03"];

    private readonly ReadinessGatherer _gatherer = new(vault);

    /// <summary>Those that aren't ready, and why. A plan with one such VM is left alone whole.</summary>
    public async Task<Dictionary<JourneyEntry, FailbackException>> CheckAsync(IReadOnlyList<JourneyEntry> entries, CancellationToken cancellationToken)
    {
        var unready = new Dictionary<JourneyEntry, FailbackException>();
        foreach (JourneyEntry entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await DemandAsync(entry, cancellationToken);
            }
            catch (FailbackException e) when (e is not ConnectionException and not ServiceException { Status: 401 })
            {
                unready[entry] = e;
            }
        }

        foreach (IGrouping<ArmId, JourneyEntry> plan in entries.Where(entry => entry.Plan is not null).GroupBy(entry => entry.Plan!.Id))
        {
            JourneyEntry[] members = [.. plan];
            FailbackException[] reasons = [.. members.Where(unready.ContainsKey).Select(entry => unready[entry])];
            foreach (JourneyEntry entry in members.Where(entry => reasons.Length > 0 && !unready.ContainsKey(entry)))
            {
                unready[entry] = Errors.PlanNotReady(entry.Plan!, "all of its VMs have to be", reasons, entry.Target);
            }
        }

        return unready;
    }

    /// <summary>Tells what room on servers is taken already.</summary>
    public async Task OccupyAsync(RoomKeeper room, IReadOnlyList<JourneyEntry> entries, CancellationToken cancellationToken)
    {
        if (!entries.Any(entry => entry.Item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure))
        {
            return;
        }

        HashSet<ArmId> own = [.. entries.Where(entry => entry.Item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure).Select(entry => entry.Item.Id)];
        List<ReplicatedItem> all = await Paging.AllAsync(c => vault.Connection.Service.ListItemsAsync(null, c, cancellationToken));
        foreach (ReplicatedItem item in all.Where(item => !own.Contains(item.Id) && item.Direction == ReplicationDirection.AzureToAvs
            && item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReadyToFailBack or ReplicationPhase.FailingBack))
        {
            if ((item.MasterTargetId ?? item.ReprotectAgentId) is { } server)
            {
                room.Occupy(server, RoomKeeper.DisksOf(item));
            }
        }
    }

    /// <summary>The inputs of the reprotect that the item needs next; an error says where a journey takes names.</summary>
    public static async Task<ReprotectInputs> InputsAsync(ReprotectPlanner planner, JourneyEntry entry, ReplicatedItem item, CancellationToken cancellationToken)
    {
        try
        {
            return await planner.PlanAsync(item, entry.PlacementFor(item), cancellationToken);
        }
        catch (FailbackException e) when (e.Category is FailbackErrorCategory.InvalidInput or FailbackErrorCategory.Ambiguous && e is not ServiceException)
        {
            string suffix = item.Direction == ReplicationDirection.AzureToAvs ? " (ProcessServerToAzure and PolicyToAzure are for this direction alone)" : string.Empty;
            throw new FailbackException(e.ErrorId, e.Category, e.Message, $"{e.NextStep} In a run, names are columns of -Placement: @{{ Name = '{item.Name}'; … }}{suffix}.", e.Target, e);
        }
    }

    private async Task DemandAsync(JourneyEntry entry, CancellationToken cancellationToken)
    {
        ReplicatedItem item = entry.Item;
        Transition next = FailbackTransitions.Next(item.Phase, options.Until);
        if (next.Kind == TransitionKind.Refused)
        {
            throw Errors.CannotGoOn(item, options.Until, next, entry.Target);
        }

        if (next.Kind != TransitionKind.Act || item.RunningJobId is not null)
        {
            return;
        }

        if (next.Action == FailbackAction.CommitFailover && !options.CommitFailover)
        {
            throw Errors.FailoverUncommitted(item, entry.Target);
        }

        if (next.Action is FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure)
        {
            await InputsAsync(planner, entry, item, cancellationToken);
        }

        // A commit is checked when its turn has come: until then the Azure VM may still be shutting down.
        if (next.Action != FailbackAction.Commit && ActionGuard.StepOf(next.Action) is { } step)
        {
            var inputs = new ReadinessInputs { PointChoice = options.PointChoice, AzureVm = entry.AzureVm, Plan = entry.Plan is { IsMixed: false } plan ? plan : null };
            FailbackReadiness readiness = ReadinessRules.Evaluate(await _gatherer.GatherAsync(item, step, inputs, null, cancellationToken), options.IgnoredRules);
            if (readiness.Blocking.Any(check => !WaitedFor.Contains(check.RuleId)))
            {
                throw Errors.NotReady(readiness, next.Action, entry.Target);
            }
        }
    }
}
