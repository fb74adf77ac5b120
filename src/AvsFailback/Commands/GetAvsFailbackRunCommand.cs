using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.ModuleLoading;
using AvsFailback.Pipeline;
using AvsFailback.Runs;

namespace AvsFailback.Commands;

/// <summary>
/// Shows failback runs, newest first, with their VMs and each one's steps, recovery time and data loss. They come from
/// journals, also of a run that still runs or was killed; with <c>-FromVault</c> from the vault's jobs, which show what was
/// done for VMs that are in no journal, and what isn't known then is named under Gaps. It changes nothing.
/// </summary>
/// <example>
/// <code>Get-AvsFailbackRun -Latest | Format-List</code>
/// Shows the newest run of this user in full, with what to do next.
/// </example>
/// <example>
/// <code>(Get-AvsFailbackRun -Path ./finance.jsonl -Latest).Items</code>
/// Shows the VMs of the newest run in a journal that was kept at a place of one's own.
/// </example>
/// <example>
/// <code>Get-AvsFailbackRun -FromVault -Name sql*, web* | Export-AvsFailbackReport ./report.json</code>
/// Finds what was done for some VMs in the jobs of the connected vault, and writes it as a report.
/// </example>
[Cmdlet(VerbsCommon.Get, "AvsFailbackRun", DefaultParameterSetName = ByJournal)]
[OutputType(typeof(FailbackRun))]
public sealed class GetAvsFailbackRunCommand : VaultCmdlet
{
    private const string ByJournal = "Journal";
    private const string ByVault = "FromVault";
    private const string ByObject = "FromVaultObject";
    private const string ByPlan = "FromVaultPlan";

    private readonly List<ReplicatedItem> _items = [];
    private readonly List<string> _paths = [];

