using System;
using System.Collections.Generic;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>
/// The fields that are read of one kind of JSON object, by name without case, since the case of keys differs between
/// versions of the service (asr-contract §12). What isn't named here is skipped.
/// </summary>
/// <typeparam name="T">What the fields are read into.</typeparam>
internal sealed class FieldMap<T>
{
    private readonly Dictionary<string, Action<WireReader, T>> _fields = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How the field is read.</summary>
    /// <param name="name">The field's name as the published API writes it.</param>
    public Action<WireReader, T> this[string name]
    {
        set
        {
            _fields.Add(name, value);
            WireNames.Add(name);
        }
    }

    public bool TryGet(string name, out Action<WireReader, T> read) => _fields.TryGetValue(name, out read!);
}

/// <summary>The names of all known fields, so that the reader makes no new string for each of their occurrences.</summary>
internal static class WireNames
{
    private static readonly DefaultJsonNameTable Names = new();

    public static JsonNameTable Table => Names;

    public static void Add(string name)
    {
        lock (Names)
        {
            Names.Add(name);
        }
    }
}
