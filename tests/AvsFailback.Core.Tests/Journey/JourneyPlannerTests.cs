using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Journey;

/// <summary>What <c>-WhatIf</c> says of a journey: its order, steps, requests, expected loss and time.</summary>
public sealed class JourneyPlannerTests
{
    private static readonly Dictionary<JourneyEntry, FailbackException> AllReady = [];
    private static readonly Dictionary<ArmId, RecoveryPoint> NoPoints = [];

    [Theory]
    [InlineData(ReplicationPhase.FailedOver, FailbackGoal.Protected, "CommitFailover,ReprotectToAvs,FailBack,Commit,ReprotectToAzure")]
    [InlineData(ReplicationPhase.RunningInAzure, FailbackGoal.Committed, "ReprotectToAvs,FailBack,Commit")]
    [InlineData(ReplicationPhase.ReplicatingToAvs, FailbackGoal.FailedBack, "FailBack")]
    [InlineData(ReplicationPhase.ReadyToFailBack, FailbackGoal.Protected, "FailBack,Commit,ReprotectToAzure")]
    [InlineData(ReplicationPhase.FailedBack, FailbackGoal.Committed, "Commit")]
    [InlineData(ReplicationPhase.Committed, FailbackGoal.Protected, "ReprotectToAzure")]
    [InlineData(ReplicationPhase.ReplicatingToAzure, FailbackGoal.Protected, "")]
    public void The_steps_are_those_of_the_table_from_the_phase_to_the_goal(ReplicationPhase phase, FailbackGoal until, string steps)
    {
        FailbackRun run = Plan(new JourneyOptions { Until = until }, Entry("sql01", phase));

        FailbackRunItem item = Assert.Single(run.Items);
        Assert.Equal(FailbackRunOutcome.Planned, run.Outcome);
        Assert.Equal(FailbackRunItemOutcome.Planned, item.Outcome);
        Assert.Equal(steps, string.Join(",", item.Steps.Select(step => step.Action)));
        Assert.All(item.Steps, step => Assert.Null(step.Start));
        Assert.Equal(item.Steps.Count, run.PlannedWrites);
    }

    [Theory]
    [InlineData(ReplicationArchitecture.Classic, 12 + 20 + 5 + 4 + 2 + 5 + 2 + 20 + 5)]
    [InlineData(ReplicationArchitecture.Modernized, 12 + 20 + 21 + 1 + 5 + 12 + 20 + 5)]
    public void The_expected_time_is_that_of_the_steps(ReplicationArchitecture architecture, int minutes)
    {
        FailbackRun run = Plan(new JourneyOptions(), Entry("sql01", ReplicationPhase.RunningInAzure, architecture));

        Assert.Equal(TimeSpan.FromMinutes(minutes), run.ExpectedDuration);
        Assert.Equal(run.ExpectedDuration, run.Items[0].ExpectedDuration);
    }

    [Theory]
    [InlineData(ReplicationPhase.RunningInAzure, "ReprotectToAvs,FailBack", 12 + 20 + 21)]
    [InlineData(ReplicationPhase.FailedBack, "", 0)]
    [InlineData(ReplicationPhase.Committed, "ReprotectToAzure", 5 + 12 + 20 + 5)]
    public void A_run_that_commits_nothing_plans_no_commit_and_nothing_after_it(ReplicationPhase phase, string steps, int minutes)
    {
        FailbackRun run = Plan(new JourneyOptions { CommitPolicy = CommitPolicy.Never }, Entry("app01", phase, ReplicationArchitecture.Modernized));

        Assert.Equal(steps, string.Join(",", run.Items[0].Steps.Select(step => step.Action)));
        Assert.Equal(run.Items[0].Steps.Count, run.PlannedWrites);
        Assert.Equal(TimeSpan.FromMinutes(minutes), run.ExpectedDuration);
    }

