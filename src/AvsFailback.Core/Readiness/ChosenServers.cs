using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Readiness;

/// <summary>The servers that the step uses: those that the item replicates by, or those that its reprotect will take.</summary>
internal static class ChosenServers
{
    /// <summary>The process server's id; null where any may be taken.</summary>
    public static string? ProcessServerId(ReadinessFacts facts) => facts.FailsBack ? facts.Item.ProcessServerId : facts.Inputs.Placement?.ProcessServerId;

    /// <summary>The master target's id; null where any of the VM's operating system may be taken.</summary>
    public static string? MasterTargetId(ReadinessFacts facts) => facts.FailsBack ? facts.Item.MasterTargetId : facts.Inputs.Placement?.MasterTargetId;

    /// <summary>The appliance's id, as the reprotect's defaults have it; null where any may be taken.</summary>
    public static string? ApplianceId(ReadinessFacts facts) =>
        facts.FailsBack ? facts.Item.ReprotectAgentId
        : facts.LeadsToAvs ? facts.Inputs.Placement?.ReprotectAgentId ?? facts.Item.ReprotectAgentId ?? facts.Item.ProcessServerId
        : facts.Inputs.Placement?.ProcessServerId ?? facts.Item.ReprotectAgentId;

    /// <summary>The datastore; null where none is named and the item tells none.</summary>
    public static string? Datastore(ReadinessFacts facts) => facts.Inputs.Placement?.Datastore ?? facts.Item.Datastore;

    /// <summary>The master targets that may be meant: the one of the id, or all of the VM's operating system.</summary>
    public static IReadOnlyList<MasterTarget> MasterTargets(ReadinessFacts facts, ReplicationFabric fabric)
    {
        string? id = MasterTargetId(facts);
        return [.. fabric.MasterTargets.Where(target => id is null ? FitsOs(facts.Item, target) : Same(target.Id, id))];
    }

    /// <summary>The appliance that is meant; null if it isn't there, or several may be.</summary>
    public static ReplicationAppliance? Appliance(ReadinessFacts facts, ReplicationFabric fabric)
    {
        string? id = ApplianceId(facts);
        ReplicationAppliance[] meant = [.. fabric.Appliances.Where(a => id is null ? facts.LeadsToAvs ? a.HasReprotectAgent : a.HasProcessServer : Same(a.Id, id))];
        return meant.Length == 1 ? meant[0] : null;
    }

    /// <summary>Whether the master target's operating system is the VM's; what isn't told fits.</summary>
    public static bool FitsOs(ReplicatedItem item, MasterTarget target) =>
        item.OsType is null || target.OsType.Length == 0 || Same(item.OsType, target.OsType);

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
