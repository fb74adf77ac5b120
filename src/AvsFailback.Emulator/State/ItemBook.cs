using System;
using System.Collections.Generic;

namespace AvsFailback.Emulator.State;

/// <summary>All items, and who is meant by a name or an id.</summary>
internal sealed class ItemBook
{
    private readonly Dictionary<string, ReplicatedItem> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ReplicatedItem> _byAzureVm = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<ReplicatedItem> All => _byId.Values;

    public void Add(ReplicatedItem item)
    {
        _byId.Add(item.Id, item);
        Bind(item, item.State.AzureVm);
    }

    public ReplicatedItem? Find(string? id) => id is not null && _byId.TryGetValue(id, out ReplicatedItem? item) ? item : null;

    public ReplicatedItem? OfAzureVm(string vmId) => _byAzureVm.TryGetValue(vmId, out ReplicatedItem? item) ? item : null;

    public void Bind(ReplicatedItem item, string? azureVm)
    {
        if (item.State.AzureVm is { } old)
        {
            _byAzureVm.Remove(old);
        }

        item.State.AzureVm = azureVm;
        if (azureVm is not null)
        {
            _byAzureVm[azureVm] = item;
        }
    }
}
