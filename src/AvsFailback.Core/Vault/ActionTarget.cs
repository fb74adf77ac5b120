using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;

namespace AvsFailback.Vault;

/// <summary>What the engine acts on at once: an item by the item's requests, or a whole plan by the plan's (design §4, unit of action).</summary>
internal abstract class ActionTarget
{
    /// <summary>Reads how it stands; null if it is gone.</summary>
    public abstract Task<ReplicatedItem?> ReadAsync(ISiteRecovery service, ReplicatedItem last, CancellationToken cancellationToken);

    /// <summary>Whether a job works on it.</summary>
    public abstract bool Owns(ReplicatedItem item, FailbackJob job);

    /// <summary>Asks the service for the action.</summary>
    public abstract Task<StartedOperation> SendAsync(ISiteRecovery service, RecoveryPointChoice point, ReplicatedItem item, FailbackAction action, ReprotectInputs? inputs, string requestId, CancellationToken cancellationToken);
}

/// <summary>A single item.</summary>
internal sealed class ItemTarget : ActionTarget
{
    /// <summary>The only instance: it has no state.</summary>
    public static ItemTarget Instance { get; } = new();

    public override Task<ReplicatedItem?> ReadAsync(ISiteRecovery service, ReplicatedItem last, CancellationToken cancellationToken) =>
        service.FindItemAsync(last.Id, cancellationToken);

    public override bool Owns(ReplicatedItem item, FailbackJob job) =>
        job.TargetObjectId is { Length: > 0 } target && string.Equals(target, item.ObjectId, StringComparison.OrdinalIgnoreCase);

    public override Task<StartedOperation> SendAsync(ISiteRecovery service, RecoveryPointChoice point, ReplicatedItem item, FailbackAction action, ReprotectInputs? inputs, string requestId, CancellationToken cancellationToken) => action switch
    {
        FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure => service.ReprotectAsync(item, inputs!, requestId, cancellationToken),
        FailbackAction.FailBack => service.FailBackAsync(item, point, requestId, cancellationToken),
        FailbackAction.CommitFailover or FailbackAction.Commit => service.CommitAsync(item, requestId, cancellationToken),
        FailbackAction.CancelFailback => service.CancelFailoverAsync(item, requestId, cancellationToken),
        _ => throw new InvalidOperationException($"Nothing is sent for {action}."),
    };
}

/// <summary>
/// A whole plan. The engine sees it as one item that stands where the hindmost of its VMs stands and may do what all of them
/// may do.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="members">Its VMs as far as they are known; null for their ids and names alone.</param>
internal sealed class PlanTarget(RecoveryPlan plan, IReadOnlyList<ReplicatedItem>? members = null) : ActionTarget
{
    /// <summary>The VMs that the request is meant for: those that were checked and named. The plan's own request takes these or isn't sent.</summary>
    public IReadOnlyCollection<ArmId> Meant { get; } = [.. (members?.Select(member => member.Id) ?? plan.Members.Select(member => member.Id)).Distinct()];

    /// <summary>The plan as it was read last.</summary>
    public RecoveryPlan Plan { get; private set; } = plan;

    /// <summary>Its VMs as they were read last, thinly.</summary>
    public IReadOnlyList<ReplicatedItem> Members { get; private set; } = members ?? [.. plan.Members.Select(member => new ReplicatedItem { Id = member.Id, Name = member.Name, Provider = string.Empty })];

    /// <summary>Takes in the plan and its VMs as they were just read, whole.</summary>
    public void See(RecoveryPlan plan, IReadOnlyList<ReplicatedItem> members) => (Plan, Members) = (plan, members);

    public override async Task<ReplicatedItem?> ReadAsync(ISiteRecovery service, ReplicatedItem last, CancellationToken cancellationToken)
    {
        if (await service.FindPlanAsync(last.Id, cancellationToken) is not { } plan)
        {
            return null;
        }

        Plan = plan;
        Members = await MembersAsync(service, plan, cancellationToken);
        return Summarize(plan, Members);
    }

    // The id of the plan in its jobs isn't documented; their kind and name are (asr-contract §6).
    public override bool Owns(ReplicatedItem item, FailbackJob job) =>
        JobFinder.IsOfPlan(job, item.Name);

    public override Task<StartedOperation> SendAsync(ISiteRecovery service, RecoveryPointChoice point, ReplicatedItem item, FailbackAction action, ReprotectInputs? inputs, string requestId, CancellationToken cancellationToken) => action switch
    {
        FailbackAction.FailBack => service.FailBackPlanAsync(Plan, point, requestId, cancellationToken),
        FailbackAction.Commit => service.CommitPlanAsync(Plan, requestId, cancellationToken),
        FailbackAction.CancelFailback => service.CancelPlanFailoverAsync(Plan, requestId, cancellationToken),
        _ => throw new InvalidOperationException($"A plan has no request for {action} (asr-contract §8)."),
    };

    /// <summary>The plan's VMs, thinly, as the vault lists them for it.</summary>
    public static Task<List<ReplicatedItem>> MembersAsync(ISiteRecovery service, RecoveryPlan plan, CancellationToken cancellationToken) =>
        Paging.AllAsync(c => service.ListItemsAsync(new ItemFilter { RecoveryPlanName = plan.Name }, c, cancellationToken));

    /// <summary>The plan as one item.</summary>
    public static ReplicatedItem Summarize(RecoveryPlan plan, IReadOnlyCollection<ReplicatedItem> members)
    {
        ReplicatedItem? hindmost = members.OrderBy(member => Rank(member.Phase)).FirstOrDefault();
        ReplicatedItem summary = new()
        {
            Id = plan.Id,
            Name = plan.Name,
            Provider = hindmost?.Provider ?? string.Empty,
            Architecture = plan.Architecture,
            Direction = hindmost?.Direction ?? ReplicationDirection.Unknown,
            Phase = hindmost?.Phase ?? ReplicationPhase.Unknown,
            PhaseReason = hindmost is null ? "The plan has no VMs." : hindmost.PhaseReason,
            ProtectionStateDescription = hindmost?.ProtectionStateDescription ?? string.Empty,
            AllowedOperations = members.Count == 0 ? [] : [.. members.Select(member => (IEnumerable<string>)member.AllowedOperations).Aggregate((a, b) => a.Intersect(b, StringComparer.OrdinalIgnoreCase))],
            RunningJobId = plan.RunningJobId,
            RunningScenario = plan.RunningScenario,
            LastFailoverTime = members.Select(member => member.LastFailoverTime).Min(),
            IsComplete = true,
            ReadAt = hindmost?.ReadAt ?? default,
            Vault = plan.Vault,
        };
        bool failsBack = plan.RunningScenario is { } scenario && (ActionMetadata.IsDoneBy(FailbackAction.FailBack, scenario) || ActionMetadata.IsDoneBy(FailbackAction.CancelFailback, scenario));
        return failsBack && summary.Direction == ReplicationDirection.AzureToAvs ? summary with { Phase = ReplicationPhase.FailingBack, PhaseReason = null } : summary;
    }

    // What needs a person, or isn't known, holds the whole plan.
    private static int Rank(ReplicationPhase phase) => phase switch
    {
        ReplicationPhase.Faulted => -2,
        ReplicationPhase.Unknown => -1,
        _ => (int)phase,
    };
}
