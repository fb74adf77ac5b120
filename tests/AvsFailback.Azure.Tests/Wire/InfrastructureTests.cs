using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;

namespace AvsFailback.Azure.Tests.Wire;

public sealed class InfrastructureTests
{
    private const string Parts = """
        "processServers":[{"id":"A-1","name":"app1","ipAddresses":["10.0.0.4","10.0.0.5"],"version":"9.55","lastHeartbeatUtc":"2026-03-01T07:58:00Z","availableSpaceInBytes":1000,"protectedItemCount":3,"health":"Normal","healthErrors":[]}],
        "rcmProxies":[{"id":"A-1","name":"app1","lastHeartbeatUtc":"2026-03-01T07:55:00Z","health":"Normal"}],
        "pushInstallers":[{"id":"A-1","name":"app1","health":"None"}],
        "replicationAgents":[{"id":"A-1","name":"app1","health":"Warning","healthErrors":[{"errorCode":"808","errorMessage":"Late."}]}],
        "reprotectAgents":[{"id":"a-1","name":"app1","version":"9.55","lastHeartbeatUtc":"2026-03-01T07:59:00Z","health":"Normal","accessibleDatastores":["vsanDatastore","nfs1"],"vcenterId":"/subscriptions/s/vc","lastDiscoveryInUtc":"2026-03-01T07:30:00Z"},
                           {"id":"A-2","name":"app2","health":"Critical","accessibleDatastores":[]}],
        "marsAgents":[{"id":"A-1","name":"app1","health":"Normal"}],
        "dras":[{"id":"A-1","name":"app1","version":"5.1","health":"Normal"}]
        """;

    [Fact]
    public async Task An_appliance_is_put_together_from_the_parts_that_share_its_id()
    {
        // The kind stands last: what is read can't hang on it.
        string json = $$"""{"id":"{{Vaults.IdText}}/replicationFabrics/f","properties":{"friendlyName":"site","customDetails":{"vmwareSiteId":"/subscriptions/s/resourceGroups/g/providers/Microsoft.OffAzure/VMwareSites/w",{{Parts}},"instanceType":"InMageRcm"} } }""";
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always(json));

        ReplicationFabric fabric = (await service.FindFabricAsync(Vaults.Id.Append("replicationFabrics/f"), CancellationToken.None))!;

