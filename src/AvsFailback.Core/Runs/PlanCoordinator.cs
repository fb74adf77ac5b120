using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Engine;
using AvsFailback.Vault;

namespace AvsFailback.Runs;

/// <summary>
/// A plan that the user named: reprotected VM by VM, failed back and committed by its own request once every VM is ready for
/// it, so that its groups, scripts and manual actions run; VM by VM in group order where that can't be (design §4).
/// </summary>
internal sealed class PlanCoordinator(RecoveryPlan plan, AvsVault vault, JourneyOptions options, JourneyRecorder recorder)
{
    private readonly JobFinder _jobs = new(vault.Connection.Service, vault.Connection.Clock);

    // How often a plan's failback is tried that the rules refuse: another controller may have been at work on it.
    private const int MostRefusals = 2;

    private readonly List<ItemRun> _members = [];
    private FailbackJob? _failback;
    private int _refusals;
    private ItemRun? _run;
    private FailbackAction _begun;
    private bool _isFollowed;
    private bool _failsBackByMember = plan.IsMixed;
    private bool _commitsByMember = plan.IsMixed;

    /// <summary>The plan.</summary>
    public ArmId Id => plan.Id;

    /// <summary>Whether its own request is under way: until then none of its VMs is asked for anything.</summary>
    public bool IsUnderWay => _begun != FailbackAction.None;

    /// <summary>Whether its VMs are failed back one by one, in the order of its groups.</summary>
    public bool FailsBackByMember => _failsBackByMember;

    /// <summary>Whether the job is the plan's own, which is followed as one.</summary>
    public bool Follows(ArmId job) => _run is { IsSettled: false, ActiveJob: { } active } && active.Id == job;

    /// <summary>Whether a VM of the plan waits for the plan's own request, which is under way.</summary>
    public bool Leads(ItemRun run) => _begun != FailbackAction.None && run.HeldBefore == _begun && _run is not { IsSettled: true } && run.ActiveJob is null;

    /// <summary>Lets a VM of the plan go by itself, or holds it for the plan's own request.</summary>
    public StepResult Check(FailbackAction action) => action switch
    {
        _ when IsUnderWay => StepResult.Hold(action, $"The plan {plan.Name} is under way"),
        FailbackAction.FailBack when !_failsBackByMember => StepResult.Hold(action, $"Goes with the plan {plan.Name}"),
        FailbackAction.Commit when !_commitsByMember => StepResult.Hold(action, $"Goes with the plan {plan.Name}"),
        _ => StepResult.Continue,
    };

    /// <summary>A VM of the plan takes part.</summary>
    public void Add(ItemRun member) => _members.Add(member);

    /// <summary>The run of the plan's own request has been made of the request that was given.</summary>
    public void Began(ItemRun run) => _run = run;

    /// <summary>Looks whether it is the plan's turn; the request to add, null if it isn't.</summary>
    public async Task<ItemRequest?> LookAsync(Func<ItemRun, bool> isApproved, CancellationToken cancellationToken)
    {
        if (_run is { IsSettled: false } || _members.Count == 0)
        {
            return null;
        }

        if (!_isFollowed)
        {
            ItemRequest? earlier = await FollowEarlierAsync(cancellationToken);
            _isFollowed = true;
            return earlier;
        }

        if (_run is not null)
        {
            // Its VMs have to be looked at before anything is concluded from where they stand.
            await EndedAsync(_run, cancellationToken);
            return null;
        }

        ItemRun[] open = [.. _members.Where(run => !run.IsSettled && run.Request.Goal != FailbackGoal.FailbackCancelled)];
        return await FailBackAsync(open, cancellationToken) ?? Commit(open, isApproved);
    }

    /// <summary>What an earlier start, or somebody else, has begun for the plan.</summary>
    private async Task<ItemRequest?> FollowEarlierAsync(CancellationToken cancellationToken)
    {
        ItemRequest? earlier = Earlier() ?? await UnderWayAsync(cancellationToken);
        if (plan.IsMixed && _members.Any(run => Phases.IsInAzure(run.Item.Phase)))
        {
            WarnOfSkipped("its VMs are of both architectures");
        }

        return earlier;
    }

