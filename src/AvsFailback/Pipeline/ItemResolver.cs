using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;

using AvsFailback.Vault;

namespace AvsFailback.Pipeline;

/// <summary>From what the user gave to the replicated item, read whole. The vault's list is read at most once.</summary>
internal sealed class ItemResolver(AvsVault vault)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private List<ReplicatedItem>? _all;

    /// <summary>Finds one item.</summary>
    /// <exception cref="FailbackException">There is none, or several are meant.</exception>
    public async Task<ReplicatedItem> ResolveAsync(ItemInput input, CancellationToken cancellationToken)
    {
        ArmId id = input switch
        {
            { Item: { } item } => item.Id,
            { Job: { } job } => await OfJobAsync(job, cancellationToken),
            { Text: { } text } when ArmId.TryParse(text, out ArmId? given) => given,
            { Text: { } text } => await ByNameAsync(text, cancellationToken),
            _ => throw new InvalidOperationException("An input names an item by object, job or text."),
        };
        // What belongs to an item, such as a recovery point, has the item's id in its own.
        if (id.Ancestor("replicationProtectedItems") != id)
        {
            throw new FailbackException("NotAnItem", FailbackErrorCategory.InvalidInput, $"'{id}' isn't a replicated item of Site Recovery.", "An item's id ends in '/replicationProtectedItems/' and its name. Get-AvsReplicatedItem shows them.", input.Target);
        }

        if (id.Ancestor("vaults") != vault.Id)
        {
            // The service would answer, and what was meant for one vault be done to another.
            throw new FailbackException("ItemOfAnotherVault", FailbackErrorCategory.InvalidInput, $"'{id}' isn't an item of the vault {vault}.", "Connect to its vault, or name that with -Vault. Get-AvsReplicatedItem shows the items of this one.", input.Target);
        }

        return await ConfirmedReads.ItemAsync(_service, vault.Connection.Clock, new ReplicatedItem { Id = id, Name = id.Name }, cancellationToken)
            ?? throw new FailbackException("ItemNotFound", FailbackErrorCategory.NotFound, $"The vault {vault} has no replicated item '{id}'.", "Get-AvsReplicatedItem shows those that it has.", input.Target);
    }

    /// <summary>All items, thinly, read once.</summary>
    public async Task<IReadOnlyList<ReplicatedItem>> AllAsync(CancellationToken cancellationToken) =>
        _all ??= await Paging.AllAsync(c => _service.ListItemsAsync(null, c, cancellationToken));

    private async Task<ArmId> ByNameAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReplicatedItem> all = await AllAsync(cancellationToken);
        IReadOnlyList<ReplicatedItem> matches = Names.Exactly(name, all, item => item.Name, item => item.Id.Name);
        return matches.Count switch
        {
            1 => matches[0].Id,
            0 => throw new FailbackException("ItemNotFound", FailbackErrorCategory.NotFound, $"The vault {vault} has no replicated item '{name}'.", Suggest(name, all), name),
            _ => throw new FailbackException("AmbiguousItem", FailbackErrorCategory.Ambiguous, $"'{name}' is the name of {matches.Count} replicated items.", $"Name the one that you mean with -Id: {string.Join(", ", matches.Select(m => m.Id))}.", name),
        };
    }

    private async Task<ArmId> OfJobAsync(FailbackJob job, CancellationToken cancellationToken)
    {
        if (job.ItemId is { } known)
        {
            return known;
        }

        ReplicatedItem? item = job.TargetObjectId is { Length: > 0 } target
            ? (await AllAsync(cancellationToken)).FirstOrDefault(i => Names.Same(i.ObjectId, target))
            : null;
        return item?.Id ?? throw new FailbackException("JobWithoutItem", FailbackErrorCategory.NotFound, $"{job} (job {job.Name}) can't be assigned to a replicated item: the vault gives its items new ids after each reprotect.", "Name the item itself: -Name.", job);
    }

    private static string Suggest(string name, IReadOnlyList<ReplicatedItem> all)
    {
        if (Names.IsSurelyPattern(name))
        {
            return $"Wildcards are for reading: Get-AvsReplicatedItem '{name}' shows what matches, and its output pipes into this command.";
        }

        string[] close = [.. all.Select(item => item.Name).Where(n => n.IndexOf(name, StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf(n, StringComparison.OrdinalIgnoreCase) >= 0).Distinct().Take(5)];
        return close.Length > 0 ? $"Do you mean {string.Join(", ", close)}?" : "Get-AvsReplicatedItem shows those that it has.";
    }
}