    [Fact]
    public void A_wave_is_failed_back_after_the_one_before()
    {
        var options = new JourneyOptions { Until = FailbackGoal.FailedBack };
        FailbackRun run = Plan(
            options,
            Entry("web01", ReplicationPhase.ReadyToFailBack) with { Wave = 2 },
            Entry("sql01", ReplicationPhase.ReadyToFailBack) with { Wave = 1 },
            Entry("web02", ReplicationPhase.RunningInAzure) with { Wave = 2 });

        Assert.Equal([("sql01", 21), ("web01", 42), ("web02", 53)], run.Items.Select(item => (item.Name, (int)item.ExpectedDuration!.Value.TotalMinutes)));
        Assert.Equal(TimeSpan.FromMinutes(53), run.ExpectedDuration);
    }

    [Fact]
    public void A_plan_s_own_requests_count_once_and_its_groups_go_one_after_the_other()
    {
        RecoveryPlan plan = PlanOf(["sql01"], ["web01", "web02"]);
        FailbackRun run = Plan(new JourneyOptions(), [.. new[] { "sql01", "web01", "web02" }.Select(name => Entry(name, ReplicationPhase.ReadyToFailBack) with { Plan = plan })]);

        Assert.Equal(1 + 1 + 3, run.PlannedWrites);
        Assert.Equal([1, 2, 2], run.Items.Select(item => item.Wave));
        Assert.All(run.Items, item => Assert.Equal([plan.Name, plan.Name, null], item.Steps.Select(step => step.Plan)));
        Assert.Equal(TimeSpan.FromMinutes(21 + 21 + 1 + 5 + 37), run.ExpectedDuration);
    }

    [Fact]
    public void A_plan_whose_VMs_stand_differently_goes_VM_by_VM()
    {
        RecoveryPlan plan = PlanOf(["sql01"], ["web01"]);
        FailbackRun run = Plan(
            new JourneyOptions { Until = FailbackGoal.Committed },
            Entry("sql01", ReplicationPhase.FailedBack) with { Plan = plan },
            Entry("web01", ReplicationPhase.ReadyToFailBack) with { Plan = plan });

        Assert.Equal(3, run.PlannedWrites);
        Assert.All(run.Items.SelectMany(item => item.Steps), step => Assert.Null(step.Plan));
    }

    [Theory]
    [InlineData(0, 21)]
    [InlineData(1, 84)]
    [InlineData(2, 42)]
    [InlineData(3, 42)]
    [InlineData(4, 21)]
    public void No_more_VMs_than_the_limit_are_under_way_at_once(int limit, int minutes)
    {
        FailbackRun run = Plan(new JourneyOptions { Until = FailbackGoal.FailedBack, ThrottleLimit = limit }, Four(ReplicationPhase.ReadyToFailBack));

        Assert.Equal(TimeSpan.FromMinutes(minutes), run.ExpectedDuration);
        Assert.Equal(4, run.PlannedWrites);
    }

    [Theory]
    [InlineData(ReplicationArchitecture.Classic)]
    [InlineData(ReplicationArchitecture.Modernized)]
    public void One_at_a_time_the_whole_way_takes_that_of_each_but_for_the_wait_for_agents(ReplicationArchitecture architecture)
    {
        TimeSpan one = Plan(new JourneyOptions { ThrottleLimit = 1 }, Entry("sql01", ReplicationPhase.RunningInAzure, architecture)).ExpectedDuration!.Value;
        TimeSpan four = Plan(new JourneyOptions { ThrottleLimit = 1 }, Four(ReplicationPhase.RunningInAzure, architecture)).ExpectedDuration!.Value;
        TimeSpan free = Plan(new JourneyOptions(), Four(ReplicationPhase.RunningInAzure, architecture)).ExpectedDuration!.Value;

        // While one waits for its agent another one goes, except for the last.
        TimeSpan agent = TimeSpan.FromMinutes(5);
        Assert.Equal((4 * (one - agent)) + agent, four);
        Assert.InRange(four / one, 3.5, 4);
        Assert.Equal(one, free);
    }

