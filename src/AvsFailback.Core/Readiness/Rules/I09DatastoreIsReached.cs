using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>The master target lists the datastore, which is of VMFS or vSAN.</summary>
internal sealed class I09DatastoreIsReached() : MasterTargetRule("I09", "The master target reaches the datastore")
{
    protected override string Subject(ReadinessFacts facts, VaultEvidence vault) => Key(base.Subject(facts, vault), ChosenServers.Datastore(facts));

    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault, ReplicationFabric fabric)
    {
        const string Mount = "Mount the datastore (VMFS or vSAN, not NFS) read/write on the ESXi host of the master target.";
        MasterTarget[] meant = [.. ChosenServers.MasterTargets(facts, fabric)];
        if (meant.Length == 0)
        {
            return ByHand(facts, "there is no master target to look at", "See I06.", ReadinessSeverity.Block);
        }

        string names = string.Join(", ", meant.Select(target => target.Name));
        Datastore[] listed = [.. meant.SelectMany(target => target.Datastores)];
        if (ChosenServers.Datastore(facts) is not { } wanted)
        {
            string[] usable = [.. listed.Where(IsUsable).Select(store => store.Name).Distinct()];
            return usable.Length == 0
                ? Blocks(facts, $"{names} lists no datastore of VMFS or vSAN", Mount)
                : ByHand(facts, "the VM doesn't tell its datastore", Remedy(facts, $"Choose one with Enable-AvsReprotection -Datastore: {string.Join(", ", usable)}.", $"See in vCenter that the VM's datastore is one of these: {string.Join(", ", usable)}."), ReadinessSeverity.Block);
        }

        Datastore[] found = [.. listed.Where(store => Same(store.Name, wanted))];
        return found.Length == 0 ? Blocks(facts, $"{names} doesn't list the datastore {wanted}", Mount)
            : found.FirstOrDefault(IsUsable) is { } good ? Passed(facts, $"{good.Name} ({good.Type})")
            : found.Any(store => store.Type.Length == 0) ? NotKnown(facts, $"the type of the datastore {wanted} isn't reported", Mount)
            : Blocks(facts, $"the datastore {wanted} is of {found[0].Type}", Mount);
    }

    private static bool IsUsable(Datastore store) => Same(store.Type, "VMFS") || Same(store.Type, "vSAN");
}
