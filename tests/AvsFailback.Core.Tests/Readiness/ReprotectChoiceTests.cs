using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Core.Tests.Planner;
using AvsFailback.Engine;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using AvsFailback.Vault;

namespace AvsFailback.Core.Tests.Readiness;

/// <summary>The choice of servers and inputs is made once: what the check looks at is what the request would carry, and it is shown.</summary>
public sealed class ReprotectChoiceTests
{
    private readonly Plan _plan = new();

    [Fact]
    public async Task A_choice_shows_what_was_named_and_what_is_a_default()
    {
        _plan.WithPolicies(ReplicationArchitecture.Classic);

        ReprotectChoice choice = await ChooseAsync(Plan.Classic, Plan.Item(ReplicationPhase.RunningInAzure, ReplicationArchitecture.Classic), new ReprotectChoices { MasterTarget = "MT1", RetentionVolume = "R" });

        Assert.Equal("process server PS1 (default), master target MT1, datastore vsanDatastore (default), retention volume R, run-as account admin (default), policy 24h-failback (default)", choice.ToString());
        Assert.Equal(("ps-id", "mt-id"), (choice.Inputs.ProcessServerId, choice.Inputs.MasterTargetId));
    }

    [Fact]
    public async Task A_modernized_choice_shows_the_appliance_and_the_policy_that_the_service_takes()
    {
        ReprotectChoice choice = await ChooseAsync(Plan.Modernized, Plan.Item(ReplicationPhase.RunningInAzure, ReplicationArchitecture.Modernized), new ReprotectChoices { Datastore = "vsanDatastore" });

        Assert.Equal("appliance app1 (default), datastore vsanDatastore, log storage account logs (default), policy crashconsistency-policy-failback (default)", choice.ToString());
        Assert.Null(choice.Inputs.PolicyId);
    }

    [Fact]
    public async Task The_same_choice_is_given_to_all_who_ask_and_one_that_failed_is_made_again()
    {
        int made = 0;
        var chooser = new ReprotectChooser((item, _) => ++made == 1 ? throw new FailbackException("NameNeeded", FailbackErrorCategory.InvalidInput, "Which?", "Name it.", item.Name) : Task.FromResult(new ReprotectChoice(new ReprotectInputs(), [])));
        ReplicatedItem toAvs = Some.Item(ReplicationPhase.RunningInAzure);
        await Assert.ThrowsAsync<FailbackException>(() => chooser.ChooseAsync(toAvs, default));

        ReprotectChoice first = await chooser.ChooseAsync(toAvs, default);

        Assert.Same(first, await chooser.ChooseAsync(toAvs with { Phase = ReplicationPhase.FailedOver }, default));
        Assert.NotSame(first, await chooser.ChooseAsync(Some.Item(ReplicationPhase.Committed), default));
    }

