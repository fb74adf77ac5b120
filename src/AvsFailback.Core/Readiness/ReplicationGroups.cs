using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Readiness;

/// <summary>A member of a replication group on its way to AVS.</summary>
/// <param name="Item">The VM.</param>
/// <param name="Inputs">What its reprotect would be asked with; null where it is reprotected already.</param>
internal sealed record GroupMember(ReplicatedItem Item, ReprotectInputs? Inputs)
{
    /// <summary>The own id of the master target that it goes to, or has gone to; null if not chosen: while its reprotect runs, the item tells the one of before.</summary>
    public string? MasterTargetId => Inputs is not null ? Inputs.MasterTargetId : Item.Direction == ReplicationDirection.AzureToAvs ? Item.MasterTargetId : null;
}

/// <summary>
/// What holds for named classic replication groups that are reprotected to AVS: all VMs in one batch, of one operating system, to one
/// master target (failback-rules §4). The plan's own reprotect, which saw to that, is dead.
/// </summary>
internal static class ReplicationGroups
{
    /// <summary>Whether the VM is in a group that these rules hold for. Modernized groups have no common server, and no such rules.</summary>
    public static bool Bind(ReplicatedItem item) => item is { Architecture: ReplicationArchitecture.Classic, ReplicationGroup: not null };

    /// <summary>Those that are of one group with the VM, itself among them.</summary>
    public static IReadOnlyList<ReplicatedItem> MembersOf(ReplicatedItem item, IEnumerable<ReplicatedItem> among) =>
        [.. among.Where(other => Bind(other) && other.Vault == item.Vault && string.Equals(other.ReplicationGroup, item.ReplicationGroup, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Whether the VM's replication to AVS runs already.</summary>
    public static bool IsReprotected(ReplicatedItem item) => item.Phase is ReplicationPhase.ReplicatingToAvs or ReplicationPhase.ReadyToFailBack;

    /// <summary>The whole group has to be given, as far as it is in Azure, and be of one operating system.</summary>
    /// <param name="item">A VM of the group, on its way to AVS.</param>
    /// <param name="given">All VMs that are to be reprotected.</param>
    /// <param name="all">All VMs of the vault.</param>
    /// <exception cref="FailbackException">A VM is missing, or the group is of several operating systems.</exception>
    public static void DemandWhole(ReplicatedItem item, IReadOnlyCollection<ReplicatedItem> given, IEnumerable<ReplicatedItem> all)
    {
        IReadOnlyList<ReplicatedItem> members = MembersOf(item, all);
        IReadOnlyList<string> missing = MissingOf(item, [.. given.Select(other => other.Id)], members);
        if (missing.Count > 0)
        {
            throw new FailbackException("GroupGoesTogether", FailbackErrorCategory.InvalidInput, $"{item.Name} is in the replication group {item.ReplicationGroup}, which is reprotected whole; {string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} missing.", $"Name all of them in one command ({string.Join(", ", members.Select(member => member.Name))}), or their recovery plan: -RecoveryPlan.", item.Name);
        }

        string[] systems = [.. MembersOf(item, given).Select(member => member.OsType).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
        if (systems.Length > 1)
        {
            throw new FailbackException("GroupOfSeveralSystems", FailbackErrorCategory.NotSupported, $"The replication group {item.ReplicationGroup} has VMs of {string.Join(" and ", systems)}, and a group needs one master target of its operating system.", "Split the group by operating system in the portal.", item.Name);
        }
    }

    /// <summary>Names of the group's VMs in Azure that aren't among those given.</summary>
    public static IReadOnlyList<string> MissingOf(ReplicatedItem item, IReadOnlyCollection<ArmId> given, IEnumerable<ReplicatedItem> all) =>
        [.. MembersOf(item, all).Where(member => IsInAzure(member) && !given.Contains(member.Id)).Select(member => member.Name)];

    /// <summary>All VMs of the group have to go to one master target, be it named or the default, or to that where some are already.</summary>
    /// <param name="item">A VM of the group, on its way to AVS.</param>
    /// <param name="members">The group's VMs with their inputs.</param>
    /// <param name="known">Master targets whose names are known.</param>
    /// <exception cref="FailbackException">They would go to several.</exception>
    public static void DemandOneMasterTarget(ReplicatedItem item, IReadOnlyCollection<GroupMember> members, IEnumerable<MasterTarget> known)
    {
        GroupMember[] chosen = [.. members.Where(member => member.MasterTargetId is not null)];
        if (chosen.Select(member => member.MasterTargetId!).Distinct(StringComparer.OrdinalIgnoreCase).Take(2).Count() < 2)
        {
            return;
        }

        var names = known.GroupBy(target => target.Id, StringComparer.OrdinalIgnoreCase).ToDictionary(same => same.Key, same => same.First().Name, StringComparer.OrdinalIgnoreCase);
        string NameOf(GroupMember member) => names.TryGetValue(member.MasterTargetId!, out string? name) ? name : member.MasterTargetId!;
        string[] used = [.. chosen.Where(member => member.Inputs is null).Select(NameOf).Distinct(StringComparer.OrdinalIgnoreCase)];
        string next = used.Length switch
        {
            0 => "Name one for all of them: -MasterTarget.",
            1 => $"Some replicate to {used[0]} already; send the others there too: -MasterTarget {used[0]}.",
            _ => "They replicate to several already: disable the replication of those on the wrong one, and protect them again.",
        };
        throw new FailbackException(
            "GroupOfSeveralMasterTargets",
            FailbackErrorCategory.InvalidInput,
            $"The replication group {item.ReplicationGroup} needs one master target, and its VMs would have several: {string.Join(", ", chosen.Select(member => $"{member.Item.Name} {NameOf(member)}{(member.Inputs is null ? " (already)" : string.Empty)}"))}.",
            next,
            item.Name);
    }

    private static bool IsInAzure(ReplicatedItem item) => IsReprotected(item) || item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure;
}
