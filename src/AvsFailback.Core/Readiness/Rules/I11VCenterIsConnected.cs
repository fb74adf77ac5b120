using System;
using System.Linq;
using AvsFailback.Engine;

namespace AvsFailback.Readiness.Rules;

/// <summary>vCenter is connected. Whether the account that it is used by may write can't be seen: a read-only one sees no datastores at reprotect.</summary>
internal sealed class I11VCenterIsConnected() : InfrastructureRule("I11", "vCenter is connected, and its account may write", FailbackAndReprotects)
{
    private const string Rights = "Look in vCenter whether the account has the roles that Microsoft lists; a read-only one sees no datastores.";

    protected override string? WhyNot(ReadinessFacts facts) => facts.Item.Architecture == ReplicationArchitecture.Unknown ? "the architecture isn't known" : null;

    protected override string SubjectOf(ReadinessFacts facts, VaultEvidence vault) =>
        facts.Item.Architecture == ReplicationArchitecture.Classic ? Key(facts.Item.FabricId) : Key(facts.Item.FabricId, ChosenServers.ApplianceId(facts), facts.LeadsToAvs);

    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault) =>
        facts.Item.Architecture == ReplicationArchitecture.Classic ? LookAtVCenters(facts, vault) : LookAtDiscovery(facts, vault);

    private ReadinessCheck LookAtVCenters(ReadinessFacts facts, VaultEvidence vault)
    {
        const string Connect = "See the vCenter under the configuration server in the portal: its address, its port and the account.";
        if (vault.VCenters.Value is not { } all)
        {
            return NotKnown(facts, vault.VCenters.Problem, Connect);
        }

        VCenter[] own = [.. all.Where(vCenter => vCenter.FabricId is null || vCenter.FabricId == facts.Item.FabricId)];
        if (own.Length == 0)
        {
            return Blocks(facts, "the configuration server has no vCenter", Connect);
        }

        // One of several is enough: the service doesn't tell which one a VM came from.
        (VCenter seen, string? broken) = own.Select(vCenter => (vCenter, Broken: BrokenBy(vCenter))).OrderBy(pair => pair.Broken is not null).First();
        return broken is not null
            ? Blocks(facts, broken, Advice(seen.HealthErrors, Connect))
            : ByHand(facts, $"{seen.Name}, heartbeat {Words.Span(seen.HeartbeatAge ?? TimeSpan.Zero)} ago, discovery {seen.DiscoveryStatus}; the account's rights can't be seen", Rights);
    }

    // "Pending" is in the published examples and says nothing of a failure.
    private static string? BrokenBy(VCenter vCenter) =>
        vCenter.HeartbeatAge is null ? $"no heartbeat of {vCenter.Name} is reported"
        : Silence(vCenter.Name, vCenter.HeartbeatAge, ReadinessLimits.ClassicHeartbeat) is { } silence ? silence
        : vCenter.HealthErrors.Count > 0 ? $"{vCenter.Name}: {Errors(vCenter.HealthErrors)}"
        : vCenter.DiscoveryStatus.IndexOf("Fail", StringComparison.OrdinalIgnoreCase) >= 0 || vCenter.DiscoveryStatus.IndexOf("Error", StringComparison.OrdinalIgnoreCase) >= 0 ? $"the discovery of {vCenter.Name} is '{vCenter.DiscoveryStatus}'"
        : null;

    private ReadinessCheck LookAtDiscovery(ReadinessFacts facts, VaultEvidence vault)
    {
        if (vault.Fabric.Value is not { } fabric || ChosenServers.Appliance(facts, fabric) is not { } appliance)
        {
            return ByHand(facts, "the appliance that discovers vCenter isn't known", "See I12.", ReadinessSeverity.Block);
        }

        return appliance.DiscoveryAge is not { } age
            ? facts.LeadsToAvs
                ? NotKnown(facts, $"when {appliance.Name} last discovered vCenter isn't reported", "See the appliance in the portal, and its vCenter account in the appliance's configuration manager.")
                : ByHand(facts, $"when {appliance.Name} last discovered vCenter isn't reported", Rights)
            : age > ReadinessLimits.Discovery
            ? Blocks(facts, $"{appliance.Name} has not discovered vCenter for {Words.Span(age)}", "See vCenter's address and account in the appliance's configuration manager.")
            : ByHand(facts, $"{appliance.Name} discovered vCenter {Words.Span(age)} ago; the account's rights can't be seen", Rights);
    }
}
