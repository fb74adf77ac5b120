using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads Azure VMs and the private addresses of network interfaces.</summary>
internal static class AzureVmReader
{
    private const string PowerStatePrefix = "PowerState/";

    private static readonly FieldMap<string?[]> Code = new() { ["code"] = static (ref r, t) => t[0] = r.Text() };

    private static readonly FieldMap<VmFields> InstanceView = new()
    {
        ["statuses"] = static (ref r, t) => t.Statuses = r.List(static (ref s) => Field(ref s, Code)),
    };

    private static readonly FieldMap<string?[]> IdField = new() { ["id"] = static (ref r, t) => t[0] = r.Text() };

    private static readonly FieldMap<VmFields> NetworkProfile = new()
    {
        ["networkInterfaces"] = static (ref r, t) => t.Interfaces = r.List(static (ref i) => Field(ref i, IdField)),
    };

    private static readonly FieldMap<DiskFields> ManagedDisk = new() { ["id"] = static (ref r, t) => t.Id = r.Id() };

    private static readonly FieldMap<DiskFields> Disk = new()
    {
        ["name"] = static (ref r, t) => t.Name = r.Text(),
        ["managedDisk"] = static (ref r, t) => r.Object(ManagedDisk, t),
    };

    private static readonly FieldMap<ArmId?[]> DiskOwner = new() { ["managedBy"] = static (ref r, t) => t[0] = r.Id() };

    private static readonly FieldMap<VmFields> StorageProfile = new()
    {
        ["osDisk"] = static (ref r, t) => t.Disks.AddRange(ReadDisk(ref r, isSystem: true) is { } disk ? [disk] : []),
        ["dataDisks"] = static (ref r, t) => t.Disks.AddRange(r.List(static (ref d) => ReadDisk(ref d, isSystem: false))),
    };

    private static readonly FieldMap<VmFields> Properties = new()
    {
        ["storageProfile"] = static (ref r, t) => r.Object(StorageProfile, t),
        ["instanceView"] = static (ref r, t) => r.Object(InstanceView, t),
        ["networkProfile"] = static (ref r, t) => r.Object(NetworkProfile, t),
    };

    private static readonly FieldMap<VmFields> Resource = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Id(),
        ["properties"] = static (ref r, t) => r.Object(Properties, t),

        // The list of power states (statusOnly=true) may tell the instance view beside the properties.
        ["instanceView"] = static (ref r, t) => r.Object(InstanceView, t),
    };

    private static readonly FieldMap<NicFields> NicProperties = new()
    {
        ["ipConfigurations"] = static (ref r, t) => t.Addresses = r.List(ReadConfiguration),
    };

    private static readonly FieldMap<NicFields> Nic = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Id(),
        ["properties"] = static (ref r, t) => r.Object(NicProperties, t),
    };

    private static readonly FieldMap<string?[]> PrivateAddress = new() { ["privateIPAddress"] = static (ref r, t) => t[0] = r.Text() };

    private static readonly FieldMap<string?[]> Configuration = new() { ["properties"] = static (ref r, t) => r.Object(PrivateAddress, t) };

    public static AzureVm? Read(ref WireReader reader)
    {
        var read = new VmFields();
        return !reader.Object(Resource, read) ? null : new AzureVm
        {
            Id = read.Id ?? throw new JsonSerializationException("A virtual machine without an id."),
            PowerState = PowerStateOf(read.Statuses),
            NetworkInterfaceIds = [.. read.Interfaces.Select(static i => ArmId.TryParse(i, out ArmId? id) ? id : null).OfType<ArmId>()],
            Disks = [.. read.Disks.OrderBy(static d => !d.IsSystem)],
        };
    }

    public static AzureNetworkInterface? ReadInterface(ref WireReader reader)
    {
        var read = new NicFields();
        return !reader.Object(Nic, read) ? null : new AzureNetworkInterface
        {
            Id = read.Id ?? throw new JsonSerializationException("A network interface without an id."),
            PrivateIpAddresses = read.Addresses,
        };
    }

    /// <summary>The VM that a managed disk is attached to (<c>managedBy</c>, public Compute reference); empty if none.</summary>
    public static IReadOnlyList<ArmId> ReadDiskOwner(ref WireReader reader)
    {
        var owner = new ArmId?[1];
        reader.Object(DiskOwner, owner);
        return owner[0] is { } id ? [id] : [];
    }

    public static IReadOnlyList<string> ReadPrivateAddresses(ref WireReader reader)
    {
        var read = new NicFields();
        reader.Object(Nic, read);
        return read.Addresses;
    }

    private static AzurePowerState PowerStateOf(IReadOnlyList<string> statuses)
    {
        string? word = statuses.FirstOrDefault(static s => s.StartsWith(PowerStatePrefix, StringComparison.OrdinalIgnoreCase))?.Substring(PowerStatePrefix.Length);
        return word is { Length: > 0 } && !char.IsDigit(word[0]) && Enum.TryParse(word, ignoreCase: true, out AzurePowerState state) ? state : AzurePowerState.Unknown;
    }

    private static string? ReadConfiguration(ref WireReader reader) => Field(ref reader, Configuration);

    private static string? Field(ref WireReader reader, FieldMap<string?[]> field)
    {
        var value = new string?[1];
        reader.Object(field, value);
        return string.IsNullOrEmpty(value[0]) ? null : value[0];
    }

    private static AzureDisk? ReadDisk(ref WireReader reader, bool isSystem)
    {
        var read = new DiskFields();
        return reader.Object(Disk, read) ? new AzureDisk(read.Name ?? read.Id?.Name ?? string.Empty, read.Id, isSystem) : null;
    }

    private sealed class DiskFields
    {
        public string? Name;
        public ArmId? Id;
    }

    private sealed class VmFields
    {
        public readonly List<AzureDisk> Disks = [];
        public ArmId? Id;
        public IReadOnlyList<string> Statuses = [];
        public IReadOnlyList<string> Interfaces = [];
    }

    private sealed class NicFields
    {
        public ArmId? Id;
        public IReadOnlyList<string> Addresses = [];
    }
}
