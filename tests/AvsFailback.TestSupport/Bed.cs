using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.TestSupport;

/// <summary>An engine with a fake service, a manual clock and an observer that keeps what it is told.</summary>
internal sealed class Bed : IEngineObserver
{
    private static readonly FailbackAction[] AllButCancel =
    [
        FailbackAction.CommitFailover,
        FailbackAction.ReprotectToAvs,
        FailbackAction.FailBack,
        FailbackAction.Commit,
        FailbackAction.ReprotectToAzure,
    ];

    public Bed()
    {
        Service = new FakeVault(Clock);
        Vault = new AvsVault(
            Some.VaultId,
            new Uri("https://management.azure.com"),
            new VaultConnection(Service, Clock, null, null, null, null));
    }

    public ManualClock Clock { get; } = new();

    public FakeVault Service { get; }

    public AvsVault Vault { get; }

    public EngineOptions Options { get; set; } = new() { Concurrency = 1 };

    public List<string> Notes { get; } = [];

    public List<string> Warnings { get; } = [];

    public List<ItemRun> Settled { get; } = [];

    /// <summary>What a command of one step wants: only its own action, and no waiting for others.</summary>
    public static ItemRequest OneStep(FakeItem item, FailbackGoal goal, params FailbackAction[] actions) =>
        new() { Item = Known(item), Goal = goal, Actions = actions };

    public static ItemRequest FailBack(FakeItem item) => OneStep(item, FailbackGoal.FailedBack, FailbackAction.FailBack);

    public static ItemRequest Commit(FakeItem item) => OneStep(item, FailbackGoal.Committed, FailbackAction.Commit);

    public static ItemRequest Cancel(FakeItem item) => OneStep(item, FailbackGoal.FailbackCancelled, FailbackAction.CancelFailback);

    public static ItemRequest ReprotectToAvs(FakeItem item) => OneStep(item, FailbackGoal.ReadyToFailBack, FailbackAction.ReprotectToAvs);

    public static ItemRequest ReprotectToAzure(FakeItem item) => OneStep(item, FailbackGoal.Protected, FailbackAction.ReprotectToAzure);

    /// <summary>What the whole journey wants: every action but cancel, and it waits for others.</summary>
    public static ItemRequest Journey(FakeItem item, FailbackGoal goal = FailbackGoal.Protected) =>
        OneStep(item, goal, AllButCancel) with { MayWait = true };

    /// <summary>What a command of one step wants of a plan, by the plan's own request.</summary>
    public static ItemRequest OneStep(FakePlan plan, FailbackAction action)
    {
        RecoveryPlan known = FakeVault.Show(plan);
        ReplicatedItem[] members = [.. plan.Members.Select(Known)];
        return new ItemRequest
        {
            Item = PlanTarget.Summarize(known, members),
            Goal = action switch
            {
                FailbackAction.FailBack => FailbackGoal.FailedBack,
                FailbackAction.Commit => FailbackGoal.Committed,
                _ => FailbackGoal.FailbackCancelled,
            },
            Actions = [action],
            Unit = new PlanTarget(known, members),
            Target = plan.Name,
        };
    }

    /// <summary>The request, in a wave of an order.</summary>
    public static ItemRequest InWave(ItemRequest request, string order, int wave) =>
        request with { WavesOf = Some.PlanId(order), Wave = wave };

    public Task<IReadOnlyList<ItemRun>> RunAsync(params ItemRequest[] requests) => RunAsync(requests, CancellationToken.None);

    public Task<IReadOnlyList<ItemRun>> RunAsync(IReadOnlyList<ItemRequest> requests, CancellationToken cancellationToken) =>
        new FailbackEngine(Vault, this, Options, new WaveGate(WaveFailurePolicy.StopWave, (_, _) => false, _ => true)).RunAsync(requests, cancellationToken);

    public async Task<ItemRun> RunOneAsync(ItemRequest request) => (await RunAsync(request)).Single();

    /// <summary>Runs one item that has to fail.</summary>
    public async Task<FailbackException> FailOneAsync(ItemRequest request)
    {
        ItemRun run = await RunOneAsync(request);
        return run is { Outcome: RunOutcome.Failed, Error: { } error }
            ? error
            : throw new InvalidOperationException($"{run.Item.Name} has to fail, and ended {run.Outcome}.");
    }

    /// <summary>The verbs of the requests that acted, in order, with the seconds since the start.</summary>
    public IEnumerable<(string What, int Seconds)> Posts() =>
        Service.Posts.Select(p => (p.What["POST ".Length..], (int)(p.Time - Some.Now).TotalSeconds));

    public IEnumerable<string> PostVerbs() => Posts().Select(p => p.What);

    public Task SettledAsync(ItemRun run)
    {
        Settled.Add(run);
        return Task.CompletedTask;
    }

    public List<FailbackRunEvent> Told { get; } = [];

    // Several workers tell at once where a clock runs.
    public void Tell(ItemRun run, FailbackRunEvent happened)
    {
        lock (Told)
        {
            Told.Add(happened);
        }
    }


    public void Note(ItemRun run, string text)
    {
        lock (Told)
        {
            Notes.Add(text);
        }
    }


    public void Warn(ItemRun run, string text) => Warnings.Add(text);

    public void Warn(string text) => Warnings.Add(text);

    public Task BetweenCyclesAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Progress(IReadOnlyList<ItemRun> runs)
    {
    }

    /// <summary>The item as a command found it before: the engine reads it again anyway.</summary>
    private static ReplicatedItem Known(FakeItem item) => Some.Item(item.Phase, item.Architecture, item.Name);
}
