using System;
using System.Linq;
using AvsFailback.Engine;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using static AvsFailback.ReadinessSeverity;
using static AvsFailback.ReadinessStatus;

namespace AvsFailback.Core.Tests.Readiness;

public sealed class CommitRuleTests
{
    private static readonly FailbackJob Failover = new() { Id = Some.JobId("fo"), DisplayName = "Planned failover", Scenario = "PlannedFailover", State = JobState.Succeeded, StateDescription = "Completed" };

    [Theory]
    [InlineData(JobState.Succeeded, Passed, Info, "")]
    [InlineData(JobState.CompletedWithInformation, Failed, Warn, "")]
    [InlineData(JobState.Failed, Failed, Block, "Undo-AvsFailback")]
    [InlineData(JobState.Cancelled, Failed, Block, "fail the VM back again")]
    [InlineData(JobState.InProgress, Failed, Block, "Get-AvsJob -Id fo | Wait-AvsJob")]
    [InlineData(JobState.Suspended, Failed, Block, "Get-AvsJob -Id fo | Wait-AvsJob")]
    [InlineData(JobState.Other, Failed, Block, "Get-AvsJob -Id fo | Wait-AvsJob")]
    public void C01_goes_by_the_end_of_the_failbacks_job(JobState state, ReadinessStatus status, ReadinessSeverity severity, string remedy)
    {
        ReadinessFacts facts = Facts(ReplicationPhase.FailedBack) with { FailoverJob = Failover with { State = state } };
        RuleCheck.Expect(new Finding(status, severity, "Planned failover Completed (job fo)", remedy), "C01", facts);
    }

    [Fact]
    public void C01_tells_what_a_job_completed_with_information_has_to_tell()
    {
        FailbackJob job = Failover with { State = JobState.CompletedWithInformation, Errors = [new JobError { Code = "28175", Message = "Renamed." }] };
        RuleCheck.Expect(new Finding(Failed, Warn, "; 28175: Renamed."), "C01", Facts(ReplicationPhase.FailedBack) with { FailoverJob = job });
    }

    [Theory]
    [InlineData("PartiallySucceeded", "Succeeded,Skipped", Warn, "its tasks ended well")]
    [InlineData("PartiallySucceeded", "Succeeded,Failed", Block, "PartiallySucceeded (job fo); Start: Failed; 8038: No memory.")]
    [InlineData("PartiallySucceeded", "", Block, "PartiallySucceeded (job fo)")]
    [InlineData("Skipped", "Skipped", Block, "Skipped (job fo)")]
    [InlineData("Frobnicated", "", Block, "Frobnicated (job fo)")]
    [InlineData("CompletedWithInformation", "", Warn, "CompletedWithInformation (job fo)")]
    public void C01_a_success_that_is_described_otherwise_is_decided_by_the_tasks(string description, string tasks, ReadinessSeverity severity, string evidence)
    {
        FailbackJob job = Failover with
        {
            StateDescription = description,
            Tasks = [.. tasks.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(state => new FailbackJobTask { DisplayName = "Start", State = Enum.Parse<JobState>(state) })],
            Errors = tasks.Contains("Failed", StringComparison.Ordinal) ? [new JobError { Code = "8038", Message = "No memory." }] : [],
        };
        RuleCheck.Expect(new Finding(Failed, severity, evidence), "C01", Facts(ReplicationPhase.FailedBack) with { FailoverJob = job });
    }

    [Fact]
    public void C01_a_state_that_nobody_knows_is_an_end_that_blocks_once_it_has_an_end_time()
    {
        FailbackJob job = Failover with { State = JobState.Other, StateDescription = "TimedOut", EndTime = Some.Now };
        RuleCheck.Expect(new Finding(Failed, Block, "Planned failover TimedOut (job fo)", "fail the VM back again"), "C01", Facts(ReplicationPhase.FailedBack) with { FailoverJob = job });
    }