    [Fact]
    public void A_plan_s_own_request_takes_the_room_of_all_its_VMs_and_goes_alone_where_it_needs_more()
    {
        RecoveryPlan plan = PlanOf(["sql01"], ["web01", "web02"]);
        JourneyEntry[] entries = [.. new[] { "sql01", "web01", "web02" }.Select(name => Entry(name, ReplicationPhase.ReadyToFailBack) with { Plan = plan }), Entry("app01", ReplicationPhase.ReadyToFailBack)];
        int Minutes(int limit) => (int)Plan(new JourneyOptions { Until = FailbackGoal.FailedBack, ThrottleLimit = limit }, entries).ExpectedDuration!.Value.TotalMinutes;

        Assert.Equal(21 + 42, Minutes(1));
        Assert.Equal(21 + 42, Minutes(3));
        Assert.Equal(42, Minutes(4));
        Assert.Equal(42, Minutes(0));
    }

    [Fact]
    public void What_is_under_way_already_takes_room_and_waves_keep_their_order()
    {
        var options = new JourneyOptions { Until = FailbackGoal.FailedBack, ThrottleLimit = 1 };
        FailbackRun run = Plan(
            options,
            Entry("web01", ReplicationPhase.ReadyToFailBack) with { Wave = 2 },
            Entry("sql01", ReplicationPhase.ReplicatingToAvs) with { Wave = 1 },
            Entry("sql02", ReplicationPhase.ReadyToFailBack) with { Wave = 1 });

        Assert.Equal([("sql01", 41), ("sql02", 62), ("web01", 83)], run.Items.Select(item => (item.Name, (int)item.ExpectedDuration!.Value.TotalMinutes)));
    }

    [Fact]
    public void The_expected_loss_is_the_age_of_the_newest_point_or_what_the_item_tells()
    {
        JourneyEntry classic = Entry("sql01", ReplicationPhase.ReadyToFailBack, ReplicationArchitecture.Classic);
        JourneyEntry told = Entry("web01", ReplicationPhase.ReadyToFailBack);
        told = told with { Item = told.Item with { Rpo = TimeSpan.FromMinutes(2) } };
        JourneyEntry unknown = Entry("web02", ReplicationPhase.ReadyToFailBack);
        var points = new Dictionary<ArmId, RecoveryPoint> { [classic.Item.Id] = new() { Id = classic.Item.Id.Append("recoveryPoints/p1"), Time = Some.Now.AddMinutes(-4), Type = RecoveryPointType.CrashConsistent } };

        FailbackRun run = JourneyPlanner.Plan(new JourneyOptions(), [classic, told, unknown], AllReady, points, Some.Now, ServerDemand.None, _ => null);

        Assert.Equal([TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(2), null], run.Items.Select(item => item.AchievedRpo));
        Assert.Equal([RecoveryPointSource.NewestListed, RecoveryPointSource.Unknown, RecoveryPointSource.Unknown], run.Items.Select(item => item.RecoveryPointSource));
        Assert.Equal(Some.Now.AddMinutes(-4), run.Items[0].RecoveryPointTime);
    }

    [Fact]
    public void What_is_not_ready_or_there_already_is_told_and_counts_nothing()
    {
        JourneyEntry unready = Entry("sql01", ReplicationPhase.ReadyToFailBack);
        JourneyEntry there = Entry("web01", ReplicationPhase.Protected);
        var why = new FailbackException("NotReadyV03", FailbackErrorCategory.NotReady, "It is ill.", "Heal it.");

        FailbackRun run = JourneyPlanner.Plan(new JourneyOptions(), [unready, there], new Dictionary<JourneyEntry, FailbackException> { [unready] = why }, NoPoints, Some.Now, ServerDemand.None, _ => null);

        Assert.Equal([FailbackRunItemOutcome.NotReady, FailbackRunItemOutcome.Succeeded], run.Items.Select(item => item.Outcome));
        Assert.Equal(("NotReadyV03", "It is ill. Heal it."), (run.Items[0].ErrorId, run.Items[0].Message));
        Assert.Equal((0, TimeSpan.Zero), (run.PlannedWrites, run.ExpectedDuration));
        Assert.All(run.Items, item => Assert.Empty(item.Steps));
    }

