using System;
using System.Linq;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

/// <summary>What recordings found later showed of jobs, renamed VMs, disks and events.</summary>
public sealed class TruthTests
{
    [Fact]
    public async Task A_failover_onto_a_taken_name_makes_a_VM_of_another_name_and_leaves_the_other_one()
    {
        using var first = new EmulatedVault(("throttling", "false"));
        Item item = await Journey.ToProtectedAsync(first, "app01");
        string wanted = $"{item.Details["targetResourceGroupId"]}/providers/Microsoft.Compute/virtualMachines/{item.Details["targetVmName"]}";
        JObject snapshot = await first.ControlAsync(System.Net.Http.HttpMethod.Get, "/emulator/snapshot");
        var foreign = (JObject)snapshot["resources"]!.First(r => (string?)r["type"] == "Microsoft.Compute/virtualMachines").DeepClone();
        (foreign["id"], foreign["name"], foreign["properties"]!["vmId"]) = (wanted, item.Details["targetVmName"], "foreign");
        ((JArray)snapshot["resources"]!).Add(foreign);
        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(snapshot)), ("throttling", "false"));

        Job job = await vault.RunAsync(await vault.ItemAsync("app01"), "unplannedFailover", Bodies.FailoverToAzure("InMageRcm"));

        Assert.Equal(("CompletedWithInformation", "28175", "Warning"), (job.State, job.ErrorCode, (string?)job.Properties["errors"]![0]!["errorLevel"]));
        Assert.Equal("foreign", (string?)(await vault.ReadAsync(wanted))["properties"]!["vmId"]);
        JToken disk = (await vault.ItemAsync("app01")).Details["protectedDisks"]![0]!;
        string owner = (string)(await vault.ReadAsync((string)disk["targetManagedDiskId"]!))["managedBy"]!;
        Assert.Matches($"/{item.Details["targetVmName"]}-[0-9a-f-]{{36}}$", owner);
        Assert.Equal(200, (await vault.GetAsync(owner)).Status);
    }

    [Fact]
    public async Task A_failover_tells_its_point_and_its_disks_by_ids_of_their_own()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        Item before = await Journey.ToProtectedAsync(vault, "app01");
        Assert.All(before.Details["protectedDisks"]!, d => Assert.Equal(JTokenType.Null, d["targetManagedDiskId"]!.Type));

        await vault.RunAsync(before, "unplannedFailover", Bodies.FailoverToAzure("InMageRcm"));

        Item item = await vault.ItemAsync("app01");
        Assert.Contains("/cloud_", (string?)item.Properties["failoverRecoveryPointId"], StringComparison.Ordinal);
        Assert.Equal((string?)item.Properties["failoverRecoveryPointId"], (string?)item.Details["failoverRecoveryPointId"]);
        Assert.All(item.Details["protectedDisks"]!, d => Assert.EndsWith("-app01", (string?)d["targetManagedDiskId"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("vm", true, true)]
    [InlineData("nics", false, true)]
    [InlineData("all", false, false)]
    public async Task A_commit_deletes_as_much_as_is_switched_on(string extent, bool nicStays, bool diskStays)
    {
        using var vault = new EmulatedVault(("throttling", "false"), ("commitDeletes", extent));
        JObject vm = await vault.ReadAsync((string)(await vault.ReadAsync($"/subscriptions/{vault.Subscription}/providers/Microsoft.Compute/virtualMachines"))["value"]!.First(v => (string)v["name"]! == "app01")["id"]!);
        string nic = (string)vm["properties"]!["networkProfile"]!["networkInterfaces"]![0]!["id"]!;
        string disk = (string)vm["properties"]!["storageProfile"]!["osDisk"]!["managedDisk"]!["id"]!;
        Assert.Equal((string?)vm["id"], (string?)(await vault.ReadAsync(disk))["managedBy"]);

        await Journey.ToCommittedAsync(vault, "app01");

        Assert.Equal(404, (await vault.GetAsync((string)vm["id"]!)).Status);
        Assert.Equal(nicStays ? 200 : 404, (await vault.GetAsync(nic)).Status);
        Answer left = await vault.GetAsync(disk);
        Assert.Equal(diskStays ? 200 : 404, left.Status);
        Assert.True(!diskStays || left.Json["managedBy"] is null, left.Text);
    }

    [Theory]
    [InlineData("unplannedFailover", "sql01")]
    [InlineData("plannedFailover", "app01")]
    public async Task A_failed_failover_offers_no_restart(string action, string name)
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        Item item = await Journey.ToReadyAsync(vault, name);
        await vault.AddFaultAsync(new { kind = "failJob", item = name });

        Job job = await vault.RunAsync(item, action, item.Type == "InMage" ? Bodies.ClassicFailback() : Bodies.ModernizedFailback());

        Assert.Equal("Failed", job.State);
        Assert.Empty(job.Properties["allowedActions"]!);
        Assert.Equal(400, (await vault.PostAsync((string)job.Body["id"]! + "/restart")).Status);
    }

    [Fact]
    public async Task A_reprotect_ends_with_a_group_and_names_the_item()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        Item item = await vault.ItemAsync("app01");

        Job job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));

        JToken last = job.Properties["tasks"]!.Last!;
        JToken child = Assert.Single(last["groupTaskCustomDetails"]!["childTasks"]!);
        Assert.Equal(("GroupTaskDetails", "Reprotecting virtual machine (1)", "EnableDr", "Succeeded"), ((string?)last["taskType"], (string?)last["friendlyName"], (string?)child["taskId"], (string?)child["state"]));
        Assert.Equal(item.Id, (string?)job.Properties["customDetails"]!["newReplicationProtectedItemId"], ignoreCase: true);
        Assert.Equal("Skipped", (string?)job.Properties["tasks"]![1]!["stateDescription"]);
    }

    [Fact]
    public async Task Events_tell_what_is_wrong_now()
    {
        using var vault = new EmulatedVault();
        JToken one = Assert.Single((await vault.ReadAsync(vault.Vault + "/replicationEvents"))["value"]!);

        Assert.Equal(("VmHealth", "app02", "Critical"), ((string?)one["properties"]!["eventType"], (string?)one["properties"]!["affectedObjectFriendlyName"], (string?)one["properties"]!["severity"]));
        Assert.Empty((await vault.ReadAsync(vault.Vault + "/replicationEvents", "$filter=" + Uri.EscapeDataString("EventType eq 'ServerHealth'")))["value"]!);
        Assert.Equal(501, (await vault.GetAsync(vault.Vault + "/replicationEvents", "$filter=" + Uri.EscapeDataString("Colour eq 'blue'"))).Status);
    }

    [Fact]
    public async Task Tenants_subscriptions_and_resource_groups_are_there()
    {
        using var vault = new EmulatedVault();
        JToken subscription = Assert.Single((await vault.ReadAsync("/subscriptions"))["value"]!);

        Assert.Equal(vault.Subscription, (string?)subscription["subscriptionId"]);
        Assert.Equal((string?)subscription["tenantId"], (string?)Assert.Single((await vault.ReadAsync("/tenants"))["value"]!)["tenantId"]);
        Assert.Equal("Enabled", (string?)(await vault.ReadAsync((string)subscription["id"]!))["state"]);
        Assert.Contains("rg-avs-dr", (await vault.ReadAsync(subscription["id"] + "/resourceGroups"))["value"]!.Select(g => (string?)g["name"]));
        Assert.Equal(404, (await vault.GetAsync(subscription["id"] + "/resourceGroups/nobodys")).Status);
    }

    [Fact]
    public async Task A_failed_over_item_keeps_the_last_beat_of_the_VM_in_AVS()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        await Journey.ToFailedOverAsync(vault, "app01");
        string? first = (string?)(await vault.ItemAsync("app01")).Details["mobilityAgentDetails"]!["lastHeartbeatUtc"];

        await vault.AdvanceAsync(5 * 3600);

        Assert.Equal(first, (string?)(await vault.ItemAsync("app01")).Details["mobilityAgentDetails"]!["lastHeartbeatUtc"]);
    }
}
