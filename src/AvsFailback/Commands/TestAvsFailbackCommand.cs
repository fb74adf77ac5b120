using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Failback;
using AvsFailback.Pipeline;
using AvsFailback.Readiness;

namespace AvsFailback.Commands;

/// <summary>
/// Tells whether VMs are ready for their next step, rule by rule, with evidence and remedy. Not ready is an answer, not an
/// error. It changes nothing, and applies the rules that the command of the step applies before it acts.
/// <c>about_AvsFailback</c> lists the rules. It returns a verdict for each VM; with <c>-Quiet</c>, one true or false for
/// all.
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
        var inputs = new ReadinessInputs { PointChoice = RecoveryPointChoices.Read(RecoveryPoint), AzureVm = AzureVMs.Read(AzureVM) };
        var items = await ResolveItemsAsync();
        bool areAllReady = items.Count > 0 && !HasUnresolved;
        foreach (IGrouping<AvsVault, (ItemInput Input, ReplicatedItem Item)> group in items.GroupBy(pair => pair.Item.Vault!))
        {
            var gatherer = new ReadinessGatherer(group.Key);
            IReadOnlyList<FailbackJob> running = await new JobFinder(group.Key.Connection.Service, group.Key.Connection.Clock).ListRunningAsync(StopToken);
            foreach ((ItemInput input, ReplicatedItem item) in group)
            {
                ReadinessStep step = For ?? NextStep(item.Phase);
                ReadinessFacts facts = await gatherer.GatherAsync(item, step, inputs with { Plan = PlanOf(input) }, JobFinder.RunningOn(item, running), StopToken);
                FailbackReadiness readiness = ReadinessRules.Evaluate(facts, IgnoreRule);
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

    /// <summary>The plan by whose own request the VM would go; one of both architectures goes VM by VM.</summary>
    private RecoveryPlan? PlanOf(ItemInput input) => PlansOfInputs.TryGetValue(input, out RecoveryPlan? plan) && !plan.IsMixed ? plan : null;

    private static ReadinessStep NextStep(ReplicationPhase phase) => phase switch
    {
        ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure or ReplicationPhase.Committed => ReadinessStep.Reprotection,
        ReplicationPhase.FailedBack => ReadinessStep.Commit,
        _ => ReadinessStep.Failback,
    };
}
