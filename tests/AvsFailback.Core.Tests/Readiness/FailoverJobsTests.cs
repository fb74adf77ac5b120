using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Readiness;

/// <summary>The job that brought a VM where it is: its own or that of a plan, whole where its tasks decide (rule C01).</summary>
public sealed class FailoverJobsTests
{
    private static readonly DateTimeOffset Start = Some.Now;

    private readonly Bed _bed = new();
    private readonly FakeItem _item;

    public FailoverJobsTests()
    {
        _item = _bed.Service.Add("sql01", ReplicationPhase.FailedBack);
        _item.LastFailoverTime = Start;
    }

    [Fact]
    public async Task A_success_in_part_is_read_by_itself_since_lists_have_no_tasks()
    {
        FakeJob job = Job(_item);
        _bed.Service.TamperJob = shown => shown.Id == job.Id ? shown with { StateDescription = "PartiallySucceeded", Tasks = [new FailbackJobTask { State = JobState.Failed }] } : shown;
        FailbackJob found = (await FindAsync())!;
        Assert.Equal((job.Id, "PartiallySucceeded", 1), (found.Id, found.StateDescription, found.Tasks.Count));
        Assert.False(found.IsSuccessful);
    }

    [Fact]
    public async Task A_job_that_is_described_as_completed_costs_no_further_read()
    {
        Job(_item);
        Assert.True((await FindAsync())!.IsSuccessful);
        Assert.DoesNotContain(_bed.Service.Requests, request => request.What == "GET job");
    }

    [Fact]
    public async Task A_later_job_that_failed_its_preflight_did_nothing_though_the_one_before_succeeded_in_part()
    {
        FakeJob job = Job(_item);
        _bed.Clock.Advance(TimeSpan.FromMinutes(1));
        FakeJob refused = _bed.Service.StartForeign(_item, "PlannedFailover", TimeSpan.Zero, endState: JobState.Failed);
        _bed.Service.TamperJob = shown => shown.Id == job.Id ? shown with { StateDescription = "PartiallySucceeded" } : shown;
        Assert.Equal(job.Id, (await FindAsync())!.Id);
        Assert.NotEqual(refused.Id, job.Id);
    }

    [Theory]
    [InlineData("sql01", true)]
    [InlineData("web01", false)]
    public async Task The_job_of_a_plan_is_found_by_the_VMs_task(string named, bool isFound)
    {
        FakeItem plan = _bed.Service.Add("Finance", ReplicationPhase.Protected);
        FakeJob job = Job(plan);
        _item.LastFailoverTime = Start.AddMinutes(20);
        _bed.Service.TamperJob = shown => shown.Id != job.Id ? shown : shown with
        {
            TargetType = "RecoveryPlan",
            StateDescription = "PartiallySucceeded",
            Tasks = [new FailbackJobTask { Name = "Group1", Tasks = [new FailbackJobTask { TargetName = named, TargetObjectId = $"object-of-{named}", State = JobState.Failed, StartTime = Start, EndTime = Start.AddMinutes(25) }] }],
        };
        FailbackJob? found = await FindAsync();
        Assert.Equal(isFound, found is not null);
        if (found is not null)
        {
            ReadinessFacts facts = new() { Item = Item(), Step = ReadinessStep.Commit, Now = Some.Now, FailoverJob = found };
            RuleCheck.Expect(new Finding(ReadinessStatus.Failed, ReadinessSeverity.Block, "PartiallySucceeded"), "C01", facts);
        }
    }

    [Fact]
    public async Task It_is_found_though_hundreds_of_jobs_started_since()
    {
        FakeJob job = Job(_item);
        FakeItem busy = _bed.Service.Add("busy", ReplicationPhase.Protected);
        for (int i = 0; i < 250; i++)
        {
            _bed.Clock.Advance(TimeSpan.FromSeconds(1));
            _bed.Service.StartForeign(busy, "TestFailover", TimeSpan.Zero);
        }

        _bed.Service.TamperJobs = jobs => jobs.Take(200);
        Assert.Equal(job.Id, (await FindAsync())!.Id);
    }

    private FakeJob Job(FakeItem item)
    {
        FakeJob job = _bed.Service.StartForeign(item, "PlannedFailover", TimeSpan.FromMinutes(30));
        _bed.Clock.Advance(TimeSpan.FromMinutes(30));
        return job;
    }

    private ReplicatedItem Item() => Some.Item(ReplicationPhase.FailedBack) with { LastFailoverTime = _item.LastFailoverTime };

    private Task<FailbackJob?> FindAsync() => new FailoverJobs(_bed.Service, _bed.Clock).FindAsync(Item(), default);
}
