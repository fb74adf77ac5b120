using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Tests.Cmdlets;

namespace AvsFailback.Tests.Killed;

/// <summary>A journey of six VMs that has gone to its end, whose requests tell at which numbers to kill another.</summary>
public sealed class UnharmedJourney : IAsyncLifetime
{
    /// <summary>What it asked of the service, in order.</summary>
    internal IReadOnlyList<PassedRequest> Requests { get; private set; } = [];

    public async Task InitializeAsync()
    {
        using var vault = new EmulatedVault(canPrompt: false);
        using var proxy = new KillingProxy(vault.Address);
        JourneyProcess journey = await JourneyProcess.RunAsync(proxy, Stages.NewFile());
        Assert.True(journey.ExitCode == 0, journey.Text);
        Assert.Empty(proxy.Failures);
        Requests = proxy.Passed;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The number of the n-th request for an action.</summary>
    internal int NumberOf(string action, int n) => Requests.Where(request => request.Method == "POST" && request.Action.Equals(action, StringComparison.OrdinalIgnoreCase)).ElementAt(n - 1).Number;
}

/// <summary>
/// A process that hosts PowerShell and brings six VMs home is killed (SIGKILL where there is one) at a chosen request, and the
/// same command is simply run again in another: every VM ends protected, nothing was done twice, and the report is whole.
/// </summary>
public sealed class KilledAnywhereTests(UnharmedJourney unharmed) : IClassFixture<UnharmedJourney>
{
    private static readonly string[] Vms = ["sql01", "app01", "lin02", "api01", "sqlc01", "sqlc02"];
    private static readonly string[] Plans = ["Web-tier", "SQL-cluster"];

    [Theory]
    [InlineData("reProtect", 1, false)]
    [InlineData("reProtect", 1, true)]
    [InlineData("reProtect", 5, true)]
    [InlineData("plannedFailover", 1, false)]
    [InlineData("plannedFailover", 1, true)]
    [InlineData("unplannedFailover", 1, true)]
    [InlineData("unplannedFailover", 2, false)]
    [InlineData("failoverCommit", 1, false)]
    [InlineData("failoverCommit", 2, true)]
    [InlineData("failoverCommit", 3, true)]
    [InlineData("reProtect", 7, false)]
    [InlineData("reProtect", 12, true)]
    public async Task Killed_at_a_request_that_changes_something_the_same_command_ends_it_and_nothing_happens_twice(string action, int n, bool isAfter) =>
        await KillAsync(unharmed.NumberOf(action, n), isAfter);

    [Theory]
    [InlineData(10, false)]
    [InlineData(50, true)]
    [InlineData(90, false)]
    public async Task Killed_at_any_other_request_the_same_command_ends_it_and_nothing_happens_twice(int percent, bool isAfter) =>
        await KillAsync(unharmed.Requests.Count * percent / 100, isAfter);

    private static async Task KillAsync(int at, bool isAfter)
    {
        using var vault = new EmulatedVault(canPrompt: false);
        string journal = Stages.NewFile();
        using (var proxy = new KillingProxy(vault.Address, request => request.Number == at, isAfter))
        {
            JourneyProcess first = await JourneyProcess.RunAsync(proxy, journal);
            Assert.True(proxy.Killed?.Number == at && first.ExitCode != 0 && first.Told("run").Count == 0, $"It wasn't killed at request {at}, but ended: {first.Text}");
            Assert.Empty(proxy.Failures);
        }

        using var through = new KillingProxy(vault.Address);
        JourneyProcess second = await JourneyProcess.RunAsync(through, journal);

        Assert.True(second.ExitCode == 0, second.Text);
        Assert.Empty(through.Failures);
        Assert.Equal(["Succeeded", "1", ""], Assert.Single(second.Told("run")));
        CheckVault(vault);
        CheckReport(second);
    }

    /// <summary>Each VM is home, and each action was accepted once and had one effect; those of a plan once for the plan.</summary>
    private static void CheckVault(EmulatedVault vault)
    {
        IReadOnlyList<LoggedRequest> accepted = [.. vault.Posts.Where(post => post.Status == 202)];
        IReadOnlyList<LoggedEffect> effects = vault.Effects;
        Assert.All(vault.Texts($"(Get-AvsReplicatedItem {string.Join(", ", Vms)}).Phase"), phase => Assert.Equal("Protected", phase));
        foreach (string vm in Vms)
        {
            Assert.Equal((vm, 2, 1, 1, 1), (vm, Effects("Reprotected"), Effects("FailedOver"), Effects("FailbackCommitted"), Effects("Protected")));
            // A classic VM's last reprotect is tried until its agent is there: nothing but its own answer tells (rule R03).
            Assert.InRange(accepted.Count(post => post.Item == vm && post.Operation == "ReProtect"), 2, vm.StartsWith("sql", StringComparison.Ordinal) ? 6 : 2);
            Assert.Equal((vm, vm == "sql01" ? 2 : 0), (vm, accepted.Count(post => post.Item == vm && post.Operation != "ReProtect")));

            int Effects(string name) => effects.Count(effect => effect.Item == vm && effect.Name == name);
        }

        Assert.Equal(["FailoverCommit", "PlannedFailover"], OfPlan("Web-tier"));
        Assert.Equal(["FailoverCommit", "UnplannedFailover"], OfPlan("SQL-cluster"));
        Assert.Equal(2 + (2 * Plans.Length), accepted.Count(post => post.Operation != "ReProtect"));

        string[] OfPlan(string plan) => [.. accepted.Where(post => post.Item == plan).Select(post => post.Operation).Order(StringComparer.Ordinal)];
    }

    /// <summary>The run tells each VM's four steps, in order, each with its job, its start and an end that isn't before it.</summary>
    private static void CheckReport(JourneyProcess journey)
    {
        Assert.Equal(Vms.Order(StringComparer.Ordinal), journey.Told("item").Select(item => item[0]).Order(StringComparer.Ordinal));
        Assert.All(journey.Told("item"), item => Assert.Equal([item[0], "Succeeded", "Protected", "Passed"], item[..4]));
        foreach (IGrouping<string, string[]> vm in journey.Told("step").GroupBy(step => step[0]))
        {
            Assert.Equal(["ReprotectToAvs", "FailBack", "Commit", "ReprotectToAzure"], vm.Select(step => step[1]));
            Assert.All(vm, step => Assert.True(step[2] is "Succeeded" or "CompletedWithInformation" && step[3].Length > 0 && step[4] == "True", string.Join('|', step)));
        }
    }
}
