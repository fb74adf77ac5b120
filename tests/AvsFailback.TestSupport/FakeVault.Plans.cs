using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.TestSupport;

/// <summary>
/// Plans: a job takes the VMs of one group after the other (asr-contract §8), and each VM's part is told by a task of its own.
/// </summary>
internal sealed partial class FakeVault
{
    public Task<Page<RecoveryPlan>> ListPlansAsync(string? continuation, CancellationToken cancellationToken) =>
        AnswerAsync(
            "LIST plans",
            continuation ?? string.Empty,
            () => PageOf(Plans.Select(plan => Show(plan) with { Groups = [], IsComplete = false }), continuation));

    public Task<RecoveryPlan?> FindPlanAsync(ArmId id, CancellationToken cancellationToken) =>
        AnswerAsync("GET plan", id.Name, () => Plans.Find(plan => plan.Id == id) is { } plan ? Show(plan) : null);

    public Task<StartedOperation> FailBackPlanAsync(
        RecoveryPlan plan,
        RecoveryPointChoice point,
        string clientRequestId,
        CancellationToken cancellationToken) =>
        PostPlanAsync("plan failback", plan, FailbackAction.FailBack, clientRequestId, cancellationToken);

    public Task<StartedOperation> CommitPlanAsync(RecoveryPlan plan, string clientRequestId, CancellationToken cancellationToken) =>
        PostPlanAsync("plan commit", plan, FailbackAction.Commit, clientRequestId, cancellationToken);

    public Task<StartedOperation> CancelPlanFailoverAsync(RecoveryPlan plan, string clientRequestId, CancellationToken cancellationToken) =>
        PostPlanAsync("plan cancel", plan, FailbackAction.CancelFailback, clientRequestId, cancellationToken);

    private Task<StartedOperation> PostPlanAsync(
        string verb,
        RecoveryPlan shown,
        FailbackAction action,
        string clientRequestId,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FakePlan? known = Plans.Find(plan => plan.Id == shown.Id);
        NoteSent(known?.Members ?? [], known, _ => action);
        return AnswerAsync(
            $"POST {verb}",
            shown.Name,
            () => Accept(known ?? throw NoSuch("plan"), action, clientRequestId),
            clientRequestId);
    }

    private StartedOperation Accept(FakePlan plan, FailbackAction action, string clientRequestId)
    {
        PostFate fate = plan.Fates.Count > 0 ? plan.Fates.Dequeue() : new PostFate(PostFateKind.Succeeds);
        Refuse(fate, clientRequestId);
        if (fate.Kind == PostFateKind.Overtaken)
        {
            Begin(plan, action, OtherAdmin.RequestId, 0);
        }

        bool fails = fate.Kind is PostFateKind.JobFails or PostFateKind.JobFailsAndIsUndone;
        FakeJob job = Begin(plan, action, clientRequestId, Start, fails ? Error(fate.ErrorCode, "It went wrong.") : null);
        if (fate.Kind == PostFateKind.JobIsCancelled)
        {
            Cancel(job);
        }

        return Answer(fate, job, clientRequestId);
    }

    /// <summary>Begins a plan's job; it fails at once where one of its VMs isn't ready for it, or where it has to.</summary>
    internal FakeJob Begin(FakePlan plan, FailbackAction action, string clientRequestId, int start, JobError? error = null)
    {
        FakeItem[] members = [.. plan.Members];
        bool isReady = members.Length > 0
            && members.All(item => item.Job is not { IsDone: false } && IsReadyFor(item, action))
            && error is null;
        var job = new FakeJob
        {
            Id = NewJobId(),
            Scenario = members.Length > 0 ? ScenarioOf(action, members[0]) : "PlannedFailover",
            Action = action,
            Plan = plan,
            Parts = isReady ? PartsOf(plan, action) : [],
            TargetName = plan.Name,
            TargetObjectId = $"object-of-{plan.Name}",
            Start = clock.UtcNow,
            End = isReady ? DateTimeOffset.MaxValue : clock.UtcNow + Preflight,
            EndState = isReady ? JobState.Succeeded : JobState.Failed,
            Error = isReady ? null : error ?? Error("25037", "A VM of the plan isn't ready for this."),
            ClientRequestId = clientRequestId,
            StartedBy = start,
            AppearsAfter = JobLag.Unreadable,
            NamelessFor = JobLag.Nameless,
        };
        _jobs.Add(job);
        _open.Add(job);
        if (isReady)
        {
            plan.Job = job;
            foreach (FakeItem item in members)
            {
                item.Job ??= job;
            }

            BeginGroup(job, job.Parts.Min(part => part.Group), clock.UtcNow);
        }

        return job;
    }

    // A failback goes group after group; what follows takes all of them at once.
    private static IReadOnlyList<FakePart> PartsOf(FakePlan plan, FailbackAction action) =>
        [
            .. plan.Groups.SelectMany(
                (group, i) => group.Items.Select(item => new FakePart(item, action == FailbackAction.FailBack ? i : 0))),
        ];

