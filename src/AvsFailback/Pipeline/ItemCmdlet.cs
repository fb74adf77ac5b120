using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Vault;

namespace AvsFailback.Pipeline;

/// <summary>What the user gave to name an item.</summary>
/// <param name="Text">A name or an id; null where an object was piped.</param>
/// <param name="Item">The piped item; null where a text was given.</param>
/// <param name="Job">The piped job; null unless one was.</param>
/// <param name="Target">What errors name as their target.</param>
internal sealed record ItemInput(string? Text, ReplicatedItem? Item, FailbackJob? Job, object Target)
{
    /// <summary>The name or id of a recovery plan; null unless one was given.</summary>
    public string? Plan { get; init; }

    /// <summary>The vault that a piped plan brings along.</summary>
    public AvsVault? PlanVault { get; init; }

    /// <summary>The vault that the input brings along.</summary>
    public AvsVault? Vault => Item?.Vault ?? Job?.Vault ?? PlanVault;
}

/// <summary>A cmdlet that works on replicated items, given by name, by id or through the pipeline. It collects first and works at the end, on all side by side.</summary>
public abstract class ItemCmdlet : VaultCmdlet
{
    /// <summary>The parameter set for names.</summary>
    private protected const string ByName = "Name";

    /// <summary>The parameter set for names together with recovery plans.</summary>
    private protected const string ByNameAndPlan = "NameAndRecoveryPlan";

    /// <summary>The parameter set for piped items.</summary>
    private protected const string ByObject = "InputObject";

    /// <summary>The parameter set for ids.</summary>
    private protected const string ById = "Id";

    /// <summary>The parameter set for recovery plans by name.</summary>
    private protected const string ByPlan = "RecoveryPlan";

    /// <summary>The parameter set for piped recovery plans.</summary>
    private protected const string ByPlanObject = "RecoveryPlanObject";

    // Each takes half a minute to fail: so many are single VMs' errors, more are the vault's.
    private const int MostUnanswered = 3;

    private readonly List<ItemInput> _inputs = [];
    private readonly Dictionary<AvsVault, PlanResolver> _plans = [];