    [Theory]
    [InlineData(JobState.Succeeded, "Completed", JobState.Succeeded, Passed, Info)]
    [InlineData(JobState.Succeeded, "PartiallySucceeded", JobState.Succeeded, Failed, Warn)]
    [InlineData(JobState.Failed, "Failed", JobState.Succeeded, Failed, Warn)]
    [InlineData(JobState.Succeeded, "PartiallySucceeded", JobState.Failed, Failed, Block)]
    [InlineData(JobState.Succeeded, "Completed", JobState.Cancelled, Failed, Block)]
    [InlineData(JobState.InProgress, "InProgress", JobState.Succeeded, Failed, Block)]
    public void C01_of_a_plans_job_the_VMs_own_task_decides(JobState plan, string description, JobState own, ReadinessStatus status, ReadinessSeverity severity)
    {
        ReadinessFacts facts = Facts(ReplicationPhase.FailedBack);
        FailbackJobTask other = new() { TargetName = "web01", TargetObjectId = "other", State = JobState.Failed, StartTime = Some.Now, EndTime = Some.Now };
        FailbackJob job = Failover with { TargetType = "RecoveryPlan", State = plan, StateDescription = description, Tasks = [other, other with { TargetName = "sql01", TargetObjectId = facts.Item.ObjectId, State = own }] };
        RuleCheck.Expect(new Finding(status, severity, "(job fo)"), "C01", facts with { FailoverJob = job });
    }

    [Fact]
    public void What_a_job_holds_is_judged_by_the_job_alone()
    {
        ReadinessFacts facts = Facts(ReplicationPhase.FailedBack);
        facts = facts with { Item = facts.Item with { AllowedOperations = [], RunningScenario = "CommitFailover", RunningJobId = Some.JobId("j") } };
        RuleCheck.Expect(new Finding(NotApplicable, Info, "see V07"), "C04", facts);
        RuleCheck.Expect(new Finding(Failed, Block, "CommitFailover (job j)", "Get-AvsJob -Id j | Wait-AvsJob"), "V07", facts);
        ReadinessFacts ready = RuleCheck.Facts(ReplicationPhase.ReadyToFailBack);
        RuleCheck.Expect(new Finding(NotApplicable, Info, "see V07"), "V02", ready with { Item = ready.Item with { AllowedOperations = [], RunningScenario = "TestFailover", RunningJobId = Some.JobId("j") } });
        ReadinessFacts inAzure = RuleCheck.Facts(ReplicationPhase.RunningInAzure, step: ReadinessStep.Reprotection);
        RuleCheck.Expect(new Finding(NotApplicable, Info, "see V07"), "R02", inAzure with { Item = inAzure.Item with { AllowedOperations = [], RunningScenario = "TestFailover", RunningJobId = Some.JobId("j") } });
    }

    [Theory]
    [InlineData(ReplicationPhase.FailedBack, Warn, "isn't listed any more; the item says 'Planned failover finished'", "")]
    [InlineData(ReplicationPhase.ReadyToFailBack, Block, "no failback to commit", "Start-AvsFailback")]
    [InlineData(ReplicationPhase.FailedOver, Block, "no failback to commit", "Enable-AvsReprotection -CommitFailover")]
    [InlineData(ReplicationPhase.Committed, Block, "no failback to commit", "committed already")]
    [InlineData(ReplicationPhase.Protected, Block, "no failback to commit", "Fail it back first")]
    public void C01_lets_the_item_decide_once_the_job_is_no_longer_listed(ReplicationPhase phase, ReadinessSeverity severity, string evidence, string remedy) =>
        RuleCheck.Expect(new Finding(Failed, severity, evidence, remedy), "C01", Facts(phase));

    [Theory]
    [InlineData(AzurePowerState.Deallocated, Passed, Info, "", "")]
    [InlineData(AzurePowerState.Stopped, Passed, Info, "", "")]
    [InlineData(AzurePowerState.Running, Failed, Block, "sql01 is Running in Azure", "Stop-AzVM -Name sql01")]
    [InlineData(AzurePowerState.Starting, Failed, Block, "sql01 is Starting in Azure", "Stop-AzVM -Name sql01")]
    [InlineData(AzurePowerState.Stopping, Failed, Block, "sql01 is Stopping in Azure", "Stop-AzVM -Name sql01")]
    [InlineData(AzurePowerState.Deallocating, Failed, Block, "sql01 is Deallocating in Azure", "Stop-AzVM -Name sql01")]
    [InlineData(AzurePowerState.Unknown, Unknown, Block, "isn't reported", "portal")]
    public void C02_a_vm_that_runs_blocks_the_commit(AzurePowerState power, ReadinessStatus status, ReadinessSeverity severity, string evidence, string remedy)
    {
        var vm = new AzureVm { Id = Some.AzureVmId("sql01"), PowerState = power };
        RuleCheck.Expect(new Finding(status, severity, evidence, remedy), "C02", Facts(ReplicationPhase.FailedBack) with { AzureVm = new AzureVmEvidence(AzureVmFinding.Found, vm, "(named by the item)") });
    }

