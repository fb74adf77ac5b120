using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Bench;
using AvsFailback.Engine;
using AvsFailback.Runs;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>Plans that can't go by their own request, or wait for a person on the way.</summary>
public sealed class PlanJourneyTests
{
    private static readonly JourneyOptions Unattended = new() { Validates = true, CommitPolicy = CommitPolicy.AfterValidation };

    [Fact]
    public async Task A_plan_of_both_architectures_goes_VM_by_VM_in_the_order_of_its_groups_and_what_that_leaves_out_is_told()
    {
        Fleet fleet = Fleet.Build(1, 2, settings: JourneyWorld.Brisk()).WithPlan("both", ["m0001"], ["c0001"], ["m0002"]);
        using JourneyWorld world = WithManualAction(fleet, "both");
        AvsVault vault = await world.ConnectAsync();
        FailbackRun planned = await new JourneyPlanner(vault, Unattended).PlanAsync(await world.EntriesAsync(vault), default);

        FailbackRun run = await world.RunAsync(Unattended);

        JourneyLog.AssertSucceeded(run);
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.DoesNotContain(log.Posts, post => post.Path.Contains("/replicationRecoveryPlans/", StringComparison.OrdinalIgnoreCase));
        Assert.True(log.FailbackOf("c0001") >= log.Times("m0001", "FailedOver").Single());
        Assert.True(log.FailbackOf("m0002") >= log.Times("c0001", "FailedOver").Single());
        string notice = Assert.Single(run.Notices, notice => notice.Contains("both", StringComparison.Ordinal));
        Assert.Contains("both architectures", notice, StringComparison.Ordinal);
        Assert.Equal([notice], planned.Notices);
        Assert.Contains("Check the DNS records", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_VM_of_a_plan_failed_the_rest_of_the_plan_is_left_where_it_is()
    {
        using JourneyWorld world = await WithFailureAsync();

        FailbackRun run = await world.RunAsync(Unattended);

        Assert.Equal("LeftAlone Failed LeftAlone Succeeded", Outcomes(run));
        Assert.All(run.Items.Where(item => item.Outcome == FailbackRunItemOutcome.LeftAlone), item => Assert.Equal("PlanStopped", item.ErrorId));
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.Equal((ReplicationPhase.ReadyToFailBack, ReplicationPhase.Protected), (log.Phase("m0001"), log.Phase("m0004")));
    }

    [Fact]
    public async Task With_Continue_the_rest_of_a_plan_goes_VM_by_VM_and_what_that_leaves_out_is_told()
    {
        using JourneyWorld world = await WithFailureAsync();

        FailbackRun run = await world.RunAsync(Unattended with { OnFailure = WaveFailurePolicy.Continue });

        Assert.Equal("Succeeded Failed Succeeded Succeeded", Outcomes(run));
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.DoesNotContain(log.Posts, post => post.Item == "modern");
        Assert.True(log.FailbackOf("m0003") >= log.Times("m0001", "FailedOver").Single());
        string notice = Assert.Single(run.Notices);
        Assert.Contains("m0002 failed", notice, StringComparison.Ordinal);
        Assert.Contains("Check the DNS records", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_waits_for_a_person_is_told_once_with_the_way_to_resume_it_and_goes_on_after_that()
    {
        Fleet fleet = Fleet.Build(0, 2, settings: JourneyWorld.Brisk()).WithPlan("portal", ["m0001"], ["m0002"]);
        using JourneyWorld world = WithManualAction(fleet, "portal");
        AvsVault person = await world.ConnectAsync();
        FailbackRun planned = await new JourneyPlanner(person, Unattended).PlanAsync(await world.EntriesAsync(person), default);
        Assert.Contains("waits in its failback for a person: Check the DNS records.", Assert.Single(planned.Notices), StringComparison.Ordinal);
        int looks = 0;
        Task? resumed = null;
        var host = new TestHost();
        host.OnProgress = () =>
        {
            // A person comes after some rounds only.
            if (host.Told.Find(told => told.Kind == FailbackRunEventKind.JobSuspended) is { } suspended && ++looks == 5)
            {
                resumed = person.Connection.Service.ResumeJobAsync(suspended.JobId!, "done", Guid.NewGuid().ToString(), default);
            }
        };

        FailbackRun run = await world.RunAsync(Unattended, host);

        JourneyLog.AssertSucceeded(run);
        FailbackRunEvent told = Assert.Single(host.Told, happened => happened.Kind == FailbackRunEventKind.JobSuspended);
        Assert.Equal($"Resume-AvsJob -Id {told.JobId!.Name}", told.NextStep);
        Assert.NotNull(resumed);
        await resumed;
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.Single(log.Asked("portal", "PlannedFailover"));
        Assert.Single(log.Asked("portal", "FailoverCommit"));
    }

    [Fact]
    public async Task A_member_that_did_not_pass_its_validation_stays_uncommitted_and_the_others_are_committed_without_the_plan()
    {
        using var world = new JourneyWorld(Fleet.Build(0, 3, settings: JourneyWorld.Brisk()).WithPlan("modern", ["m0001"], ["m0002", "m0003"]));

        FailbackRun run = await world.RunAsync(Unattended, new TestHost { Validation = item => item.Name != "m0002" });

        Assert.Equal("Succeeded Failed Succeeded", Outcomes(run));
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.Equal(ReplicationPhase.FailedBack, log.Phase("m0002"));
        Assert.Empty(log.Asked("modern", "FailoverCommit"));
        Assert.Empty(log.Times("m0002", "FailbackCommitted"));
    }

    [Fact]
    public async Task Each_VM_is_reported_with_the_times_of_its_own_turn_in_the_plan_also_by_the_vaults_jobs_alone()
    {
        string[][] groups = [["m0001"], ["m0002", "m0003"], ["m0004"]];
        string[][] classics = [["c0001"], ["c0002"]];
        using var world = new JourneyWorld(Fleet.Build(2, 4, settings: JourneyWorld.Brisk()).WithPlan("modern", groups).WithPlan("classics", classics));

        FailbackRun run = await world.RunAsync(Unattended with { Until = FailbackGoal.FailedBack });

        JourneyLog.AssertSucceeded(run);
        await AssertOwnTimesAsync(world, run);

        // A group's turn comes when the one before is home; until then its VMs run on in Azure, and lose nothing of that time.
        foreach (string[][] plan in new[] { groups, classics })
        {
            for (int i = 1; i < plan.Length; i++)
            {
                Assert.All(plan[i], name => Assert.All(plan[i - 1], before => Assert.True(Begun(name) >= Of(before).RunningInAvsSince)));
            }
        }

        Assert.All(run.Items.Where(item => item.Architecture == ReplicationArchitecture.Modernized), item => Assert.Equal(TimeSpan.Zero, item.AchievedRpo));

        FailbackRunItem Of(string name) => run.Items.Single(item => item.Name == name);
        DateTimeOffset Begun(string name) => Failback(Of(name)).End!.Value - Failback(Of(name)).ServiceTime!.Value;
    }

    [Theory]
    [InlineData(50)]
    [InlineData(70)]
    [InlineData(85)]
    public async Task A_run_that_was_stopped_in_a_plans_job_and_started_again_tells_the_same_of_each_VM(int minutes)
    {
        using var world = new JourneyWorld(Fleet.Build(0, 3).WithPlan("modern", ["m0001"], ["m0002"], ["m0003"]));
        List<FailbackRunEvent> journal = [];
        JourneyOptions options = Unattended with { Until = FailbackGoal.FailedBack };
        FailbackRun stopped = await world.RunAsync(options with { Deadline = (await world.ConnectAsync()).Connection.Clock.UtcNow.AddMinutes(minutes) }, journal: journal);
        Assert.Equal(FailbackRunOutcome.DeadlineReached, stopped.Outcome);
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.All(stopped.Items, item => Assert.Equal(log.Phase(item.Name), item.Phase));

        FailbackRun run = await world.RunAsync(options, journal: journal);

        JourneyLog.AssertSucceeded(run);
        Assert.Equal(1, run.Restarts);
        await AssertOwnTimesAsync(world, run);
    }

    [Fact]
    public async Task Of_a_plans_job_that_fails_each_VM_is_told_with_its_own_end_and_errors()
    {
        using var world = new JourneyWorld(Fleet.Build(0, 3, settings: JourneyWorld.Brisk()).WithPlan("modern", ["m0001"], ["m0002"], ["m0003"]));
        await world.AddFaultAsync(new EmulatorFault { Kind = "FailJob", Item = "m0002", Operation = "PlannedFailover", Code = "28031" });

        FailbackRun run = await world.RunAsync(Unattended);

        Assert.Equal([JobState.Succeeded, JobState.Failed], ((string[])["m0001", "m0002"]).Select(name => Failback(run.Items.Single(item => item.Name == name)).State));
        Assert.Equal(["0", "2"], ((string[])["m0001", "m0002"]).Select(name => $"{Failback(run.Items.Single(item => item.Name == name)).Errors.Count}"));
        FailbackRunItem home = run.Items.Single(item => item.Name == "m0001");
        Assert.Equal((FailbackRunItemOutcome.Failed, ReplicationPhase.FailedBack, TimeSpan.Zero, RecoveryPointSource.Job), (home.Outcome, home.Phase, home.AchievedRpo, home.RecoveryPointSource));
        Assert.NotNull(home.Rto);
        Assert.Contains("m0001 runs in AVS, not committed", home.Message, StringComparison.Ordinal);
        Assert.Null(run.Items.Single(item => item.Name == "m0002").Rto);
        JourneyLog log = await JourneyLog.OfAsync(world);
        Assert.All(run.Items, item => Assert.Equal(log.Phase(item.Name), item.Phase));
    }

    /// <summary>Each VM has the times of its own failback, as they were and as the vault's jobs alone tell them.</summary>
    private static async Task AssertOwnTimesAsync(JourneyWorld world, FailbackRun run)
    {
        JourneyLog log = await JourneyLog.OfAsync(world);
        AvsVault vault = await world.ConnectAsync();
        List<JourneyEntry> entries = await world.EntriesAsync(vault);
        FailbackRun rebuilt = (await new RunRebuilder(vault.Connection.Service, vault.Connection.Clock).RebuildRunAsync(vault, [.. entries.Select(entry => entry.Item)], [.. entries.Select(entry => entry.Plan!).Distinct()], default))!;
        foreach (FailbackRunItem item in run.Items)
        {
            DateTimeOffset home = log.Times(item.Name, "FailedOver").Single();
            Assert.InRange(home - item.RunningInAvsSince!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(1));
            Assert.Equal(item.RunningInAvsSince - run.StartTime, item.Rto);
            FailbackRunItem again = rebuilt.Items.Single(other => other.ItemId == item.ItemId);
            Assert.Equal((item.RunningInAvsSince, item.RecoveryPointTime, item.AchievedRpo), (again.RunningInAvsSince, again.RecoveryPointTime, again.AchievedRpo));
            Assert.Equal(Failback(item).ServiceTime, Failback(again).ServiceTime);
        }
    }

    private static FailbackRunStep Failback(FailbackRunItem item) => item.Steps.Single(step => step.Action == FailbackAction.FailBack);

    private static string Outcomes(FailbackRun run) => string.Join(' ', run.Items.OrderBy(item => item.Name, StringComparer.Ordinal).Select(item => item.Outcome));

    /// <summary>A plan of three, of which m0002 can't be reprotected, and a VM of its own.</summary>
    private static async Task<JourneyWorld> WithFailureAsync()
    {
        JourneyWorld world = WithManualAction(Fleet.Build(0, 4, settings: JourneyWorld.Brisk()).WithPlan("modern", ["m0001"], ["m0002", "m0003"]), "modern");
        await world.AddFaultAsync(new EmulatorFault { Kind = "FailJob", Item = "m0002", Operation = "ReProtect" });
        return world;
    }

    /// <summary>The plan waits for a person after its first group.</summary>
    private static JourneyWorld WithManualAction(Fleet fleet, string plan)
    {
        JObject snapshot = JObject.Parse(fleet.Snapshot);
        JToken first = snapshot["resources"]!.Single(resource => (string?)resource["name"] == plan)["properties"]!["groups"]!.First(group => (string?)group["groupType"] == "Boot");
        ((JArray)first["endGroupActions"]!).Add(new JObject
        {
            ["actionName"] = "Check the DNS records",
            ["failoverTypes"] = new JArray("PlannedFailover", "UnplannedFailover"),
            ["failoverDirections"] = new JArray("RecoveryToPrimary"),
            ["customDetails"] = new JObject { ["instanceType"] = "ManualActionDetails", ["description"] = "Check the names, then resume." },
        });
        return new JourneyWorld(snapshot.ToString());
    }
}
