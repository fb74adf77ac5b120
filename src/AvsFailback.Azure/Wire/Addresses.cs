using System;
using System.Collections.Generic;
using System.Linq;

namespace AvsFailback.Azure.Wire;

/// <summary>Network addresses as the service writes them.</summary>
internal static class Addresses
{
    /// <summary>The addresses one by one: the service joins several with an underscore (asr-contract §12).</summary>
    public static IReadOnlyList<string> Split(IEnumerable<string?> texts)
    {
        string[] parts =
        [
            .. texts.SelectMany(static t => t?.Split('_') ?? []).Select(static a => a.Trim())
                .Where(static a => a.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        return parts;
    }
}
