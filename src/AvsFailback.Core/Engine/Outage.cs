using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Engine;

/// <summary>
/// A lost connection isn't a failure: while something goes on in Azure it is waited for, up to a limit and each run's deadline, and that is
/// said (design §4). One VM that can't be read, while the service answers else, is that VM's error.
/// </summary>
internal sealed class Outage(AvsVault vault, IEngineObserver observer, EngineOptions options)
{
    private readonly IClock _clock = vault.Connection.Clock;
    private readonly JobFinder _jobs = new(vault.Connection.Service, vault.Connection.Clock);
    private DateTimeOffset? _since;

    /// <summary>Whether a read has no answer that says anything: none came, or the service was throttled for longer than the pipeline waits.</summary>
    public static bool IsNoAnswer(FailbackException why) => why is ConnectionException or ServiceException { Status: 429 };

    /// <summary>The service answers.</summary>
    public void Over()
    {
        if (_since is { } since)
        {
            observer.Warn($"The vault answers again, after {Words.Span(_clock.UtcNow - since)}.");
            _since = null;
        }
    }

    /// <summary>Whether the service answers a question that needs nothing of a single VM.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _jobs.ProbeAsync(cancellationToken);
            return true;
        }
        catch (FailbackException e) when (IsNoAnswer(e))
        {
            return false;
        }
    }

    /// <summary>The service answers, but not for this run.</summary>
    public StepResult Unreadable(ItemRun run, FailbackException why)
    {
        DateTimeOffset now = _clock.UtcNow;
        if (run.UnreadableSince is null)
        {
            observer.Warn(run, $"{run.Item.Name} can't be read, while the vault answers for others: {why.Message} It is tried again for {Words.Span(options.UnreadableWindow)}.");
        }

        run.SeeNothing(now);
        TimeSpan passed = now - run.UnreadableSince!.Value;
        bool isOver = passed >= options.UnreadableWindow || run.Request.Deadline <= now;
        return isOver ? StepResult.Fail(Errors.Unreadable(run, why, passed)) : StepResult.WaitAtOwnPace(now + options.OutageInterval, "It can't be read");
    }

    /// <summary>
    /// Whether the run waits: something runs in Azure, or it is between two steps. It doesn't where a commit may or may not have arrived and
    /// nothing else is known to run: what was approved before an outage isn't sent hours after it.
    /// </summary>
    private static bool IsWorthWaiting(IReadOnlyList<ItemRun> open) =>
        open.Any(run => run.RunsInAzure) || (open.Any(run => run.HasBeenWorkedOn) && !open.Any(run => run.Pending?.Action == FailbackAction.Commit));

    /// <summary>Waits for the service to answer again.</summary>
    /// <exception cref="FailbackException">Nothing goes on in Azure that would have to be waited for, or the limit is over.</exception>
    public async Task WaitAsync(IReadOnlyList<ItemRun> open, FailbackException why, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _clock.UtcNow;
        if (!IsWorthWaiting(open) || now - (_since ?? now) >= options.OutageLimit)
        {
            throw why;
        }

        foreach (ItemRun run in open.Where(run => run.Request.Deadline <= now))
        {
            run.Fail(Errors.TimedOut(run), now);
        }

        if (_since is null)
        {
            _since = now;
            observer.Warn($"The vault can't be reached: {why.Message.TrimEnd('.')}. What runs in Azure continues; this command tries again for up to {Words.Span(options.OutageLimit)}.");
        }

        if (open.Any(run => !run.IsSettled))
        {
            await _clock.Delay(options.OutageInterval, cancellationToken);
        }
    }
}
