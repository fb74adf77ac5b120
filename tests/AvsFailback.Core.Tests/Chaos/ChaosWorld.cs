using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Chaos;

/// <summary>Something that must never happen, and did.</summary>
/// <param name="Kind">What kind it is of; shrinking keeps to it.</param>
/// <param name="Text">What it was.</param>
internal sealed record Violation(string Kind, string Text);

/// <summary>Plays one script in virtual time and looks for what must never happen.</summary>
internal sealed class ChaosWorld
{
    // A run of these few VMs asks and waits some hundreds of times; one that does so thousands of times has no end.
    private const int MostRequests = 150_000;

    private static readonly TimeSpan LongestRun = TimeSpan.FromDays(30);

    private readonly ChaosScript _script;
    private readonly JourneyBed _bed = new();
    private readonly List<FakeItem> _items = [];
    private readonly List<(int At, ChaosStep Step)> _whileAsked = [];
    private readonly FakePlan? _plan;
    private readonly ChaosInvariants _invariants;

    public ChaosWorld(ChaosScript script)
    {
        _script = script;
        foreach (ChaosVm vm in script.Vms)
        {
            FakeItem item = _bed.Add(
                $"vm{_items.Count}",
                vm.Phase,
                vm.IsClassic ? ReplicationArchitecture.Classic : ReplicationArchitecture.Modernized);
            (item.NamesItsJob, item.OffersNothingWhileBusy, item.AgentDelay) = (
                vm.NamesItsJob,
                vm.OffersNothingWhileBusy,
                TimeSpan.FromMinutes(vm.AgentMinutes));
            (item.DeallocatesFor, item.KeepsRunning) = (TimeSpan.FromMinutes(vm.DeallocatesMinutes), vm.KeepsRunning);
            _items.Add(item);
        }

        FakeItem[][] groups =
        [
            .. Enumerable.Range(1, 3)
            .Select(group => _items.Where((_, i) => script.Vms[i].Group == group).ToArray())
            .Where(items => items.Length > 0),
        ];
        if (groups.Length > 0)
        {
            _plan = _bed.Service.AddPlan("Finance", groups);
            _plan.Groups[0].PausesAfter = script.PausesPlan;
            (_plan.ContinuesAfterFailure, _plan.TellsTasks) = (script.ContinuesAfterFailure, script.TellsTasks);
        }

        _bed.Service.JobLag = (TimeSpan.Zero, TimeSpan.FromSeconds(script.JobLagSeconds));
        _invariants = new ChaosInvariants(_bed);
        _bed.OnEvent = happened =>
        {
            _bed.Note($"event: {happened.Kind} {happened.Name} {happened.Text}");
            _invariants.Told(happened);
        };
    }

    /// <summary>All that happened, in order.</summary>
    public IEnumerable<string> Log() => _bed.Log();

    /// <summary>Plays it to its end; the first thing that must never happen, null if nothing did.</summary>
    public async Task<Violation?> PlayAsync()
    {
        for (int number = 0; number < _script.Starts.Count && _invariants.First is null; number += 1)
        {
            try
            {
                await StartAsync(number);
            }
            catch (EndlessException e)
            {
                return _invariants.First ?? new Violation("Endless", $"start {number + 1}: {e.Message}");
            }
#pragma warning disable CA1031 // Whatever else comes out of a run is a fault of the run.
            catch (Exception e)
#pragma warning restore CA1031
            {
                return _invariants.First ?? new Violation($"Thrown {e.GetType().Name}", $"start {number + 1}: {e}");
            }
        }

        return _invariants.First;
    }

    private async Task StartAsync(int number)
    {
        ChaosStart start = _script.Starts[number];
        using var stop = new CancellationTokenSource();
        _bed.Service.Faults.Clear();
        _bed.Service.MostRequests = _bed.Service.Requests.Count + MostRequests;
        _bed.Clock.DelaysLeft = MostRequests;
        _bed.Clock.EndIn(LongestRun);
        _whileAsked.Clear();
        foreach (ChaosStep step in _script.Steps.Where(step => step.Start == number))
        {
            Plan(step, stop);
        }

        int asked = 0;
        _bed.Host.Thinks = TimeSpan.FromMinutes(start.ThinksMinutes);
        _bed.Host.Validate = item => item.Name == $"vm{start.FailingVm}" ? ValidationResult.Failed : ValidationResult.Passed;
        _bed.Host.Confirm = (_, _) => start.SaysYes;
        _bed.Host.Meanwhile = _ =>
        {
            asked += 1;
            foreach ((int _, ChaosStep step) in _whileAsked.Where(planned => planned.At == asked).ToArray())
            {
                Act(step);
            }
        };
        object[] named = [.. _plan is null ? Array.Empty<object>() : [_plan], .. _items.Where((_, i) => _script.Vms[i].Group == 0)];
        _invariants.Begins();
        DateTimeOffset? deadline = start.DeadlineHours == 0 ? null : _bed.Clock.UtcNow + TimeSpan.FromHours(start.DeadlineHours);
        StartEnd end = await _bed.StartAsync(start.Options with { Deadline = deadline }, named, start.KeepsJournal, stop.Token);
        _invariants.Ended(end, stop.IsCancellationRequested);
        // The next start comes a little later.
        _bed.Clock.Pass(TimeSpan.FromMinutes(5));
    }

