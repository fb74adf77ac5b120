using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Azure.Wire;

/// <summary>Puts replication appliances together from their parts: those of one appliance share its id (asr-contract §9).</summary>
internal static class ApplianceParts
{
    public const string ProcessServer = "Process server";
    public const string Proxy = "Proxy";
    public const string PushInstaller = "Push installer";
    public const string ReplicationAgent = "Replication agent";
    public const string ReprotectAgent = "Reprotect agent";
    public const string RecoveryServicesAgent = "Recovery Services agent";
    public const string SiteRecoveryProvider = "Site Recovery provider";

    /// <summary>The appliances that a fabric's parts make up.</summary>
    public static IReadOnlyList<ReplicationAppliance> Assemble(IEnumerable<ServerFields> parts, ArmId fabricId, string fabricName, ArmId? vmwareSiteId, ReadContext context) =>
    [
        .. parts.Where(static p => !string.IsNullOrEmpty(p.Id))
            .GroupBy(static p => p.Id!, StringComparer.OrdinalIgnoreCase)
            .Select(group => Build(group.Key, null, [.. group], context) with { FabricId = fabricId, FabricName = fabricName, VMwareSiteId = vmwareSiteId }),
    ];

    /// <summary>One appliance of these parts.</summary>
    public static ReplicationAppliance Build(string id, string? name, IReadOnlyList<ServerFields> parts, ReadContext context)
    {
        ServerFields? reprotectAgent = parts.FirstOrDefault(static p => p.Kind == ReprotectAgent);
        DateTimeOffset? lastHeartbeat = parts.Min(static p => p.LastHeartbeat);
        return new ReplicationAppliance
        {
            Id = id,
            Name = name ?? reprotectAgent?.Name ?? parts.Select(static p => p.Name).FirstOrDefault(static n => !string.IsNullOrEmpty(n)) ?? id,
            Health = parts.Count == 0 ? HealthStatus.None : parts.Max(static p => p.Health),
            LastHeartbeat = lastHeartbeat,
            HeartbeatAge = context.AgeOf(lastHeartbeat),
            LastDiscovery = reprotectAgent?.LastDiscovery,
            DiscoveryAge = context.AgeOf(reprotectAgent?.LastDiscovery),
            Components = [.. parts.Select(p => p.BuildComponent(context))],
            Datastores = reprotectAgent is null ? [] : [.. reprotectAgent.Datastores.Select(static d => new Datastore { Name = d })],
            VCenterId = reprotectAgent?.VCenterId,
            HasReprotectAgent = reprotectAgent is not null,
            HasProcessServer = parts.Any(static p => p.Kind == ProcessServer),
            HealthErrors = [.. parts.SelectMany(static p => p.HealthErrors).Distinct()],
            Vault = context.Vault,
        };
    }
}
