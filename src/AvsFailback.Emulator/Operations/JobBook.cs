using System;
using System.Collections.Generic;

namespace AvsFailback.Emulator.Operations;

/// <summary>All jobs, oldest first.</summary>
internal sealed class JobBook
{
    private readonly Dictionary<string, EmulatedJob> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EmulatedJob> _inOrder = [];

    public IReadOnlyList<EmulatedJob> All => _inOrder;

    public IEnumerable<EmulatedJob> NewestFirst
    {
        get
        {
            for (int i = _inOrder.Count - 1; i >= 0; i--)
            {
                yield return _inOrder[i];
            }
        }
    }

    public EmulatedJob Add(EmulatedJob job)
    {
        _byName.Add(job.Name, job);
        _inOrder.Add(job);
        return job;
    }

    public EmulatedJob? Find(string? name) => name is not null && _byName.TryGetValue(name, out EmulatedJob? job) ? job : null;
}