    private static void BeginGroup(FakeJob job, int group, DateTimeOffset at)
    {
        job.Group = group;
        foreach (FakePart part in job.Parts.Where(part => part.Group == group))
        {
            part.State = JobState.InProgress;
            part.Start = at;
            part.End = at + part.Item.TimeOf(job.Action);
            if (part.Item.Fates.Count > 0 && part.Item.Fates.Peek() is { Kind: PostFateKind.JobFails } fate)
            {
                part.Item.Fates.Dequeue();
                part.Error = Error(fate.ErrorCode, "It went wrong.");
            }
        }
    }

    private void EndPart(FakeJob job, DateTimeOffset at)
    {
        FakePart part = job.Parts.First(one => one.State == JobState.InProgress && one.End <= at);
        part.State = part.Error is null ? JobState.Succeeded : JobState.Failed;
        if (part.Error is null)
        {
            Apply(job, part.Item, part.Start!.Value, at, at);
        }

        if (job.Parts.Any(one => one.State == JobState.InProgress))
        {
            return;
        }

        FakePart? next = job.Parts.FirstOrDefault(one => one.State == JobState.NotStarted);
        bool hasFailed = job.Parts.Any(one => one.State == JobState.Failed);
        if (hasFailed && !job.Plan!.ContinuesAfterFailure)
        {
            foreach (FakePart left in job.Parts.Where(one => one.State == JobState.NotStarted))
            {
                left.State = JobState.Skipped;
            }

            EndPlan(job, at, JobState.Failed, null);
        }
        else if (job.Action == FailbackAction.FailBack && job.Plan!.Groups[job.Group].PausesAfter)
        {
            job.RunningState = JobState.Suspended;
        }
        else if (next is not null)
        {
            BeginGroup(job, next.Group, at);
        }
        else
        {
            EndPlan(job, at, JobState.Succeeded, hasFailed ? "PartiallySucceeded" : null);
        }
    }

    private void EndPlan(FakeJob job, DateTimeOffset at, JobState state, string? word)
    {
        (job.End, job.EndState, job.EndWord) = (at, state, word);
        Close(job);
    }

    /// <summary>A person says that a manual action is done.</summary>
    internal void Resume(FakeJob job)
    {
        if (job is not { RunningState: JobState.Suspended, IsDone: false })
        {
            return;
        }

        job.RunningState = JobState.InProgress;
        if (job.Parts.FirstOrDefault(one => one.State == JobState.NotStarted) is { } next)
        {
            BeginGroup(job, next.Group, clock.UtcNow);
        }
        else
        {
            EndPlan(
                job,
                clock.UtcNow,
                JobState.Succeeded,
                job.Parts.Any(one => one.State == JobState.Failed) ? "PartiallySucceeded" : null);
        }
    }

    /// <summary>A job is cancelled: what it hasn't done it won't do.</summary>
    internal void Cancel(FakeJob job)
    {
        if (!job.IsDone && clock.UtcNow < job.End)
        {
            job.RunningState = JobState.Cancelling;
            job.CancelledAt ??= clock.UtcNow + TimeSpan.FromMinutes(1);
            job.End = job.Parts.Count > 0 ? job.End : job.CancelledAt.Value;
            job.EndState = JobState.Cancelled;
        }
    }

    /// <summary>The plan as a read of it shows it.</summary>
    internal static RecoveryPlan Show(FakePlan plan)
    {
        ReplicationArchitecture[] kinds = [.. plan.Members.Select(item => item.Architecture).Distinct()];
        return new RecoveryPlan
        {
            Id = plan.Id,
            Name = plan.Name,
            Architecture = kinds.Length == 1 ? kinds[0] : ReplicationArchitecture.Unknown,
            IsMixed = kinds.Length > 1,
            Groups = [.. plan.Groups.Select((group, i) => Show(group, i + 1))],
            RunningJobId = plan.Job?.Id,
            RunningScenario = plan.Job?.Scenario,
            IsComplete = true,
        };
    }

    private static RecoveryPlanGroup Show(FakeGroup group, int number) => new()
    {
        Number = number,
        Type = "Boot",
        Members = [.. group.Items.Select(item => new RecoveryPlanMember { Id = item.Id, Name = item.Name })],
        EndActions = group.PausesAfter
            ?
            [
                new RecoveryPlanAction
                {
                    Name = $"check{number}",
                    Kind = "ManualActionDetails",
                    FailoverTypes = ["PlannedFailover", "UnplannedFailover"],
                    FailoverDirections = ["RecoveryToPrimary"],
                },
            ]
            : [],
    };

    private FailbackJobTask[] TasksOf(FakeJob job) =>
    [
        .. job.Parts.GroupBy(part => part.Group).Select(group => new FailbackJobTask
        {
            Name = "RecoveryPlanGroup",
            DisplayName = $"Group {group.Key + 1}",
            Tasks = job.Plan!.TellsTasks ? [.. group.Select(part => Show(part, clock.UtcNow))] : [],
        }),
    ];

    private static FailbackJobTask Show(FakePart part, DateTimeOffset now) => new()
    {
        Name = "RecoveryPlanVirtualMachine",
        DisplayName = part.Item.Name,
        TargetName = part.Item.Name,
        TargetObjectId = part.ObjectId,
        State = part.State,
        StateDescription = part.State.ToString(),
        StartTime = part.Start,
        EndTime = part.End <= now ? part.End : null,
        Errors = part is { State: JobState.Failed, Error: { } error } ? [error] : [],
    };
}
