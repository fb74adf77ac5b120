using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Runs;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>
/// A journey of six VMs dies at every request that it makes, before the service has seen it and after, and is simply started
/// again: every VM ends protected, each action was asked for once and had one effect, and the report is whole.
/// </summary>
public sealed class CrashAnywhereTests
{
    // Every action of a VM's way home, by the name of its effect; the journey starts from RunningInAzure.
    private static readonly string[] Effects = ["Reprotected", "FailedOver", "FailbackCommitted", "Protected"];

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, true)]
    public async Task A_journey_that_dies_anywhere_is_ended_by_the_same_command(bool isAfter, bool namesRunningJob, bool isListed)
    {
        var options = new JourneyOptions { Validates = true, CommitPolicy = CommitPolicy.AfterValidation, Engine = new EngineOptions { ListFrom = isListed ? 2 : 8 } };
        int died = 0;
        for (int at = 1; ; at += 1)
        {
            if (!await CrashAsync(options, at, isAfter, namesRunningJob, withJournal: true))
            {
                break;
            }

            died += 1;
        }

        Assert.InRange(died, 60, 2000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_journal_the_vault_alone_tells_what_was_done(bool namesRunningJob)
    {
        var options = new JourneyOptions { Validates = true, CommitPolicy = CommitPolicy.AfterValidation };
        for (int at = 1; await CrashAsync(options, at, isAfter: true, namesRunningJob, withJournal: false); at += 1)
        {
        }
    }

    /// <summary>Dies at a request, starts again, and looks at what came of it; false if the journey has fewer requests.</summary>
    private static async Task<bool> CrashAsync(JourneyOptions options, int at, bool isAfter, bool namesRunningJob, bool withJournal)
    {
        using var world = new JourneyWorld(JourneyWorld.SixVms, namesRunningJob);
        var kept = new List<FailbackRunEvent>();
        DyingHandler? dying = null;
        AvsVault first = await world.ConnectAsync();
        List<JourneyEntry> entries = await world.EntriesAsync(first);
        AvsVault doomed = await world.ConnectAsync(inner => dying = new DyingHandler(inner, at + 1, isAfter));
        bool hasDied = false;
        try
        {
            await new FailbackJourney(doomed, options, new TestHost(), withJournal ? new MemoryJournal(kept) : null).RunAsync(entries, default);
        }
        catch (EmulatedCrashException)
        {
            hasDied = true;
        }

        Assert.Equal(dying!.HasDied, hasDied);
        AvsVault second = await world.ConnectAsync();
        FailbackRun run = await new FailbackJourney(second, options, new TestHost(), withJournal ? new MemoryJournal(kept) : null).RunAsync(await world.EntriesAsync(second), default);
        string where = $"request {at} {(isAfter ? "after" : "before")} the service, items {(namesRunningJob ? "name" : "don't name")} their job";
        await CheckAsync(world, run, withJournal, where);
        return hasDied;
    }

    private static async Task CheckAsync(JourneyWorld world, FailbackRun run, bool withJournal, string where)
    {
        Assert.True(run.Outcome == FailbackRunOutcome.Succeeded, $"{where}: {run.Outcome}: {string.Join("; ", run.Items.Where(item => item.Outcome != FailbackRunItemOutcome.Succeeded).Select(item => $"{item} {item.Message}"))}");
        IReadOnlyList<ReplicatedItem> items = await world.ItemsAsync();
        Assert.All(items, item => Assert.True(item.Phase == ReplicationPhase.Protected, $"{where}: {item}"));
        IReadOnlyList<EmulatorRequest> requests = await world.RequestsAsync();
        EmulatorRequest[] posts = [.. requests.Where(request => request.Method == "POST" && request.Status == 202)];
        foreach (ReplicatedItem item in items)
        {
            int Count(string effect) => requests.SelectMany(request => request.Effects).Count(e => e.Name == effect && string.Equals(e.ItemName, item.Id.Name, StringComparison.OrdinalIgnoreCase));
            Assert.True(Count("Reprotected") == 2, $"{where}: {item.Name} was reprotected {Count("Reprotected")} times");
            Assert.All(Effects.Skip(1), effect => Assert.True(Count(effect) == 1, $"{where}: {item.Name}: {effect} {Count(effect)} times"));
            int own = posts.Count(post => string.Equals(post.ItemName, item.Id.Name, StringComparison.OrdinalIgnoreCase));
            // A classic VM's last reprotect is tried until its agent is there: nothing but its own answer tells (rule R03).
            int tries = item.Architecture == ReplicationArchitecture.Classic
                ? Math.Max(0, posts.Count(post => post.Operation == "ReProtect" && string.Equals(post.ItemName, item.Id.Name, StringComparison.OrdinalIgnoreCase)) - 2)
                : 0;
            Assert.True(tries <= 4 && own == tries + (item.Name.EndsWith("0001", StringComparison.Ordinal) ? 4 : 2), $"{where}: {item.Name} was asked for {own} times: {string.Join(", ", posts.Where(post => post.ItemName == item.Id.Name))}");
        }

        Assert.All(new[] { "classics", "modern" }, plan => Assert.True(posts.Count(post => post.Path.Contains($"/replicationRecoveryPlans/{plan}/", StringComparison.OrdinalIgnoreCase)) == 2, $"{where}: the plan {plan} was asked for {string.Join(", ", posts.Where(post => post.Path.Contains(plan, StringComparison.OrdinalIgnoreCase)))}"));
        // Where all were home already and no journal tells of it, there was nothing to do and nothing to tell.
        if (withJournal || run.Items.Any(item => item.PhaseAtStart != ReplicationPhase.Protected))
        {
            CheckReport(run, withJournal, where);
        }
    }

    /// <summary>Each VM's four steps, in order, each with its job, its start and its end.</summary>
    private static void CheckReport(FailbackRun run, bool withJournal, string where)
    {
        // Without a journal the steps before the crash come from the vault's jobs, and the report says so.
        Assert.True(run.Gaps.Count == 0 || !withJournal, $"{where}: {string.Join("; ", run.Gaps)}");
        Assert.All(run.Items, item =>
        {
            FailbackAction[] actions = [.. item.Steps.Select(step => step.Action)];
            Assert.True(actions.SequenceEqual([FailbackAction.ReprotectToAvs, FailbackAction.FailBack, FailbackAction.Commit, FailbackAction.ReprotectToAzure]), $"{where}: {item.Name} shows {string.Join(", ", actions)}");
            Assert.All(item.Steps, step => Assert.True(step is { JobId: not null, Start: not null, State: JobState.Succeeded or JobState.CompletedWithInformation } && (step.End ?? step.EffectSeen) >= step.Start, $"{where}: {item.Name}: {step} {step.JobId?.Name} {step.Start} {step.End}"));
            Assert.All(item.Steps, step => Assert.True(step.ServiceTime is not null && !(withJournal && step.IsRebuilt), $"{where}: {item.Name}: {step} {step.ServiceTime} {step.IsRebuilt}"));
            Assert.True(!withJournal || item is { Rto: not null, RunningInAvsSince: not null, Validation: ValidationResult.Passed }, $"{where}: {item.Name} {item.Rto} {item.Validation}");
        });
    }
}
