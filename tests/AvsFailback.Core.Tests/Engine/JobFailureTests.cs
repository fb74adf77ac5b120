using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Engine;

public sealed class JobFailureTests
{
    [Theory]
    [InlineData(ReplicationPhase.FailedOver)]
    [InlineData(ReplicationPhase.RunningInAzure)]
    [InlineData(ReplicationPhase.ReadyToFailBack)]
    [InlineData(ReplicationPhase.FailedBack)]
    [InlineData(ReplicationPhase.Committed)]
    public async Task A_failed_job_fails_its_item_in_the_services_words(ReplicationPhase phase)
    {
        foreach (bool names in new[] { true, false })
        {
            var bed = new Bed();
            FakeItem item = bed.Service.Add("sql01", phase);
            item.NamesItsJob = names;
            item.Fates.Enqueue(new PostFate(PostFateKind.JobFails, "8038"));
            FailbackException error = await bed.FailOneAsync(Bed.Journey(item) with { Target = "typed" });
            Assert.Equal(("JobFailed", FailbackErrorCategory.Service, (object)"typed"), (error.ErrorId, error.Category, error.Target));
            Assert.Contains("8038: It went wrong.", error.Message, StringComparison.Ordinal);
            Assert.Equal("Do what helps against 8038.", error.NextStep);
            Assert.Equal("8038", Assert.Single(error.ServiceErrors).Code);
            Assert.Equal(Some.JobId("job-1"), error.Job!.Id);
            Assert.Single(bed.PostVerbs());
            Assert.Equal(phase, item.Phase);
        }
    }

    [Fact]
    public async Task A_cancelled_job_says_that_it_was_cancelled()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.Fates.Enqueue(new PostFate(PostFateKind.JobIsCancelled));
        Assert.Equal("JobCancelled", (await bed.FailOneAsync(Bed.FailBack(item))).ErrorId);
        Assert.Single(bed.PostVerbs());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_failback_that_the_service_undoes_itself_fails_in_its_words_and_isnt_tried_again(bool namedByTheItem, bool mayWait)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.NamesItsJob = namedByTheItem;
        item.Fates.Enqueue(new PostFate(PostFateKind.JobFailsAndIsUndone, "8038"));
        FailbackException error = await bed.FailOneAsync(Bed.FailBack(item) with { MayWait = mayWait });
        Assert.Equal("JobFailed", error.ErrorId);
        Assert.Equal("8038", Assert.Single(error.ServiceErrors).Code);
        Assert.Single(bed.PostVerbs());
    }

    [Theory]
    [InlineData(ReplicationPhase.RunningInAzure, true)]
    [InlineData(ReplicationPhase.RunningInAzure, false)]
    [InlineData(ReplicationPhase.ReadyToFailBack, true)]
    [InlineData(ReplicationPhase.ReadyToFailBack, false)]
    [InlineData(ReplicationPhase.FailedBack, true)]
    [InlineData(ReplicationPhase.FailedBack, false)]
    [InlineData(ReplicationPhase.Committed, true)]
    [InlineData(ReplicationPhase.Committed, false)]
    public async Task A_job_that_failed_its_preflight_while_another_controllers_went_through_is_no_error(ReplicationPhase phase, bool namedByTheItem)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", phase);
        item.NamesItsJob = namedByTheItem;
        item.Fates.Enqueue(new PostFate(PostFateKind.Overtaken));
        Transition next = FailbackTransitions.Next(phase, FailbackGoal.Protected);
        ItemRun run = await bed.RunOneAsync(Bed.Journey(item));
        Assert.Null(run.Error);
        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.Equal(ReplicationPhase.Protected, item.Phase);
        Assert.Equal(1, bed.Service.Count(item, next.Action.ToString()));
        Assert.NotEqual(JobState.Failed, run.LastJob?.State);
    }

    [Fact]
    public async Task A_refused_request_fails_its_item_only()
    {
        var bed = new Bed();
        FakeItem refused = bed.Service.Add("refused", ReplicationPhase.ReadyToFailBack);
        FakeItem fine = bed.Service.Add("fine", ReplicationPhase.ReadyToFailBack);
        refused.Fates.Enqueue(new PostFate(PostFateKind.Refused, "NotNow"));
        var runs = await bed.RunAsync(Bed.FailBack(refused), Bed.FailBack(fine));
        Assert.Equal("NotNow", Assert.IsType<ServiceException>(runs[0].Error).Code);
        Assert.Equal(RunOutcome.Reached, runs[1].Outcome);
    }

    [Fact]
    public async Task An_accepted_request_whose_job_isnt_named_is_looked_for_in_the_vault_and_not_sent_again()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("app01", ReplicationPhase.ReadyToFailBack);
        item.Fates.Enqueue(new PostFate(PostFateKind.Unnamed));
        ItemRun run = await bed.RunOneAsync(Bed.FailBack(item));
        Assert.Equal((RunOutcome.Reached, 1), (run.Outcome, bed.Posts().Count()));
        Assert.NotNull(run.LastJob);
    }
}
