using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Tests.Cmdlets;

namespace AvsFailback.Tests.Killed;

/// <summary>A kill and a restart never let a commit through that nothing else would.</summary>
public sealed class NeverCommittedTests
{
    [Theory]
    [InlineData("failoverCommit", false)]
    [InlineData("failoverCommit", true)]
    [InlineData("plannedFailover", true)]
    public async Task No_VM_is_committed_that_failed_its_validation_or_whose_Azure_VM_ran_though_the_run_was_killed(string action, bool isAfter)
    {
        // app01, of a plan, doesn't pass; the Azure VM of sql01 doesn't stop.
        string journal = Stages.NewFile();
        using var vault = new EmulatedVault(canPrompt: false);
        vault.Fault(new { kind = "vmKeepsRunning", item = "sql01" });
        using (var proxy = new KillingProxy(vault.Address, request => request.Method == "POST" && request.Action == action, isAfter))
        {
            JourneyProcess first = await JourneyProcess.RunAsync(proxy, journal, ill: "app01");
            Assert.True(proxy.Killed is not null && first.ExitCode != 0, first.Text);
        }

        JourneyProcess second;
        using (var through = new KillingProxy(vault.Address))
        {
            second = await JourneyProcess.RunAsync(through, journal, ill: "app01");
            Assert.Empty(through.Failures);
        }

        Assert.Equal(["PartiallySucceeded", "1", ""], Assert.Single(second.Told("run")));
        Assert.Equal(["FailedBack", "FailedBack"], vault.Texts("(Get-AvsReplicatedItem app01, sql01).Phase"));
        Assert.True(vault.HasAzureVm("app01") && vault.HasAzureVm("sql01"));
        Assert.All(["app01", "sql01"], vm =>
        {
            Assert.Equal((vm, 0), (vm, vault.Times(vm, "FailbackCommitted")));
            Assert.DoesNotContain(vault.Posts, post => post.Item == vm && post.Operation == "FailoverCommit");
            // Which of the two depends on whether the first or the second process has failed it back.
            Assert.Contains(second.Told("item").Single(item => item[0] == vm)[1], new[] { "Failed", "NotReady" });
        });
        // A plan's own commit would have taken app01 along.
        Assert.DoesNotContain(vault.Posts, post => post.Item == "Web-tier" && post.Operation == "FailoverCommit");
        Assert.All(["lin02", "api01", "sqlc01", "sqlc02"], vm => Assert.Equal((vm, 1, "Protected"), (vm, vault.Times(vm, "FailbackCommitted"), vault.Phase(vm))));
    }
}
