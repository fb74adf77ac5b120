using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Restarts jobs that failed or were cancelled, where Site Recovery allows it. The plain way on after a failure is the
/// command of the step itself, which checks the VM again before it asks for a new job. It returns the job as it is then,
/// and doesn't wait for its end.
/// </summary>
/// <example>
/// <code>Restart-AvsJob 0d2f4a1e-6b7c-4d35-9a80-3c1f5e7b9d21 | Wait-AvsJob</code>
/// Restarts a job by its name and waits for its end.
/// </example>
/// <example>
/// <code>Get-AvsJob -State Failed | Restart-AvsJob -WhatIf</code>
/// Shows which of the failed jobs would be restarted; restarts none.
/// </example>
[Cmdlet(VerbsLifecycle.Restart, "AvsJob", DefaultParameterSetName = ByObject, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FailbackJob))]
public sealed class RestartAvsJobCommand : JobActionCmdlet
{
    private protected override string Action => "Restart";

    private protected override string ActionText => "Restart the job";

    private protected override Task<StartedOperation> SendAsync(ISiteRecovery service, FailbackJob job, string clientRequestId) =>
        service.RestartJobAsync(job.Id, clientRequestId, StopToken);
}
