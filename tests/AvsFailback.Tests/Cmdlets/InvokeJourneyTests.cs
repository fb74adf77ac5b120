using System;
using System.Linq;
using System.Threading;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>The journey of many VMs by one command, and where it ends.</summary>
public sealed class InvokeJourneyTests
{
    /// <summary>What the built-in vault has several of.</summary>
    internal const string Placement = "-Placement @{ Name = '*'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R'; Datastore = 'vsanDatastore'; ProcessServerToAzure = 'CONTOSO-CS01' }";

    /// <summary>What a script says that nobody has to be asked for.</summary>
    internal const string Unattended = "-CommitPolicy AfterValidation -Validate { $true } -Confirm:$false";

    [Fact]
    public void VMs_of_both_architectures_come_the_whole_way_home_and_are_told_as_one_run()
    {
        using var vault = new EmulatedVault(canPrompt: false);

        dynamic run = vault.Run($"$run = Invoke-AvsFailback sql01, app01 {Placement} {Unattended}; $run").Only();

        Assert.Equal("Succeeded", run.Outcome.ToString());
        Assert.Equal(["Protected", "Protected"], vault.Texts("(Get-AvsReplicatedItem sql01, app01).Phase"));
        Assert.Equal(["sql01 RunningInAzure Protected Succeeded Passed", "app01 RunningInAzure Protected Succeeded Passed"], vault.Texts("$run.Items | ForEach-Object { \"$($_.Name) $($_.PhaseAtStart) $($_.Phase) $($_.Outcome) $($_.Validation)\" }"));
        // The last reprotect of a classic VM is tried until its agent is there (rule R03).
        Assert.InRange(vault.Posts.Count, 8, 10);
        Assert.All(["sql01", "app01"], name => Assert.Equal((1, 1), (vault.Times(name, "FailedOver"), vault.Times(name, "FailbackCommitted"))));
        Assert.Equal("ReprotectToAvs FailBack Commit ReprotectToAzure", vault.Texts("$run.Items[0].Steps.Action -join ' '")[0]);
        Assert.Equal("contoso-dr-vault (emulated)", vault.Texts("$run.VaultName")[0]);
    }

    [Fact]
    public void A_plan_is_failed_back_and_committed_by_its_own_request()
    {
        using var vault = new EmulatedVault(canPrompt: false);

        dynamic run = vault.Run($"Invoke-AvsFailback -RecoveryPlan Web-tier {Placement} {Unattended}").Only();

        Assert.Equal("Succeeded", run.Outcome.ToString());
        Assert.Equal(["Protected", "Protected", "Protected"], vault.Texts("(Get-AvsReplicatedItem -RecoveryPlan Web-tier).Phase"));
        Assert.Equal(3 + 1 + 1 + 3, vault.Posts.Count);
    }

