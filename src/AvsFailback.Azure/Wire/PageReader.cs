using System;
using System.Collections.Generic;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads ARM's envelope of a list (asr-contract §7).</summary>
internal static class PageReader
{
    /// <summary>One page; entries that their reader gives as null are left out.</summary>
    public static Page<T> Read<T>(ref WireReader reader, WireRead<T?> entry)
        where T : class
    {
        var page = new PageFields<T>(entry);
        reader.Object(PageFields<T>.Fields, page);
        return new Page<T>(page.Items, string.IsNullOrEmpty(page.NextLink) ? null : page.NextLink);
    }

    private sealed class PageFields<T>(WireRead<T?> entry)
        where T : class
    {
        public static readonly FieldMap<PageFields<T>> Fields = new()
        {
            ["value"] = static (ref r, p) => p.Items = r.List(p._entry),
            ["nextLink"] = static (ref r, p) => p.NextLink = r.Text(),
        };

        private readonly WireRead<T?> _entry = entry;

        public IReadOnlyList<T> Items { get; private set; } = [];

        public string? NextLink { get; private set; }
    }
}
