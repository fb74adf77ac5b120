using System;

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

    private static readonly string?[] Texts = new string?[Places];
    private static readonly ArmId?[] Ids = new ArmId?[Places];

    /// <summary>The text if it is known.</summary>
    public static string? Text(ReadOnlySpan<byte> utf8) =>
        utf8.Length <= MostBytes && Texts[Place(utf8)] is { } known && IsSame(utf8, known) ? known : null;

    /// <summary>Keeps a text.</summary>
    public static string Keep(ReadOnlySpan<byte> utf8, string text)
    {
        if (utf8.Length <= MostBytes)
        {
            Texts[Place(utf8)] = text;
        }

        return text;
    }

    /// <summary>The id if it is known.</summary>
    public static ArmId? Id(ReadOnlySpan<byte> utf8) => Ids[Place(utf8)] is { } known && IsSame(utf8, known.ToString()) ? known : null;

    /// <summary>Keeps an id.</summary>
    public static ArmId Keep(ReadOnlySpan<byte> utf8, ArmId id)
    {
        Ids[Place(utf8)] = id;
        return id;
    }

    private static int Place(ReadOnlySpan<byte> utf8) => Utf8Hash.Of(utf8) & (Places - 1);

    // From the end, where ids differ. A text beyond ASCII has fewer letters than bytes, or is not the same: it isn't found.
    private static bool IsSame(ReadOnlySpan<byte> utf8, string text)
    {
        if (utf8.Length != text.Length)
        {
            return false;
        }

        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] != utf8[i] || text[i] > '\x7F')
            {
                return false;
            }
        }

        return true;
    }
}
