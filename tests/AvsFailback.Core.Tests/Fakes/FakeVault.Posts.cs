using System;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Core.Tests.Fakes;

/// <summary>The requests that act.</summary>
internal sealed partial class FakeVault
{
    private static readonly TimeSpan Preflight = TimeSpan.FromSeconds(10);

    /// <summary>What the reprotects asked for, in order.</summary>
    public System.Collections.Generic.List<ReprotectInputs> ReprotectInputs { get; } = [];

    public Task<StartedOperation> ReprotectAsync(ReplicatedItem item, ReprotectInputs inputs, string clientRequestId, CancellationToken cancellationToken)
    {
        ReprotectInputs.Add(inputs);
        return PostAsync("reprotect", item, clientRequestId, phase => phase is ReplicationPhase.RunningInAzure or ReplicationPhase.FailedOver ? FailbackAction.ReprotectToAvs : FailbackAction.ReprotectToAzure, cancellationToken);
    }

    public Task<StartedOperation> FailBackAsync(ReplicatedItem item, RecoveryPointChoice point, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync("failback", item, clientRequestId, _ => FailbackAction.FailBack, cancellationToken);

    public Task<StartedOperation> CommitAsync(ReplicatedItem item, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync("commit", item, clientRequestId, phase => phase == ReplicationPhase.FailedOver ? FailbackAction.CommitFailover : FailbackAction.Commit, cancellationToken);

    public Task<StartedOperation> CancelFailoverAsync(ReplicatedItem item, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync("cancel", item, clientRequestId, _ => FailbackAction.CancelFailback, cancellationToken);

    public Task<StartedOperation> CancelJobAsync(ArmId jobId, string clientRequestId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StartedOperation> ResumeJobAsync(ArmId jobId, string? comments, string clientRequestId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StartedOperation> RestartJobAsync(ArmId jobId, string clientRequestId, CancellationToken cancellationToken) => throw new NotSupportedException();

    private Task<StartedOperation> PostAsync(string verb, ReplicatedItem shown, string clientRequestId, Func<ReplicationPhase, FailbackAction> actionIn, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return AnswerAsync($"POST {verb}", shown.Name, () =>
        {
            FakeItem item = Items.Find(i => i.Id == shown.Id) ?? throw new ServiceException(404, "NotFound", "There is no such item.", "");
            FailbackAction action = actionIn(item.Phase);
            PostFate fate = item.Fates.Count > 0 ? item.Fates.Dequeue() : new PostFate(PostFateKind.Succeeds);
            switch (fate.Kind)
            {
                case PostFateKind.Disconnected:
                    throw new ConnectionException("The network is gone.", null);
                case PostFateKind.Refused:
                    throw new ServiceException(400, fate.ErrorCode, "The service refuses it.", "Don't.");
                case PostFateKind.LostBefore:
                    clock.Advance(fate.SlowBy);
                    throw new LostAnswerException(clientRequestId, "The connection was reset.", null);
                case PostFateKind.Overtaken:
                    StartJob(item, ScenarioOf(action, item), action, item.TimeOf(action), JobState.Succeeded, null, "somebody-else");
                    break;
            }

            FakeJob job = Accept(item, action, fate, clientRequestId);
            if (fate.Kind == PostFateKind.LostAfter)
            {
                clock.Advance(fate.SlowBy);
                throw new LostAnswerException(clientRequestId, "The connection was reset.", null);
            }

            return new StartedOperation { JobId = fate.Kind == PostFateKind.Unnamed ? null : job.Id, StatusUri = $"https://status/{job.Id.Name}", RetryAfter = RetryAfter };
        });
    }

    private FakeJob Accept(FakeItem item, FailbackAction action, PostFate fate, string clientRequestId)
    {
        string scenario = ScenarioOf(action, item);
        if (item.Job is { IsDone: false } || !IsReadyFor(item, action))
        {
            return StartJob(item, scenario, action, Preflight, JobState.Failed, Error("25037", "The item isn't ready for this."), clientRequestId);
        }

        if (action == FailbackAction.ReprotectToAzure && item.LastFailoverTime + item.AgentDelay > clock.UtcNow)
        {
            return StartJob(item, scenario, action, TimeSpan.FromMinutes(1), JobState.Failed, Error("EmulatedAgentNotRegistered", "The mobility agent isn't installed."), clientRequestId);
        }

        return fate.Kind switch
        {
            PostFateKind.JobFails => StartJob(item, scenario, action, item.TimeOf(action), JobState.Failed, Error(fate.ErrorCode, "It went wrong."), clientRequestId),
            PostFateKind.JobFailsAndIsUndone => StartJob(item, scenario, action, item.TimeOf(action), JobState.Failed, Error(fate.ErrorCode, "It went wrong.") with { PossibleCauses = nameof(PostFateKind.JobFailsAndIsUndone) }, clientRequestId),
            PostFateKind.JobIsCancelled => StartJob(item, scenario, action, item.TimeOf(action), JobState.Cancelled, null, clientRequestId),
            _ => StartJob(item, scenario, action, item.TimeOf(action), JobState.Succeeded, null, clientRequestId),
        };
    }

    // The service lets a reprotect through before the commit; all else has its one phase.
    private static bool IsReadyFor(FakeItem item, FailbackAction action) => action switch
    {
        FailbackAction.ReprotectToAvs or FailbackAction.ReprotectToAzure => item.Phase is ReplicationPhase.FailedOver or ReplicationPhase.RunningInAzure or ReplicationPhase.FailedBack or ReplicationPhase.Committed,
        FailbackAction.FailBack => item.Phase == ReplicationPhase.ReadyToFailBack,
        FailbackAction.CommitFailover => item.Phase == ReplicationPhase.FailedOver,
        _ => item.Phase == ReplicationPhase.FailedBack,
    };

    private static string ScenarioOf(FailbackAction action, FakeItem item) => action switch
    {
        FailbackAction.FailBack => item.Architecture == ReplicationArchitecture.Modernized ? "PlannedFailover" : "UnplannedFailover",
        FailbackAction.CancelFailback => "CancelFailover",
        FailbackAction.CommitFailover or FailbackAction.Commit => "CommitFailover",
        _ => "SwitchReplicationGroupProtection",
    };

    private static JobError Error(string code, string message) => new() { Code = code, Message = message, RecommendedAction = $"Do what helps against {code}." };
}
