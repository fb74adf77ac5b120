using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Pipeline;
using AvsFailback.Runs;

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
/// <example>
/// <code>
/// $one = Get-AzVM -ResourceGroupName rg-dr -Name sqlc01-dr
/// $two = Get-AzVM -ResourceGroupName rg-dr -Name sqlc02-dr
/// Complete-AvsFailback -RecoveryPlan SQL-cluster -Placement @{ Name = 'sqlc01'; AzureVM = $one.Id }, @{ Name = 'sqlc02'; AzureVM = $two.Id } -Wait
/// </code>
/// Commits a plan of classic VMs whose Azure VMs have other names, naming each.
/// </example>
[Cmdlet(VerbsLifecycle.Complete, "AvsFailback", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(FailbackJob))]
public sealed class CompleteAvsFailbackCommand : ActingCmdlet
{
    private readonly Dictionary<ArmId, ArmId> _azureVms = [];
    private ArmId? _azureVm;
    private PlacementTable? _placement;

    /// <summary>The Azure VM's resource id, where the vault doesn't tell it and it can't be found (classic); for one VM at a time, not for a plan.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AzureVM { get; set; }

    /// <summary>
    /// The Azure VMs of several VMs or of a plan's, where the vault doesn't tell them: the path of a CSV file, hashtables or objects
    /// with Name (or Id) and AzureVM, as <c>Invoke-AvsFailback</c> takes them. Its other columns are for other steps.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] Placement { get; set; } = [];

    private protected override ConfirmImpact Impact => ConfirmImpact.High;

    private protected override FailbackAction PlanAction => FailbackAction.Commit;

    private protected override string ActionText => "Commit the failback";

    /// <inheritdoc/>
    protected override async Task BeginAsync()
    {
        _azureVm = AzureVMs.Read(AzureVM);
        if (AzureVM is not null && Placement.Length > 0)
        {
            throw new FailbackException("AzureVmOrPlacement", FailbackErrorCategory.InvalidInput, "-AzureVM and -Placement both name Azure VMs.", "Give one of them: -AzureVM for a single VM, -Placement for several.", AzureVM);
        }

        await OnPipelineAsync(() => _placement = PlacementTable.Read(this, Placement));
        await base.BeginAsync();
    }

    private protected override ItemRequest Request(ReplicatedItem item) => new()
    {
        Item = item,
        Goal = FailbackGoal.Committed,
        Actions = [FailbackAction.Commit],
        AzureVm = _azureVm,
        AzureVms = _azureVms,
    };

    private protected override async Task<bool> CheckAllAsync()
    {
        try
        {
            AzureVMs.DemandOne(_azureVm, Inputs, Items.Count);
            foreach (IGrouping<AvsVault, ReplicatedItem> group in Items.GroupBy(item => item.Vault!))
            {
                foreach (KeyValuePair<ArmId, PlacementRow> row in await PlacementResolver.RowsAsync(_placement!, group.Key, [.. group], StopToken))
                {
                    if (row.Value.AzureVm is { } named)
                    {
                        _azureVms[row.Key] = named;
                    }
                }
            }

            return true;
        }
        catch (FailbackException e) when (e.IsOfOneInput)
        {
            await WriteErrorAsync(e, e.Target ?? AzureVM ?? (object)Placement);
            return false;
        }
    }

    private protected override Task CheckAsync(ReplicatedItem item, ItemRequest request)
    {
        if (request.AzureVmOf(item) is { } named && item.AzureVmId is { } told && told != named)
        {
            throw new FailbackException("OtherAzureVm", FailbackErrorCategory.InvalidInput, $"The Azure VM of {item.Name} is {told}, not {named}.", "Don't name it: the vault shows it.", named);
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
