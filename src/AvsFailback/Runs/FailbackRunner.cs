using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Pipeline;

namespace AvsFailback.Runs;

/// <summary>A run with all that it needs, so that it can go in a cmdlet or in a job.</summary>
internal sealed class FailbackRunner(AvsVault vault, JourneyOptions options, IReadOnlyList<JourneyEntry> entries, JourneyReadiness readiness) : IDisposable
{
    private JourneyHost? _host;
    private FailbackJourney? _journey;

    /// <summary>The journal; null if none is kept. The runner closes it.</summary>
    public IRunJournal? Journal { get; init; }

    /// <summary>The validation; null if none is wanted.</summary>
    public ValidationRunner? Validation { get; init; }

    /// <summary>The user's script for events; null if there is none.</summary>
    public IEventSink? Events { get; init; }

    /// <summary>The VMs of which the user was told before the question that they aren't ready.</summary>
    public IReadOnlyCollection<ArmId> ToldUnready { get; init; } = [];

    /// <summary>Whether progress is shown.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>The jobs that go on in Azure should the run be stopped now.</summary>
    public IReadOnlyList<FailbackJob> UnderWay => _host?.UnderWay ?? [];

    /// <summary>What to say should the run be stopped now: jobs that continue in Azure, requests whose answers haven't come.</summary>
    public IReadOnlyList<string> WhatContinues =>
        [.. UnderWay.Select(StoppedRuns.Tell), .. (_journey?.OpenRequests ?? []).Select(asked => StoppedRuns.Tell(asked.Name, asked.Action))];

    /// <summary>
    /// Goes the whole way and tells the console: the run first, so that an error that ends the pipeline doesn't lose it, then the
    /// errors of single VMs.
    /// </summary>
    /// <exception cref="FailbackException">The run couldn't go on, or the vault was disconnected; it has been given out all the same.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<FailbackRun> RunAsync(IRunConsole console, CancellationToken cancellationToken)
    {
        // The end of the connection ends the run as a stop does.
        using IDisposable visit = vault.Connection.Enter();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, vault.Connection.Closing);
        var progress = new ProgressReporter($"Failback in {vault}", ShowsProgress, console.Show);
        _host = new JourneyHost(vault, options, console, progress, Validation, Events) { ToldUnready = ToldUnready };
        var journey = new FailbackJourney(vault, options, _host, Journal, readiness);
        _journey = journey;
        try
        {
            FailbackRun run = await journey.RunAsync(entries, stop.Token);
            progress.Close();
            await TellAsync(console, run, journey);
            return run;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && !vault.IsConnected)
        {
            progress.Close();
            TellUnderWay(console);
            await console.WriteAsync(journey.Run);
            throw new FailbackException("Disconnected", FailbackErrorCategory.InvalidState, $"The run ended because the vault {vault} was disconnected.", "Connect again with Connect-AvsVault and rerun the command: it resumes where each VM is.", vault);
        }
        catch (OperationCanceledException) when (console.OutlivesStop)
        {
            TellUnderWay(console);
            await console.WriteAsync(journey.Run);
            throw;
        }
        catch (FailbackException)
        {
            progress.Close();
            await TellAsync(console, journey.Run, journey);
            throw;
        }
        finally
        {
            progress.Close();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Events?.Dispose();
        Journal?.Dispose();
    }

    private void TellUnderWay(IRunConsole console)
    {
        foreach (FailbackJob job in UnderWay)
        {
            console.Warn(StoppedRuns.Tell(job));
        }
    }

    private static async Task TellAsync(IRunConsole console, FailbackRun run, FailbackJourney journey)
    {
        if (run.Outcome is FailbackRunOutcome.AwaitingCommit or FailbackRunOutcome.DeadlineReached)
        {
            console.Warn($"{Describe(run)} {run.NextStep}");
        }

        await console.WriteAsync(run);
        // What stops a plan is the same for each of its VMs, and says what is wrong with which of them.
        (FailbackException Error, object Target)[] errors = [.. journey.Errors.GroupBy(pair => pair.Error.Message).Select(same => same.First())];
        string[] ofPlans = [.. errors.Where(pair => pair.Error.Category == FailbackErrorCategory.NotReady).Select(pair => pair.Error.Message)];
        foreach ((FailbackException error, object target) in errors.Where(pair => !ofPlans.Any(message => message.Length > pair.Error.Message.Length && message.Contains(pair.Error.Message))))
        {
            await console.WriteErrorAsync(error, target);
        }
    }

    private static string Describe(FailbackRun run)
    {
        FailbackRunItemOutcome outcome = run.Outcome == FailbackRunOutcome.AwaitingCommit ? FailbackRunItemOutcome.AwaitingCommit : FailbackRunItemOutcome.DeadlineReached;
        FailbackRunItem[] items = [.. run.Items.Where(item => item.Outcome == outcome)];
        string names = string.Join(", ", items.Take(10).Select(item => $"{item.Name} ({item.Phase})")) + (items.Length > 10 ? $" and {items.Length - 10} more" : string.Empty);
        return run.Outcome == FailbackRunOutcome.AwaitingCommit
            ? $"Not committed: {names}."
            : $"The deadline has come before {names} {(items.Length == 1 ? "was" : "were")} where wanted.";
    }
}