        Assert.Equal((ReplicationArchitecture.Modernized, true), (fabric.Architecture, fabric.IsComplete));
        Assert.Equal(["app1", "app2"], fabric.Appliances.Select(a => a.Name));
        ReplicationAppliance first = fabric.Appliances[0];
        Assert.Equal(["Process server", "Proxy", "Push installer", "Recovery Services agent", "Replication agent", "Reprotect agent", "Site Recovery provider"], first.Components.Select(c => c.Kind).Order());
        Assert.Equal((HealthStatus.Warning, true, true), (first.Health, first.HasReprotectAgent, first.HasProcessServer));
        Assert.Equal(["vsanDatastore", "nfs1"], first.Datastores.Select(d => d.Name));
        Assert.Equal(TimeSpan.FromMinutes(5), first.HeartbeatAge);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 7, 30, 0, TimeSpan.Zero), first.LastDiscovery);
        Assert.Equal(("w", "site", "808"), (first.VMwareSiteId!.Name, first.FabricName, Assert.Single(first.HealthErrors).Code));
        Assert.Equal((HealthStatus.Critical, false), (fabric.Appliances[1].Health, fabric.Appliances[1].HasProcessServer));
        ProcessServer server = Assert.Single(fabric.ProcessServers);
        Assert.Equal(("10.0.0.4", "9.55", 1000L, 3, ReplicationArchitecture.Modernized), (server.IpAddress, server.Version, server.FreeSpaceInBytes, server.MachineCount, server.Architecture));
        Assert.Equal(TimeSpan.FromMinutes(2), server.HeartbeatAge);
    }

    [Fact]
    public async Task What_stands_around_a_vault_is_read()
    {
        const string Group = "/subscriptions/s/resourceGroups/g";
        VCenter vCenter = Assert.Single((await (await AnswerAsync($$"""{"value":[{"id":"{{Vaults.IdText}}/replicationFabrics/f/replicationvCenters/v","properties":{"friendlyName":"vc","lastHeartbeat":"2026-03-01T07:40:00Z","discoveryStatus":"Completed","healthErrors":[{"errorCode":"1","errorMessage":"m"}]} }]}""")).ListVCentersAsync(null, default)).Items);
        Assert.Equal(("vc", "Completed", TimeSpan.FromMinutes(20), "f", "1"), (vCenter.Name, vCenter.DiscoveryStatus, vCenter.HeartbeatAge, vCenter.FabricId!.Name, Assert.Single(vCenter.HealthErrors).Code));

        ManagementLock held = Assert.Single((await (await AnswerAsync($$"""{"value":[{"id":"{{Group}}/providers/Microsoft.Authorization/locks/keep","properties":{"level":"ReadOnly","notes":"n"} }]}""")).ListLocksAsync("s", null, default)).Items);
        Assert.Equal(("keep (ReadOnly)", true, false), (held.ToString(), held.Covers(ArmId.Parse(Group + "/providers/Microsoft.Compute/virtualMachines/a")), held.Covers(ArmId.Parse(Group + "2"))));

        GrantedActions granted = Assert.Single((await (await AnswerAsync("""{"value":[{"actions":["*"],"notActions":["a/b"],"dataActions":[]}]}""")).ListPermissionsAsync(null, default)).Items);
        Assert.Equal(("*", "a/b"), (Assert.Single(granted.Actions), Assert.Single(granted.NotActions)));

        AzureNetworkInterface nic = Assert.Single((await (await AnswerAsync($$"""{"value":[{"id":"{{Group}}/providers/Microsoft.Network/networkInterfaces/n","properties":{"ipConfigurations":[{"properties":{"privateIPAddress":"10.0.0.4"} }]} }]}""")).ListNetworkInterfacesAsync("s", null, default)).Items);
        Assert.Equal(("n", "10.0.0.4"), (nic.ToString(), Assert.Single(nic.PrivateIpAddresses)));

        AzureVm vm = Assert.Single((await (await AnswerAsync($$"""{"value":[{"id":"{{Group}}/providers/Microsoft.Compute/virtualMachines/a","properties":{"storageProfile":{"dataDisks":[{"name":"d","managedDisk":{"id":"{{Group}}/providers/Microsoft.Compute/disks/d"} },{"name":"u","vhd":{"uri":"x"} }],"osDisk":{"name":"o"} } } }]}""")).ListAzureVmsAsync("s", null, default)).Items);
        Assert.Equal(["o True ", "d False d", "u False "], vm.Disks.Select(d => $"{d.Name} {d.IsSystem} {d.Id?.Name}"));

        NetworkConnection connection = (await (await AnswerAsync($$"""{"id":"{{Group}}/providers/Microsoft.Network/connections/er","properties":{"connectionType":"ExpressRoute","connectionStatus":"Connected"} }""")).FindNetworkConnectionAsync(ArmId.Parse(Group + "/providers/Microsoft.Network/connections/er"), default))!;
        Assert.Equal(("er (Connected)", "ExpressRoute"), (connection.ToString(), connection.ConnectionType));

        PrivateCloud cloud = (await (await AnswerAsync($$"""{"id":"{{Group}}/providers/Microsoft.AVS/privateClouds/avs","properties":{"provisioningState":"Succeeded","managementCluster":{"provisioningState":"Updating"} } }""")).FindPrivateCloudAsync(ArmId.Parse(Group + "/providers/Microsoft.AVS/privateClouds/avs"), default))!;
        Assert.Equal(("avs (Succeeded)", "Updating"), (cloud.ToString(), cloud.ClusterProvisioningState));

        static async Task<ISiteRecovery> AnswerAsync(string json) => (await Vaults.OpenAsync(ScriptedHandler.Always(json))).Service;
    }

    [Fact]
    public async Task The_vaults_own_list_of_appliances_tells_the_same()
    {
        string json = $$"""
            {"value":[{"properties":{"providerSpecificDetails":{"instanceType":"InMageRcm","appliances":[
              {"id":"A-1","name":"app1","fabricArmId":"{{Vaults.IdText}}/replicationFabrics/f","processServer":{"id":"A-1","name":"ps","health":"Normal"},
               "reprotectAgent":{"id":"A-1","name":"ra","health":"Warning","accessibleDatastores":["vsanDatastore"]},"dra":null},
              {"id":"A-2","name":"app2"}]} } }],"nextLink":null}
            """;
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always(json));

        Page<ReplicationAppliance> page = await service.ListAppliancesAsync(null, CancellationToken.None);

        Assert.Equal(["app1", "app2"], page.Items.Select(a => a.Name));
        Assert.Equal((HealthStatus.Warning, 2, "f", true), (page.Items[0].Health, page.Items[0].Components.Count, page.Items[0].FabricId!.Name, page.Items[0].HasReprotectAgent));
        Assert.Equal((HealthStatus.None, false), (page.Items[1].Health, page.Items[1].HasReprotectAgent));
    }

    [Fact]
    public async Task Recovery_points_are_read_with_their_age_and_kind()
    {
        string json = $$"""
            {"value":[
              {"id":"{{Vaults.ItemText}}/recoveryPoints/p1","properties":{"recoveryPointTime":"2026-03-01T07:50:00Z","recoveryPointType":"CrashConsistent","providerSpecificDetails":{"instanceType":"InMageRcm","isMultiVmSyncPoint":"true"} } },
              {"id":"{{Vaults.ItemText}}/recoveryPoints/p2","properties":{"recoveryPointTime":"2026-03-01T07:00:00Z","recoveryPointType":"ApplicationConsistent"} },
              {"id":"{{Vaults.ItemText}}/recoveryPoints/p3","properties":{"recoveryPointTime":"2026-03-01T06:00:00Z","recoveryPointType":"Quantum"} },
              {"id":"{{Vaults.ItemText}}/recoveryPoints/p4","properties":{"recoveryPointTime":"0001-01-01T00:00:00","recoveryPointType":"CrashConsistent"} }]}
            """;
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always(json));

        Page<RecoveryPoint> page = await service.ListRecoveryPointsAsync(Vaults.Item("InMageRcm"), null, CancellationToken.None);

        Assert.Equal(["p1", "p2", "p3"], page.Items.Select(p => p.Name));
        Assert.Equal([RecoveryPointType.CrashConsistent, RecoveryPointType.ApplicationConsistent, RecoveryPointType.Unknown], page.Items.Select(p => p.Type));
        Assert.Equal((TimeSpan.FromMinutes(10), "sql01", true), (page.Items[0].Age, page.Items[0].ItemName, page.Items[0].IsMultiVmSyncPoint));
        Assert.Null(page.Items[1].IsMultiVmSyncPoint);
    }

    [Fact]
    public async Task Run_as_accounts_of_a_site_are_named_as_people_know_them()
    {
        const string Json = """{"value":[{"id":"/subscriptions/s/x/runasaccounts/1","name":"1","properties":{"displayName":"Admin","credentialType":"WindowsGuest","applianceName":"app1"} },{"id":"/subscriptions/s/x/runasaccounts/2","name":"2","properties":{}}]}""";
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always(Json));

        Page<RunAsAccount> page = await service.ListRunAsAccountsAsync(Vaults.Id, null, CancellationToken.None);

        Assert.Equal(
            [("/subscriptions/s/x/runasaccounts/1", "Admin", "WindowsGuest"), ("/subscriptions/s/x/runasaccounts/2", "2", "")],
            page.Items.Select(a => (a.Id, a.Name, a.CredentialType)));
    }

    [Theory]
    [InlineData("PowerState/running", AzurePowerState.Running)]
    [InlineData("PowerState/deallocated", AzurePowerState.Deallocated)]
    [InlineData("PowerState/stopped", AzurePowerState.Stopped)]
    [InlineData("PowerState/starting", AzurePowerState.Starting)]
    [InlineData("PowerState/deallocating", AzurePowerState.Deallocating)]
    [InlineData("PowerState/unknown", AzurePowerState.Unknown)]
    [InlineData("PowerState/hibernating", AzurePowerState.Unknown)]
    [InlineData("ProvisioningState/succeeded", AzurePowerState.Unknown)]
    public async Task An_Azure_VMs_power_state_is_read_from_its_statuses(string code, AzurePowerState expected)
    {
        const string Vm = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v";
        string json = $$"""
            {"id":"{{Vm}}","properties":{"networkProfile":{"networkInterfaces":[{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/n","properties":{"primary":true} }] },
            "instanceView":{"statuses":[{"code":"ProvisioningState/succeeded"},{"code":"{{code}}","displayStatus":"x"}]} } }
            """;
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always(json));

        AzureVm vm = (await service.FindAzureVmAsync(ArmId.Parse(Vm), CancellationToken.None))!;

        Assert.Equal(("v", expected, "n"), (vm.Name, vm.PowerState, Assert.Single(vm.NetworkInterfaceIds).Name));
    }

    [Fact]
    public async Task A_network_interfaces_private_addresses_are_read()
    {
        const string Json = """{"id":"/n","properties":{"ipConfigurations":[{"properties":{"privateIPAddress":"10.1.0.4"}},{"properties":{"privateIPAddress":null}},{"properties":{"privateIPAddress":"10.1.0.5"}}]}}""";
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always(Json));

        Assert.Equal(["10.1.0.4", "10.1.0.5"], await service.ListPrivateAddressesAsync(Vaults.Id, CancellationToken.None));
    }
}
