using System.Collections.Generic;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>A journal that outlives the run that writes it, as a file does the process.</summary>
internal sealed class MemoryJournal(List<FailbackRunEvent> kept) : IRunJournal
{
    public string Path => "memory";

    public string RunId => "the-run";

    public IReadOnlyList<FailbackRunEvent> Earlier { get; } = [.. kept];

    public void Write(FailbackRunEvent happened) => kept.Add(happened);

    public void Dispose()
    {
    }
}

/// <summary>A journal whose disk is full after some events.</summary>
internal sealed class FullJournal(int room) : IRunJournal
{
    private int _written;

    public string Path => "full";

    public string RunId => "the-run";

    public IReadOnlyList<FailbackRunEvent> Earlier => [];

    public void Write(FailbackRunEvent happened)
    {
        _written += 1;
        if (_written > room)
        {
            throw new FailbackException("JournalNotWritten", FailbackErrorCategory.InvalidState, "The disk is full.", "Make room.");
        }
    }

    public void Dispose()
    {
    }
}
