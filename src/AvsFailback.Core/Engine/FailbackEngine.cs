using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Runs;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>
/// The one loop (design §4): observe the items, look up each one's next action, act, wait, again, until each item has reached
/// its goal or failed for good. It remembers nothing that the vault can't tell it again.
/// </summary>
internal sealed class FailbackEngine
{
    private readonly AvsVault _vault;
    private readonly IClock _clock;
    private readonly EngineOptions _options;
    private readonly IEngineObserver _observer;
    private readonly GateList _gates;
    private readonly Reconciler _reconciler;
    private readonly Outage _outage;
    private readonly ListPace _pace;
    private readonly List<ItemRun> _runs = [];
    private readonly List<ItemRun> _open = [];

    // The runs as they were when nobody was awake; null while somebody is.
    private (ItemRun Run, FailbackAction Before, ReplicationPhase Phase, DateTimeOffset? Failover, string Waiting)[]? _stall;

    /// <summary>A loop for one command.</summary>
    /// <param name="vault">The vault.</param>
    /// <param name="observer">Whom it tells.</param>
    /// <param name="options">Its habits of waiting.</param>
    /// <param name="gates">What has to let requests through, besides the first recovery point and the agent, which it sees to itself.</param>
    public FailbackEngine(AvsVault vault, IEngineObserver observer, EngineOptions options, params Gate[] gates)
    {
        _vault = vault;
        _clock = vault.Connection.Clock;
        _observer = observer;
        _options = options with { Concurrency = vault.Connection.ConcurrencyOf(options.Concurrency) };
        _pace = new ListPace(_options);
        _outage = new Outage(vault, observer, _options);
        var points = new RecentPoints(_clock);
        var recoveryPoints = new RecoveryPointGate(vault.Connection.Service, _clock, _options, points, observer);
        var agent = new AgentGate(_clock, _options, observer);
        _gates = new GateList([recoveryPoints, .. gates, agent]);
        _reconciler = new Reconciler(vault, observer, _options, _gates, recoveryPoints, agent, points);
    }

    /// <summary>Brings each item where it is wanted.</summary>
    /// <param name="requests">What is wanted of which item.</param>
    /// <param name="cancellationToken">Stops the waiting; jobs in Azure go on.</param>
    /// <returns>The runs, in the order of the requests, those that gates added after them; all settled.</returns>
    /// <exception cref="ConnectionException">The service can't be reached any more.</exception>
    public async Task<IReadOnlyList<ItemRun>> RunAsync(IReadOnlyList<ItemRequest> requests, CancellationToken cancellationToken)
    {
        Add(requests);
        while (_open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isAnswered = await CycleAsync(cancellationToken);
            await ReportSettledAsync();
            _open.RemoveAll(run => run.IsSettled);
            _observer.Progress(_runs);
            if (_open.Count > 0 && isAnswered && !EndsStall())
            {
                await WaitAsync(cancellationToken);
            }
        }

        return _runs;
    }

    private void Add(IReadOnlyList<ItemRequest> requests)
    {
        foreach (ItemRequest request in requests)
        {
            var run = new ItemRun(request, _clock.UtcNow);
            _runs.Add(run);
            _open.Add(run);
            _gates.Added(run);
        }
    }

