using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Commits failbacks: the Azure VM and all recovery points are deleted, without undo. It refuses while the failover's job
/// isn't completed, while the Azure VM runs, or while it isn't known which VM that is. It never commits a failover to
/// Azure; for that see <c>Enable-AvsReprotection -CommitFailover</c>. It returns the job of each commit. Afterwards the VM
/// runs in AVS unprotected, until <c>Enable-AvsReprotection</c> protects it again.
/// </summary>
/// <example>
/// <code>Complete-AvsFailback web01 -Wait</code>
/// Asks, commits the failback of web01, and returns once the commit is done.
/// </example>
/// <example>
/// <code>Get-AvsReplicatedItem -Phase FailedBack | Complete-AvsFailback -WhatIf</code>
/// Shows which failbacks would be committed and which Azure VMs that would delete; commits none.
/// </example>
/// <example>
/// <code>
/// $vm = Get-AzVM -ResourceGroupName rg-dr -Name sql01
/// Complete-AvsFailback sql01 -AzureVM $vm.Id -Wait
/// </code>
/// Commits a classic VM whose Azure VM the vault doesn't tell, by naming that.
/// </example>
[Cmdlet(VerbsLifecycle.Complete, "AvsFailback", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(FailbackJob))]
public sealed class CompleteAvsFailbackCommand : ActingCmdlet
{
    private ArmId? _azureVm;

    /// <summary>The Azure VM's resource id, where the vault doesn't tell it and it can't be found (classic); for one VM at a time.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AzureVM { get; set; }

    private protected override ConfirmImpact Impact => ConfirmImpact.High;

    private protected override FailbackAction PlanAction => FailbackAction.Commit;

    private protected override string ActionText => "Commit the failback";

    /// <inheritdoc/>
    protected override Task BeginAsync()
    {
        _azureVm = AzureVMs.Read(AzureVM);
        return base.BeginAsync();
    }

    private protected override ItemRequest Request(ReplicatedItem item) => new()
    {
        Item = item,
        Goal = FailbackGoal.Committed,
        Actions = [FailbackAction.Commit],
        AzureVm = _azureVm,
    };

    private protected override Task CheckAsync(ReplicatedItem item, ItemRequest request)
    {
        if (_azureVm is not null && Inputs.Count > 1)
        {
            throw new FailbackException("OneVmAtATime", FailbackErrorCategory.InvalidInput, $"-AzureVM names one VM, and {Inputs.Count} are to be committed.", "Commit those whose Azure VM has to be named one at a time.", AzureVM);
        }

        if (_azureVm is not null && item.AzureVmId is { } told && told != _azureVm)
        {
            throw new FailbackException("OtherAzureVm", FailbackErrorCategory.InvalidInput, $"The Azure VM of {item.Name} is {told}, not {_azureVm}.", "Leave -AzureVM out: the vault tells it.", AzureVM);
        }

        return Task.CompletedTask;
    }

    private protected override string Describe(ReplicatedItem item, FailbackReadiness? readiness)
    {
        string vm = readiness?.Checks.FirstOrDefault(check => check.RuleId == "C02")?.Evidence is { Length: > 0 } evidence ? $" {evidence}" : string.Empty;
        return $"deletes the Azure VM{vm} and all recovery points, without undo";
    }

    private protected override void Settled(ItemRun run)
    {
        if (run.LastJob is { IsSuccessful: true })
        {
            string since = run.Item.UnprotectedSince is { } instant ? $" since {Words.Instant(instant)}, when its failback began" : string.Empty;
            PostWarning($"{run.Item.Name} is back in AVS and unprotected{since}. Protect it again: Enable-AvsReprotection.");
        }
    }
}
