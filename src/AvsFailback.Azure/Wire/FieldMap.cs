using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;

namespace AvsFailback.Azure.Wire;

/// <summary>
/// The fields that are read of one kind of JSON object, by name without case, since the case of keys differs between
/// versions of the service (asr-contract §12). What isn't named here is skipped.
/// </summary>
/// <typeparam name="T">What the fields are read into.</typeparam>
internal sealed class FieldMap<T>
{
    private readonly Dictionary<string, FieldRead<T>> _fields = new(StringComparer.OrdinalIgnoreCase);

    // Names as they came, known or not: each is looked up without case once.
    private readonly Utf8Table<FieldRead<T>?> _seen = new();

    /// <summary>How the field is read.</summary>
    /// <param name="name">The field's name as the published API writes it.</param>
    public FieldRead<T> this[string name]
    {
        set => _fields.Add(name, value);
    }

    /// <summary>How the field is read; null for one that isn't.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public FieldRead<T>? Find(ReadOnlySpan<byte> name)
    {
        if (!_seen.TryGet(name, out FieldRead<T>? read))
        {
            read = Find(Encoding.UTF8.GetString(name.ToArray()));
            _seen.Add(name, read);
        }

        return read;
    }

    /// <summary>How the field is read; null for one that isn't.</summary>
    public FieldRead<T>? Find(string name) => _fields.TryGetValue(name, out FieldRead<T>? read) ? read : null;
}
