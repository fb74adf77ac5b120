using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Runs;

/// <summary>
/// When the VMs of a planned journey would be where, by waves, plans and the limits on VMs under way and on disks at a server. Step by step
/// as in a run: what is due begins where the limits leave room (<see cref="CapacityGate"/>), of several the first VM's.
/// </summary>
internal sealed class JourneySchedule
{
    private readonly int _throttleLimit;
    private readonly DiskCapacity<PlannedVm> _disks = new();
    private readonly HashSet<PlannedVm> _detached = [];
    private readonly Dictionary<ArmId, PlannedVm[]> _plans;
    private readonly Dictionary<PlannedVm, Queue<Turn>> _next = [];
    private readonly List<Turn> _underWay = [];
    private readonly SortedSet<Turn> _waiting = new(Comparer<Turn>.Create((a, b) => a.Rank.CompareTo(b.Rank)));
    private ServerDemand? _others;
    private bool _ignoresDisks;

    /// <summary>Works it out.</summary>
    /// <param name="vms">The VMs for which something would be done.</param>
    /// <param name="throttleLimit">How many of them may be under way at once; 0 for as many as there are.</param>
    /// <param name="demand">What is known of servers' disks.</param>
    public JourneySchedule(IReadOnlyList<PlannedVm> vms, int throttleLimit, ServerDemand demand)
    {
        _throttleLimit = throttleLimit;
        _plans = vms.Where(vm => vm.Entry.Plan is not null).GroupBy(vm => vm.Entry.Plan!.Id).ToDictionary(plan => plan.Key, plan => plan.ToArray());
        _others = demand;
        _disks.Begin(demand);
        foreach (PlannedVm vm in vms.Where(vm => CapacityGate.IsAttached(vm.Entry.Item)))
        {
            if (CapacityGate.ServerOf(vm.Entry.Item) is { } server)
            {
                _disks.Seat(vm, server, ServerDemand.DisksOf(vm.Entry.Item));
            }
        }

        // A plan's own request comes after its VMs, as in a run.
        int planRank = vms.Count;
        Dictionary<PlannedVm, int> ranks = vms.Select((vm, rank) => (vm, rank)).ToDictionary(pair => pair.vm, pair => pair.rank);
        foreach (IGrouping<ArmId?, PlannedVm> order in vms.GroupBy(vm => vm.Entry.Plan?.Id))
        {
            Arrange([.. order], ranks, ref planRank);
        }

        Go();
        Duration = vms.Select(vm => vm.End).DefaultIfEmpty(TimeSpan.Zero).Max();
    }

    /// <summary>How many requests would change something; a plan's own counts once.</summary>
    public int Writes { get; private set; }

    /// <summary>How long the journey would take, people's answers not counted.</summary>
    public TimeSpan Duration { get; }

    /// <summary>A step of a VM, or of all VMs of a plan by the plan's own request.</summary>
    private sealed class Turn(IReadOnlyList<PlannedVm> vms, FailbackAction action, TimeSpan length, Waves waves, int rank)
    {
        public IReadOnlyList<PlannedVm> Vms => vms;

        public FailbackAction Action => action;

        public TimeSpan Length => length;

        public Waves Waves => waves;

        public int Rank => rank;

        /// <summary>How many of its VMs haven't got to it.</summary>
        public int Missing { get; set; } = vms.Count;

        /// <summary>Before that it can't begin.</summary>
        public TimeSpan Due { get; set; }

        public TimeSpan End { get; set; }

        /// <summary>A plan's own request sees to its groups itself.</summary>
        public bool IsItsWave => action != FailbackAction.FailBack || vms.Count > 1 || waves.HaveReached(vms[0].Wave);
    }

    /// <summary>The waves of VMs that go in one order: how many of each don't run in AVS yet, and how many aren't attached to a server yet.</summary>
    private sealed class Waves
    {
        private readonly Countdown _inAzure;
        private readonly Countdown _unattached;

        public Waves(IReadOnlyCollection<PlannedVm> vms)
        {
            _inAzure = new Countdown(vms);
            _unattached = new Countdown(vms.Where(vm => vm.Does(FailbackAction.ReprotectToAvs)));
        }

        public bool HaveReached(int wave) => wave <= _inAzure.Lowest;

        public bool IsEarlierUnattached(int wave) => _unattached.Lowest < wave;

        public void RunsInAvs(PlannedVm vm) => _inAzure.Count(vm);

        public void IsAttached(PlannedVm vm) => _unattached.Count(vm);

        /// <summary>How many VMs of each wave are still to come.</summary>
        private sealed class Countdown(IEnumerable<PlannedVm> vms)
        {
            private readonly SortedDictionary<int, int> _open = new(vms.GroupBy(vm => vm.Wave).ToDictionary(wave => wave.Key, wave => wave.Count()));

            /// <summary>The lowest wave that any is to come of.</summary>
            public int Lowest => _open.Count == 0 ? int.MaxValue : _open.Keys.First();

            public void Count(PlannedVm vm)
            {
                _open[vm.Wave] -= 1;
                if (_open[vm.Wave] == 0)
                {
                    _open.Remove(vm.Wave);
                }
            }
        }
    }

    private static bool IsByPlan(RecoveryPlan? plan, PlannedVm[] members, FailbackAction action) =>
        plan is { IsMixed: false } && members.Length == plan.Members.Count && members.All(vm => vm.Does(action));

