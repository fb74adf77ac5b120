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
