using System;
using System.Linq;
using AvsFailback.Engine;

namespace AvsFailback.Readiness.Rules;

/// <summary>A process server is there, alive and healthy; data from Azure needs one in the VMs' network there. That its service "runs" proves nothing (asr-contract §9).</summary>
internal sealed class I05ProcessServerIsHealthy() : FabricRule("I05", "A process server is there and healthy", ReplicationArchitecture.Classic)
{
    protected override string Subject(ReadinessFacts facts, VaultEvidence vault) => Key(ChosenServers.ProcessServerId(facts), facts.LeadsToAvs);

    protected override ReadinessCheck Look(ReadinessFacts facts, VaultEvidence vault, ReplicationFabric fabric)
    {
        string? id = ChosenServers.ProcessServerId(facts);
        ProcessServer[] meant = [.. fabric.ProcessServers.Where(server => id is null || Same(server.Id, id))];
        if (meant.Length == 0)
        {
            return Blocks(facts, id is null ? $"{fabric.Name} has no process server" : $"the process server {id} isn't in {fabric.Name} any more", "Set up a process server in the Azure network of the VMs.");
        }

        // Where any may be taken, one that works is enough.
        (ProcessServer server, string? broken, string? strained) = meant
            .Select(server => (server, Broken: BrokenBy(server), Strained: StrainedBy(server, facts, fabric)))
            .OrderBy(seen => seen.Broken is not null).ThenBy(seen => seen.Strained is not null)
            .First();
        return broken is not null ? Blocks(facts, broken, Advice(server.HealthErrors, $"Start {server.Name} and its services, or set up another process server in the Azure network of the VMs."))
            : strained is not null ? Warns(facts, strained, Advice(server.HealthErrors, facts.LeadsToAvs ? "Best is a process server in the Azure network of the VMs, one for each network." : $"See {server.Name} in the portal."))
            : Passed(facts, $"{server.Name}, health {server.Health}, heartbeat {Words.Span(server.HeartbeatAge ?? TimeSpan.Zero)} ago");
    }

    /// <summary>What keeps a process server from working; null if nothing does.</summary>
    public static string? BrokenBy(ProcessServer server) =>
        server.HeartbeatAge is null ? $"no heartbeat of {server.Name} is reported"
        : Silence(server.Name, server.HeartbeatAge, ReadinessLimits.ClassicHeartbeat) is { } silence ? silence
        : server.Health == HealthStatus.Critical ? $"{server.Name} is Critical{(server.HealthErrors.Count > 0 ? ": " + Errors(server.HealthErrors) : string.Empty)}"
        : null;

    private static string? StrainedBy(ProcessServer server, ReadinessFacts facts, ReplicationFabric fabric)
    {
        string[] reasons =
        [
            .. server.Health == HealthStatus.Warning || server.HealthErrors.Count > 0 ? [$"{server.Name} is {server.Health}{(server.HealthErrors.Count > 0 ? ": " + Errors(server.HealthErrors) : string.Empty)}"] : Array.Empty<string>(),
            .. server.Strains.Count > 0 ? [$"{server.Name}: {string.Join(", ", server.Strains)}"] : Array.Empty<string>(),
            .. facts.LeadsToAvs && IsOnPremises(server, fabric) ? [$"{server.Name} is the configuration server's own, not in Azure: good for a proof of concept only"] : Array.Empty<string>(),
        ];
        return reasons.Length == 0 ? null : string.Join("; ", reasons);
    }

    // The service doesn't tell where a process server stands; the one on the configuration server, which is a master target too, stands in AVS.
    private static bool IsOnPremises(ProcessServer server, ReplicationFabric fabric) =>
        fabric.MasterTargets.Any(target => Same(target.Id, server.Id)) || (fabric.IpAddress.Length > 0 && server.IpAddress == fabric.IpAddress);
}
