using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Asr;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using AvsFailback.Vault;

namespace AvsFailback.Core.Tests.Planner;

public sealed class ModernizedPlannerTests
{
    private static readonly ReplicationFabric Two = Plan.Modernized with { Appliances = [Plan.Appliance("app-id-1", "app1", "ds1"), Plan.Appliance("app-id-2", "app2", "ds2", "ds3")] };

    private readonly Plan _plan = new Plan().WithPolicies(ReplicationArchitecture.Modernized);
    private readonly ReplicatedItem _toAvs = Plan.Item(ReplicationPhase.RunningInAzure, ReplicationArchitecture.Modernized);
    private readonly ReplicatedItem _toAzure = Plan.Item(ReplicationPhase.Committed, ReplicationArchitecture.Modernized);

    [Fact]
    public async Task Towards_avs_everything_is_defaulted_and_the_policy_left_to_the_service()
    {
        ReprotectInputs inputs = await _plan.MakeAsync(Plan.Modernized, _toAvs);
        Assert.Equal(new ReprotectInputs { ReprotectAgentId = "app-id-1", Datastore = "vsanDatastore", LogStorageAccountId = Plan.LogAccount }, inputs);
        Assert.DoesNotContain(_plan.Bed.Service.Requests, r => r.What == "LIST policies");
    }

    [Fact]
    public async Task Towards_azure_the_policy_used_last_is_taken()
    {
        ReprotectInputs inputs = await _plan.MakeAsync(Plan.Modernized, _toAzure with { LastUsedPolicyId = Some.PolicyId("forward") });
        Assert.Equal(new ReprotectInputs { ProcessServerId = "app-id-1", PolicyId = Some.PolicyId("forward") }, inputs);
    }

    [Fact]
    public async Task Towards_azure_without_a_policy_used_last_the_one_that_is_mapped_is_taken()
    {
        Assert.Equal(Some.PolicyId("24h"), (await _plan.MakeAsync(Plan.Modernized, _toAzure)).PolicyId);
        ReplicatedItem item = _toAzure with { LastUsedPolicyId = Some.PolicyId("forward") };
        Assert.Equal(Some.PolicyId("24h"), (await _plan.MakeAsync(Plan.Modernized, item, new ReprotectChoices { Policy = "24H" })).PolicyId);
    }

    [Fact]
    public async Task The_appliance_that_the_vm_used_before_is_taken()
    {
        Assert.Equal(("app-id-2", "ds2"), Agent(await _plan.MakeAsync(Two, _toAvs with { ProcessServerId = "APP-ID-2", Datastore = "ds2" })));
        Assert.Equal("app-id-2", (await _plan.MakeAsync(Two, _toAzure with { ReprotectAgentId = "app-id-2" })).ProcessServerId);

        static (string?, string?) Agent(ReprotectInputs inputs) => (inputs.ReprotectAgentId, inputs.Datastore);
    }

    [Fact]
    public async Task An_appliance_used_before_that_is_gone_leaves_the_choice()
    {
        Plan.Names(await _plan.FailAsync(Two, _toAvs with { ProcessServerId = "gone" }), "NameNeeded", "-Appliance", "app1, app2");
        Assert.Equal("app-id-1", (await _plan.MakeAsync(Plan.Modernized, _toAvs with { ProcessServerId = "gone" })).ReprotectAgentId);
    }

    [Fact]
    public async Task An_appliance_is_named_by_name_or_id_in_any_case()
    {
        Assert.Equal("app-id-1", (await _plan.MakeAsync(Two, _toAvs, new ReprotectChoices { Appliance = "APP1" })).ReprotectAgentId);
        Assert.Equal("app-id-1", (await _plan.MakeAsync(Two, _toAvs, new ReprotectChoices { Appliance = "APP-id-1" })).ReprotectAgentId);
        Assert.Equal("app-id-2", (await _plan.MakeAsync(Two, _toAzure, new ReprotectChoices { ProcessServer = "app2" })).ProcessServerId);
    }

    [Fact]
    public async Task An_appliance_without_the_part_that_is_needed_doesnt_fit()
    {
        ReplicationFabric fabric = Two with { Appliances = [Two.Appliances[0] with { HasReprotectAgent = false }, Two.Appliances[1] with { HasProcessServer = false }] };
        Assert.Equal("app-id-2", (await _plan.MakeAsync(fabric, _toAvs with { Datastore = "ds3" })).ReprotectAgentId);
        Assert.Equal("app-id-1", (await _plan.MakeAsync(fabric, _toAzure)).ProcessServerId);
        Plan.Names(await _plan.FailAsync(fabric, _toAvs, new ReprotectChoices { Appliance = "app1" }), "DoesNotFit", "reprotect agent", "app2");
    }

