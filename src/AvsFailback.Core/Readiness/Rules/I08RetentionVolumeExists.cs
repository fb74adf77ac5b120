using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>The master target has a volume for retention data, not one of no size. The service doesn't tell file systems.</summary>
internal sealed class I08RetentionVolumeExists() : MasterTargetRule("I08", "The master target has a retention volume")
{
    protected override string Subject(ReadinessFacts facts, VaultEvidence vault) => Key(base.Subject(facts, vault), facts.Inputs.Placement?.RetentionVolume);

    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault, ReplicationFabric fabric)
    {
        MasterTarget[] meant = [.. ChosenServers.MasterTargets(facts, fabric)];
        if (meant.Length == 0)
        {
            return ByHand(facts, "there is no master target to look at", "See I06.", ReadinessSeverity.Block);
        }

        string? named = facts.FailsBack ? null : facts.Inputs.Placement?.RetentionVolume;
        string[] usable = [.. meant.SelectMany(target => target.RetentionVolumes
            .Where(volume => volume.CapacityInBytes is not 0 && (named is null || Same(volume.Name, named)))
            .Select(volume => $"{target.Name}: {volume.Name}"))];
        return usable.Length > 0
            ? Passed(facts, string.Join(", ", usable))
            : Blocks(facts, $"{string.Join(", ", meant.Select(target => target.Name))} has no {(named is null ? "retention volume" : $"retention volume {named}")}", "Add a drive (R: on Windows, /mnt/retention on Linux; not FAT) to the master target; it shows within 15 minutes.");
    }
}
