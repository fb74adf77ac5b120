using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>The appliance takes 60 disks at a time. Lists tell no disks (asr-contract §4.1): of VMs that aren't looked at, one each is the least.</summary>
internal sealed class I14ApplianceHasRoom() : FabricRule("I14", "The appliance has room for the disks", ReplicationArchitecture.Modernized)
{
    protected override string? WhyNot(ReadinessFacts facts) => base.WhyNot(facts) ?? (facts.LeadsToAvs ? null : "replication to Azure attaches no disks");

    protected override string Subject(ReadinessFacts facts, VaultEvidence vault) =>
        ChosenServers.ApplianceId(facts) is { } id ? Key(id, vault.Loads.OnAppliance(id)) : string.Empty;

    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault, ReplicationFabric fabric)
    {
        const string Second = "Set up a second appliance, or go with fewer VMs at a time.";
        if (ChosenServers.ApplianceId(facts) is not { } id)
        {
            return ByHand(facts, "which appliance is taken isn't known", "See I12.", ReadinessSeverity.Block);
        }

        string name = fabric.Appliances.FirstOrDefault(a => Same(a.Id, id))?.Name ?? id;
        int known = vault.Loads.OnAppliance(id);
        if (vault.AllItems.Value is not { } all)
        {
            return ByHand(facts, vault.AllItems.Problem, "Count the disks of all VMs that replicate to AVS by the appliance.", ReadinessSeverity.Block);
        }

        int others = vault.Loads.OthersOn(id, all);
        string evidence = others == 0
            ? $"{name}: {known} {(known == 1 ? "disk" : "disks")}, of {ReadinessLimits.DisksPerServer} at most"
            : $"{name}: {known} {(known == 1 ? "disk" : "disks")}, and those of {others} more {(others == 1 ? "VM" : "VMs")}, of {ReadinessLimits.DisksPerServer} at most";
        return known + others > ReadinessLimits.DisksPerServer ? Blocks(facts, evidence, Second)
            : others == 0 ? Passed(facts, evidence)
            : ByHand(facts, evidence, "Test all VMs of the appliance together to have their disks counted.", ReadinessSeverity.Block);
    }
}
