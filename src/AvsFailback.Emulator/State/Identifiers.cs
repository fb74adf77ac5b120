using System;
using System.Globalization;

namespace AvsFailback.Emulator.State;

/// <summary>Ids and random numbers that derive from a seed and words, so that the same requests give the same bytes.</summary>
internal sealed class Identifiers(int seed)
{
    public int Seed { get; } = seed;

    public string Guid(params string[] words) => Mix(0x9E3779B97F4A7C15UL, words).ToString("D", CultureInfo.InvariantCulture);

    /// <summary>A number from 0 up to, but not including, 1.</summary>
    public double Fraction(params string[] words)
    {
        ulong bits = Finish(Hash(0xD6E8FEB86659FD93UL, words));
        return (bits >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>The shape of ids that classic process servers and master targets have (contract §9).</summary>
    public string ServerId(params string[] words)
    {
        string hex = Guid(words).Replace("-", string.Empty).ToUpperInvariant();
        return $"{hex.Substring(0, 8)}-{hex.Substring(8, 4)}-{hex.Substring(12, 4)}-{hex.Substring(16)}";
    }

    public string Hex(int length, params string[] words)
    {
        var text = new System.Text.StringBuilder(length + 32);
        for (int i = 0; text.Length < length; i++)
        {
            text.Append(Guid([.. words, i.ToString(CultureInfo.InvariantCulture)]).Replace("-", string.Empty));
        }

        return text.ToString(0, length);
    }

    private Guid Mix(ulong basis, string[] words)
    {
        ulong high = Finish(Hash(basis, words));
        ulong low = Finish(Hash(~basis, words));
        byte[] bytes = new byte[16];
        BitConverter.GetBytes(high).CopyTo(bytes, 0);
        BitConverter.GetBytes(low).CopyTo(bytes, 8);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    private ulong Hash(ulong basis, string[] words)
    {
        ulong hash = basis ^ (uint)Seed;
        foreach (string word in words)
        {
            foreach (char c in word)
            {
                hash = (hash ^ c) * 0x100000001B3UL;
            }

            // A mark between words, or ("ab","c") and ("a","bc") would be one.
            hash = Finish(hash ^ 0xFFFFUL);
        }

        return hash;
    }

    private static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
