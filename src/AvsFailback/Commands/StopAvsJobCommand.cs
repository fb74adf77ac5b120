using System;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Cancels running jobs, where Site Recovery allows it. A cancelled failover may leave the VM without replication: let it
/// end where it can. To cancel a failback that has ended, use <c>Undo-AvsFailback</c>. It returns the job as it is after
/// the request, which may still be Cancelling.
/// </summary>
/// <example>
/// <code>Stop-AvsJob 0d2f4a1e-6b7c-4d35-9a80-3c1f5e7b9d21 | Wait-AvsJob</code>
/// Asks where the job is a failover, cancels it, and waits until it has ended.
/// </example>
/// <example>
/// <code>Get-AvsJob -State InProgress | Stop-AvsJob -WhatIf</code>
/// Shows which running jobs would be cancelled; cancels none.
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "AvsJob", DefaultParameterSetName = ByObject, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FailbackJob))]
public sealed class StopAvsJobCommand : JobActionCmdlet
{
    private protected override string Action => "Cancel";

    private protected override string ActionText => "Cancel the job";

    // A VM whose failover is cancelled stops replicating (failback-rules §6).
    private protected override ConfirmImpact ImpactOn(FailbackJob job) =>
        ActionMetadata.IsDoneBy(FailbackAction.FailBack, job.Scenario) ? ConfirmImpact.High : ConfirmImpact.Medium;

    private protected override string Describe(FailbackJob job) =>
        ImpactOn(job) == ConfirmImpact.High ? "a failover: the VM may stop replicating" : job.State.ToString();

    private protected override bool IsOver(OperationStatus status) => status.IsCompleted;

    // The status may be that of the job, and then "Canceled" is what was wanted.
    private protected override bool IsWanted(OperationStatus status) =>
        status.IsSuccessful || status.Status.StartsWith("Cancel", StringComparison.OrdinalIgnoreCase);

    private protected override Task<StartedOperation> SendAsync(ISiteRecovery service, FailbackJob job, string clientRequestId) =>
        service.CancelJobAsync(job.Id, clientRequestId, StopToken);
}