    [Fact]
    public async Task The_datastore_is_that_of_the_item_or_of_the_discovered_vm_or_the_only_one()
    {
        ReplicationFabric fabric = Plan.Modernized with { Appliances = [Plan.Appliance("a", "app", "ds1", "ds2")] };
        Assert.Equal("ds2", (await _plan.MakeAsync(fabric, _toAvs with { Datastore = "ds2" })).Datastore);
        Assert.Equal("ds1", (await _plan.MakeAsync(fabric, _toAvs with { AvsVm = new DiscoveredVm { Datastores = ["DS1"] } })).Datastore);
        Plan.Names(await _plan.FailAsync(fabric, _toAvs with { AvsVm = new DiscoveredVm { Datastores = ["ds1", "ds2"] } }), "NameNeeded", "-Datastore", "ds1, ds2");
        Plan.Names(await _plan.FailAsync(fabric, _toAvs, new ReprotectChoices { Datastore = "ds3" }), "NoSuchName", "'ds3'", "ds1, ds2");
    }

    [Fact]
    public async Task A_log_storage_account_that_nobody_tells_is_asked_for()
    {
        Plan.Names(await _plan.FailAsync(Plan.Modernized, _toAvs with { LogStorageAccountId = null }), "LogStorageAccountNeeded", "-LogStorageAccount");
        ReprotectInputs inputs = await _plan.MakeAsync(Plan.Modernized, _toAvs, new ReprotectChoices { LogStorageAccount = $"{Plan.LogAccount}2" });
        Assert.Equal("logs2", inputs.LogStorageAccountId!.Name);
    }

    [Fact]
    public async Task A_run_as_account_is_taken_from_the_site_only_where_one_is_named()
    {
        _plan.Bed.Service.SiteAccounts.Add(new RunAsAccount { Id = "/subscriptions/s/accounts/1", Name = "root" });
        Assert.Null((await _plan.MakeAsync(Plan.Modernized, _toAzure)).RunAsAccountId);
        Assert.DoesNotContain(_plan.Bed.Service.Requests, r => r.What == "LIST accounts");
        Assert.Equal("/subscriptions/s/accounts/1", (await _plan.MakeAsync(Plan.Modernized, _toAzure, new ReprotectChoices { RunAsAccount = "ROOT" })).RunAsAccountId);
    }

    [Fact]
    public async Task Parameters_that_dont_apply_are_refused()
    {
        Plan.Names(await _plan.FailAsync(Plan.Modernized, _toAvs, new ReprotectChoices { MasterTarget = "mt" }), "ParameterDoesNotApply", "-MasterTarget", "-Appliance");
        Plan.Names(await _plan.FailAsync(Plan.Modernized, _toAvs, new ReprotectChoices { RetentionVolume = "R" }), "ParameterDoesNotApply", "-RetentionVolume");
        Plan.Names(await _plan.FailAsync(Plan.Modernized, _toAzure, new ReprotectChoices { Datastore = "ds" }), "ParameterDoesNotApply", "-Datastore");
        Plan.Names(await _plan.FailAsync(Plan.Modernized, _toAzure, new ReprotectChoices { MasterTarget = "mt" }), "ParameterDoesNotApply", "-MasterTarget");
    }

    [Fact]
    public async Task A_foreign_provider_is_refused()
    {
        ReplicatedItem item = PhaseRules.WithPhase(_toAvs with { Provider = "A2A" });
        Plan.Names(await _plan.FailAsync(Plan.Modernized, item), "ProviderNotSupported", "'A2A'");
    }

    [Fact]
    public async Task A_fabric_that_is_gone_is_told() =>
        Plan.Names(await _plan.FailAsync(Plan.Modernized with { Id = Some.VaultId.Append("replicationFabrics/other") }, _toAvs), "FabricGone", "fabric1");

    [Fact]
    public async Task The_infrastructure_is_read_once_however_many_items_there_are()
    {
        _plan.Bed.Service.Fabrics.Add(Plan.Modernized);
        var planner = new ReprotectPlanner(new Infrastructure(_plan.Bed.Vault));
        for (int i = 0; i < 5; i += 1)
        {
            await planner.PlanAsync(_toAzure with { Id = Some.ItemId($"vm{i}") }, new ReprotectChoices(), default);
        }

        Assert.Equal(["GET fabric", "LIST mappings", "LIST policies"], _plan.Bed.Service.Requests.Select(r => r.What));
    }

    [Fact]
    public async Task The_list_of_fabrics_is_completed_where_it_leaves_parts_out()
    {
        _plan.Bed.Service.Fabrics.Add(Plan.Modernized);
        _plan.Bed.Service.Fabrics.Add(Plan.Classic with { Id = Some.VaultId.Append("replicationFabrics/fabric2") });
        var infrastructure = new Infrastructure(_plan.Bed.Vault);
        Assert.Equal([1, 0], (await infrastructure.AllFabricsAsync(default)).Select(f => f.Appliances.Count));
        await infrastructure.AllFabricsAsync(default);
        Assert.Equal(["LIST fabrics", "GET fabric"], _plan.Bed.Service.Requests.Select(r => r.What));
    }
}
