using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>A master target's fields (classic; asr-contract §9).</summary>
internal sealed class MasterTargetFields
{
    private const double BytesInGigabyte = 1024d * 1024 * 1024;

    private static readonly FieldMap<MasterTargetFields> Fields = new()
    {
        ["id"] = static (ref r, t) => t._id = r.Text(),
        ["name"] = static (ref r, t) => t._name = r.Text(),
        ["osType"] = static (ref r, t) => t._osType = r.Text(),
        ["ipAddress"] = static (ref r, t) => t._ipAddress = r.Text(),
        ["lastHeartbeat"] = static (ref r, t) => t._lastHeartbeat = r.Moment(),
        ["diskCount"] = static (ref r, t) => t._diskCount = r.Whole(),
        ["retentionVolumes"] = static (ref r, t) => t._retentionVolumes = r.List(ReadVolume),
        ["dataStores"] = static (ref r, t) => t._datastores = r.List(ReadDatastore),
        ["healthErrors"] = static (ref r, t) => t._healthErrors = r.List(HealthErrorReader.Read),
        ["validationErrors"] = static (ref r, t) => t._validationErrors = r.List(HealthErrorReader.Read),
    };

    private static readonly FieldMap<SpaceFields> Volume = new()
    {
        ["volumeName"] = static (ref r, t) => t.Name = r.Text(),
        ["capacityInBytes"] = static (ref r, t) => t.Capacity = r.Number(),
        ["freeSpaceInBytes"] = static (ref r, t) => t.FreeSpace = r.Number(),
    };

    // Gigabytes as text (asr-contract §9).
    private static readonly FieldMap<SpaceFields> Store = new()
    {
        ["symbolicName"] = static (ref r, t) => t.Name = r.Text(),
        ["type"] = static (ref r, t) => t.Type = r.Text(),
        ["capacity"] = static (ref r, t) => t.Capacity = r.Number() * BytesInGigabyte,
        ["freeSpace"] = static (ref r, t) => t.FreeSpace = r.Number() * BytesInGigabyte,
    };

    private string? _id;
    private string? _name;
    private string? _osType;
    private string? _ipAddress;
    private DateTimeOffset? _lastHeartbeat;
    private long? _diskCount;
    private IReadOnlyList<RetentionVolume> _retentionVolumes = [];
    private IReadOnlyList<Datastore> _datastores = [];
    private IReadOnlyList<HealthError> _healthErrors = [];
    private IReadOnlyList<HealthError> _validationErrors = [];

    public static MasterTargetFields? Read(ref WireReader reader)
    {
        var target = new MasterTargetFields();
        return reader.Object(Fields, target) ? target : null;
    }

    public MasterTarget Build(ArmId fabricId, string fabricName, ReadContext context) => new()
    {
        Id = _id ?? throw new JsonSerializationException("A master target without an id."),
        Name = _name ?? _id,
        OsType = _osType ?? string.Empty,
        IpAddress = _ipAddress ?? string.Empty,
        LastHeartbeat = _lastHeartbeat,
        HeartbeatAge = context.AgeOf(_lastHeartbeat),
        DiskCount = (int?)_diskCount,
        RetentionVolumes = _retentionVolumes,
        Datastores = _datastores,
        HealthErrors = [.. _healthErrors.Concat(_validationErrors).Distinct()],
        FabricId = fabricId,
        FabricName = fabricName,
        Vault = context.Vault,
    };

    private static RetentionVolume? ReadVolume(ref WireReader reader)
    {
        var read = new SpaceFields();
        return !reader.Object(Volume, read) || string.IsNullOrEmpty(read.Name) ? null : new RetentionVolume
        {
            Name = read.Name!,
            CapacityInBytes = (long?)read.Capacity,
            FreeSpaceInBytes = (long?)read.FreeSpace,
        };
    }

    private static Datastore? ReadDatastore(ref WireReader reader)
    {
        var read = new SpaceFields();
        return !reader.Object(Store, read) || string.IsNullOrEmpty(read.Name) ? null : new Datastore
        {
            Name = read.Name!,
            Type = read.Type ?? string.Empty,
            CapacityInBytes = (long?)read.Capacity,
            FreeSpaceInBytes = (long?)read.FreeSpace,
        };
    }

    private sealed class SpaceFields
    {
        public string? Name;
        public string? Type;
        public double? Capacity;
        public double? FreeSpace;
    }
}
