using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>The mobility agent registers some time after the failback (rule R03).</summary>
public sealed class AgentTests
{
    private const string Ours = "EmulatedAgentNotRegistered";

    [Fact]
    public async Task The_flag_is_waited_for_without_a_single_failing_job()
    {
        var bed = new Bed();
        FakeItem item = Committed(bed, TimeSpan.FromMinutes(14));
        ItemRun run = await bed.RunOneAsync(Bed.ReprotectToAzure(item));
        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.InRange(Assert.Single(bed.Posts()).Seconds, 14 * 60, 16 * 60);
        Assert.Single(bed.Service.Jobs);
        Assert.Single(bed.Notes, note => note.Contains("hasn't registered yet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_flag_the_reprotect_is_tried_until_it_succeeds()
    {
        var bed = new Bed();
        FakeItem item = Committed(bed, TimeSpan.FromMinutes(14));
        item.TellsAgent = false;
        ItemRun run = await bed.RunOneAsync(Bed.ReprotectToAzure(item));
        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.Equal(1, bed.Service.Count(item, "ReprotectToAzure"));
        (string What, int Seconds)[] posts = [.. bed.Posts()];
        Assert.InRange(posts.Length, 4, 8);
        Assert.All(posts.Zip(posts.Skip(1)), pair => Assert.True(pair.Second.Seconds - pair.First.Seconds >= 60));
    }

    [Theory]
    [InlineData("95226")]
    [InlineData(Ours)]
    [InlineData("emulatedagentnotregistered")]
    public async Task The_codes_that_mean_the_agent_are_tried_again(string code)
    {
        var bed = new Bed();
        FakeItem item = Committed(bed, TimeSpan.Zero);
        item.Fates.Enqueue(new PostFate(PostFateKind.JobFails, code));
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.ReprotectToAzure(item))).Outcome);
        Assert.Equal(["reprotect", "reprotect"], bed.PostVerbs());
    }

    [Theory]
    [InlineData("539")]
    [InlineData("78093")]
    [InlineData("agent not registered")]
    public async Task Any_other_code_fails_at_once(string code)
    {
        var bed = new Bed();
        FakeItem item = Committed(bed, TimeSpan.Zero);
        item.Fates.Enqueue(new PostFate(PostFateKind.JobFails, code));
        Assert.Equal("JobFailed", (await bed.FailOneAsync(Bed.ReprotectToAzure(item))).ErrorId);
        Assert.Single(bed.PostVerbs());
    }

    [Fact]
    public async Task The_agents_codes_are_waited_for_only_on_the_way_back_to_azure()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.RunningInAzure);
        item.Fates.Enqueue(new PostFate(PostFateKind.JobFails, "95226"));
        Assert.Equal("JobFailed", (await bed.FailOneAsync(Bed.ReprotectToAvs(item))).ErrorId);
        Assert.Single(bed.PostVerbs());
    }

    [Fact]
    public async Task An_agent_that_never_comes_is_tried_until_the_window_ends_and_once_more()
    {
        var bed = new Bed();
        FakeItem item = Committed(bed, TimeSpan.FromDays(30));
        item.TellsAgent = false;
        FailbackException error = await bed.FailOneAsync(Bed.ReprotectToAzure(item));
        Assert.Equal("AgentNotRegistered", error.ErrorId);
        Assert.Contains("25 min", error.Message, StringComparison.Ordinal);
        Assert.Contains("isn't installed", error.Message, StringComparison.Ordinal);
        Assert.Equal(Ours, error.ServiceErrors[0].Code);
        Assert.NotNull(error.Job);
        int window = 25 * 60;
        Assert.InRange(bed.Posts().Last().Seconds, window, window + 120);
    }

    [Fact]
    public async Task A_flag_that_stays_false_is_no_proof_and_the_reprotect_is_tried_all_the_same_in_the_end()
    {
        var bed = new Bed();
        FakeItem item = Committed(bed, TimeSpan.Zero);
        item.Tamper = shown => shown with { IsAgentRegistered = false };
        ItemRun run = await bed.RunOneAsync(Bed.ReprotectToAzure(item) with { AgentTimeout = TimeSpan.FromMinutes(10) });
        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.Equal([("reprotect", 600)], bed.Posts());
    }

    [Fact]
    public async Task The_item_is_read_again_before_each_try()
    {
        var bed = new Bed();
        FakeItem item = Committed(bed, TimeSpan.FromMinutes(10));
        item.TellsAgent = false;
        await bed.RunOneAsync(Bed.ReprotectToAzure(item));
        var requests = bed.Service.Requests.ToList();
        foreach (SeenRequest post in bed.Service.Posts)
        {
            int at = requests.IndexOf(post);
            Assert.Contains(requests.Take(at), r => r.What == "GET item" && r.Time == post.Time);
        }
    }

    [Fact]
    public async Task Another_controllers_reprotect_between_two_tries_is_gone_on_with()
    {
        var bed = new Bed();
        FakeItem item = Committed(bed, TimeSpan.Zero);
        item.Fates.Enqueue(new PostFate(PostFateKind.JobFails, Ours));
        item.JobTimes[FailbackAction.ReprotectToAzure] = TimeSpan.FromMinutes(1);
        bed.Clock.OnDelay = () =>
        {
            if (bed.Clock.Elapsed >= TimeSpan.FromMinutes(2) && bed.Service.Jobs.Count == 1)
            {
                bed.Service.StartForeign(item, "SwitchReplicationGroupProtection", TimeSpan.FromMinutes(10), FailbackAction.ReprotectToAzure);
            }
        };
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.ReprotectToAzure(item))).Outcome);
        Assert.Equal(1, bed.Service.Count(item, "ReprotectToAzure"));
    }

    private static FakeItem Committed(Bed bed, TimeSpan agentDelay)
    {
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.Committed);
        item.LastFailoverTime = Some.Now;
        item.AgentDelay = agentDelay;
        return item;
    }
}
