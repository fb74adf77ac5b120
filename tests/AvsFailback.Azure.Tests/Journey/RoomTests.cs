using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Bench;
using AvsFailback.Runs;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>No server gets more than the 60 disks that it can have attached (failback-rules I07, I14), and nobody waits for ever for room.</summary>
public sealed class RoomTests
{
    private static readonly JourneyOptions Unattended = new() { Validates = true, CommitPolicy = CommitPolicy.AfterValidation };

    [Theory]
    [InlineData('m')]
    [InlineData('c')]
    public async Task More_VMs_than_fit_on_one_server_go_in_turns_and_all_come_home(char kind)
    {
        using JourneyWorld world = World(kind, 8, 20);

        FailbackRun run = await world.RunAsync(Unattended);

        JourneyLog.AssertSucceeded(run);
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.All(log.Items, item => Assert.Equal(ReplicationPhase.Protected, item.Phase));
        Assert.Equal(3, JourneyLog.MostAtOnce(log.Items.Select(item => Attached(log, item.Name))));
    }

    [Theory]
    [InlineData('m')]
    [InlineData('c')]
    public async Task Two_plans_that_do_not_fit_together_go_one_after_the_other(char kind)
    {
        string[] one = [$"{kind}0001", $"{kind}0003", $"{kind}0005"];
        string[] two = [$"{kind}0002", $"{kind}0004", $"{kind}0006"];
        using JourneyWorld world = World(kind, 6, 15, fleet => fleet.WithPlan("one", one[..1], one[1..]).WithPlan("two", two));

        FailbackRun run = await world.RunAsync(Unattended);

        JourneyLog.AssertSucceeded(run);
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.Equal(3, JourneyLog.MostAtOnce(log.Items.Select(item => Attached(log, item.Name))));
        Assert.All(one, name => Assert.All(two, other => Assert.True(Attached(log, name).End <= Attached(log, other).Start || Attached(log, other).End <= Attached(log, name).Start)));
    }

    [Fact]
    public async Task A_plan_that_needs_more_room_than_a_server_has_is_refused_by_name_and_the_others_go()
    {
        using JourneyWorld world = World('m', 5, 20, fleet => fleet.WithPlan("wide", ["m0001"], ["m0002", "m0003", "m0004"]));

        FailbackRun run = await world.RunAsync(Unattended);

        Assert.All(run.Items.Where(item => item.Plan == "wide"), item =>
        {
            Assert.Equal((FailbackRunItemOutcome.NotReady, "PlanNeedsMoreRoom"), (item.Outcome, item.ErrorId));
            Assert.Contains("The plan wide brings 80 disks", item.Message, StringComparison.Ordinal);
        });
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.All(log.Posts, post => Assert.Equal("m0005", post.Item));
        Assert.Equal(ReplicationPhase.Protected, log.Phase("m0005"));
    }

    [Theory]
    [InlineData('m')]
    [InlineData('c')]
    public async Task Disks_that_somebody_else_has_attached_take_room_too(char kind)
    {
        using JourneyWorld world = World(kind, 4, 20);
        AvsVault vault = await world.ConnectAsync();
        List<JourneyEntry> others = await world.EntriesAsync(vault, $"{kind}0001", $"{kind}0002");
        await new FailbackJourney(vault, Unattended with { Until = FailbackGoal.FailedBack, Deadline = vault.Connection.Clock.UtcNow.AddMinutes(2) }, new TestHost(), null).RunAsync(others, default);

        FailbackRun run = await new FailbackJourney(vault, Unattended, new TestHost(), null).RunAsync(await world.EntriesAsync(vault, $"{kind}0003", $"{kind}0004"), default);

        // The two that stay attached leave room for one at a time.
        JourneyLog.AssertSucceeded(run);
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.Equal(1, JourneyLog.MostAtOnce([Attached(log, $"{kind}0003"), Attached(log, $"{kind}0004")]));
    }

    [Fact]
    public async Task Room_that_somebody_takes_while_a_person_thinks_about_the_question_is_not_taken_twice()
    {
        using JourneyWorld world = World('m', 4, 20);
        AvsVault vault = await world.ConnectAsync();
        List<JourneyEntry> entries = await world.EntriesAsync(vault, "m0003", "m0004");
        var readiness = new JourneyReadiness(vault, Unattended);
        Assert.Empty(await readiness.CheckAsync(entries, default));
        Assert.Empty((await readiness.DemandAsync(entries, default)).Taken);
        AvsVault other = await world.ConnectAsync();
        await new FailbackJourney(other, Unattended with { Until = FailbackGoal.FailedBack, Deadline = other.Connection.Clock.UtcNow.AddMinutes(2) }, new TestHost(), null).RunAsync(await world.EntriesAsync(other, "m0001", "m0002"), default);

        // Soon after, what was read still counts; later it is read anew.
        await readiness.CheckAsync(entries, default);
        Assert.Empty((await readiness.DemandAsync(entries, default)).Taken);
        await vault.Connection.Clock.Delay(TimeSpan.FromMinutes(6), default);
        Assert.Empty(await readiness.CheckAsync(entries, default));
        Assert.Equal([40], (await readiness.DemandAsync(entries, default)).Taken.Values);
    }

    /// <summary>From when to when a VM's disks were attached to its server.</summary>
    private static (DateTimeOffset Start, DateTimeOffset End) Attached(JourneyLog log, string name) => (log.Asked(name, "ReProtect")[0], log.Times(name, "FailedOver").Single());

    /// <summary>VMs of one architecture with so many disks each, all at one server.</summary>
    private static JourneyWorld World(char kind, int vms, int disks, Func<Fleet, Fleet>? more = null)
    {
        Fleet fleet = Fleet.Build(kind == 'c' ? vms : 0, kind == 'm' ? vms : 0, settings: JourneyWorld.Brisk()).WithDisks(disks);
        return new JourneyWorld(more?.Invoke(fleet) ?? fleet);
    }
}
