using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>The failback's job that came through the pipeline is what rule C01 goes by.</summary>
public sealed class PipedJobTests
{
    private readonly Bed _bed = new();

    [Theory]
    [InlineData(JobState.Failed)]
    [InlineData(JobState.Cancelled)]
    public async Task A_failback_whose_piped_job_ended_badly_is_not_committed(JobState state)
    {
        FakeItem item = Item();

        FailbackException error = await _bed.FailOneAsync(Bed.Commit(item) with { PriorJob = Job("PlannedFailover", state) });

        Assert.Equal("NotReadyC01", error.ErrorId);
        Assert.Empty(_bed.Service.Posts);
    }

    [Fact]
    public async Task A_failback_whose_piped_job_ended_well_is_committed_without_looking_for_its_job()
    {
        FakeItem item = Item();

        ItemRun run = await _bed.RunOneAsync(Bed.Commit(item) with { PriorJob = Job("PlannedFailover", JobState.Succeeded) });

        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.DoesNotContain(
            _bed.Service.Requests.TakeWhile(request => !request.IsPost),
            request => request is { What: "LIST jobs", Subject: "by time" });
    }

    [Fact]
    public async Task A_piped_job_of_another_kind_says_nothing_about_the_failback()
    {
        FakeItem item = Item();

        ItemRun run = await _bed.RunOneAsync(
            Bed.Commit(item) with { PriorJob = Job("SwitchReplicationGroupProtection", JobState.Succeeded) });

        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.Contains(
            _bed.Service.Requests.TakeWhile(request => !request.IsPost),
            request => request is { What: "LIST jobs", Subject: "by time" });
    }

    private FakeItem Item()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.FailedBack);
        item.LastFailoverTime = Some.Now;
        return item;
    }

    private static FailbackJob Job(string scenario, JobState state) =>
        new() { Id = Some.JobId("piped"), Scenario = scenario, State = state, StateDescription = state.ToString(), TargetName = "sql01" };
}
