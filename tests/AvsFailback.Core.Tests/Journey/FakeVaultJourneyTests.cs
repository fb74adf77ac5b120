using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Journey;

/// <summary>Whole journeys on the vault in memory: what it holds and how it behaves is what the others of these tests rest on.</summary>
public sealed class FakeVaultJourneyTests
{
    private static readonly JourneyOptions Whole = new() { CommitPolicy = CommitPolicy.AfterValidation, Validates = true };

    private readonly JourneyBed _bed = new();

    [Theory]
    [InlineData(ReplicationArchitecture.Classic, false, false)]
    [InlineData(ReplicationArchitecture.Modernized, false, false)]
    [InlineData(ReplicationArchitecture.Classic, true, true)]
    [InlineData(ReplicationArchitecture.Modernized, true, true)]
    [InlineData(ReplicationArchitecture.Modernized, true, false)]
    public async Task A_VM_goes_all_the_way(ReplicationArchitecture architecture, bool namesItsJob, bool offersNothing)
    {
        FakeItem item = _bed.Add("sql01", ReplicationPhase.RunningInAzure, architecture);
        (item.NamesItsJob, item.OffersNothingWhileBusy, item.AgentDelay) = (namesItsJob, offersNothing, TimeSpan.FromMinutes(10));

        StartEnd end = await _bed.StartAsync(Whole, [item]);

        Assert.Equal(FailbackRunItemOutcome.Succeeded, end.Of(item).Outcome);
        Assert.Equal(ReplicationPhase.Protected, item.Phase);
        Assert.Equal(["ReprotectToAvs", "FailBack", "Commit", "ReprotectToAzure"], _bed.EffectsOf(item).Select(effect => effect.What));
        Assert.False(item.HasAzureVm);
    }

    [Theory]
    [InlineData(ReplicationArchitecture.Classic)]
    [InlineData(ReplicationArchitecture.Modernized)]
    public async Task A_plan_is_failed_back_and_committed_by_its_own_requests_group_after_group(ReplicationArchitecture architecture)
    {
        FakeItem[] items = [.. new[] { "a", "b", "c" }.Select(name => _bed.Add(name, ReplicationPhase.RunningInAzure, architecture))];
        FakePlan plan = _bed.Service.AddPlan("Finance", [items[0]], [items[1], items[2]]);

        StartEnd end = await _bed.StartAsync(Whole, [plan]);

        Assert.Equal(FailbackRunOutcome.Succeeded, end.Run!.Outcome);
        Assert.Equal(
            ["POST plan failback", "POST plan commit"],
            _bed.Service.Posts.Select(post => post.What).Where(what => what.Contains("plan", StringComparison.Ordinal)));
        DateTimeOffset[] home = [.. items.Select(item => _bed.EffectsOf(item).Single(effect => effect.What == "FailBack").Time)];
        Assert.True(home[0] < home[1] && home[1] == home[2]);
    }

    [Fact]
    public async Task A_run_that_crashed_anywhere_and_is_started_again_gets_there_with_one_effect_each()
    {
        for (int k = 0; k < 400; k += 5)
        {
            var bed = new JourneyBed();
            FakeItem item = bed.Add("sql01", ReplicationPhase.RunningInAzure);
            bed.Service.Faults.Add(new FakeFault(k % 2 == 0 ? FakeFaultKind.CrashBefore : FakeFaultKind.CrashAfter) { Skip = k });
            if ((await bed.StartAsync(Whole, [item])).Error is null)
            {
                return;
            }

            await bed.StartAsync(Whole, [item]);

            Assert.Equal(ReplicationPhase.Protected, item.Phase);
            Assert.Equal(["ReprotectToAvs", "FailBack", "Commit", "ReprotectToAzure"], bed.EffectsOf(item).Select(effect => effect.What));
        }

        Assert.Fail("The first start never ran to its end.");
    }

    [Fact]
    public async Task What_another_does_while_a_person_thinks_has_happened_when_the_answer_comes()
    {
        FakeItem item = _bed.Add("sql01");
        _bed.Host.Thinks = TimeSpan.FromHours(1);
        _bed.Host.Meanwhile = _ => _bed.Other.Commit(item);

        await _bed.StartAsync(Whole with { CommitPolicy = CommitPolicy.Ask }, [item]);

        Assert.Equal(0, _bed.EffectsOf(item).Single(effect => effect.What == "Commit").Start);
        Assert.Equal(ReplicationPhase.Protected, item.Phase);
    }

    [Fact]
    public async Task A_plan_s_job_that_waits_for_a_person_continues_when_it_is_resumed()
    {
        FakePlan plan = _bed.Service.AddPlan("Finance", [_bed.Add("a")], [_bed.Add("b")]);
        plan.Groups[0].PausesAfter = true;
        _bed.Clock.In(TimeSpan.FromHours(2), _bed.Other.ResumeJobs);

        StartEnd end = await _bed.StartAsync(Whole with { Until = FailbackGoal.FailedBack }, [plan]);

        Assert.Equal(FailbackRunOutcome.Succeeded, end.Run!.Outcome);
        Assert.True(_bed.EffectsOf(_bed.Service.Items[1]).Single().Time > Some.Now.AddHours(2));
    }

    [Fact]
    public async Task A_wait_without_an_end_fails_the_test()
    {
        await Assert.ThrowsAsync<EndlessException>(() => _bed.Clock.Delay(DateTimeOffset.MaxValue - _bed.Clock.UtcNow, default));
        _bed.Clock.DelaysLeft = 2;
        await _bed.Clock.Delay(TimeSpan.FromSeconds(1), default);
        await _bed.Clock.Delay(TimeSpan.FromSeconds(1), default);
        await Assert.ThrowsAsync<EndlessException>(() => _bed.Clock.Delay(TimeSpan.FromSeconds(1), default));
    }
}
