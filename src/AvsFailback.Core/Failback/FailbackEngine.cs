using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Failback;

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
    private readonly ItemStepper _stepper;

    public FailbackEngine(AvsVault vault, IEngineObserver observer, EngineOptions? options = null)
    {
        _vault = vault;
        _clock = vault.Connection.Clock;
        _observer = observer;
        _options = options ?? new EngineOptions();
        if (string.Equals(vault.EmulatedClock, "Virtual", StringComparison.OrdinalIgnoreCase))
        {
            _options = _options with { Concurrency = 1 };
        }

        _stepper = new ItemStepper(vault, observer, _options);
    }

    /// <summary>Brings each item where it is wanted.</summary>
    /// <param name="requests">What is wanted of which item.</param>
    /// <param name="cancellationToken">Stops the waiting; jobs in Azure go on.</param>
    /// <returns>The runs, in the order of the requests, all settled.</returns>
    /// <exception cref="ConnectionException">The service can't be reached any more.</exception>
    public async Task<IReadOnlyList<ItemRun>> RunAsync(IReadOnlyList<ItemRequest> requests, CancellationToken cancellationToken)
    {
        ItemRun[] runs = [.. requests.Select(request => new ItemRun(request, _clock.UtcNow))];
        var open = new List<ItemRun>(runs);
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DateTimeOffset now = _clock.UtcNow;
            ItemRun[] due = [.. open.Where(run => run.Due <= now)];
            try
            {
                await RoundAsync(due, cancellationToken);
            }
            catch (FailbackException)
            {
                // This ends the command; the jobs that it has started until now are told all the same.
                await TellSettledAsync(due);
                throw;
            }

            await TellSettledAsync(due);
            open.RemoveAll(run => run.IsSettled);

            if (open.Count > 0)
            {
                _observer.Progress(runs);
                TimeSpan wait = open.Min(run => run.Due) - _clock.UtcNow;
                if (wait > TimeSpan.Zero)
                {
                    await _clock.Delay(wait, cancellationToken);
                }
            }
        }

        return runs;
    }

    private async Task TellSettledAsync(IEnumerable<ItemRun> runs)
    {
        foreach (ItemRun run in runs.Where(run => run.IsSettled))
        {
            await _observer.SettledAsync(run);
        }
    }

    private async Task RoundAsync(IReadOnlyList<ItemRun> due, CancellationToken cancellationToken)
    {
        var round = new Round(_vault);
        await round.PrefetchAsync([.. due.Where(run => run.ActiveJob is null && run.Lost is null && !run.IsFresh(_clock.UtcNow)).Select(run => run.Item.Id)], cancellationToken);
        await Concurrently.ForEachAsync(due, _options.Concurrency, run => _stepper.AdvanceAsync(run, round, cancellationToken));
    }
}
