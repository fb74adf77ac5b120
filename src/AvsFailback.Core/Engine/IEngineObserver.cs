using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Engine;

/// <summary>What the engine tells while it works. Until a call returns, the engine's time stands still: no delay runs.</summary>
internal interface IEngineObserver
{
    /// <summary>A run is over.</summary>
    Task SettledAsync(ItemRun run);

    /// <summary>
    /// A step began, ended or was found; what is about to be sent is told before it is. The observer completes the event with
    /// what it knows: time, run, and the run's item unless the event names another, such as a VM of a plan.
    /// </summary>
    void Tell(ItemRun run, FailbackRunEvent happened);

    /// <summary>Something worth a line: a job started or adopted, a wait for the agent, an answer lost.</summary>
    void Note(ItemRun run, string text);

    /// <summary>Something that a person should see.</summary>
    void Warn(ItemRun run, string text);

    /// <summary>Something of the whole run that a person should see.</summary>
    void Warn(string text);

    /// <summary>Between two poll cycles, where foreign code may run: what has happened is passed on.</summary>
    Task BetweenCyclesAsync(CancellationToken cancellationToken);

    /// <summary>A poll cycle is over.</summary>
    void Progress(IReadOnlyList<ItemRun> runs);
}