    /// <summary>One poll cycle; false if the service couldn't be reached and that was waited for.</summary>
    private async Task<bool> CycleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _observer.BetweenCyclesAsync(cancellationToken);
            Add(await _gates.LookAsync(_runs, cancellationToken));
            await PollAsync(DueNow(), cancellationToken);
            _outage.Over();
            return true;
        }
        catch (FailbackException e) when (Outage.IsNoAnswer(e))
        {
            await ReportSettledAsync();
            await _outage.WaitAsync(_open, e, cancellationToken);
            return false;
        }
        catch (FailbackException)
        {
            // This ends the command; the jobs that it has started until now are reported all the same.
            await ReportSettledAsync();
            throw;
        }
    }

    private List<ItemRun> DueNow()
    {
        DateTimeOffset now = _clock.UtcNow;
        bool isListed = _open.Count(CanBeListed) >= _options.ListFrom;
        // A list shows them all: each that it shows is looked at, due or not.
        bool isListDue = isListed && (_pace.IsDue(now) || _open.Count(run => CanBeListed(run) && IsUrgent(run, now)) >= _options.ListFrom);
        // A list of jobs shows them all, too.
        bool isPlanDue = _open.Any(run => IsPlanAtWork(run) && run.Due <= now);
        bool IsDue(ItemRun run) => (isPlanDue && IsPlanAtWork(run))
            || (isListed && CanBeListed(run) ? isListDue || IsUrgent(run, now) : (run.Due <= now || run.IsWoken) && !IsAsleep(run));
        return [.. _open.Where(IsDue)];
    }

    /// <summary>Whether the list of items shows how it stands, and somebody has to know.</summary>
    private bool CanBeListed(ItemRun run) =>
        !run.IsSettled && run.Pending is null && !run.IsOfPlan && !run.Request.UntilStarted && !IsAsleep(run);

    private static bool IsPlanAtWork(ItemRun run) => run.IsOfPlan && run.ActiveJob is not null && !run.Request.UntilStarted;

    /// <summary>Whether another run leads it, so that it isn't looked at before that is over.</summary>
    private bool IsAsleep(ItemRun run) => !IsUrgent(run, _clock.UtcNow) && _gates.IsLed(run);

    /// <summary>Whether it can't wait for the next list: something has woken it, its deadline has come, or it is at its own pace.</summary>
    private static bool IsUrgent(ItemRun run, DateTimeOffset now) =>
        run.IsWoken || run.Request.Deadline <= now || (run.IsAtOwnPace && run.NextLook <= now);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = _clock.UtcNow;
        // One that is led is looked at again at its own time should nobody be awake, so that no wait is without an end.
        ItemRun[] awake = [.. _open.Where(run => !IsAsleep(run))];
        awake = awake.Length > 0 ? awake : [.. _open];
        DateTimeOffset next = awake.Min(run => run.IsWoken ? now : run.Due);
        if (_open.Count(CanBeListed) >= _options.ListFrom)
        {
            // Many aren't looked at one after the other as each falls due, but together.
            DateTimeOffset list = _pace.Next;
            DateTimeOffset alone = awake.Where(run => !CanBeListed(run)).Select(run => run.Due).DefaultIfEmpty(list).Min();
            next = _open.Any(run => IsUrgent(run, now)) ? now : list < alone ? list : alone;
        }

        DateTimeOffset deadline = _open.Min(run => run.Request.Deadline) ?? next;
        TimeSpan wait = (deadline < next ? deadline : next) - now;
        if (wait > TimeSpan.Zero)
        {
            await _clock.Delay(wait, cancellationToken);
        }
    }

    /// <summary>
    /// Where every run is held by a gate and none has an end of its own, nobody is awake to end the wait: all are looked at once more, and where
    /// that changes nothing they are settled with the reason. True if the next cycle follows at once.
    /// </summary>
    private bool EndsStall()
    {
        if (_open.Any(run => run.IsWoken || run.HeldBefore == FailbackAction.None || run.HeldUntil is not null))
        {
            _stall = null;
            return false;
        }

        (ItemRun, FailbackAction, ReplicationPhase, DateTimeOffset?, string)[] now = [.. _open.Select(run => (run, run.HeldBefore, run.Item.Phase, run.Item.LastFailoverTime, run.Waiting))];
        bool isSame = _stall is not null && _stall.SequenceEqual(now);
        _stall = isSame ? null : now;
        foreach (ItemRun run in _open)
        {
            if (isSame)
            {
                run.Fail(Errors.NothingEndsTheWait(run), _clock.UtcNow);
            }
            else
            {
                run.Wake();
            }
        }

        return true;
    }

    private async Task ReportSettledAsync()
    {
        foreach (ItemRun run in _open.Where(run => run.IsSettled && !run.IsReported))
        {
            run.IsReported = true;
            await _observer.SettledAsync(run);
        }
    }

    private async Task PollAsync(List<ItemRun> due, CancellationToken cancellationToken)
    {
        ItemRun[] open = [.. due.Where(run => !run.IsSettled)];
        (ItemRun Run, ReplicationPhase Phase)[] before = [.. open.Select(run => (run, run.Item.Phase))];
        var cycle = new PollCycle(_vault) { HasManyPlans = open.Count(IsPlanAtWork) > 1 };
        DateTimeOffset now = _clock.UtcNow;
        ItemRun[] listed = [.. open.Where(CanBeListed)];
        // The list then shows the fresh ones too, which may have to wait for their turn and not be fresh any more.
        int pages = listed.Count(run => !run.IsFresh(now)) >= _options.ListFrom ? await cycle.PrefetchAsync([.. listed.Select(run => run.Item.Id)], cancellationToken) : 0;
        var unanswered = new ConcurrentQueue<(ItemRun Run, FailbackException Why)>();
        await BoundedParallel.ForEachAsync(open, _options.Concurrency, async run =>
        {
            try
            {
                await _reconciler.AdvanceAsync(run, cycle, cancellationToken);
                run.SeeAll();
            }
            catch (FailbackException e) when (Outage.IsNoAnswer(e))
            {
                unanswered.Enqueue((run, e));
            }
        });
        await TellOutageAsync(unanswered, cancellationToken);
        if (pages > 0)
        {
            _pace.Listed(now, pages, before.Any(pair => pair.Run.IsSettled || pair.Run.Item.Phase != pair.Phase));
        }
    }

    /// <summary>Whether runs that got no answer are the only ones, or nobody gets one.</summary>
    private async Task TellOutageAsync(ConcurrentQueue<(ItemRun Run, FailbackException Why)> unanswered, CancellationToken cancellationToken)
    {
        if (unanswered.IsEmpty)
        {
            return;
        }

        if (!await _outage.AnswersAsync(cancellationToken))
        {
            throw unanswered.First().Why;
        }

        foreach ((ItemRun run, FailbackException why) in unanswered)
        {
            run.Apply(_outage.Unreadable(run, why), _clock.UtcNow, _options.PhaseInterval);
        }
    }
}
