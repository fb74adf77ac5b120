using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>Restarts jobs that failed or were cancelled, where Site Recovery allows it.</summary>
[Cmdlet(VerbsLifecycle.Restart, "AvsJob", DefaultParameterSetName = ByObject, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FailbackJob))]
public sealed class RestartAvsJobCommand : JobActionCmdlet
{
    private protected override string Action => "Restart";

    private protected override string ActionText => "Restart the job";

    private protected override Task<StartedOperation> SendAsync(ISiteRecovery service, FailbackJob job, string clientRequestId) =>
        service.RestartJobAsync(job.Id, clientRequestId, StopToken);
}
