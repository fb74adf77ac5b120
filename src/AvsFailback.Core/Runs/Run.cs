using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>
/// The one path of every command that acts: single steps are runs of one goal, a journey is the same run with waves, plans, validation and a
/// journal (design §4). All requests pass the same gates.
/// </summary>
internal sealed class Run
{
    private readonly FailbackEngine _engine;

    private Run(FailbackEngine engine) => _engine = engine;

    /// <summary>A run of one step: what is committed was approved before it, by the question of the command.</summary>
    public static Run OfStep(AvsVault vault, IEngineObserver observer) =>
        Of(vault, observer, new EngineOptions(), new GivenApprovals(), null, new Parts());

    /// <summary>A run of the whole way.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="observer">Whom it tells.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="commits">Who lets commits through.</param>
    /// <param name="planOfItem">The coordinator of each VM's plan, where the user named a plan.</param>
    /// <param name="demand">What is known of the servers' disks.</param>
    public static Run OfJourney(AvsVault vault, IEngineObserver observer, JourneyOptions options, CommitDesk commits, IReadOnlyDictionary<ArmId, PlanCoordinator> planOfItem, ServerDemand demand) =>
        Of(vault, observer, options.Engine, commits, commits, new Parts { OnFailure = options.OnFailure, ThrottleLimit = options.ThrottleLimit, Demand = demand, PlanOfItem = planOfItem });

    /// <summary>Brings each item where it is wanted.</summary>
    /// <exception cref="ConnectionException">The service can't be reached any more.</exception>
    public async Task<IReadOnlyList<ItemRun>> ExecuteAsync(IReadOnlyList<ItemRequest> requests, CancellationToken cancellationToken)
    {
        // Waits of throttling and retry count against the time limit too, and it is for all or none.
        using RequestScope limit = RequestScope.Until(requests.Count > 0 && requests.All(request => request.Deadline is not null) ? requests.Max(request => request.Deadline) : null);
        return await _engine.RunAsync(requests, cancellationToken);
    }

    private static Run Of(AvsVault vault, IEngineObserver observer, EngineOptions engine, ICommitApprovals approvals, CommitDesk? desk, Parts parts)
    {
        var plans = new PlanGate(parts.PlanOfItem, run => desk is not null && desk.IsApproved(run));
        var waves = new WaveGate(parts.OnFailure, plans.Leads, run => desk is null || desk.IsValidated(run));
        return new Run(new FailbackEngine(vault, observer, engine, waves, new CommitGate(approvals), plans, new CapacityGate(parts.ThrottleLimit, parts.Demand)));
    }

    /// <summary>What the gates go by; a single step has none of it.</summary>
    private sealed record Parts
    {
        public WaveFailurePolicy OnFailure { get; init; } = WaveFailurePolicy.StopWave;

        public int ThrottleLimit { get; init; }

        public ServerDemand Demand { get; init; } = ServerDemand.None;

        public IReadOnlyDictionary<ArmId, PlanCoordinator> PlanOfItem { get; init; } = new Dictionary<ArmId, PlanCoordinator>();
    }
}
