using System;
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
    private readonly IRunDirector _director;
    private readonly ItemStepper _stepper;

    public FailbackEngine(AvsVault vault, IEngineObserver observer, EngineOptions? options = null, IRunDirector? director = null)
    {
        _vault = vault;
        _clock = vault.Connection.Clock;
        _observer = observer;
        _director = director ?? new WaveOrder();
        EngineOptions given = options ?? new EngineOptions();
        _options = given with { Concurrency = vault.Connection.ConcurrencyOf(given.Concurrency) };

        _stepper = new ItemStepper(vault, observer, _options, _director, new RecentPoints(_clock));
    }

    /// <summary>Brings each item where it is wanted.</summary>
    /// <param name="requests">What is wanted of which item.</param>
    /// <param name="cancellationToken">Stops the waiting; jobs in Azure go on.</param>
    /// <returns>The runs, in the order of the requests, those that the director added after them; all settled.</returns>
    /// <exception cref="ConnectionException">The service can't be reached any more.</exception>
    public async Task<IReadOnlyList<ItemRun>> RunAsync(IReadOnlyList<ItemRequest> requests, CancellationToken cancellationToken)
    {
        var runs = new List<ItemRun>(requests.Select(request => new ItemRun(request, _clock.UtcNow)));
        var open = new List<ItemRun>(runs);
        var pace = new ListPace(_options);
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (ItemRequest added in await _director.BetweenRoundsAsync(runs, cancellationToken))
            {
                var run = new ItemRun(added, _clock.UtcNow);
                runs.Add(run);
                open.Add(run);
            }

            DateTimeOffset now = _clock.UtcNow;
            bool isListed = open.Count(CanBeListed) >= _options.ListFrom;
            // A list shows them all: whoever it shows is looked at, due or not.
            bool isListDue = isListed && (pace.IsDue(now) || open.Count(run => CanBeListed(run) && IsUrgent(run, now)) >= _options.ListFrom);
            // A list of jobs shows them all, too.
            bool isPlanDue = open.Any(run => IsPlanAtWork(run) && run.Due <= now);
            ItemRun[] due = [.. open.Where(run => (isPlanDue && IsPlanAtWork(run)) || run.IsSettled || (isListed && CanBeListed(run) ? isListDue || IsUrgent(run, now) : run.Due <= now && !IsAsleep(run)))];
            try
            {
                await RoundAsync(due, pace, cancellationToken);
            }
            catch (FailbackException)
            {
                // This ends the command; the jobs that it has started until now are told all the same.
                await TellSettledAsync(due);
                throw;
            }

            await TellSettledAsync(due);
            open.RemoveAll(run => run.IsSettled);
            _observer.Progress(runs);
            if (open.Count > 0)
            {
                await WaitAsync(open, pace, cancellationToken);
            }
        }

        return runs;
    }

    /// <summary>Whether the list of items shows how it stands, and somebody has to know.</summary>
    private bool CanBeListed(ItemRun run) =>
        !run.IsSettled && run.Lost is null && run.Request.Unit is ItemTarget && !run.Request.UntilStarted && !IsAsleep(run);

    private static bool IsPlanAtWork(ItemRun run) => run.Request.Unit is PlanTarget && run.ActiveJob is not null && !run.Request.UntilStarted;

    /// <summary>Whether another run leads it, so that it isn't looked at before that is over.</summary>
    private bool IsAsleep(ItemRun run) => _director.IsLedByAnother(run) && !IsUrgent(run, _clock.UtcNow);

    /// <summary>Whether it can't wait for the next list: a director has let it go on, its deadline has come, or it looks for a job's name.</summary>
    private static bool IsUrgent(ItemRun run, DateTimeOffset now) =>
        run.NextLook == DateTimeOffset.MinValue || run.Request.Deadline <= now || (run.NamelessSince is not null && run.NextLook <= now);

    private async Task WaitAsync(List<ItemRun> open, ListPace pace, CancellationToken cancellationToken)
    {
        DateTimeOffset deadline = open.Min(run => run.Request.Deadline) ?? DateTimeOffset.MaxValue;
        DateTimeOffset next = open.Where(run => !IsAsleep(run)).Select(run => run.Due).Append(deadline).Min();
        if (open.Count(CanBeListed) >= _options.ListFrom)
        {
            // Many aren't looked at one after the other as each falls due, but together.
            DateTimeOffset list = pace.Next;
            DateTimeOffset alone = open.Where(run => !CanBeListed(run) && !IsAsleep(run)).Select(run => run.Due).DefaultIfEmpty(list).Min();
            next = open.Any(run => IsUrgent(run, _clock.UtcNow)) ? _clock.UtcNow : new[] { list, alone, deadline }.Min();
        }

        TimeSpan wait = next - _clock.UtcNow;
        if (wait > TimeSpan.Zero)
        {
            await _clock.Delay(wait, cancellationToken);
        }
    }

    private async Task TellSettledAsync(IEnumerable<ItemRun> runs)
    {
        foreach (ItemRun run in runs.Where(run => run.IsSettled && !run.IsTold))
        {
            run.IsTold = true;
            await _observer.SettledAsync(run);
        }
    }

    private async Task RoundAsync(IReadOnlyList<ItemRun> due, ListPace pace, CancellationToken cancellationToken)
    {
        ItemRun[] open = [.. due.Where(run => !run.IsSettled)];
        (ItemRun Run, ReplicationPhase Phase)[] before = [.. open.Select(run => (run, run.Item.Phase))];
        var cycle = new PollCycle(_vault) { HasManyPlans = open.Count(IsPlanAtWork) > 1 };
        DateTimeOffset now = _clock.UtcNow;
        ItemRun[] listed = [.. open.Where(CanBeListed)];
        // The list then shows the fresh ones too, which may have to wait for their turn and not be fresh any more.
        int pages = listed.Count(run => !run.IsFresh(now)) >= _options.ListFrom ? await cycle.PrefetchAsync([.. listed.Select(run => run.Item.Id)], cancellationToken) : 0;
        await BoundedParallel.ForEachAsync(open, _options.Concurrency, run => _stepper.AdvanceAsync(run, cycle, cancellationToken));
        if (pages > 0)
        {
            pace.Listed(now, pages, before.Any(pair => pair.Run.IsSettled || pair.Run.Item.Phase != pair.Phase));
        }
    }
}
