using System.Linq;

namespace AvsFailback.Readiness.Rules;

/// <summary>
/// The private path between Azure and AVS is up, its ports open. Site Recovery doesn't show it; the states of the gateway's
/// connections and of the private cloud are a hint where the user names them. Modernized VMs need none (failback-rules §1).
/// </summary>
internal sealed class I15PathIsOpen() : InfrastructureRule("I15", "The private path between Azure and AVS is open", FailbackAndReprotects)
{
    protected override string? WhyNot(ReadinessFacts facts) =>
        facts.Item.Architecture == ReplicationArchitecture.Modernized && facts.Inputs.NetworkConnections.Count == 0 && facts.Inputs.PrivateCloud is null ? "a modernized VM needs no private path" : null;

    protected override string SubjectOf(ReadinessFacts facts, VaultEvidence vault) => Key([.. facts.Inputs.NetworkConnections, facts.Inputs.PrivateCloud]);

    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault)
    {
        NetworkEvidence network = vault.Network;
        string evidence = string.Join("; ", network.Broken.Concat(network.Unread).Concat(network.Told));
        return network.Broken.Count > 0 ? Warns(facts, evidence, "See the connection's gateway and the private cloud in the portal.")
            : network.IsGiven ? ByHand(facts, $"{evidence}; open ports can't be seen", "Try from the Azure VMs' network whether the ports of the configuration server and the process server answer.")
            : ByHand(facts, "Site Recovery doesn't show the path", "Look whether the VPN or ExpressRoute connection is up and its ports are open; -NetworkConnection and -PrivateCloud add their states as evidence.");
    }
}