    [Fact]
    public async Task The_check_looks_at_the_appliance_that_is_chosen_and_not_at_the_lost_one_that_the_item_tells()
    {
        ReplicatedItem item = Healthy.Item(ReplicationArchitecture.Modernized, ReplicationPhase.RunningInAzure) with { ReprotectAgentId = "lost", ProcessServerId = "lost", LogStorageAccountId = Plan.LogAccount, AzureVmId = Some.AzureVmId("sql01") };
        _plan.WithPolicies(ReplicationArchitecture.Modernized);

        FailbackReadiness verdict = await TestAsync(Healthy.ModernizedFabric, item, new ReprotectChoices());

        Assert.True(verdict.IsReady, verdict.Summary);
        Assert.Equal("appliance APPL01 (default), datastore vsan (default), log storage account logs (default), policy crashconsistency-policy-failback (default)", verdict.Placement);
        Assert.Contains(verdict.Placement, verdict.Checks.Single(check => check.RuleId == "R04").Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "the process server is ambiguous", "-ProcessServer")]
    [InlineData("nobody", "There is no process server named 'nobody'", "CS01, PS-AZ")]
    public async Task A_name_that_the_command_would_miss_or_refuse_makes_the_verdict_not_ready(string? processServer, string evidence, string remedy)
    {
        ReplicatedItem item = Healthy.Item(ReplicationArchitecture.Classic, ReplicationPhase.RunningInAzure) with { AzureVmId = Some.AzureVmId("sql01") };
        _plan.WithPolicies(ReplicationArchitecture.Classic);

        FailbackReadiness verdict = await TestAsync(Healthy.ClassicFabric, item, new ReprotectChoices { ProcessServer = processServer });

        ReadinessCheck check = Assert.Single(verdict.Blocking);
        Assert.Equal("R04", check.RuleId);
        Assert.Contains(evidence, check.Evidence, StringComparison.Ordinal);
        Assert.Contains(remedy, check.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PS-AZ", true)]
    [InlineData("CS01", false)]
    public async Task The_servers_that_are_named_are_those_that_are_judged(string processServer, bool isReady)
    {
        ReplicatedItem item = Healthy.Item(ReplicationArchitecture.Classic, ReplicationPhase.RunningInAzure) with { AzureVmId = Some.AzureVmId("sql01"), PolicyId = Some.PolicyId("24h") };
        _plan.WithPolicies(ReplicationArchitecture.Classic);
        ReplicationFabric fabric = Healthy.ClassicFabric with { ProcessServers = [Healthy.Server("cs", "CS01") with { Health = HealthStatus.Critical }, Healthy.Server("ps", "PS-AZ")] };

        FailbackReadiness verdict = await TestAsync(fabric, item, new ReprotectChoices { ProcessServer = processServer });

        Assert.Equal(isReady, verdict.IsReady);
        Assert.Contains($"process server {processServer}, ", verdict.Placement, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReplicationPhase.Protected)]
    [InlineData(ReplicationPhase.ReadyToFailBack)]
    [InlineData(ReplicationPhase.FailedBack)]
    public async Task Where_no_reprotect_is_due_nothing_is_chosen(ReplicationPhase phase)
    {
        _plan.WithPolicies(ReplicationArchitecture.Classic);

        FailbackReadiness verdict = await TestAsync(Healthy.ClassicFabric, Healthy.Item(ReplicationArchitecture.Classic, phase), new ReprotectChoices());

        Assert.Empty(verdict.Placement);
        Assert.Equal(["R02"], verdict.Blocking.Select(check => check.RuleId).Where(id => id is "R02" or "R04"));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "sql01")]
    public void One_Azure_VM_never_stands_for_all_of_a_plan(bool isItem, string? expected)
    {
        var plan = new RecoveryPlan { Id = Some.VaultId.Append("replicationRecoveryPlans/p"), Name = "p" };
        var request = new ItemRequest
        {
            Item = Some.Item(ReplicationPhase.FailedBack, name: "sql01"),
            Goal = FailbackGoal.Committed,
            Actions = [FailbackAction.Commit],
            Unit = isItem ? ItemTarget.Instance : new PlanTarget(plan),
            AzureVm = Some.AzureVmId("sql01"),
            AzureVms = new Dictionary<ArmId, ArmId> { [Some.ItemId("sql02")] = Some.AzureVmId("sql02-dr") },
        };

        Assert.Equal(expected, request.AzureVmOf(request.Item)?.Name);
        Assert.Equal("sql02-dr", request.AzureVmOf(Some.Item(ReplicationPhase.FailedBack, name: "sql02"))!.Name);
    }

    private Task<ReprotectChoice> ChooseAsync(ReplicationFabric fabric, ReplicatedItem item, ReprotectChoices choices)
    {
        _plan.Bed.Service.Fabrics.Add(fabric);
        return new ReprotectPlanner(new Infrastructure(_plan.Bed.Vault)).ChooseAsync(item, choices, default);
    }

    private async Task<FailbackReadiness> TestAsync(ReplicationFabric fabric, ReplicatedItem item, ReprotectChoices choices)
    {
        _plan.Bed.Service.Fabrics.Add(fabric);
        _plan.Bed.Service.VCenters.Add(Healthy.ConnectedVCenter);
        _plan.Bed.Service.Add(item.Name, item.Phase, item.Architecture);
        var facts = new VaultFacts(_plan.Bed.Vault);
        var planner = new ReprotectPlanner(facts.Infrastructure);
        var chooser = new ReprotectChooser((one, token) => planner.ChooseAsync(one, choices, token));
        var request = new ReadinessRequest(item) { Step = ReadinessStep.Reprotection, Inputs = new ReadinessInputs { Choose = chooser.ChooseAsync } };
        return Assert.Single(await new ReadinessChecker(_plan.Bed.Vault, facts).EvaluateAsync([request], default));
    }
}