    [Fact]
    public void C02_an_unknown_azure_vm_blocks_the_commit()
    {
        ReadinessFacts facts = Facts(ReplicationPhase.FailedBack);
        RuleCheck.Expect(new Finding(Unknown, Block, "which VM?", "-AzureVM"), "C02", facts with { AzureVm = new AzureVmEvidence(AzureVmFinding.Unknown, null, "which VM?") });
        RuleCheck.Expect(new Finding(Unknown, Block, "not read", "-AzureVM"), "C02", facts);
        Assert.False(ReadinessRules.Evaluate(facts with { FailoverJob = Failover }, ["C02"], ReadinessScope.LastLook).IsReady);
    }

    [Fact]
    public void C02_an_azure_vm_that_is_gone_blocks_the_commit() =>
        RuleCheck.Expect(new Finding(Failed, Block, "it is gone", "before you commit"), "C02", Facts(ReplicationPhase.FailedBack) with { AzureVm = new AzureVmEvidence(AzureVmFinding.Gone, null, "it is gone") });

    [Theory]
    [InlineData(ReplicationPhase.FailedBack, Passed, Info, "Commit", "")]
    [InlineData(ReplicationPhase.FailedOver, Failed, Block, "its last failover went to Azure", "failbacks to AVS only")]
    [InlineData(ReplicationPhase.Committed, Failed, Block, "allowed: CompleteMigration", "only what is FailedBack")]
    [InlineData(ReplicationPhase.ReadyToFailBack, Failed, Block, "allowed: ", "only what is FailedBack")]
    public void C04_allows_only_the_commit_of_a_failback(ReplicationPhase phase, ReadinessStatus status, ReadinessSeverity severity, string evidence, string remedy)
    {
        RuleCheck.Expect(new Finding(status, severity, evidence, remedy), "C04", Facts(phase));
        RuleCheck.Expect(new Finding(status, severity, evidence, remedy), "C04", Facts(phase, ReplicationArchitecture.Classic));
    }

    [Fact]
    public void The_forward_commit_is_never_ready_though_the_service_offers_it()
    {
        var off = new AzureVm { Id = Some.AzureVmId("sql01"), PowerState = AzurePowerState.Deallocated };
        ReadinessFacts facts = Facts(ReplicationPhase.FailedOver) with { FailoverJob = Failover, AzureVm = new AzureVmEvidence(AzureVmFinding.Found, off, "") };
        FailbackReadiness readiness = ReadinessRules.Evaluate(facts, ["C04", "C01", "V07"], ReadinessScope.LastLook);
        Assert.Equal("C04", Assert.Single(readiness.Blocking).RuleId);
    }

    private static ReadinessFacts Facts(ReplicationPhase phase, ReplicationArchitecture architecture = ReplicationArchitecture.Modernized) => RuleCheck.Facts(phase, architecture, ReadinessStep.Commit);
}

public sealed class ReprotectRuleTests
{
    [Fact]
    public void R01_passes_once_the_azure_vm_is_gone_and_warns_while_it_is_there()
    {
        ReadinessFacts facts = Facts(ReplicationPhase.Committed);
        var vm = new AzureVm { Id = Some.AzureVmId("sql01"), PowerState = AzurePowerState.Deallocated };
        RuleCheck.Expect(new Finding(Passed, Info, "it is gone"), "R01", facts with { AzureVm = new AzureVmEvidence(AzureVmFinding.Gone, null, "it is gone") });
        RuleCheck.Expect(new Finding(Failed, Warn, "sql01 (Deallocated) is still there", "delete it"), "R01", facts with { AzureVm = new AzureVmEvidence(AzureVmFinding.Found, vm, "") });
        RuleCheck.Expect(new Finding(Manual, Info, "which?", "portal"), "R01", facts with { AzureVm = new AzureVmEvidence(AzureVmFinding.Unknown, null, "which?") });
        RuleCheck.Expect(new Finding(NotApplicable, Info), "R01", Facts(ReplicationPhase.RunningInAzure));
    }

