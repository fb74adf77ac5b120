using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace AvsFailback;

/// <summary>Reads lists to their end.</summary>
internal static class Paging
{
    /// <summary>All entries of a paged list.</summary>
    /// <param name="page">Reads the page that a continuation leads to; the first for null.</param>
    public static async Task<List<T>> AllAsync<T>(Func<string?, Task<Page<T>>> page)
    {
        var all = new List<T>();
        string? continuation = null;
        do
        {
            Page<T> next = await page(continuation);
            all.AddRange(next.Items);
            continuation = next.Continuation;
        }
        while (continuation is not null);
        return all;
    }
}
