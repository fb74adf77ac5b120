using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>A process server or another part of an appliance: the fields of both architectures in one (asr-contract §9).</summary>
internal sealed class ServerFields(string kind)
{
    private static readonly FieldMap<ServerFields> Fields = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Text(),
        ["name"] = static (ref r, t) => t.Name = r.Text(),
        ["friendlyName"] = static (ref r, t) => t.Name = r.Text(),
        ["ipAddress"] = static (ref r, t) => t._ipAddress = r.Text(),
        ["ipAddresses"] = static (ref r, t) => t._ipAddresses = r.Texts(),
        ["agentVersion"] = static (ref r, t) => t._version = r.Text(),
        ["version"] = static (ref r, t) => t._version = r.Text(),
        ["lastHeartbeat"] = static (ref r, t) => t.LastHeartbeat = r.Moment(),
        ["lastHeartbeatUtc"] = static (ref r, t) => t.LastHeartbeat = r.Moment(),
        ["systemLoadStatus"] = static (ref r, t) => t.Note("systemLoad", r.Text()),
        ["cpuLoadStatus"] = static (ref r, t) => t.Note("cpuLoad", r.Text()),
        ["memoryUsageStatus"] = static (ref r, t) => t.Note("memoryUsage", r.Text()),
        ["spaceUsageStatus"] = static (ref r, t) => t.Note("spaceUsage", r.Text()),
        ["throughputStatus"] = static (ref r, t) => t.Note("throughput", r.Text()),
        ["marsCommunicationStatus"] = static (ref r, t) => t.Note("marsCommunication", r.Text()),
        ["marsRegistrationStatus"] = static (ref r, t) => t.Note("marsRegistration", r.Text()),
        ["availableSpaceInBytes"] = static (ref r, t) => t._freeSpace = r.Whole(),
        ["machineCount"] = static (ref r, t) => t._machineCount = r.Whole(),
        ["protectedItemCount"] = static (ref r, t) => t._machineCount = r.Whole(),
        ["health"] = static (ref r, t) => t.Health = r.Health(),
        ["healthErrors"] = static (ref r, t) => t.HealthErrors = r.List(HealthErrorReader.Read),
        ["accessibleDatastores"] = static (ref r, t) => t.Datastores = r.Texts(),
        ["vcenterId"] = static (ref r, t) => t.VCenterId = r.Text(),
        ["lastDiscoveryInUtc"] = static (ref r, t) => t.LastDiscovery = r.Moment(),
    };

    private readonly List<string> _strains = [];
    private string? _ipAddress;
    private IReadOnlyList<string> _ipAddresses = [];
    private string? _version;
    private long? _freeSpace;
    private long? _machineCount;

    public string Kind { get; } = kind;

    public string? Id { get; private set; }

    public string? Name { get; private set; }

    public DateTimeOffset? LastHeartbeat { get; private set; }

    public HealthStatus Health { get; private set; }

    public IReadOnlyList<HealthError> HealthErrors { get; private set; } = [];

    public IReadOnlyList<string> Datastores { get; private set; } = [];

    public string? VCenterId { get; private set; }

    public DateTimeOffset? LastDiscovery { get; private set; }

    public static ServerFields? Read(ref WireReader reader, string kind)
    {
        var server = new ServerFields(kind);
        return reader.Object(Fields, server) ? server : null;
    }

    public ProcessServer BuildProcessServer(ReplicationArchitecture architecture, ArmId fabricId, string fabricName, ReadContext context) => new()
    {
        Id = Id ?? throw new JsonSerializationException("A process server without an id."),
        Name = Name ?? Id,
        Architecture = architecture,
        IpAddress = _ipAddress ?? (_ipAddresses.Count > 0 ? _ipAddresses[0] : string.Empty),
        Health = Health,
        LastHeartbeat = LastHeartbeat,
        HeartbeatAge = context.AgeOf(LastHeartbeat),
        Version = _version ?? string.Empty,
        Strains = [.. _strains.OrderBy(static s => s, StringComparer.Ordinal)],
        FreeSpaceInBytes = _freeSpace,
        MachineCount = (int?)_machineCount,
        HealthErrors = HealthErrors,
        FabricId = fabricId,
        FabricName = fabricName,
        Vault = context.Vault,
    };

    // Green, Yellow or Red (asr-contract §9); modernized parts have other words, and a health that says it.
    private void Note(string what, string? status)
    {
        if (string.Equals(status, "Yellow", StringComparison.OrdinalIgnoreCase) || string.Equals(status, "Red", StringComparison.OrdinalIgnoreCase))
        {
            _strains.Add($"{what} {status}");
        }
    }

    public ApplianceComponent BuildComponent(ReadContext context) => new()
    {
        Kind = Kind,
        Name = Name ?? string.Empty,
        Health = Health,
        LastHeartbeat = LastHeartbeat,
        HeartbeatAge = context.AgeOf(LastHeartbeat),
        Version = _version ?? string.Empty,
    };
}
