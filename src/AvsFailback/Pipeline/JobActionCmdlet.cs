using System;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Engine;

using AvsFailback.Vault;

namespace AvsFailback.Pipeline;

/// <summary>A cmdlet that cancels, resumes or restarts jobs.</summary>
public abstract class JobActionCmdlet : JobCmdlet
{
    private Prompts? _prompts;

    private protected override bool IsActing => true;

    /// <summary>The service's word for the action, as a job's allowed actions have it.</summary>
    private protected abstract string Action { get; }

    /// <summary>What the action is called in the prompt.</summary>
    private protected abstract string ActionText { get; }

    /// <summary>The impact on this job.</summary>
    private protected virtual ConfirmImpact ImpactOn(FailbackJob job) => ConfirmImpact.Medium;

    /// <summary>What the prompt says about the job, beside its name.</summary>
    private protected virtual string Describe(FailbackJob job) => job.State.ToString();

    /// <summary>Whether enough is known of the operation. Its status may be that of the job, which goes on for long: who resumes or restarts one doesn't wait for its end.</summary>
    private protected virtual bool IsOver(OperationStatus status) => status.IsCompleted || string.Equals(status.Status, "InProgress", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the operation ended as it was meant to.</summary>
    private protected virtual bool IsWanted(OperationStatus status) => status.IsSuccessful;

    /// <summary>Asks the service.</summary>
    private protected abstract Task<StartedOperation> SendAsync(ISiteRecovery service, FailbackJob job, string clientRequestId);

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        foreach ((object target, FailbackJob job) in await ResolveJobsAsync())
        {
            try
            {
                DemandAllowed(job, target);
                if (await OnPipelineAsync(() => Confirm(job)))
                {
                    await WriteAsync(await ActAsync(job));
                }
            }
            catch (FailbackException e) when (e.IsOfOneInput)
            {
                await WriteErrorAsync(e, target);
            }
        }
    }

    private void DemandAllowed(FailbackJob job, object target)
    {
        foreach (string allowed in job.AllowedActions)
        {
            if (string.Equals(allowed, Action, StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
        }

        throw new FailbackException(
            "JobActionNotAllowed",
            FailbackErrorCategory.InvalidState,
            $"{job} (job {job.Name}): Site Recovery doesn't allow to {ActionText.ToLowerInvariant()} now.",
            job.State == JobState.NotStarted ? "It hasn't begun yet: try again in a moment."
                : job.AllowedActions.Count == 0 ? "Nothing can be done with this job in its state."
                : $"It allows: {string.Join(", ", job.AllowedActions)}.",
            target);
    }

    private bool Confirm(FailbackJob job)
    {
        string target = $"{job.TargetName} ({job.DisplayName}, job {job.Name}, {Describe(job)}) in vault {job.Vault}";
        return (_prompts ??= new Prompts(this)).ShouldProcess(target, ActionText, ImpactOn(job));
    }

    private async Task<FailbackJob> ActAsync(FailbackJob job)
    {
        ISiteRecovery service = job.Vault!.Connection.Service;
        StartedOperation operation = await SendAsync(service, job, Guid.NewGuid().ToString());
        if (await new JobActionWaiter(service, job.Vault.Connection.Clock, IsOver).WaitAsync(job, operation, job, StopToken) is { } status)
        {
            DemandWanted(job, status);
        }

        // A restart may be a job of its own; an operation may also be none.
        FailbackJob? own = operation.JobId is { } id && id != job.Id ? await service.FindJobAsync(id, StopToken) : null;
        own ??= await ConfirmedReads.JobAsync(service, job.Vault.Connection.Clock, job.Id, job.StartTime, StopToken);
        return own?.KnownAs(job) ?? throw Errors.JobGone(job, job);
    }

    private void DemandWanted(FailbackJob job, OperationStatus status)
    {
        if (status.IsCompleted && !IsWanted(status))
        {
            throw new FailbackException(
                "JobActionFailed",
                FailbackErrorCategory.Service,
                $"To {ActionText.ToLowerInvariant()} {job.Name} ended as {status.Status}{(status.Error is { } error ? $": {error}" : string.Empty)}.",
                status.Error?.RecommendedAction ?? "See the job: Get-AvsJob.",
                job)
            { ServiceErrors = status.Error is { } e ? [e] : [] };
        }
    }
}
