using System;
using System.Linq;
using AvsFailback.Core.Tests.Fakes;
using AvsFailback.Journey;

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

    private static FailbackRun Tally(params FailbackRunEvent[] events) => RunTally.Of([.. Beginning, .. events]).Run;
}