    [Fact]
    public void A_server_that_others_fill_is_expected_to_be_left_by_them_in_time()
    {
        JourneyEntry[] entries = [Entry("sql01", ReplicationPhase.RunningInAzure), Entry("web01", ReplicationPhase.ReadyToFailBack)];
        var full = new ServerDemand(new Dictionary<string, int> { ["appl1"] = 60 }, ServerDemand.None.OfPlans);

        FailbackRun run = JourneyPlanner.Plan(new JourneyOptions(), entries, AllReady, NoPoints, Some.Now, full, _ => "APPL1");

        // Twelve that wait for others go three at a time when those have left.
        JourneyEntry[] twelve = [.. Enumerable.Range(1, 12).Select(i => Entry($"app{i}", ReplicationPhase.RunningInAzure)).Select(entry => entry with { Item = entry.Item with { Disks = [.. Enumerable.Range(1, 20).Select(i => new ReplicatedDisk { Id = $"{i}" })] } })];
        TimeSpan? beside = JourneyPlanner.Plan(new JourneyOptions(), twelve, AllReady, NoPoints, Some.Now, full, _ => "appl1").ExpectedDuration;
        TimeSpan? empty = JourneyPlanner.Plan(new JourneyOptions(), twelve, AllReady, NoPoints, Some.Now, ServerDemand.None, _ => "appl1").ExpectedDuration;
        Assert.Equal(empty, beside);
        Assert.True(empty > 3 * Plan(new JourneyOptions(), twelve[0]).ExpectedDuration / 2);

        // The one that waits goes on when nothing else does.
        TimeSpan[] alone = [.. entries.Select(entry => Plan(new JourneyOptions(), entry).ExpectedDuration!.Value)];
        Assert.Equal([alone[0] + alone[1], alone[1]], run.Items.Select(item => item.ExpectedDuration!.Value));
    }

    [Fact]
    public async Task Planning_reads_and_asks_for_nothing()
    {
        var bed = new Bed();
        ReplicatedItem item = Some.Item(bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack, ReplicationArchitecture.Classic).Phase, ReplicationArchitecture.Classic) with { Vault = bed.Vault };

        FailbackRun run = await new JourneyPlanner(bed.Vault, new JourneyOptions()).PlanAsync([new JourneyEntry { Item = item }], default);

        Assert.Empty(bed.Service.Posts);
        Assert.Equal(FailbackRunOutcome.Planned, run.Outcome);
        Assert.Equal(bed.Vault.Id, run.VaultId);
        Assert.NotEmpty(run.Id);
        Assert.NotEmpty(run.NextStep);
    }

    private static FailbackRun Plan(JourneyOptions options, params JourneyEntry[] entries) => JourneyPlanner.Plan(options, entries, AllReady, NoPoints, Some.Now, ServerDemand.None, _ => null);

    private static JourneyEntry Entry(string name, ReplicationPhase phase, ReplicationArchitecture architecture = ReplicationArchitecture.Modernized) => new() { Item = Some.Item(phase, architecture, name) };

    private static JourneyEntry[] Four(ReplicationPhase phase, ReplicationArchitecture architecture = ReplicationArchitecture.Modernized) =>
        [.. Enumerable.Range(1, 4).Select(i => Entry($"web0{i}", phase, architecture))];

    private static RecoveryPlan PlanOf(params string[][] groups) => new()
    {
        Id = Some.VaultId.Append("replicationRecoveryPlans/Web"),
        Name = "Web",
        Groups = [.. groups.Select((names, index) => new RecoveryPlanGroup { Number = index + 1, Members = [.. names.Select(name => new RecoveryPlanMember { Id = Some.ItemId(name), Name = name })] })],
    };
}
