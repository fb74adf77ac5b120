using System;
using System.Linq;
using System.Management.Automation;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>A connection that is lost in the middle, and answers that are lost after the service acted.</summary>
public sealed class LostConnectionTests
{
    /// <summary>Each action of each architecture: where it starts, the command, the operation, its effect.</summary>
    public static TheoryData<string, string, string, string, string> Actions => new()
    {
        { "Ready", "sql01", "Start-AvsFailback sql01 -Wait -Confirm:$false", "UnplannedFailover", "FailedOver" },
        { "Ready", "app01", "Start-AvsFailback app01 -Wait -Confirm:$false", "PlannedFailover", "FailedOver" },
        { "FailedBack", "sql01", "Complete-AvsFailback sql01 -Wait -Confirm:$false", "FailoverCommit", "FailbackCommitted" },
        { "FailedBack", "app01", "Complete-AvsFailback app01 -Wait -Confirm:$false", "FailoverCommit", "FailbackCommitted" },
        { "FailedBack", "app01", "Undo-AvsFailback app01 -Wait -Confirm:$false", "FailoverCancel", "FailoverCancelled" },
        { "", "sql01", "Enable-AvsReprotection sql01 -ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Wait", "ReProtect", "Reprotected" },
        { "Committed", "app01", "Enable-AvsReprotection app01 -Wait", "ReProtect", "Reprotected" },
    };

