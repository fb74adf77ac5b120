using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.TestSupport;
using AvsFailback.Vault;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>One 404 doesn't make gone what was there.</summary>
public sealed class ConfirmedReadsTests
{
    private readonly Bed _bed = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20)]
    public async Task A_run_survives_404s_of_its_item(int count)
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.RunningInAzure);
        int hidden = 0;
        _bed.Service.Hides = request => request.What == "GET item" && _bed.Clock.Elapsed > TimeSpan.FromMinutes(3) && hidden++ < count;
        ItemRun run = await _bed.RunOneAsync(Bed.ReprotectToAvs(item));
        Assert.Null(run.Error);
        Assert.Equal(RunOutcome.Reached, run.Outcome);
        Assert.Equal(["reprotect"], _bed.PostVerbs());
    }

    [Fact]
    public async Task What_neither_further_looks_nor_the_list_show_is_gone()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.RunningInAzure);
        _bed.Service.OnRequest = _ =>
        {
            if (_bed.Clock.Elapsed > TimeSpan.FromMinutes(20))
            {
                _bed.Service.Items.Clear();
            }

            return Task.CompletedTask;
        };
        FailbackException error = await _bed.FailOneAsync(Bed.ReprotectToAvs(item));
        Assert.Equal("ItemGone", error.ErrorId);
        SeenRequest[] last = [.. _bed.Service.Requests.AsEnumerable().Reverse().Take(4).Reverse()];
        Assert.Equal(["GET item", "GET item", "GET item", "LIST items"], last.Select(request => request.What));
        Assert.True(last[2].Time - last[0].Time >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task What_the_list_shows_is_never_called_removed_and_waited_for_not_for_ever()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.RunningInAzure);
        _bed.Service.Hides = request => request.What == "GET item";
        FailbackException error = await _bed.FailOneAsync(Bed.ReprotectToAvs(item));
        Assert.Equal("Unreadable", error.ErrorId);
        Assert.InRange(_bed.Clock.Elapsed, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        Assert.Empty(_bed.PostVerbs());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_404_of_the_job_that_an_item_names_sends_nothing(bool isOffered)
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.OffersWhileBusy = isOffered;
        FakeJob running = _bed.Service.StartForeign(item, "PlannedFailover", TimeSpan.FromMinutes(30), FailbackAction.FailBack);
        int hidden = 0;
        _bed.Service.Hides = request => request.What == "GET job" && hidden++ < 2;
        ItemRun run = await _bed.RunOneAsync(Bed.FailBack(item));
        Assert.Equal((RunOutcome.Reached, running.Id), (run.Outcome, run.LastJob!.Id));
        Assert.Empty(_bed.PostVerbs());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_job_of_long_ago_isnt_gone_for_a_404(int count)
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        int hidden = 0;
        _bed.Service.Hides = request => request.What == "GET job" && _bed.Clock.Elapsed > TimeSpan.FromMinutes(10) && hidden++ < count;
        ItemRun run = await _bed.RunOneAsync(Bed.FailBack(item));
        Assert.Null(run.Error);
        Assert.Equal(["failback"], _bed.PostVerbs());
    }

    [Fact]
    public async Task A_job_that_only_the_list_shows_is_found_by_its_state()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.Protected);
        FakeJob job = _bed.Service.StartForeign(item, "TestFailover", TimeSpan.FromMinutes(30));
        _bed.Service.Hides = _ => true;
        FailbackJob? found = await ConfirmedReads.JobAsync(_bed.Service, _bed.Clock, job.Id, job.Start, default);
        Assert.Equal(JobState.InProgress, found!.State);
        Assert.Null(await ConfirmedReads.JobAsync(_bed.Service, _bed.Clock, Some.JobId("nobody"), null, default));
    }
}
