using System;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>Runs in the background, runs that are only planned, and what is told while one goes on.</summary>
public sealed class InvokeJobTests
{
    private const string Never = "-CommitPolicy Never -Confirm:$false";

    [Fact]
    public void A_job_gives_the_run_its_warnings_and_its_errors()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        Invocation started = vault.Run($"$job = Invoke-AvsFailback app01, app02 -AsJob {Never}; $job; $null = $job | Wait-Job").Succeeded();
        Assert.Equal("FailbackRunJob", Assert.Single(started.Output).BaseObject.GetType().Name);
        Invocation received = vault.Run("$run = $job | Receive-Job; $run");

        Assert.Equal("Completed", vault.Texts("$job.State")[0]);
        Assert.Equal(["app01 AwaitingCommit", "app02 NotReady"], vault.Texts("$run.Items | ForEach-Object { \"$($_.Name) $($_.Outcome)\" }"));
        Assert.StartsWith("NotReadyV03", Assert.Single(received.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEmpty(received.Warnings);
        Assert.Equal(["False"], vault.Texts("$job.HasMoreData"));
        Assert.Equal(["1", "0"], vault.Texts("@(Get-Job).Count; $job | Remove-Job; @(Get-Job).Count"));
        Assert.Equal("FailedBack", vault.Phase("app01"));
    }

    [Fact]
    public void A_job_validates_and_tells_events_in_sessions_of_its_own()
    {
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);

        vault.Run("""
            $told = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
            $run = Invoke-AvsFailback app01 -Until Committed -AsJob -CommitPolicy AfterValidation -Validate { (Get-AvsReplicatedItem app01).Phase -eq 'FailedBack' } -OnEvent { ($using:told).Enqueue("$($_.Kind)") } -Confirm:$false |
                Receive-Job -Wait -AutoRemoveJob
            """).Succeeded();

        Assert.Equal("Succeeded", vault.Texts("$run.Outcome")[0]);
        string[] kinds = [.. vault.Texts("$told")];
        Assert.Equal(("RunStarted", "RunEnded"), (kinds[0], kinds[^1]));
        Assert.Contains("ValidationEnded", kinds);
    }

    [Fact]
    public void A_job_that_is_stopped_gives_the_run_so_far_and_names_what_goes_on_in_Azure()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        // It is held where the request has been accepted, until it is stopped.
        Invocation run = vault.Run($$"""
            $there = [System.Threading.ManualResetEventSlim]::new()
            $job = Invoke-AvsFailback app01 -AsJob {{Never}} -OnEvent { if ($_.Kind -eq 'ActionAccepted') { ($using:there).Set(); while ($true) { } } }
            $null = $there.Wait(20000)
            $job | Stop-Job
            $run = $job | Receive-Job
            $run
            """).Succeeded();

