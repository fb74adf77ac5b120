using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using AvsFailback.Vault;

namespace AvsFailback.Core.Tests.Engine;

/// <summary>What must never happen, whatever the service offers.</summary>
public sealed class SafetyTests
{
    [Fact]
    public async Task What_is_failed_back_never_gets_a_reprotect_though_the_service_offers_it()
    {
        foreach (FailbackGoal goal in Enum.GetValues<FailbackGoal>())
        {
            var bed = new Bed();
            FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedBack);
            Assert.Contains("SwitchProtection", Some.Item(ReplicationPhase.FailedBack).AllowedOperations);
            await bed.RunOneAsync(Bed.OneStep(item, goal, FailbackAction.ReprotectToAzure, FailbackAction.ReprotectToAvs));
            Assert.Empty(bed.Service.Posts);
        }
    }

    [Fact]
    public async Task A_reprotect_of_what_is_failed_back_says_to_commit_or_to_cancel_first()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedBack);
        FailbackException error = await bed.FailOneAsync(Bed.ReprotectToAzure(item));
        Assert.Equal(("IsFailedBack", FailbackErrorCategory.InvalidState), (error.ErrorId, error.Category));
        Assert.Contains("Complete-AvsFailback", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_failed_over_is_never_committed_by_the_commit_of_failbacks()
    {
        foreach (FailbackAction[] actions in new[] { [FailbackAction.Commit], [FailbackAction.Commit, FailbackAction.FailBack, FailbackAction.ReprotectToAvs, FailbackAction.ReprotectToAzure], Array.Empty<FailbackAction>() })
        {
            var bed = new Bed();
            FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedOver);
            FailbackException error = await bed.FailOneAsync(Bed.OneStep(item, FailbackGoal.Committed, actions));
            Assert.Equal("IsFailedOver", error.ErrorId);
            Assert.Contains("Enable-AvsReprotection -CommitFailover", error.NextStep, StringComparison.Ordinal);
            Assert.Empty(bed.Service.Posts);
        }
    }

    [Theory]
    [InlineData(ReplicationPhase.FailedOver)]
    [InlineData(ReplicationPhase.RunningInAzure)]
    [InlineData(ReplicationPhase.ReadyToFailBack)]
    [InlineData(ReplicationPhase.FailedBack)]
    [InlineData(ReplicationPhase.Committed)]
    public async Task Nothing_is_asked_that_the_command_may_not_ask(ReplicationPhase phase)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", phase);
        FailbackAction needed = FailbackTransitions.Next(phase, FailbackGoal.Protected).Action;
        FailbackException error = await bed.FailOneAsync(Bed.OneStep(item, FailbackGoal.Protected, [.. Enum.GetValues<FailbackAction>().Where(a => a != needed)]));
        Assert.Equal($"Is{phase}", error.ErrorId);
        Assert.Empty(bed.Service.Posts);
    }

    [Theory]
    [InlineData(ReplicationPhase.FailedOver, "Commit", "NotAllowedNow")]
    [InlineData(ReplicationPhase.RunningInAzure, "SwitchProtection", "NotReadyR02")]
    [InlineData(ReplicationPhase.ReadyToFailBack, "PlannedFailover", "NotReadyV02")]
    [InlineData(ReplicationPhase.FailedBack, "Commit", "NotReadyC04")]
    [InlineData(ReplicationPhase.Committed, "SwitchProtection", "NotReadyR02")]
    public async Task What_the_service_doesnt_offer_isnt_asked_for(ReplicationPhase phase, string operation, string errorId)
    {
        var bed = new Bed();
        ReplicatedItem item = Some.Item(phase);
        item = item with { AllowedOperations = [.. item.AllowedOperations.Where(o => o != operation)] };
        var run = new ItemRun(new ItemRequest { Item = item, Goal = FailbackGoal.Protected, Actions = [] }, Some.Now);
        bed.Service.Add("sql01", phase);
        StepResult result = await new ActionPreflight(bed.Vault, new EngineOptions(), new RecentPoints(bed.Clock))
            .CheckAsync(run, FailbackTransitions.Next(phase, FailbackGoal.Protected).Action, (_, _) => Task.FromResult(false), default);
        Assert.Equal(errorId, result.Error?.ErrorId);
    }

    [Fact]
    public async Task A_cancel_that_the_service_doesnt_offer_isnt_asked_for()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedBack);
        item.Tamper = shown => shown with { AllowedOperations = ["Commit", "SwitchProtection"] };
        Assert.Equal("NotAllowedNow", (await bed.FailOneAsync(Bed.Cancel(item))).ErrorId);
        Assert.Empty(bed.Service.Posts);
    }

    [Fact]
    public async Task A_modernized_failback_can_be_cancelled_and_a_classic_one_says_why_not()
    {
        var bed = new Bed();
        FakeItem modernized = bed.Service.Add("new", ReplicationPhase.FailedBack);
        FakeItem classic = bed.Service.Add("old", ReplicationPhase.FailedBack, ReplicationArchitecture.Classic);
        IReadOnlyList<ItemRun> runs = await bed.RunAsync(Bed.Cancel(modernized), Bed.Cancel(classic));
        Assert.Equal((RunOutcome.Reached, ReplicationPhase.ReadyToFailBack), (runs[0].Outcome, modernized.Phase));
        Assert.Equal(("NoCancelOnClassic", FailbackErrorCategory.NotSupported), (runs[1].Error!.ErrorId, runs[1].Error!.Category));
        Assert.Equal(["new"], bed.Service.Posts.Select(p => p.Subject));
    }

    [Theory]
    [InlineData(AzurePowerState.Running)]
    [InlineData(AzurePowerState.Starting)]
    [InlineData(AzurePowerState.Unknown)]
    public async Task A_commit_waits_for_nobody_while_the_azure_vm_may_run(AzurePowerState power)
    {
        foreach (ReplicationArchitecture architecture in new[] { ReplicationArchitecture.Classic, ReplicationArchitecture.Modernized })
        {
            var bed = new Bed();
            FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedBack, architecture);
            item.Power = power;
            FailbackException error = await bed.FailOneAsync(Bed.Journey(item) with { IgnoredRules = ["C02"] });
            Assert.Equal(("NotReadyC02", FailbackErrorCategory.NotReady), (error.ErrorId, error.Category));
            Assert.Empty(bed.Service.Posts);
        }
    }

    [Fact]
    public async Task A_commit_is_refused_where_nobody_knows_the_azure_vm_and_allowed_once_it_is_named()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedBack, ReplicationArchitecture.Classic);
        item.Tamper = shown => shown with { IpAddresses = [] };
        FailbackException error = await bed.FailOneAsync(Bed.Commit(item));
        Assert.Equal("NotReadyC02", error.ErrorId);
        Assert.Contains("-AzureVM", error.NextStep, StringComparison.Ordinal);
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.Commit(item) with { AzureVm = Some.AzureVmId("SQL01") })).Outcome);
    }

    [Fact]
    public async Task A_commit_is_refused_after_a_failback_whose_job_failed()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.FailedBack);
        item.NamesItsJob = false;
        bed.Service.StartForeign(item, "PlannedFailover", TimeSpan.FromMinutes(2), endState: JobState.Failed);
        item.LastFailoverTime = bed.Clock.UtcNow;
        bed.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("NotReadyC01", (await bed.FailOneAsync(Bed.Commit(item))).ErrorId);
        Assert.Empty(bed.Service.Posts);
    }

    [Fact]
    public async Task A_classic_vm_is_remembered_from_before_its_reprotect()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.RunningInAzure, ReplicationArchitecture.Classic);
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.Journey(item, FailbackGoal.Committed))).Outcome);
        Assert.Equal(Some.AzureVmId("sql01"), bed.Vault.Connection.AzureVmOfItem[item.Id]);
        Assert.DoesNotContain(bed.Service.Requests, r => r.What == "LIST vms");
    }

    [Fact]
    public async Task A_rule_that_may_be_ignored_blocks_unless_it_is()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        item.Tamper = shown => shown with { ReplicationHealth = HealthStatus.Critical };
        Assert.Equal("NotReadyV03", (await bed.FailOneAsync(Bed.FailBack(item))).ErrorId);
        Assert.Empty(bed.Service.Posts);
        Assert.Equal(RunOutcome.Reached, (await bed.RunOneAsync(Bed.FailBack(item) with { IgnoredRules = ["V03"] })).Outcome);
    }

    [Fact]
    public async Task A_reprotect_is_sent_with_what_the_planner_worked_out_for_the_item_as_it_is_now()
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", ReplicationPhase.RunningInAzure);
        var inputs = new ReprotectInputs { Datastore = "vsanDatastore" };
        ReplicatedItem? seen = null;
        await bed.RunOneAsync(Bed.ReprotectToAvs(item) with { Choose = (read, _) => { seen = read; return Task.FromResult(new ReprotectChoice(inputs, [])); } });
        Assert.Same(inputs, Assert.Single(bed.Service.ReprotectInputs));
        Assert.True(seen!.IsComplete);
    }

    [Theory]
    [InlineData(ReplicationPhase.Faulted, "IsFaulted")]
    [InlineData(ReplicationPhase.ReplicatingToAvs, "IsReplicatingToAvs")]
    [InlineData(ReplicationPhase.Committed, "IsCommitted")]
    [InlineData(ReplicationPhase.Protected, "IsProtected")]
    public async Task A_failback_of_what_isnt_ready_for_one_is_refused_by_its_phase(ReplicationPhase phase, string errorId)
    {
        var bed = new Bed();
        FakeItem item = bed.Service.Add("sql01", phase);
        FailbackException error = await bed.FailOneAsync(Bed.FailBack(item));
        Assert.Equal(errorId, error.ErrorId);
        Assert.NotEmpty(error.NextStep);
        Assert.Empty(bed.Service.Posts);
    }
}