    /// <summary>Lines up the steps of VMs that go in one order.</summary>
    private void Arrange(PlannedVm[] members, Dictionary<PlannedVm, int> ranks, ref int planRank)
    {
        var waves = new Waves(members);
        RecoveryPlan? plan = members[0].Entry.Plan;
        var ofPlan = new Dictionary<FailbackAction, Turn>();
        if (IsByPlan(plan, members, FailbackAction.FailBack))
        {
            TimeSpan length = members.GroupBy(vm => vm.Wave).Aggregate(TimeSpan.Zero, (sum, group) => sum + group.Max(vm => vm.Of(FailbackAction.FailBack)));
            ofPlan[FailbackAction.FailBack] = new Turn(members, FailbackAction.FailBack, length, waves, planRank++);
        }

        // One that is failed back VM by VM is committed so, too.
        if (IsByPlan(plan, members, FailbackAction.Commit) && (ofPlan.Count > 0 || !members.Any(vm => vm.Does(FailbackAction.FailBack))))
        {
            ofPlan[FailbackAction.Commit] = new Turn(members, FailbackAction.Commit, members.Max(vm => vm.Of(FailbackAction.Commit)), waves, planRank++);
        }

        foreach (PlannedVm vm in members)
        {
            Turn[] own = [.. vm.Steps.Where(action => !ofPlan.ContainsKey(action)).Select(action => new Turn([vm], action, vm.Of(action), waves, ranks[vm]))];
            Writes += own.Length;
            _next.Add(vm, new Queue<Turn>(vm.Steps.Select(action => ofPlan.TryGetValue(action, out Turn? turn) ? turn : own.First(one => one.Action == action))));
            foreach (FailbackAction action in ofPlan.Keys)
            {
                vm.GoesByPlan(action);
            }

            // What runs on it already needs no room.
            _underWay.Add(new Turn([vm], FailbackAction.None, vm.Rest, waves, ranks[vm]) { End = vm.Rest });
        }

        Writes += ofPlan.Count;
    }

    private void Go()
    {
        for (TimeSpan? now = TimeSpan.Zero; now is { } moment; now = NextMoment(moment) ?? WithoutOthers(moment))
        {
            Turn[] over = [.. _underWay.Where(turn => turn.End <= moment)];
            _underWay.RemoveAll(turn => turn.End <= moment);
            foreach (Turn ended in over)
            {
                End(ended);
            }

            _disks.Detach(_detached.Contains);
            _disks.DetachPlans(plan => _plans[plan].All(_detached.Contains));
            Begin(moment);
        }
    }

    /// <summary>When others will leave a server that is full isn't known: where all wait for that they count as gone, and if that isn't enough, disks as no matter. Null if nobody waits.</summary>
    private TimeSpan? WithoutOthers(TimeSpan now)
    {
        if (_waiting.Count == 0 || _ignoresDisks)
        {
            return null;
        }

        if (_others is null)
        {
            _ignoresDisks = true;
        }
        else
        {
            _disks.OthersLeave(_others);
            _others = null;
        }

        return now;
    }

    private void End(Turn ended)
    {
        foreach (PlannedVm vm in ended.Vms)
        {
            vm.End = ended.End;
            if (ended.Action == FailbackAction.FailBack || (ended.Action == FailbackAction.None && !vm.Does(FailbackAction.FailBack)))
            {
                ended.Waves.RunsInAvs(vm);
                _detached.Add(vm);
            }

            if (_next[vm].Count == 0)
            {
                continue;
            }

            Turn next = _next[vm].Dequeue();
            TimeSpan due = ended.End + PlannedVm.PauseBefore(next.Action);
            next.Due = due > next.Due ? due : next.Due;
            next.Missing -= 1;
            if (next.Missing == 0)
            {
                _waiting.Add(next);
            }
        }
    }

    private void Begin(TimeSpan now)
    {
        int underWay = _underWay.Sum(turn => turn.Vms.Count);
        var begun = new List<Turn>();
        foreach (Turn turn in _waiting)
        {
            if (IsFull(underWay))
            {
                break;
            }

            // What needs more room than there ever is goes alone.
            bool hasRoom = _throttleLimit == 0 || underWay == 0 || underWay + turn.Vms.Count <= _throttleLimit;
            if (hasRoom && turn.Due <= now && turn.IsItsWave && Attach(turn))
            {
                turn.End = now + turn.Length;
                underWay += turn.Vms.Count;
                begun.Add(turn);
            }
        }

        _underWay.AddRange(begun);
        _waiting.ExceptWith(begun);
    }

    /// <summary>Attaches the VM's disks where the step does that; false where there is no room.</summary>
    private bool Attach(Turn turn)
    {
        if (turn.Action != FailbackAction.ReprotectToAvs)
        {
            return true;
        }

        PlannedVm vm = turn.Vms[0];
        if (!_ignoresDisks && vm.Server is { } server
            && _disks.Attach(vm, vm.Entry.Plan?.Id, server, ServerDemand.DisksOf(vm.Entry.Item), () => turn.Waves.IsEarlierUnattached(vm.Wave)) is not null)
        {
            return false;
        }

        turn.Waves.IsAttached(vm);
        return true;
    }

    private bool IsFull(int underWay) => _throttleLimit > 0 && underWay >= _throttleLimit;

    /// <summary>When something ends or falls due; null when nothing will any more.</summary>
    private TimeSpan? NextMoment(TimeSpan now)
    {
        IEnumerable<TimeSpan> ends = _underWay.Select(turn => turn.End);
        // Where there is no room, something has to end first.
        IEnumerable<TimeSpan> dues = IsFull(_underWay.Sum(turn => turn.Vms.Count)) ? [] : _waiting.Select(turn => turn.Due).Where(due => due > now);
        return ends.Concat(dues).Select(moment => (TimeSpan?)moment).Min();
    }
}
