using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;

namespace AvsFailback.Runs;

/// <summary>How one VM's validation ended.</summary>
/// <param name="Item">The VM.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Message">What it said.</param>
internal sealed record ValidationVerdict(ReplicatedItem Item, ValidationResult Result, string Message);

/// <summary>What a journey asks of whoever runs it. While a call runs, the engine's time stands still (design §6).</summary>
internal interface IJourneyHost
{
    /// <summary>Tells an event: for notifications, verbose lines and warnings.</summary>
    Task TellAsync(FailbackRunEvent happened, CancellationToken cancellationToken);

    /// <summary>Validates VMs that have been failed back, side by side; gives a verdict for each.</summary>
    Task<IReadOnlyList<ValidationVerdict>> ValidateAsync(IReadOnlyList<ReplicatedItem> items, CancellationToken cancellationToken);

    /// <summary>Asks whether these VMs may be committed; true for all of them or false for none.</summary>
    /// <param name="items">The VMs.</param>
    /// <param name="wave">The wave that is asked for; null if the question is for the run or a single VM.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<bool> ConfirmCommitAsync(IReadOnlyList<ReplicatedItem> items, int? wave, CancellationToken cancellationToken);

    /// <summary>A round is over.</summary>
    void Progress(IReadOnlyList<ItemRun> runs);
}
