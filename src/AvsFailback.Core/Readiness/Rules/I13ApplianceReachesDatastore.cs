using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>The appliance reaches the VM's datastore, in the VM's vCenter.</summary>
internal sealed class I13ApplianceReachesDatastore() : FabricRule("I13", "The appliance reaches the datastore", ReplicationArchitecture.Modernized)
{
    protected override string? WhyNot(ReadinessFacts facts) => base.WhyNot(facts) ?? (facts.LeadsToAvs ? null : "replication to Azure needs no datastore");

    protected override string Subject(ReadinessFacts facts, VaultEvidence vault) => Key(ChosenServers.ApplianceId(facts), ChosenServers.Datastore(facts), VCenterOf(facts));

    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault, ReplicationFabric fabric)
    {
        string remedy = Remedy(
            facts,
            "Choose another appliance or datastore with Enable-AvsReprotection -Appliance -Datastore, or let the appliance's vCenter account see the datastore.",
            "Make the datastore reachable for the appliance again: under the name that it had at the reprotect, in the same vCenter, and visible to the appliance's vCenter account. The VM replicates to it already; its appliance and datastore can't be chosen again.");
        if (ChosenServers.Appliance(facts, fabric) is not { } appliance)
        {
            return ByHand(facts, "the appliance isn't known", "See I12.", ReadinessSeverity.Block);
        }

        string listed = appliance.Datastores.Count == 0 ? "none" : string.Join(", ", appliance.Datastores.Select(store => store.Name));
        if (VCenterOf(facts) is { } vCenter && appliance.VCenterId is { Length: > 0 } other && !Same(LastPart(vCenter), LastPart(other)))
        {
            return Blocks(facts, $"{appliance.Name} works with the vCenter {LastPart(other)}, the VM is of {LastPart(vCenter)}", remedy);
        }

        if (ChosenServers.Datastore(facts) is not { } wanted)
        {
            return appliance.Datastores.Count == 0
                ? Blocks(facts, $"{appliance.Name} reaches no datastore", remedy)
                : ByHand(facts, "the VM doesn't tell its datastore", Remedy(facts, $"Choose one with Enable-AvsReprotection -Datastore: {listed}.", $"See in vCenter that the VM's datastore is one of these: {listed}."), ReadinessSeverity.Block);
        }

        return appliance.Datastores.Any(store => Same(store.Name, wanted))
            ? Passed(facts, $"{appliance.Name} reaches {wanted}")
            : Blocks(facts, $"{appliance.Name} doesn't reach the datastore {wanted}; it reaches: {listed}", remedy);
    }

    // A datastore that the user names may be in any vCenter.
    private static string? VCenterOf(ReadinessFacts facts) =>
        facts.Inputs.Placement?.Datastore is { } named && !Same(named, facts.Item.Datastore) ? null : facts.Item.VCenterId;

    private static string LastPart(string id) => id.Substring(id.LastIndexOf('/') + 1);
}
