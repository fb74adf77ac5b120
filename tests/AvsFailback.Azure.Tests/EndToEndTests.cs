using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;

namespace AvsFailback.Azure.Tests;

/// <summary>The client against the emulator, which shares no code with it: in this process and over a port.</summary>
public sealed class EndToEndTests
{
    [Theory]
    [InlineData("sql01", false)]
    [InlineData("sql01", true)]
    [InlineData("lin01", false)]
    [InlineData("app01", false)]
    [InlineData("app01", true)]
    [InlineData("lin02", false)]
    public async Task A_VM_goes_home_and_is_protected_again(string name, bool overPort)
    {
        using var world = await EmulatedWorld.OpenAsync(overPort);
        ReplicatedItem item = await world.ItemAsync(name);
        Assert.Equal(ReplicationPhase.RunningInAzure, item.Phase);
        ArmId vm = item.AzureVmId ?? (await world.Service.FindDiskOwnerAsync(item.Disks[0].AzureDiskId!, default))!;
        Assert.Equal(AzurePowerState.Running, (await world.Service.FindAzureVmAsync(vm, default))!.PowerState);

        await world.RunAsync(await world.Service.ReprotectAsync(item, await world.InputsAsync(item), "reprotect-1", default));
        item = await world.WaitAsync(name, ReplicationPhase.ReadyToFailBack);
        Assert.Equal(ReplicationDirection.AzureToAvs, item.Direction);

        FailbackJob job = await world.RunAsync(await world.Service.FailBackAsync(item, RecoveryPointChoice.Latest, "failback-1", default));
        Assert.StartsWith("failback-1", job.ActivityId!, StringComparison.Ordinal);
        Assert.Equal(item.ObjectId, job.TargetObjectId);
        Assert.NotEmpty(job.Tasks);
        item = await world.WaitAsync(name, ReplicationPhase.FailedBack);
        Assert.Equal(job.StartTime, item.LastFailoverTime);
        Assert.True((await world.Service.FindAzureVmAsync(vm, default))!.IsOff);

        await world.RunAsync(await world.Service.CommitAsync(item, "commit-1", default));
        item = await world.WaitAsync(name, ReplicationPhase.Committed);
        await world.Clock.Delay(TimeSpan.FromMinutes(20), default);
        Assert.Null(await world.Service.FindAzureVmAsync(vm, default));

        item = await world.ItemAsync(name);
        Assert.NotEqual(false, item.IsAgentRegistered);
        await world.RunAsync(await world.Service.ReprotectAsync(item, await world.InputsAsync(item), "reprotect-2", default));
        item = await world.WaitAsync(name, ReplicationPhase.Protected);
        Assert.Equal(ReplicationDirection.AvsToAzure, item.Direction);
    }

