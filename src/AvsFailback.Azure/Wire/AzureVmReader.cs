using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads Azure VMs and the private addresses of network interfaces.</summary>
internal static class AzureVmReader
{
    private const string PowerStatePrefix = "PowerState/";

    private static readonly FieldMap<string?[]> Code = new() { ["code"] = static (r, t) => t[0] = r.Word() };

    private static readonly FieldMap<VmFields> InstanceView = new()
    {
        ["statuses"] = static (r, t) => t.Statuses = r.List(static s => Field(s, Code)),
    };

    private static readonly FieldMap<string?[]> IdField = new() { ["id"] = static (r, t) => t[0] = r.Text() };

    private static readonly FieldMap<VmFields> NetworkProfile = new()
    {
        ["networkInterfaces"] = static (r, t) => t.Interfaces = r.List(static i => Field(i, IdField)),
    };

    private static readonly FieldMap<DiskFields> ManagedDisk = new() { ["id"] = static (r, t) => t.Id = r.Id() };

    private static readonly FieldMap<DiskFields> Disk = new()
    {
        ["name"] = static (r, t) => t.Name = r.Text(),
        ["managedDisk"] = static (r, t) => r.Object(ManagedDisk, t),
    };

    private static readonly FieldMap<VmFields> StorageProfile = new()
    {
        ["osDisk"] = static (r, t) => t.Disks.AddRange(ReadDisk(r, isSystem: true) is { } disk ? [disk] : []),
        ["dataDisks"] = static (r, t) => t.Disks.AddRange(r.List(static d => ReadDisk(d, isSystem: false))),
    };

    private static readonly FieldMap<VmFields> Properties = new()
    {
        ["storageProfile"] = static (r, t) => r.Object(StorageProfile, t),
        ["instanceView"] = static (r, t) => r.Object(InstanceView, t),
        ["networkProfile"] = static (r, t) => r.Object(NetworkProfile, t),
    };

    private static readonly FieldMap<VmFields> Resource = new()
    {
        ["id"] = static (r, t) => t.Id = r.Id(),
        ["properties"] = static (r, t) => r.Object(Properties, t),

        // The list of power states (statusOnly=true) may tell the instance view beside the properties.
        ["instanceView"] = static (r, t) => r.Object(InstanceView, t),
    };

    private static readonly FieldMap<NicFields> NicProperties = new()
    {
        ["ipConfigurations"] = static (r, t) => t.Addresses = r.List(ReadConfiguration),
    };

    private static readonly FieldMap<NicFields> Nic = new()
    {
        ["id"] = static (r, t) => t.Id = r.Id(),
        ["properties"] = static (r, t) => r.Object(NicProperties, t),
    };

    private static readonly FieldMap<string?[]> PrivateAddress = new() { ["privateIPAddress"] = static (r, t) => t[0] = r.Text() };

    private static readonly FieldMap<string?[]> Configuration = new() { ["properties"] = static (r, t) => r.Object(PrivateAddress, t) };

    public static AzureVm? Read(WireReader reader)
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

    public static AzureNetworkInterface? ReadInterface(WireReader reader)
    {
        var read = new NicFields();
        return !reader.Object(Nic, read) ? null : new AzureNetworkInterface
        {
            Id = read.Id ?? throw new JsonSerializationException("A network interface without an id."),
            PrivateIpAddresses = read.Addresses,
        };
    }

    public static IReadOnlyList<string> ReadPrivateAddresses(WireReader reader)
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

    private static string? ReadConfiguration(WireReader reader) => Field(reader, Configuration);

    private static string? Field(WireReader reader, FieldMap<string?[]> field)
    {
        var value = new string?[1];
        reader.Object(field, value);
        return string.IsNullOrEmpty(value[0]) ? null : value[0];
    }

    private static AzureDisk? ReadDisk(WireReader reader, bool isSystem)
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
