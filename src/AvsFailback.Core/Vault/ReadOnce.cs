using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace AvsFailback.Vault;

/// <summary>Reads each thing once, however many ask for it, at once or later. What failed is read again by the next who asks.</summary>
internal sealed class ReadOnce
{
    private readonly Dictionary<object, Task> _reads = [];

    /// <summary>The thing of this key, read now if nobody has asked before.</summary>
    public async Task<T> GetAsync<T>(object key, Func<Task<T>> read)
    {
        Task<T> task;
        lock (_reads)
        {
            task = _reads.TryGetValue(key, out Task? known) ? (Task<T>)known : read();
            _reads[key] = task;
        }

        try
        {
            return await task;
        }
        catch
        {
            lock (_reads)
            {
                if (_reads.TryGetValue(key, out Task? failed) && failed == task)
                {
                    _reads.Remove(key);
                }
            }

            throw;
        }
    }
}
