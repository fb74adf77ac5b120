using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Engine;

public sealed class LostAnswerTests
{
    [Theory]
    [InlineData(ReplicationPhase.RunningInAzure, true)]
    [InlineData(ReplicationPhase.RunningInAzure, false)]
    [InlineData(ReplicationPhase.ReadyToFailBack, true)]
    [InlineData(ReplicationPhase.ReadyToFailBack, false)]
    [InlineData(ReplicationPhase.FailedBack, true)]
    [InlineData(ReplicationPhase.FailedBack, false)]
    [InlineData(ReplicationPhase.Committed, true)]
    [InlineData(ReplicationPhase.Committed, false)]
    public async Task A_lost_answer_after_the_service_acted_is_adopted(ReplicationPhase phase, bool namedByTheItem)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", phase);
        item.NamesItsJob = namedByTheItem;
        item.Fates.Enqueue(new PostFate(PostFateKind.LostAfter));
        FailbackAction action = FailbackTransitions.Next(phase, FailbackGoal.Protected).Action;
        ItemRun run = await bed.RunOneAsync(Bed.OneStep(item, GoalAfter(action), action));
        Assert.Equal((RunOutcome.Reached, action), (run.Outcome, run.LastJob!.Action));
        Assert.Single(bed.PostVerbs());
        Assert.Equal(1, bed.Service.Count(item, action.ToString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_answer_to_the_commit_of_a_failover_is_adopted_and_the_reprotect_follows(bool namedByTheItem)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedOver);
        item.NamesItsJob = namedByTheItem;
        item.Fates.Enqueue(new PostFate(PostFateKind.LostAfter));
        await bed.RunOneAsync(Bed.OneStep(item, FailbackGoal.ReadyToFailBack, FailbackAction.CommitFailover, FailbackAction.ReprotectToAvs));
        Assert.Equal(["commit", "reprotect"], bed.PostVerbs());
        Assert.Equal(["CommitFailover", "ReprotectToAvs"], bed.Service.Effects.Select(e => e.What));
    }

