using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class ThrottlingTests
{
    [Fact]
    public async Task Reads_end_at_250_and_come_back_at_25_a_second()
    {
        using var vault = new EmulatedVault();
        for (int left = 249; left >= 0; left--)
        {
            Answer answer = await vault.GetAsync(vault.Vault);
            Assert.Equal((200, left.ToString(CultureInfo.InvariantCulture)), (answer.Status, answer.Headers["x-ms-ratelimit-remaining-subscription-reads"]));
        }

        Answer refused = await vault.GetAsync(vault.Vault);
        Assert.Equal((429, "SubscriptionRequestsThrottled", "1"), (refused.Status, refused.ErrorCode, refused.Headers["Retry-After"]));
        await vault.AdvanceAsync(2);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(200, (await vault.GetAsync(vault.Vault)).Status);
        }

        Assert.Equal(429, (await vault.GetAsync(vault.Vault)).Status);
    }

    [Fact]
    public async Task Writes_end_at_200_and_reads_are_a_bucket_of_their_own()
    {
        using var vault = new EmulatedVault();
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(202, (await vault.PostAsync(vault.Vault + "/replicationVaultHealth/default/refresh")).Status);
        }

        Assert.Equal(429, (await vault.PostAsync(vault.Vault + "/replicationVaultHealth/default/refresh")).Status);
        Assert.Equal(200, (await vault.GetAsync(vault.Vault)).Status);
    }

    [Fact]
    public async Task A_refused_action_is_not_done()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        for (int i = 0; i < 200; i++)
        {
            await vault.PostAsync(vault.Vault + "/replicationVaultHealth/default/refresh");
        }

        int jobs = (await vault.ReadAsync(vault.Vault + "/replicationJobs", "$filter=" + Uri.EscapeDataString("AffectedObjectTypes eq 'ProtectionEntity'")))["value"]!.Count();
        Assert.Equal(429, (await vault.PostAsync(item.Id + "/reProtect", await Bodies.ReprotectAsync(vault, item))).Status);
        Assert.Equal(jobs, (await vault.ReadAsync(vault.Vault + "/replicationJobs", "$filter=" + Uri.EscapeDataString("AffectedObjectTypes eq 'ProtectionEntity'")))["value"]!.Count());
    }

    [Fact]
    public async Task Throttling_can_be_switched_off_and_the_control_path_is_always_free()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(200, (await vault.GetAsync(vault.Vault)).Status);
        }

        using var throttled = new EmulatedVault();
        for (int i = 0; i < 300; i++)
        {
            JObject clock = await throttled.ControlAsync(HttpMethod.Get, "/emulator/clock");
            Assert.Equal("virtual", (string?)clock["mode"]);
        }

        Assert.Equal("249", (await throttled.GetAsync(throttled.Vault)).Headers["x-ms-ratelimit-remaining-subscription-reads"]);
    }
}
