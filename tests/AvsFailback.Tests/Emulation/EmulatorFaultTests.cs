using System;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Emulation;

public sealed class EmulatorFaultTests
{
    private const string Connect = "Connect-AvsVault -Emulator -Clock Virtual | Out-Null; ";
    private const string Reprotect = "Enable-AvsReprotection app01 -Datastore vsanDatastore -Wait -Confirm:$false -WarningAction SilentlyContinue";

    [Fact]
    public void A_fault_is_added_shown_counted_and_removed()
    {
        using var host = new ModuleHost();

        dynamic added = Assert.Single(Objects.Of(host.Invoke(Connect + "Add-AvsEmulatorFault status -Status 503 -RetryAfter 30 -Operation ListItems -Times 2 -Code Busy").Succeeded(), "EmulatorFault"));
        Assert.Equal("fault-1|Status|ListItems|503|2|0|503, retry after 30 s, Busy", Objects.Show(added, "Id", "Kind", "Operation", "Status", "Times", "FiredCount", "Details"));
        Assert.Equal("Status on ListItems", (string)added.ToString());

        dynamic struck = Assert.Single(Objects.Of(host.Invoke("Get-AvsReplicatedItem app01 | Out-Null; Get-AvsEmulatorFault").Succeeded(), "EmulatorFault"));
        Assert.Equal("2|contoso-dr-vault (emulated)", Objects.Show(struck, "FiredCount", "Vault"));
        Assert.True(struck.MatchedCount >= 3);
        Assert.Equal(2, host.Invoke("Get-AvsEmulatorRequest ListItems | Where-Object Fault -eq status").Succeeded().Output.Count);

        host.Invoke("Get-AvsEmulatorFault | Remove-AvsEmulatorFault").Succeeded();
        Assert.Empty(host.Invoke("Get-AvsEmulatorFault").Succeeded().Output);
        host.Invoke("Add-AvsEmulatorFault DropAfter | Out-Null; Add-AvsEmulatorFault Slow -Delay 5 | Out-Null; Remove-AvsEmulatorFault -All").Succeeded();
        Assert.Empty(host.Invoke("Get-AvsEmulatorFault").Succeeded().Output);
    }

    [Theory]
    [InlineData("CutBody")]
    [InlineData("InvalidJson")]
    public void Reads_ride_through_answers_that_are_cut_or_no_JSON(string kind)
    {
        using var host = new ModuleHost();

        Invocation run = host.Invoke(Connect + $"Add-AvsEmulatorFault {kind} -Times 3 -Operation ListItems | Out-Null; Get-AvsReplicatedItem; (Get-AvsEmulatorFault).FiredCount").Succeeded();

        Assert.Equal(10, run.Output.Count(o => o.BaseObject.GetType().Name == "ReplicatedItem"));
        Assert.Equal(3, run.Output[^1].BaseObject);
    }

