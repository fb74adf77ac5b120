using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Journey;

/// <summary>
/// What was checked holds for the moment of the check. Where reads are slow or throttled, others may act before the request goes out: then
/// all of it is checked again.
/// </summary>
public sealed class StaleChecksTests
{
    private static readonly JourneyOptions Validated = new()
    {
        Until = FailbackGoal.Committed,
        CommitPolicy = CommitPolicy.AfterValidation,
        Validates = true,
    };

    private readonly JourneyBed _bed = new();

    [Fact]
    public async Task A_VM_failed_back_again_while_its_checks_were_slow_is_validated_again_before_its_commit()
    {
        FakeItem item = _bed.Add("sql01");
        Once("GET vm", () => FailBackAgain(item));

        await _bed.StartAsync(Validated, [item]);

        Assert.Equal(2, item.Failovers);
        Assert.Equal([1, 2], _bed.Host.Answers.Select(answer => answer.Failover));
        Assert.Equal(2, Assert.Single(_bed.Service.Effects, effect => effect.What == "Commit").Failover);
    }

    [Fact]
    public async Task No_VM_of_a_plan_is_committed_in_a_failback_that_was_not_validated()
    {
        FakePlan plan = _bed.Service.AddPlan("Finance", [_bed.Add("a")], [_bed.Add("b")]);
        FakeItem again = plan.Members.First();
        Once("GET vm", () => FailBackAgain(again));

        await _bed.StartAsync(Validated, [plan]);

        Assert.Equal(2, again.Failovers);
        Assert.All(
            _bed.EffectsOf(again).Where(effect => effect.What == "Commit"),
            effect => Assert.Contains(
                _bed.Host.Answers,
                answer => answer.Item == again.Id && answer.Failover == effect.Failover && answer.IsYes));
    }

    [Fact]
    public async Task An_Azure_VM_switched_on_while_checks_were_slow_is_not_deleted()
    {
        FakeItem item = _bed.Add("sql01", ReplicationPhase.FailedBack);
        // The last read before the commit is that of the power: it was answered long before the answer arrived.
        Once(
            "GET vm",
            () => _bed.Clock.In(TimeSpan.FromMinutes(1), () => _bed.Other.SwitchOn(item)),
            after: TimeSpan.FromMinutes(10));

        StartEnd end = await _bed.StartAsync(Validated, [item]);

        Assert.DoesNotContain(_bed.Service.Effects, effect => effect.What == "Commit");
        Assert.Contains("C02", end.Of(item).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_is_slow_for_ever_ends_the_run_with_the_reason_and_nothing_is_sent()
    {
        FakeItem item = _bed.Add("sql01", ReplicationPhase.FailedBack);
        _bed.Service.OnRequest = request =>
        {
            _bed.Clock.Advance(request.What == "GET vm" ? TimeSpan.FromMinutes(5) : TimeSpan.Zero);
            return Task.CompletedTask;
        };

        StartEnd end = await _bed.StartAsync(Validated, [item]);

        Assert.Equal(("VaultTooSlow", FailbackRunItemOutcome.Failed), (end.Of(item).ErrorId, end.Of(item).Outcome));
        Assert.DoesNotContain(_bed.Service.Sent, sent => sent.Action == FailbackAction.Commit);
    }

    [Fact]
    public async Task A_request_turned_away_by_throttling_passes_every_gate_again()
    {
        FakeItem item = _bed.Add("sql01", ReplicationPhase.FailedBack);
        _bed.Service.Faults.Add(new FakeFault(FakeFaultKind.Throttled, "POST commit") { Times = 3 });
        _bed.Clock.In(TimeSpan.FromSeconds(40), () => _bed.Other.SwitchOn(item));

        StartEnd end = await _bed.StartAsync(Validated, [item]);

        Assert.Contains("C02", end.Of(item).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_bed.Service.Effects, effect => effect.What == "Commit");
    }

    [Fact]
    public async Task Throttling_that_passes_is_waited_for_and_throttling_that_stays_ends_in_an_hour()
    {
        FakeItem passes = _bed.Add("passes", ReplicationPhase.FailedBack);
        FakeItem stays = _bed.Add("stays", ReplicationPhase.FailedBack);
        _bed.Service.Faults.Add(new FakeFault(FakeFaultKind.Throttled, "POST commit") { Subject = "passes", Times = 20 });
        _bed.Service.Faults.Add(new FakeFault(FakeFaultKind.Throttled, "POST commit") { Subject = "stays", Times = 100_000 });
        _bed.Clock.EndIn(TimeSpan.FromHours(14));

        JourneyOptions anHour = Validated with { Engine = Validated.Engine with { OutageLimit = TimeSpan.FromHours(1) } };
        StartEnd end = await _bed.StartAsync(anHour, [passes, stays]);

        Assert.Equal(FailbackRunItemOutcome.Succeeded, end.Of(passes).Outcome);
        Assert.Equal(FailbackRunItemOutcome.Failed, end.Of(stays).Outcome);
        Assert.Contains("throttled", end.Of(stays).Message, StringComparison.Ordinal);
    }

    private void FailBackAgain(FakeItem item)
    {
        _bed.Other.Cancel(item);
        _bed.Clock.In(TimeSpan.FromMinutes(9), () => _bed.Other.FailBack(item));
        _bed.Clock.Pass(TimeSpan.FromMinutes(40));
    }

    /// <summary>Has something happen in the first such request after a VM was failed back, and time pass.</summary>
    private void Once(string what, Action act, TimeSpan after = default)
    {
        bool isDone = false;
        _bed.Service.OnRequest = request =>
        {
            if (!isDone && request.What == what && _bed.Service.Items.TrueForAll(item => item.Phase == ReplicationPhase.FailedBack))
            {
                isDone = true;
                act();
                _bed.Clock.Pass(after);
            }

            return Task.CompletedTask;
        };
    }
}
