using System;
using System.Linq;
using AvsFailback.Runs;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Journey;

/// <summary>What events add up to.</summary>
public sealed class RunTallyTests
{
    private static readonly FailbackRunEvent Item = new() { RunId = "r", ItemId = Some.ItemId("sql01"), Name = "sql01", Time = Some.Now };

    private static readonly FailbackRunEvent[] Beginning =
    [
        new() { RunId = "r", Kind = FailbackRunEventKind.RunStarted, Time = Some.Now },
        Item with { Kind = FailbackRunEventKind.ItemAdded, Phase = ReplicationPhase.ReadyToFailBack, Plan = "Finance" },
    ];

    [Fact]
    public void A_job_that_waits_for_a_person_is_seen_to_wait()
    {
        FailbackRunEvent job = Item with { Action = FailbackAction.FailBack, JobId = Some.JobId("j") };

        FailbackRun run = Tally(job with { Kind = FailbackRunEventKind.ActionIntended, JobId = null }, job with { Kind = FailbackRunEventKind.ActionAccepted }, job with { Kind = FailbackRunEventKind.JobSuspended });

        Assert.Equal([JobState.Suspended], run.Items[0].Steps.Select(step => step.State!.Value));
    }

    [Fact]
    public void What_goes_on_has_taken_as_long_as_it_tells()
    {
        FailbackRun run = Tally(Item with { Kind = FailbackRunEventKind.Note, Time = Some.Now.AddMinutes(7) }, Item with { Kind = FailbackRunEventKind.Note, Time = Some.Now.AddMinutes(3) });

        Assert.Equal((TimeSpan.FromMinutes(7), (DateTimeOffset?)null), (run.Duration, run.EndTime));
    }

    [Fact]
    public void How_long_a_VM_waited_is_not_known_while_the_step_before_is_open()
    {
        FailbackRunEvent intent = Item with { Kind = FailbackRunEventKind.ActionIntended, Action = FailbackAction.FailBack };

        FailbackRun run = Tally(intent with { Time = Some.Now.AddMinutes(1) }, intent with { Time = Some.Now.AddMinutes(9), Action = FailbackAction.CancelFailback });

        Assert.Equal([TimeSpan.FromMinutes(1), null], run.Items[0].Steps.Select(step => step.WaitingTime));
    }

    [Fact]
    public void A_step_that_is_asked_for_at_once_has_waited_for_nothing()
    {
        FailbackRun run = Tally(Item with { Kind = FailbackRunEventKind.ActionIntended, Action = FailbackAction.FailBack });

        Assert.Equal([TimeSpan.Zero], run.Items[0].Steps.Select(step => step.WaitingTime));
    }

    [Fact]
    public void The_service_s_time_is_known_when_the_service_has_told_it()
    {
        FailbackRunEvent job = Item with { Action = FailbackAction.ReprotectToAvs, JobId = Some.JobId("j"), JobState = JobState.Succeeded };
        FailbackRunEvent[] seen = [job with { Kind = FailbackRunEventKind.ActionIntended, JobId = null }, job with { Kind = FailbackRunEventKind.ActionAccepted }, job with { Kind = FailbackRunEventKind.JobEnded, Time = Some.Now.AddMinutes(33) }];
        FailbackRunEvent told = job with { Kind = FailbackRunEventKind.JobEnded, Time = Some.Now.AddHours(2), JobStart = Some.Now.AddSeconds(5), JobEnd = Some.Now.AddMinutes(12) };

        FailbackRunStep before = Tally(seen).Items[0].Steps.Single();
        FailbackRunStep after = Tally([.. seen, told]).Items[0].Steps.Single();

        Assert.Equal((null, Some.Now.AddMinutes(33)), (before.ServiceTime, before.End));
        Assert.Equal((TimeSpan.FromSeconds(715), Some.Now.AddMinutes(12)), (after.ServiceTime, after.End));
    }