    [Theory]
    [InlineData(ReplicationPhase.RunningInAzure, Passed, Info, "")]
    [InlineData(ReplicationPhase.Committed, Passed, Info, "")]
    [InlineData(ReplicationPhase.FailedBack, Failed, Block, "would commit it silently")]
    [InlineData(ReplicationPhase.FailedOver, Failed, Block, "-CommitFailover")]
    [InlineData(ReplicationPhase.ReplicatingToAvs, Failed, Block, "reprotected already")]
    [InlineData(ReplicationPhase.ReadyToFailBack, Failed, Block, "reprotected already")]
    [InlineData(ReplicationPhase.ReplicatingToAzure, Failed, Block, "protected already")]
    [InlineData(ReplicationPhase.Protected, Failed, Block, "protected already")]
    [InlineData(ReplicationPhase.Faulted, Failed, Block, "health errors")]
    public void R02_blocks_a_reprotect_of_anything_that_isnt_committed(ReplicationPhase phase, ReadinessStatus status, ReadinessSeverity severity, string remedy)
    {
        foreach (ReplicationArchitecture architecture in new[] { ReplicationArchitecture.Classic, ReplicationArchitecture.Modernized })
        {
            ReadinessFacts facts = Facts(phase, architecture);
            RuleCheck.Expect(new Finding(status, severity, phase.ToString(), remedy), "R02", facts);
            RuleCheck.Expect(new Finding(status, severity, facts.Item.ProtectionStateDescription), "R02", facts);
        }
    }

    [Theory]
    [InlineData("ReverseReplicate", Passed, Info)]
    [InlineData("switchprotection", Passed, Info)]
    [InlineData("DisableProtection", Failed, Block)]
    public void R02_goes_by_what_the_service_offers(string allowed, ReadinessStatus status, ReadinessSeverity severity)
    {
        ReadinessFacts facts = Facts(ReplicationPhase.Committed);
        RuleCheck.Expect(new Finding(status, severity, $"allowed: {allowed}"), "R02", facts with { Item = facts.Item with { AllowedOperations = [allowed] } });
    }

    [Fact]
    public void R03_goes_by_the_modernized_flag_and_only_ever_warns()
    {
        ReadinessFacts facts = Facts(ReplicationPhase.Committed);
        RuleCheck.Expect(new Finding(Passed, Info, "registered"), "R03", facts with { Item = facts.Item with { IsAgentRegistered = true } });
        RuleCheck.Expect(new Finding(Failed, Warn, "not registered yet", "15 minutes"), "R03", facts with { Item = facts.Item with { IsAgentRegistered = false } });
        RuleCheck.Expect(new Finding(Unknown, Warn, "not reported", "15 minutes"), "R03", facts);
        RuleCheck.Expect(new Finding(NotApplicable, Info), "R03", Facts(ReplicationPhase.RunningInAzure));
    }

    [Fact]
    public void R03_doesnt_take_a_modernized_heartbeat_for_a_sign_of_life()
    {
        ReadinessFacts facts = Facts(ReplicationPhase.Committed);
        ReplicatedItem item = facts.Item with { LastFailoverTime = Some.Now.AddHours(-1), AgentHeartbeat = Some.Now, IsAgentRegistered = false };
        RuleCheck.Expect(new Finding(Failed, Warn, "not registered yet"), "R03", facts with { Item = item });
    }

    /// <summary>It stopped 35 s after a failback and was the same three hours later, when the reprotect succeeded (asr-contract §4.2).</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    [InlineData(null)]
    public void R03_doesnt_take_a_classic_heartbeat_for_a_sign_of_life_either(int? minutesAfter)
    {
        ReadinessFacts facts = Facts(ReplicationPhase.Committed, ReplicationArchitecture.Classic);
        ReplicatedItem item = facts.Item with { LastFailoverTime = Some.Now, AgentHeartbeat = minutesAfter is { } minutes ? Some.Now.AddMinutes(minutes) : null };
        RuleCheck.Expect(new Finding(Unknown, Info, "the reprotect's own answer", "-AgentTimeout"), "R03", facts with { Item = item });
    }

    private static ReadinessFacts Facts(ReplicationPhase phase, ReplicationArchitecture architecture = ReplicationArchitecture.Modernized) => RuleCheck.Facts(phase, architecture, ReadinessStep.Reprotection);
}
