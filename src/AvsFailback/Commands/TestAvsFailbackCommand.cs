using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Pipeline;
using AvsFailback.Readiness;
using AvsFailback.Runs;
using AvsFailback.Vault;

namespace AvsFailback.Commands;

/// <summary>
/// Tells whether VMs are ready for their next step, rule by rule, with evidence and remedy. Not ready is an answer, not an
/// error. It changes nothing, and applies the rules that the command of the step applies before it acts: to the VM, its
/// servers, network, locks and the caller's rights. For a reprotect it takes the inputs that the command would be given,
/// chooses servers as that would, and reports the choice as <c>Placement</c>. What Azure can't show is reported as Manual: a person has to look. What VMs
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
/// <code>(Test-AvsFailback sql01 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Datastore vsanDatastore).Placement</code>
/// Shows the servers and inputs that the reprotect of a classic VM would be asked with, defaults marked.
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

    /// <summary>The Azure VM's resource id, where the vault doesn't tell it (classic VMs); for one VM at a time, not for a plan.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AzureVM { get; set; }

    /// <summary>
    /// What <c>Invoke-AvsFailback</c> would be given as <c>-Placement</c>: reprotect inputs and Azure VMs for each VM. What a row leaves
    /// out is as the other parameters say.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] Placement { get; set; } = [];

    /// <summary>The process server that the reprotect would use, by name or id, as in <c>Enable-AvsReprotection</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProcessServerCompleter))]
    public string? ProcessServer { get; set; }

    /// <summary>The master target that the reprotect would use, by name or id (classic, to AVS).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MasterTargetCompleter))]
    public string? MasterTarget { get; set; }

    /// <summary>The replication appliance that the reprotect would use, by name or id (modernized).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApplianceCompleter))]
    public string? Appliance { get; set; }

    /// <summary>The datastore that the reprotect would replicate to (to AVS).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DatastoreCompleter))]
    public string? Datastore { get; set; }

    /// <summary>The master target's retention volume (classic, to AVS).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RetentionVolumeCompleter))]
    public string? RetentionVolume { get; set; }

    /// <summary>The run-as account of the reprotect, by name or id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunAsAccountCompleter))]
    public string? RunAsAccount { get; set; }

    /// <summary>The policy of the reprotect, by name or id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string? Policy { get; set; }

    /// <summary>The storage account for replication logs, by resource id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogStorageAccount { get; set; }

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
    [ArgumentCompleter(typeof(RuleIdCompleter))]
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
            ChecksGroup = true,
        };
        PlacementTable placement = await OnPipelineAsync(() => PlacementTable.Read(this, Placement));
        var items = await ResolveItemsAsync();
        bool areAllReady = items.Count > 0 && !HasUnresolved;
        try
        {
            AzureVMs.DemandOne(inputs.AzureVm, Inputs, items.Count);
            foreach (IGrouping<AvsVault, (ItemInput Input, ReplicatedItem Item)> group in items.GroupBy(pair => pair.Item.Vault!))
            {
                areAllReady &= await TestAsync(group.Key, [.. group], inputs, placement);
            }
        }
        catch (FailbackException e) when (e.Category is FailbackErrorCategory.InvalidInput or FailbackErrorCategory.Ambiguous or FailbackErrorCategory.NotFound && e is not ServiceException)
        {
            areAllReady = false;
            await WriteErrorAsync(e, e.Target ?? this);
        }

        if (Quiet)
        {
            await WriteAsync(areAllReady);
        }
    }

    /// <summary>Tests the VMs of a vault, each with the choice of servers and inputs that its reprotect would be asked with.</summary>
    private async Task<bool> TestAsync(AvsVault vault, IReadOnlyList<(ItemInput Input, ReplicatedItem Item)> given, ReadinessInputs inputs, PlacementTable placement)
    {
        var facts = new VaultFacts(vault);
        var planner = new ReprotectPlanner(facts.Infrastructure);
        IReadOnlyDictionary<ArmId, PlacementRow> rows = await PlacementResolver.RowsAsync(placement, vault, [.. given.Select(pair => pair.Item)], StopToken);
        ReprotectChoices forAll = Choices([.. given.Select(pair => pair.Item)]);
        var chooser = new ReprotectChooser((item, token) => planner.ChooseAsync(item, rows.TryGetValue(item.Id, out PlacementRow? row) ? row.For(item, forAll) : forAll, token));
        ReadinessRequest[] requests =
        [
            .. given.Select(pair => new ReadinessRequest(pair.Item)
            {
                Step = For,
                Inputs = WithPlan(inputs, pair.Input) with { Choose = chooser.ChooseAsync, AzureVm = rows.TryGetValue(pair.Item.Id, out PlacementRow? row) && row.AzureVm is { } named ? named : inputs.AzureVm },
                IgnoredRules = IgnoreRule,
            }),
        ];
        bool areAllReady = true;
        foreach (FailbackReadiness readiness in await new ReadinessChecker(vault, facts).EvaluateAsync(requests, StopToken))
        {
            areAllReady &= readiness.IsReady;
            if (!Quiet)
            {
                await WriteAsync(readiness);
            }
        }

        return areAllReady;
    }

    private ReprotectChoices Choices(IReadOnlyList<ReplicatedItem> items) => new()
    {
        ProcessServer = ProcessServer,
        MasterTarget = MasterTarget,
        Appliance = Appliance,
        Datastore = Datastore,
        RetentionVolume = RetentionVolume,
        RunAsAccount = RunAsAccount,
        Policy = Policy,
        LogStorageAccount = LogStorageAccount,
        IsForSeveralKinds = ReprotectChoices.AreOfSeveralKinds(items),
    };

    /// <summary>With the plan by whose own request the VM would go; one of both architectures goes VM by VM.</summary>
    private ReadinessInputs WithPlan(ReadinessInputs inputs, ItemInput input) =>
        PlansOfInputs.TryGetValue(input, out RecoveryPlan? plan) ? inputs with { NamedPlan = plan, Plan = plan.IsMixed ? null : plan } : inputs;
}
