using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>
/// Keeps to the limits of how much goes on at once: the user's on VMs under way, and the documented one on disks at a server. To check and to
/// take a place are one act, since on a running clock several runs are stepped at once.
/// </summary>
internal sealed class CapacityGate : Gate
{
    private readonly int _throttleLimit;
    private readonly DiskCapacity<ItemRun> _disks = new();
    private readonly object _lock = new();
    private readonly HashSet<ItemRun> _underWay = [];
    private IReadOnlyList<ItemRun> _runs = [];

    /// <summary>Limits for one run of many VMs.</summary>
    /// <param name="throttleLimit">How many VMs may be under way at once; 0 for as many as there are.</param>
    /// <param name="demand">What is known of the servers' disks.</param>
    public CapacityGate(int throttleLimit, ServerDemand demand)
    {
        _throttleLimit = throttleLimit;
        _disks.Begin(demand);
    }

    /// <inheritdoc/>
    public override bool NeedsWholeItem => true;

    /// <summary>The server that a reprotect to AVS attaches disks to.</summary>
    public static string? ServerOf(ReprotectInputs inputs) => inputs.MasterTargetId ?? inputs.ReprotectAgentId;

    /// <summary>The server that a VM's disks are attached to now; null if the service names none.</summary>
    public static string? ServerOf(ReplicatedItem item) => item.MasterTargetId ?? item.ReprotectAgentId;

    /// <summary>Whether a VM that stands there has its disks attached.</summary>
    public static bool IsAttached(ReplicatedItem item) =>
        item.Direction == ReplicationDirection.AzureToAvs && item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReadyToFailBack or ReplicationPhase.FailingBack;

    /// <summary>The runs as they are now; those that waited for a place that is free are woken.</summary>
    public override Task<IReadOnlyList<ItemRequest>> LookAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _runs = runs;
            int before = Places();
            _underWay.RemoveWhere(run => !IsUnderWay(run));
            _underWay.UnionWith(runs.Where(IsUnderWay));
            _disks.Detach(IsDetached);
            // Those that were attached before the journey began.
            foreach (ItemRun run in runs.Where(run => !run.IsOfPlan && !run.IsSettled && IsAttached(run.Item) && !_disks.Holds(run)))
            {
                if (ServerOf(run.Item) is { } server)
                {
                    _disks.Seat(run, server, ServerDemand.DisksOf(run.Item));
                }
            }

            _disks.DetachPlans(plan => runs.Where(run => !run.IsOfPlan && run.Request.WavesOf == plan).All(IsDetached));
            WakeWaiting(before);
        }

        return Task.FromResult<IReadOnlyList<ItemRequest>>([]);
    }

    /// <inheritdoc/>
    public override Task<StepResult> CheckAsync(ItemRun run, FailbackAction action, ReprotectInputs? inputs, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(Check(run, action, inputs));
        }
    }

    private StepResult Check(ItemRun run, FailbackAction action, ReprotectInputs? inputs)
    {
        int others = Places() - (_underWay.Contains(run) ? Weight(run) : 0);
        if (_throttleLimit > 0 && others > 0 && others + Weight(run) > _throttleLimit)
        {
            return StepResult.Hold(action, string.Format(CultureInfo.InvariantCulture, "Waiting for room: {0} VMs are under way", others));
        }

        if (action == FailbackAction.ReprotectToAvs && inputs is not null && ServerOf(inputs) is { } server
            && _disks.Attach(run, run.Request.WavesOf, server, ServerDemand.DisksOf(run.Item), () => IsEarlierWaiting(run)) is { } full)
        {
            return StepResult.Hold(action, string.Format(CultureInfo.InvariantCulture, "Waiting for room: {0} of {1} disks are attached to its server", _disks.Taken(full), ReadinessLimits.DisksPerServer));
        }

        _underWay.Add(run);
        return StepResult.Continue;
    }

    private void WakeWaiting(int placesBefore)
    {
        if (_throttleLimit > 0 && Places() < placesBefore)
        {
            foreach (ItemRun run in _runs.Where(run => !run.IsSettled && run.Waiting.StartsWith("Waiting for room", System.StringComparison.Ordinal)).Take(_throttleLimit))
            {
                run.Wake();
            }
        }
    }

    private int Places() => _underWay.Sum(Weight);

    private bool IsEarlierWaiting(ItemRun run) => _runs.Any(other => !other.IsSettled && other.Request.WavesOf == run.Request.WavesOf && other.Request.Wave < run.Request.Wave
        && other.Item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure && !_disks.Holds(other));

    private static bool IsDetached(ItemRun run) => run.IsSettled || Phases.RunsInAvs(run.Item.Phase);

    private static int Weight(ItemRun run) => run.Request.Unit is Vault.PlanTarget unit ? unit.Plan.Members.Count : 1;

    private static bool IsUnderWay(ItemRun run) =>
        !run.IsSettled && run.HeldBefore == FailbackAction.None
        && (run.ActiveJob is not null || run.Pending is not null || run.Item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReplicatingToAzure);
}
