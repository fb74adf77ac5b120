using System;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>What was asked about a job is waited for, and every wait has an end.</summary>
public sealed class JobActionWaiterTests
{
    private readonly Bed _bed = new();

    [Fact]
    public async Task An_operation_that_never_ends_is_waited_for_an_hour()
    {
        FailbackException error = await Assert.ThrowsAsync<FailbackException>(() => WaitAsync(Start(60 * 24 * 30)));
        Assert.Equal("TimedOut", error.ErrorId);
        Assert.InRange(_bed.Clock.Elapsed, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(61));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_that_the_vault_knows_no_longer_is_reported_after_five_minutes(bool hasStatus)
    {
        FakeJob job = Start(600);
        _bed.Service.Hides = request => !hasStatus || request.What != "GET status";
        _bed.Service.TamperJobs = _ => [];
        FailbackException error = await Assert.ThrowsAsync<FailbackException>(() => WaitAsync(job));
        Assert.Equal("JobGone", error.ErrorId);
        Assert.Contains("job-1", error.Message, StringComparison.Ordinal);
        Assert.InRange(_bed.Clock.Elapsed, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
    }

    [Fact]
    public async Task A_job_that_ends_ends_the_wait_whatever_the_operation_says()
    {
        Assert.Null(await WaitAsync(Start(10)));
        Assert.InRange(_bed.Clock.Elapsed, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_status_that_is_not_known_at_first_is_asked_for_again()
    {
        FakeJob job = Start(600);
        int hidden = 0;
        _bed.Service.Hides = request => request.What == "GET status" && hidden++ < 3;
        OperationStatus? status = await new JobActionWaiter(_bed.Service, _bed.Clock, _ => true).WaitAsync(Known(job), Operation(job), "target", default);
        Assert.Equal("InProgress", status!.Status);
        Assert.InRange(_bed.Clock.Elapsed, TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Without_a_status_to_ask_for_there_is_no_wait() =>
        Assert.Null(await new JobActionWaiter(_bed.Service, _bed.Clock, _ => true).WaitAsync(Known(Start(10)), new StartedOperation(), "target", default));

    private FakeJob Start(int minutes) => _bed.Service.StartForeign(_bed.Service.Add("vm", ReplicationPhase.Protected), "TestFailover", TimeSpan.FromMinutes(minutes));

    private static FailbackJob Known(FakeJob job) => new() { Id = job.Id, State = JobState.InProgress, StartTime = job.Start };

    private static StartedOperation Operation(FakeJob job) => new() { JobId = job.Id, StatusUri = "https://status" };

    private Task<OperationStatus?> WaitAsync(FakeJob job) =>
        new JobActionWaiter(_bed.Service, _bed.Clock, status => status.IsCompleted).WaitAsync(Known(job), Operation(job), "target", default);
}
