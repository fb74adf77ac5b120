using System;
using System.Runtime.CompilerServices;

namespace AvsFailback.Azure.Wire;

/// <summary>
/// The texts and ids that were read last. Lists are read over and over, and nearly all of a list is what the one before it said:
/// whoever finds it here makes no second copy. Each text has one place, from which the next one with the same place drives it;
/// so it never grows, and any thread may use it.
/// </summary>
internal static class KnownTexts
{
    private const int Places = 1 << 15;

    // What is longer is a message, and rare.
    private const int MostBytes = 512;

    private static readonly Known<string>?[] Texts = new Known<string>?[Places];
    private static readonly Known<ArmId>?[] Ids = new Known<ArmId>?[Places];

    /// <summary>The text if it is known.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static string? Text(ReadOnlySpan<byte> utf8) => utf8.Length <= MostBytes ? Find(Texts, utf8) : null;

    /// <summary>Keeps a text.</summary>
    public static string Keep(ReadOnlySpan<byte> utf8, string text)
    {
        if (utf8.Length <= MostBytes)
        {
            Texts[Place(utf8)] = new Known<string>(utf8.ToArray(), text);
        }

        return text;
    }

    /// <summary>The id if it is known.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static ArmId? Id(ReadOnlySpan<byte> utf8) => Find(Ids, utf8);

    /// <summary>Keeps an id.</summary>
    public static ArmId Keep(ReadOnlySpan<byte> utf8, ArmId id)
    {
        Ids[Place(utf8)] = new Known<ArmId>(utf8.ToArray(), id);
        return id;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static T? Find<T>(Known<T>?[] all, ReadOnlySpan<byte> utf8)
        where T : class =>
        all[Place(utf8)] is { } known && utf8.SequenceEqual(known.Utf8) ? known.Value : null;

    private static int Place(ReadOnlySpan<byte> utf8) => Utf8Hash.Of(utf8) & (Places - 1);

    private sealed class Known<T>(byte[] utf8, T value)
    {
        public readonly byte[] Utf8 = utf8;
        public readonly T Value = value;
    }
}
