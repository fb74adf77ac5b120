using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Runs;
using AvsFailback.Vault;

namespace AvsFailback.Pipeline;

/// <summary>From what the user gave to the recovery plan and its VMs, all read whole.</summary>
internal sealed class PlanResolver(AvsVault vault)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private List<RecoveryPlan>? _all;

    /// <summary>Finds one plan.</summary>
    /// <exception cref="FailbackException">There is none, or several are meant.</exception>
    public async Task<RecoveryPlan> ResolveAsync(string nameOrId, object target, CancellationToken cancellationToken)
    {
        ArmId id = ArmId.TryParse(nameOrId, out ArmId? given) ? given : await ByNameAsync(nameOrId, target, cancellationToken);
        return await ConfirmedReads.PlanAsync(_service, vault.Connection.Clock, id, cancellationToken)
            ?? throw new FailbackException("PlanNotFound", FailbackErrorCategory.NotFound, $"The vault {vault} has no recovery plan '{nameOrId}'.", "Get-AvsRecoveryPlan shows those that it has.", target);
    }

    /// <summary>The plan's VMs, each read whole, in the order of its groups.</summary>
    /// <param name="plan">The plan, whole.</param>
    /// <param name="target">What the user gave.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="isForShow">Whether the VMs are only shown: then one that the vault lacks is a warning, else an error.</param>
    /// <exception cref="FailbackException">It has none, or one that the vault no longer has.</exception>
    public async Task<IReadOnlyList<ReplicatedItem>> MembersAsync(RecoveryPlan plan, object target, CancellationToken cancellationToken, bool isForShow = false)
    {
        var members = new List<ReplicatedItem>();
        foreach (ReplicatedItem listed in await PlanTarget.MembersAsync(_service, plan, cancellationToken))
        {
            members.Add(await ConfirmedReads.ItemAsync(_service, vault.Connection.Clock, listed, cancellationToken) ?? listed);
        }

        await AddUnlistedAsync(plan, members, target, isForShow, cancellationToken);
        if (members.Count == 0)
        {
            throw new FailbackException("PlanIsEmpty", FailbackErrorCategory.NotFound, $"The recovery plan {plan.Name} has no VMs.", "Add VMs to it in the portal, or name the VMs themselves.", target);
        }

        Dictionary<ArmId, int> groups = PlanDecision.GroupNumbers(plan);
        return [.. members.OrderBy(member => groups.TryGetValue(member.Id, out int group) ? group : int.MaxValue)];
    }

    /// <summary>
    /// The plan's own groups count, not the list: what that leaves out is read by itself. What has a 404 is a leftover in the plan; the plan's requests would
    /// fail on it, and a plan of which a part is silently left alone isn't what the user asked for.
    /// </summary>
    private async Task AddUnlistedAsync(RecoveryPlan plan, List<ReplicatedItem> members, object target, bool isForShow, CancellationToken cancellationToken)
    {
        List<string> missing = [];
        foreach (RecoveryPlanMember member in plan.Members.Where(member => members.All(known => known.Id != member.Id)))
        {
            var last = new ReplicatedItem { Id = member.Id, Name = member.Name, Provider = string.Empty };
            if (await ConfirmedReads.ItemAsync(_service, vault.Connection.Clock, last, cancellationToken) is { } found)
            {
                members.Add(found);
            }
            else
            {
                missing.Add(member.Name.Length > 0 && member.Name != member.Id.Name ? $"{member.Name} ({member.Id.Name})" : member.Id.Name);
            }
        }

        if (missing.Count > 0)
        {
            var error = new FailbackException(
                "PlanMemberMissing",
                FailbackErrorCategory.NotFound,
                $"The recovery plan {plan.Name} names {string.Join(", ", missing)}, which the vault no longer has.",
                "Remove what is missing from the plan in the portal, or name the other VMs themselves.",
                target);
            vault.Connection.Notices.Add(isForShow ? error.Message : throw error);
        }
    }

    /// <summary>All plans, thinly, read once.</summary>
    public async Task<IReadOnlyList<RecoveryPlan>> AllAsync(CancellationToken cancellationToken) =>
        _all ??= await Paging.AllAsync(c => _service.ListPlansAsync(c, cancellationToken));

    private async Task<ArmId> ByNameAsync(string name, object target, CancellationToken cancellationToken)
    {
        IReadOnlyList<RecoveryPlan> all = await AllAsync(cancellationToken);
        IReadOnlyList<RecoveryPlan> matches = Names.Exactly(name, all, plan => plan.Name, plan => plan.Id.Name);
        return matches.Count switch
        {
            1 => matches[0].Id,
            0 => throw new FailbackException("PlanNotFound", FailbackErrorCategory.NotFound, $"The vault {vault} has no recovery plan '{name}'.", all.Count > 0 ? $"It has: {string.Join(", ", all.Select(plan => plan.Name))}." : "It has none.", target),
            _ => throw new FailbackException("AmbiguousPlan", FailbackErrorCategory.Ambiguous, $"'{name}' is the name of {matches.Count} recovery plans.", $"Name the one that you mean by its id: {string.Join(", ", matches.Select(m => m.Id))}.", target),
        };
    }
}
