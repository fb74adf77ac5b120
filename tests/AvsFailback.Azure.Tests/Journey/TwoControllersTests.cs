using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Bench;
using AvsFailback.Runs;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>
/// Two controllers that bring the same twenty VMs home at once, their requests interleaved by a seed, do no harm: each action
/// has one effect on each VM, and both end well. Site Recovery has no ETag, so that both may ask for the same; then the second
/// job fails its preflight (design §4).
/// </summary>
public sealed class TwoControllersTests
{
    private const int Slices = 6;
    private const int SeedsOfSlice = 50;

    private static readonly string[] Once = ["FailedOver", "FailbackCommitted", "AzureVmDeleted", "Protected"];

    private static readonly Fleet TwentyVms = Fleet.Build(10, 10, settings: new JObject { ["durationSpread"] = 0.2 }).WithPlan("classics", ["c0001", "c0002"], ["c0003"]).WithPlan("modern", ["m0001", "m0002"], ["m0003"]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Two_controllers_at_once_have_one_effect_for_each_action_and_vm(int slice)
    {
        Assert.InRange(slice, 0, Slices - 1);
        for (int seed = slice * SeedsOfSlice; seed < (slice + 1) * SeedsOfSlice; seed += 1)
        {
            await RunAsync(seed);
        }
    }

    private static async Task RunAsync(int seed)
    {
        using var world = new JourneyWorld(TwentyVms, namesRunningJob: seed % 2 == 0, seed: seed + 1);
        var turnstile = new Turnstile(2, seed);
        var options = new JourneyOptions { Validates = true, CommitPolicy = CommitPolicy.AfterValidation };
        FailbackRun[] runs = await Task.WhenAll(GoAsync(world, turnstile, options), GoAsync(world, turnstile, options));
        Assert.All(runs, run => Assert.True(run.Outcome == FailbackRunOutcome.Succeeded, $"seed {seed}: {run.Outcome}: {string.Join("; ", run.Items.Where(item => item.Outcome != FailbackRunItemOutcome.Succeeded).Select(item => $"{item} {item.Message}"))}"));
        IReadOnlyList<EmulatorRequest> requests = await world.RequestsAsync();
        foreach (ReplicatedItem item in await world.ItemsAsync())
        {
            int Count(string effect) => requests.SelectMany(request => request.Effects).Count(e => e.Name == effect && string.Equals(e.ItemName, item.Id.Name, StringComparison.OrdinalIgnoreCase));
            Assert.Equal(ReplicationPhase.Protected, item.Phase);
            Assert.True(Count("Reprotected") == 2, $"seed {seed}: {item.Name} was reprotected {Count("Reprotected")} times");
            Assert.All(Once, effect => Assert.True(Count(effect) == 1, $"seed {seed}: {item.Name}: {effect} {Count(effect)} times"));
        }
    }

    private static async Task<FailbackRun> GoAsync(JourneyWorld world, Turnstile turnstile, JourneyOptions options)
    {
        try
        {
            AvsVault vault = await world.ConnectAsync(turnstile.Around);
            return await new FailbackJourney(vault, options, new TestHost(), null).RunAsync(await world.EntriesAsync(vault), default);
        }
        finally
        {
            turnstile.Leave();
        }
    }
}
