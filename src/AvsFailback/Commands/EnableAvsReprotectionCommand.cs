using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Engine;
using AvsFailback.Pipeline;
using AvsFailback.Readiness;
using AvsFailback.Vault;

namespace AvsFailback.Commands;

/// <summary>
/// Reprotects VMs in the direction that each needs next: Azure to AVS before the failback, AVS to Azure after its commit.
/// Process server, datastore and the like need a name only where the choice is ambiguous. After a failback it waits for the
/// mobility agent to register, which takes up to 15 minutes from the VM's boot in AVS. It refuses a failback that isn't
/// committed, since Site Recovery would commit it silently. It returns the job of each reprotect; with <c>-Wait</c> it ends
/// when the VM is ReadyToFailBack or Protected, which is later than the job's end.
/// </summary>
/// <example>
/// <code>
/// Connect-AvsVault -Emulator -Clock Virtual
/// Enable-AvsReprotection app01 -Wait
/// </code>
/// Reprotects a modernized VM of the emulated vault to AVS, and returns once it is ready to fail back.
/// </example>
/// <example>
/// <code>Enable-AvsReprotection sql01 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Datastore vsanDatastore -Wait</code>
/// Reprotects a classic VM to AVS, naming what would be ambiguous.
/// </example>
/// <example>
/// <code>Get-AvsReplicatedItem -Phase Committed | Enable-AvsReprotection -ExpectDirection AvsToAzure -AgentTimeout 0:40:00 -Wait</code>
/// Protects all committed VMs again, side by side, and gives each VM's mobility agent 40 minutes to register.
/// </example>
[Cmdlet(VerbsLifecycle.Enable, "AvsReprotection", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FailbackJob))]
public sealed class EnableAvsReprotectionCommand : ActingCmdlet
{
    private readonly Dictionary<AvsVault, Infrastructure> _infrastructures = [];
    private readonly Dictionary<AvsVault, ReprotectChooser> _choosers = [];
    private readonly Dictionary<ArmId, ReprotectChoice> _chosen = [];
    private readonly Dictionary<AvsVault, ItemResolver> _resolvers = [];
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>The process server to use, by name or id (classic); by default the only one. Towards Azure it also names a modernized VM's appliance.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProcessServerCompleter))]
    public string? ProcessServer { get; set; }

    /// <summary>The master target to use, by name or id (classic, to AVS); by default the only one of the VM's operating system.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MasterTargetCompleter))]
    public string? MasterTarget { get; set; }

    /// <summary>The replication appliance to use, by name or id (modernized); by default the one that the VM used before.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ApplianceCompleter))]
    public string? Appliance { get; set; }

    /// <summary>The datastore to replicate to (to AVS); by default the one that the VM tells, or the only one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DatastoreCompleter))]
    public string? Datastore { get; set; }

    /// <summary>The master target's retention volume (classic, to AVS); by default the only one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RetentionVolumeCompleter))]
    public string? RetentionVolume { get; set; }

    /// <summary>The run-as account, by name or id; by default the only one, or the one that the VM used before.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunAsAccountCompleter))]
    public string? RunAsAccount { get; set; }

    /// <summary>The policy, by name or id; by default the counterpart of the VM's policy, or the only one mapped.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string? Policy { get; set; }

    /// <summary>The storage account for replication logs, by resource id; by default the one that the VM used before.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogStorageAccount { get; set; }

    /// <summary>How long to wait for the mobility agent after a failback; a number counts seconds. 25 minutes by default.</summary>
    [Parameter]
    [TimeSpanTransformation]
    public TimeSpan AgentTimeout { get; set; } = EngineOptions.DefaultAgentTimeout;

    /// <summary>Commits a failover to Azure that isn't committed yet, so that the VM can be reprotected.</summary>
    [Parameter]
    public SwitchParameter CommitFailover { get; set; }

    /// <summary>Fails for VMs whose next reprotect goes in another direction: an assertion for scripts.</summary>
    [Parameter]
    [ValidateSet(nameof(ReplicationDirection.AzureToAvs), nameof(ReplicationDirection.AvsToAzure))]
    public ReplicationDirection? ExpectDirection { get; set; }

    private protected override ConfirmImpact Impact => ConfirmImpact.Medium;

    private protected override string ActionText => "Reprotect";

    private protected override ItemRequest Request(ReplicatedItem item) => new()
    {
        Item = item,
        Goal = DirectionFor(item) == ReplicationDirection.AzureToAvs ? FailbackGoal.ReadyToFailBack : FailbackGoal.Protected,
        Actions = CommitFailover
            ? [FailbackAction.CommitFailover, FailbackAction.ReprotectToAvs, FailbackAction.ReprotectToAzure]
            : [FailbackAction.ReprotectToAvs, FailbackAction.ReprotectToAzure],
        Choose = (current, token) => ChooserOf(current.Vault!).ChooseAsync(current, token),
        AgentTimeout = AgentTimeout,
    };

