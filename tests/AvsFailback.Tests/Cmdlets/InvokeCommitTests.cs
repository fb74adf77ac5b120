using System;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>Who lets commits through, and what is asked before one.</summary>
public sealed class InvokeCommitTests
{
    [Theory]
    [InlineData("-Confirm:$false", "-Confirm:$false")]
    [InlineData("-AsJob", "a job can't ask")]
    [InlineData("-Until Committed -Confirm:$false", "-Confirm:$false")]
    public void Nobody_can_be_asked_and_that_is_said_before_anything(string how, string why)
    {
        using var vault = new EmulatedVault(Stages.Ready);

        vault.Run($"Invoke-AvsFailback app01 {how}").OnlyError("CannotAskForCommit").Says(why, "-CommitPolicy AfterValidation -Validate {", "-CommitPolicy Never", "Nothing was asked of the vault");

        Assert.Empty(vault.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Confirm:$false")]
    public void A_host_that_cannot_prompt_gets_its_error_before_any_request(string how)
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        vault.Run($"Invoke-AvsFailback app01 {how}").OnlyError("CannotAskForCommit").Says("this host can't prompt");
        vault.Run("Invoke-AvsFailback app01 -CommitPolicy Never").OnlyError("CannotPrompt");

        Assert.Empty(vault.Requests);
    }

    [Fact]
    public void To_commit_after_a_validation_takes_one()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        vault.Run("Invoke-AvsFailback app01 -CommitPolicy AfterValidation").OnlyError("NoValidation").Says("-Validate { … }");

        Assert.Empty(vault.Requests);
    }

    [Fact]
    public void The_first_question_names_what_will_be_done_and_a_no_changes_nothing()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Host.Answer("No");

        Invocation run = vault.Run($"Invoke-AvsFailback sql01, app01 -RecoveryPoint LatestAppConsistent {InvokeJourneyTests.Placement}").Succeeded();

