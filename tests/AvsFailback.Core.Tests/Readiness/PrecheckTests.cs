using System;
using System.Threading.Tasks;
using AvsFailback.Engine;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using static AvsFailback.Core.Tests.Readiness.Healthy;

namespace AvsFailback.Core.Tests.Readiness;

/// <summary>What a command says before it acts is what it will do.</summary>
public sealed class PrecheckTests
{
    private readonly Bed _bed = new();

    [Theory]
    [InlineData(ReplicationPhase.FailedBack, FailbackGoal.FailedBack, FailbackAction.FailBack)]
    [InlineData(ReplicationPhase.Committed, FailbackGoal.Committed, FailbackAction.Commit)]
    [InlineData(ReplicationPhase.ReadyToFailBack, FailbackGoal.ReadyToFailBack, FailbackAction.ReprotectToAvs)]
    [InlineData(ReplicationPhase.Protected, FailbackGoal.Protected, FailbackAction.ReprotectToAzure)]
    public async Task What_is_there_is_said_to_be_done_already(ReplicationPhase phase, FailbackGoal goal, FailbackAction action)
    {
        Outlook outlook = await LookAsync(Bed.OneStep(_bed.Service.Add("sql01", phase), goal, action));

        Assert.Equal(OutlookKind.Nothing, outlook.Kind);
        Assert.StartsWith("already done: it ", outlook.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_of_the_same_kind_is_said_to_be_continued_also_where_the_item_does_not_name_it(bool isNamed)
    {
        FakeItem item = Ready();
        FakeJob job = _bed.Service.StartForeign(item, "PlannedFailover", TimeSpan.FromMinutes(20), FailbackAction.FailBack);
        item.NamesItsJob = isNamed;
        item.Power = AzurePowerState.Deallocated;
        item.Tamper = null;

        Outlook outlook = await LookAsync(Bed.FailBack(item) with { Item = (await _bed.Service.FindItemAsync(item.Id, default))! with { Vault = _bed.Vault } });

        Assert.Equal(OutlookKind.Continues, outlook.Kind);
        Assert.Contains(job.Id.Name, outlook.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_of_another_kind_stands_in_the_way(bool isNamed)
    {
        FakeItem item = Ready();
        FakeJob job = _bed.Service.StartForeign(item, "TestFailover", TimeSpan.FromMinutes(20));
        item.NamesItsJob = isNamed;
        ItemRequest request = Bed.FailBack(item) with { Item = Item(Modernized) with { RunningJobId = isNamed ? job.Id : null, RunningScenario = isNamed ? "TestFailover" : null } };

        FailbackException error = await Assert.ThrowsAsync<FailbackException>(() => LookAsync(request));

        Assert.Equal("NotReadyV07", error.ErrorId);
        Assert.Contains(job.Id.Name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_piped_job_that_still_runs_is_said_to_be_waited_for()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
        var job = new FailbackJob { Id = Some.JobId("j7"), DisplayName = "Failover", TargetName = "sql01", Scenario = "PlannedFailover", State = JobState.InProgress };

        Outlook outlook = await LookAsync(Bed.Commit(item) with { PriorJob = job, MayWait = true });

        Assert.Equal((OutlookKind.Waits, "waits for Failover of sql01: InProgress (job j7) first"), (outlook.Kind, outlook.Text));
    }

    [Fact]
    public async Task A_copy_that_runs_is_said_to_be_waited_for_and_nothing_asked()
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.ReplicatingToAvs);
        ItemRequest request = Bed.ReprotectToAvs(item);

        Outlook outlook = await LookAsync(request with { Item = request.Item with { ReplicationProgress = 40 } });

        Assert.Equal((OutlookKind.Waits, "waits for the copy that is under way already (40 %), and asks for nothing"), (outlook.Kind, outlook.Text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_missing_agent_is_said_to_be_waited_for(bool isRegistered)
    {
        FakeItem item = _bed.Service.Add("sql01", ReplicationPhase.Committed);
        _bed.Service.Fabrics.Add(ModernizedFabric);
        _bed.Service.Policies.AddRange(Policies);
        _bed.Service.Mappings.Add(new ContainerMapping { Id = Some.ContainerId.Append("replicationProtectionContainerMappings/m"), PolicyId = Policies[0].Id, LeadsToAzure = true });
        ReplicatedItem whole = Item(Modernized, ReplicationPhase.Committed) with { IsAgentRegistered = isRegistered };

        Outlook outlook = await LookAsync(Bed.ReprotectToAzure(item) with { Item = whole, AgentTimeout = TimeSpan.FromMinutes(40) });

        Assert.Equal(isRegistered ? OutlookKind.Acts : OutlookKind.Waits, outlook.Kind);
        Assert.Equal(isRegistered ? string.Empty : "waits for the mobility agent to register, up to 40 min", outlook.Text);
        Assert.NotNull(outlook.Readiness);
    }

    private FakeItem Ready()
    {
        _bed.Service.Fabrics.Add(ModernizedFabric);
        return _bed.Service.Add("sql01", ReplicationPhase.ReadyToFailBack);
    }

    private Task<Outlook> LookAsync(ItemRequest request) => new Precheck(_bed.Vault).DemandAsync(request, default);
}
