using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AvsFailback.Bench;
using AvsFailback.Journey;

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

    private static async Task AssertTakesAsExpectedAsync(Fleet fleet, JourneyOptions options)
    {
        using var world = new JourneyWorld(fleet);
        AvsVault vault = await world.ConnectAsync();
        List<JourneyEntry> entries = await world.EntriesAsync(vault);

        TimeSpan expected = (await new JourneyPlanner(vault, options).PlanAsync(entries, default)).ExpectedDuration!.Value;
        FailbackRun run = await new FailbackJourney(vault, options, new TestHost(), null).RunAsync(entries, default);

        JourneyLog.AssertSucceeded(run);
        Assert.True(Math.Abs(run.Duration!.Value / expected - 1) <= Tolerance, $"{expected} was expected, and it took {run.Duration}.");
    }
}
