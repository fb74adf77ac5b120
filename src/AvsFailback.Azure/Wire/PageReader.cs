using System;
using System.Collections.Generic;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads ARM's envelope of a list (asr-contract §7).</summary>
internal static class PageReader
{
    /// <summary>One page; entries that their reader gives as null are left out.</summary>
    /// <param name="reader">Begins on the envelope.</param>
    /// <param name="entry">Reads an entry.</param>
    /// <param name="unreadable">Gets the entries that can't be read.</param>
    /// <exception cref="JsonSerializationException">The answer has no list: that is never an empty one.</exception>
    public static Page<T> Read<T>(ref WireReader reader, WireRead<T?> entry, Action<string> unreadable)
        where T : class
    {
        var page = new PageFields<T>(entry, unreadable);
        reader.Object(PageFields<T>.Fields, page);
        return page.Items is null
            ? throw new JsonSerializationException("The answer has no list ('value').")
            : new Page<T>(page.Items, string.IsNullOrEmpty(page.NextLink) ? null : page.NextLink);
    }

    private sealed class PageFields<T>(WireRead<T?> entry, Action<string> unreadable)
        where T : class
    {
        public static readonly FieldMap<PageFields<T>> Fields = new()
        {
            ["value"] = static (ref r, p) => p.ReadItems(ref r),
            ["nextLink"] = static (ref r, p) => p.NextLink = r.Text(),
        };

        public IReadOnlyList<T>? Items { get; private set; }

        public string? NextLink { get; private set; }

        private void ReadItems(ref WireReader reader)
        {
            if (reader.IsList)
            {
                Items = reader.Entries(entry, unreadable);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
