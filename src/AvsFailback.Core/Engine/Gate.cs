using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Engine;

/// <summary>
/// Something that must hold before a request goes out. Every request of every run, a VM's or a plan's, first or resent, passes all gates in
/// their order; nothing reaches the service beside them (design §4).
/// </summary>
internal abstract class Gate
{
    /// <summary>Whether it goes by what only a whole read of the item, and its reprotect's inputs, tell.</summary>
    public virtual bool NeedsWholeItem => false;

    /// <summary>When it is its turn to look between poll cycles, among the others: what one finds out is known to those of a higher number.</summary>
    public virtual int LookOrder => 0;

    /// <summary>Lets the run's request through, or says what becomes of the run instead. Several runs may be checked at once.</summary>
    public abstract Task<StepResult> CheckAsync(ItemRun run, FailbackAction action, ReprotectInputs? inputs, CancellationToken cancellationToken);

    /// <summary>
    /// Between two poll cycles, while the engine's time stands still: may run foreign code, wake runs (<see cref="ItemRun.Wake"/>), settle them
    /// and give new ones. After a lost connection it is called again from the start.
    /// </summary>
    public virtual Task<IReadOnlyList<ItemRequest>> LookAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ItemRequest>>([]);

    /// <summary>A run has been made of a request; called before its first step.</summary>
    public virtual void Added(ItemRun run)
    {
    }

    /// <summary>Whether nothing of the run has to be known until another run, which leads it, is over: then it isn't looked at.</summary>
    public virtual bool IsLed(ItemRun run) => false;

    /// <summary>Whether a job that an item names is followed by the run of its plan.</summary>
    public virtual bool Follows(ArmId job) => false;
}