    /// <summary>Whether these are all VMs that the plan has: its own request takes no fewer.</summary>
    private bool IsWhole(IReadOnlyCollection<ItemRun> runs) =>
        new HashSet<ArmId>(plan.Members.Select(member => member.Id)).SetEquals(runs.Select(run => run.Item.Id));

    private async Task<ItemRequest?> FailBackAsync(IReadOnlyList<ItemRun> open, CancellationToken cancellationToken)
    {
        ItemRun[] held = [.. open.Where(run => run.HeldBefore == FailbackAction.FailBack)];
        bool isComing = open.Any(run => run.HeldBefore != FailbackAction.FailBack && Phases.IsBeforeFailback(run.Item.Phase));
        if (_failsBackByMember || held.Length == 0 || isComing)
        {
            return null;
        }

        if (await RunningJobAsync(cancellationToken) is not null)
        {
            // Somebody, or a run that was killed, has begun it.
            return Begin(FailbackAction.FailBack);
        }

        ItemRun? failed = _members.Find(run => run.HasFailedItself) ?? _members.Find(run => run.Outcome == RunOutcome.Failed);
        if (failed is not null && options.OnFailure != WaveFailurePolicy.Continue)
        {
            foreach (ItemRun run in held)
            {
                run.Fail(Errors.PlanStopped(run, plan, failed), vault.Connection.Clock.UtcNow);
            }

            return null;
        }

        if (failed is null && IsWhole(held))
        {
            return Begin(FailbackAction.FailBack);
        }

        _failsBackByMember = _commitsByMember = true;
        Release(held);
        WarnOfSkipped(failed is null ? "its VMs are in different phases" : $"{failed.Item.Name} failed");
        return null;
    }

    private ItemRequest? Commit(IReadOnlyList<ItemRun> open, Func<ItemRun, bool> isApproved)
    {
        ItemRun[] held = [.. open.Where(run => run.HeldBefore == FailbackAction.Commit && isApproved(run))];
        bool isComing = open.Any(run => !held.Contains(run) && !Phases.IsCommitted(run.Item.Phase));
        if (_commitsByMember || held.Length == 0 || isComing)
        {
            return null;
        }

        if (IsWhole(held))
        {
            return Begin(FailbackAction.Commit) with { PriorJob = _failback };
        }

        _commitsByMember = true;
        Release(held);
        return null;
    }

    /// <summary>What an earlier start of the run had asked for the plan and didn't see end.</summary>
    private ItemRequest? Earlier()
    {
        recorder.Tally.OpenJobs.TryGetValue(plan.Id, out FailbackRunEvent? job);
        recorder.Tally.OpenIntents.TryGetValue(plan.Id, out FailbackRunEvent? intent);
        FailbackRunEvent? begun = job ?? intent;
        if (begun is null || begun.Action is not (FailbackAction.FailBack or FailbackAction.Commit))
        {
            return null;
        }

        ItemRequest request = Begin(begun.Action);
        return job is { JobId: { } id }
            ? request with { OwnJob = id, OwnJobAction = begun.Action }
            : request with { OpenRequest = PendingRequest.Of(begun, vault.Connection.Clock.UtcNow) };
    }

    /// <summary>A job of the plan that runs already: of a run that was killed, or of somebody else.</summary>
    private async Task<ItemRequest?> UnderWayAsync(CancellationToken cancellationToken)
    {
        if (_members.TrueForAll(run => run.Item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure))
        {
            return null;
        }

        FailbackJob? job = await RunningJobAsync(cancellationToken);
        FailbackAction action = job is null ? FailbackAction.None
            : ActionMetadata.IsDoneBy(FailbackAction.FailBack, job.Scenario) ? FailbackAction.FailBack
            : ActionMetadata.IsDoneBy(FailbackAction.Commit, job.Scenario) ? FailbackAction.Commit
            : FailbackAction.None;
        if (action == FailbackAction.None)
        {
            return null;
        }

        recorder.Record(new FailbackRunEvent { Kind = FailbackRunEventKind.JobAdopted, ItemId = plan.Id, Name = plan.Name, Plan = plan.Name, Action = action, JobId = job!.Id, JobState = job.State, JobStart = job.StartTime, Text = $"continues with {job}, which ran already" });
        return Begin(action) with { OwnJob = job.Id, OwnJobAction = action };
    }