    [Fact]
    public async Task A_cancelled_failback_leaves_the_VM_in_Azure_and_replicating()
    {
        using var world = await EmulatedWorld.OpenAsync(overPort: false);
        ReplicatedItem item = await world.ItemAsync("app01");
        ArmId vm = item.AzureVmId ?? (await world.Service.FindDiskOwnerAsync(item.Disks[0].AzureDiskId!, default))!;
        await world.RunAsync(await world.Service.ReprotectAsync(item, await world.InputsAsync(item), "r", default));
        item = await world.WaitAsync("app01", ReplicationPhase.ReadyToFailBack);
        await world.RunAsync(await world.Service.FailBackAsync(item, RecoveryPointChoice.Latest, "f", default));
        item = await world.WaitAsync("app01", ReplicationPhase.FailedBack);

        FailbackJob job = await world.RunAsync(await world.Service.CancelFailoverAsync(item, "c", default));

        Assert.Equal(FailbackAction.CancelFailback, job.Action);
        await world.WaitAsync("app01", ReplicationPhase.ReadyToFailBack);
        Assert.Equal(AzurePowerState.Running, (await world.Service.FindAzureVmAsync(vm, default))!.PowerState);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_that_the_emulator_tells_of_items_and_jobs_is_read_without_losing_a_value(bool overPort)
    {
        using var world = await EmulatedWorld.OpenAsync(overPort);
        await world.CheckAllAsync();
        foreach (string name in new[] { "sql01", "app01" })
        {
            ReplicatedItem item = await world.ItemAsync(name);
            StartedOperation started = await world.Service.ReprotectAsync(item, await world.InputsAsync(item), "r", default);
            await world.Clock.Delay(TimeSpan.FromMinutes(1), default);
            await world.CheckAllAsync();
            await world.RunAsync(started);
            await world.CheckAllAsync();
            item = await world.WaitAsync(name, ReplicationPhase.ReadyToFailBack);
            await world.CheckAllAsync();
            await world.RunAsync(await world.Service.FailBackAsync(item, RecoveryPointChoice.Latest, "f", default));
            await world.CheckAllAsync();
        }
    }

    [Fact]
    public async Task The_infrastructure_is_found_with_all_that_a_reprotect_needs()
    {
        using var world = await EmulatedWorld.OpenAsync(overPort: false);

        IReadOnlyList<ReplicationFabric> fabrics = await world.FabricsAsync();
        ReplicationFabric classic = fabrics.Single(f => f.Architecture == ReplicationArchitecture.Classic);
        ReplicationFabric modernized = fabrics.Single(f => f.Architecture == ReplicationArchitecture.Modernized);
        IReadOnlyList<AzureVm> machines = (await world.Service.ListAzureVmsAsync(world.Vault.SubscriptionId, null, default)).Items;
        IReadOnlyList<AzureVm> powers = (await world.Service.ListAzureVmPowerStatesAsync(world.Vault.SubscriptionId, null, default)).Items;

        Assert.Contains(classic.MasterTargets, t => t.RetentionVolumes.Count > 0 && t.Datastores.Count > 0);
        Assert.NotEmpty(classic.ProcessServers);
        Assert.NotEmpty(classic.RunAsAccounts);
        ReplicationAppliance appliance = Assert.Single(modernized.Appliances);
        Assert.Equal((true, true), (appliance.HasProcessServer, appliance.HasReprotectAgent));
        Assert.NotEmpty(appliance.Datastores);
        Assert.Equal(appliance.Id, Assert.Single((await world.Service.ListAppliancesAsync(null, default)).Items).Id);
        Assert.NotEmpty((await world.Service.ListRunAsAccountsAsync(appliance.VMwareSiteId!, null, default)).Items);
        Assert.Contains((await world.Service.ListContainerMappingsAsync(null, default)).Items, m => m.LeadsToAzure);
        Assert.Equal(machines.Count, powers.Count);
        Assert.All(powers, p => Assert.Equal(AzurePowerState.Running, p.PowerState));
        Assert.All(machines, m => Assert.NotEmpty(m.NetworkInterfaceIds));
        Assert.NotEmpty(await world.Service.ListPrivateAddressesAsync(machines[0].NetworkInterfaceIds[0], default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_storm_of_reads_is_never_throttled(bool overPort)
    {
        using var world = await EmulatedWorld.OpenAsync(overPort);
        ReplicatedItem item = await world.ItemAsync("sql01");

        for (int i = 0; i < 600; i += 1)
        {
            await world.Service.FindItemAsync(item.Id, default);
        }

        Assert.DoesNotContain(429, world.Statuses);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_snapshot_of_the_client_is_a_vault_that_the_emulator_loads(bool overPort)
    {
        using var world = await EmulatedWorld.OpenAsync(overPort);
        string path = Path.Combine(Path.GetTempPath(), $"avsfailback-{Guid.NewGuid():N}.json");
        try
        {
            using (StreamWriter output = File.CreateText(path))
            {
                await world.Service.ExportSnapshotAsync(output, default);
            }

            using var copy = await EmulatedWorld.OpenAsync(overPort: false, ("snapshot", path));
            IReadOnlyList<ReplicatedItem> before = (await world.Service.ListItemsAsync(null, null, default)).Items;
            IReadOnlyList<ReplicatedItem> after = (await copy.Service.ListItemsAsync(null, null, default)).Items;

            Assert.Equal(world.Vault.Id, copy.Vault.Id);
            Assert.Equal(before.Select(i => (i.Id, i.Name, i.Phase, i.AzureVmId)), after.Select(i => (i.Id, i.Name, i.Phase, i.AzureVmId)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task An_answer_lost_after_the_service_acted_is_found_again_by_the_request_id()
    {
        using var world = await EmulatedWorld.OpenAsync(overPort: false);
        ReplicatedItem item = await world.ItemAsync("app01");
        await world.ControlAsync("/emulator/faults", """{"operation":"reProtect","kind":"dropAfter"}""");

        var lost = await Assert.ThrowsAsync<LostAnswerException>(async () => await world.Service.ReprotectAsync(item, await world.InputsAsync(item), "7d0c-lost", default));

        FailbackJob running = Assert.Single((await world.Service.ListJobsAsync(new JobFilter { States = ["InProgress", "NotStarted"] }, null, default)).Items);
        FailbackJob job = (await world.Service.FindJobAsync(running.Id, default))!;
        Assert.StartsWith(lost.ClientRequestId, job.ActivityId!, StringComparison.Ordinal);
    }
}
