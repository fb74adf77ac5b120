using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace AvsFailback;

/// <summary>What reading a vault has to report beside its result, such as an entry that can't be read. The next command to end shows it as a warning.</summary>
internal sealed class VaultNotices
{
    // A list of ten thousand unreadable entries needs no ten thousand warnings.
    private const int Most = 50;

    private readonly object _gate = new();
    private readonly Queue<string> _texts = new();

    /// <summary>Adds a notice, once until it is taken.</summary>
    public void Add(string text)
    {
        lock (_gate)
        {
            if (_texts.Count < Most && !_texts.Contains(text))
            {
                _texts.Enqueue(text);
            }
        }
    }

    /// <summary>Takes the oldest notice; false if there is none.</summary>
    public bool TryTake([NotNullWhen(true)] out string? text)
    {
        lock (_gate)
        {
            text = _texts.Count > 0 ? _texts.Dequeue() : null;
            return text is not null;
        }
    }
}
