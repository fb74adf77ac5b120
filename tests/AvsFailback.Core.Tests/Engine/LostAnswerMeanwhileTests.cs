using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>What is found in the vault while the answer to a request is missing, and isn't that request's job.</summary>
public sealed class LostAnswerMeanwhileTests
{
    private readonly Bed _bed = new();

    [Fact]
    public async Task The_job_before_which_the_item_still_names_is_not_taken_for_the_lost_one()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.Fates.Enqueue(new PostFate(PostFateKind.Succeeds));
        item.Fates.Enqueue(new PostFate(PostFateKind.LostBefore));
        item.Tamper = shown =>
            item is { Job: null, Phase: ReplicationPhase.FailedBack } ? shown with { RunningJobId = Some.JobId("job-1") } : shown;

        ItemRun run = await _bed.RunOneAsync(Bed.Journey(item, FailbackGoal.Committed));

        Assert.Equal((RunOutcome.Reached, FailbackAction.Commit), (run.Outcome, run.LastJob!.Action));
        int[] commits = [.. _bed.Posts().Where(post => post.What == "commit").Select(post => post.Seconds)];
        Assert.Equal(2, commits.Length);
        // It is looked for as long as any request without a trace.
        Assert.True(commits[1] - commits[0] >= 180);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_of_another_kind_is_waited_for_and_does_not_count_as_the_lost_one(bool namesItsJob)
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.FailedBack);
        item.NamesItsJob = namesItsJob;
        item.Fates.Enqueue(new PostFate(PostFateKind.LostBefore));
        bool isBegun = false;
        _bed.Service.OnRequest = request =>
        {
            if (!isBegun && request.What != "POST commit" && _bed.Service.Posts.Any())
            {
                isBegun = true;
                _bed.Service.StartForeign(item, "TestFailover", TimeSpan.FromMinutes(30));
            }

            return Task.CompletedTask;
        };

        ItemRun run = await _bed.RunOneAsync(Bed.Commit(item) with { MayWait = true });

        Assert.Equal((RunOutcome.Reached, FailbackAction.Commit, Some.JobId("job-2")), (run.Outcome, run.LastJob!.Action, run.LastJob.Id));
        Assert.Equal(1, _bed.Service.Count(item, "Commit"));
        Assert.True(_bed.Posts().Last().Seconds >= 1800);
        Assert.DoesNotContain(
            _bed.Told,
            told =>
                told.Kind == FailbackRunEventKind.JobAdopted && told.JobId == Some.JobId("job-1") && told.Action == FailbackAction.Commit);
    }

    [Theory]
    [InlineData(ReplicationPhase.ReadyToFailBack, ReplicationPhase.FailedBack, FailbackGoal.FailedBack)]
    [InlineData(ReplicationPhase.FailedBack, ReplicationPhase.Committed, FailbackGoal.Committed)]
    public async Task What_another_has_done_meanwhile_is_not_asked_for_again(
        ReplicationPhase before,
        ReplicationPhase after,
        FailbackGoal goal)
    {
        FakeItem item = _bed.Service.Add("sql01", before);
        item.Fates.Enqueue(new PostFate(PostFateKind.LostBefore));
        MoveAfterPost(item, after);

        ItemRun run = await _bed.RunOneAsync(Bed.Journey(item, goal));

        Assert.Null(run.Error);
        Assert.Equal(after, run.Item.Phase);
        Assert.Single(_bed.Service.Posts);
        Assert.True(_bed.Clock.Elapsed < TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task Where_another_has_done_it_meanwhile_the_next_step_follows()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.FailedBack);
        item.Fates.Enqueue(new PostFate(PostFateKind.LostBefore));
        MoveAfterPost(item, ReplicationPhase.Committed);

        ItemRun run = await _bed.RunOneAsync(Bed.Journey(item));

        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.Equal(["commit", "reprotect"], _bed.PostVerbs());
        // Nothing is left to look for.
        Assert.True(_bed.Posts().Last().Seconds < 180);
    }

    /// <summary>The item is in another phase as soon as the first request that acts was sent.</summary>
    private void MoveAfterPost(FakeItem item, ReplicationPhase after)
    {
        bool isMoved = false;
        _bed.Service.OnRequest = request =>
        {
            if (!isMoved && !request.IsPost && _bed.Service.Posts.Any())
            {
                isMoved = true;
                item.Phase = after;
            }

            return Task.CompletedTask;
        };
    }
}
