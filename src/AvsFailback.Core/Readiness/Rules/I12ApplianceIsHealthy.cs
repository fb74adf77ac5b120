using System.Linq;
using AvsFailback.Engine;

namespace AvsFailback.Readiness.Rules;

/// <summary>The parts of the appliance are alive and not critical.</summary>
internal sealed class I12ApplianceIsHealthy() : FabricRule("I12", "The replication appliance is healthy", ReplicationArchitecture.Modernized)
{
    // The parts that replication hangs on (failback-rules I12): these carry no data.
    private static readonly string[] Dispensable = ["Push installer", "Recovery Services agent"];

    protected override bool TellsMissingFabric => true;

    protected override string Subject(ReadinessFacts facts, VaultEvidence vault) => Key(ChosenServers.ApplianceId(facts), facts.LeadsToAvs);

    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault, ReplicationFabric fabric)
    {
        if (ChosenServers.Appliance(facts, fabric) is not { } appliance)
        {
            return ChosenServers.ApplianceId(facts) is { } id
                ? Blocks(facts, $"the appliance {id} isn't in {fabric.Name} any more", Remedy(facts, "Choose another one with Enable-AvsReprotection -Appliance, or set one up.", "Bring that appliance back: the VM replicates through it already, and only a new reprotect takes another one."))
                : fabric.Appliances.Count == 0 ? Blocks(facts, $"{fabric.Name} has no appliance", "Set up a replication appliance in AVS.")
                : ByHand(facts, $"{fabric.Name} has {fabric.Appliances.Count} appliances, and which one is taken isn't known", Remedy(facts, "Choose one with Enable-AvsReprotection -Appliance.", "See in the portal through which appliance the VM replicates, and that it is healthy."), ReadinessSeverity.Block);
        }

        string[] broken = BrokenBy(appliance);
        if (broken.Length > 0)
        {
            return Blocks(facts, $"{appliance.Name}: {string.Join("; ", broken)}", Advice(appliance.HealthErrors, "Start the appliance and its services; see its configuration manager."));
        }

        if (facts.LeadsToAvs && !appliance.HasReprotectAgent)
        {
            return Blocks(facts, $"{appliance.Name} has no reprotect agent", Remedy(facts, "Choose another appliance with Enable-AvsReprotection -Appliance.", "Install or repair the reprotect agent on the appliance: the VM replicates through it already."));
        }

        string[] strained =
        [
            .. appliance.Components.Where(part => part.Health is HealthStatus.Warning or HealthStatus.Critical).Select(part => part.ToString()),
            .. appliance.HealthErrors.Select(e => e.ToString()),
        ];
        return strained.Length > 0
            ? Warns(facts, $"{appliance.Name}: {string.Join("; ", strained)}", Advice(appliance.HealthErrors, "See the appliance in the portal."))
            : appliance.HeartbeatAge is { } age ? Passed(facts, $"{appliance.Name}, {appliance.Components.Count} parts, the last heartbeat {Words.Span(age)} ago")
            : NotKnown(facts, $"no heartbeat of {appliance.Name} is reported", "See the appliance in the portal.");
    }

    /// <summary>What keeps an appliance from working; empty if nothing does.</summary>
    public static string[] BrokenBy(ReplicationAppliance appliance) =>
    [
        .. appliance.Components.Where(part => !Dispensable.Contains(part.Kind)).SelectMany(part => new[]
        {
            part.Health == HealthStatus.Critical ? $"{part.Kind} is Critical{(appliance.HealthErrors.Count > 0 ? $" ({Errors(appliance.HealthErrors)})" : string.Empty)}" : null,
            Silence(part.Kind, part.HeartbeatAge, ReadinessLimits.ApplianceHeartbeat),
        }).OfType<string>(),
    ];
}
