using System.Threading.Tasks;

namespace AvsFailback.Emulator.Tests;

/// <summary>Brings a VM of the built-in vault to a stage.</summary>
internal static class Journey
{
    public static async Task<Item> ToReadyAsync(EmulatedVault vault, string name)
    {
        Item item = await vault.ItemAsync(name);
        Job job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        Assert.True(job.State == "Succeeded", job.Text);
        await vault.AdvanceAsync(3600);
        return await vault.ItemAsync(name);
    }

    public static async Task<Item> ToFailedBackAsync(EmulatedVault vault, string name)
    {
        Item item = await ToReadyAsync(vault, name);
        Job job = item.Type == "InMage"
            ? await vault.RunAsync(item, "unplannedFailover", Bodies.ClassicFailback())
            : await vault.RunAsync(item, "plannedFailover", Bodies.ModernizedFailback());
        Assert.True(job.State == "Succeeded", job.Text);
        return await vault.ItemAsync(name);
    }

    public static async Task<Item> ToCommittedAsync(EmulatedVault vault, string name)
    {
        Item item = await ToFailedBackAsync(vault, name);
        Job job = await vault.RunAsync(item, "failoverCommit");
        Assert.True(job.State == "Succeeded", job.Text);
        return await vault.ItemAsync(name);
    }

    public static async Task<Item> ToProtectedAsync(EmulatedVault vault, string name)
    {
        Item item = await ToCommittedAsync(vault, name);
        await vault.AdvanceAsync(1200);
        Job job = await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
        Assert.True(job.State == "Succeeded", job.Text);
        await vault.AdvanceAsync(3600);
        return await vault.ItemAsync(name);
    }

    public static async Task<Item> ToFailedOverAsync(EmulatedVault vault, string name)
    {
        Item item = await ToProtectedAsync(vault, name);
        Job job = await vault.RunAsync(item, "unplannedFailover", Bodies.FailoverToAzure(item.Type));
        Assert.True(job.State == "Succeeded", job.Text);
        return await vault.ItemAsync(name);
    }
}
