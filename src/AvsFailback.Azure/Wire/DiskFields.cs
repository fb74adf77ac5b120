namespace AvsFailback.Azure.Wire;

/// <summary>A replicated disk's fields, over the providers in one.</summary>
internal sealed class DiskFields
{
    private const double BytesInMegabyte = 1024 * 1024;

    private static readonly FieldMap<DiskFields> Fields = new()
    {
        ["diskId"] = static (r, t) => t._id = r.Text(),
        ["diskName"] = static (r, t) => t._name = r.Word(),
        ["diskCapacityInBytes"] = static (r, t) => t._capacity = r.Whole(),
        ["capacityInBytes"] = static (r, t) => t._capacity = r.Whole(),
        ["resyncRequired"] = static (r, t) => t.ResyncRequired = r.Need(),
        ["irDetails"] = static (r, t) => t._isFirstCopyRunning = r.IsTold(),
        ["logStorageAccountId"] = static (r, t) => t.LogStorageAccountId = r.SharedId(),

        // What waits at the source and what waits on the way, as each provider names them.
        ["sourceDataInMB"] = static (r, t) => t.AddPending(r.Number()),
        ["psDataInMB"] = static (r, t) => t.AddPending(r.Number()),
        ["sourceDataInMegaBytes"] = static (r, t) => t.AddPending(r.Number()),
        ["psDataInMegaBytes"] = static (r, t) => t.AddPending(r.Number()),
        ["dataPendingAtSourceAgentInMB"] = static (r, t) => t.AddPending(r.Number()),
        ["dataPendingInLogDataStoreInMB"] = static (r, t) => t.AddPending(r.Number()),
    };

    private string? _id;
    private string? _name;
    private long? _capacity;
    private bool _isFirstCopyRunning;
    private double? _pendingMegabytes;

    public bool? ResyncRequired { get; private set; }

    public ArmId? LogStorageAccountId { get; private set; }

    public static DiskFields? Read(WireReader reader)
    {
        var disk = new DiskFields();
        return reader.Object(Fields, disk) ? disk : null;
    }

    public ReplicatedDisk Build() => new()
    {
        Id = _id ?? string.Empty,
        Name = _name ?? string.Empty,
        CapacityInBytes = _capacity,
        ResyncRequired = ResyncRequired,
        IsFirstCopyRunning = _isFirstCopyRunning,
        PendingBytes = _pendingMegabytes is { } megabytes ? (long)(megabytes * BytesInMegabyte) : null,
    };

    private void AddPending(double? megabytes)
    {
        if (megabytes is >= 0)
        {
            _pendingMegabytes = (_pendingMegabytes ?? 0) + megabytes;
        }
    }
}
