using System.Management.Automation;
using AvsFailback.Engine;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Cancels failbacks that aren't committed (modernized): the VM runs in Azure again and replicates to AVS. What was changed
/// in AVS since the failback is lost. A classic failback can't be cancelled, and a committed one can't be undone. It
/// returns the job of each cancel.
/// </summary>
/// <example>
/// <code>Undo-AvsFailback app01 -Wait</code>
/// Asks, cancels the failback of app01, and returns once that is done.
/// </example>
/// <example>
/// <code>Get-AvsReplicatedItem app* -Phase FailedBack | Undo-AvsFailback -WhatIf</code>
/// Shows which failbacks would be cancelled; cancels none.
/// </example>
[Cmdlet(VerbsCommon.Undo, "AvsFailback", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(FailbackJob))]
public sealed class UndoAvsFailbackCommand : ActingCmdlet
{
    private protected override ConfirmImpact Impact => ConfirmImpact.High;

    private protected override FailbackAction PlanAction => FailbackAction.CancelFailback;

    private protected override string ActionText => "Cancel the failback";

    private protected override ItemRequest Request(ReplicatedItem item) => new()
    {
        Item = item,
        Goal = FailbackGoal.FailbackCancelled,
        Actions = [FailbackAction.CancelFailback],
    };

    private protected override string Describe(ReplicatedItem item, FailbackReadiness? readiness) =>
        "back to Azure; what was changed in AVS since the failback is lost";
}
