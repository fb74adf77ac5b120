using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using AvsFailback.Vault;

namespace AvsFailback.Core.Tests.Readiness;

public sealed class AzureVmLocatorTests
{
    private readonly Bed _bed = new();
    private readonly ReplicatedItem _classic = Some.Item(ReplicationPhase.FailedBack, ReplicationArchitecture.Classic);

    [Fact]
    public async Task A_modernized_item_names_its_vm()
    {
        _bed.Service.OtherVms.Add(new AzureVm { Id = Some.AzureVmId("sql01"), PowerState = AzurePowerState.Deallocated });
        AzureVmEvidence found = await FindAsync(Some.Item(ReplicationPhase.FailedBack));
        Assert.Equal((AzureVmFinding.Found, AzurePowerState.Deallocated, "(named by the item)"), (found.Finding, found.Vm!.PowerState, found.Explanation));
        Assert.Equal(["GET vm"], _bed.Service.Requests.Select(r => r.What));
    }

    /// <summary>Where the name that was wished for was taken, the service names the VM otherwise; the foreign VM is another's (asr-contract §4.2, 28175).</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_modernized_item_that_runs_in_Azure_is_found_by_its_disk_whatever_its_vm_is_called(bool isShared)
    {
        ReplicatedItem item = Some.Item(ReplicationPhase.RunningInAzure);
        _bed.Service.OtherVms.Add(new AzureVm { Id = Some.AzureVmId("sql01"), PowerState = AzurePowerState.Deallocated });
        _bed.Service.OtherVms.Add(new AzureVm { Id = Some.AzureVmId("sql01-0f3a"), PowerState = AzurePowerState.Running, Disks = [new AzureDisk("os", item.Disks[0].AzureDiskId, true)] });

        AzureVmEvidence found = await FindAsync(item, null, isShared);

        Assert.Equal((AzureVmFinding.Found, Some.AzureVmId("sql01-0f3a"), AzurePowerState.Running), (found.Finding, found.Vm!.Id, found.Vm.PowerState));
        Assert.Contains("by its disk", found.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_disk_that_leads_to_it_a_modernized_item_s_vm_isnt_known()
    {
        ReplicatedItem item = Some.Item(ReplicationPhase.RunningInAzure);
        _bed.Service.OtherVms.Add(new AzureVm { Id = Some.AzureVmId("sql01"), PrivateIpAddresses = item.IpAddresses, PowerState = AzurePowerState.Running });

        Assert.Contains("attached to a VM", (await FindAsync(item)).Explanation, StringComparison.Ordinal);
        Assert.Contains("tells no disk", (await FindAsync(item with { Disks = [] })).Explanation, StringComparison.Ordinal);
        Assert.Equal(AzureVmFinding.Unknown, (await FindAsync(item with { Disks = [] })).Finding);
    }

    [Fact]
    public async Task Disks_on_two_vms_are_nobodys()
    {
        ReplicatedItem item = Some.Item(ReplicationPhase.RunningInAzure);
        ArmId data = ArmId.Parse($"{item.Disks[0].AzureDiskId}-data");
        _bed.Service.OtherVms.Add(new AzureVm { Id = Some.AzureVmId("a"), Disks = [new AzureDisk("os", item.Disks[0].AzureDiskId, true)] });
        _bed.Service.OtherVms.Add(new AzureVm { Id = Some.AzureVmId("b"), Disks = [new AzureDisk("data", data, false)] });

        AzureVmEvidence unknown = await FindAsync(item with { Disks = [.. item.Disks, new ReplicatedDisk { AzureDiskId = data }] });

        Assert.Equal(AzureVmFinding.Unknown, unknown.Finding);
        Assert.Contains("several VMs", unknown.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_user_names_counts_only_where_the_vm_isnt_known()
    {
        _bed.Service.OtherVms.Add(new AzureVm { Id = Some.AzureVmId("sql01"), PowerState = AzurePowerState.Running });
        _bed.Service.OtherVms.Add(new AzureVm { Id = Some.AzureVmId("other"), PowerState = AzurePowerState.Deallocated });
        AzureVmEvidence refused = await FindAsync(Some.Item(ReplicationPhase.FailedBack), Some.AzureVmId("OTHER"));
        Assert.Equal((AzureVmFinding.Unknown, null), (refused.Finding, refused.Vm));
        Assert.Contains("you named", refused.Explanation, StringComparison.Ordinal);
        AzureVmEvidence taken = await FindAsync(_classic with { IpAddresses = [] }, Some.AzureVmId("OTHER"));
        Assert.Equal((Some.AzureVmId("other"), "(named by you)"), (taken.Vm!.Id, taken.Explanation));
    }

    [Fact]
    public async Task A_vm_that_is_known_to_be_anothers_is_not_taken_for_this_one()
    {
        _bed.Service.OtherVms.Add(new AzureVm { Id = Some.AzureVmId("renamed"), PowerState = AzurePowerState.Deallocated });
        _bed.Vault.Connection.AzureVmOfItem[Some.ItemId("web01")] = Some.AzureVmId("renamed");

        AzureVmEvidence refused = await FindAsync(_classic with { IpAddresses = [] }, Some.AzureVmId("RENAMED"));

        Assert.Equal((AzureVmFinding.Unknown, null), (refused.Finding, refused.Vm));
        Assert.Contains("which is the VM of web01", refused.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_classic_items_vm_is_remembered_from_before_its_reprotect()
    {
        _bed.Service.OtherVms.Add(new AzureVm { Id = Some.AzureVmId("renamed"), PowerState = AzurePowerState.Stopped });
        _bed.Vault.Connection.AzureVmOfItem[ArmId.Parse(_classic.Id.ToString().ToUpperInvariant())] = Some.AzureVmId("renamed");
        AzureVmEvidence found = await FindAsync(_classic);
        Assert.Equal((AzureVmFinding.Found, Some.AzureVmId("renamed")), (found.Finding, found.Vm!.Id));
        Assert.Contains("before its reprotect", found.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_classic_items_vm_is_found_by_name_and_private_address(bool addressIsOnTheVm)
    {
        AddVm("group1", "SQL01", "10.0.0.4", addressIsOnTheVm);
        AddVm("group1", "other", "10.0.0.4", addressIsOnTheVm);
        AzureVmEvidence found = await FindAsync(_classic);
        Assert.Equal((AzureVmFinding.Found, "SQL01", AzurePowerState.Deallocated), (found.Finding, found.Vm!.Name, found.Vm.PowerState));
        Assert.Contains("name and address 10.0.0.4", found.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_name_with_another_address_is_unknown()
    {
        AddVm("group1", "sql01", "10.0.0.99");
        AzureVmEvidence found = await FindAsync(_classic);
        Assert.Equal((AzureVmFinding.Unknown, null), (found.Finding, found.Vm));
        Assert.Contains("none has its address 10.0.0.4", found.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_matches_are_unknown_and_both_are_named()
    {
        AddVm("group1", "sql01", "10.0.0.4");
        AddVm("group2", "sql01", "10.0.0.4");
        AzureVmEvidence found = await FindAsync(_classic);
        Assert.Equal(AzureVmFinding.Unknown, found.Finding);
        Assert.All(["group1", "group2"], group => Assert.Contains($"/{group}/", found.Explanation, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_of_one_name_the_address_decides()
    {
        AddVm("group1", "sql01", "10.0.0.99");
        AddVm("group2", "sql01", "10.0.0.4");
        Assert.Equal("group2", (await FindAsync(_classic)).Vm!.Id.ResourceGroupName);
    }

    [Fact]
    public async Task No_vm_of_that_name_is_unknown()
    {
        AddVm("group1", "other", "10.0.0.4");
        AzureVmEvidence found = await FindAsync(_classic);
        Assert.Equal(AzureVmFinding.Unknown, found.Finding);
        Assert.Contains("named sql01", found.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_that_tells_no_address_leaves_a_vm_of_its_name_unknown()
    {
        AddVm("group1", "sql01", "10.0.0.4");
        AzureVmEvidence found = await FindAsync(_classic with { IpAddresses = [] });
        Assert.Equal(AzureVmFinding.Unknown, found.Finding);
        Assert.Contains("tells no address", found.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_vm_that_isnt_there_is_gone()
    {
        AzureVmEvidence found = await FindAsync(Some.Item(ReplicationPhase.Committed));
        Assert.Equal((AzureVmFinding.Gone, null), (found.Finding, found.Vm));
        Assert.Contains("sql01 is gone", found.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_subscriptions_vms_are_listed_once_for_many_items()
    {
        AddVm("group1", "sql01", "10.0.0.4");
        var locator = new AzureVmLocator(_bed.Vault);
        await locator.FindAsync(_classic, null, default);
        await locator.FindAsync(_classic with { Name = "web01" }, null, default);
        Assert.Single(_bed.Service.Requests, r => r.What == "LIST vms");
        Assert.Equal(Some.SubscriptionId, _bed.Service.Requests.Single(r => r.What == "LIST vms").Subject);
    }

    private Task<AzureVmEvidence> FindAsync(ReplicatedItem item, ArmId? named = null, bool isShared = false) =>
        new AzureVmLocator(_bed.Vault, isShared ? new VaultFacts(_bed.Vault) : null).FindAsync(item, named, default);

    private void AddVm(string group, string name, string address, bool addressIsOnTheVm = true)
    {
        ArmId id = ArmId.Parse($"/subscriptions/{Some.SubscriptionId}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}");
        ArmId nic = ArmId.Parse($"/subscriptions/{Some.SubscriptionId}/resourceGroups/{group}/providers/Microsoft.Network/networkInterfaces/{name}-nic");
        _bed.Service.PrivateAddresses[nic] = [address];
        _bed.Service.OtherVms.Add(new AzureVm { Id = id, PowerState = AzurePowerState.Deallocated, PrivateIpAddresses = addressIsOnTheVm ? [address] : [], NetworkInterfaceIds = addressIsOnTheVm ? [] : [nic] });
    }
}
