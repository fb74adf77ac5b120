namespace AvsFailback.Readiness.Rules;

/// <summary>The configuration server's database knows the VM; the service tells it by an id that the database gave (failback-rules I04).</summary>
internal sealed class I04VmIsInDatabase() : ReadinessRule("I04", "The configuration server's database knows the VM", ReadinessStep.Failback, ReadinessStep.Reprotection)
{
    public override ReadinessCheck Check(ReadinessFacts facts) =>
        facts.Item.Architecture != ReplicationArchitecture.Classic ? NotApplicable(facts, "not classic")
        : facts.Item.InfrastructureVmId is { } id ? Passed(facts, $"as {id}")
        : ByHand(facts, "the service doesn't tell what the database calls the VM", "Look on the configuration server whether it lists the VM; if not, restore a backup of its database.", ReadinessSeverity.Block);
}
