namespace AvsFailback.Readiness;

/// <summary>A rule on the master target that writes the VM's data in AVS (classic).</summary>
internal abstract class MasterTargetRule(string id, string title) : FabricRule(id, title, ReplicationArchitecture.Classic)
{
    protected override string? WhyNot(ReadinessFacts facts) => base.WhyNot(facts) ?? (facts.LeadsToAvs ? null : "replication to Azure needs no master target");

    protected override string Subject(ReadinessFacts facts, VaultEvidence vault) => Key(ChosenServers.MasterTargetId(facts), facts.Item.OsType);
}
