using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;

namespace AvsFailback.Runs;

/// <summary>Decides whose turn it is. The table says what is next for an item; a director says whether now.</summary>
internal interface IRunDirector
{
    /// <summary>
    /// Between rounds, while the engine's time stands still: may run foreign code, let runs go on (by their
    /// <see cref="ItemRun.NextLook"/>), settle them, and give new ones.
    /// </summary>
    Task<IReadOnlyList<ItemRequest>> BetweenRoundsAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken);

    /// <summary>What a run has to wait for before the action; null to go on.</summary>
    /// <exception cref="FailbackException">It isn't to be done any more.</exception>
    string? HoldBefore(ItemRun run, FailbackAction action);

    /// <summary>What a run has to wait for before the action with these inputs, which take room on a server; null to go on.</summary>
    string? HoldForRoom(ItemRun run, FailbackAction action, ReprotectInputs? inputs);

    /// <summary>Whether a job that an item names is followed as that of its plan.</summary>
    bool Follows(ArmId job);

    /// <summary>Whether nothing of the run has to be known until another run, which leads it, is over: then it isn't looked at.</summary>
    bool IsLedByAnother(ItemRun run);
}
