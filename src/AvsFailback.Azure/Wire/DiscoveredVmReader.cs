using System;
using System.Collections.Generic;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads the VM in AVS as the appliance discovered it.</summary>
internal static class DiscoveredVmReader
{
    private static readonly FieldMap<DiscoveredVmFields> Fields = new()
    {
        ["vCenterId"] = static (r, t) => t.VCenterId = r.Word(),
        ["powerStatus"] = static (r, t) => t.PowerStatus = r.Word(),
        ["vmwareToolsStatus"] = static (r, t) => t.ToolsStatus = r.Word(),
        ["ipAddresses"] = static (r, t) => t.IpAddresses = Addresses.Split(r.Texts()),
        ["datastores"] = static (r, t) => t.Datastores = r.Words(),
        ["isDeleted"] = static (r, t) => t.IsDeleted = r.Flag(),
        ["lastDiscoveryTimeInUtc"] = static (r, t) => t.LastDiscovered = r.Moment(),
    };

    public static DiscoveredVm? Read(WireReader reader, out string? vCenterId)
    {
        var read = new DiscoveredVmFields();
        bool isTold = reader.Object(Fields, read);
        vCenterId = read.VCenterId;
        return !isTold ? null : new DiscoveredVm
        {
            PowerStatus = read.PowerStatus ?? string.Empty,
            VmwareToolsStatus = read.ToolsStatus ?? string.Empty,
            IpAddresses = read.IpAddresses,
            Datastores = read.Datastores,
            IsDeleted = read.IsDeleted,
            LastDiscovered = read.LastDiscovered,
        };
    }

    private sealed class DiscoveredVmFields
    {
        public string? VCenterId;
        public string? PowerStatus;
        public string? ToolsStatus;
        public IReadOnlyList<string> IpAddresses = [];
        public IReadOnlyList<string> Datastores = [];
        public bool? IsDeleted;
        public DateTimeOffset? LastDiscovered;
    }
}