    [Fact]
    public async Task Until_started_the_adopted_job_is_the_one_that_is_handed_out()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.NamesItsJob = false;
        item.Fates.Enqueue(new PostFate(PostFateKind.LostAfter));
        ItemRun run = await bed.RunOneAsync(Bed.FailBack(item) with { UntilStarted = true });
        Assert.Equal((RunOutcome.Started, Some.JobId("job-1")), (run.Outcome, run.LastJob!.Id));
        Assert.Single(bed.PostVerbs());
    }

    [Fact]
    public async Task A_job_that_is_still_nameless_is_recognised_by_its_activity_id_alone()
    {
        var bed = new Bed();
        bed.Service.JobLag = (TimeSpan.Zero, TimeSpan.FromMinutes(2));
        FakeItem other = bed.Service.Add("other", ReplicationPhase.ReadyToFailBack);
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        (other.NamesItsJob, item.NamesItsJob) = (false, false);
        item.Fates.Enqueue(new PostFate(PostFateKind.LostAfter));
        bed.Service.OnRequest = request =>
        {
            // Another's job begins a moment later, so that it stands before ours in the list.
            if (request.What == "LIST jobs" && bed.Service.Jobs.Count == 1)
            {
                bed.Service.StartForeign(other, "PlannedFailover", TimeSpan.FromMinutes(30), FailbackAction.FailBack);
            }

            return Task.CompletedTask;
        };
        ItemRun run = await bed.RunOneAsync(Bed.FailBack(item));
        Assert.Equal((RunOutcome.Reached, Some.JobId("job-1")), (run.Outcome, run.LastJob!.Id));
        Assert.Equal(2, bed.Service.Jobs.Count);
        Assert.Single(bed.PostVerbs());
    }

    [Fact]
    public async Task A_job_that_appears_late_is_found_within_the_settle_window()
    {
        var bed = new Bed();
        bed.Service.JobLag = (TimeSpan.FromMinutes(2), TimeSpan.Zero);
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.NamesItsJob = false;
        item.Fates.Enqueue(new PostFate(PostFateKind.LostAfter));
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.FailBack(item))).Outcome);
        Assert.Single(bed.PostVerbs());
    }

    [Theory]
    [InlineData(ReplicationPhase.RunningInAzure, FailbackAction.ReprotectToAvs)]
    [InlineData(ReplicationPhase.FailedBack, FailbackAction.Commit)]
    public async Task A_job_that_ended_before_the_loss_was_noticed_is_still_the_one_that_is_handed_out(ReplicationPhase phase, FailbackAction action)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", phase);
        item.JobTimes[action] = TimeSpan.FromSeconds(60);
        item.Fates.Enqueue(new PostFate(PostFateKind.LostAfter, SlowBy: TimeSpan.FromSeconds(100)));
        ItemRun run = await bed.RunOneAsync(Bed.OneStep(item, GoalAfter(action), action));
        Assert.Equal((RunOutcome.Reached, Some.JobId("job-1")), (run.Outcome, run.LastJob?.Id));
        Assert.Single(bed.PostVerbs());
    }

    [Fact]
    public async Task A_lost_answer_before_the_service_acted_is_sent_again_only_after_the_settle_window()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.Fates.Enqueue(new PostFate(PostFateKind.LostBefore));
        ItemRun run = await bed.RunOneAsync(Bed.FailBack(item));
        Assert.Equal(RunOutcome.Reached, run.Outcome);
        (string What, int Seconds)[] posts = [.. bed.Posts()];
        Assert.Equal(["failback", "failback"], posts.Select(p => p.What));
        Assert.InRange(posts[1].Seconds - posts[0].Seconds, 180, 210);
        Assert.Equal(1, bed.Service.Count(item, "FailBack"));
    }

    [Fact]
    public async Task Answers_that_keep_being_lost_end_in_an_error()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        for (int i = 0; i < 20; i += 1)
        {
            item.Fates.Enqueue(new PostFate(PostFateKind.LostBefore));
        }

        FailbackException error = await bed.FailOneAsync(Bed.FailBack(item));
        Assert.Equal(("AnswersLost", FailbackErrorCategory.Connection), (error.ErrorId, error.Category));
        Assert.Equal(1 + bed.Options.MaxResends, bed.PostVerbs().Count());
        Assert.All(bed.Posts().Zip(bed.Posts().Skip(1)), pair => Assert.True(pair.Second.Seconds - pair.First.Seconds >= 180));
    }

    [Fact]
    public async Task Another_controllers_job_in_the_meantime_is_followed_and_nothing_is_sent_again()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.Fates.Enqueue(new PostFate(PostFateKind.LostBefore));
        bed.Clock.OnDelay = () =>
        {
            if (bed.Service.Jobs.Count == 0 && bed.Clock.Elapsed >= TimeSpan.FromMinutes(1))
            {
                bed.Service.StartForeign(item, "PlannedFailover", TimeSpan.FromMinutes(30), FailbackAction.FailBack);
            }
        };
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.FailBack(item))).Outcome);
        Assert.Single(bed.PostVerbs());
        Assert.Equal(1, bed.Service.Count(item, "FailBack"));
    }

    [Fact]
    public async Task A_lost_answer_of_one_item_doesnt_hold_up_the_others()
    {
        var bed = new Bed();
        FakeItem lost = bed.Service.Add("lost", ReplicationPhase.FailedBack);
        FakeItem fine = bed.Service.Add("fine", ReplicationPhase.FailedBack);
        lost.Fates.Enqueue(new PostFate(PostFateKind.LostBefore));
        await bed.RunAsync(Bed.Commit(lost), Bed.Commit(fine));
        Assert.Equal(["fine", "lost"], bed.Settled.Select(r => r.Item.Name));
        Assert.InRange((bed.Settled[0].SettledAt!.Value - Some.Now).TotalSeconds, 180, 210);
    }

    private static FailbackGoal GoalAfter(FailbackAction action) => action switch
    {
        FailbackAction.ReprotectToAvs => FailbackGoal.ReadyToFailBack,
        FailbackAction.FailBack => FailbackGoal.FailedBack,
        FailbackAction.Commit => FailbackGoal.Committed,
        _ => FailbackGoal.Protected,
    };
}
