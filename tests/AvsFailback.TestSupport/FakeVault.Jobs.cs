using System;
using System.Linq;

namespace AvsFailback.TestSupport;

/// <summary>Jobs, and what they do to items.</summary>
internal sealed partial class FakeVault
{
    private void End(FakeJob job, DateTimeOffset at)
    {
        Close(job);
        if (job.Item is not { } item)
        {
            return;
        }

        if (job.EndState == JobState.Succeeded && job.Action != FailbackAction.None)
        {
            Apply(job, item, job.Start, job.End, at);
        }
        else if (job.Error?.PossibleCauses == nameof(PostFateKind.JobFailsAndIsUndone))
        {
            StartJob(
                item,
                "CancelFailover",
                FailbackAction.None,
                TimeSpan.FromMinutes(5),
                JobState.Succeeded,
                null,
                "the-service-itself",
                0);
        }
    }

    /// <summary>It holds nothing any more.</summary>
    private void Close(FakeJob job)
    {
        job.IsDone = true;
        _open.Remove(job);
        foreach (FakeItem item in job.Parts.Select(part => part.Item).Append(job.Item).OfType<FakeItem>().Where(item => item.Job == job))
        {
            item.Job = null;
        }

        if (job.Plan is { } plan && plan.Job == job)
        {
            plan.Job = null;
        }
    }

    private void EndCancelled(FakeJob job, DateTimeOffset at)
    {
        job.End = at;
        job.EndState = JobState.Cancelled;
        foreach (FakePart part in job.Parts.Where(part => part.State == JobState.InProgress))
        {
            (part.State, part.End) = (JobState.Cancelled, at);
        }

        foreach (FakePart part in job.Parts.Where(part => part.State == JobState.NotStarted))
        {
            part.State = JobState.Skipped;
        }

        Close(job);
    }

    /// <summary>
    /// What a job did to an item: from <paramref name="start"/> to <paramref name="end"/>, seen from <paramref name="at"/> on.
    /// </summary>
    private void Apply(FakeJob job, FakeItem item, DateTimeOffset start, DateTimeOffset end, DateTimeOffset at)
    {
        string what = job.Action.ToString();
        switch (job.Action)
        {
            case FailbackAction.CommitFailover:
                item.Enter(ReplicationPhase.RunningInAzure, at);
                break;
            case FailbackAction.FailBack:
                item.Enter(ReplicationPhase.FailedBack, at);
                item.Failovers += 1;
                item.LastFailoverTime = start;
                if (!item.KeepsRunning)
                {
                    item.Power = item.DeallocatesFor > TimeSpan.Zero ? AzurePowerState.Deallocating : AzurePowerState.Deallocated;
                    item.PowerChange = item.DeallocatesFor > TimeSpan.Zero ? (at + item.DeallocatesFor, AzurePowerState.Deallocated) : null;
                }

                break;
            case FailbackAction.CancelFailback:
                item.Enter(ReplicationPhase.ReadyToFailBack, at);
                (item.Power, item.PowerChange) = (AzurePowerState.Running, null);
                break;
            case FailbackAction.Commit:
                item.Enter(ReplicationPhase.Committed, at);
                (item.HasAzureVm, item.PowerChange) = (false, null);
                break;
            default:
                what = item.Phase is ReplicationPhase.FailedBack or ReplicationPhase.FailedOver ? "SilentCommit" : what;
                bool toAvs = item.Phase is ReplicationPhase.RunningInAzure or ReplicationPhase.FailedOver;
                item.Enter(toAvs ? ReplicationPhase.ReplicatingToAvs : ReplicationPhase.ReplicatingToAzure, at);
                item.CopyEnds = end + item.CopyTime;
                item.ObjectId = $"{item.ObjectId}'";
                item.LastFailoverTime = null;
                break;
        }

        Effects.Add(new Effect(end, item.Name, what, item.Failovers, job.StartedBy));
    }

    private FakeJob StartJob(
        FakeItem item,
        string scenario,
        FailbackAction action,
        TimeSpan time,
        JobState endState,
        JobError? error,
        string clientRequestId,
        int start)
    {
        var job = new FakeJob
        {
            Id = NewJobId(),
            Scenario = scenario,
            Action = action,
            Item = item,
            TargetName = item.Name,
            TargetObjectId = item.ObjectId,
            Start = clock.UtcNow,
            End = clock.UtcNow + time,
            EndState = endState,
            Error = error,
            ClientRequestId = clientRequestId,
            StartedBy = start,
            AppearsAfter = JobLag.Unreadable,
            NamelessFor = JobLag.Nameless,
        };
        _jobs.Add(job);
        _open.Add(job);
        item.Job ??= job;
        return job;
    }

    private ArmId NewJobId()
    {
        _jobCount += 1;
        return Some.JobId($"job-{_jobCount}");
    }
}
