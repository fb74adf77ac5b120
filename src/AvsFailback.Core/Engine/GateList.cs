using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Engine;

/// <summary>The gates of a run, in the order in which a request passes them.</summary>
internal sealed class GateList(params Gate[] gates)
{
    /// <summary>The gates that go by what a list shows come before those that need the whole item.</summary>
    public IReadOnlyList<Gate> All { get; } = [.. gates.OrderBy(gate => gate.NeedsWholeItem)];

    /// <summary>The first result that isn't to continue, of gates that need the whole item or of those that don't.</summary>
    public async Task<StepResult> CheckAsync(ItemRun run, FailbackAction action, ReprotectInputs? inputs, bool needingWholeItem, CancellationToken cancellationToken)
    {
        foreach (Gate gate in All.Where(gate => gate.NeedsWholeItem == needingWholeItem))
        {
            StepResult result = await gate.CheckAsync(run, action, inputs, cancellationToken);
            if (!result.IsContinue)
            {
                return result;
            }
        }

        return StepResult.Continue;
    }

    /// <summary>Between poll cycles: the requests to add.</summary>
    public async Task<IReadOnlyList<ItemRequest>> LookAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken)
    {
        var added = new List<ItemRequest>();
        foreach (Gate gate in All.OrderBy(gate => gate.LookOrder))
        {
            added.AddRange(await gate.LookAsync(runs, cancellationToken));
        }

        return added;
    }

    /// <summary>A run has been made of a request.</summary>
    public void Added(ItemRun run)
    {
        foreach (Gate gate in All)
        {
            gate.Added(run);
        }
    }

    /// <summary>Whether another run leads it.</summary>
    public bool IsLed(ItemRun run) => All.Any(gate => gate.IsLed(run));

    /// <summary>Whether a job is followed by the run of its plan.</summary>
    public bool Follows(ArmId job) => All.Any(gate => gate.Follows(job));
}
