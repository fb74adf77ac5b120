using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Vault;

/// <summary>
/// The VMs of a plan are known by three ways: the plan's own groups, the vault's list filtered by the plan (a filter that is known from an
/// issue alone: asr-contract §7), and the VMs that a command has checked and named. A plan's request takes what the service holds, so it is
/// sent only where all three are the same.
/// </summary>
internal static class PlanSet
{
    /// <summary>What differs, in words; null if nothing does.</summary>
    public static string? Difference(RecoveryPlan plan, IReadOnlyCollection<ReplicatedItem> listed, IReadOnlyCollection<ArmId> meant)
    {
        var parts = new List<string>();
        Dictionary<ArmId, string> names = [];
        foreach (RecoveryPlanMember member in plan.Members)
        {
            names[member.Id] = member.Name;
        }

        foreach (ReplicatedItem item in listed)
        {
            names[item.Id] = item.Name;
        }

        HashSet<ArmId> wanted = [.. meant];
        HashSet<ArmId> inGroups = [.. plan.Members.Select(member => member.Id)];
        HashSet<ArmId> inList = [.. listed.Select(item => item.Id)];
        Add(parts, "in its groups, and not among the VMs that were checked", inGroups.Except(wanted), names);
        Add(parts, "listed for it, and not among the VMs that were checked", inList.Except(wanted).Except(inGroups), names);
        Add(parts, "no longer in its groups", wanted.Except(inGroups), names);
        Add(parts, "not listed for it", wanted.Intersect(inGroups).Except(inList), names);
        return parts.Count == 0 ? null : string.Join("; ", parts);
    }

    private static void Add(List<string> parts, string what, IEnumerable<ArmId> ids, Dictionary<ArmId, string> names)
    {
        string[] which = [.. ids.Select(id => names.TryGetValue(id, out string? name) && name.Length > 0 ? name : id.Name)];
        if (which.Length > 0)
        {
            parts.Add($"{string.Join(", ", which)} {(which.Length == 1 ? "is" : "are")} {what}");
        }
    }
}