    private protected override async Task CheckAsync(ReplicatedItem item, ItemRequest request)
    {
        ReplicationDirection direction = DirectionFor(item);
        if (ExpectDirection is { } expected && expected != direction)
        {
            throw new FailbackException("OtherDirection", FailbackErrorCategory.InvalidState, $"The next reprotect of {item.Name} goes {Describe(direction)}, not {Describe(expected)}: it is {item.Phase}.", "See Get-AvsReplicatedItem for where each VM is.", item.Name);
        }

        if (direction == ReplicationDirection.AzureToAvs && ReplicationGroups.Bind(item))
        {
            await DemandWholeGroupAsync(item);
        }

        if (item.Phase is ReplicationPhase.RunningInAzure or ReplicationPhase.Committed || (CommitFailover && item.Phase == ReplicationPhase.FailedOver))
        {
            // Worked out before the prompt, so that a wrong name shows before anything is asked of the service.
            _chosen[item.Id] = await ChooserOf(item.Vault!).ChooseAsync(item, StopToken);
        }
    }

    private protected override string Describe(ReplicatedItem item, FailbackReadiness? readiness)
    {
        string chosen = _chosen.TryGetValue(item.Id, out ReprotectChoice? choice) ? $", {choice}" : string.Empty;
        return Describe(DirectionFor(item)) + chosen + (item.Phase == ReplicationPhase.FailedOver ? "; commits the failover to Azure first" : string.Empty);
    }

    private protected override bool Confirm(ReplicatedItem item, string target)
    {
        if (!Prompts.ShouldProcess(target, ActionText, Impact))
        {
            return false;
        }

        bool isOverwritten = DirectionFor(item) == ReplicationDirection.AzureToAvs && string.Equals(item.AvsVm?.PowerStatus, "ON", StringComparison.OrdinalIgnoreCase);
        if (!isOverwritten || !HostCapabilities.IsPromptDue(this, ConfirmImpact.High))
        {
            return true;
        }

        HostCapabilities.DemandPrompt(this);
        return Prompts.AskOneOfMany($"The VM {item.Name} is on in AVS. The reprotect overwrites its disks there with those of the Azure VM, and until then two machines of one name run. Continue?", "The AVS VM is on", ref _yesToAll, ref _noToAll);
    }

    private ReprotectChoices Choices => new()
    {
        ProcessServer = ProcessServer,
        MasterTarget = MasterTarget,
        Appliance = Appliance,
        Datastore = Datastore,
        RetentionVolume = RetentionVolume,
        RunAsAccount = RunAsAccount,
        Policy = Policy,
        LogStorageAccount = LogStorageAccount,
        IsForSeveralKinds = ReprotectChoices.AreOfSeveralKinds(Items),
    };

    /// <summary>A named classic replication group is reprotected whole, in one batch to one master target.</summary>
    private async Task DemandWholeGroupAsync(ReplicatedItem item)
    {
        AvsVault vault = item.Vault!;
        if (!_resolvers.TryGetValue(vault, out ItemResolver? resolver))
        {
            resolver = new ItemResolver(vault);
            _resolvers.Add(vault, resolver);
        }

        ReplicationGroups.DemandWhole(item, Items, await resolver.AllAsync(StopToken));
        var members = new List<GroupMember>();
        var targets = new List<MasterTarget>();
        foreach (ReplicatedItem member in ReplicationGroups.MembersOf(item, Items).Where(member => DirectionFor(member) == ReplicationDirection.AzureToAvs))
        {
            members.Add(new GroupMember(member, ReplicationGroups.IsReprotected(member) ? null : (await ChooserOf(vault).ChooseAsync(member, StopToken)).Inputs));
            targets.AddRange((await InfrastructureOf(vault).FabricOfAsync(member, StopToken)).MasterTargets);
        }

        ReplicationGroups.DemandOneMasterTarget(item, members, targets);
    }

    /// <summary>The choice that the check looks at, the prompt shows and the request carries.</summary>
    private ReprotectChooser ChooserOf(AvsVault vault)
    {
        lock (_choosers)
        {
            if (!_choosers.TryGetValue(vault, out ReprotectChooser? chooser))
            {
                var planner = new ReprotectPlanner(InfrastructureOf(vault));
                chooser = new ReprotectChooser((item, token) => planner.ChooseAsync(item, Choices, token));
                _choosers.Add(vault, chooser);
            }

            return chooser;
        }
    }

    private Infrastructure InfrastructureOf(AvsVault vault)
    {
        lock (_infrastructures)
        {
            if (!_infrastructures.TryGetValue(vault, out Infrastructure? infrastructure))
            {
                infrastructure = new Infrastructure(vault);
                _infrastructures.Add(vault, infrastructure);
            }

            return infrastructure;
        }
    }

    private static ReplicationDirection DirectionFor(ReplicatedItem item) => ReprotectChoices.DirectionFor(item);

    private static string Describe(ReplicationDirection direction) => direction == ReplicationDirection.AzureToAvs ? "Azure to AVS" : "AVS to Azure";
}
