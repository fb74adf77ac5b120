using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace AvsFailback.Azure.Wire;

/// <summary>A number for a text's bytes that costs the same for a long text as for a short one.</summary>
internal static class Utf8Hash
{
    /// <summary>Of the length, the end, the middle and the beginning: ids of one vault are alike but for a few of their parts.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static int Of(ReadOnlySpan<byte> text)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)text.Length * Prime;
        if (text.Length >= sizeof(ulong))
        {
            int last = text.Length - sizeof(ulong);
            hash = (hash ^ Word(text, last)) * Prime;
            hash = (hash ^ Word(text, last - Math.Min(last, sizeof(ulong)))) * Prime;
            hash = (hash ^ Word(text, last - (last / 4))) * Prime;
            hash = (hash ^ Word(text, last / 2)) * Prime;
            hash = (hash ^ Word(text, 0)) * Prime;
        }
        else
        {
            foreach (byte letter in text)
            {
                hash = (hash ^ letter) * Prime;
            }
        }

        return (int)(hash >> 33);
    }

    private static ulong Word(ReadOnlySpan<byte> text, int at) => BinaryPrimitives.ReadUInt64LittleEndian(text.Slice(at));
}
