using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Engine;
using AvsFailback.Pipeline;

using AvsFailback.Vault;

namespace AvsFailback.Commands;

/// <summary>
/// Shows the VMs that the vault replicates, each with its phase on the way home. A list of all, or of a pattern, is what
/// the service lists, which leaves disks and some details out; exact names and ids are read whole. It changes nothing.
/// </summary>
/// <example>
/// <code>Get-AvsReplicatedItem</code>
/// Shows every VM with its phase.
/// </example>
/// <example>
/// <code>Get-AvsReplicatedItem web*, sql* -Phase RunningInAzure</code>
/// Shows the VMs of two patterns that run in Azure and have to be reprotected first.
/// </example>
/// <example>
/// <code>Get-AvsReplicatedItem sql01 | Format-List</code>
/// Shows one VM in full, with its disks and health errors.
/// </example>
[Cmdlet(VerbsCommon.Get, "AvsReplicatedItem", DefaultParameterSetName = ByName)]
[OutputType(typeof(ReplicatedItem))]
public sealed class GetAvsReplicatedItemCommand : VaultCmdlet
{
    private const string ByName = "Name";
    private const string ById = "Id";
    private const string ByObject = "InputObject";
    private const string ByPlan = "RecoveryPlan";

    /// <summary>Names of VMs; wildcards are taken. A name that has brackets itself is taken as it is written. Objects with a <c>Name</c> or <c>Id</c> pipe into it, as of <c>Import-Csv</c> or <c>Select-Object</c>.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [Alias("FriendlyName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ItemNameCompleter))]
    [ItemNameTransformation]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Resource ids of replicated items; objects with an <c>Id</c> or <c>ResourceId</c> pipe into it.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ById)]
    [Alias("ResourceId")]
    [ArmIdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Items to read again, each from the vault that it came from.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [ValidateNotNull]
    public ReplicatedItem[] InputObject { get; set; } = [];

    /// <summary>Names of recovery plans, whose VMs to show in the order of their groups.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPlan)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecoveryPlanCompleter))]
    public string[] RecoveryPlan { get; set; } = [];

    /// <summary>Only VMs in one of these phases.</summary>
    [Parameter]
    public ReplicationPhase[]? Phase { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        switch (ParameterSetName)
        {
            case ById:
                await WriteEachAsync(Id.Select(id => new ItemInput(id, null, null, id)));
                break;
            case ByObject:
                await WriteEachAsync(InputObject.Select(item => new ItemInput(null, item, null, item)));
                break;
            case ByPlan:
                await WriteByPlanAsync(await OnPipelineAsync(() => ResolveVault()));
                break;
            default:
                await WriteByNameAsync(await OnPipelineAsync(() => ResolveVault()));
                break;
        }
    }

    private async Task WriteEachAsync(IEnumerable<ItemInput> inputs)
    {
        foreach (ItemInput input in inputs)
        {
            AvsVault vault = await OnPipelineAsync(() => ResolveVault(input.Vault));
            try
            {
                await WriteMatchingAsync(await new ItemResolver(vault).ResolveAsync(input, StopToken));
            }
            catch (FailbackException e) when (e.Category is FailbackErrorCategory.NotFound or FailbackErrorCategory.InvalidInput or FailbackErrorCategory.Ambiguous)
            {
                await WriteErrorAsync(e, input.Target);
            }
        }
    }

    private async Task WriteByPlanAsync(AvsVault vault)
    {
        var resolver = new PlanResolver(vault);
        foreach (string name in RecoveryPlan)
        {
            try
            {
                RecoveryPlan plan = await resolver.ResolveAsync(name, name, StopToken);
                foreach (ReplicatedItem item in await resolver.MembersAsync(plan, name, StopToken, isForShow: true))
                {
                    await WriteMatchingAsync(item);
                }
            }
            catch (FailbackException e) when (e.Category is FailbackErrorCategory.NotFound or FailbackErrorCategory.Ambiguous)
            {
                await WriteErrorAsync(e, name);
            }
        }
    }

    private async Task WriteByNameAsync(AvsVault vault)
    {
        // An object that was piped may have told its id, which says more than its name.
        await WriteEachAsync(Name.Where(IsItemId).Select(id => new ItemInput(id, null, null, id)));
        string[] names = [.. Name.Where(name => !IsItemId(name))];
        if (names.Length == 0)
        {
            return;
        }

        ISiteRecovery service = vault.Connection.Service;
        var patterns = new NamePatterns(names);
        if (patterns.IsAll)
        {
            await WriteAllAsync(service);
            return;
        }

        // A name counts before a pattern, and it may be in the last page.
        var resolver = new ItemResolver(vault);
        foreach (ReplicatedItem listed in patterns.Among(await resolver.AllAsync(StopToken), item => item.Name, item => item.Id.Name))
        {
            ReplicatedItem? item = patterns.AreAllExact ? await ConfirmedReads.ItemAsync(service, vault.Connection.Clock, listed, StopToken) : listed;
            if (item is not null)
            {
                await WriteMatchingAsync(item);
            }
        }

        foreach (string missing in patterns.Missing)
        {
            try
            {
                // The resolver says it best, with names that are close.
                await resolver.ResolveAsync(new ItemInput(missing, null, null, missing), StopToken);
            }
            catch (FailbackException e) when (e.Category is FailbackErrorCategory.NotFound)
            {
                await WriteErrorAsync(e, missing);
            }
        }
    }

    private async Task WriteAllAsync(ISiteRecovery service)
    {
        string? continuation = null;
        do
        {
            Page<ReplicatedItem> page = await service.ListItemsAsync(null, continuation, StopToken);
            foreach (ReplicatedItem item in page.Items)
            {
                await WriteMatchingAsync(item);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private static bool IsItemId(string text) => ArmId.TryParse(text, out _);

    private Task WriteMatchingAsync(ReplicatedItem item) =>
        Phase is null || Phase.Contains(item.Phase) ? WriteAsync(item) : Task.CompletedTask;
}
