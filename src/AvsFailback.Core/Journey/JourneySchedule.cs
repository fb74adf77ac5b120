using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Journey;

/// <summary>When the VMs of a planned journey would be where, by waves and plans. A limit on VMs under way isn't counted in.</summary>
internal sealed class JourneySchedule
{
    public JourneySchedule(IReadOnlyList<PlannedVm> vms)
    {
        foreach (IGrouping<ArmId?, PlannedVm> order in vms.GroupBy(vm => vm.Entry.Plan?.Id))
        {
            PlannedVm[] members = [.. order];
            RecoveryPlan? plan = members[0].Entry.Plan;
            bool failsBackByPlan = IsByPlan(plan, members, FailbackAction.FailBack);
            FailBack(members, failsBackByPlan);
            // One that is failed back VM by VM is committed so, too.
            Commit(members, IsByPlan(plan, members, FailbackAction.Commit) && (failsBackByPlan || !members.Any(vm => vm.Does(FailbackAction.FailBack))));
        }

        Duration = vms.Select(vm => vm.End).DefaultIfEmpty(TimeSpan.Zero).Max();
    }

    /// <summary>How many requests would change something; a plan's own counts once.</summary>
    public int Writes { get; private set; }

    /// <summary>How long the journey would take, people's answers not counted.</summary>
    public TimeSpan Duration { get; }

    private static bool IsByPlan(RecoveryPlan? plan, PlannedVm[] members, FailbackAction action) =>
        plan is { IsMixed: false } && members.Length == plan.Members.Count && members.All(vm => vm.Does(action));

    private void FailBack(PlannedVm[] members, bool isByPlan)
    {
        Writes += members.Sum(vm => vm.Steps.Count(action => action is FailbackAction.CommitFailover or FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure));
        TimeSpan earlier = isByPlan ? members.Max(vm => vm.Ready) : TimeSpan.Zero;
        foreach (IGrouping<int, PlannedVm> wave in members.GroupBy(vm => vm.Wave).OrderBy(wave => wave.Key))
        {
            foreach (PlannedVm vm in wave)
            {
                TimeSpan start = vm.Ready > earlier ? vm.Ready : earlier;
                vm.FailedBack = vm.Does(FailbackAction.FailBack) ? start + vm.FailbackTime : vm.Ready;
            }

            TimeSpan last = wave.Max(vm => vm.FailedBack);
            earlier = last > earlier ? last : earlier;
        }

        Count(members, FailbackAction.FailBack, isByPlan);
        foreach (PlannedVm vm in members.Where(_ => isByPlan))
        {
            // The plan's job is one: its VMs go on when it has ended.
            vm.FailedBack = earlier;
        }
    }

    private void Commit(PlannedVm[] members, bool isByPlan)
    {
        TimeSpan all = members.Max(vm => vm.FailedBack);
        foreach (PlannedVm vm in members)
        {
            vm.Committed = vm.Does(FailbackAction.Commit) ? (isByPlan ? all : vm.FailedBack) + vm.Of(FailbackAction.Commit) : vm.FailedBack;
        }

        Count(members, FailbackAction.Commit, isByPlan);
    }

    private void Count(PlannedVm[] members, FailbackAction action, bool isByPlan)
    {
        Writes += isByPlan ? 1 : members.Count(vm => vm.Does(action));
        foreach (PlannedVm vm in members.Where(_ => isByPlan))
        {
            vm.GoesByPlan(action);
        }
    }
}
