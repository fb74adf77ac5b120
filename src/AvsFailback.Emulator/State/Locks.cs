using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>Management locks by the scope they are set on.</summary>
internal static class Locks
{
    public static string ScopeOf(ArmResource found)
    {
        int at = found.Id.LastIndexOf("/providers/" + ResourceTypes.Lock, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? found.Id : found.Id.Substring(0, at);
    }

    /// <summary>Locks that cover a resource: on itself or on a scope above it.</summary>
    public static IEnumerable<ArmResource> Over(ResourceStore store, string id) =>
        store.OfType(ResourceTypes.Lock).Where(l => ArmPath.IsUnder(id, ScopeOf(l)));

    /// <summary>Locks as the API lists them at a scope: those that cover it and those below it.</summary>
    public static IEnumerable<ArmResource> At(ResourceStore store, string scope) =>
        store.OfType(ResourceTypes.Lock).Where(l => ArmPath.IsUnder(scope, ScopeOf(l)) || ArmPath.IsUnder(ScopeOf(l), scope));
}
