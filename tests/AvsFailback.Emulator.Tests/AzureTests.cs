using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class AzureTests
{
    private const string Compute = "/providers/Microsoft.Compute/virtualMachines";

    [Fact]
    public async Task One_call_tells_the_power_of_every_VM_of_the_subscription()
    {
        using var vault = new EmulatedVault();
        await vault.ControlAsync(HttpMethod.Post, "/emulator/vms/sql01/power", new JObject { ["state"] = "stopped" });
        JToken[] all = [.. (await vault.ReadAsync($"/subscriptions/{vault.Subscription}{Compute}", "statusOnly=true"))["value"]!];
        Assert.Equal(10, all.Length);
        string[] stopped = [.. all.Where(v => v["properties"]!["instanceView"]!["statuses"]!.Any(s => (string)s["code"]! == "PowerState/stopped")).Select(v => (string)v["name"]!)];
        Assert.Equal(["sql01"], stopped);
        JObject plain = await vault.ReadAsync($"/subscriptions/{vault.Subscription}{Compute}");
        Assert.DoesNotContain("instanceView", plain.ToString(), StringComparison.Ordinal);
        Assert.False(plain.ContainsKey("nextLink"));
    }

    [Fact]
    public async Task A_VM_leads_to_its_private_address()
    {
        using var vault = new EmulatedVault();
        JObject vm = await vault.ReadAsync(Vm(vault, "sql01"));
        JObject nic = await vault.ReadAsync((string)vm["properties"]!["networkProfile"]!["networkInterfaces"]![0]!["id"]!);
        Assert.Equal("10.80.1.11", (string?)nic["properties"]!["ipConfigurations"]![0]!["properties"]!["privateIPAddress"]);
        Assert.Equal(10, (await vault.ReadAsync($"/subscriptions/{vault.Subscription}/providers/Microsoft.Network/networkInterfaces"))["value"]!.Count());
        Assert.Equal(10, (await vault.ReadAsync($"/subscriptions/{vault.Subscription}/resourceGroups/rg-avs-dr/providers/Microsoft.Network/networkInterfaces"))["value"]!.Count());
    }

    [Theory]
    [InlineData("deallocate", "deallocated")]
    [InlineData("powerOff", "stopped")]
    public async Task Computes_own_actions_change_the_power_after_a_while(string action, string power)
    {
        using var vault = new EmulatedVault();
        Answer answer = await vault.PostAsync($"{Vm(vault, "sql01")}/{action}");
        Assert.Equal(202, answer.Status);
        Assert.Equal("InProgress", (string?)(await vault.ReadAsync(answer.Headers["Azure-AsyncOperation"]))["status"]);
        Assert.Equal("running", await PowerAsync(vault, "sql01"));
        await vault.AdvanceAsync(60);
        Assert.Equal("Succeeded", (string?)(await vault.ReadAsync(answer.Headers["Azure-AsyncOperation"]))["status"]);
        Assert.Equal(200, (await vault.GetAsync(answer.Headers["Location"])).Status);
        Assert.Equal(power, await PowerAsync(vault, "sql01"));
        await vault.PostAsync($"{Vm(vault, "sql01")}/start");
        await vault.AdvanceAsync(60);
        Assert.Equal("running", await PowerAsync(vault, "sql01"));
        Assert.Equal(["AzureVmStopped", "AzureVmStarted"], await vault.EffectsAsync());
    }

    [Fact]
    public async Task A_stopped_Azure_VM_cannot_be_reprotected()
    {
        using var vault = new EmulatedVault();
        await vault.ControlAsync(HttpMethod.Post, "/emulator/vms/app01/power", new JObject { ["state"] = "deallocated" });
        Item item = await vault.ItemAsync("app01");
        Assert.Equal("78093", (await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item))).ErrorCode);
    }

    [Fact]
    public async Task The_agents_heartbeat_ceases_with_its_VM()
    {
        using var vault = new EmulatedVault();
        Item item = await Journey.ToReadyAsync(vault, "sql01");
        await vault.ControlAsync(HttpMethod.Post, "/emulator/vms/sql01/power", new JObject { ["state"] = "deallocated" });
        await vault.AdvanceAsync(7200);
        DateTimeOffset last = DateTimeOffset.Parse((string)(await vault.ItemAsync("sql01")).Details["lastHeartbeat"]!, System.Globalization.CultureInfo.InvariantCulture);
        DateTimeOffset now = DateTimeOffset.Parse((string)(await vault.ControlAsync(HttpMethod.Get, "/emulator/clock"))["utcNow"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(now - last >= TimeSpan.FromHours(2), $"{now - last}");
        await vault.ControlAsync(HttpMethod.Post, "/emulator/vms/sql01/power", new JObject { ["state"] = "running" });
        last = DateTimeOffset.Parse((string)(await vault.ItemAsync("sql01")).Details["lastHeartbeat"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(now - last < TimeSpan.FromMinutes(10), item.Name);
    }

    [Fact]
    public async Task Servers_stay_alive_while_time_passes()
    {
        using var vault = new EmulatedVault();
        await vault.AdvanceAsync(10 * 86400);
        JObject list = await vault.ReadAsync(vault.Vault + "/replicationFabrics");
        DateTimeOffset now = DateTimeOffset.Parse((string)(await vault.ControlAsync(HttpMethod.Get, "/emulator/clock"))["utcNow"]!, System.Globalization.CultureInfo.InvariantCulture);
        string[] beats =
        [
            .. list.Descendants().OfType<JProperty>().Where(p => p.Name == "lastHeartbeat").Select(p => (string)p.Value!),
            .. (await vault.ReadAsync((string)list["value"]![1]!["id"]!)).Descendants().OfType<JProperty>().Where(p => p.Name == "lastHeartbeatUtc").Select(p => (string)p.Value!),
        ];
        Assert.True(beats.Length >= 12);
        Assert.All(beats, b => Assert.True(now - DateTimeOffset.Parse(b, System.Globalization.CultureInfo.InvariantCulture) < TimeSpan.FromMinutes(10), b));
    }

    [Fact]
    public async Task Locks_permissions_accounts_and_other_resources_are_there()
    {
        using var vault = new EmulatedVault();
        Assert.Empty((await vault.ReadAsync($"/subscriptions/{vault.Subscription}/providers/Microsoft.Authorization/locks"))["value"]!);
        Assert.Empty((await vault.ReadAsync(Vm(vault, "sql01") + "/providers/Microsoft.Authorization/locks"))["value"]!);
        JToken permission = (await vault.ReadAsync(vault.Vault + "/providers/Microsoft.Authorization/permissions"))["value"]!.Single();
        Assert.Equal("*", (string?)permission["actions"]![0]);
        string site = $"/subscriptions/{vault.Subscription}/resourceGroups/rg-avs-dr/providers/Microsoft.OffAzure/VMwareSites/contoso-dr-vaultvmwaresite";
        JToken[] accounts = [.. (await vault.ReadAsync(site + "/runAsAccounts"))["value"]!];
        Assert.Equal(["windows-push", "linux-push", "vcenter-account"], accounts.Select(a => (string)a["properties"]!["displayName"]!));
        Assert.Equal("contoso-avs", (string?)(await vault.ReadAsync($"/subscriptions/{vault.Subscription}/resourceGroups/rg-avs-dr/providers/Microsoft.AVS/privateClouds/contoso-avs"))["name"]);
        Assert.Equal("Connected", (string?)(await vault.ReadAsync($"/subscriptions/{vault.Subscription}/resourceGroups/rg-avs-dr/providers/Microsoft.Network/connections/er-avs-to-dr"))["properties"]!["connectionStatus"]);
    }

    private static string Vm(EmulatedVault vault, string name) => $"/subscriptions/{vault.Subscription}/resourceGroups/rg-avs-dr{Compute}/{name}";

    private static async Task<string> PowerAsync(EmulatedVault vault, string name) =>
        (await vault.ReadAsync(Vm(vault, name) + "/instanceView"))["statuses"]!.Select(s => (string)s["code"]!).Single(c => c.StartsWith("PowerState/", StringComparison.Ordinal))["PowerState/".Length..];
}
