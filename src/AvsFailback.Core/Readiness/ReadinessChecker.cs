using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Readiness;

/// <summary>
/// Whole readiness of one item or of thousands: every rule of each one's step. What VMs share is read and judged once; each
/// item that a list told is read whole. Its view of servers and network is of the moment when it first looked: a later look
/// needs a new checker.
/// </summary>
internal sealed class ReadinessChecker
{
    private readonly AvsVault _vault;
    private readonly int _concurrency;
    private readonly VaultFacts _facts;
    private readonly ReadinessGatherer _gatherer;
    private readonly Dictionary<ArmId, ReadinessRequest> _expected = [];

    /// <summary>A checker for a vault.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="concurrency">How many reads may be in flight; 1 on a virtual clock, which makes every run repeatable (design §4).</param>
    public ReadinessChecker(AvsVault vault, int concurrency = 8)
        : this(vault, new VaultFacts(vault), concurrency)
    {
    }

    /// <summary>A checker that goes by what its command may have read already.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="facts">What was read of it, and will be.</param>
    /// <param name="concurrency">How many reads may be in flight; 1 on a virtual clock, which makes every run repeatable (design §4).</param>
    public ReadinessChecker(AvsVault vault, VaultFacts facts, int concurrency = 8)
    {
        _vault = vault;
        _concurrency = vault.Connection.ConcurrencyOf(concurrency);
        _facts = facts;
        _gatherer = new ReadinessGatherer(vault, _facts);
    }

    /// <summary>The findings on servers and the like, each made once.</summary>
    public SharedFindings Findings => _facts.Findings;

    /// <summary>Tells the readiness of items for a step.</summary>
    /// <param name="items">The items; those that a list told are read whole.</param>
    /// <param name="step">The step; null for the one that each item's phase calls for.</param>
    /// <param name="inputs">What the user gave for all of them.</param>
    /// <param name="ignoredRules">Ids of rules that the user said to go on against.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>A verdict for each item, in their order.</returns>
    public Task<IReadOnlyList<FailbackReadiness>> EvaluateAsync(
        IEnumerable<ReplicatedItem> items, ReadinessStep? step, ReadinessInputs inputs, IReadOnlyCollection<string> ignoredRules, CancellationToken cancellationToken) =>
        EvaluateAsync([.. items.Select(item => new ReadinessRequest(item) { Step = step, Inputs = inputs, IgnoredRules = ignoredRules })], cancellationToken);

    /// <summary>Tells the readiness of items, each for its own step with its own inputs.</summary>
    /// <param name="requests">What is asked.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>A verdict for each request, in their order.</returns>
    public async Task<IReadOnlyList<FailbackReadiness>> EvaluateAsync(IReadOnlyList<ReadinessRequest> requests, CancellationToken cancellationToken)
    {
        var whole = new ReadinessRequest?[requests.Count];
        var verdicts = new FailbackReadiness[requests.Count];
        int[] all = [.. Enumerable.Range(0, requests.Count)];
        await BoundedParallel.ForEachAsync(all, _concurrency, async i => whole[i] = await CompleteAsync(requests[i], cancellationToken));
        Expect(whole.OfType<ReadinessRequest>());
        await BoundedParallel.ForEachAsync(all, _concurrency, async i =>
            verdicts[i] = whole[i] is { } request ? await EvaluateAsync(request, cancellationToken) : GoneOf(requests[i]));
        return verdicts;
    }

    /// <summary>Takes note of items that will be asked for, whole ones: the disks that they bring to their servers are counted together.</summary>
    public void Expect(IEnumerable<ReadinessRequest> requests)
    {
        foreach (ReadinessRequest request in requests)
        {
            _expected[request.Item.Id] = request;
        }

        _gatherer.Loads = new DiskLoads(_expected.Values);
        _gatherer.Together = _expected.Keys;
        _facts.FailoverJobs.Expect(_expected.Values.Where(request => request.StepOrNext == ReadinessStep.Commit).Select(request => request.Item));
    }

    private async Task<ReadinessRequest?> CompleteAsync(ReadinessRequest request, CancellationToken cancellationToken)
    {
        ReadinessRequest? whole = request.Item.IsComplete ? request
            : await ConfirmedReads.ItemAsync(_vault.Connection.Service, _vault.Connection.Clock, request.Item, cancellationToken) is { } item ? request with { Item = item }
            : null;
        return whole is { StepOrNext: ReadinessStep.Reprotection, Inputs.Choose: not null } && ReprotectChooser.IsDue(whole.Item)
            ? whole with { Inputs = await ChooseAsync(whole.Item, whole.Inputs, cancellationToken) }
            : whole;
    }

    /// <summary>Makes the choice that the request will carry; why none can be made is a finding (R04).</summary>
    private static async Task<ReadinessInputs> ChooseAsync(ReplicatedItem item, ReadinessInputs inputs, CancellationToken cancellationToken)
    {
        try
        {
            return inputs.With(await inputs.Choose!(item, cancellationToken));
        }
        catch (FailbackException e) when (e is not ConnectionException and not ServiceException)
        {
            return inputs with { Choose = null, PlacementProblem = e };
        }
        catch (ServiceException e) when (e.Status != 401)
        {
            // What can't be read is reported by the rules that look at it.
            return inputs with { Choose = null };
        }
    }

    private async Task<FailbackReadiness> EvaluateAsync(ReadinessRequest request, CancellationToken cancellationToken)
    {
        FailbackJob? running = request.Inputs.FindsRunningJob ? JobFinder.RunningOn(request.Item, await _facts.RunningJobsAsync(cancellationToken)) : null;
        ReadinessFacts facts = await _gatherer.GatherAsync(request.Item, request.StepOrNext, request.Inputs, running, cancellationToken);
        return ReadinessRules.Evaluate(facts, request.IgnoredRules, ReadinessScope.Whole) with { Placement = request.Inputs.PlacementText };
    }

    /// <summary>The verdict on an item that the vault has no longer: it was unprotected (rule V10).</summary>
    private static FailbackReadiness GoneOf(ReadinessRequest request) => new()
    {
        Item = request.Item,
        Step = request.StepOrNext,
        Checks =
        [
            new ReadinessCheck
            {
                RuleId = "V10",
                Title = "The VM is still protected",
                Status = ReadinessStatus.Failed,
                Severity = ReadinessSeverity.Block,
                Evidence = $"{request.Item.Name} is no longer in the vault",
                Remedy = "Its replication was disabled or removed meanwhile. See Get-AvsReplicatedItem.",
                ItemName = request.Item.Name,
            },
        ],
    };
}
