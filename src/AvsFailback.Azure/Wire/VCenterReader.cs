using System;
using System.Collections.Generic;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads a vCenter of the vault (published API, VCenterProperties).</summary>
internal static class VCenterReader
{
    private static readonly FieldMap<VCenterFields> Properties = new()
    {
        ["friendlyName"] = static (ref r, t) => t.Name = r.Text(),
        ["lastHeartbeat"] = static (ref r, t) => t.LastHeartbeat = r.Moment(),
        ["discoveryStatus"] = static (ref r, t) => t.DiscoveryStatus = r.Text(),
        ["healthErrors"] = static (ref r, t) => t.HealthErrors = r.List(HealthErrorReader.Read),
    };

    private static readonly FieldMap<VCenterFields> Resource = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Id(),
        ["properties"] = static (ref r, t) => r.Object(Properties, t),
    };

    public static VCenter? Read(ref WireReader reader, ReadContext context)
    {
        var read = new VCenterFields();
        if (!reader.Object(Resource, read))
        {
            return null;
        }

        ArmId id = read.Id ?? throw new JsonSerializationException("A vCenter without an id.");
        return new VCenter
        {
            Id = id,
            Name = string.IsNullOrEmpty(read.Name) ? id.Name : read.Name!,
            LastHeartbeat = read.LastHeartbeat,
            HeartbeatAge = context.AgeOf(read.LastHeartbeat),
            DiscoveryStatus = read.DiscoveryStatus ?? string.Empty,
            HealthErrors = read.HealthErrors,
        };
    }

    private sealed class VCenterFields
    {
        public ArmId? Id;
        public string? Name;
        public DateTimeOffset? LastHeartbeat;
        public string? DiscoveryStatus;
        public IReadOnlyList<HealthError> HealthErrors = [];
    }
}
