using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Engine;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Fails VMs back from Azure to AVS, to a recovery point. Site Recovery shuts the Azure VM down and starts the VM in AVS;
/// the Azure VM stays until the commit. Before anything is asked of the service, each VM is checked against the readiness
/// rules; one that isn't ready is an error, and the others continue. It never reprotects and never commits. It returns the job
/// of each failback.
/// </summary>
/// <example>
/// <code>Start-AvsFailback web01</code>
/// Asks, starts the failback of web01 to its latest recovery point, and returns the job while it runs.
/// </example>
/// <example>
/// <code>Get-AvsReplicatedItem -Phase ReadyToFailBack | Start-AvsFailback -Wait</code>
/// Asks for each VM that can be failed back, fails them back side by side, and returns each job as it ends.
/// </example>
/// <example>
/// <code>Start-AvsFailback sql01, web01 -RecoveryPoint LatestAppConsistent -Wait -Timeout 2:00:00 -Confirm:$false</code>
/// In a script: fails two VMs back to their latest app-consistent points without asking, and waits two hours at most.
/// </example>
[Cmdlet(VerbsLifecycle.Start, "AvsFailback", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(FailbackJob))]
public sealed class StartAvsFailbackCommand : ActingCmdlet
{
    private RecoveryPointChoice _choice = RecoveryPointChoice.Latest;

    /// <summary>Latest (default; crash-consistent, recommended), LatestAppConsistent (may lie behind), or a point of the VM (classic).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecoveryPointCompleter))]
    public object RecoveryPoint { get; set; } = RecoveryPointChoices.Latest;

    private protected override ConfirmImpact Impact => ConfirmImpact.High;

    private protected override FailbackAction PlanAction => FailbackAction.FailBack;

    private protected override string ActionText => "Fail back to AVS";

    /// <inheritdoc/>
    protected override Task BeginAsync()
    {
        _choice = RecoveryPointChoices.Read(RecoveryPoint);
        return base.BeginAsync();
    }

    private protected override ItemRequest Request(ReplicatedItem item) => new()
    {
        Item = item,
        Goal = FailbackGoal.FailedBack,
        Actions = [FailbackAction.FailBack],
        PointChoice = _choice,
    };

    private protected override Task CheckAsync(ReplicatedItem item, ItemRequest request)
    {
        RecoveryPointChoices.DemandFits(_choice, item);
        return Task.CompletedTask;
    }

    private protected override string Describe(ReplicatedItem item, FailbackReadiness? readiness)
    {
        string point = _choice.ToString();
        // Where an app-consistent or a certain point is taken, its age is what will be lost.
        if (readiness?.Checks.FirstOrDefault(check => check.RuleId == "V06") is { Status: ReadinessStatus.Passed or ReadinessStatus.Failed or ReadinessStatus.Manual } age)
        {
            point = string.Format(CultureInfo.InvariantCulture, "{0}: {1}", point, age.Evidence);
        }

        return $"Azure to AVS, {point}; shuts the Azure VM down";
    }

    private protected override void Settled(ItemRun run)
    {
        ReplicatedItem item = run.Item;
        bool isWindowsBack = run.LastJob is { IsSuccessful: true } && item.Phase == ReplicationPhase.FailedBack && string.Equals(item.OsType, "Windows", StringComparison.OrdinalIgnoreCase);
        if (isWindowsBack && !string.Equals(item.AvsVm?.VmwareToolsStatus, "OK", StringComparison.OrdinalIgnoreCase))
        {
            string state = item.AvsVm is { VmwareToolsStatus.Length: > 0 } vm ? $"don't answer yet ('{vm.VmwareToolsStatus}')" : "aren't shown by Azure";
            PostWarning($"{item.Name}: the VMware tools {state}. On Windows they are off during the failover and may lag after it; that isn't a failure.");
        }
    }
}
