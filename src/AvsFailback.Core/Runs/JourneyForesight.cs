using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Readiness;
using AvsFailback.Readiness.Rules;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>
/// What will stop a VM at a later step and is known before the first: a run that copies for hours and then can't go further
/// has done harm, one that says so at once hasn't.
/// </summary>
internal sealed class JourneyForesight(AvsVault vault, JourneyOptions options, VaultFacts facts)
{
    // Rules that warn before the reprotect of what would block the failback.
    private static readonly string[] Foretold = ["V03", "V16"];

    private readonly AzureVmLocator _azureVms = new(vault, facts);

    /// <summary>What will stop the VM for certain at a later step of this run; null if nothing will.</summary>
    /// <param name="entry">The VM.</param>
    /// <param name="isIdle">Whether no job runs on it: a commit's deletes the Azure VM.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<FailbackException?> StopsAsync(JourneyEntry entry, bool isIdle, CancellationToken cancellationToken)
    {
        ReplicatedItem item = entry.Item;
        FailbackAction[] steps = [.. PlannedVm.StepsFrom(item.Phase, options)];
        FailbackAction action = steps.FirstOrDefault(step => step is FailbackAction.FailBack or FailbackAction.Commit);
        bool isBound = action != FailbackAction.None && ReplicationGroups.Bind(item);
        if (isBound && await GroupAsync(entry, cancellationToken) is { IsBlocking: true } group)
        {
            return Stop(entry, group, action);
        }

        bool isCommitted = isIdle && steps.Contains(FailbackAction.Commit);
        return isCommitted && await AzureVmAsync(entry, cancellationToken) is { IsBlocking: true } unknown
            ? Stop(entry, unknown, FailbackAction.Commit)
            : null;
    }

    /// <summary>What the rules of the first step warn of that would block a later one.</summary>
    public static IEnumerable<string> WarningsOf(FailbackReadiness verdict) => verdict.Step == ReadinessStep.Reprotection
        ? verdict.Warnings.Where(check => Foretold.Contains(check.RuleId)).Select(TextOf)
        : [];

    /// <summary>What would block the failback of a VM whose copy to AVS still runs; null if nothing would.</summary>
    public static string? WarningOf(ReplicatedItem item)
    {
        if (item.Phase != ReplicationPhase.ReplicatingToAvs)
        {
            return null;
        }

        ReadinessCheck check = new V03ReplicationIsHealthy().Check(FactsOf(item, ReadinessStep.Failback));
        return check.IsBlocking ? $"{TextOf(check)} As long as it is so, the failback after the copy is stopped by this rule." : null;
    }

    /// <summary>A member of a named classic group fails back and commits by a plan that holds it whole, or not at all (V16).</summary>
    private async Task<ReadinessCheck> GroupAsync(JourneyEntry entry, CancellationToken cancellationToken)
    {
        RecoveryPlan? plan = entry.Plan is { IsMixed: false } own ? own : null;
        IReadOnlyList<string> outside = [];
        if (plan is not null && (await facts.AllItemsAsync(cancellationToken)).Value is { } listed)
        {
            HashSet<ArmId> inside = [.. plan.Members.Select(member => member.Id)];
            IEnumerable<ReplicatedItem> members = ReplicationGroups.MembersOf(entry.Item, listed);
            outside = [.. members.Where(member => !inside.Contains(member.Id)).Select(member => member.Name)];
        }

        ReadinessFacts known = FactsOf(entry.Item, ReadinessStep.Failback) with { Plan = plan, GroupOutsidePlan = outside };
        return new V16ReplicationGroupGoesTogether().Check(known);
    }

    /// <summary>
    /// A classic VM that replicates to AVS no longer tells its Azure VM. Where that can't be found and isn't named before the failback,
    /// it can't be at the commit (C02). A VM that still tells it is remembered by this session.
    /// </summary>
    private async Task<ReadinessCheck?> AzureVmAsync(JourneyEntry entry, CancellationToken cancellationToken)
    {
        ReplicatedItem item = entry.Item;
        if (item.Architecture != ReplicationArchitecture.Classic || item.Direction != ReplicationDirection.AzureToAvs)
        {
            return null;
        }

        AzureVmEvidence evidence = await _azureVms.FindAsync(item, entry.AzureVm, cancellationToken);
        return evidence.Finding == AzureVmFinding.Unknown
            ? new C02AzureVmIsShutDown().Check(FactsOf(item, ReadinessStep.Commit) with { AzureVm = evidence })
            : null;
    }

    private static ReadinessFacts FactsOf(ReplicatedItem item, ReadinessStep step) => new() { Item = item, Step = step, Now = item.ReadAt };

    private static FailbackException Stop(JourneyEntry entry, ReadinessCheck check, FailbackAction action)
    {
        var readiness = new FailbackReadiness { Item = entry.Item, Step = ReadinessSteps.Of(action)!.Value, Checks = [check] };
        return Errors.NotReady(readiness, action, entry.Target);
    }

    private static string TextOf(ReadinessCheck check) => $"{check.RuleId}: {check.Evidence.TrimEnd('.')}. {check.Remedy}".TrimEnd();
}
