using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.TestSupport;

/// <summary>The requests that act.</summary>
internal sealed partial class FakeVault
{
    private static readonly TimeSpan Preflight = TimeSpan.FromSeconds(10);

    /// <summary>What the reprotects asked for, in order.</summary>
    public List<ReprotectInputs> ReprotectInputs { get; } = [];

    public Task<StartedOperation> ReprotectAsync(
        ReplicatedItem item,
        ReprotectInputs inputs,
        string clientRequestId,
        CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ReprotectInputs.Add(inputs);
        }

        return PostAsync(
            "reprotect",
            item,
            clientRequestId,
            phase =>
                phase is ReplicationPhase.RunningInAzure or ReplicationPhase.FailedOver
                    ? FailbackAction.ReprotectToAvs
                    : FailbackAction.ReprotectToAzure,
            cancellationToken);
    }

    public Task<StartedOperation> FailBackAsync(
        ReplicatedItem item,
        RecoveryPointChoice point,
        string clientRequestId,
        CancellationToken cancellationToken) =>
        PostAsync("failback", item, clientRequestId, _ => FailbackAction.FailBack, cancellationToken);

    public Task<StartedOperation> CommitAsync(ReplicatedItem item, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync(
            "commit",
            item,
            clientRequestId,
            phase => phase == ReplicationPhase.FailedOver ? FailbackAction.CommitFailover : FailbackAction.Commit,
            cancellationToken);

    public Task<StartedOperation> CancelFailoverAsync(ReplicatedItem item, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync("cancel", item, clientRequestId, _ => FailbackAction.CancelFailback, cancellationToken);

    public Task<StartedOperation> CancelJobAsync(ArmId jobId, string clientRequestId, CancellationToken cancellationToken) =>
        PostJobAsync("job cancel", jobId, Cancel, clientRequestId, cancellationToken);

    public Task<StartedOperation> ResumeJobAsync(
        ArmId jobId,
        string? comments,
        string clientRequestId,
        CancellationToken cancellationToken) =>
        PostJobAsync("job resume", jobId, Resume, clientRequestId, cancellationToken);

    public Task<StartedOperation> RestartJobAsync(ArmId jobId, string clientRequestId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private Task<StartedOperation> PostJobAsync(
        string verb,
        ArmId id,
        Action<FakeJob> act,
        string clientRequestId,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return AnswerAsync(
            $"POST {verb}",
            id.Name,
            () =>
            {
                act(_jobs.Find(job => job.Id == id) ?? throw NoSuch("job"));
                return new StartedOperation { StatusUri = $"https://status/{id.Name}", RetryAfter = RetryAfter };
            },
            clientRequestId);
    }

    private Task<StartedOperation> PostAsync(
        string verb,
        ReplicatedItem shown,
        string clientRequestId,
        Func<ReplicationPhase,
        FailbackAction> actionIn,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FakeItem? known = Items.Find(i => i.Id == shown.Id);
        NoteSent(known is null ? [] : [known], null, actionIn);
        return AnswerAsync(
            $"POST {verb}",
            shown.Name,
            () =>
            {
                FakeItem item = known ?? throw NoSuch("item");
                FailbackAction action = actionIn(item.Phase);
                PostFate fate = item.Fates.Count > 0 ? item.Fates.Dequeue() : new PostFate(PostFateKind.Succeeds);
                Refuse(fate, clientRequestId);
                if (fate.Kind == PostFateKind.Overtaken)
                {
                    StartJob(
                        item,
                        ScenarioOf(action, item),
                        action,
                        item.TimeOf(action),
                        JobState.Succeeded,
                        null,
                        OtherAdmin.RequestId,
                        0);
                }

                return Answer(fate, Accept(item, action, fate, clientRequestId, Start), clientRequestId);
            },
            clientRequestId);
    }

    private void NoteSent(IEnumerable<FakeItem> items, FakePlan? plan, Func<ReplicationPhase, FailbackAction> actionIn)
    {
        lock (_gate)
        {
            CatchUp();
            foreach (FakeItem item in items)
            {
                Sent.Add(
                    new Sent(
                        clock.UtcNow,
                        Start,
                        actionIn(item.Phase),
                        item,
                        plan,
                        item.Failovers,
                        item.Phase,
                        item.HasAzureVm ? item.Power : null));
            }
        }
    }

    /// <summary>What becomes of a request before it is accepted.</summary>
    private void Refuse(PostFate fate, string clientRequestId)
    {
        switch (fate.Kind)
        {
            case PostFateKind.Disconnected:
                throw new ConnectionException("The network is gone.", null);
            case PostFateKind.Refused:
                throw new ServiceException(400, fate.ErrorCode, "The service refuses it.", "Don't.");
            case PostFateKind.LostBefore:
                clock.Advance(fate.SlowBy);
                throw new LostAnswerException(clientRequestId, "The connection was reset.", null);
        }
    }

    private StartedOperation Answer(PostFate fate, FakeJob job, string clientRequestId)
    {
        if (fate.Kind == PostFateKind.LostAfter)
        {
            clock.Advance(fate.SlowBy);
            throw new LostAnswerException(clientRequestId, "The connection was reset.", null);
        }

        return new StartedOperation
        {
            JobId = fate.Kind == PostFateKind.Unnamed ? null : job.Id,
            StatusUri = $"https://status/{job.Id.Name}",
            RetryAfter = RetryAfter,
        };
    }

    /// <summary>Begins an item's job as a request asks for it; it fails in its preflight where the item isn't ready for it.</summary>
    internal FakeJob Accept(FakeItem item, FailbackAction action, PostFate fate, string clientRequestId, int start)
    {
        string scenario = ScenarioOf(action, item);
        FakeJob Begin(TimeSpan time, JobState end, JobError? error) =>
            StartJob(item, scenario, action, time, end, error, clientRequestId, start);
        if (item.Job is { IsDone: false } || !IsReadyFor(item, action))
        {
            return Begin(Preflight, JobState.Failed, Error("25037", "The item isn't ready for this."));
        }

        if (action == FailbackAction.ReprotectToAzure && item.LastFailoverTime + item.AgentDelay > clock.UtcNow)
        {
            return Begin(
                TimeSpan.FromMinutes(1),
                JobState.Failed,
                Error("EmulatedAgentNotRegistered", "The mobility agent isn't installed."));
        }

        return fate.Kind switch
        {
            PostFateKind.JobFails => Begin(item.TimeOf(action), JobState.Failed, Error(fate.ErrorCode, "It went wrong.")),
            PostFateKind.JobFailsAndIsUndone =>
                Begin(
                    item.TimeOf(action),
                    JobState.Failed,
                    Error(fate.ErrorCode, "It went wrong.") with { PossibleCauses = nameof(PostFateKind.JobFailsAndIsUndone) }),
            PostFateKind.JobIsCancelled => Begin(item.TimeOf(action), JobState.Cancelled, null),
            _ => Begin(item.TimeOf(action), JobState.Succeeded, null),
        };
    }

    // The service lets a reprotect through before the commit; all else has its one phase.
    private static bool IsReadyFor(FakeItem item, FailbackAction action) => action switch
    {
        FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure =>
            item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure
                or ReplicationPhase.FailedBack or ReplicationPhase.Committed,
        FailbackAction.FailBack => item.Phase == ReplicationPhase.ReadyToFailBack,
        FailbackAction.CommitFailover => item.Phase == ReplicationPhase.FailedOver,
        _ => item.Phase == ReplicationPhase.FailedBack,
    };

    /// <summary>Whether the portal would offer the action on the item.</summary>
    internal static bool IsOffered(FakeItem item, FailbackAction action) => IsReadyFor(item, action);

    private static string ScenarioOf(FailbackAction action, FakeItem item) => action switch
    {
        FailbackAction.FailBack => item.Architecture == ReplicationArchitecture.Modernized ? "PlannedFailover" : "UnplannedFailover",
        FailbackAction.CancelFailback => "CancelFailover",
        FailbackAction.CommitFailover or FailbackAction.Commit => "CommitFailover",
        _ => "SwitchReplicationGroupProtection",
    };

    private static JobError Error(string code, string message) =>
        new() { Code = code, Message = message, RecommendedAction = $"Do what helps against {code}." };

    private static ServiceException NoSuch(string what) => new(404, "NotFound", $"There is no such {what}.", "");
}
