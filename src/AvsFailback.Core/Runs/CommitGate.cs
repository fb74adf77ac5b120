using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>Who lets commits through, VM by VM; what is known belongs to one failback of one VM in this start.</summary>
internal interface ICommitApprovals
{
    /// <summary>Between poll cycles: validates, asks, and leaves what nobody will commit.</summary>
    Task LookAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken);

    /// <summary>Whether the commit of a VM by itself may be asked for.</summary>
    StepResult Check(ItemRun run);

    /// <summary>Whether the commit of a VM of a plan may be asked for by the plan's own request.</summary>
    /// <param name="run">The plan's run.</param>
    /// <param name="member">The VM as it was read last.</param>
    bool IsApproved(ItemRun run, ReplicatedItem member);
}

/// <summary>No commit is asked for, of a VM or of a plan, that wasn't approved for the very failback that each VM is in (design §4).</summary>
internal sealed class CommitGate(ICommitApprovals approvals) : Gate
{
    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ItemRequest>> LookAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken)
    {
        await approvals.LookAsync(runs, cancellationToken);
        return [];
    }

    /// <inheritdoc/>
    public override Task<StepResult> CheckAsync(ItemRun run, FailbackAction action, ReprotectInputs? inputs, CancellationToken cancellationToken) =>
        Task.FromResult(action == FailbackAction.Commit ? Check(run) : StepResult.Continue);

    private StepResult Check(ItemRun run)
    {
        if (run.Request.Unit is not PlanTarget plan)
        {
            return approvals.Check(run);
        }

        foreach (ReplicatedItem member in plan.Members)
        {
            if (!approvals.IsApproved(run, member))
            {
                return StepResult.Fail(Errors.NotApproved(member, run.Target));
            }
        }

        return plan.Members.Count > 0 ? StepResult.Continue : StepResult.Fail(Errors.NotApproved(run.Item, run.Target));
    }
}

/// <summary>Commits that somebody approved before the run began, by the question of the command.</summary>
internal sealed class GivenApprovals : ICommitApprovals
{
    /// <inheritdoc/>
    public Task LookAsync(IReadOnlyList<ItemRun> runs, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public StepResult Check(ItemRun run) => IsApproved(run, run.Item) ? StepResult.Continue : StepResult.Fail(Errors.NotApproved(run.Item, run.Target));

    /// <inheritdoc/>
    public bool IsApproved(ItemRun run, ReplicatedItem member) =>
        run.Request.Approved.TryGetValue(member.Id, out CommitApproval? approval) && approval.IsFor(member, run.EndedJob);
}
