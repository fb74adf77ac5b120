using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Engine;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Model;

public sealed class ModelTests
{
    private static readonly FailbackJob Job = new() { Id = Some.JobId("j1") };

    [Theory]
    [InlineData(JobState.Other, true, false)]
    [InlineData(JobState.NotStarted, true, false)]
    [InlineData(JobState.InProgress, true, false)]
    [InlineData(JobState.Suspended, true, false)]
    [InlineData(JobState.Cancelling, true, false)]
    [InlineData(JobState.Succeeded, false, true)]
    [InlineData(JobState.CompletedWithInformation, false, true)]
    [InlineData(JobState.Failed, false, false)]
    [InlineData(JobState.Cancelled, false, false)]
    [InlineData(JobState.Skipped, false, false)]
    public void A_jobs_state_tells_whether_it_runs_and_whether_it_ended_well(JobState state, bool isRunning, bool isSuccessful)
    {
        FailbackJob job = Job with { State = state };
        Assert.Equal((isRunning, isSuccessful), (job.IsRunning, job.IsSuccessful));
    }

    [Fact]
    public void A_job_that_waits_for_a_person_is_never_said_to_continue()
    {
        FailbackException suspended = Errors.JobTimedOut(Job with { State = JobState.Suspended }, null);
        Assert.Contains("still waits for a person", suspended.Message, StringComparison.Ordinal);
        Assert.Contains($"Resume-AvsJob -Id {Job.Name}", suspended.NextStep, StringComparison.Ordinal);
        Assert.DoesNotContain("Wait-AvsJob", suspended.NextStep, StringComparison.Ordinal);

        FailbackException running = Errors.JobTimedOut(Job with { State = JobState.InProgress }, null);
        Assert.Contains("continues in Azure", running.Message, StringComparison.Ordinal);
        Assert.Contains("Wait-AvsJob", running.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_that_nobody_knows_is_an_end_once_there_is_an_end_time_and_shows_its_word()
    {
        FailbackJob ended = Job with { State = JobState.Other, StateDescription = "TimedOut (Timed out)", EndTime = Some.Now, TargetName = "sql01", DisplayName = "Failover" };
        Assert.Equal((false, false), (ended.IsRunning, ended.IsSuccessful));
        Assert.Equal("Failover of sql01: TimedOut (Timed out)", ended.ToString());
        Assert.True((ended with { EndTime = null }).IsRunning);
        // What is known to run does, whatever else is told.
        Assert.True((ended with { State = JobState.InProgress }).IsRunning);
        Assert.True(new FailbackJobTask { State = JobState.Other, EndTime = Some.Now }.IsDone);
        Assert.Contains("TimedOut (Timed out)", Errors.JobFailed(ended, FailbackAction.None, null, null).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Completed", "", true)]
    [InlineData("", "", true)]
    [InlineData("completedwithinformation", "", true)]
    [InlineData("PartiallySucceeded", "", false)]
    [InlineData("PartiallySucceeded", "Succeeded,Succeeded,Skipped", true)]
    [InlineData("PartiallySucceeded", "Succeeded,CompletedWithInformation", true)]
    [InlineData("PartiallySucceeded", "Succeeded,Failed", false)]
    [InlineData("PartiallySucceeded", "Succeeded,Cancelled", false)]
    [InlineData("PartiallySucceeded", "Succeeded,InProgress", false)]
    [InlineData("PartiallySucceeded", "Succeeded,Other", false)]
    [InlineData("Skipped", "Skipped,Skipped", false)]
    [InlineData("Skipped", "", false)]
    [InlineData("Frobnicated", "", false)]
    public void A_success_that_is_described_otherwise_is_one_only_if_its_tasks_say_so(string description, string tasks, bool isSuccessful)
    {
        FailbackJobTask[] states = [.. tasks.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(state => new FailbackJobTask { State = Enum.Parse<JobState>(state) })];
        FailbackJob job = Job with { State = JobState.Succeeded, StateDescription = description, Tasks = states };
        Assert.Equal((isSuccessful, false), (job.IsSuccessful, job.IsRunning));
        Assert.Equal(isSuccessful, (job with { Tasks = [new FailbackJobTask { State = JobState.Succeeded, StateDescription = description, Tasks = states }] }).Tasks[0].IsSuccessful);
        Assert.False((job with { State = JobState.Failed }).IsSuccessful);
    }

    [Fact]
    public void A_job_counts_its_tasks_that_are_done()
    {
        FailbackJobTask[] tasks = [.. new[] { JobState.Succeeded, JobState.Skipped, JobState.InProgress, JobState.NotStarted, JobState.NotStarted, JobState.Other }.Select(s => new FailbackJobTask { DisplayName = s.ToString(), State = s })];
        FailbackJob job = Job with { State = JobState.InProgress, Tasks = tasks };
        Assert.Equal((33, "InProgress"), (job.PercentComplete, job.CurrentTask));
        Assert.Null((Job with { State = JobState.InProgress }).PercentComplete);
        Assert.Null((job with { Tasks = [] }).CurrentTask);
    }

    [Fact]
    public void A_job_that_succeeded_is_complete_though_it_lists_tasks_as_running() =>
        Assert.Equal(100, (Job with { State = JobState.Succeeded, Tasks = [new FailbackJobTask { State = JobState.InProgress }] }).PercentComplete);

    [Fact]
    public void A_jobs_duration_is_never_negative_though_its_end_is_cut_to_seconds()
    {
        DateTimeOffset start = Some.Now.AddMilliseconds(700);
        Assert.Equal(TimeSpan.Zero, (Job with { StartTime = start, EndTime = Some.Now }).Duration);
        Assert.Equal(TimeSpan.FromMinutes(2), (Job with { StartTime = Some.Now, EndTime = Some.Now.AddMinutes(2), ReadAt = Some.Now.AddHours(1) }).Duration);
        Assert.Equal(TimeSpan.FromMinutes(3), (Job with { StartTime = Some.Now, ReadAt = Some.Now.AddMinutes(3) }).Duration);
        Assert.Null((Job with { ReadAt = Some.Now }).Duration);
    }

    [Fact]
    public void A_vm_is_unprotected_from_the_start_of_its_failback_until_it_is_reprotected()
    {
        foreach (ReplicationPhase phase in Enum.GetValues<ReplicationPhase>())
        {
            ReplicatedItem item = Some.Item(ReplicationPhase.ReadyToFailBack) with { Phase = phase, LastFailoverTime = Some.Now };
            Assert.Equal(phase is ReplicationPhase.FailedBack or ReplicationPhase.Committed ? Some.Now : null, item.UnprotectedSince);
        }
    }

    [Fact]
    public void An_item_allows_what_the_service_says_in_any_case()
    {
        ReplicatedItem item = Some.Item(ReplicationPhase.FailedBack);
        Assert.True(item.Allows("commit") && item.Allows("CANCELFAILOVER"));
        Assert.False(item.Allows("PlannedFailover"));
        Assert.Equal(("fabric1", "container1"), (item.FabricId!.Name, item.ContainerId!.Name));
    }

    [Theory]
    [InlineData(AzurePowerState.Stopped, true)]
    [InlineData(AzurePowerState.Deallocated, true)]
    [InlineData(AzurePowerState.Running, false)]
    [InlineData(AzurePowerState.Stopping, false)]
    [InlineData(AzurePowerState.Deallocating, false)]
    [InlineData(AzurePowerState.Unknown, false)]
    public void An_azure_vm_is_off_only_once_it_is(AzurePowerState state, bool isOff) =>
        Assert.Equal(isOff, new AzureVm { Id = Some.AzureVmId("vm"), PowerState = state }.IsOff);

    [Theory]
    [InlineData(59, "59 s")]
    [InlineData(-59, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(3599, "59 min")]
    [InlineData(4800, "1 h 20 min")]
    [InlineData(90000, "1 d 1 h")]
    public void A_span_is_told_in_its_largest_units(int seconds, string words) =>
        Assert.Equal(words, Words.Span(TimeSpan.FromSeconds(seconds)));

    /// <summary>One of each type that users see, and what it says of itself.</summary>
    private static IEnumerable<(object Thing, string Text)> Things()
    {
        var bed = new Bed();
        yield return (Some.Item(ReplicationPhase.FailedBack), "sql01 (FailedBack)");
        yield return (new ReplicatedDisk { Id = "d1" }, "d1");
        yield return (new ReplicatedDisk { Id = "d1", Name = "os" }, "os");
        yield return (new DiscoveredVm { PowerStatus = "ON", VmwareToolsStatus = "OK" }, "ON, tools OK");
        yield return (Job with { DisplayName = "Commit", TargetName = "sql01", State = JobState.InProgress }, "Commit of sql01: InProgress");
        yield return (Job with { State = JobState.NotStarted }, "Job of j1: NotStarted");
        yield return (new FailbackJobTask { DisplayName = "Start", State = JobState.Succeeded }, "Start: Succeeded");
        yield return (new JobError { Code = "539", Message = "No." }, "539: No.");
        yield return (new JobError { Message = "No." }, "No.");
        yield return (new HealthError { Code = "78024", Message = "Resync." }, "78024: Resync.");
        yield return (new HealthError { Message = "Resync." }, "Resync.");
        yield return (new RecoveryPoint { Id = Some.ItemId("a"), Time = new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)), Type = RecoveryPointType.CrashConsistent, ItemName = "sql01" }, "sql01 CrashConsistent 2026-01-02 03:04:05Z");
        yield return (RecoveryPointChoice.Latest, "latest recovery point (crash-consistent)");
        yield return (RecoveryPointChoice.LatestAppConsistent, "latest app-consistent recovery point");
        yield return (new RecoveryPointChoice(RecoveryPointType.CrashConsistent, Some.ItemId("p1")), "recovery point p1");
        yield return (bed.Vault, "vault1");
        yield return (new AvsVault(Some.VaultId, new Uri("http://localhost"), new VaultConnection(bed.Service, bed.Clock, null, "Virtual", null, null)), "vault1 (emulated)");
        yield return (new ProcessServer { Id = "1", Name = "ps1" }, "ps1");
        yield return (new MasterTarget { Id = "1", Name = "mt1" }, "mt1");
        yield return (new RetentionVolume { Name = "R" }, "R");
        yield return (new Datastore { Name = "vsan" }, "vsan");
        yield return (new ReplicationAppliance { Id = "1", Name = "app1" }, "app1");
        yield return (new ApplianceComponent { Kind = "Reprotect agent", Health = HealthStatus.Normal }, "Reprotect agent: Normal");
        yield return (new RunAsAccount { Id = "1", Name = "root" }, "root");
        yield return (new ReplicationFabric { Id = Some.VaultId, Name = "cs1" }, "cs1");
        yield return (new ReplicationPolicy { Id = Some.VaultId, Name = "24h" }, "24h");
        yield return (new AzureVm { Id = Some.AzureVmId("sql01"), PowerState = AzurePowerState.Stopped }, "sql01 (Stopped)");
        yield return (new ReadinessCheck { RuleId = "V05", Title = "t", Status = ReadinessStatus.Failed, Evidence = "none" }, "V05 Failed: none");
        yield return (new FailbackReadiness { Item = Some.Item(ReplicationPhase.FailedBack), Step = ReadinessStep.Commit }, "sql01: ready for Commit");
    }

    [Theory]
    [InlineData("")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    [InlineData("sv-SE")]
    [InlineData("fa-IR")]
    public void Each_thing_says_what_it_is_the_same_in_every_culture(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.All(Things(), thing => Assert.Equal(thing.Text, thing.Thing.ToString()));
            Assert.Equal("2026-03-01 12:00:00Z", Words.Instant(Some.Now));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_token_is_never_told()
    {
        var options = new VaultConnectOptions { VaultId = Some.VaultId, AccessToken = "eyJ-very-secret" };
        Assert.DoesNotContain("secret", options.ToString(), StringComparison.Ordinal);
    }
}
