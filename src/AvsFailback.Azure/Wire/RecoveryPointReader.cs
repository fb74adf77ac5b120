using System;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads a recovery point (asr-contract §5).</summary>
internal static class RecoveryPointReader
{
    private static readonly FieldMap<PointFields> Details = new()
    {
        ["isMultiVmSyncPoint"] = static (ref r, t) => t.IsMultiVmSyncPoint = r.Flag(),
    };

    private static readonly FieldMap<PointFields> Properties = new()
    {
        ["recoveryPointTime"] = static (ref r, t) => t.Time = r.Moment(),
        ["recoveryPointType"] = static (ref r, t) => t.Type = r.Text(),
        ["providerSpecificDetails"] = static (ref r, t) => r.Object(Details, t),
    };

    private static readonly FieldMap<PointFields> Resource = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Id(),
        ["properties"] = static (ref r, t) => r.Object(Properties, t),
    };

    /// <summary>The point; null for one that tells no moment, since nothing can be recovered to it.</summary>
    public static RecoveryPoint? Read(ref WireReader reader, ReplicatedItem item, ReadContext context)
    {
        var read = new PointFields();
        return !reader.Object(Resource, read) || read.Id is null || read.Time is not { } time ? null : new RecoveryPoint
        {
            Id = read.Id,
            Time = time,
            Type = TypeOf(read.Type),
            IsMultiVmSyncPoint = read.IsMultiVmSyncPoint,
            Age = context.AgeOf(time) ?? TimeSpan.Zero,
            ItemName = item.Name,
            ItemId = item.Id,
            Vault = context.Vault,
        };
    }

    private static RecoveryPointType TypeOf(string? word) =>
        string.Equals(word, nameof(RecoveryPointType.CrashConsistent), StringComparison.OrdinalIgnoreCase) ? RecoveryPointType.CrashConsistent
        : string.Equals(word, nameof(RecoveryPointType.ApplicationConsistent), StringComparison.OrdinalIgnoreCase) ? RecoveryPointType.ApplicationConsistent
        : RecoveryPointType.Unknown;

    private sealed class PointFields
    {
        public ArmId? Id;
        public DateTimeOffset? Time;
        public string? Type;
        public bool? IsMultiVmSyncPoint;
    }
}
