using System.Threading.Tasks;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;

namespace AvsFailback.Core.Tests.Planner;

public sealed class ClassicPlannerTests
{
    private readonly Plan _plan = new Plan().WithPolicies(ReplicationArchitecture.Classic);
    private readonly ReplicatedItem _toAvs = Plan.Item(ReplicationPhase.RunningInAzure, ReplicationArchitecture.Classic);
    private readonly ReplicatedItem _toAzure = Plan.Item(ReplicationPhase.Committed, ReplicationArchitecture.Classic);

    [Fact]
    public async Task Towards_avs_everything_is_defaulted_where_only_one_makes_sense()
    {
        ReprotectInputs inputs = await _plan.MakeAsync(Plan.Classic, _toAvs);
        Assert.Equal(new ReprotectInputs { ProcessServerId = "ps-id", MasterTargetId = "mt-id", RetentionVolume = "R", Datastore = "vsanDatastore", RunAsAccountId = "1", PolicyId = Some.PolicyId("24h-failback") }, inputs);
    }

    [Fact]
    public async Task Towards_azure_everything_is_defaulted_where_only_one_makes_sense()
    {
        ReplicatedItem item = _toAzure with { StorageAccountId = Plan.LogAccount };
        ReprotectInputs inputs = await _plan.MakeAsync(Plan.Classic, item);
        Assert.Equal(new ReprotectInputs { ProcessServerId = "ps-id", RunAsAccountId = "1", PolicyId = Some.PolicyId("24h"), StorageAccountId = Plan.LogAccount, LogStorageAccountId = Plan.LogAccount }, inputs);
    }

    [Fact]
    public async Task Names_are_taken_in_any_case_and_ids_too()
    {
        ReplicationFabric fabric = Plan.Classic with
        {
            ProcessServers = [new ProcessServer { Id = "ps-id", Name = "PS1" }, new ProcessServer { Id = "ps-2", Name = "PS2" }],
            MasterTargets = [Plan.Target("mt-id", "MT1", "Windows"), Plan.Target("mt-2", "MT2", "Windows")],
        };
        ReprotectInputs inputs = await _plan.MakeAsync(fabric, _toAvs, new ReprotectChoices { ProcessServer = "ps2", MasterTarget = "MT-ID", RetentionVolume = "r", Datastore = "VSANDATASTORE", RunAsAccount = "ADMIN", Policy = "24H-FAILBACK" });
        Assert.Equal(new ReprotectInputs { ProcessServerId = "ps-2", MasterTargetId = "mt-id", RetentionVolume = "R", Datastore = "vsanDatastore", RunAsAccountId = "1", PolicyId = Some.PolicyId("24h-failback") }, inputs);
    }

    [Fact]
    public async Task Each_ambiguity_lists_the_names_and_the_parameter()
    {
        ReplicationFabric two = Plan.Classic with { ProcessServers = [new ProcessServer { Id = "b", Name = "PS-B" }, new ProcessServer { Id = "a", Name = "PS-A" }] };
        Plan.Names(await _plan.FailAsync(two, _toAvs), "NameNeeded", "-ProcessServer", "PS-A, PS-B");
        two = Plan.Classic with { MasterTargets = [Plan.Target("a", "MT-A", "Windows"), Plan.Target("b", "MT-B", "Windows")] };
        Plan.Names(await _plan.FailAsync(two, _toAvs), "NameNeeded", "-MasterTarget", "MT-A, MT-B");
        MasterTarget target = Plan.Target("a", "MT-A", "Windows");
        two = Plan.Classic with { MasterTargets = [target with { RetentionVolumes = [new RetentionVolume { Name = "R" }, new RetentionVolume { Name = "S" }] }] };
        Plan.Names(await _plan.FailAsync(two, _toAvs), "NameNeeded", "-RetentionVolume", "R, S", "MT-A");
        two = Plan.Classic with { MasterTargets = [target with { Datastores = [new Datastore { Name = "ds1" }, new Datastore { Name = "ds2" }] }] };
        Plan.Names(await _plan.FailAsync(two, _toAvs), "NameNeeded", "-Datastore", "ds1, ds2");
    }

    [Fact]
    public async Task The_datastore_that_the_item_came_from_is_taken_before_asking()
    {
        ReplicationFabric two = Plan.Classic with { MasterTargets = [Plan.Target("a", "MT-A", "Windows") with { Datastores = [new Datastore { Name = "ds1" }, new Datastore { Name = "ds2" }] }] };
        Assert.Equal("ds2", (await _plan.MakeAsync(two, _toAvs with { Datastore = "DS2" })).Datastore);
    }