    [Theory]
    [MemberData(nameof(Actions))]
    public void An_answer_that_is_lost_after_the_service_acted_leads_to_one_effect(string stage, string name, string command, string operation, string effect)
    {
        using var vault = new EmulatedVault(Stage(stage));
        vault.Fault(new { kind = "dropAfter", operation, item = name });

        dynamic job = vault.Run(command).Only();

        Assert.Equal("Succeeded", job.State.ToString());
        Assert.Single(vault.Posts, p => p.Operation == operation);
        Assert.Equal(1, vault.Times(name, effect));
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public void A_request_that_never_arrived_is_sent_again_only_after_it_left_no_trace(string stage, string name, string command, string operation, string effect)
    {
        using var vault = new EmulatedVault(Stage(stage));
        vault.Fault(new { kind = "dropBefore", operation, item = name });

        dynamic job = vault.Run(command).Only();

        Assert.Equal("Succeeded", job.State.ToString());
        LoggedRequest[] posts = [.. vault.Posts.Where(p => p.Operation == operation)];
        Assert.Equal([0, 202], posts.Select(p => p.Status));
        Assert.InRange(posts[1].Time - posts[0].Time, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(4));
        Assert.Equal(1, vault.Times(name, effect));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(504)]
    public void A_server_error_to_a_request_that_acts_counts_as_a_lost_answer(int status)
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "status", operation = "PlannedFailover", status });

        vault.Run("$null = Start-AvsFailback app01 -Wait -Confirm:$false").Succeeded();

        Assert.Equal([status, 202], vault.Posts.Select(p => p.Status));
        Assert.Equal(1, vault.Times("app01", "FailedOver"));
    }

    [Theory]
    [InlineData("Start-AvsFailback sql01, app01 -Wait -Confirm:$false", "Ready", "FailedBack")]
    [InlineData("Complete-AvsFailback sql01, app01 -Wait -Confirm:$false", "FailedBack", "Committed")]
    public void An_answer_that_is_lost_is_found_again_where_items_do_not_name_their_job_too(string command, string stage, string phase)
    {
        using var vault = new EmulatedVault(Stages.Edit(Stage(stage)!, root => root["emulator"]!["namesRunningJob"] = false));
        foreach (string operation in new[] { "UnplannedFailover", "PlannedFailover", "FailoverCommit" })
        {
            vault.Fault(new { kind = "dropAfter", operation });
        }

        vault.Run("$null = " + command).Succeeded();

        Assert.Equal([phase, phase], vault.Texts("(Get-AvsReplicatedItem sql01, app01).Phase"));
        Assert.Equal(2, vault.Posts.Count);
    }

    [Fact]
    public void An_answer_lost_without_wait_still_gives_out_the_job()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "dropAfter", operation = "PlannedFailover" });

        dynamic job = vault.Run("Start-AvsFailback app01 -Confirm:$false").Only();

        Assert.True(job.IsRunning);
        Assert.Equal("app01", job.TargetName);
        Assert.Single(vault.Posts);
    }

    [Fact]
    public void Answers_that_keep_being_lost_without_a_trace_end_in_one_error_and_harm_nothing()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "dropBefore", operation = "PlannedFailover", times = (int?)null });

        vault.Run("Start-AvsFailback app01 -Wait -Confirm:$false").OnlyError("AnswersLost").Says("app01", "none of the requests left a trace");

        Assert.Equal("ReadyToFailBack", vault.Phase("app01"));
        Assert.Equal(0, vault.Times("app01", "FailedOver"));
    }

    [Theory]
    [InlineData("dropBefore")]
    [InlineData("dropAfter")]
    public void Reads_that_are_lost_are_repeated(string kind)
    {
        using var vault = new EmulatedVault(Stages.Ready);
        foreach (string operation in new[] { "GetItem", "GetJob", "ListJobs", "ListItems", "ListRecoveryPoints" })
        {
            vault.Fault(new { kind, operation, times = 3 });
        }

        vault.Run("$null = Start-AvsFailback sql01, lin02 -Wait -Confirm:$false").Succeeded();

        Assert.Equal(["FailedBack", "FailedBack"], vault.Texts("(Get-AvsReplicatedItem sql01, lin02).Phase"));
        Assert.Equal(2, vault.Posts.Count);
    }

    [Fact]
    public void Vms_that_stay_unreadable_are_errors_of_their_own_and_a_rerun_continues_later()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "dropBefore", operation = "GetJob", times = (int?)null });

        Invocation run = vault.Run("Start-AvsFailback sql01, lin01 -Wait -Confirm:$false");
        Assert.Equal(2, run.Errors.Count);
        Assert.All(run.Errors, error => Assert.StartsWith("ItemUnreadable,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        vault.ClearFaults();
        vault.Run("$null = Start-AvsFailback sql01, lin01 -Wait -Confirm:$false").Succeeded();

        Assert.Equal(2, vault.Posts.Count);
        Assert.Equal((1, 1), (vault.Times("sql01", "FailedOver"), vault.Times("lin01", "FailedOver")));
    }

    [Fact]
    public void A_connection_that_is_lost_from_the_start_is_one_error_and_nothing_was_asked()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "dropBefore", times = (int?)null });

        vault.Run("Start-AvsFailback sql01, lin01, app01 -Wait -Confirm:$false").OnlyError("ConnectionLost");
        vault.Run("Get-AvsReplicatedItem").OnlyError("ConnectionLost");
        vault.ClearFaults();

        vault.AskedForNothing();
    }

    [Fact]
    public void Throttling_is_waited_out()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "status", operation = "PlannedFailover", status = 429, retryAfter = 17 });
        vault.Fault(new { kind = "status", operation = "GetJob", status = 429, retryAfter = 23, times = 2 });

        vault.Run("$null = Start-AvsFailback app01 -Wait -Confirm:$false").Succeeded();

        Assert.Equal([429, 202], vault.Posts.Select(p => p.Status));
        Assert.Equal(TimeSpan.FromSeconds(17), vault.Posts[1].Time - vault.Posts[0].Time);
        Assert.Equal(1, vault.Times("app01", "FailedOver"));
    }

    [Fact]
    public void A_refusal_is_one_error_with_the_service_s_words()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "status", operation = "PlannedFailover", status = 409, code = "Conflict", message = "The service says no." });
        vault.Fault(new { kind = "status", operation = "UnplannedFailover", status = 403, code = "AuthorizationFailed", message = "You may not." });

        Assert.Equal(ErrorCategory.InvalidResult, vault.Run("Start-AvsFailback app01 -Wait -Confirm:$false").OnlyError("ServiceRefused").Says("The service says no.", "Code: Conflict", "Get-AvsJob").CategoryInfo.Category);
        ErrorRecord denied = vault.Run("Start-AvsFailback sql01 -Wait -Confirm:$false").OnlyError("AccessDenied").Says("You may not.", "Site Recovery Operator");

        Assert.Equal(ErrorCategory.PermissionDenied, denied.CategoryInfo.Category);
        Assert.Equal("sql01", denied.TargetObject);
        Assert.Equal(["ReadyToFailBack", "ReadyToFailBack"], vault.Texts("(Get-AvsReplicatedItem app01, sql01).Phase"));
    }

    [Fact]
    public void A_job_that_fails_is_told_in_the_service_s_words_given_out_and_skipped_further_down()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "failJob", operation = "UnplannedFailover", item = "sql01", code = "28031", message = "The thing broke.", possibleCauses = "It was old.", recommendedAction = "Buy a new thing." });

        Invocation run = vault.Run("Start-AvsFailback sql01, lin01 -Wait -Confirm:$false -OutVariable jobs | Complete-AvsFailback -Wait -Confirm:$false");

        ErrorRecord error = run.OnlyError("JobFailed").Says("28031: The thing broke.", "Possible causes: It was old.", "Recommended action: Buy a new thing.");
        Assert.Equal("JobFailed,AvsFailback.Commands.StartAvsFailbackCommand", error.FullyQualifiedErrorId);
        Assert.Equal("sql01", error.TargetObject);
        Assert.Equal(["lin01 Succeeded", "sql01 Failed"], vault.Texts("$jobs | ForEach-Object { $_.TargetName + ' ' + $_.State }").Order(StringComparer.Ordinal));
        Assert.Contains(run.Warnings, w => w.StartsWith("sql01 is skipped", StringComparison.Ordinal));
        Assert.Equal("lin01", Assert.Single(vault.Posts, p => p.Operation == "FailoverCommit").Item);
    }

    private static string? Stage(string name) => name switch
    {
        "Ready" => Stages.Ready,
        "FailedBack" => Stages.FailedBack,
        "Committed" => Stages.Committed,
        _ => null,
    };
}