    /// <summary>Names of VMs, as Site Recovery shows them. Objects with a <c>Name</c> or <c>Id</c> pipe into it, as of <c>Import-Csv</c>, <c>Select-Object</c>, <c>Import-Clixml</c> or <c>Receive-Job</c>. For wildcards, pipe from <c>Get-AvsReplicatedItem</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByNameAndPlan)]
    [Alias("FriendlyName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ItemNameCompleter))]
    [ItemNameTransformation]
    public string[] Name { get; set; } = [];

    /// <summary>Replicated items, or readiness verdicts that hold one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByObject)]
    [Alias("Item")]
    [ValidateNotNull]
    public ReplicatedItem[] InputObject { get; set; } = [];

    /// <summary>Resource ids of replicated items; objects with an <c>Id</c> or <c>ResourceId</c> pipe into it.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ById)]
    [Alias("ResourceId")]
    [ArmIdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Names of recovery plans, whose VMs are meant, alone or together with single VMs (-Name); acting cmdlets use the plan's own request where it has one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPlan)]
    [Parameter(Mandatory = true, ParameterSetName = ByNameAndPlan)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecoveryPlanCompleter))]
    public string[] RecoveryPlan { get; set; } = [];

    /// <summary>Recovery plans of <c>Get-AvsRecoveryPlan</c>, as the pipeline brings them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByPlanObject)]
    [ValidateNotNull]
    public RecoveryPlan[] RecoveryPlanObject { get; set; } = [];

    /// <summary>All that was given.</summary>
    private protected IReadOnlyList<ItemInput> Inputs => _inputs;

    /// <summary>Whether something that was given couldn't be found.</summary>
    private protected bool HasUnresolved { get; private set; }

    /// <summary>The plans that inputs were resolved to.</summary>
    private protected Dictionary<ItemInput, RecoveryPlan> PlansOfInputs { get; } = [];

    /// <inheritdoc/>
    protected override Task ProcessAsync()
    {
        Collect();
        return Task.CompletedTask;
    }

    /// <summary>Takes in what this record brought.</summary>
    private protected virtual void Collect()
    {
        switch (ParameterSetName)
        {
            case ByName:
                _inputs.AddRange(Name.Select(NewInput));
                break;
            case ByObject:
                _inputs.AddRange(InputObject.Select(item => new ItemInput(null, item, null, item)));
                break;
            case ByPlan:
                _inputs.AddRange(RecoveryPlan.Select(name => new ItemInput(null, null, null, name) { Plan = name }));
                break;
            case ByNameAndPlan:
                _inputs.AddRange(RecoveryPlan.Select(name => new ItemInput(null, null, null, name) { Plan = name }));
                _inputs.AddRange(Name.Select(NewInput));
                break;
            case ByPlanObject:
                _inputs.AddRange(RecoveryPlanObject.Select(plan => new ItemInput(null, null, null, plan) { Plan = plan.Id.ToString(), PlanVault = plan.Vault }));
                break;
            case ById:
                _inputs.AddRange(Id.Select(NewInput));
                break;
        }
    }

    // A plan that went through a file or another process comes back as its id.
    private static ItemInput NewInput(string text) =>
        ArmId.TryParse(text, out ArmId? id) && id.After("replicationRecoveryPlans") is not null && id.After("replicationProtectedItems") is null
            ? new ItemInput(null, null, null, text) { Plan = text }
            : new ItemInput(text, null, null, text);

    /// <summary>Takes in one input.</summary>
    private protected void Collect(ItemInput input) => _inputs.Add(input);

    /// <summary>Finds the items that were given, each once, and reads them whole; what can't be found is written as an error.</summary>
    private protected async Task<IReadOnlyList<(ItemInput Input, ReplicatedItem Item)>> ResolveItemsAsync()
    {
        var found = new List<(ItemInput, ReplicatedItem)>();
        var seen = new HashSet<(AvsVault, ArmId)>();
        var resolvers = new Dictionary<AvsVault, ItemResolver>();
        int unanswered = 0;
        foreach (ItemInput input in _inputs.Where(IsItem))
        {
            StopToken.ThrowIfCancellationRequested();
            AvsVault vault = await OnPipelineAsync(() => ResolveVault(input.Vault));
            if (!resolvers.TryGetValue(vault, out ItemResolver? resolver))
            {
                resolver = new ItemResolver(vault);
                resolvers.Add(vault, resolver);
            }

            using RequestScope scope = RequestScope.Until(EndOf(vault));
            try
            {
                IReadOnlyList<ReplicatedItem> items;
                if (input.Plan is null)
                {
                    items = [await resolver.ResolveAsync(input, StopToken)];
                }
                else
                {
                    (PlansOfInputs[input], items) = await ResolvePlanAsync(input);
                }

                found.AddRange(items.Where(item => seen.Add((vault, item.Id))).Select(item => (input, item)));
            }
            catch (FailbackException e) when (e.IsOfOneInput && (e is not ConnectionException || ++unanswered <= MostUnanswered))
            {
                HasUnresolved = true;
                await WriteErrorAsync(e, input.Target);
            }
        }

        return found;
    }

    /// <summary>Whether the input is taken as items; acting cmdlets take plans as plans.</summary>
    private protected virtual bool IsItem(ItemInput input) => true;

    /// <summary>Finds the plan of an input with its VMs, all read whole.</summary>
    private protected async Task<(RecoveryPlan Plan, IReadOnlyList<ReplicatedItem> Members)> ResolvePlanAsync(ItemInput input)
    {
        AvsVault vault = await OnPipelineAsync(() => ResolveVault(input.Vault));
        if (!_plans.TryGetValue(vault, out PlanResolver? resolver))
        {
            resolver = new PlanResolver(vault);
            _plans.Add(vault, resolver);
        }

        RecoveryPlan plan = await resolver.ResolveAsync(input.Plan!, input.Target, StopToken);
        return (plan, await resolver.MembersAsync(plan, input.Target, StopToken));
    }
}