    /// <summary>The plan's own request for an action, which is under way from now on.</summary>
    private ItemRequest Begin(FailbackAction action)
    {
        _begun = action;
        return new ItemRequest
        {
            Item = Summary(),
            Goal = action == FailbackAction.FailBack ? FailbackGoal.FailedBack : FailbackGoal.Committed,
            Actions = [action],
            Unit = new PlanTarget(plan, [.. _members.Select(run => run.Item)]),
            Target = plan.Name,
            MayWait = true,
            AcceptsPassed = true,
            PointChoice = options.PointChoice,
            AzureVms = _members.Where(run => run.Request.AzureVm is not null).ToDictionary(run => run.Item.Id, run => run.Request.AzureVm!),
            IgnoredRules = options.IgnoredRules,
            Deadline = options.Deadline,
        };
    }

    private ReplicatedItem Summary() => PlanTarget.Summarize(plan, [.. _members.Select(run => run.Item)]);

    private async Task<FailbackJob?> RunningJobAsync(CancellationToken cancellationToken) =>
        JobFinder.RunningOn(new PlanTarget(plan), Summary(), await _jobs.ListRunningAsync(cancellationToken));

    /// <summary>The plan's own request is over: its VMs go on from it.</summary>
    private async Task EndedAsync(ItemRun ended, CancellationToken cancellationToken)
    {
        FailbackAction action = ended.Request.Actions.First();
        // Nothing was asked for: the VMs don't stand alike any more, or one of them isn't ready. Each is looked at anew.
        // So it is where an earlier start's request left no trace.
        bool isUntraced = ended.Outcome == RunOutcome.Left;
        bool isRefused = ended is { Error.Category: FailbackErrorCategory.NotReady, HasActed: false } && (action == FailbackAction.Commit || _refusals < MostRefusals);
        foreach (ItemRun run in _members.Where(run => !run.IsSettled))
        {
            run.Wake();
            if (isUntraced)
            {
                continue;
            }

            await PassOnAsync(ended, run, action, isRefused, cancellationToken);
        }

        _run = null;
        _begun = FailbackAction.None;
        _refusals += isRefused ? 1 : 0;
        if (isUntraced)
        {
            return;
        }

        if (action == FailbackAction.FailBack)
        {
            _failback = ended.SucceededJob(action);
            // Those that it did fail back before it failed go on one by one.
            _failsBackByMember = _commitsByMember = ended.Outcome == RunOutcome.Failed && !isRefused;
        }
        else
        {
            // What a commit didn't take is tried VM by VM: each has its own reason, or another's job was in the way.
            _commitsByMember = true;
        }
    }

    /// <summary>What the plan's own request did for one of its VMs.</summary>
    private async Task PassOnAsync(ItemRun ended, ItemRun run, FailbackAction action, bool isRefused, CancellationToken cancellationToken)
    {
        if (ended.SucceededJob(action) is { } job && ended.Outcome != RunOutcome.Failed)
        {
            run.Credit(action, job);
        }
        else if (!isRefused && action == FailbackAction.FailBack && ended.Error is { } error && run.HeldBefore == action)
        {
            // It takes its groups one after the other, so that some may have come home before it failed.
            run.See(await vault.Connection.Service.FindItemAsync(run.Item.Id, cancellationToken) ?? run.Item);
            run.Fail(run.Item.Phase == ReplicationPhase.FailedBack ? Errors.PlanFailedAfter(run, plan, error) : error, vault.Connection.Clock.UtcNow);
        }
    }

    private void WarnOfSkipped(string why) => recorder.Record(new FailbackRunEvent { Kind = FailbackRunEventKind.Warning, Text = PlanDecision.TextOfSkipped(plan, why) });

    private static void Release(IEnumerable<ItemRun> held)
    {
        foreach (ItemRun run in held)
        {
            run.Wake();
        }
    }
}