    private void Plan(ChaosStep step, CancellationTokenSource stop)
    {
        FakeVault vault = _bed.Service;
        FakeItem item = ItemOf(step);
        switch (step.Kind)
        {
            case ChaosKind.Fault:
                FakeFault fault = ChaosGen.FaultOf(step.Detail);
                fault.Skip = step.When % (fault.Operation.StartsWith("POST", StringComparison.Ordinal) ? 2 : 25);
                fault.Times = fault.Kind is FakeFaultKind.CrashBefore or FakeFaultKind.CrashAfter ? 1 : 1 + (step.When % 2);
                vault.Faults.Add(fault);
                break;
            case ChaosKind.Fate:
                item.Fates.Enqueue(ChaosGen.FateOf(step.Detail));
                break;
            case ChaosKind.PlanFate:
                _plan?.Fates.Enqueue(ChaosGen.FateOf(step.Detail));
                break;
            case ChaosKind.Crash:
                vault.Faults.Add(
                    new FakeFault(step.Detail % 2 == 1 ? FakeFaultKind.CrashAfter : FakeFaultKind.CrashBefore) { Skip = step.When * 2 });
                break;
            case ChaosKind.CrashAtPost:
                vault.Faults.Add(
                    new FakeFault(
                        step.Detail % 2 == 1 ? FakeFaultKind.CrashAfter : FakeFaultKind.CrashBefore,
                        "POST")
                    { Skip = step.When % 8 });
                break;
            case ChaosKind.Outage:
                vault.Faults.Add(Outage(step) with { Skip = step.When * 2 });
                break;
            case ChaosKind.OutageAtPost:
                vault.Faults.Add(
                    new FakeFault(
                        step.Detail % 2 == 1 ? FakeFaultKind.LostAfter : FakeFaultKind.LostBefore,
                        "POST")
                    { Skip = step.When % 8, Then = Outage(step) });
                break;
            case ChaosKind.Stop:
                _bed.Clock.In(TimeSpan.FromMinutes(step.When), () => Stop(stop));
                break;
            case ChaosKind.Crowd:
                vault.Crowd(201 + step.When, TimeSpan.FromHours(3));
                break;
            case var _ when step.IsWhileAsked:
                _whileAsked.Add((1 + (step.When % 3), step));
                break;
            default:
                _bed.Clock.In(TimeSpan.FromMinutes(step.When), () => Act(step));
                break;
        }
    }

    private static FakeFault Outage(ChaosStep step) => new(FakeFaultKind.Disconnected) { Times = ChaosGen.LengthOf(step.Detail) };

    private void Stop(CancellationTokenSource stop)
    {
        try
        {
            stop.Cancel();
            _bed.Note("the run is stopped");
            _invariants.Stopped();
        }
        catch (ObjectDisposedException)
        {
            // It had ended by then.
        }
    }

    private FakeItem ItemOf(ChaosStep step) => _items[step.Vm % _items.Count];

    private void Act(ChaosStep step)
    {
        FakeItem item = ItemOf(step);
        OtherAdmin other = _bed.Other;
        _bed.Note($"another admin: {step.Kind} {item.Name}");
        switch (step.Kind)
        {
            case ChaosKind.CancelsFailback:
                other.Cancel(item);
                break;
            case ChaosKind.CancelsAndFailsBackAgain:
                other.Cancel(item);
                _bed.Clock.In(TimeSpan.FromMinutes(9), () => other.FailBack(item));
                break;
            case ChaosKind.FailsBack:
                other.FailBack(item);
                break;
            case ChaosKind.Commits:
                other.Commit(item);
                break;
            case ChaosKind.Reprotects:
                other.Reprotect(item);
                break;
            case ChaosKind.StopsJob:
                other.StopJob(item);
                break;
            case ChaosKind.SwitchesOn when item.HasAzureVm:
                other.SwitchOn(item);
                break;
            case ChaosKind.SwitchesOff when item.HasAzureVm:
                other.SwitchOff(item, _bed.Clock.UtcNow);
                break;
            case ChaosKind.AddsToPlan when _plan is not null:
                OtherAdmin.Add(_plan, item);
                break;
            case ChaosKind.RemovesFromPlan when _plan is not null:
                OtherAdmin.Remove(_plan, item);
                break;
            case ChaosKind.CommitsPlan when _plan is not null:
                other.Commit(_plan);
                break;
            case ChaosKind.FailsPlanBack when _plan is not null:
                other.FailBack(_plan);
                break;
            case ChaosKind.ResumesJobs:
                other.ResumeJobs();
                break;
            case ChaosKind.ShortensList when _plan is not null:
                _plan.Listed = [.. _plan.Members.Where(member => member != item)];
                break;
        }
    }
}