        Assert.Single(run.Prompts).Message.Has("sql01, app01", "Azure to AVS, latest app-consistent recovery point", "shuts the Azure VMs down", "asks again before it commits", "in vault contoso-dr-vault (emulated)");
        Assert.Empty(run.Output);
        vault.AskedForNothing();
    }

    [Fact]
    public void The_first_question_is_for_those_that_go_and_comes_after_the_reasons_of_the_others()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("$null = Start-AvsFailback sql01 -Wait -Confirm:$false").Succeeded();
        int before = vault.Posts.Count;
        vault.Host.Answer("No", "Yes");

        Invocation no = vault.Run("Invoke-AvsFailback sql01, app02, lin02, app01 -Until FailedBack").Succeeded();
        Assert.StartsWith("Performing the operation \"Fail back to AVS, until FailedBack\" on target \"lin02, app01 (", Assert.Single(no.Prompts).Message.Split('\n').Last(line => line.Contains("Performing", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Single(no.Warnings, w => w.StartsWith("app02 isn't ready to fail back", StringComparison.Ordinal));
        Assert.Empty(no.Output);
        Assert.Equal(before, vault.Posts.Count);

        Invocation yes = vault.Run("$run = Invoke-AvsFailback sql01, app02, lin02, app01 -Until FailedBack; $run");
        yes.OnlyError("NotReadyV03").Says("app02");
        Assert.Single(yes.Warnings, w => w.StartsWith("app02", StringComparison.Ordinal));
        Assert.Equal(["sql01 Succeeded", "app02 NotReady", "lin02 Succeeded", "app01 Succeeded"], vault.Texts("$run.Items | ForEach-Object { \"$($_.Name) $($_.Outcome)\" }"));
    }

    [Fact]
    public void Nobody_is_asked_where_nothing_will_be_done()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run("$run = Invoke-AvsFailback app02 -Until FailedBack; $run");

        Assert.Empty(run.Prompts);
        run.OnlyError("NotReadyV03").Says("app02");
        Assert.Equal(["NotReady"], vault.Texts("$run.Items.Outcome"));
        Assert.Single(run.Warnings, w => w.StartsWith("app02", StringComparison.Ordinal));
        vault.AskedForNothing();
    }

    [Fact]
    public void The_first_question_names_each_direction_and_who_goes_there()
    {
        using var vault = new EmulatedVault(Stages.Committed);
        vault.Host.Answer("No");

        Invocation run = vault.Run("Invoke-AvsFailback app01, app02 -IgnoreRule V03").Succeeded();

        Assert.Single(run.Prompts).Message.Has("reprotects app01 to Azure with appliance ", "fails back app02: Azure to AVS, latest recovery point", "shuts their Azure VMs down");
        vault.AskedForNothing();
    }

    [Fact]
    public void WhatIf_names_those_that_would_go()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Host.Screen();

        Invocation both = vault.Run("Invoke-AvsFailback app02, lin02 -Until FailedBack -WhatIf").Succeeded();
        string some = vault.Host.Screen();
        Invocation none = vault.Run("Invoke-AvsFailback app02 -Until FailedBack -WhatIf").Succeeded();

        some.Has("What if:", "on target \"lin02 (");
        Assert.All(new[] { both, none }, run => Assert.Single(run.Warnings, w => w.StartsWith("app02 isn't ready to fail back", StringComparison.Ordinal)));
        Assert.DoesNotContain("What if:", vault.Host.Screen(), StringComparison.Ordinal);
    }

    [Fact]
    public void Looking_before_the_question_reads_no_more_than_looking_without_one()
    {
        using var asked = new EmulatedVault(Stages.Ready);
        using var silent = new EmulatedVault(Stages.Ready);
        asked.Host.Answer("Yes");

        asked.Run("$null = Invoke-AvsFailback app01, sql01, lin02 -Until FailedBack").Succeeded();
        silent.Run("$null = Invoke-AvsFailback app01, sql01, lin02 -Until FailedBack -Confirm:$false").Succeeded();

        Assert.Equal(silent.Requests.Count, asked.Requests.Count);
        Assert.Equal(3, asked.Posts.Count);
    }

    [Fact]
    public void It_says_that_it_commits_by_itself_or_not_at_all()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Host.Answer("No", "No");

        Invocation run = vault.Run("Invoke-AvsFailback app01 -CommitPolicy AfterValidation -Validate { $true }; Invoke-AvsFailback app01 -CommitPolicy Never").Succeeded();

        run.Prompts[0].Message.Has("commits VMs that pass the validation, which deletes their Azure VMs and all recovery points, without undo");
        run.Prompts[1].Message.Has("commits nothing");
    }

    [Fact]
    public void Before_the_commits_it_asks_once_for_all_VMs_of_the_run()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Host.Answer("Yes", "Yes");

        Invocation run = vault.Run("Invoke-AvsFailback app01, lin02, sql01 -Until Committed -Validate { $true }").Succeeded();

        Assert.Equal(2, run.Prompts.Count);
        run.Prompts[1].Message.Has("app01, lin02, sql01", "their validations passed", "DELETES the 3 Azure VMs and all recovery points in vault contoso-dr-vault (emulated)", "There is no undo");
        Assert.Equal(["Committed", "Committed", "Committed"], vault.Texts("(Get-AvsReplicatedItem app01, lin02, sql01).Phase"));
    }

    [Fact]
    public void It_asks_for_each_wave_where_that_is_wanted()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Host.Answer("Yes", "Yes", "No");

        Invocation run = vault.Run("$run = Invoke-AvsFailback app01, lin02, sql01 -Wave app01, ('lin02', 'sql01') -ConfirmEach Wave -Until Committed; $run").Succeeded();

        Assert.Equal(3, run.Prompts.Count);
        run.Prompts[1].Message.Has("app01 runs in AVS", "DELETES the Azure VM");
        run.Prompts[2].Message.Has("lin02, sql01", "wave 2");
        Assert.Equal(["app01 Succeeded", "lin02 AwaitingCommit", "sql01 AwaitingCommit"], vault.Texts("$run.Items | ForEach-Object { \"$($_.Name) $($_.Outcome)\" }"));
        // A rerun protects nothing where that isn't the goal.
        Assert.Equal(["AwaitingCommit", "Look at the VMs in AVS, then commit them: Complete-AvsFailback."], vault.Texts("$run.Outcome, $run.NextStep"));
    }

    [Fact]
    public void It_asks_for_each_VM_where_that_is_wanted_and_an_answer_can_be_for_all()
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        vault.Host.Answer("Yes", "Yes", "No to All");

        Invocation run = vault.Run("$run = Invoke-AvsFailback app01, lin02, api01, sql01 -ConfirmEach Vm -Until Committed; $run").Succeeded();

        Assert.Equal(3, run.Prompts.Count);
        Assert.Equal(["Succeeded", "AwaitingCommit", "AwaitingCommit", "AwaitingCommit"], vault.Texts("$run.Items.Outcome"));
        Assert.Single(vault.Posts);
    }

    [Fact]
    public void A_no_leaves_the_VMs_failed_back_and_says_how_to_commit_them()
    {
        using var vault = new EmulatedVault(Stages.FailedBack);
        vault.Host.Answer("Yes", "No");

        Invocation run = vault.Run($"$run = Invoke-AvsFailback app01, sql01 {InvokeJourneyTests.Placement}; $run").Succeeded();

        Assert.Equal("AwaitingCommit", vault.Texts("$run.Outcome")[0]);
        Assert.Contains(run.Warnings, w => w.Contains("Not committed: app01 (FailedBack), sql01 (FailedBack)", StringComparison.Ordinal) && w.Contains("Complete-AvsFailback", StringComparison.Ordinal));
        vault.AskedForNothing();
    }

    [Fact]
    public void Never_commits_nothing_and_ends()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        Invocation run = vault.Run("$run = Invoke-AvsFailback app01, sql01 -CommitPolicy Never -Confirm:$false; $run").Succeeded();

        Assert.Equal("AwaitingCommit", vault.Texts("$run.Outcome")[0]);
        Assert.DoesNotContain(vault.Posts, p => p.Operation == "FailoverCommit");
    }

    [Fact]
    public void What_nobody_commits_in_time_is_cancelled_where_it_can_be()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        vault.Run("$run = Invoke-AvsFailback app01, sql01 -CommitPolicy Never -CommitTimeout 1:00:00 -Confirm:$false; $run").Succeeded();

        Assert.Equal(["FailedBack", "ReadyToFailBack"], vault.Texts("(Get-AvsReplicatedItem sql01, app01).Phase"));
        Assert.Equal(["Cancelled", "AwaitingCommit"], vault.Texts("$run.Items.Outcome"));
        DateTimeOffset back = vault.Effects.Single(e => e.Item == "app01" && e.Name == "FailedOver").Time;
        Assert.InRange(vault.Posts.Single(p => p.Operation == "FailoverCancel").Time - back, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(62));
    }

    [Fact]
    public void A_failover_to_Azure_is_committed_first_only_when_told_so()
    {
        using var vault = new EmulatedVault(Stages.FailedOver, canPrompt: false);

        vault.Run($"Invoke-AvsFailback app01 -Until FailedBack -Confirm:$false {InvokeJourneyTests.Placement}").OnlyError("IsFailedOver").Says("-CommitFailover");
        vault.AskedForNothing();
        vault.Run($"Invoke-AvsFailback app01 -Until FailedBack -CommitFailover -Confirm:$false {InvokeJourneyTests.Placement}").Only();

        Assert.Equal("FailedBack", vault.Phase("app01"));
    }

    [Fact]
    public void Rules_that_protect_data_cannot_be_ignored_and_others_can()
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        Assert.Single(vault.Run("Invoke-AvsFailback app02 -Until FailedBack -IgnoreRule V01 -Confirm:$false").AllErrors);
        Assert.Empty(vault.Requests);
        dynamic run = vault.Run("$run = Invoke-AvsFailback app02 -Until FailedBack -IgnoreRule V03 -Confirm:$false; $run").Only();

        Assert.Equal("Succeeded", run.Outcome.ToString());
        Assert.Equal(["V03"], vault.Texts("$run.IgnoredRules"));
    }
}
