using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>The end before the end: Ctrl+C, and a pipeline that has had enough.</summary>
public sealed class StopTests
{
    // Downstream the pipeline is held until the stop has come through.
    private const string ThenStop = " | ForEach-Object { $stop.Cancel(); while ($true) { } }";

    [Fact]
    public void Stopping_ends_the_waiting_alone_and_tells_the_job_that_goes_on()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        using var stop = new CancellationTokenSource();
        vault.Host.Screen();

        Invocation run = vault.Run("param($stop) Start-AvsFailback sql01, app01 -Wait -Confirm:$false" + ThenStop, new { stop }, stop.Token);

        Assert.True(run.WasStopped);
        Assert.Empty(run.AllErrors);
        string job = vault.Texts("(Get-AvsJob -State InProgress).Name").Single();
        vault.Host.Screen().Has("Only the waiting has been stopped", "In Azure it continues", $"Get-AvsJob -Id {job}");
        Assert.Equal(["Succeeded"], vault.Texts($"(Wait-AvsJob {job}).State"));
        Assert.Equal("FailedBack", vault.Phase("app01"));
    }

    [Fact]
    public void Stopping_a_wait_tells_the_jobs_that_go_on()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        using var stop = new CancellationTokenSource();
        vault.Run("$jobs = Start-AvsFailback sql01, app01 -Confirm:$false").Succeeded();
        vault.Host.Screen();

        Invocation run = vault.Run("param($stop) $jobs | Wait-AvsJob" + ThenStop, new { stop }, stop.Token);

        Assert.True(run.WasStopped);
        vault.Host.Screen().Has("Only the waiting has been stopped", vault.Texts("($jobs | Where-Object TargetName -eq app01).Name")[0]);
    }

    [Fact]
    public void The_session_works_on_after_a_stop()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        using var stop = new CancellationTokenSource();
        vault.Run("param($stop) Get-AvsReplicatedItem" + ThenStop, new { stop }, stop.Token);

        vault.Run("$null = Start-AvsFailback sql01 -Wait -Confirm:$false").Succeeded();

        Assert.Equal("FailedBack", vault.Phase("sql01"));
    }

    [Fact]
    public void Selecting_the_first_job_ends_the_waiting_for_the_others_cleanly()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run("Start-AvsFailback sql01, app01 -Wait -Confirm:$false | Select-First").Succeeded();

        Assert.Equal("sql01", run.Only().TargetName);
        AssertClosed(run);
        Assert.Equal(["app01"], vault.Texts("(Get-AvsJob -State InProgress).TargetName"));
    }

    [Theory]
    [InlineData("Start-AvsFailback sql01, app01 -Wait -Confirm:$false")]
    [InlineData("Start-AvsFailback sql01, web01 -Wait -Confirm:$false -ErrorAction SilentlyContinue")]
    [InlineData("Start-AvsFailback sql01, app01 -Confirm:$false | Wait-AvsJob")]
    public void Progress_is_shown_and_always_closed(string command)
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run(command);

        Assert.NotEmpty(run.Progress);
        Assert.Contains(run.Progress, p => p.Activity.Contains("contoso-dr-vault (emulated)", StringComparison.Ordinal));
        AssertClosed(run);
    }

    [Fact]
    public void Progress_is_closed_after_an_error_too()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "dropBefore", operation = "GetJob", nth = 3, times = (int?)null });
        vault.Fault(new { kind = "failJob", operation = "UnplannedFailover" });

        Invocation run = vault.Run("Start-AvsFailback sql01, app01 -Wait -Confirm:$false");

        Assert.NotEmpty(run.AllErrors);
        Assert.NotEmpty(run.Progress);
        AssertClosed(run);
    }

    private static void AssertClosed(Invocation run) =>
        Assert.All(run.Progress.GroupBy(p => p.ActivityId), records => Assert.Equal(ProgressRecordType.Completed, records.Last().RecordType));
}
