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
        if (Get(record, "Item") is PSObject { BaseObject: ReplicatedItem } or ReplicatedItem)
        {
            // The item itself is bound.
            return null;
        }

        ArmId[] ids = [.. Ids.Select(name => Text(record, name)).Select(text => ArmId.TryParse(text, out ArmId? id) ? id : null).OfType<ArmId>()];
        return ids.Select(id => id.Ancestor("replicationProtectedItems") ?? (id.After("replicationRecoveryPlans") is null ? null : id)).FirstOrDefault(id => id is not null)?.ToString()
            ?? ItemNames.Select(name => Text(record, name)).FirstOrDefault(text => text is not null);
    }

    /// <summary>The id or name of the job that the object tells of; null if it tells none.</summary>
    public static string? JobOf(PSObject record)
    {
        if (Text(record, "JobId") is { } job)
        {
            return job;
        }

        return Text(record, "Id") is { } text && ArmId.TryParse(text, out ArmId? id) ? id.After("replicationJobs") is null ? null : text : Text(record, "Name");
    }

    private static object? Get(PSObject record, string name) =>
        record.BaseObject is IDictionary map ? map.Cast<DictionaryEntry>().FirstOrDefault(pair => Names.Same(pair.Key as string, name)).Value : record.Properties[name]?.Value;

    private static string? Text(PSObject record, string name) => Get(record, name)?.ToString() is { Length: > 0 } text ? text : null;
}

/// <summary>Lets names of items come from objects that only tell of one. PowerShell alone would take the whole object's text for the name.</summary>
[System.AttributeUsage(System.AttributeTargets.Property)]
internal sealed class ItemNameTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => RecordTexts.Of(inputData, Records.ItemOf);
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
