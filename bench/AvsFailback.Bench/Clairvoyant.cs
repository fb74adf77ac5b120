using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Bench;

/// <summary>
/// How soon the same journey would be over for somebody who knows how long everything takes, never has to look, and asks for
/// each thing the instant it is possible; only the service's own order (the groups within a plan's job, the copy, the first
/// point, the agent) and the bucket of writes hold him back. All lengths are those that the emulator drew for the run itself.
/// </summary>
internal static class Clairvoyant
{
    private const double Capacity = 200;
    private const double PerSecond = 10;

    public static TimeSpan Makespan(IReadOnlyList<PlanLengths> plans)
    {
        // Those that wait for their time, and those whose time has come, of which the one with the longest way to go is asked for first.
        var later = new PriorityQueue<Write, double>();
        var ready = new PriorityQueue<Write, double>();
        void Ask(double when, double rest, Func<double, double> does) => later.Enqueue(new Write(when, rest, does), when);
        foreach (PlanLengths plan in plans)
        {
            int open = plan.Vms.Count;
            double members = 0;
            double rest = plan.Rest;
            foreach (VmLengths vm in plan.Vms)
            {
                Ask(0, vm.UntilReady + rest, at =>
                {
                    members = Math.Max(members, at + vm.UntilReady);
                    open -= 1;
                    if (open == 0)
                    {
                        Ask(members, rest, FailBack);
                    }

                    return 0;
                });
            }

            double FailBack(double at)
            {
                Ask(at + plan.Failback, rest - plan.Failback, committing =>
                {
                    foreach (VmLengths vm in plan.Vms)
                    {
                        Ask(Math.Max(committing + plan.Commit, at + vm.AgentAfterFailback), vm.UntilProtected, asked => asked + vm.UntilProtected);
                    }

                    return 0;
                });
                return 0;
            }
        }

        double time = 0;
        double tokens = Capacity;
        double end = 0;
        void PassTo(double instant)
        {
            tokens = Math.Min(Capacity, tokens + ((instant - time) * PerSecond));
            time = instant;
        }

        while (later.Count + ready.Count > 0)
        {
            while (later.TryPeek(out Write? due, out double when) && when <= time)
            {
                ready.Enqueue(later.Dequeue(), -due.Rest);
            }

            if (ready.Count == 0)
            {
                PassTo(later.Peek().When);
            }
            else if (tokens < 1)
            {
                PassTo(time + ((1 - tokens) / PerSecond) + 1e-9);
            }
            else
            {
                tokens -= 1;
                end = Math.Max(end, ready.Dequeue().Does(time));
            }
        }

        return TimeSpan.FromSeconds(end);
    }

    private sealed record Write(double When, double Rest, Func<double, double> Does);
}

/// <summary>What a plan's requests took, and its VMs'; in seconds.</summary>
/// <param name="Failback">From the plan's failback to the end of its job, all groups in order.</param>
/// <param name="Commit">From the plan's commit to the end of its job.</param>
/// <param name="Vms">Its VMs.</param>
internal sealed record PlanLengths(double Failback, double Commit, IReadOnlyList<VmLengths> Vms)
{
    /// <summary>The longest way from the plan's failback to the end.</summary>
    public double Rest => Vms.Max(vm => Math.Max(Failback + Commit, vm.AgentAfterFailback) + vm.UntilProtected);
}

/// <summary>What a VM's own steps took, in seconds.</summary>
/// <param name="UntilReady">From the reprotect to AVS until it can be failed back: its job, the copy, and for classic the first point.</param>
/// <param name="AgentAfterFailback">From the plan's failback until the VM's agent has registered.</param>
/// <param name="UntilProtected">From the reprotect to Azure to Protected: its job, the copy, the first point.</param>
internal sealed record VmLengths(double UntilReady, double AgentAfterFailback, double UntilProtected);
