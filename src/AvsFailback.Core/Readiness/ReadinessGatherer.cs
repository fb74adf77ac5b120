using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Readiness;

/// <summary>
/// Reads what the rules of a step look at, and nothing more. One for a command: it shares reads between items. With
/// <paramref name="shared"/> it reads for every rule, by lists that serve all items; without, for the last look at one item.
/// </summary>
internal sealed class ReadinessGatherer(AvsVault vault, VaultFacts? shared = null)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly IClock _clock = vault.Connection.Clock;
    private readonly AzureVmLocator _azureVms = new(vault, shared);
    private readonly ReadOnce _once = new();

    /// <summary>The disks that all VMs looked at bring to their servers; counted before any of them is.</summary>
    public DiskLoads Loads { get; set; } = new([]);

    /// <summary>The items that are looked at together.</summary>
    public IReadOnlyCollection<ArmId> Together { get; set; } = [];

    /// <summary>The id of the item's Azure VM as far as it is known without a read.</summary>
    public ArmId? AzureVmIdOf(ReplicatedItem item, ArmId? named) => _azureVms.IdOf(item, named);

    /// <summary>Reads the facts of a step.</summary>
    /// <param name="item">The item, read whole.</param>
    /// <param name="step">The step.</param>
    /// <param name="inputs">What the user gave.</param>
    /// <param name="runningJob">The job that runs on the item, where one is known.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ReadinessFacts> GatherAsync(ReplicatedItem item, ReadinessStep step, ReadinessInputs inputs, FailbackJob? runningJob, CancellationToken cancellationToken)
    {
        bool toAvs = item.Direction == ReplicationDirection.AzureToAvs;
        bool isClassic = item.Architecture == ReplicationArchitecture.Classic;
        var facts = new ReadinessFacts { Item = item, Step = step, Now = _clock.UtcNow, PointChoice = inputs.PointChoice, RunningJob = runningJob, Plan = inputs.Plan, Inputs = inputs };
        if (toAvs && isClassic && item.ReplicationGroup is { } group && inputs.Plan is { } plan)
        {
            facts = facts with { GroupOutsidePlan = await OutsideAsync(group, plan, cancellationToken) };
        }

        if (step == ReadinessStep.Failback && toAvs && isClassic)
        {
            (IReadOnlyList<RecoveryPoint> points, bool hasMore) = inputs.RecoveryPoints is { } known ? (known, false) : await ReadPointsAsync(item, inputs.PointChoice, cancellationToken);
            facts = facts with { RecoveryPoints = points, HasMorePoints = hasMore };
        }

        return await GatherAzureAsync(facts, cancellationToken);
    }

    /// <summary>The failback's job, the Azure VM and what is around.</summary>
    private async Task<ReadinessFacts> GatherAzureAsync(ReadinessFacts facts, CancellationToken cancellationToken)
    {
        (ReplicatedItem item, ReadinessStep step, ReadinessInputs inputs) = (facts.Item, facts.Step, facts.Inputs);
        bool toAvs = item.Direction == ReplicationDirection.AzureToAvs;
        if (step == ReadinessStep.Commit && toAvs)
        {
            facts = facts with { FailoverJob = inputs.FailoverJob ?? await (shared?.FailoverJobs ?? new FailoverJobs(_service, _clock)).FindAsync(item, cancellationToken) };
        }

        if (shared is not null && facts.ReprotectsToAvs)
        {
            facts = facts with { Group = await GroupOfAsync(item, inputs, shared, cancellationToken), AzureVm = await _azureVms.FindAsync(item, inputs.AzureVm, inputs.ListedAzureVms, cancellationToken) };
        }

        // Only the rules of the whole scope look at the Azure VM before a failback, and before a reprotect to Azure only R01, which warns.
        if (toAvs && (step == ReadinessStep.Commit || shared is not null || (step == ReadinessStep.Reprotection && !inputs.IsForBlocksOnly)))
        {
            facts = facts with { AzureVm = await _azureVms.FindAsync(item, inputs.AzureVm, inputs.ListedAzureVms, cancellationToken) };
        }

        return shared is null ? facts : facts with { Vault = await GatherAroundAsync(facts, shared, cancellationToken) };
    }

    private async Task<VaultEvidence> GatherAroundAsync(ReadinessFacts facts, VaultFacts all, CancellationToken cancellationToken)
    {
        ReplicatedItem item = facts.Item;
        string subscription = facts.AzureVm.Vm?.Id.SubscriptionId ?? item.AzureVmId?.SubscriptionId ?? vault.SubscriptionId;
        var evidence = new VaultEvidence { Findings = all.Findings, Loads = Loads };
        if (facts.Step != ReadinessStep.Reprotection)
        {
            evidence = evidence with { Locks = await all.LocksAsync(subscription, cancellationToken) };
        }

        if (facts.Step == ReadinessStep.Commit)
        {
            return evidence;
        }

        evidence = evidence with
        {
            Fabric = await all.FabricOfAsync(item, cancellationToken),
            Permissions = await all.PermissionsAsync(cancellationToken),
            AzureVms = await all.AzureVmsAsync(subscription, cancellationToken),
            Network = await all.NetworkAsync(facts.Inputs.NetworkConnections, facts.Inputs.PrivateCloud, cancellationToken),
        };
        if (item.Architecture == ReplicationArchitecture.Classic)
        {
            evidence = evidence with { VCenters = await all.VCentersAsync(cancellationToken) };
        }
        else if (facts.LeadsToAvs)
        {
            evidence = evidence with { AllItems = await all.AllItemsAsync(cancellationToken) };
        }

        if (facts.Step == ReadinessStep.Reprotection)
        {
            evidence = evidence with { Policies = await all.PoliciesForAsync(item, toAzure: !facts.LeadsToAvs, cancellationToken) };
            if (evidence.Fabric.Value is { } fabric)
            {
                evidence = evidence with { RunAsAccounts = await all.RunAsAccountsOfAsync(fabric, cancellationToken) };
            }
        }

        return evidence;
    }

    /// <summary>Members of a replication group that the plan doesn't hold.</summary>
    private async Task<IReadOnlyList<string>> OutsideAsync(string group, RecoveryPlan plan, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReplicatedItem> all = shared is not null && (await shared.AllItemsAsync(cancellationToken)).Value is { } listed
            ? listed
            : await _once.GetAsync("items", () => Paging.AllAsync(c => _service.ListItemsAsync(null, c, cancellationToken)));
        HashSet<ArmId> inside = [.. plan.Members.Select(member => member.Id)];
        return [.. all.Where(item => string.Equals(item.ReplicationGroup, group, StringComparison.OrdinalIgnoreCase) && !inside.Contains(item.Id)).Select(item => item.Name)];
    }

    /// <summary>What the reprotect of a member of a named classic group has to know: its failback will need a plan that holds the whole group (V16).</summary>
    private async Task<GroupEvidence?> GroupOfAsync(ReplicatedItem item, ReadinessInputs inputs, VaultFacts all, CancellationToken cancellationToken)
    {
        if (!ReplicationGroups.Bind(item) || (await all.AllItemsAsync(cancellationToken)).Value is not { } listed || (await all.PlansAsync(cancellationToken)).Value is not { } plans)
        {
            return null;
        }

        ArmId[] members = [.. ReplicationGroups.MembersOf(item, listed).Select(member => member.Id)];
        RecoveryPlan? whole = plans.Where(plan => !plan.IsMixed && members.All(id => plan.Members.Any(member => member.Id == id))).OrderBy(plan => plan.Id == inputs.NamedPlan?.Id ? 0 : 1).FirstOrDefault();
        return new GroupEvidence(inputs.ChecksGroup ? ReplicationGroups.MissingOf(item, Together, listed) : [], whole?.Name);
    }

    /// <summary>The points, newest first; no more pages than it takes to find the one that is wanted.</summary>
    private async Task<(IReadOnlyList<RecoveryPoint> Points, bool HasMore)> ReadPointsAsync(ReplicatedItem item, RecoveryPointChoice choice, CancellationToken cancellationToken)
    {
        var points = new List<RecoveryPoint>();
        string? continuation = null;
        do
        {
            Page<RecoveryPoint> page = await _service.ListRecoveryPointsAsync(item, continuation, cancellationToken);
            points.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null && !IsEnough(points, choice));
        points.Sort((a, b) => b.Time.CompareTo(a.Time));
        return (points, continuation is not null);
    }

    private static bool IsEnough(List<RecoveryPoint> points, RecoveryPointChoice choice) =>
        choice.PointId is { } id ? points.Exists(point => string.Equals(point.Name, id.Name, StringComparison.OrdinalIgnoreCase))
        : choice.Type == RecoveryPointType.ApplicationConsistent ? points.Exists(point => point.Type == RecoveryPointType.ApplicationConsistent)
        : points.Count > 0;
}
