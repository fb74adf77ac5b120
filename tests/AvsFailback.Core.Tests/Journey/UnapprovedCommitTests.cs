using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Journey;

/// <summary>
/// A commit deletes a VM: none without the validation and approval of this very failback in this very start, of VMs that were named.
/// </summary>
public sealed class UnapprovedCommitTests
{
    private static readonly JourneyOptions Validated = new(
        )
    { Until = FailbackGoal.Committed, CommitPolicy = CommitPolicy.AfterValidation, Validates = true };

    private readonly JourneyBed _bed = new();

    public static TheoryData<FailbackGoal, CommitPolicy, bool> OtherWills => new()
    {
        { FailbackGoal.Committed, CommitPolicy.Never, false },
        { FailbackGoal.FailedBack, CommitPolicy.Ask, false },
        { FailbackGoal.Committed, CommitPolicy.AfterValidation, true },
        { FailbackGoal.Committed, CommitPolicy.Ask, false },
    };

    [Theory]
    [MemberData(nameof(OtherWills))]
    public async Task A_plan_whose_commit_was_about_to_be_sent_is_not_committed_by_a_start_with_another_will(
        FailbackGoal until,
        CommitPolicy policy,
        bool validates)
    {
        FakePlan plan = Plan();
        _bed.Service.Faults.Add(new FakeFault(FakeFaultKind.CrashBefore, "POST plan commit"));
        await _bed.StartAsync(Validated, [plan]);

        StartEnd second = await RefuseAsync(new JourneyOptions { Until = until, CommitPolicy = policy, Validates = validates }, plan);

        Assert.IsType<EmulatedCrashException>(_bed.Starts[0].Error);
        Assert.Null(second.Error);
        NothingCommitted();
    }

    [Theory]
    [MemberData(nameof(OtherWills))]
    public async Task A_VM_whose_commit_was_about_to_be_sent_is_not_committed_by_a_start_with_another_will(
        FailbackGoal until,
        CommitPolicy policy,
        bool validates)
    {
        FakeItem item = _bed.Add("sql01");
        _bed.Service.Faults.Add(new FakeFault(FakeFaultKind.CrashBefore, "POST commit"));
        await _bed.StartAsync(Validated, [item]);

        await RefuseAsync(new JourneyOptions { Until = until, CommitPolicy = policy, Validates = validates }, item);

        NothingCommitted();
    }

    [Fact]
    public async Task A_plan_whose_commit_lost_its_answer_in_an_outage_is_not_committed_by_a_start_that_must_not()
    {
        FakePlan plan = Plan();
        _bed.Service.Faults.Add(
            new FakeFault(
                FakeFaultKind.LostBefore,
                "POST plan commit")
            { Then = new FakeFault(FakeFaultKind.Disconnected) { Times = 100_000 } });
        _bed.Clock.EndIn(TimeSpan.FromDays(8));
        await _bed.StartAsync(Validated with { Deadline = Some.Now.AddHours(6) }, [plan]);
        _bed.Service.Faults.Clear();

        await RefuseAsync(Validated with { CommitPolicy = CommitPolicy.Never }, plan);

        NothingCommitted();
    }

    [Theory]
    [InlineData(CommitPolicy.Ask)]
    [InlineData(CommitPolicy.AfterValidation)]
    public async Task An_answer_given_for_one_failback_does_not_count_for_the_next(CommitPolicy policy)
    {
        FakeItem item = _bed.Add("sql01");
        int asked = 0;
        _bed.Host.Validate = _ => ++asked == 1 ? ValidationResult.Passed : ValidationResult.Failed;
        _bed.Host.Confirm = (_, _) => ++asked == 1;
        _bed.Host.Thinks = TimeSpan.FromMinutes(30);
        _bed.Host.Meanwhile = call =>
        {
            if (call == 1)
            {
                _bed.Other.Cancel(item);
                _bed.Clock.In(TimeSpan.FromMinutes(9), () => _bed.Other.FailBack(item));
            }
        };

        await _bed.StartAsync(Validated with { CommitPolicy = policy, Validates = policy == CommitPolicy.AfterValidation }, [item]);

        Assert.Equal(2, item.Failovers);
        NothingCommitted();
    }

    [Fact]
    public async Task A_plan_whose_list_lacks_a_VM_takes_none_that_was_not_looked_at()
    {
        FakePlan plan = Plan();
        FakeItem unlisted = plan.Members.Last();
        unlisted.KeepsRunning = true;
        plan.Listed = [.. plan.Members.Where(item => item != unlisted)];

        await _bed.StartAsync(Validated, [plan]);

        Assert.DoesNotContain(_bed.Service.Sent, sent => sent.Item == unlisted);
    }

    [Fact]
    public async Task A_VM_that_joins_the_plan_while_others_are_validated_is_not_committed()
    {
        FakePlan plan = Plan();
        FakeItem late = _bed.Add("late", ReplicationPhase.FailedBack);
        _bed.Host.Meanwhile = _ => OtherAdmin.Add(plan, late);

        await _bed.StartAsync(Validated, [plan]);

        Assert.Equal(ReplicationPhase.FailedBack, late.Phase);
        Assert.DoesNotContain(_bed.Service.Sent, sent => sent.Item == late);
    }

    [Theory]
    [InlineData(CommitPolicy.Never)]
    [InlineData(CommitPolicy.AfterValidation)]
    public async Task A_VM_whose_commit_the_service_withholds_is_not_committed_by_a_reprotect_either(CommitPolicy policy)
    {
        FakeItem item = _bed.Add("sql01", ReplicationPhase.FailedBack);
        item.Tamper = shown => shown with { AllowedOperations = [.. shown.AllowedOperations.Where(word => word != "Commit")] };

        JourneyOptions wanted = new() { CommitPolicy = policy, Validates = policy != CommitPolicy.Never };
        StartEnd end = await _bed.StartAsync(wanted, [item]);

        Assert.Empty(_bed.Service.Effects);
        Assert.Equal(ReplicationPhase.FailedBack, end.Of(item).Phase);
    }

    [Fact]
    public async Task An_answer_does_not_count_for_a_failback_that_began_seconds_after_the_one_that_it_was_given_for()
    {
        FakeItem item = _bed.Add("sql01");
        item.JobTimes[FailbackAction.FailBack] = item.JobTimes[FailbackAction.CancelFailback] = TimeSpan.FromSeconds(2);
        _bed.Service.RetryAfter = TimeSpan.FromSeconds(2);
        int asked = 0;
        _bed.Host.Validate = _ => ++asked == 1 ? ValidationResult.Passed : ValidationResult.Failed;
        _bed.Host.Thinks = TimeSpan.FromSeconds(20);
        _bed.Host.Meanwhile = call =>
        {
            if (call == 1)
            {
                _bed.Other.Cancel(item);
                _bed.Clock.In(TimeSpan.FromSeconds(3), () => _bed.Other.FailBack(item));
            }
        };

        await _bed.StartAsync(Validated, [item]);

        Assert.Equal(2, item.Failovers);
        NothingCommitted();
    }

    private FakePlan Plan() => _bed.Service.AddPlan("Finance", [_bed.Add("a")], [_bed.Add("b")]);

    /// <summary>Starts with validations that don't pass and answers that are no.</summary>
    private Task<StartEnd> RefuseAsync(JourneyOptions options, object named)
    {
        _bed.Host.Validate = _ => ValidationResult.Failed;
        _bed.Host.Confirm = (_, _) => false;
        return _bed.StartAsync(options, [named]);
    }

    private void NothingCommitted() => Assert.DoesNotContain(_bed.Service.Effects, effect => effect.What == "Commit");
}