    /// <summary>Ids of runs; wildcards are taken.</summary>
    [Parameter(Position = 0, ParameterSetName = ByJournal)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = ["*"];

    /// <summary>Journals, or folders of journals; by default those of this user.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ByJournal)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Only runs of vaults of these names, connected or not; wildcards are taken.</summary>
    [Parameter(ParameterSetName = ByJournal)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] VaultName { get; set; } = ["*"];

    /// <summary>Only the run that was written last, of those that are meant; of the connected vault if there is one of it.</summary>
    [Parameter(ParameterSetName = ByJournal)]
    public SwitchParameter Latest { get; set; }

    /// <summary>Reads the vault's jobs instead of journals; they go back seven days. Piped VMs and <c>-RecoveryPlan</c> imply it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByVault)]
    [Parameter(ParameterSetName = ByObject)]
    [Parameter(ParameterSetName = ByPlan)]
    public SwitchParameter FromVault { get; set; }

    /// <summary>Names of VMs; wildcards are taken.</summary>
    [Parameter(ParameterSetName = ByVault)]
    [Alias("FriendlyName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ItemNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Replicated items, each from the vault that it came from.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [ValidateNotNull]
    public ReplicatedItem[] InputObject { get; set; } = [];

    /// <summary>Names of recovery plans, whose VMs are meant.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPlan)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecoveryPlanCompleter))]
    public string[] RecoveryPlan { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        _items.AddRange(InputObject);
        _paths.AddRange(await OnPipelineAsync(() => Path.Select(path => FilePaths.Full(this, path)).ToArray()));
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        IEnumerable<FailbackRun> runs = ParameterSetName == ByJournal ? await ReadAsync() : await RebuildAsync();
        foreach (FailbackRun run in runs)
        {
            await WriteAsync(run);
        }
    }

    private async Task<IEnumerable<FailbackRun>> ReadAsync()
    {
        IRunReports reports = ReportsFactory.CreateReports();
        IEnumerable<FailbackRun> all = _paths.Count == 0 ? reports.Read(null) : _paths.SelectMany(reports.Read).OrderByDescending(run => run.StartTime);
        var ids = new NamePatterns(Id);
        var vaults = new NamePatterns(VaultName);
        FailbackRun[] known = [.. all];
        HashSet<FailbackRun> ofVaults = [.. vaults.Among(known, run => run.VaultId?.Name, run => run.VaultName)];
        FailbackRun[] runs = [.. ids.Among(known, run => run.Id).Where(run => ofVaults.Contains(run) && IsOfVault(run))];
        foreach (string missing in ids.Missing)
        {
            string where = _paths.Count == 0 ? $"of this user ({reports.DefaultFolder})" : $"in {string.Join(", ", _paths)}";
            await WriteErrorAsync(new FailbackException("RunNotFound", FailbackErrorCategory.NotFound, $"There is no run '{missing}' among the journals {where}.", "Get-AvsFailbackRun without -Id shows those that there are; -Path names other journals, and -FromVault asks the vault.", missing), missing);
        }

        foreach (string missing in vaults.Missing)
        {
            await WriteErrorAsync(new FailbackException("RunNotFound", FailbackErrorCategory.NotFound, $"The journals have no run of a vault '{missing}'.", "Get-AvsFailbackRun without -VaultName shows all runs with their vaults.", missing), missing);
        }

        return Latest ? await OnPipelineAsync(() => LatestOf(runs)) : runs;
    }

    /// <summary>The run that was written last; of the connected vault, if there is one of it.</summary>
    private static FailbackRun[] LatestOf(IReadOnlyList<FailbackRun> runs)
    {
        IReadOnlyList<AvsVault> connected = VaultRegistry.Current.Connected;
        AvsVault? vault = connected.Count > 0 ? connected[connected.Count - 1] : null;
        return [.. runs.OrderByDescending(run => vault is not null && run.VaultId == vault.Id && run.IsEmulated == vault.IsEmulated)
            .ThenByDescending(run => run.Written.File).ThenByDescending(run => run.Written.Line).Take(1)];
    }

    private bool IsOfVault(FailbackRun run) => Vault is null || (run.VaultId == Vault.Id && run.IsEmulated == Vault.IsEmulated);

    private async Task<IEnumerable<FailbackRun>> RebuildAsync()
    {
        var runs = new List<FailbackRun>();
        foreach ((AvsVault vault, IReadOnlyList<ReplicatedItem> items) in await ItemsAsync())
        {
            var rebuilder = new RunRebuilder(vault.Connection.Service, vault.Connection.Clock);
            if (await rebuilder.RebuildRunAsync(vault, items, await PlansAsync(vault), StopToken) is { } run)
            {
                runs.Add(run);
            }
        }

        return runs.OrderByDescending(run => run.StartTime);
    }

    private async Task<IReadOnlyList<(AvsVault Vault, IReadOnlyList<ReplicatedItem> Items)>> ItemsAsync()
    {
        if (ParameterSetName == ByObject)
        {
            var groups = new List<(AvsVault, IReadOnlyList<ReplicatedItem>)>();
            foreach (IGrouping<AvsVault?, ReplicatedItem> group in _items.GroupBy(item => item.Vault))
            {
                groups.Add((await OnPipelineAsync(() => ResolveVault(group.Key)), [.. group.GroupBy(item => item.Id).Select(same => same.Last())]));
            }

            return groups;
        }

        AvsVault vault = await OnPipelineAsync(() => ResolveVault());
        return [(vault, ParameterSetName == ByPlan ? await OfPlansAsync(vault) : await ByNameAsync(vault))];
    }

    private async Task<IReadOnlyList<ReplicatedItem>> OfPlansAsync(AvsVault vault)
    {
        var resolver = new PlanResolver(vault);
        var items = new Dictionary<ArmId, ReplicatedItem>();
        foreach (string name in RecoveryPlan)
        {
            try
            {
                foreach (ReplicatedItem item in await resolver.MembersAsync(await resolver.ResolveAsync(name, name, StopToken), name, StopToken, isForShow: true))
                {
                    items[item.Id] = item;
                }
            }
            catch (FailbackException e) when (e.Category is FailbackErrorCategory.NotFound or FailbackErrorCategory.Ambiguous)
            {
                await WriteErrorAsync(e, name);
            }
        }

        return [.. items.Values];
    }

    private async Task<IReadOnlyList<ReplicatedItem>> ByNameAsync(AvsVault vault)
    {
        var patterns = new NamePatterns(Name);
        var resolver = new ItemResolver(vault);
        IReadOnlyList<ReplicatedItem> items = patterns.Among(await resolver.AllAsync(StopToken), item => item.Name, item => item.Id.Name);
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

        return items;
    }

    // What a plan's own request did shows in no VM's job.
    private async Task<IReadOnlyList<RecoveryPlan>> PlansAsync(AvsVault vault)
    {
        var plans = new List<RecoveryPlan>();
        foreach (RecoveryPlan listed in await new PlanResolver(vault).AllAsync(StopToken))
        {
            plans.Add(await vault.Connection.Service.FindPlanAsync(listed.Id, StopToken) ?? listed);
        }

        return plans;
    }
}
