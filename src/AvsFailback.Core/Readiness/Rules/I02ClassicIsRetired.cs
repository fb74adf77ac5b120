namespace AvsFailback.Readiness.Rules;

/// <summary>The classic architecture is retired: unsupported after 30 March 2026 (failback-rules §1).</summary>
internal sealed class I02ClassicIsRetired() : ReadinessRule("I02", "The architecture is supported", ReadinessStep.Failback, ReadinessStep.Reprotection)
{
    public override ReadinessCheck Check(ReadinessFacts facts) => facts.Item.Architecture switch
    {
        ReplicationArchitecture.Classic => Warns(facts, "classic, which Microsoft has not supported since 30 March 2026", "Once home, migrate the replication to the modernized architecture in the portal, at most 10 machines a go."),
        ReplicationArchitecture.Modernized => Passed(facts, "modernized"),
        _ => NotApplicable(facts, "the architecture isn't known"),
    };
}