        Assert.Equal("Stopped", vault.Texts("$job.State")[0]);
        Assert.Equal("Cancelled", vault.Texts("$run.Outcome")[0]);
        Assert.Contains(run.Warnings, w => w.Contains("In Azure it continues", StringComparison.Ordinal));
        vault.Run($"Invoke-AvsFailback app01 {Never}").Only();
        Assert.Single(vault.Posts);
    }

    [Fact]
    public void A_job_is_Failed_where_its_run_failed_and_gives_the_run()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        vault.Fault(new { kind = "failJob", operation = "PlannedFailover", times = 9 });

        vault.Run($"$job = Invoke-AvsFailback app01 -AsJob {Never}; $null = $job | Wait-Job; $run = $job | Receive-Job -ErrorAction SilentlyContinue");

        Assert.Equal(["Failed", "Failed"], vault.Texts("$job.State, $run.Outcome"));
    }

    [Theory]
    [InlineData("Disconnect-AvsVault $vault")]
    [InlineData("Remove-Module AvsFailback")]
    public void The_end_of_the_connection_ends_a_run_as_a_stop_does(string end)
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        string path = Stages.NewFile();

        Invocation run = vault.Run($$"""
            $there = [System.Threading.ManualResetEventSlim]::new()
            $job = Invoke-AvsFailback app01 -AsJob {{Never}} -JournalPath '{{path}}' -NoJournal:$false -OnEvent { if ($_.Kind -eq 'ActionAccepted') { ($using:there).Set(); while ($true) { } } }
            $null = $there.Wait(20000)
            {{end}}
            $null = $job | Wait-Job
            $run = $job | Receive-Job
            "$($job.State) $($run.Outcome)"
            """).Succeeded();

        Assert.Equal("Stopped Cancelled", Assert.Single(run.Output).ToString());
        Assert.Contains(run.Warnings, w => w.Contains("was disconnected", StringComparison.Ordinal));
        Assert.Contains("RunEnded", System.IO.File.ReadAllText(path), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_session_that_closes_ends_its_runs_and_their_journals()
    {
        string path = Stages.NewFile();
        object there = new System.Threading.ManualResetEventSlim();
        var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        vault.Run($"param($there) $job = Invoke-AvsFailback app01 -AsJob {Never} -JournalPath '{path}' -NoJournal:$false -OnEvent {{ if ($_.Kind -eq 'ActionAccepted') {{ ($using:there).Set(); while ($true) {{ }} }} }}; $null = $there.Wait(20000)", new { there }).Succeeded();

        vault.Dispose();

        Assert.Contains("RunEnded", System.IO.File.ReadAllText(path), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_job_whose_vm_cannot_be_read_fails_with_the_error_and_the_run()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        vault.Fault(new { kind = "dropBefore", operation = "GetJob", times = (int?)null });

        Invocation run = vault.Run($"$job = Invoke-AvsFailback app01 -AsJob {Never}; $job | Wait-Job | Receive-Job");

        Assert.Equal("Failed", vault.Texts("$job.State")[0]);
        Assert.Contains(run.Errors, e => e.FullyQualifiedErrorId.StartsWith("ItemUnreadable", StringComparison.Ordinal));
        Assert.Single(run.Output);
    }

    [Fact]
    public void Events_are_told_in_the_caller_s_session_in_order()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        vault.Run($"$kinds = @(); $null = Invoke-AvsFailback app01 {Never} -OnEvent {{ $script:kinds += \"$($_.Kind)\"; 'dropped' }}").Succeeded();

        string[] kinds = [.. vault.Texts("$kinds")];
        Assert.Equal(("RunStarted", "RunEnded"), (kinds[0], kinds[^1]));
        string[] steps = ["ItemAdded", "ActionIntended", "ActionAccepted", "JobEnded", "PhaseChanged", "ItemEnded"];
        Assert.Equal(steps, kinds.Where(steps.Contains).Distinct());
    }

    [Theory]
    [InlineData("throw 'ups'")]
    [InlineData("Get-Item no:such")]
    [InlineData("Get-Item no:such -ErrorAction Stop")]
    [InlineData("break")]
    [InlineData("exit 3")]
    public void An_error_in_the_script_for_events_never_ends_the_run(string script)
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        Invocation run = vault.Run($"$run = Invoke-AvsFailback app01 {Never} -OnEvent {{ {script} }} -WarningVariable w; $run");

        Assert.Equal("AwaitingCommit", vault.Texts("$run.Outcome")[0]);
        Assert.InRange(run.Warnings.Count(w => w.StartsWith("The script of -OnEvent", StringComparison.Ordinal)), 0, 1);
    }

    [Fact]
    public void A_warning_tells_of_the_script_for_events_once()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        Invocation run = vault.Run($"$null = Invoke-AvsFailback app01 {Never} -OnEvent {{ throw 'ups' }}").Succeeded();

        Assert.Contains("ups", Assert.Single(run.Warnings, w => w.StartsWith("The script of -OnEvent", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_gives_a_planned_run_and_changes_nothing()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Host.Screen();
        int effects = vault.Effects.Count;

        Invocation run = vault.Run($"$run = Invoke-AvsFailback sql01, app01, app02 {InvokeJourneyTests.Placement} -WhatIf; $run").Succeeded();

        Assert.Empty(run.Prompts);
        vault.Host.Screen().Has("What if:", "on target \"sql01, app01 (", "in vault contoso-dr-vault (emulated)");
        Assert.Equal(["Planned", "6"], vault.Texts("$run.Outcome, $run.PlannedWrites"));
        Assert.Equal(["sql01 Planned", "app01 Planned", "app02 NotReady"], vault.Texts("$run.Items | ForEach-Object { \"$($_.Name) $($_.Outcome)\" }"));
        Assert.Equal("FailBack Commit ReprotectToAzure", vault.Texts("$run.Items[0].Steps.Action -join ' '")[0]);
        Assert.Equal(["NewestListed", "True", "True"], vault.Texts("$run.Items[0].RecoveryPointSource, ($run.Items[0].AchievedRpo -gt 0), ($run.ExpectedDuration -gt 0)"));
        vault.AskedForNothing();
        Assert.Equal(effects, vault.Effects.Count);
    }

    [Fact]
    public void WhatIf_needs_no_answers_and_no_host_that_prompts()
    {
        using var vault = new EmulatedVault(canPrompt: false);

        vault.Run($"$run = Invoke-AvsFailback -RecoveryPlan Web-tier {InvokeJourneyTests.Placement} -WhatIf; $run").Only();

        Assert.Equal(["1", "2", "2"], vault.Texts("$run.Items.Wave"));
        Assert.Equal("8", vault.Texts("$run.PlannedWrites")[0]);
        vault.AskedForNothing();
    }

    [Fact]
    public void What_a_journal_tells_is_the_run_that_was_given_out()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        string path = Stages.NewFile();

        vault.Run($"$run = Invoke-AvsFailback app01 {Never} -JournalPath '{path}' -NoJournal:$false; $told = Get-AvsFailbackRun -Path '{path}'").Succeeded();

        Assert.Equal(vault.Texts("$run.Id, $run.Outcome, $run.JournalPath, ($run.Items.Steps -join ',')"), vault.Texts("$told.Id, $told.Outcome, $told.JournalPath, ($told.Items.Steps -join ',')"));
        Assert.Equal(path, vault.Texts("$run.JournalPath")[0]);
    }

    [Fact]
    public void A_run_that_was_stopped_is_one_run_with_the_command_that_goes_on_with_it()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        string command = $"Invoke-AvsFailback app01, lin02 {Never} -JournalPath '{Stages.NewFile()}' -NoJournal:$false";

        vault.Run($"$first = {command} -Deadline 0:05:00; $second = {command}").Succeeded();

        Assert.Equal("True", vault.Texts("$first.Id -eq $second.Id")[0]);
        Assert.Equal(["1", "AwaitingCommit"], vault.Texts("$second.Restarts, $second.Outcome"));
        Assert.Equal(2, vault.Posts.Count);
    }

    [Fact]
    public void A_journal_that_cannot_be_written_is_an_error_before_anything()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        vault.Run($"Invoke-AvsFailback app01 {Never} -JournalPath ./no/such/folder/run.jsonl -NoJournal:$false").OnlyError("FolderNotFound");
        vault.Run($"Invoke-AvsFailback app01 {Never} -JournalPath ./run.jsonl").OnlyError("JournalOrNot");

        Assert.Empty(vault.Requests);
    }
}
