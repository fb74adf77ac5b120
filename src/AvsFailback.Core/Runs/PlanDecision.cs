using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Runs;

/// <summary>How a plan that the user named is acted on: by its own request, or VM by VM in the order of its groups (design §4, unit of action).</summary>
/// <param name="IsByPlan">Whether the plan's own request is used.</param>
/// <param name="Reason">Why not, where it isn't.</param>
/// <param name="Skipped">Scripts and manual actions of the plan that going VM by VM leaves out.</param>
internal sealed record PlanDecision(bool IsByPlan, string Reason, IReadOnlyList<RecoveryPlanAction> Skipped)
{
    /// <summary>Decides for an action.</summary>
    public static PlanDecision For(RecoveryPlan plan, IReadOnlyCollection<ReplicatedItem> members, FailbackAction action)
    {
        // No action is the cmdlet's that has no plan request: reprotect.
        if (action is not (FailbackAction.FailBack or FailbackAction.Commit or FailbackAction.CancelFailback))
        {
            return ByMember("Site Recovery reprotects VM by VM", plan, action);
        }

        if (plan.IsMixed || members.Select(member => member.Architecture).Distinct().Skip(1).Any())
        {
            return ByMember("its VMs are of both architectures", plan, action);
        }

        ReplicationPhase ready = FailbackTransitions.PhaseFor(action);
        int others = members.Count(member => member.Phase != ready);
        return others == 0 || members.All(member => member.Phase == ReplicationPhase.FailingBack)
            ? new PlanDecision(true, string.Empty, [])
            : ByMember($"{others} of its {members.Count} VMs {(others == 1 ? "is" : "are")} not {ready}", plan, action);
    }

    /// <summary>The number of each VM's group in the plan, by its id.</summary>
    public static Dictionary<ArmId, int> GroupNumbers(RecoveryPlan plan) =>
        plan.Groups.SelectMany(group => group.Members.Select(member => (member.Id, group.Number))).GroupBy(pair => pair.Id).ToDictionary(same => same.Key, same => same.Min(pair => pair.Number));

    /// <summary>
    /// What a failback by the plan's own request waits for and may leave out: its manual actions, and its scripts, of which Microsoft's
    /// documentation doesn't agree whether they run at a failback to VMware (asr-contract §8). Empty where there are none.
    /// </summary>
    public static IEnumerable<string> TextsOfActions(RecoveryPlan plan)
    {
        ILookup<bool, RecoveryPlanAction> actions = plan.FailbackActions.ToLookup(action => action.IsManual);
        if (actions[true].Any())
        {
            yield return $"The plan {plan.Name} waits in its failback for a person: {Names(actions[true])}. When it is done: Resume-AvsJob, in a second session. That time isn't counted.";
        }

        if (actions[false].Any())
        {
            yield return $"The scripts and runbooks of the plan {plan.Name} may not run: {Names(actions[false])}. Microsoft's documentation doesn't agree whether they do at a failback to VMware. Check what they were to do.";
        }

        static string Names(IEnumerable<RecoveryPlanAction> some) => string.Join(", ", some.Select(action => action.Name).Distinct());
    }

    /// <summary>What to tell of a plan that is failed back VM by VM.</summary>
    public static string TextOfSkipped(RecoveryPlan plan, string why)
    {
        IReadOnlyList<RecoveryPlanAction> skipped = plan.FailbackActions;
        return $"The plan {plan.Name} is failed back VM by VM, in the order of its groups: {why}.{(skipped.Count == 0 ? string.Empty : $" That leaves out its {string.Join(", ", skipped)}.")}";
    }

    private static PlanDecision ByMember(string reason, RecoveryPlan plan, FailbackAction action) => new(
        false,
        reason,
        action == FailbackAction.FailBack ? plan.FailbackActions : []);
}
