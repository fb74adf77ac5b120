using System;
using System.Collections;
using System.Linq;
using System.Threading.Tasks;

namespace AvsFailback.Emulator.Tests;

public sealed class SnapshotBuilderTests
{
    [Fact]
    public async Task A_vault_of_more_than_a_page_loads_and_goes_on_with_its_jobs()
    {
        Hashtable[] items = [.. Enumerable.Range(0, 250).Select(i => new Hashtable { ["name"] = "vm" + i, ["PHASE"] = i % 2 == 0 ? "failingback" : "Protected", ["architecture"] = i % 3 == 0 ? "Classic" : "Modernized" })];
        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(EmulatedVault.Parse(SnapshotBuilder.Build("many", items)))));

        await vault.AdvanceAsync(3600);

        string[] effects = await vault.EffectsAsync();
        Assert.Equal(125, effects.Count(e => e == "FailedOver"));
        Assert.EndsWith("/vaults/many", vault.Vault, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_has_the_usual_durations_and_throttles()
    {
        string built = SnapshotBuilder.Build(null, [new Hashtable { ["Name"] = "a", ["Phase"] = "Committed" }]);
        using var usual = new EmulatedVault();
        using var vault = new EmulatedVault(("snapshot", EmulatedVault.Save(EmulatedVault.Parse(built))));

        var emulator = EmulatedVault.Parse(built)["emulator"]!;
        Assert.True((bool)emulator["throttling"]!);
        Assert.Equal(1260, (double)emulator["durations"]!["modernized"]!["failback"]!);
        Assert.Equal(300, (double)emulator["durations"]!["classic"]!["agentRegistration"]!);
        Assert.Equal(usual.Vault, vault.Vault);
    }

    [Fact]
    public void Nothing_at_all_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => SnapshotBuilder.Build(null, null!));
        Assert.Throws<ArgumentException>(() => SnapshotBuilder.Build(null, []));
    }
}
