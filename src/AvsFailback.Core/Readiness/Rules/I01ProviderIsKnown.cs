namespace AvsFailback.Readiness.Rules;

/// <summary>The provider is one that can go home to AVS, and a plan that goes by its own request is of one architecture.</summary>
internal sealed class I01ProviderIsKnown() : ReadinessRule("I01", "The provider is known, and a plan is of one architecture", ReadinessStep.Failback, ReadinessStep.Reprotection)
{
    public override ReadinessCheck Check(ReadinessFacts facts)
    {
        ReplicatedItem item = facts.Item;
        if (item.Architecture == ReplicationArchitecture.Unknown)
        {
            return Blocks(facts, $"provider '{item.Provider}'", "Only VMware VMs replicated by Site Recovery (InMage, InMageRcm) can go home to AVS.");
        }

        if (facts.Plan is { IsMixed: true } plan)
        {
            return Blocks(facts, $"the plan {plan.Name} has VMs of both architectures", "Split the plan in the portal, or name its VMs: VM by VM they can go.");
        }

        // Such a plan goes VM by VM (design §4), which leaves out what only the plan's own request would do.
        return facts.Inputs.NamedPlan is { IsMixed: true } named
            ? Warns(facts, $"the plan {named.Name} has VMs of both architectures: it goes VM by VM, without its scripts and manual actions", "Split the plan in the portal, so that its own requests can be used.")
            : Passed(facts, $"provider {item.Provider}");
    }
}
