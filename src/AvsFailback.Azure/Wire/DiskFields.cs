namespace AvsFailback.Azure.Wire;

/// <summary>A replicated disk's fields, over the providers in one.</summary>
internal sealed class DiskFields
{
    private const double BytesInMegabyte = 1024 * 1024;

    private static readonly FieldMap<DiskFields> Fields = new()
    {
        ["diskId"] = static (ref r, t) => t._id = r.Text(),
        ["diskName"] = static (ref r, t) => t._name = r.Text(),
        ["diskCapacityInBytes"] = static (ref r, t) => t._capacity = r.Whole(),
        ["capacityInBytes"] = static (ref r, t) => t._capacity = r.Whole(),
        ["resyncRequired"] = static (ref r, t) => t.ResyncRequired = r.Need(),
        ["irDetails"] = static (ref r, t) => t._isFirstCopyRunning = r.IsTold(),
        ["targetManagedDiskId"] = static (ref r, t) => t._azureDiskId = r.Id(),
        ["logStorageAccountId"] = static (ref r, t) => t.LogStorageAccountId = r.Id(),

        // What waits at the source and what waits on the way, as each provider names them.
        ["sourceDataInMB"] = static (ref r, t) => t.AddPending(r.Number()),
        ["psDataInMB"] = static (ref r, t) => t.AddPending(r.Number()),
        ["sourceDataInMegaBytes"] = static (ref r, t) => t.AddPending(r.Number()),
        ["psDataInMegaBytes"] = static (ref r, t) => t.AddPending(r.Number()),
        ["dataPendingAtSourceAgentInMB"] = static (ref r, t) => t.AddPending(r.Number()),
        ["dataPendingInLogDataStoreInMB"] = static (ref r, t) => t.AddPending(r.Number()),
    };

    private string? _id;
    private string? _name;
    private long? _capacity;
    private bool _isFirstCopyRunning;
    private double? _pendingMegabytes;
    private ArmId? _azureDiskId;

    public bool? ResyncRequired { get; private set; }

    public ArmId? LogStorageAccountId { get; private set; }

    public static DiskFields? Read(ref WireReader reader)
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
        AzureDiskId = _azureDiskId,
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
