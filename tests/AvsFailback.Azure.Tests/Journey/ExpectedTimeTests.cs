using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Bench;
using AvsFailback.Runs;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>The time that <c>-WhatIf</c> expects is the time that the same journey then takes, where the service takes as long as expected.</summary>
public sealed class ExpectedTimeTests
{
    // The agents' registration overlaps with more or less of other VMs' steps, and each look at the vault comes up to a minute late.
    private const double Tolerance = 0.1;

    [Theory]
    [InlineData('m', 0)]
    [InlineData('m', 1)]
    [InlineData('m', 2)]
    [InlineData('c', 0)]
    [InlineData('c', 1)]
    [InlineData('c', 3)]
    public Task A_run_takes_as_long_as_was_expected_under_its_limit(char kind, int limit)
    {
        Fleet fleet = Fleet.Build(kind == 'c' ? 4 : 0, kind == 'm' ? 4 : 0);
        var options = new JourneyOptions { Validates = true, CommitPolicy = CommitPolicy.AfterValidation, ThrottleLimit = limit };

        return AssertTakesAsExpectedAsync(fleet, options);
    }

    [Fact]
    public Task A_plan_and_single_VMs_share_the_room_as_expected()
    {
        Fleet fleet = Fleet.Build(0, 5).WithPlan("web", ["m0001"], ["m0002", "m0003"]);
        var options = new JourneyOptions { Until = FailbackGoal.FailedBack, ThrottleLimit = 2 };

        return AssertTakesAsExpectedAsync(fleet, options);
    }

    [Theory]
    [InlineData('m', 8)]
    [InlineData('c', 8)]
    [InlineData('m', 4)]
    public Task VMs_that_wait_for_room_on_their_server_are_counted_in(char kind, int vms)
    {
        // 60 disks at a server: three VMs at once.
        Fleet fleet = Fleet.Build(kind == 'c' ? vms : 0, kind == 'm' ? vms : 0).WithDisks(20);

        return AssertTakesAsExpectedAsync(fleet, new JourneyOptions { Until = FailbackGoal.FailedBack });
    }

    [Theory]
    [InlineData('m')]
    [InlineData('c')]
    public Task Plans_that_do_not_fit_together_are_expected_one_after_the_other(char kind)
    {
        Fleet fleet = Fleet.Build(kind == 'c' ? 6 : 0, kind == 'm' ? 6 : 0).WithDisks(15)
            .WithPlan("one", [$"{kind}0001"], [$"{kind}0003", $"{kind}0005"]).WithPlan("two", [$"{kind}0002", $"{kind}0004", $"{kind}0006"]);

        return AssertTakesAsExpectedAsync(fleet, new JourneyOptions { Until = FailbackGoal.FailedBack });
    }

    [Fact]
    public Task A_later_wave_does_not_take_the_room_of_the_one_it_waits_for()
    {
        Fleet fleet = Fleet.Build(0, 5).WithDisks(25);

        return AssertTakesAsExpectedAsync(fleet, new JourneyOptions { Until = FailbackGoal.FailedBack }, entry => entry with { Wave = entry.Item.Name is "m0001" or "m0002" ? 2 : 1 });
    }

    private static async Task AssertTakesAsExpectedAsync(Fleet fleet, JourneyOptions options, Func<JourneyEntry, JourneyEntry>? each = null)
    {
        using var world = new JourneyWorld(fleet);
        AvsVault vault = await world.ConnectAsync();
        List<JourneyEntry> entries = [.. (await world.EntriesAsync(vault)).Select(each ?? (entry => entry))];

        TimeSpan expected = (await new JourneyPlanner(vault, options).PlanAsync(entries, default)).ExpectedDuration!.Value;
        FailbackRun run = await new FailbackJourney(vault, options, new TestHost(), null).RunAsync(entries, default);

        JourneyLog.AssertSucceeded(run);
        Assert.True(Math.Abs(run.Duration!.Value / expected - 1) <= Tolerance, $"{expected} was expected, and it took {run.Duration}.");
    }
}
