using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Journey;

/// <summary>What the vault's jobs tell of VMs that no journal tells of.</summary>
public sealed class RunRebuilderTests
{
    private static readonly FailbackAction[] WholeWay = [FailbackAction.ReprotectToAvs, FailbackAction.FailBack, FailbackAction.Commit, FailbackAction.ReprotectToAzure];

    private readonly Bed _bed = new();

    [Theory]
    [InlineData(ReplicationArchitecture.Modernized)]
    [InlineData(ReplicationArchitecture.Classic)]
    public async Task The_whole_way_is_told_by_its_jobs_in_both_architectures(ReplicationArchitecture architecture)
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.RunningInAzure, architecture);
        await _bed.RunOneAsync(Bed.Journey(item));

        FailbackRun run = (await RebuildRunAsync())!;
        FailbackRunItem told = Assert.Single(run.Items);

        Assert.Equal(WholeWay, told.Steps.Select(step => step.Action));
        Assert.Equal(_bed.Service.Jobs.Select(job => job.Id), told.Steps.Select(step => step.JobId));
        Assert.Equal(_bed.Service.Jobs.Select(job => (TimeSpan?)(job.End - job.Start)), told.Steps.Select(step => step.ServiceTime));
        Assert.All(told.Steps, step => Assert.True(step is { IsRebuilt: true, WaitingTime: null, State: JobState.Succeeded, ClientRequestId: null }));
        Assert.Equal((ReplicationPhase.RunningInAzure, ReplicationPhase.Protected, FailbackRunItemOutcome.Succeeded), (told.PhaseAtStart, told.Phase, told.Outcome));
        Assert.Equal((FailbackRunOutcome.Succeeded, Some.VaultId), (run.Outcome, run.VaultId));
        Assert.Equal([RunRebuilder.JobsGap(_bed.Clock.UtcNow)], run.Gaps);
        Assert.Equal(_bed.Service.Jobs[1].End - _bed.Service.Jobs[0].Start, told.Rto);
    }

    [Theory]
    [InlineData(ReplicationArchitecture.Modernized)]
    [InlineData(ReplicationArchitecture.Classic)]
    public async Task The_failover_to_Azure_and_all_before_it_are_another_story(ReplicationArchitecture architecture)
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.RunningInAzure, architecture);
        await _bed.RunOneAsync(Bed.Journey(item));
        await ForeignAsync(item, "UnplannedFailover");
        item.Phase = ReplicationPhase.FailedOver;
        await ForeignAsync(item, "CommitFailover", FailbackAction.CommitFailover);
        await _bed.RunOneAsync(Bed.ReprotectToAvs(item));

        Assert.Equal([FailbackAction.CommitFailover, FailbackAction.ReprotectToAvs], await ActionsAsync());
    }

    [Fact]
    public async Task A_step_that_failed_and_its_repetition_are_both_told_with_the_service_s_words()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.RunningInAzure);
        item.Fates.Enqueue(new PostFate(PostFateKind.JobFails, "28031"));
        await _bed.RunOneAsync(Bed.ReprotectToAvs(item));
        await _bed.RunOneAsync(Bed.ReprotectToAvs(item));
        await _bed.RunOneAsync(Bed.FailBack(item));
        await _bed.RunOneAsync(Bed.Cancel(item));

        FailbackRun run = (await RebuildRunAsync())!;

        Assert.Equal([FailbackAction.ReprotectToAvs, FailbackAction.ReprotectToAvs, FailbackAction.FailBack, FailbackAction.CancelFailback], run.Items[0].Steps.Select(step => step.Action));
        Assert.Equal((JobState.Failed, "28031"), (run.Items[0].Steps[0].State, run.Items[0].Steps[0].Errors[0].Code));
        Assert.Equal(FailbackRunOutcome.Interrupted, run.Outcome);
        Assert.Contains("Get-AvsReplicatedItem", run.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_that_failed_is_no_success_and_waits_for_no_decision()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        await _bed.RunOneAsync(Bed.FailBack(item));
        item.Fates.Enqueue(new PostFate(PostFateKind.JobFails, "28031"));
        await _bed.RunOneAsync(Bed.Commit(item));

        FailbackRun run = (await RebuildRunAsync())!;

        Assert.Equal((FailbackRunOutcome.Failed, FailbackRunItemOutcome.Failed, 0), (run.Outcome, run.Items[0].Outcome, run.SucceededCount));
        Assert.Contains("28031", run.Items[0].Message, StringComparison.Ordinal);
        Assert.Equal("28031", run.Items[0].Errors[0].Code);
    }

    [Fact]
    public async Task A_job_that_runs_is_told_without_an_end()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.RunningInAzure);
        FakeJob running = _bed.Service.StartForeign(item, "SwitchReplicationGroupProtection", TimeSpan.FromMinutes(12), FailbackAction.ReprotectToAvs);
        _bed.Clock.Advance(TimeSpan.FromMinutes(1));

        FailbackRun run = (await RebuildRunAsync())!;

        Assert.Equal((FailbackAction.ReprotectToAvs, running.Id, JobState.InProgress), (run.Items[0].Steps[0].Action, run.Items[0].Steps[0].JobId, run.Items[0].Steps[0].State));
        Assert.Equal((FailbackRunOutcome.Running, (DateTimeOffset?)null), (run.Outcome, run.EndTime));
    }

    [Fact]
    public async Task Jobs_of_another_kind_and_of_other_VMs_are_nobody_s_step()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        FakeItem other = _bed.Service.Add("web01", ReplicationPhase.ReadyToFailBack);
        await ForeignAsync(item, "TestFailover");
        await _bed.RunOneAsync(Bed.FailBack(other));

        Assert.Null(await RebuildRunAsync("sql01"));
        Assert.Equal([FailbackAction.FailBack], (await RebuildRunAsync())!.Items.Single().Steps.Select(step => step.Action));
    }

    [Fact]
    public async Task Two_VMs_of_one_name_share_no_job()
    {
        FakeItem one = _bed.Service.Add("sql01", ReplicationPhase.RunningInAzure);
        await _bed.RunOneAsync(Bed.ReprotectToAvs(one));
        await _bed.RunOneAsync(Bed.FailBack(one));
        IReadOnlyList<ReplicatedItem> items = await ItemsAsync();
        ReplicatedItem twin = items[0] with { Id = Some.ItemId("twin"), ObjectId = "object-of-twin" };

        IReadOnlyList<FailbackRunEvent> events = await Rebuilder.RebuildAsync("r", [items[0], twin], [], CancellationToken.None);
        FailbackRun run = RunProjection.Of(events).Run;

        Assert.Equal([FailbackAction.FailBack], run.Items[0].Steps.Select(step => step.Action));
        Assert.Empty(run.Items[1].Steps);
        Assert.Contains(RunRebuilder.CutGap, run.Gaps);
    }

    [Fact]
    public async Task A_busy_vault_is_read_in_several_lists_none_of_which_loses_a_job()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.RunningInAzure);
        await _bed.RunOneAsync(Bed.ReprotectToAvs(item));
        FakeItem busy = _bed.Service.Add("busy", ReplicationPhase.Protected);
        for (int i = 0; i < 450; i++)
        {
            await ForeignAsync(busy, "TestFailover");
        }

        await _bed.RunOneAsync(Bed.FailBack(item));
        _bed.Service.TamperJobs = jobs => jobs.Take(200);
        int before = ListsOfJobs();

        FailbackRun run = (await RebuildRunAsync())!;

        Assert.Equal([FailbackAction.ReprotectToAvs, FailbackAction.FailBack], run.Items[0].Steps.Select(step => step.Action));
        Assert.DoesNotContain(RunRebuilder.CutGap, run.Gaps);
        // Three lists, of two pages each but the last.
        Assert.Equal(5, ListsOfJobs() - before);
    }

    [Fact]
    public async Task More_jobs_at_one_moment_than_a_list_holds_are_a_gap_and_no_endless_reading()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        await _bed.RunOneAsync(Bed.FailBack(item));
        for (int i = 0; i < 250; i++)
        {
            _bed.Service.StartForeign(item, "TestFailover", TimeSpan.Zero);
        }

        _bed.Service.TamperJobs = jobs => jobs.Take(200);

        Assert.Contains(RunRebuilder.CutGap, RunProjection.Of(await RebuildAsync()).Run.Gaps);
    }

    [Fact]
    public async Task Of_many_failed_jobs_not_each_is_read_by_itself_and_that_is_a_gap()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        for (int i = 0; i < 201; i++)
        {
            _bed.Service.StartForeign(item, "PlannedFailover", TimeSpan.Zero, endState: JobState.Failed);
            _bed.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        FailbackRun run = (await RebuildRunAsync())!;

        Assert.Equal(201, run.Items[0].Steps.Count);
        Assert.Contains(RunRebuilder.DetailsGap, run.Gaps);
        Assert.Equal(200, _bed.Service.Requests.Count(request => request.What == "GET job"));
    }

    [Fact]
    public async Task What_the_vault_has_forgotten_is_a_gap()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.RunningInAzure);
        await _bed.RunOneAsync(Bed.ReprotectToAvs(item));
        _bed.Clock.Advance(TimeSpan.FromDays(7));
        await _bed.RunOneAsync(Bed.FailBack(item));

        FailbackRun run = (await RebuildRunAsync())!;

        Assert.Equal([FailbackAction.FailBack], run.Items[0].Steps.Select(step => step.Action));
        Assert.Equal([RunRebuilder.CutGap, RunRebuilder.JobsGap(_bed.Clock.UtcNow)], run.Gaps.Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(FailbackRunOutcome.AwaitingCommit, run.Outcome);
    }

    [Fact]
    public async Task A_plan_s_job_is_a_step_of_each_of_its_VMs()
    {
        FakeItem one = _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        FakeItem two = _bed.Service.Add("web01", ReplicationPhase.ReadyToFailBack);
        await _bed.RunOneAsync(Bed.FailBack(one));
        var plan = new RecoveryPlan
        {
            Id = Some.VaultId.Append("replicationRecoveryPlans/p"),
            Name = "Finance",
            Groups = [new RecoveryPlanGroup { Members = [new RecoveryPlanMember { Id = one.Id, Name = one.Name }, new RecoveryPlanMember { Id = two.Id, Name = two.Name }] }],
        };
        var job = new FailbackJob { Id = Some.JobId("plan-job"), Scenario = "PlannedFailover", TargetType = "RecoveryPlan", TargetName = "finance", State = JobState.Succeeded, StartTime = Some.Now.AddMinutes(-1), EndTime = Some.Now.AddHours(1) };
        _bed.Service.TamperJobs = jobs => jobs.Append(job);
        two.Phase = ReplicationPhase.FailedBack;

        FailbackRun run = RunProjection.Of(await Rebuilder.RebuildAsync("r", await ItemsAsync(), [plan], CancellationToken.None)).Run;

        Assert.All(run.Items, item => Assert.Equal("Finance", item.Plan));
        // What the VM's own job tells is told once.
        Assert.Equal([(null, _bed.Service.Jobs[0].Id)], run.Items[0].Steps.Select(step => (step.Plan, step.JobId!)));
        Assert.Equal([("Finance", job.Id)], run.Items[1].Steps.Select(step => (step.Plan!, step.JobId!)));
    }

    [Fact]
    public async Task Steps_before_the_run_s_start_are_neither_waited_for_nor_counted_as_its_recovery_time()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        await _bed.RunOneAsync(Bed.FailBack(item));
        _bed.Clock.Advance(TimeSpan.FromHours(5));
        DateTimeOffset now = _bed.Clock.UtcNow;
        FailbackRunEvent commit = new() { RunId = "r", ItemId = item.Id, Time = now.AddMinutes(2), Kind = FailbackRunEventKind.ActionIntended, Action = FailbackAction.Commit };

        FailbackRun run = RunProjection.Of([new FailbackRunEvent { Kind = FailbackRunEventKind.RunStarted, RunId = "r", Time = now }, .. await RebuildAsync(), commit]).Run;

        Assert.Equal([null, TimeSpan.FromMinutes(2)], run.Items[0].Steps.Select(step => step.WaitingTime));
        Assert.Equal([true, false], run.Items[0].Steps.Select(step => step.IsRebuilt));
        Assert.NotNull(run.Items[0].RunningInAvsSince);
        Assert.Null(run.Rto);
        Assert.Equal(TimeSpan.FromMinutes(2), run.Duration);
    }

    private RunRebuilder Rebuilder => new(_bed.Service, _bed.Clock);

    private int ListsOfJobs() => _bed.Service.Requests.Count(request => request.What == "LIST jobs");

    private async Task ForeignAsync(FakeItem item, string scenario, FailbackAction action = FailbackAction.None)
    {
        _bed.Service.StartForeign(item, scenario, TimeSpan.FromMinutes(1), action);
        _bed.Clock.Advance(TimeSpan.FromMinutes(2));
        await ItemsAsync();
    }

    private async Task<IReadOnlyList<ReplicatedItem>> ItemsAsync(string? name = null) =>
        [.. (await Paging.AllAsync(c => _bed.Service.ListItemsAsync(null, c, CancellationToken.None))).Where(item => name is null || item.Name == name)];

    private async Task<IReadOnlyList<FailbackRunEvent>> RebuildAsync() => await Rebuilder.RebuildAsync("r", await ItemsAsync(), [], CancellationToken.None);

    private async Task<FailbackRun?> RebuildRunAsync(string? name = null) => await Rebuilder.RebuildRunAsync(_bed.Vault, await ItemsAsync(name), [], CancellationToken.None);

    private async Task<IEnumerable<FailbackAction>> ActionsAsync() => (await RebuildRunAsync())!.Items.Single().Steps.Select(step => step.Action);
}