    [Theory]
    [InlineData("Before", "")]
    [InlineData("After", "")]
    [InlineData("Before", "port")]
    [InlineData("After", "port")]
    public void A_crash_ends_the_command_at_once_and_the_next_run_goes_on(string when, string way)
    {
        using var host = new ModuleHost();
        host.Invoke(way.Length == 0 ? Connect : "$emulator = Start-AvsEmulator -Clock Virtual; Connect-AvsVault -Emulator -Endpoint $emulator.Address | Out-Null").Succeeded();

        Invocation crash = host.Invoke($"Add-AvsEmulatorFault CrashCaller -Operation ReProtect -When {when} | Out-Null; {Reprotect}");
        Assert.StartsWith("AvsFailback.EmulatedCrashException", Assert.Single(crash.AllErrors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(crash.Output);

        Assert.Equal([true], host.Invoke($"({Reprotect}).IsSuccessful").Succeeded().As<bool>());
        // What counts is one effect: a second request is allowed where the first job has not shown itself yet (design §4).
        Assert.Equal([1], host.Invoke("@(Get-AvsEmulatorRequest -Effect Reprotected).Count; Stop-AvsEmulator").Succeeded().As<int>());
    }

    [Fact]
    public void A_job_fails_as_it_is_told_to()
    {
        using var host = new ModuleHost();

        Invocation run = host.Invoke(Connect + "Add-AvsEmulatorFault FailJob -Item app01 -Operation ReProtect -Code 8038 -Message 'no memory' -PossibleCauses 'too small' -RecommendedAction 'grow' | Out-Null; " + Reprotect);

        Assert.Contains(run.AllErrors, e => e.ToString().Contains("8038", StringComparison.Ordinal) && e.ToString().Contains("grow", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("LateAgent", null)]
    [InlineData("LateAgent -Seconds 90", 90.0)]
    public void An_agent_is_late_or_never_comes(string kind, double? seconds)
    {
        using var host = new ModuleHost();

        dynamic fault = Assert.Single(Objects.Of(host.Invoke(Connect + $"Add-AvsEmulatorFault {kind} | Out-Null; Get-AvsEmulatorFault").Succeeded(), "EmulatorFault"));

        Assert.Equal(seconds, ((TimeSpan?)fault.Delay)?.TotalSeconds);
    }

    [Theory]
    [InlineData("Slow -Delay 60 -Times 0", null, null, null)]
    [InlineData("Slow -Delay 60 -Probability 0.5", null, null, 0.5)]
    [InlineData("Slow -Delay 60 -Nth 3", 1, 3, null)]
    [InlineData("VmKeepsRunning", 1, null, null)]
    public void How_often_it_strikes_is_told(string fault, int? times, int? nth, double? probability)
    {
        using var host = new ModuleHost();

        dynamic told = Assert.Single(Objects.Of(host.Invoke(Connect + $"Add-AvsEmulatorFault {fault}").Succeeded(), "EmulatorFault"));

        Assert.Equal((times, nth, probability), ((int?)told.Times, (int?)told.Nth, (double?)told.Probability));
    }

    [Theory]
    [InlineData("Add-AvsEmulatorFault DropAfter -Status 500", "ParameterNotTaken", "-Status")]
    [InlineData("Add-AvsEmulatorFault Status -Status 500 -Task x", "ParameterNotTaken", "-RetryAfter")]
    [InlineData("Add-AvsEmulatorFault Slow", "ParameterMissing", "-Delay")]
    [InlineData("Add-AvsEmulatorFault Status", "ParameterMissing", "-Status")]
    [InlineData("Add-AvsEmulatorFault Meteor", "ParameterArgumentValidationError", "CrashCaller")]
    [InlineData("Remove-AvsEmulatorFault fault-9", "FaultNotFound", "fault-9")]
    [InlineData("Get-AvsEmulatorFault fault-9", "FaultNotFound", "fault-9")]
    public void What_is_wrong_is_told(string script, string errorId, string named)
    {
        using var host = new ModuleHost();

        var error = Assert.Single(host.Invoke(Connect + script).AllErrors);

        Assert.StartsWith(errorId, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_faults_fits_the_screen()
    {
        using var host = new ModuleHost();

        string[] lines = host.Format(Connect + "Add-AvsEmulatorFault Status -Status 503 -RetryAfter 30 -Operation ListItems -Times 0; Add-AvsEmulatorFault DropAfter -Item app01").Split('\n');

        Assert.Contains(lines, l => l.Contains("always", StringComparison.Ordinal) && l.Contains("503, retry after 30 s", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.True(l.TrimEnd().Length <= 120, l));
    }

    [Fact]
    public void A_piped_fault_is_removed_from_the_emulator_that_it_is_in()
    {
        using var host = new ModuleHost();

        Invocation run = host.Invoke(Connect + """
            Add-AvsEmulatorFault DropAfter | Out-Null
            $emulator = Start-AvsEmulator -Clock Virtual
            $emulator | Add-AvsEmulatorFault DropAfter | Remove-AvsEmulatorFault
            @($emulator | Get-AvsEmulatorFault).Count; @(Get-AvsEmulatorFault).Count
            Stop-AvsEmulator $emulator
            """).Succeeded();

        Assert.Equal([0, 1], run.As<int>());
    }
}
