using System;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>Replication groups, which the API calls multi-VM groups.</summary>
internal static class ReplicationGroups
{
    /// <summary>The name of the group that the item shares with others; null for a group of its own, whose name is its id (P17).</summary>
    public static string? NameOf(ReplicatedItem item) => NameIn(item.Details);

    /// <summary>A reprotect keeps a named group, name and id. INFERRED: no recording has one.</summary>
    public static void Keep(JToken? before, JObject after)
    {
        if (NameIn(before) is { } name)
        {
            after["multiVmGroupName"] = name;
            if (after.ContainsKey("multiVmGroupId"))
            {
                // Modernized details have no such id (SW).
                after["multiVmGroupId"] = before.Text("multiVmGroupId");
            }
        }
    }

    private static string? NameIn(JToken? details) =>
        details.Text("multiVmGroupName") is { Length: > 0 } name && !string.Equals(name, details.Text("multiVmGroupId"), StringComparison.OrdinalIgnoreCase) ? name : null;
}
