using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Readiness;
using AvsFailback.Runs;
using AvsFailback.TestSupport;
using static AvsFailback.Core.Tests.Readiness.Healthy;

namespace AvsFailback.Core.Tests.Journey;

/// <summary>What will stop a VM at a later step, and is known before the first, is said before anything moves.</summary>
public sealed class JourneyForesightTests
{
    private static readonly ArmId PlanId = Some.VaultId.Append("replicationRecoveryPlans/p");

    private readonly Bed _bed = new();

    public JourneyForesightTests()
    {
        _bed.Service.Fabrics.Add(ClassicFabric);
        _bed.Service.VCenters.Add(ConnectedVCenter);
        _bed.Service.Policies.AddRange(Policies);
        foreach (bool toAzure in new[] { true, false })
        {
            _bed.Service.Mappings.Add(new ContainerMapping { Id = Some.ContainerId.Append($"replicationProtectionContainerMappings/m{toAzure}"), PolicyId = Policies[0].Id, LeadsToAzure = toAzure });
        }
    }

    [Theory]
    [InlineData(FailbackGoal.Committed, CommitPolicy.Ask, true)]
    [InlineData(FailbackGoal.Protected, CommitPolicy.AfterValidation, true)]
    [InlineData(FailbackGoal.Committed, CommitPolicy.Never, false)]
    [InlineData(FailbackGoal.FailedBack, CommitPolicy.Ask, false)]
    public async Task A_classic_VM_whose_Azure_VM_cannot_be_named_is_refused_before_its_failback_where_the_run_commits(FailbackGoal until, CommitPolicy policy, bool isRefused)
    {
        JourneyEntry entry = await EntryAsync(ReplicationPhase.ReadyToFailBack, shown => shown with { Name = "sql01.corp.example" });

        IReadOnlyDictionary<JourneyEntry, FailbackException> unready = await CheckAsync(until, policy, entry);

        Assert.Equal(isRefused ? ["NotReadyC02"] : [], unready.Values.Select(why => why.ErrorId));
        Assert.All(unready.Values, why => Assert.Contains("-Placement @{ Name = 'sql01.corp.example'; AzureVM", why.NextStep, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_for_the_Azure_VM_lets_it_go()
    {
        JourneyEntry entry = await EntryAsync(ReplicationPhase.ReadyToFailBack, shown => shown with { Name = "sql01.corp.example" });

        Assert.Empty(await CheckAsync(FailbackGoal.Committed, CommitPolicy.Ask, entry with { AzureVm = Some.AzureVmId("sql01") }));
    }

    [Fact]
    public async Task A_VM_that_this_session_remembers_needs_no_name()
    {
        JourneyEntry entry = await EntryAsync(ReplicationPhase.ReadyToFailBack, shown => shown with { Name = "sql01.corp.example" });
        _bed.Vault.Connection.AzureVmOfItem[entry.Item.Id] = Some.AzureVmId("sql01");

        Assert.Empty(await CheckAsync(FailbackGoal.Committed, CommitPolicy.Ask, entry));
    }

    [Theory]
    [InlineData(ReplicationPhase.RunningInAzure)]
    [InlineData(ReplicationPhase.ReplicatingToAvs)]
    [InlineData(ReplicationPhase.ReadyToFailBack)]
    [InlineData(ReplicationPhase.FailedBack)]
    public async Task A_member_of_a_group_that_no_plan_of_the_run_holds_is_refused_before_its_first_step(ReplicationPhase phase)
    {
        JourneyEntry entry = await EntryAsync(phase, shown => shown with { ReplicationGroup = "SQL" });

        FailbackException why = Assert.Single(await CheckAsync(FailbackGoal.Committed, CommitPolicy.Ask, entry)).Value;

        Assert.Equal("NotReadyV16", why.ErrorId);
        Assert.Contains("-RecoveryPlan", why.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_that_the_plan_holds_whole_goes()
    {
        JourneyEntry entry = await EntryAsync(ReplicationPhase.RunningInAzure, shown => shown with { ReplicationGroup = "SQL" });
        var plan = new RecoveryPlan { Id = PlanId, Name = "p", Groups = [new RecoveryPlanGroup { Number = 1, Members = [new RecoveryPlanMember { Id = entry.Item.Id, Name = "sql01" }] }] };

        Assert.Empty(await CheckAsync(FailbackGoal.Committed, CommitPolicy.Ask, entry with { Plan = plan }));
    }

    [Theory]
    [InlineData(ReplicationPhase.RunningInAzure)]
    [InlineData(ReplicationPhase.ReplicatingToAvs)]
    public async Task Critical_health_that_would_stop_the_failback_is_foretold_once_and_in_the_plan(ReplicationPhase phase)
    {
        JourneyEntry entry = await EntryAsync(phase, shown => shown with { ReplicationHealth = HealthStatus.Critical });
        var options = new JourneyOptions { Until = FailbackGoal.FailedBack };
        var readiness = new JourneyReadiness(_bed.Vault, options);

        Assert.Empty(await readiness.CheckAsync([entry], default));

        Assert.StartsWith("V03: replication Critical", Assert.Single(readiness.TakeForeseen()).Text, StringComparison.Ordinal);
        Assert.Empty(readiness.TakeForeseen());
        Assert.Contains("V03", Assert.Single((await new JourneyPlanner(_bed.Vault, options, readiness).PlanAsync([entry], default)).Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_of_a_run_says_what_each_reprotect_would_be_asked_with_and_a_default_as_one()
    {
        JourneyEntry entry = await EntryAsync(ReplicationPhase.RunningInAzure, shown => shown);
        entry = entry with { PlacementToAzure = entry.PlacementToAzure with { ProcessServer = "CS01" } };

        FailbackRunItem row = Assert.Single((await new JourneyPlanner(_bed.Vault, new JourneyOptions { CommitPolicy = CommitPolicy.Ask }).PlanAsync([entry], default)).Items);

        Assert.Equal("process server PS-AZ, master target CS01 (default), datastore vsan (default), retention volume R (default), run-as account push (default), policy policy (default)", row.Steps[0].Placement);
        Assert.StartsWith("process server CS01, ", row.Steps[^1].Placement, StringComparison.Ordinal);
        Assert.Contains($"Reprotects to AVS: {row.Steps[0].Placement}.", row.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_looked_at_first_is_what_is_sent_though_servers_change_while_a_person_thinks()
    {
        JourneyEntry entry = await EntryAsync(ReplicationPhase.RunningInAzure, shown => shown);
        var readiness = new JourneyReadiness(_bed.Vault, new JourneyOptions { Until = FailbackGoal.FailedBack });
        Assert.Empty(await readiness.CheckAsync([entry], default));
        string shown = readiness.Choices.TextOf(entry.Item, FailbackAction.ReprotectToAvs);

        _bed.Service.Fabrics[0] = ClassicFabric with { ProcessServers = [Server("new", "PS-NEW")] };
        await _bed.Clock.Delay(TimeSpan.FromMinutes(6), default);

        // Another than the one that was agreed to is never taken instead.
        Assert.Contains("NotReady", Assert.Single(await readiness.CheckAsync([entry], default)).Value.ErrorId, StringComparison.Ordinal);
        Assert.Equal(shown, (await readiness.Choices.ChooseAsync(entry, entry.Item, default)).ToString());
    }

    private async Task<IReadOnlyDictionary<JourneyEntry, FailbackException>> CheckAsync(FailbackGoal until, CommitPolicy policy, JourneyEntry entry) =>
        await new JourneyReadiness(_bed.Vault, new JourneyOptions { Until = until, CommitPolicy = policy }).CheckAsync([entry], default);

    private async Task<JourneyEntry> EntryAsync(ReplicationPhase phase, Func<ReplicatedItem, ReplicatedItem> change)
    {
        FakeItem item = _bed.Service.Add("sql01", phase, Classic);
        item.Tamper = shown => change(Item(Classic, phase, "sql01") with { ReplicationProgress = null });
        var placement = new AvsFailback.Readiness.ReprotectChoices { ProcessServer = "PS-AZ", IsForSeveralKinds = true };
        return new JourneyEntry { Item = (await _bed.Service.FindItemAsync(item.Id, default))! with { Vault = _bed.Vault }, Placement = placement, PlacementToAzure = placement };
    }
}
