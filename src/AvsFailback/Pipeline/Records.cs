using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>
/// Objects that only tell of something in a vault: rows of <c>Import-Csv</c>, what <c>Select-Object</c> leaves, and what comes back from
/// <c>Import-Clixml</c> or <c>Start-Job</c> without its type. An id in one says more than its name.
/// </summary>
internal static class Records
{
    private static readonly string[] Ids = ["ItemId", "Id", "ResourceId"];

    // A job's own name isn't its VM's.
    private static readonly string[] ItemNames = ["FriendlyName", "TargetName", "ItemName", "VM", "Name"];

    /// <summary>The object if it is such a one; null if not.</summary>
    public static PSObject? Of(object? value) => value switch
    {
        PSObject { BaseObject: PSCustomObject } record => record,
        PSObject { BaseObject: IDictionary map } => PSObject.AsPSObject(map),
        IDictionary map => PSObject.AsPSObject(map),
        _ => null,
    };

    /// <summary>The id or name of the replicated item, or the id of the recovery plan, that the object tells of; null if it tells none.</summary>
    public static string? ItemOf(PSObject record)
    {
        object? item = Get(record, "Item");
        if (item is PSObject { BaseObject: ReplicatedItem } or ReplicatedItem)
        {
            // The item itself is bound.
            return null;
        }

        if (Of(item) is { } inner && inner != record)
        {
            // A verdict that lost its type holds its item so.
            return ItemOf(inner);
        }

        ArmId[] ids = [.. Ids.Select(name => Text(record, name)).Select(text => ArmId.TryParse(text, out ArmId? id) ? id : null).OfType<ArmId>()];
        return ids.Select(id => id.Ancestor("replicationProtectedItems") ?? (id.After("replicationRecoveryPlans") is null ? null : id)).FirstOrDefault(id => id is not null)?.ToString()
            ?? ItemNames.Select(name => Text(record, name)).FirstOrDefault(text => text is not null);
    }

    /// <summary>The id or name of the job that the object tells of; null if it tells none.</summary>
    public static string? JobOf(PSObject record) => JobIdOf(record) ?? (ArmId.TryParse(Text(record, "Id"), out _) ? null : Text(record, "Name"));

    /// <summary>The job's id, or its name as an id's property has it, where the object can tell of nothing else; null if it doesn't.</summary>
    public static string? JobIdOf(PSObject record) =>
        Text(record, "JobId") ?? (ArmId.TryParse(Text(record, "Id"), out ArmId? id) && id.After("replicationJobs") is not null ? id.ToString() : null);

    private static object? Get(PSObject record, string name) =>
        record.BaseObject is IDictionary map ? map.Cast<DictionaryEntry>().FirstOrDefault(pair => Names.Same(pair.Key as string, name)).Value : record.Properties[name]?.Value;

    private static string? Text(PSObject record, string name) => Get(record, name)?.ToString() is { Length: > 0 } text ? text : null;
}

/// <summary>Lets names of items come from objects that only tell of one. PowerShell alone would take the whole object's text for the name.</summary>
[System.AttributeUsage(System.AttributeTargets.Property)]
internal sealed class ItemNameTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether an object that tells of a job is left for the parameter that takes those.</summary>
    public bool LeavesJobs { get; set; }

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        RecordTexts.Of(inputData, record => LeavesJobs && Records.JobIdOf(record) is not null ? null : Records.ItemOf(record));
}

/// <summary>Lets names of jobs come from objects that only tell of one.</summary>
[System.AttributeUsage(System.AttributeTargets.Property)]
internal sealed class JobIdTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => RecordTexts.Of(inputData, Records.JobOf);
}

/// <summary>Puts the text of each record in its place; what isn't one, or tells nothing, stays as it is.</summary>
internal static class RecordTexts
{
    public static object Of(object value, System.Func<PSObject, string?> read) => value switch
    {
        _ when Records.Of(value) is { } record => read(record) ?? value,
        PSObject { BaseObject: ArmId id } => id.ToString(),
        ArmId id => id.ToString(),
        PSObject { BaseObject: IList list } => OfList(list, value, read),
        IList list => OfList(list, value, read),
        _ => value,
    };

    private static object OfList(IList list, object value, System.Func<PSObject, string?> read)
    {
        object?[] all = [.. list.Cast<object?>()];
        return all.Any(one => one is ArmId or PSObject { BaseObject: ArmId } || Records.Of(one) is not null) ? all.Select(one => one is null ? null : Of(one, read)).ToArray() : value;
    }
}
