using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Emulator;
using AvsFailback.Readiness;

namespace AvsFailback.Azure.Tests.Readiness;

/// <summary>What whole readiness costs: one read for a modernized VM, two for a classic one, and at most thirty for the vault.</summary>
public sealed class ReadBudgetTests
{
    private const int OfEach = 40;

    [Theory]
    [InlineData("ReadyToFailBack", 1, 2)]
    [InlineData("RunningInAzure", 1, 1)]
    [InlineData("FailedBack", 1, 1)]
    // That a modernized VM's Azure VM is gone is decided by a read of it: a list may leave out what the caller may not read.
    [InlineData("Committed", 2, 1)]
    public async Task Forty_VMs_of_each_architecture_stay_within_the_budget(string phase, int readsOfModernized, int readsOfClassic)
    {
        string path = Path.Combine(Path.GetTempPath(), $"avsfailback-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(path, SnapshotBuilder.Build(null, Wanted(phase)));
        try
        {
            using EmulatedWorld world = await EmulatedWorld.OpenAsync(false, ("snapshot", path), ("throttling", "false"));
            await world.Clock.Delay(TimeSpan.FromMinutes(20), default);
            int before = world.Statuses.Count;
            List<ReplicatedItem> listed = await Paging.AllAsync(c => world.Service.ListItemsAsync(null, c, default));

            IReadOnlyList<FailbackReadiness> verdicts = await new ReadinessChecker(world.Vault).EvaluateAsync(listed, null, new ReadinessInputs { FindsRunningJob = true }, [], default);

            int reads = world.Statuses.Count - before;
            int ofVault = reads - (OfEach * (readsOfModernized + readsOfClassic));
            Assert.Equal(2 * OfEach, verdicts.Count);
            Assert.All(verdicts, v => Assert.True(v.IsReady, $"{v.Name}: {v.Summary}"));
            Assert.True(ofVault is > 0 and <= 30, $"{reads} reads, {ofVault} of them of the vault");
            Assert.All(world.Statuses, s => Assert.True(s == 200 || (s == 404 && phase == "Committed"), $"{s}"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A list of jobs ends at 200 (asr-contract §7); those before it are found all the same.</summary>
    [Fact]
    public async Task The_failbacks_of_more_VMs_than_a_list_of_jobs_holds_are_all_found()
    {
        string path = Path.Combine(Path.GetTempPath(), $"avsfailback-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(path, SnapshotBuilder.Build(null, Enumerable.Range(0, 220).Select(i => new Hashtable { ["Name"] = $"vm{i}", ["Phase"] = "ReadyToFailBack" })));
        try
        {
            using EmulatedWorld world = await EmulatedWorld.OpenAsync(false, ("snapshot", path), ("throttling", "false"));
            List<ReplicatedItem> ready = await Paging.AllAsync(c => world.Service.ListItemsAsync(null, c, default));
            foreach (ReplicatedItem item in ready)
            {
                await world.Service.FailBackAsync(item, RecoveryPointChoice.Latest, Guid.NewGuid().ToString(), default);
                await world.Clock.Delay(TimeSpan.FromSeconds(1), default);
            }

            await world.Clock.Delay(TimeSpan.FromHours(1), default);
            int before = world.Statuses.Count;
            IReadOnlyList<FailbackReadiness> verdicts = await new ReadinessChecker(world.Vault).EvaluateAsync(await Paging.AllAsync(c => world.Service.ListItemsAsync(null, c, default)), ReadinessStep.Commit, new ReadinessInputs(), [], default);

            Assert.Equal(220, verdicts.Count);
            Assert.All(verdicts, v => Assert.Equal(ReadinessStatus.Passed, v.Checks.Single(c => c.RuleId == "C01").Status));
            Assert.InRange(world.Statuses.Count - before - verdicts.Count, 1, 30);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task More_VMs_than_an_appliance_takes_have_more_appliances_in_a_made_vault()
    {
        string path = Path.Combine(Path.GetTempPath(), $"avsfailback-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(path, SnapshotBuilder.Build(null, Enumerable.Range(0, 130).Select(i => new Hashtable { ["Name"] = $"vm{i}", ["Phase"] = "ReadyToFailBack" })));
        try
        {
            using EmulatedWorld world = await EmulatedWorld.OpenAsync(false, ("snapshot", path), ("throttling", "false"));
            var checker = new ReadinessChecker(world.Vault);
            IReadOnlyList<FailbackReadiness> verdicts = await checker.EvaluateAsync(await Paging.AllAsync(c => world.Service.ListItemsAsync(null, c, default)), null, new ReadinessInputs(), [], default);

            Assert.All(verdicts, v => Assert.True(v.IsReady, $"{v.Name}: {v.Summary}"));
            Assert.Equal(3, checker.Findings.CountOf("I14"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<IDictionary> Wanted(string phase) =>
        from i in Enumerable.Range(0, 2 * OfEach)
        let architecture = i % 2 == 0 ? "Modernized" : "Classic"
        select new Hashtable { ["Name"] = string.Create(CultureInfo.InvariantCulture, $"{architecture[0]}{i:00}"), ["Architecture"] = architecture, ["Phase"] = phase };
}
