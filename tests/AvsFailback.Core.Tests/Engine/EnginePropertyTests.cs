using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.TestSupport;
using CsCheck;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>What holds for all items in all phases, whatever goes wrong on the way.</summary>
public sealed class EnginePropertyTests
{
    private static readonly (FailbackGoal Goal, FailbackAction[] Actions)[] Wishes =
    [
        (FailbackGoal.ReadyToFailBack, [FailbackAction.ReprotectToAvs]),
        (FailbackGoal.ReadyToFailBack, [FailbackAction.CommitFailover, FailbackAction.ReprotectToAvs]),
        (FailbackGoal.FailedBack, [FailbackAction.FailBack]),
        (FailbackGoal.FailbackCancelled, [FailbackAction.CancelFailback]),
        (FailbackGoal.Committed, [FailbackAction.Commit]),
        (FailbackGoal.Protected, [FailbackAction.ReprotectToAzure]),
        (FailbackGoal.Committed, [FailbackAction.ReprotectToAvs, FailbackAction.FailBack, FailbackAction.Commit]),
        (FailbackGoal.Protected, [FailbackAction.CommitFailover, FailbackAction.ReprotectToAvs, FailbackAction.FailBack, FailbackAction.Commit, FailbackAction.ReprotectToAzure]),
    ];

    private static readonly PostFateKind[] Kinds = [.. Enum.GetValues<PostFateKind>().Where(k => k != PostFateKind.Disconnected)];

    /// <summary>One random item and what is wanted of it; printed when a property fails.</summary>
    private sealed record Case(ReplicationPhase Phase, bool IsClassic, bool NamesItsJob, int AgentDelay, int Lag, int Wish, int Waiting, PostFateKind[] Fates)
    {
        public bool MayWait => Waiting % 2 == 1;

        public bool UntilStarted => Waiting / 2 % 2 == 1;

        public int SlowBy => Waiting % 3 * 50;

        public bool StartsBusy => Waiting % 5 == 0;

        public override string ToString() => $"{Phase} classic={IsClassic} names={NamesItsJob} agent={AgentDelay} lag={Lag} wish={Wish} waiting={Waiting} fates=[{string.Join(",", Fates)}]";
    }

    private static readonly Gen<Case> Cases = Gen.Select(
        Gen.Int[0, Some.RestingPhases.Count - 1].Select(i => Some.RestingPhases[i]),
        Gen.Bool,
        Gen.Bool,
        Gen.Int[0, 40],
        Gen.Int[0, 3],
        Gen.Int[0, Wishes.Length - 1],
        Gen.Int[0, 59],
        Gen.Int[0, Kinds.Length - 1].Select(i => Kinds[i]).Array[0, 4],
        (phase, classic, names, agent, lag, wish, waiting, fates) => new Case(phase, classic, names, agent, lag, wish, waiting, fates));

    [Fact]
    public Task Whatever_goes_wrong_every_run_ends_and_nothing_happens_twice_or_unasked() =>
        Cases.Array[1, 10].SampleAsync(HoldsAsync, iter: 400, threads: 1, print: cases => string.Join("\n", cases.Select(c => c.ToString())));

    private static async Task HoldsAsync(Case[] cases)
    {
        var bed = new Bed();
        ItemRequest[] requests = [.. cases.Select((c, i) => Set(bed, c, $"vm{i}"))];
        ReplicationPhase[] starts = [.. bed.Service.Items.Select(i => i.Phase)];
        HashSet<FakeJob> foreign = [.. bed.Service.Jobs];
        IReadOnlyList<ItemRun> runs = await bed.RunAsync(requests);

        Assert.Equal(runs.Count, bed.Settled.Count);
        for (int i = 0; i < runs.Count; i += 1)
        {
            ItemRun run = runs[i];
            FakeItem item = bed.Service.Items[i];
            Assert.True(run.IsSettled);
            Assert.Equal(run.Outcome == RunOutcome.Failed, run.Error is not null);
            OneEffectEach(bed.Service, item);
            NothingUnasked(bed.Service, item, requests[i], foreign);
            InOrder(bed.Service, item, starts[i]);
        }
    }

    private static ItemRequest Set(Bed bed, Case c, string name)
    {
        FakeItem item = bed.Service.Add(name, c.Phase, c.IsClassic ? ReplicationArchitecture.Classic : ReplicationArchitecture.Modernized);
        item.NamesItsJob = c.NamesItsJob;
        item.AgentDelay = TimeSpan.FromMinutes(c.AgentDelay);
        item.Lag = TimeSpan.FromMinutes(c.Lag);
        item.LastFailoverTime = c.Phase is ReplicationPhase.Committed or ReplicationPhase.FailedBack ? Some.Now : null;
        foreach (PostFateKind kind in c.Fates)
        {
            item.Fates.Enqueue(new PostFate(kind, kind == PostFateKind.JobFails && c.Lag == 1 ? "95226" : "539", TimeSpan.FromSeconds(c.SlowBy)));
        }

        if (c.StartsBusy)
        {
            bed.Service.StartForeign(item, "TestFailover", TimeSpan.FromMinutes(5));
        }

        (FailbackGoal goal, FailbackAction[] actions) = Wishes[c.Wish];
        return Bed.OneStep(item, goal, actions) with { MayWait = c.MayWait, UntilStarted = c.UntilStarted };
    }

    private static void OneEffectEach(FakeVault vault, FakeItem item) =>
        Assert.All(vault.Effects.Where(e => e.Item == item.Name).GroupBy(e => e.What), effect => Assert.Single(effect));

    private static void NothingUnasked(FakeVault vault, FakeItem item, ItemRequest request, HashSet<FakeJob> foreign)
    {
        // What ran on the item is what the command may ask for; a wrong reprotect would show as another action.
        Assert.All(vault.Jobs.Where(j => j.Item == item && !foreign.Contains(j) && j.Action != FailbackAction.None), job => Assert.Contains(job.Action, request.Actions));
        Assert.Equal(0, vault.Count(item, "SilentCommit"));
    }

    private static void InOrder(FakeVault vault, FakeItem item, ReplicationPhase start)
    {
        string[] effects = [.. vault.Effects.Where(e => e.Item == item.Name).Select(e => e.What)];
        int commit = Array.IndexOf(effects, nameof(FailbackAction.Commit));
        if (commit >= 0)
        {
            Assert.True(start == ReplicationPhase.FailedBack || effects.Take(commit).Contains(nameof(FailbackAction.FailBack)));
        }

        int reprotect = Array.IndexOf(effects, nameof(FailbackAction.ReprotectToAzure));
        if (reprotect >= 0)
        {
            Assert.True(start == ReplicationPhase.Committed || effects.Take(reprotect).Contains(nameof(FailbackAction.Commit)));
        }
    }
}
