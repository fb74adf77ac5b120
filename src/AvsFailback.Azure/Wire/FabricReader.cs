using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>
/// Reads a fabric: a classic configuration server or a modernized site. Both name some of their parts alike with
/// different fields, and the kind may be told last; so all fields are read and what they are is decided at the end.
/// </summary>
internal static class FabricReader
{
    private static readonly FieldMap<FabricFields> CustomDetails = new()
    {
        ["instanceType"] = static (ref r, t) => t.InstanceType = r.Text(),
        ["lastHeartbeat"] = static (ref r, t) => t.LastHeartbeat = r.Moment(),
        ["ipAddress"] = static (ref r, t) => t.IpAddress = r.Text(),
        ["versionStatus"] = static (ref r, t) => t.VersionStatus = r.Text(),
        ["sslCertExpiryRemainingDays"] = static (ref r, t) => t.CertificateDaysLeft = r.Whole(),
        ["masterTargetServers"] = static (ref r, t) => t.MasterTargets = r.List(MasterTargetFields.Read),
        ["runAsAccounts"] = static (ref r, t) => t.RunAsAccounts = r.List(RunAsAccountReader.ReadClassic),
        ["vmwareSiteId"] = static (ref r, t) => t.VMwareSiteId = r.Id(),
        ["processServers"] = static (ref r, t) => t.Parts.AddRange(r.List(static (ref s) => ServerFields.Read(ref s, ApplianceParts.ProcessServer))),
        ["rcmProxies"] = static (ref r, t) => t.Parts.AddRange(r.List(static (ref s) => ServerFields.Read(ref s, ApplianceParts.Proxy))),
        ["pushInstallers"] = static (ref r, t) => t.Parts.AddRange(r.List(static (ref s) => ServerFields.Read(ref s, ApplianceParts.PushInstaller))),
        ["replicationAgents"] = static (ref r, t) => t.Parts.AddRange(r.List(static (ref s) => ServerFields.Read(ref s, ApplianceParts.ReplicationAgent))),
        ["reprotectAgents"] = static (ref r, t) => t.Parts.AddRange(r.List(static (ref s) => ServerFields.Read(ref s, ApplianceParts.ReprotectAgent))),
        ["marsAgents"] = static (ref r, t) => t.Parts.AddRange(r.List(static (ref s) => ServerFields.Read(ref s, ApplianceParts.RecoveryServicesAgent))),
        ["dras"] = static (ref r, t) => t.Parts.AddRange(r.List(static (ref s) => ServerFields.Read(ref s, ApplianceParts.SiteRecoveryProvider))),
    };

    private static readonly FieldMap<FabricFields> Properties = new()
    {
        ["friendlyName"] = static (ref r, t) => t.Name = r.Text(),
        ["internalIdentifier"] = static (ref r, t) => t.InternalIdentifier = r.Text(),
        ["health"] = static (ref r, t) => t.Health = r.Text(),
        ["customDetails"] = static (ref r, t) => r.Object(CustomDetails, t),
    };

    private static readonly FieldMap<FabricFields> Resource = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Id(),
        ["properties"] = static (ref r, t) => r.Object(Properties, t),
    };

    public static ReplicationFabric? Read(ref WireReader reader, ReadContext context)
    {
        var read = new FabricFields();
        if (!reader.Object(Resource, read))
        {
            return null;
        }

        ArmId id = read.Id ?? throw new JsonSerializationException("A fabric without an id.");
        string name = string.IsNullOrEmpty(read.Name) ? id.Name : read.Name!;
        ReplicationArchitecture architecture = ArchitectureOf(read.InstanceType);
        return new ReplicationFabric
        {
            Id = id,
            Name = name,
            Architecture = architecture,
            Health = read.Health ?? string.Empty,
            InternalIdentifier = read.InternalIdentifier,
            LastHeartbeat = read.LastHeartbeat,
            HeartbeatAge = context.AgeOf(read.LastHeartbeat),
            IpAddress = read.IpAddress ?? string.Empty,
            VersionStatus = read.VersionStatus ?? string.Empty,
            CertificateDaysLeft = (int?)read.CertificateDaysLeft,
            ProcessServers = [.. read.Parts.Where(static p => p.Kind == ApplianceParts.ProcessServer).Select(p => p.BuildProcessServer(architecture, id, name, context))],
            MasterTargets = [.. read.MasterTargets.Select(t => t.Build(id, name, context))],
            Appliances = architecture == ReplicationArchitecture.Modernized ? ApplianceParts.Assemble(read.Parts, id, name, read.VMwareSiteId, context) : [],
            RunAsAccounts = read.RunAsAccounts,
            VMwareSiteId = read.VMwareSiteId,
            IsComplete = context.IsComplete,
        };
    }

    private static ReplicationArchitecture ArchitectureOf(string? instanceType) =>
        string.Equals(instanceType, "VMware", StringComparison.OrdinalIgnoreCase) ? ReplicationArchitecture.Classic
        : string.Equals(instanceType, "InMageRcm", StringComparison.OrdinalIgnoreCase) ? ReplicationArchitecture.Modernized
        : ReplicationArchitecture.Unknown;

    private sealed class FabricFields
    {
        public readonly List<ServerFields> Parts = [];
        public ArmId? Id;
        public string? Name;
        public string? InternalIdentifier;
        public string? Health;
        public string? InstanceType;
        public DateTimeOffset? LastHeartbeat;
        public string? IpAddress;
        public string? VersionStatus;
        public long? CertificateDaysLeft;
        public IReadOnlyList<MasterTargetFields> MasterTargets = [];
        public IReadOnlyList<RunAsAccount> RunAsAccounts = [];
        public ArmId? VMwareSiteId;
    }
}
