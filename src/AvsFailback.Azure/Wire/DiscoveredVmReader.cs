using System;
using System.Collections.Generic;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads the VM in AVS as the appliance discovered it.</summary>
internal static class DiscoveredVmReader
{
    private static readonly FieldMap<DiscoveredVmFields> Fields = new()
    {
        ["vCenterId"] = static (ref r, t) => t.VCenterId = r.Text(),
        ["powerStatus"] = static (ref r, t) => t.PowerStatus = r.Text(),
        ["vmwareToolsStatus"] = static (ref r, t) => t.ToolsStatus = r.Text(),
        ["ipAddresses"] = static (ref r, t) => t.IpAddresses = Addresses.Split(r.Texts()),
        ["datastores"] = static (ref r, t) => t.Datastores = r.Texts(),
        ["isDeleted"] = static (ref r, t) => t.IsDeleted = r.Flag(),
        ["lastDiscoveryTimeInUtc"] = static (ref r, t) => t.LastDiscovered = r.Moment(),
    };

    public static DiscoveredVm? Read(ref WireReader reader, out string? vCenterId)
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
