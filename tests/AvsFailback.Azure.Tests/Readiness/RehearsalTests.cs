using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Readiness;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Readiness;

/// <summary>What is exported from a vault through the service's own answers holds all that readiness looks at.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public async Task A_rehearsal_on_an_export_gives_the_same_verdicts()
    {
        var planted = new PlantedVault();
        planted.Lock(PlantedVault.Group + "/providers/Microsoft.Compute/virtualMachines/mback");
        planted.Emulator["permissions"] = new JArray(new JObject { ["actions"] = new JArray("*"), ["notActions"] = new JArray("Microsoft.RecoveryServices/vaults/*/reProtect/action") });
        planted.ClassicFabric["sslCertExpiryRemainingDays"] = 3;
        string real = planted.Save();
        string export = real + ".export";
        try
        {
            IReadOnlyList<string> expected = await VerdictsAsync(real, async world =>
            {
                using StreamWriter writer = File.CreateText(export);
                await world.Service.ExportSnapshotAsync(writer, default);
            });

            Assert.Contains(expected, line => line.EndsWith("mback V15 Failed Block", StringComparison.Ordinal));
            Assert.Contains(expected, line => line.EndsWith("cready V10 Passed Info", StringComparison.Ordinal));
            Assert.Contains(expected, line => line.EndsWith("mrun I16 Failed Block", StringComparison.Ordinal));
            IReadOnlyList<string> rehearsed = await VerdictsAsync(export, _ => Task.CompletedTask);
            Assert.Empty(expected.Except(rehearsed).Select(line => "real: " + line).Concat(rehearsed.Except(expected).Select(line => "rehearsed: " + line)));
        }
        finally
        {
            File.Delete(real);
            File.Delete(export);
        }
    }

    private static async Task<IReadOnlyList<string>> VerdictsAsync(string snapshot, Func<EmulatedWorld, Task> then)
    {
        using EmulatedWorld world = await EmulatedWorld.OpenAsync(false, ("snapshot", snapshot), ("throttling", "false"));
        List<ReplicatedItem> listed = await Paging.AllAsync(c => world.Service.ListItemsAsync(null, c, default));
        IReadOnlyList<FailbackReadiness> verdicts = await new ReadinessChecker(world.Vault).EvaluateAsync(listed, null, new ReadinessInputs(), [], default);
        await then(world);
        return [.. verdicts.SelectMany(v => v.Checks.Select(c => $"{v.Name} {c.RuleId} {c.Status} {c.Severity}")).Order(StringComparer.Ordinal)];
    }
}
