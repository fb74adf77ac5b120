using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>Every resource, by id without case, and by type in the order in which they came.</summary>
internal sealed class ResourceStore
{
    private static readonly List<ArmResource> None = [];

    private readonly Dictionary<string, ArmResource> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<ArmResource>> _byType = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<ArmResource> All => _byType.Values.SelectMany(list => list);

    public ArmResource Add(JObject body)
    {
        var resource = new ArmResource(body);
        if (_byId.ContainsKey(resource.Id))
        {
            throw new FormatException($"The resource '{resource.Id}' is there twice.");
        }

        _byId.Add(resource.Id, resource);
        if (!_byType.TryGetValue(resource.Type, out List<ArmResource>? list))
        {
            _byType.Add(resource.Type, list = []);
        }

        list.Add(resource);
        return resource;
    }

    public ArmResource? Find(string? id) => id is not null && _byId.TryGetValue(id.TrimEnd('/'), out ArmResource? found) ? found : null;

    public IReadOnlyList<ArmResource> OfType(string type) => _byType.TryGetValue(type, out List<ArmResource>? list) ? list : None;

    public IEnumerable<ArmResource> Under(string type, string scope) => OfType(type).Where(r => ArmPath.IsUnder(r.Id, scope));

    public bool Remove(string id)
    {
        if (Find(id) is not { } resource)
        {
            return false;
        }

        _byId.Remove(resource.Id);
        _byType[resource.Type].Remove(resource);
        return true;
    }
}