    [Fact]
    public void A_plan_with_an_unready_VM_is_left_alone_whole_and_the_rest_goes()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.Ready, root =>
        {
            foreach (var item in root["resources"]!.AsArray().Where(r => (string?)r!["properties"]?["friendlyName"] == "lin02"))
            {
                item!["properties"]!["replicationHealth"] = "Critical";
            }
        }), canPrompt: false);

        Invocation run = vault.Run("$run = Get-AvsRecoveryPlan Web-tier | Invoke-AvsFailback -Until FailedBack -Confirm:$false; $run");

        run.OnlyError("NotReadyV03").Says("Web-tier", "lin02", "none of its VMs was touched");
        Assert.Equal(["NotReady", "NotReady", "NotReady"], vault.Texts("$run.Items.Outcome"));
        Assert.Contains(run.Warnings, w => w.Contains("lin02", StringComparison.Ordinal));
        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("FailedBack", "FailedBack")]
    [InlineData("Committed", "Committed")]
    [InlineData("Protected", "Protected")]
    public void It_ends_where_Until_says(string until, string phase)
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        dynamic run = vault.Run($"Invoke-AvsFailback lin02, sql01 -Until {until} {Placement} {(until == "FailedBack" ? "-Confirm:$false" : Unattended)}").Only();

        Assert.Equal("Succeeded", run.Outcome.ToString());
        Assert.Equal(until, run.Until.ToString());
        Assert.Equal([phase, phase], vault.Texts("(Get-AvsReplicatedItem lin02, sql01).Phase"));
    }

    [Fact]
    public void VMs_that_are_there_already_or_further_are_left_as_they_are()
    {
        using var vault = new EmulatedVault(Stages.Committed, canPrompt: false);

        vault.Run($"$run = Get-AvsReplicatedItem sql01, app01 | Invoke-AvsFailback -Until FailedBack -Confirm:$false; $run").Only();

        Assert.Equal(["It was there already.", "It was there already."], vault.Texts("$run.Items.Message"));
        vault.AskedForNothing();
    }

    [Fact]
    public void A_VM_that_is_not_ready_is_an_error_and_the_others_go()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        Invocation run = vault.Run($"$run = Invoke-AvsFailback app02, lin02 -Until FailedBack -Confirm:$false; $run");

        run.OnlyError("NotReadyV03").Says("app02");
        Assert.Equal(["app02 NotReady", "lin02 Succeeded"], vault.Texts("$run.Items | ForEach-Object { \"$($_.Name) $($_.Outcome)\" }"));
        Assert.Equal("PartiallySucceeded", vault.Texts("$run.Outcome")[0]);
    }

    [Fact]
    public void ErrorAction_Stop_abandons_nobody_and_does_not_lose_the_run()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        Invocation run = vault.Run("Invoke-AvsFailback app02, lin02 -Until FailedBack -Confirm:$false -ErrorAction Stop");

        Assert.Equal("FailbackRun", Assert.Single(run.Output).BaseObject.GetType().Name);
        Assert.StartsWith("NotReadyV03,", run.Terminating!.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("FailedBack", vault.Phase("lin02"));
    }

    [Fact]
    public void An_empty_pipeline_is_nothing_and_an_unknown_name_an_error()
    {
        using var vault = new EmulatedVault(canPrompt: false);

        Assert.Empty(vault.Run("Get-AvsReplicatedItem -Phase Protected | Invoke-AvsFailback -Until FailedBack -Confirm:$false").Succeeded().Output);
        vault.Run("Invoke-AvsFailback nosuch -Until FailedBack -Confirm:$false").OnlyError("ItemNotFound");
        vault.AskedForNothing();
    }

    [Fact]
    public void One_run_is_for_one_vault()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        vault.Run("""
            $here = Get-AvsReplicatedItem app01
            $other = Connect-AvsVault -Emulator -Clock Virtual
            $here, (Get-AvsReplicatedItem lin02 -Vault $other) | Invoke-AvsFailback -Until FailedBack -Confirm:$false
            """).OnlyError("SeveralVaultsInOneRun").Says("2 vaults", "once for each vault");

        vault.AskedForNothing();
    }

    [Fact]
    public void A_VM_named_beside_its_plan_goes_with_the_plan()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        vault.Run("$run = (Get-AvsReplicatedItem lin02), (Get-AvsRecoveryPlan Web-tier) | Invoke-AvsFailback -Until FailedBack -Confirm:$false; $run").Only();

        Assert.Equal(["Web-tier", "Web-tier", "Web-tier"], vault.Texts("$run.Items.Plan"));
        Assert.Equal("Web-tier", Assert.Single(vault.Posts).Item);
    }

    [Fact]
    public void A_VM_in_two_of_the_plans_is_an_error()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        vault.Run("Invoke-AvsFailback -RecoveryPlan Web-tier, Portal -Until FailedBack -Confirm:$false").OnlyError("InTwoPlans").Says("app01", "Web-tier", "Portal");

        vault.AskedForNothing();
    }

    [Fact]
    public void Waves_go_one_after_the_other()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        vault.Run("$run = Invoke-AvsFailback lin02, api01, app01 -Wave app*, ('api01', 'lin02') -Until FailedBack -Confirm:$false; $run").Only();

        Assert.Equal(["app01 1", "lin02 2", "api01 2"], vault.Texts("$run.Items | ForEach-Object { \"$($_.Name) $($_.Wave)\" }"));
        Assert.Equal("app01", vault.Posts[0].Item);
        DateTimeOffset first = vault.Effects.First(e => e.Item == "app01" && e.Name == "FailedOver").Time;
        Assert.All(vault.Posts.Skip(1), post => Assert.True(post.Time >= first));
    }

    [Theory]
    [InlineData("", "Failed LeftAlone Succeeded", 1)]
    [InlineData("-OnFailure StopAll", "Failed LeftAlone LeftAlone", 0)]
    [InlineData("-OnFailure Continue", "Failed Succeeded Succeeded", 2)]
    public void After_a_failure_later_waves_go_as_OnFailure_says(string onFailure, string outcomes, int failedBack)
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        vault.Fault(new { kind = "failJob", operation = "PlannedFailover", item = "app01", code = "28031", message = "The thing broke." });

        // One at a time, so that the others haven't begun when the first fails.
        Invocation run = vault.Run($"$run = Invoke-AvsFailback app01, api01, lin02 -Wave ('app01', 'lin02'), api01 -ThrottleLimit 1 -Until FailedBack -Confirm:$false {onFailure}; $run");

        Assert.Contains(run.Errors, e => e.FullyQualifiedErrorId.StartsWith("JobFailed,", StringComparison.Ordinal));
        Assert.Equal(outcomes, vault.Texts("('app01', 'api01', 'lin02' | ForEach-Object { $name = $_; ($run.Items | Where-Object Name -eq $name).Outcome }) -join ' '")[0]);
        Assert.Equal(failedBack, vault.Times("api01", "FailedOver") + vault.Times("lin02", "FailedOver"));
    }

    [Fact]
    public void A_deadline_stops_the_waiting_and_says_how_to_go_on()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        Invocation first = vault.Run("$run = Invoke-AvsFailback app01, lin02 -Until FailedBack -Deadline 0:05:00 -Confirm:$false; $run").Succeeded();

        Assert.Equal("DeadlineReached", vault.Texts("$run.Outcome")[0]);
        Assert.Equal(["DeadlineReached", "DeadlineReached"], vault.Texts("$run.Items.Outcome"));
        Assert.Contains(first.Warnings, w => w.Contains("erun the command", StringComparison.Ordinal));
        dynamic second = vault.Run("Invoke-AvsFailback app01, lin02 -Until FailedBack -Confirm:$false").Only();
        Assert.Equal("Succeeded", second.Outcome.ToString());
        Assert.Equal(2, vault.Posts.Count);
    }

    [Fact]
    public void A_deadline_that_has_passed_is_an_error_and_so_is_one_that_makes_no_sense()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        vault.Run("Invoke-AvsFailback app01 -Until FailedBack -Deadline '2020-01-01 10:00' -Confirm:$false").OnlyError("DeadlinePassed");
        Assert.StartsWith("ParameterArgumentTransformationError,", Assert.Single(vault.Run("Invoke-AvsFailback app01 -Deadline soon").AllErrors).FullyQualifiedErrorId, StringComparison.Ordinal);
        vault.AskedForNothing();
    }

    [Fact]
    public void Stopping_ends_the_waiting_alone_and_tells_the_job_that_goes_on()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        using var stop = new CancellationTokenSource();
        vault.Host.Screen();

        Invocation stopped = vault.Run("param($stop) Invoke-AvsFailback app01 -Until FailedBack -Confirm:$false -OnEvent { if ($_.Kind -eq 'ActionAccepted') { $stop.Cancel(); while ($true) { } } }", new { stop }, stop.Token);

        Assert.True(stopped.WasStopped);
        Assert.Empty(stopped.Output);
        vault.Host.Screen().Has("Only the waiting has been stopped", "Get-AvsJob -Id", "rerun the command");
        vault.Run("Invoke-AvsFailback app01 -Until FailedBack -Confirm:$false").Only();
        Assert.Single(vault.Posts);
    }

    [Fact]
    public void A_plan_that_waits_for_a_person_is_told_once_with_how_to_resume_it_and_goes_on()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        const string Command = "$run = Invoke-AvsFailback -RecoveryPlan Portal -Until FailedBack -Confirm:$false -Deadline 3:00:00";

        Invocation first = vault.Run(Command).Succeeded();
        vault.Run("$null = Get-AvsJob -State Suspended | Resume-AvsJob").Succeeded();
        vault.Run(Command).Succeeded();

        Assert.Contains("Resume-AvsJob -Id", Assert.Single(first.Warnings, w => w.Contains("waits for a person", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("Succeeded", vault.Texts("$run.Outcome")[0]);
    }

    [Fact]
    public void A_connection_that_stays_lost_gives_out_the_run_and_then_ends_the_command()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        // Once the job runs, nothing answers any more: the run waits for twelve hours of the vault's time, and says so.
        Invocation run = vault.Run("Invoke-AvsFailback app01 -Until FailedBack -Confirm:$false -OnEvent { if ($_.Kind -eq 'ActionAccepted') { $null = Add-AvsEmulatorFault -Kind DropBefore -Probability 1 } }");

        Assert.Contains(run.Warnings, w => w.Contains("can't be reached", StringComparison.Ordinal));
        Assert.StartsWith("ConnectionLost,", run.AllErrors.Last().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("FailbackRun", Assert.Single(run.Output).BaseObject.GetType().Name);
        Assert.Contains("Failed", run.Output[0].ToString(), StringComparison.Ordinal);
    }
}
