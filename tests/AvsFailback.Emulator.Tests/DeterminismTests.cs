using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace AvsFailback.Emulator.Tests;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData("app01")]
    [InlineData("sql01")]
    public async Task The_same_requests_on_a_virtual_clock_give_the_same_bytes_and_headers(string name)
    {
        Assert.Equal(await RunAsync(name, "11"), await RunAsync(name, "11"));
    }

    [Fact]
    public async Task Another_seed_gives_other_ids()
    {
        Assert.NotEqual(await RunAsync("app01", "11"), await RunAsync("app01", "12"));
    }

    private static async Task<string> RunAsync(string name, string seed)
    {
        using var vault = new EmulatedVault(("seed", seed));
        var seen = new List<string>();
        Item item = await Journey.ToProtectedAsync(vault, name);
        foreach (string path in new[] { item.Id, item.Id + "/recoveryPoints", vault.Vault + "/replicationJobs", vault.Vault + "/replicationProtectedItems" })
        {
            Answer answer = await vault.GetAsync(path);
            seen.Add(answer.Text);
            seen.AddRange(answer.Headers.OrderBy(h => h.Key, System.StringComparer.Ordinal).Select(h => h.Key + ": " + h.Value));
        }

        Answer posted = await vault.PostAsync(item.Id + "/failoverCommit");
        seen.AddRange(posted.Headers.OrderBy(h => h.Key, System.StringComparer.Ordinal).Select(h => h.Key + ": " + h.Value));
        seen.Add((await vault.ControlAsync(System.Net.Http.HttpMethod.Get, "/emulator/requests")).ToString());
        return string.Join("\n", seen);
    }
}
