using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Resumes jobs that are suspended at a manual action, once that has been done. It doesn't do the action, nor look whether
/// it was done. It returns the job as it is then, and doesn't wait for its end.
/// </summary>
/// <example>
/// <code>Get-AvsJob -State Suspended | Resume-AvsJob -WhatIf</code>
/// Shows the jobs that wait for a person; resumes none.
/// </example>
/// <example>
/// <code>Resume-AvsJob 0d2f4a1e-6b7c-4d35-9a80-3c1f5e7b9d21 -Comments 'DNS points to AVS' | Wait-AvsJob</code>
/// Resumes a job, with a note for its record, and waits for its end.
/// </example>
[Cmdlet(VerbsLifecycle.Resume, "AvsJob", DefaultParameterSetName = ByObject, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FailbackJob))]
public sealed class ResumeAvsJobCommand : JobActionCmdlet
{
    /// <summary>What was done, for the job's record.</summary>
    [Parameter]
    public string? Comments { get; set; }

    private protected override string Action => "Resume";

    private protected override string ActionText => "Resume the job";

    private protected override Task<StartedOperation> SendAsync(ISiteRecovery service, FailbackJob job, string clientRequestId) =>
        service.ResumeJobAsync(job.Id, Comments, clientRequestId, StopToken);
}
