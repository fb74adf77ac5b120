using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>Resumes jobs that are suspended at a manual action, once that has been done.</summary>
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
