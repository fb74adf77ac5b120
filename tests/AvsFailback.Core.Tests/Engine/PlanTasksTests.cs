using System;
using System.Linq;
using AvsFailback.Engine;
using AvsFailback.TestSupport;
using AvsFailback.Vault;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>What a plan's job tells of each of its VMs.</summary>
public sealed class PlanTasksTests
{
    [Fact]
    public void A_VM_is_found_by_what_jobs_call_it_however_deep_it_lies_and_from_its_first_task_to_its_last()
    {
        FailbackJobTask told = Of("web01", Group(Told("web01", 0, 1)), Group(Told("other", 0, 9)), Group(Told("web01", 20, 30)))!;

        Assert.Equal((At(0), At(30), JobState.Succeeded), (told.StartTime, told.EndTime, told.State));
    }

    [Fact]
    public void A_VM_that_jobs_call_anew_is_found_by_its_name()
    {
        ReplicatedItem renamed = Member("web01") with { ObjectId = "another" };

        Assert.Equal(At(5), new PlanTasks(Job(Group(Told("web01", 5, 6))), [renamed]).Of(renamed)!.StartTime);
    }

    [Fact]
    public void Of_two_VMs_of_one_name_nothing_is_told_that_might_be_the_others()
    {
        ReplicatedItem renamed = Member("web01") with { ObjectId = "another" };
        FailbackJobTask twin = Told("web01", 7, 8) with { TargetObjectId = "twin" };

        Assert.Null(new PlanTasks(Job(Group(Told("web01", 5, 6), twin)), [renamed]).Of(renamed));
        Assert.Equal(At(5), Of("web01", Group(Told("web01", 5, 6), twin))!.StartTime);

        // The other one's turn hasn't come, so that the job tells one of them alone.
        ReplicatedItem second = Member("web01") with { ObjectId = "second" };
        var tasks = new PlanTasks(Job(Group(Told("web01", 5, 6))), [Member("web01"), second]);
        Assert.Equal((true, false), (tasks.Of(Member("web01")) is not null, tasks.Of(second) is not null));
        Assert.Null(new PlanTasks(Job(Group(Told("web01", 5, 6))), [Member("web01") with { Name = "web02" }, second]).Of(second));
    }

    [Fact]
    public void One_task_that_failed_fails_the_VM_and_each_error_is_told_once()
    {
        JobError error = new() { Code = "28031", Message = "It failed." };
        FailbackJobTask failed = Told("web01", 20, 30) with { State = JobState.Failed, Errors = [error], Tasks = [new FailbackJobTask { Name = "VmFailover", State = JobState.Failed, Errors = [error, new JobError { Code = "539" }] }] };

        FailbackJobTask told = Of("web01", Group(failed), Group(Told("web01", 40, 50)))!;

        Assert.Equal((JobState.Failed, At(50)), (told.State, told.EndTime));
        Assert.Equal(["28031", "539"], told.Errors.Select(one => one.Code));
    }

    [Theory]
    [InlineData(JobState.Skipped, JobState.Succeeded)]
    [InlineData(JobState.Cancelled, JobState.Cancelled)]
    [InlineData(JobState.Other, JobState.Other)]
    [InlineData(JobState.Failed, JobState.Failed)]
    public void A_task_that_is_no_success_makes_the_VM_none_unless_it_was_not_needed(JobState last, JobState expected) =>
        Assert.Equal(expected, Of("web01", Group(Told("web01", 0, 1)), Group(Told("web01", 2, 3) with { State = last }))!.State);

    [Fact]
    public void A_task_that_succeeded_in_part_is_decided_by_what_lies_within_it()
    {
        FailbackJobTask part = Told("web01", 0, 1) with { StateDescription = "PartiallySucceeded", Tasks = [new FailbackJobTask { State = JobState.Succeeded }, new FailbackJobTask { State = JobState.Failed }] };
        Assert.False(Of("web01", Group(part, Told("web01", 2, 3)))!.IsSuccessful);
        Assert.True(Of("web01", Group(part with { Tasks = [new FailbackJobTask { State = JobState.Succeeded }] }))!.IsSuccessful);
    }

    [Fact]
    public void What_the_job_does_not_tell_is_not_made_up()
    {
        Assert.Null(Of("web01"));
        Assert.Null(Of("web01", Group(Told("other", 0, 1))));
        Assert.Null(Of("web01", Group(Told("web01", 0, 1)), Group(Told("web01", 2, 3) with { EndTime = null, State = JobState.InProgress })));
        Assert.Null(Of("web01", Group(Told("web01", 0, 1) with { StartTime = null })));
    }

    private static FailbackJobTask? Of(string name, params FailbackJobTask[] groups) => new PlanTasks(Job(groups), [Member(name)]).Of(Member(name));

    private static FailbackJob Job(params FailbackJobTask[] groups) => new() { Id = Some.JobId("plan"), Tasks = groups };

    private static FailbackJobTask Group(params FailbackJobTask[] members) => new() { Name = "RecoveryPlanGroup1", Tasks = members };

    private static FailbackJobTask Told(string name, int start, int end) => new()
    {
        Name = "RecoveryPlanVirtualMachine",
        TargetObjectId = "id-of-" + name,
        TargetName = name,
        State = JobState.Succeeded,
        StartTime = At(start),
        EndTime = At(end),
    };

    private static ReplicatedItem Member(string name) => Some.Item(ReplicationPhase.ReadyToFailBack, name: name) with { ObjectId = "ID-OF-" + name };

    private static DateTimeOffset At(int minutes) => Some.Now.AddMinutes(minutes);
}
