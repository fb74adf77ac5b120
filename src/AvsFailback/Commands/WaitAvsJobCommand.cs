using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Waits for jobs, side by side, and writes each as it ends. A job that waits for a person is written as it is. A job that
/// failed is written too, beside an error with Site Recovery's own texts. A job that the vault hasn't known for five minutes is an error. Stopping the wait, by Ctrl+C or <c>-Timeout</c>,
/// stops no job.
/// </summary>
/// <example>
/// <code>Start-AvsFailback web01, app01 | Wait-AvsJob</code>
/// Starts two failbacks and waits for both.
/// </example>
/// <example>
/// <code>Get-AvsJob -State InProgress | Wait-AvsJob -Timeout 1:00:00</code>
/// In a new session: waits for all jobs that run, for an hour at most.
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "AvsJob", DefaultParameterSetName = ByObject)]
[OutputType(typeof(FailbackJob))]
public sealed class WaitAvsJobCommand : JobCmdlet
{
    private readonly List<(FailbackException Error, object Target)> _errors = [];
    private IReadOnlyList<FailbackJob> _underWay = [];

    /// <summary>How long to wait at most; a number counts seconds. 24 hours without it. The jobs continue after it.</summary>
    [Parameter]
    [TimeSpanTransformation]
    public TimeSpan? Timeout { get; set; }

    private protected override TimeSpan? TimeLimit => Timeout;

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        var inputs = await ResolveJobsAsync();
        Dictionary<ArmId, object> targets = inputs.ToDictionary(input => input.Job.Id, input => input.Target);
        try
        {
            await Task.WhenAll(inputs.GroupBy(input => input.Job.Vault!).Select(group => WaitAsync(group.Key, [.. group.Select(input => input.Job)], targets)));
        }
        finally
        {
            foreach ((FailbackException error, object target) in _errors)
            {
                await WriteErrorAsync(error, target);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Stopped()
    {
        foreach (FailbackJob job in _underWay.Where(job => job.IsRunning))
        {
            Host.UI?.WriteWarningLine($"Only the waiting has been stopped. In Azure it continues: {job} (job {job.Name}).");
        }
    }

    private async Task WaitAsync(AvsVault vault, IReadOnlyList<FailbackJob> jobs, Dictionary<ArmId, object> targets)
    {
        bool isProgressOn = await OnPipelineAsync(() => !HostCapabilities.IsAzureAutomation());
        var progress = new ProgressReporter($"Waiting for jobs in {vault}", isProgressOn, PostProgress);
        _underWay = jobs;
        try
        {
            await new JobWaiter(vault, new EngineOptions()).WaitAsync(
                jobs,
                EndOf(vault),
                (job, how) => SettledAsync(job, how, targets[job.Id]),
                latest =>
                {
                    _underWay = latest;
                    progress.Show(
                        latest.Count(job => job.IsSuccessful),
                        latest.Count(job => !job.IsRunning && !job.IsSuccessful),
                        latest.Count,
                        [.. latest.Where(job => job.IsRunning).Select(job => (job.TargetName.Length == 0 ? job.Name : job.TargetName, job.CurrentTask ?? job.StateDescription, job.PercentComplete))]);
                },
                StopToken);
        }
        finally
        {
            progress.Close();
        }
    }

    private protected override bool TakesUnknownJobs => true;

    private async Task SettledAsync(FailbackJob job, JobWaitEnd how, object target)
    {
        if (how == JobWaitEnd.Gone)
        {
            _errors.Add((Errors.JobGone(job, target), target));
            return;
        }

        if (how == JobWaitEnd.Suspended)
        {
            PostWarning(job.TextOfSuspension(isFollowed: false));
        }
        else if (how == JobWaitEnd.TimedOut)
        {
            _errors.Add((Errors.JobTimedOut(job, target), target));
        }
        else if (!job.IsSuccessful)
        {
            _errors.Add((Errors.JobFailed(job, job.Action, null, target), target));
        }

        await WriteAsync(job);
    }
}
