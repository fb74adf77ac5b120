using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace AvsFailback.Vault;

/// <summary>Bounded concurrency within a round.</summary>
internal static class BoundedParallel
{
    /// <summary>Works on all entries, at most so many at a time, begun in order; the first exception is thrown once all have ended.</summary>
    public static async Task ForEachAsync<T>(IReadOnlyList<T> entries, int limit, Func<T, Task> work)
    {
        int next = 0;
        var gate = new object();

        async Task WorkerAsync()
        {
            while (true)
            {
                T entry;
                lock (gate)
                {
                    if (next >= entries.Count)
                    {
                        return;
                    }

                    entry = entries[next];
                    next += 1;
                }

                await work(entry);
            }
        }

        var workers = new List<Task>();
        for (int i = 0; i < Math.Min(limit, entries.Count); i += 1)
        {
            workers.Add(WorkerAsync());
        }

        await Task.WhenAll(workers);
    }
}
