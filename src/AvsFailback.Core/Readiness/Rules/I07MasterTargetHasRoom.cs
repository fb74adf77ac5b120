using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>The master target takes 60 disks: those that it has and those that the reprotects of this command bring.</summary>
internal sealed class I07MasterTargetHasRoom() : MasterTargetRule("I07", "The master target has room for the disks")
{
    protected override string Subject(ReadinessFacts facts, VaultEvidence vault) => Key(base.Subject(facts, vault), Coming(facts, vault));

    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault, ReplicationFabric fabric)
    {
        MasterTarget[] meant = [.. ChosenServers.MasterTargets(facts, fabric)];
        if (meant.Length == 0)
        {
            return ByHand(facts, "there is no master target to count on", "See I06.", ReadinessSeverity.Block);
        }

        string[] silent = [.. meant.Where(target => target.DiskCount is null).Select(target => target.Name)];
        if (silent.Length > 0)
        {
            return NotKnown(facts, $"how many disks {string.Join(", ", silent)} has isn't reported", "Count the disks of the master target's VM in vCenter; with those to come 60 is the most.");
        }

        int coming = Coming(facts, vault);
        int room = meant.Sum(target => ReadinessLimits.DisksPerServer - target.DiskCount!.Value);
        string evidence = $"{string.Join(", ", meant.Select(target => $"{target.Name} has {target.DiskCount}"))}{(coming > 0 ? $", {coming} to come" : string.Empty)}, of {ReadinessLimits.DisksPerServer} at most";
        return coming > room || room < 0
            ? Blocks(facts, evidence, "Set up another master target, or reprotect fewer VMs to this one.")
            : Passed(facts, evidence);
    }

    /// <summary>What a failback uses is attached already.</summary>
    private static int Coming(ReadinessFacts facts, VaultEvidence vault) =>
        facts.FailsBack ? 0 : vault.Loads.ToAttach(facts.Item.FabricId, facts.Item.OsType ?? string.Empty, ChosenServers.MasterTargetId(facts));
}
