using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using static AvsFailback.Core.Tests.Readiness.Healthy;

namespace AvsFailback.Core.Tests.Readiness;

public sealed class ReadinessCheckerTests
{
    private readonly Bed _bed = new();

    [Fact]
    public async Task A_thousand_VMs_are_read_once_each_and_their_server_is_judged_once()
    {
        _bed.Service.Fabrics.Add(ModernizedFabric with { Appliances = [Appliance("appl")] });
        for (int i = 0; i < 1000; i += 1)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"vm{i:0000}"), Modernized);
        }

        IReadOnlyList<ReplicatedItem> listed = await ListAsync();
        _bed.Service.Requests.Clear();
        var checker = new ReadinessChecker(_bed.Vault);
        IReadOnlyList<FailbackReadiness> verdicts = await checker.EvaluateAsync(listed, null, new ReadinessInputs(), [], default);

        Assert.Equal(listed.Select(item => item.Name), verdicts.Select(v => v.Name));
        Assert.Equal(1000, _bed.Service.Requests.Count(r => r.What == "GET item"));
        Assert.All(["I11", "I12", "I13", "I14", "I16"], rule => Assert.Equal(1, checker.Findings.CountOf(rule)));
        // What the vault has in pages of 100 is read once: its items, VMs and power states.
        Assert.Equal(["GET fabric 1", "LIST items 10", "LIST locks 1", "LIST permissions 1", "LIST power states 10", "LIST vms 10"], Others());
        Assert.All(verdicts, v => Assert.Equal("2000 disks", Assert.Single(v.Blocking, b => b.RuleId == "I14").Evidence.Split(": ")[1].Split(',')[0]));
        Assert.Equal("vm0007", verdicts[7].Checks.Single(c => c.RuleId == "I12").ItemName);
    }

    [Fact]
    public async Task What_was_read_whole_is_not_read_again()
    {
        _bed.Service.Fabrics.Add(ClassicFabric);
        _bed.Service.VCenters.Add(ConnectedVCenter);
        FakeItem item = Add("sql01", Classic);
        ReplicatedItem whole = (await _bed.Service.FindItemAsync(item.Id, default))!;
        _bed.Service.Requests.Clear();

        FailbackReadiness verdict = Assert.Single(await new ReadinessChecker(_bed.Vault).EvaluateAsync([whole], ReadinessStep.Failback, new ReadinessInputs(), [], default));

        Assert.True(verdict.IsReady, verdict.Summary);
        Assert.Equal(["I10", "I11", "I15", "V11", "V12"], verdict.Manual.Select(c => c.RuleId));
        Assert.Equal(["GET fabric 1", "LIST locks 1", "LIST permissions 1", "LIST points 1", "LIST power states 1", "LIST vcenters 1", "LIST vms 1"], Others());
    }

    [Fact]
    public async Task What_may_not_be_read_blocks_by_its_own_rule_and_hides_nothing_else()
    {
        _bed.Service.Fabrics.Add(ModernizedFabric);
        Add("sql01", Modernized);
        _bed.Service.OnRequest = r => r.What is "LIST vms" or "LIST locks" or "LIST permissions"
            ? throw new ServiceException(403, "AuthorizationFailed", "No.", "Ask.")
            : Task.CompletedTask;

        FailbackReadiness verdict = Assert.Single(await new ReadinessChecker(_bed.Vault).EvaluateAsync(await ListAsync(), null, new ReadinessInputs(), [], default));

        Assert.Equal(["I16"], verdict.Blocking.Select(b => b.RuleId));
        Assert.Contains("HTTP 403 AuthorizationFailed", verdict.Blocking[0].Evidence, StringComparison.Ordinal);
        Assert.Equal(["V09", "V12", "V15"], verdict.Manual.Select(c => c.RuleId).Where(id => id is "V09" or "V10" or "V12" or "V15"));
        // Whether the VM is known has to be known at the commit, so that this is a warning.
        Assert.Contains(verdict.Warnings, c => c.RuleId == "V10");
    }

    [Fact]
    public async Task An_item_that_is_gone_meanwhile_isnt_ready_and_holds_no_other_up()
    {
        _bed.Service.Fabrics.Add(ModernizedFabric);
        Add("sql01", Modernized);
        FakeItem gone = Add("web01", Modernized);
        IReadOnlyList<ReplicatedItem> listed = await ListAsync();
        _bed.Service.Items.Remove(gone);

        IReadOnlyList<FailbackReadiness> verdicts = await new ReadinessChecker(_bed.Vault).EvaluateAsync(listed, null, new ReadinessInputs(), [], default);

        Assert.True(verdicts[0].IsReady, verdicts[0].Summary);
        Assert.Equal(("V10", "web01 is no longer in the vault"), (Assert.Single(verdicts[1].Blocking).RuleId, verdicts[1].Blocking[0].Evidence));
    }

    [Fact]
    public async Task One_list_of_jobs_serves_the_commits_of_all()
    {
        for (int i = 0; i < 50; i += 1)
        {
            FakeItem item = Add($"vm{i}", Modernized, ReplicationPhase.ReadyToFailBack);
            item.Lag = TimeSpan.Zero;
        }

        await _bed.RunAsync([.. _bed.Service.Items.Select(Bed.FailBack)], default);
        IReadOnlyList<ReplicatedItem> listed = await ListAsync();
        _bed.Service.Requests.Clear();
        IReadOnlyList<FailbackReadiness> verdicts = await new ReadinessChecker(_bed.Vault).EvaluateAsync(listed, null, new ReadinessInputs(), [], default);

        Assert.All(verdicts, v => Assert.Equal((ReadinessStep.Commit, ReadinessStatus.Passed), (v.Step, v.Checks.Single(c => c.RuleId == "C01").Status)));
        Assert.Equal(["LIST jobs 1", "LIST locks 1", "LIST power states 1", "LIST vms 1"], Others());
    }

    [Fact]
    public async Task The_disks_of_all_reprotects_of_a_command_are_counted_together()
    {
        _bed.Service.Fabrics.Add(ClassicFabric);
        _bed.Service.VCenters.Add(ConnectedVCenter);
        _bed.Service.Mappings.Add(new ContainerMapping { Id = Some.ContainerId.Append("replicationProtectionContainerMappings/m"), PolicyId = Some.PolicyId("p") });
        _bed.Service.Policies.Add(new ReplicationPolicy { Id = Some.PolicyId("p"), Name = "p" });
        for (int i = 0; i < 29; i += 1)
        {
            Add($"vm{i}", Classic, ReplicationPhase.RunningInAzure);
        }

        IReadOnlyList<ReplicatedItem> listed = await ListAsync();
        FailbackReadiness few = (await new ReadinessChecker(_bed.Vault).EvaluateAsync(listed.Take(28), null, new ReadinessInputs(), [], default))[0];
        FailbackReadiness many = (await new ReadinessChecker(_bed.Vault).EvaluateAsync(listed, null, new ReadinessInputs(), [], default))[0];

        Assert.True(few.IsReady, few.Summary);
        Assert.Equal("CS01 has 4, 58 to come, of 60 at most", Assert.Single(many.Blocking, b => b.RuleId == "I07").Evidence);
    }

    [Theory]
    [InlineData("Connected", "Succeeded", ReadinessStatus.Manual, "ExpressRoute connection er is Connected; private cloud avs is Succeeded; open ports can't be seen")]
    [InlineData("NotConnected", "Succeeded", ReadinessStatus.Failed, "ExpressRoute connection er is NotConnected; private cloud avs is Succeeded")]
    [InlineData("Connected", "Failed", ReadinessStatus.Failed, "private cloud avs is Failed; ExpressRoute connection er is Connected")]
    [InlineData("", "Succeeded", ReadinessStatus.Failed, "there is no ")]
    public async Task The_path_s_named_parts_are_evidence(string connection, string cloud, ReadinessStatus status, string evidence)
    {
        ArmId er = ArmId.Parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/connections/er");
        ArmId avs = ArmId.Parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.AVS/privateClouds/avs");
        _bed.Service.Fabrics.Add(ClassicFabric);
        _bed.Service.VCenters.Add(ConnectedVCenter);
        _bed.Service.Clouds.Add(new PrivateCloud { Id = avs, ProvisioningState = cloud });
        if (connection.Length > 0)
        {
            _bed.Service.Connections.Add(new NetworkConnection { Id = er, ConnectionType = "ExpressRoute", Status = connection });
        }

        Add("sql01", Classic);
        Add("web01", Classic);
        _bed.Service.Requests.Clear();
        IReadOnlyList<FailbackReadiness> verdicts = await new ReadinessChecker(_bed.Vault).EvaluateAsync(await ListAsync(), null, new ReadinessInputs { NetworkConnections = [er], PrivateCloud = avs }, [], default);

        Assert.All(verdicts, v =>
        {
            ReadinessCheck check = v.Checks.Single(c => c.RuleId == "I15");
            Assert.Equal((status, ReadinessSeverity.Warn), (check.Status, check.Severity));
            Assert.StartsWith(evidence, check.Evidence, StringComparison.Ordinal);
        });
        Assert.Equal(["GET cloud 1", "GET connection 1"], Others().Where(o => o is ['G', 'E', 'T', ' ', 'c', ..]));
    }

    [Fact]
    public async Task The_engines_own_last_look_reads_no_servers()
    {
        FakeItem item = Add("sql01", Modernized);
        await _bed.RunOneAsync(Bed.FailBack(item));
        Assert.DoesNotContain(_bed.Service.Requests, r => r.What is "GET fabric" or "LIST permissions" or "LIST locks" or "LIST vms" or "LIST power states");
    }

    private FakeItem Add(string name, ReplicationArchitecture architecture, ReplicationPhase phase = ReplicationPhase.ReadyToFailBack)
    {
        FakeItem item = _bed.Service.Add(name, phase, architecture);
        item.Tamper = shown => Item(architecture, phase, name) with
        {
            Phase = shown.Phase,
            ActiveLocation = shown.ActiveLocation,
            ProtectionState = shown.ProtectionState,
            ProtectionStateDescription = shown.ProtectionStateDescription,
            AllowedOperations = shown.AllowedOperations,
            ObjectId = shown.ObjectId,
            RunningJobId = shown.RunningJobId,
            RunningScenario = shown.RunningScenario,
            LastFailoverTime = shown.LastFailoverTime,
            AgentHeartbeat = shown.ReadAt.AddMinutes(-1),
            ReadAt = shown.ReadAt,
            AvsVm = null,
            AzureVmId = Some.AzureVmId(name),
        };
        return item;
    }

    private async Task<IReadOnlyList<ReplicatedItem>> ListAsync() => await Paging.AllAsync(c => _bed.Service.ListItemsAsync(null, c, default));

    /// <summary>The requests that aren't of single items, counted.</summary>
    private string[] Others() => [.. _bed.Service.Requests.Where(r => r.What != "GET item").GroupBy(r => r.What).Select(g => $"{g.Key} {g.Count()}").Order(StringComparer.Ordinal)];
}
