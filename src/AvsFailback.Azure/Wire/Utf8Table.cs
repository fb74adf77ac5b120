using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace AvsFailback.Azure.Wire;

/// <summary>
/// Finds what belongs to a text by the text's bytes, so that no string is made of names and words that come over and over. Any
/// thread may read while another adds; it stops growing at a size that only a body beyond all reason has use for.
/// </summary>
internal sealed class Utf8Table<T>
{
    private const int MostSlots = 8192;

    private readonly object _gate = new();
    private Entry?[] _slots = new Entry?[64];
    private int _count;

    [MethodImpl(Compiled.AtOnce)]
    public bool TryGet(ReadOnlySpan<byte> text, out T value)
    {
        Entry?[] slots = Volatile.Read(ref _slots);
        for (int at = Utf8Hash.Of(text) & (slots.Length - 1); slots[at] is { } entry; at = (at + 1) & (slots.Length - 1))
        {
            if (text.SequenceEqual(entry.Text))
            {
                value = entry.Value;
                return true;
            }
        }

        value = default!;
        return false;
    }

    public void Add(ReadOnlySpan<byte> text, T value)
    {
        lock (_gate)
        {
            if (_count * 2 >= _slots.Length)
            {
                if (_slots.Length >= MostSlots)
                {
                    return;
                }

                var larger = new Entry?[_slots.Length * 2];
                foreach (Entry? entry in _slots)
                {
                    if (entry is not null)
                    {
                        Put(larger, entry);
                    }
                }

                Volatile.Write(ref _slots, larger);
            }

            Put(_slots, new Entry(text.ToArray(), value));
            _count += 1;
        }
    }

    private static void Put(Entry?[] slots, Entry entry)
    {
        int at = Utf8Hash.Of(entry.Text) & (slots.Length - 1);
        while (slots[at] is not null)
        {
            at = (at + 1) & (slots.Length - 1);
        }

        Volatile.Write(ref slots[at], entry);
    }

    private sealed class Entry(byte[] text, T value)
    {
        public byte[] Text { get; } = text;

        public T Value { get; } = value;
    }
}
