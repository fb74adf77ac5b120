using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Pipeline;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>
/// A run in the background of this process, with the vault of the session that started it. It gives out the
/// <see cref="FailbackRun"/>; errors, warnings and progress are in its streams. It is Failed where the run failed. Stopping it stops the waiting; jobs in Azure continue.
/// </summary>
public sealed class FailbackRunJob : Job
{
    private readonly CancellationTokenSource _stop = new();
    private readonly FailbackRunner _runner;

    internal FailbackRunJob(string command, FailbackRunner runner)
        : base(command)
    {
        _runner = runner;
        PSJobTypeName = "AvsFailback";
    }

    /// <summary>Whether it has something to receive.</summary>
    public override bool HasMoreData => Output.Count + Error.Count + Warning.Count + Verbose.Count > 0;

    /// <summary>Where it runs: in this process.</summary>
    public override string Location => "localhost";

    /// <summary>What it waits for in Azure.</summary>
    public override string StatusMessage => JobStateInfo.State == System.Management.Automation.JobState.Running ? string.Join(", ", _runner.UnderWay) : string.Empty;

    /// <summary>Stops the waiting. The run is given out as far as it came.</summary>
    public override void StopJob()
    {
        // One that never began has nothing to end.
        if (JobStateInfo.State != System.Management.Automation.JobState.NotStarted && !IsFinishedState(JobStateInfo.State))
        {
            SetJobState(System.Management.Automation.JobState.Stopping);
            _stop.Cancel();
            Finished.WaitOne();
        }
    }

    internal void Start()
    {
        SetJobState(System.Management.Automation.JobState.Running);
        _ = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            StopJob();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool IsFinishedState(System.Management.Automation.JobState state) =>
        state is System.Management.Automation.JobState.Completed or System.Management.Automation.JobState.Failed or System.Management.Automation.JobState.Stopped;

    private async Task RunAsync()
    {
        var console = new Streams(this);
        // The command that started it has ended, and can be told nothing any more.
        using RequestScope scope = RequestScope.Telling((text, isLong) =>
        {
            console.Verbose(text);
            if (isLong)
            {
                console.Warn(text);
            }
        });
        System.Management.Automation.JobState end = System.Management.Automation.JobState.Completed;
        try
        {
            FailbackRun run = await _runner.RunAsync(console, _stop.Token);
            end = run.Outcome == FailbackRunOutcome.Failed ? System.Management.Automation.JobState.Failed : end;
        }
        catch (OperationCanceledException)
        {
            foreach (string line in _runner.WhatContinues)
            {
                console.Warn(line);
            }

            end = System.Management.Automation.JobState.Stopped;
        }
        catch (FailbackException e) when (e.ErrorId == "Disconnected")
        {
            console.Warn($"{e.Message} {e.NextStep}");
            end = System.Management.Automation.JobState.Stopped;
        }
#pragma warning disable CA1031 // Whatever ended it has to be seen by who receives the job: nobody else would.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Error.Add(ErrorRecords.From(e, null));
            end = System.Management.Automation.JobState.Failed;
        }
        finally
        {
            End(end);
        }
    }

    // Whoever waits for the job waits for its state.
    private void End(System.Management.Automation.JobState end)
    {
        try
        {
            _runner.Dispose();
        }
        finally
        {
            SetJobState(end);
        }
    }

    /// <summary>The streams of the job; nobody can be asked.</summary>
    private sealed class Streams(FailbackRunJob job) : IRunConsole
    {
        public bool OutlivesStop => true;

        public Task WriteAsync(object output)
        {
            job.Output.Add(PSObject.AsPSObject(output));
            return Task.CompletedTask;
        }

        public Task WriteErrorAsync(Exception error, object? target)
        {
            job.Error.Add(ErrorRecords.From(error, target));
            return Task.CompletedTask;
        }

        public void Warn(string text) => job.Warning.Add(new WarningRecord(text));

        public void Verbose(string text) => job.Verbose.Add(new VerboseRecord(text));

        public void Show(ProgressRecord record) => job.Progress.Add(record);

        public Task<bool> AskAsync(string query, string caption, bool isOneOfMany) => Task.FromResult(false);
    }
}
