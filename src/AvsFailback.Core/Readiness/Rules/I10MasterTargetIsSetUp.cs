namespace AvsFailback.Readiness.Rules;

/// <summary>How the master target's VM is set up in vCenter, which Azure doesn't show at all.</summary>
internal sealed class I10MasterTargetIsSetUp() : MasterTargetRule("I10", "The master target's VM is set up as it must be")
{
    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault, ReplicationFabric fabric) => ByHand(
        facts,
        "Azure doesn't show how the master target's VM is set up",
        "Look in vCenter: no snapshots, SCSI controller LSI Logic (not PVSCSI), disk.EnableUUID = TRUE, VMware tools, no Storage vMotion, not made from a template that others use.");
}
