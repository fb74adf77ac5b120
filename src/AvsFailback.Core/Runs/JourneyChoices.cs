using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Readiness;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>
/// The servers and inputs of a run's reprotects. A choice is kept for the whole run: what people were shown is what is sent, also
/// where a later look finds its server gone, which a rule then tells.
/// </summary>
/// <param name="infrastructure">The vault's servers and policies, as they were read last.</param>
internal sealed class JourneyChoices(Func<Infrastructure> infrastructure)
{
    private readonly Dictionary<(ArmId Item, ReplicationDirection Direction), ReprotectChoice> _made = [];
    private readonly Dictionary<ArmId, ReprotectChoice> _expected = [];

    /// <summary>What all choices that were made would be asked with.</summary>
    public IReadOnlyList<ReprotectInputs> Inputs
    {
        get
        {
            lock (_made)
            {
                return [.. _made.Values.Select(choice => choice.Inputs)];
            }
        }
    }

    /// <summary>The choice for the reprotect that the item needs next: the one that was looked at and shown, where it was.</summary>
    /// <exception cref="FailbackException">A name is wrong or has to be given; the error says where a run takes names.</exception>
    public async Task<ReprotectChoice> ChooseAsync(JourneyEntry entry, ReplicatedItem item, CancellationToken cancellationToken)
    {
        if (Of(item) is { } made)
        {
            return made;
        }

        ReprotectChoice choice = await MakeAsync(entry, item, cancellationToken);
        lock (_made)
        {
            return _made[(item.Id, item.Direction)] = choice;
        }
    }

    /// <summary>
    /// Works out the reprotect that comes after the commit: a name that is missing then would show when the VM is unprotected.
    /// </summary>
    /// <exception cref="FailbackException">A name is wrong or has to be given.</exception>
    public async Task ExpectAsync(JourneyEntry entry, CancellationToken cancellationToken)
    {
        ReplicatedItem item = entry.Item;
        ReplicatedItem then = item.Direction == ReplicationDirection.AzureToAvs ? item : ToCome(item);
        ReprotectChoice later = await MakeAsync(entry, then, cancellationToken);
        lock (_made)
        {
            _expected[item.Id] = later;
        }
    }

    /// <summary>The choice that was made for the reprotect which the item needs next; null if none was.</summary>
    public ReprotectChoice? Of(ReplicatedItem item)
    {
        lock (_made)
        {
            return _made.TryGetValue((item.Id, item.Direction), out ReprotectChoice? choice) ? choice : null;
        }
    }

    /// <summary>
    /// What a step would be asked with, for people: a choice that was made, or for the reprotect after a commit that is still to come
    /// the one that is expected.
    /// </summary>
    public string TextOf(ReplicatedItem item, FailbackAction action)
    {
        bool isNext = action == FailbackAction.ReprotectToAvs
            ? item.Direction == ReplicationDirection.AvsToAzure
            : action == FailbackAction.ReprotectToAzure && item.Phase == ReplicationPhase.Committed;
        lock (_made)
        {
            ReprotectChoice? choice = isNext ? Of(item)
                : action == FailbackAction.ReprotectToAzure && _expected.TryGetValue(item.Id, out ReprotectChoice? later) ? later
                : null;
            return choice?.ToString() ?? string.Empty;
        }
    }

    private async Task<ReprotectChoice> MakeAsync(JourneyEntry entry, ReplicatedItem item, CancellationToken cancellationToken)
    {
        try
        {
            return await new ReprotectPlanner(infrastructure()).ChooseAsync(item, entry.PlacementFor(item), cancellationToken);
        }
        catch (FailbackException e) when (e.Category is FailbackErrorCategory.InvalidInput or FailbackErrorCategory.Ambiguous
            && e is not ServiceException)
        {
            string suffix = item.Direction == ReplicationDirection.AzureToAvs
                ? " (ProcessServerToAzure and PolicyToAzure are for this direction alone)"
                : string.Empty;
            string where = $"In a run, names are columns of -Placement: @{{ Name = '{item.Name}'; … }}{suffix}.";
            throw new FailbackException(e.ErrorId, e.Category, e.Message, $"{e.NextStep} {where}", e.Target, e);
        }
    }

    /// <summary>
    /// A VM in Azure as it will be when it replicates to AVS, as far as the reprotect after that goes by it (asr-contract §3.1, §9).
    /// </summary>
    private static ReplicatedItem ToCome(ReplicatedItem item) => item with
    {
        Direction = ReplicationDirection.AzureToAvs,
        LastUsedPolicyId = item.Architecture == ReplicationArchitecture.Modernized ? item.PolicyId : item.LastUsedPolicyId,
        PolicyId = item.PolicyId is { } policy && item.Architecture == ReplicationArchitecture.Classic
            ? ArmId.Parse($"{policy}-failback")
            : item.PolicyId,
        ReprotectAgentId = item.ReprotectAgentId ?? item.ProcessServerId,
    };
}
