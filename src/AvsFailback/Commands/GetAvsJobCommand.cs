using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Pipeline;
using AvsFailback.Vault;

namespace AvsFailback.Commands;

/// <summary>
/// Shows the vault's jobs, newest first. A list goes back seven days, as the service has it, and leaves out the tasks; more
/// than 200 jobs are read in several lists. A job read by its id is whole, with tasks and errors, in any session. It changes nothing.
/// </summary>
/// <example>
/// <code>Get-AvsJob -State InProgress</code>
/// Shows the jobs that run now, also those that others started.
/// </example>
/// <example>
/// <code>(Get-AvsJob -Id 0d2f4a1e-6b7c-4d35-9a80-3c1f5e7b9d21).Tasks</code>
/// Finds a job again by its name, which a warning or an error named, and shows its tasks.
/// </example>
/// <example>
/// <code>Get-AvsReplicatedItem sql01 | Get-AvsJob -After (Get-Date).AddDays(-1)</code>
/// Shows the jobs of one VM since yesterday.
/// </example>
[Cmdlet(VerbsCommon.Get, "AvsJob", DefaultParameterSetName = ByList)]
[OutputType(typeof(FailbackJob))]
public sealed class GetAvsJobCommand : VaultCmdlet
{
    private const string ByList = "List";
    private const string ById = "Id";
    private const string ByName = "Name";
    private const string ByItem = "InputObject";

    /// <summary>Names or resource ids of jobs; objects with an <c>Id</c> or <c>JobId</c> pipe into it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = ById)]
    [Alias("JobId")]
    [JobIdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Replicated items whose jobs to show. Jobs from before an item's last reprotect no longer name it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByItem)]
    [ValidateNotNull]
    public ReplicatedItem[] InputObject { get; set; } = [];

    /// <summary>Names of VMs whose jobs to show; objects with a <c>Name</c> or an item's <c>Id</c> pipe into it. A job's own name is taken as <c>-Id</c> takes it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByName)]
    [Alias("FriendlyName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ItemNameCompleter))]
    [ItemNameTransformation(LeavesJobs = true)]
    public string[] Name { get; set; } = [];

    /// <summary>Only jobs in one of these states.</summary>
    [Parameter(ParameterSetName = ByList)]
    [Parameter(ParameterSetName = ByItem)]
    public JobState[]? State { get; set; }

    /// <summary>Only jobs that started at this time or later.</summary>
    [Parameter(ParameterSetName = ByList)]
    [Parameter(ParameterSetName = ByItem)]
    [InstantTransformation]
    public DateTimeOffset? After { get; set; }

    /// <summary>Only jobs that started at this time or before.</summary>
    [Parameter(ParameterSetName = ByList)]
    [Parameter(ParameterSetName = ByItem)]
    [InstantTransformation]
    public DateTimeOffset? Before { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        switch (ParameterSetName)
        {
            case ById:
                await WriteByIdAsync(Id);
                break;
            case ByItem:
                await WriteOfItemsAsync(InputObject);
                break;
            case ByName:
                await WriteByNameAsync(await OnPipelineAsync(() => ResolveVault()));
                break;
            default:
                await WriteListAsync(await OnPipelineAsync(() => ResolveVault()), _ => true);
                break;
        }
    }

    private async Task WriteOfItemsAsync(IEnumerable<ReplicatedItem> items)
    {
        foreach (IGrouping<AvsVault?, ReplicatedItem> group in items.GroupBy(item => item.Vault))
        {
            HashSet<string> objects = new(group.Select(item => item.ObjectId).OfType<string>(), StringComparer.OrdinalIgnoreCase);
            await WriteListAsync(await OnPipelineAsync(() => ResolveVault(group.Key)), job => job.TargetObjectId is { } target && objects.Contains(target));
        }
    }

    private async Task WriteByNameAsync(AvsVault vault)
    {
        string[] jobs = [.. Name.Where(name => Guid.TryParse(name, out _))];
        await WriteByIdAsync(jobs);
        var resolver = new ItemResolver(vault);
        foreach (string name in Name.Except(jobs))
        {
            try
            {
                await WriteOfItemsAsync([await resolver.ResolveAsync(new ItemInput(name, null, null, name), StopToken)]);
            }
            catch (FailbackException e) when (e.IsOfOneInput)
            {
                await WriteErrorAsync(e, name);
            }
        }
    }

    private async Task WriteByIdAsync(IEnumerable<string> ids)
    {
        AvsVault vault = await OnPipelineAsync(() => ResolveVault());
        foreach (string id in ids)
        {
            try
            {
                await WriteAsync(await JobIds.ReadAsync(vault, id, StopToken));
            }
            catch (FailbackException e) when (e.Category is FailbackErrorCategory.NotFound or FailbackErrorCategory.InvalidInput)
            {
                await WriteErrorAsync(e, id);
            }
        }
    }

    private async Task WriteListAsync(AvsVault vault, Func<FailbackJob, bool> isWanted)
    {
        var filter = new JobFilter { From = After, To = Before, States = State is null ? [] : [.. State.Select(s => s.ToString())] };
        (IReadOnlyCollection<FailbackJob> jobs, _) = await new JobHistory(vault.Connection.Service).ReadAsync(filter, int.MaxValue, StopToken);
        // A list is only roughly newest first (asr-contract §7).
        foreach (FailbackJob job in jobs.Where(isWanted).OrderByDescending(job => job.StartTime))
        {
            await WriteAsync(job);
        }
    }
}