    [Fact]
    public async Task The_master_target_has_to_have_the_vms_operating_system()
    {
        ReplicationFabric fabric = Plan.Classic with { MasterTargets = [Plan.Target("w", "WinMT", "Windows"), Plan.Target("l", "LinMT", "Linux")] };
        Assert.Equal("w", (await _plan.MakeAsync(fabric, _toAvs)).MasterTargetId);
        Assert.Equal("l", (await _plan.MakeAsync(fabric, _toAvs with { OsType = "linux" })).MasterTargetId);
        Plan.Names(await _plan.FailAsync(fabric, _toAvs, new ReprotectChoices { MasterTarget = "LinMT" }), "DoesNotFit", "'LinMT'", "Windows", "Those that fit: WinMT");
        Plan.Names(await _plan.FailAsync(Plan.Classic, _toAvs with { OsType = "Linux" }), "NothingFits", "Linux", "MT1");
        Plan.Names(await _plan.FailAsync(fabric, _toAvs with { OsType = null }), "NameNeeded", "LinMT, WinMT");
    }

    [Theory]
    [InlineData("ProcessServer", "PS1")]
    [InlineData("MasterTarget", "MT1")]
    [InlineData("RetentionVolume", "R")]
    [InlineData("Datastore", "vsanDatastore")]
    [InlineData("RunAsAccount", "admin")]
    [InlineData("Policy", "24h-failback")]
    public async Task A_name_that_isnt_there_lists_those_that_are(string parameter, string there)
    {
        FailbackException error = await _plan.FailAsync(Plan.Classic, _toAvs, Choose(parameter, "nope"));
        Plan.Names(error, "NoSuchName", "'nope'", there);
        Assert.Equal((FailbackErrorCategory.NotFound, "nope"), (error.Category, error.Target));
    }

    [Fact]
    public async Task A_name_that_means_two_lists_their_ids()
    {
        ReplicationFabric fabric = Plan.Classic with { ProcessServers = [new ProcessServer { Id = "id-a", Name = "PS" }, new ProcessServer { Id = "id-b", Name = "ps" }] };
        Plan.Names(await _plan.FailAsync(fabric, _toAvs, new ReprotectChoices { ProcessServer = "PS" }), "AmbiguousName", "id-a, id-b", "-ProcessServer");
    }

    [Theory]
    [InlineData("Appliance", true)]
    [InlineData("LogStorageAccount", true)]
    [InlineData("Appliance", false)]
    [InlineData("MasterTarget", false)]
    [InlineData("Datastore", false)]
    [InlineData("RetentionVolume", false)]
    public async Task A_parameter_that_doesnt_apply_is_refused(string parameter, bool toAvs) =>
        Plan.Names(await _plan.FailAsync(Plan.Classic, toAvs ? _toAvs : _toAzure, Choose(parameter, "x")), "ParameterDoesNotApply", $"-{parameter}", "sql01");

    [Fact]
    public async Task Of_several_policies_the_counterpart_of_the_items_own_is_taken()
    {
        _plan.WithPolicy("other-failback", "InMage", leadsToAzure: false).WithPolicy("other", "InMageAzureV2", leadsToAzure: true);
        Assert.Equal(Some.PolicyId("24h-failback"), (await _plan.MakeAsync(Plan.Classic, _toAvs)).PolicyId);
        Assert.Equal(Some.PolicyId("24h"), (await _plan.MakeAsync(Plan.Classic, _toAzure)).PolicyId);
        Plan.Names(await _plan.FailAsync(Plan.Classic, _toAvs with { PolicyId = Some.PolicyId("own") }), "NameNeeded", "-Policy", "24h-failback, other-failback");
    }

    [Fact]
    public async Task Only_policies_that_are_mapped_to_the_items_container_in_its_direction_count()
    {
        Plan plan = new Plan().WithPolicy("24h", "InMageAzureV2", leadsToAzure: true).WithPolicy("24h-failback", "InMage", leadsToAzure: false, toOwnContainer: false);
        Plan.Names(await plan.FailAsync(Plan.Classic, _toAvs), "NothingFits", "failback policy", "mapped to its protection container");
    }

    [Fact]
    public async Task Without_a_choice_of_run_as_accounts_the_items_own_stays()
    {
        ReplicationFabric fabric = Plan.Classic with { RunAsAccounts = [new RunAsAccount { Id = "1", Name = "a" }, new RunAsAccount { Id = "2", Name = "b" }] };
        Assert.Equal("2", (await _plan.MakeAsync(fabric, _toAvs with { RunAsAccountId = "2" })).RunAsAccountId);
        Assert.Null((await _plan.MakeAsync(fabric, _toAvs)).RunAsAccountId);
        Assert.Equal("1", (await _plan.MakeAsync(fabric, _toAvs, new ReprotectChoices { RunAsAccount = "A" })).RunAsAccountId);
    }

    [Fact]
    public async Task The_log_storage_account_is_named_by_its_id()
    {
        ReprotectInputs inputs = await _plan.MakeAsync(Plan.Classic, _toAzure, new ReprotectChoices { LogStorageAccount = $"{Plan.LogAccount}2" });
        Assert.Equal("logs2", inputs.LogStorageAccountId!.Name);
        Plan.Names(await _plan.FailAsync(Plan.Classic, _toAzure, new ReprotectChoices { LogStorageAccount = "logs" }), "NotAnId", "'logs'");
    }

    private static ReprotectChoices Choose(string parameter, string value)
    {
        var choices = new ReprotectChoices();
        typeof(ReprotectChoices).GetProperty(parameter)!.SetValue(choices, value);
        return choices;
    }
}