    [Fact]
    public void What_a_plan_s_job_tells_of_a_VM_counts_more_than_the_whole_job()
    {
        FailbackRunEvent plan = new() { RunId = "r", ItemId = Some.VaultId.Append("replicationRecoveryPlans/p"), Name = "Finance", Plan = "Finance", Action = FailbackAction.FailBack, JobId = Some.JobId("j"), Time = Some.Now };

        FailbackRun run = Tally(
            plan with { Kind = FailbackRunEventKind.ActionIntended, JobId = null },
            plan with { Kind = FailbackRunEventKind.ActionAccepted },
            plan with { Kind = FailbackRunEventKind.JobEnded, ItemId = Item.ItemId, JobState = JobState.Succeeded, JobStart = Some.Now.AddMinutes(5), JobEnd = Some.Now.AddMinutes(20), Time = Some.Now.AddHours(1) },
            plan with { Kind = FailbackRunEventKind.JobEnded, JobState = JobState.Failed, JobStart = Some.Now, JobEnd = Some.Now.AddHours(1), Time = Some.Now.AddHours(1) });

        FailbackRunStep step = run.Items[0].Steps.Single();
        Assert.Equal((JobState.Succeeded, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(20)), (step.State, step.ServiceTime, run.Rto));
    }

    [Fact]
    public void A_VM_whose_failback_was_cancelled_never_ran_in_AVS()
    {
        FailbackRunEvent failback = Item with { Action = FailbackAction.FailBack, JobId = Some.JobId("j"), JobState = JobState.Succeeded };
        FailbackRunEvent cancel = failback with { Action = FailbackAction.CancelFailback, JobId = Some.JobId("k"), Time = Some.Now.AddHours(2) };

        FailbackRunItem item = Tally(
            failback with { Kind = FailbackRunEventKind.ActionIntended, JobId = null }, failback with { Kind = FailbackRunEventKind.ActionAccepted },
            failback with { Kind = FailbackRunEventKind.RecoveryPointSeen, RecoveryPointTime = Some.Now.AddMinutes(-5), RecoveryPointSource = RecoveryPointSource.Job },
            failback with { Kind = FailbackRunEventKind.JobEnded, JobEnd = Some.Now.AddHours(1), Time = Some.Now.AddHours(1) },
            cancel with { Kind = FailbackRunEventKind.ActionIntended, JobId = null }, cancel with { Kind = FailbackRunEventKind.ActionAccepted },
            cancel with { Kind = FailbackRunEventKind.JobEnded, JobEnd = Some.Now.AddHours(3), Time = Some.Now.AddHours(3) }).Items[0];

        Assert.Equal((null, null, null, null), (item.RunningInAvsSince, item.Rto, item.AchievedRpo, item.RecoveryPointTime));
    }

    [Fact]
    public void A_request_that_was_lost_and_sent_again_is_one_step()
    {
        FailbackRunEvent intent = Item with { Kind = FailbackRunEventKind.ActionIntended, Action = FailbackAction.FailBack };

        FailbackRun run = Tally(
            intent with { Time = Some.Now.AddMinutes(1), ClientRequestId = "first" },
            intent with { Time = Some.Now.AddMinutes(1), Kind = FailbackRunEventKind.AnswerLost },
            intent with { Time = Some.Now.AddMinutes(5), ClientRequestId = "second" },
            intent with { Time = Some.Now.AddMinutes(5), Kind = FailbackRunEventKind.ActionAccepted, JobId = Some.JobId("j") });

        Assert.Equal(("second", Some.JobId("j"), Some.Now.AddMinutes(5), TimeSpan.FromMinutes(5)), run.Items[0].Steps.Select(step => (step.ClientRequestId!, step.JobId!, step.Start!.Value, step.WaitingTime!.Value)).Single());
    }

    [Fact]
    public void What_happens_to_a_plan_happens_to_each_of_its_VMs()
    {
        FailbackRunEvent plan = new() { RunId = "r", ItemId = Some.VaultId.Append("replicationRecoveryPlans/p"), Name = "Finance", Plan = "finance", Action = FailbackAction.FailBack, Time = Some.Now };

        FailbackRun run = Tally(plan with { Kind = FailbackRunEventKind.ActionIntended }, plan with { Kind = FailbackRunEventKind.ActionAccepted, JobId = Some.JobId("j") }, plan with { Kind = FailbackRunEventKind.JobEnded, JobId = Some.JobId("j"), JobState = JobState.Succeeded, Time = Some.Now.AddHours(1) });

        Assert.Equal((JobState.Succeeded, "finance"), (run.Items[0].Steps.Single().State, run.Items[0].Steps.Single().Plan));
        Assert.Equal(TimeSpan.FromHours(1), run.Rto);
    }

    private static FailbackRun Tally(params FailbackRunEvent[] events) => RunProjection.Of([.. Beginning, .. events]).Run;
}
