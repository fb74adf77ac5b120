using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Pipeline;
using AvsFailback.Readiness;

namespace AvsFailback.Commands;

/// <summary>
/// Tells whether VMs are ready for their next step, rule by rule, with evidence and remedy. Not ready is an answer, not an
/// error. It changes nothing, and applies the rules that the command of the step applies before it acts: to the VM, its
/// servers, network, locks and the caller's rights. What Azure can't show is told as Manual: a person has to look. What VMs
/// share is read once, so test many together. <c>about_AvsFailback</c> lists the rules. It returns a verdict for each VM;
/// with <c>-Quiet</c>, one true or false for all.
/// </summary>
/// <example>
/// <code>Get-AvsReplicatedItem web*, sql* | Test-AvsFailback</code>
/// Shows for each VM whether it is ready, and what blocks it if not.
/// </example>
/// <example>
/// <code>(Test-AvsFailback sql01 -For Failback).Checks</code>
/// Shows every rule's finding on one VM, with evidence.
/// </example>
/// <example>
/// <code>if (Test-AvsFailback web01, sql01 -For Commit -Quiet) { Complete-AvsFailback web01, sql01 -Wait }</code>
/// Commits two VMs if both are ready for it.
/// </example>
/// <example>
/// <code>
/// $connection = "/subscriptions/$subscription/resourceGroups/rg-hub/providers/Microsoft.Network/connections/er-avs"
/// Get-AvsReplicatedItem -Phase ReadyToFailBack | Test-AvsFailback -NetworkConnection $connection
/// </code>
/// Takes the state of the ExpressRoute connection to AVS as evidence for classic VMs.
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "AvsFailback", DefaultParameterSetName = ByName)]
[OutputType(typeof(FailbackReadiness), typeof(bool))]
public sealed class TestAvsFailbackCommand : ItemCmdlet
{
    /// <summary>The step to test for; by default the one that each VM's phase calls for.</summary>
    [Parameter]
    public ReadinessStep? For { get; set; }

    /// <summary>The recovery point that is wanted: Latest (default), LatestAppConsistent, or a point of the VM (classic).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecoveryPointCompleter))]
    public object RecoveryPoint { get; set; } = RecoveryPointChoices.Latest;

    /// <summary>The Azure VM's resource id, where the vault doesn't tell it (classic VMs, for the commit).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AzureVM { get; set; }

    /// <summary>Resource ids of the VPN or ExpressRoute connections towards AVS (Microsoft.Network/connections); their state is evidence for rule I15.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] NetworkConnection { get; set; } = [];

    /// <summary>The resource id of the AVS private cloud (Microsoft.AVS/privateClouds); its state is evidence for rule I15.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PrivateCloud { get; set; }

    /// <summary>Ids of rules to count as ignored.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Completion.RuleIdCompleter))]
    public string[] IgnoreRule { get; set; } = [];

    /// <summary>Gives a single true or false: whether all of them are ready.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        ReadinessRules.DemandIgnorable(IgnoreRule);
        var inputs = new ReadinessInputs
        {
            PointChoice = RecoveryPointChoices.Read(RecoveryPoint),
            AzureVm = AzureVMs.Read(AzureVM),
            NetworkConnections = [.. NetworkConnection.Select(id => ResourceIds.Read(id, ResourceIds.NetworkConnection, "VPN or ExpressRoute connection"))],
            PrivateCloud = PrivateCloud is null ? null : ResourceIds.Read(PrivateCloud, ResourceIds.PrivateCloud, "private cloud"),
            FindsRunningJob = true,
        };
        var items = await ResolveItemsAsync();
        bool areAllReady = items.Count > 0 && !HasUnresolved;
        foreach (IGrouping<AvsVault, (ItemInput Input, ReplicatedItem Item)> group in items.GroupBy(pair => pair.Item.Vault!))
        {
            ReadinessRequest[] requests = [.. group.Select(pair => new ReadinessRequest(pair.Item) { Step = For, Inputs = WithPlan(inputs, pair.Input), IgnoredRules = IgnoreRule })];
            foreach (FailbackReadiness readiness in await new ReadinessChecker(group.Key).EvaluateAsync(requests, StopToken))
            {
                areAllReady &= readiness.IsReady;
                if (!Quiet)
                {
                    await WriteAsync(readiness);
                }
            }
        }

        if (Quiet)
        {
            await WriteAsync(areAllReady);
        }
    }

    /// <summary>With the plan by whose own request the VM would go; one of both architectures goes VM by VM.</summary>
    private ReadinessInputs WithPlan(ReadinessInputs inputs, ItemInput input) =>
        PlansOfInputs.TryGetValue(input, out RecoveryPlan? plan) ? inputs with { NamedPlan = plan, Plan = plan.IsMixed ? null : plan } : inputs;
}
