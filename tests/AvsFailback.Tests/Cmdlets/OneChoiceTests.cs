using System;
using System.Linq;
using System.Text.Json.Nodes;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>The check, the prompt, -WhatIf and the request agree: one choice of servers, and what is said is what is done.</summary>
public sealed class OneChoiceTests
{
    private const string Named = "-ProcessServer CONTOSO-PS-AZ -RetentionVolume R -Datastore vsanDatastore";
    private const string Chosen = "process server CONTOSO-PS-AZ, master target CONTOSO-CS01 (default), datastore vsanDatastore, retention volume R";

    /// <summary>The inputs, whether the check and the command let sql01 go, and what both name if not.</summary>
    public static TheoryData<string, bool, string> Inputs => new()
    {
        { Named, true, Chosen },
        { "-ProcessServer CONTOSO-PS-AZ -RetentionVolume R", true, "datastore vsanDatastore (default)" },
        { "", false, "-ProcessServer" },
        { Named.Replace("CONTOSO-PS-AZ", "nobody", StringComparison.Ordinal), false, "'nobody'" },
        { Named + " -Policy nobody", false, "'nobody'" },
        { Named + " -Appliance CONTOSO-APP", false, "-Appliance doesn't apply" },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void The_test_and_the_command_take_the_same_inputs_and_agree(string inputs, bool isReady, string text)
    {
        using var vault = new EmulatedVault();

        dynamic verdict = vault.Run($"Test-AvsFailback sql01 {inputs}").Only();
        vault.AskedForNothing();
        Invocation run = vault.Run($"Enable-AvsReprotection sql01 {inputs} -Confirm:$false");

        Assert.Equal(isReady, (bool)verdict.IsReady);
        Assert.Equal(isReady, !run.AllErrors.Any());
        string said = isReady ? (string)verdict.Placement : string.Join(" ", vault.Texts($"(Test-AvsFailback sql01 {inputs}).Blocking | ForEach-Object {{ $_.Evidence, $_.Remedy }}"));
        Assert.Contains(text, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_placement_is_tested_as_a_run_would_use_it()
    {
        using var vault = new EmulatedVault();
        const string Rows = "-Placement @{ Name = 'sql01'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R' }, @{ Name = 'lin*'; ProcessServer = 'nobody' }";

        Assert.Equal(["sql01 True", "lin01 False"], vault.Texts($"Test-AvsFailback sql01, lin01 {Rows} | ForEach-Object {{ \"$($_.Name) $($_.IsReady)\" }}"));
        // What a row leaves out is as the other parameters say.
        Assert.Equal(["True"], vault.Texts("Test-AvsFailback sql01 -Quiet -ProcessServer CONTOSO-PS-AZ -Placement @{ Name = 'sql01'; RetentionVolume = 'R' }"));
        vault.Run("Test-AvsFailback sql01 -Placement @{ Name = 'nosuch' }").OnlyError("UnknownPlacement").Says("'nosuch'");
        vault.AskedForNothing();
    }

    [Fact]
    public void The_prompt_and_WhatIf_name_what_is_chosen_and_a_default_as_one()
    {
        using var vault = new EmulatedVault();
        vault.Host.Answer("No");

        Assert.Single(vault.Run($"Enable-AvsReprotection sql01 {Named} -Confirm").Prompts).Message.Has("Azure to AVS, " + Chosen, "policy ", " (default)");
        vault.Host.Screen();
        vault.Run($"Enable-AvsReprotection sql01 {Named} -WhatIf").Succeeded();
        vault.Host.Screen().Has("What if:", Chosen);
        vault.AskedForNothing();
    }

    [Fact]
    public void The_prompt_of_a_plan_names_what_is_chosen_for_its_VMs()
    {
        using var vault = new EmulatedVault();
        vault.Host.Answer("No");

        Assert.Single(vault.Run($"Enable-AvsReprotection -RecoveryPlan SQL-cluster {Named} -Confirm").Prompts).Message.Has("sqlc01, sqlc02 (Azure to AVS, " + Chosen);
        vault.AskedForNothing();
    }

    [Fact]
    public void A_run_that_is_only_planned_names_what_each_reprotect_would_take()
    {
        using var vault = new EmulatedVault();
        vault.Host.Screen();

        dynamic run = vault.Run($"Invoke-AvsFailback sql01 -CommitPolicy Never -Placement @{{ Name = 'sql01'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R'; Datastore = 'vsanDatastore' }} -WhatIf").Only();

        Assert.Contains(Chosen, (string)run.Items[0].Steps[0].Placement, StringComparison.Ordinal);
        Assert.Contains("Reprotects to AVS: " + Chosen, (string)run.Items[0].Message, StringComparison.Ordinal);
        vault.Host.Screen().Has("What if:", "reprotects sql01 to AVS with " + Chosen);
        vault.AskedForNothing();
    }

    /// <summary>The stage, the command, and how it says that nothing is left to do.</summary>
    public static TheoryData<string, string, string> Done => new()
    {
        { "Ready", "Enable-AvsReprotection sql01", "already done: it replicates to AVS, its first copy done" },
        { "FailedBack", "Start-AvsFailback sql01", "already done: it has been failed back" },
        { "Committed", "Complete-AvsFailback sql01", "already done: it runs in AVS, committed" },
    };

    [Theory]
    [MemberData(nameof(Done))]
    public void Where_nothing_is_to_be_done_nobody_is_asked_and_WhatIf_says_so(string stage, string command, string text)
    {
        using var vault = new EmulatedVault(stage == "Ready" ? Stages.Ready : stage == "FailedBack" ? Stages.FailedBack : Stages.Committed);
        vault.Host.Screen();

        vault.Run($"{command} -WhatIf").Succeeded();
        vault.Host.Screen().Has("What if:", text);
        Invocation run = vault.Run($"{command} -Confirm").Succeeded();

        Assert.Empty(run.Prompts);
        Assert.Contains(run.Warnings, warning => warning.ToString().Contains("nothing to do", StringComparison.Ordinal));
        vault.AskedForNothing();
    }

    [Fact]
    public void A_job_that_runs_already_is_said_to_be_continued()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        string job = Assert.Single(vault.Texts("(Start-AvsFailback sql01 -Confirm:$false).Name; $null = Step-AvsEmulator 30"));
        vault.Host.Screen();

        vault.Run("Start-AvsFailback sql01 -WhatIf").Succeeded();

        vault.Host.Screen().Has("What if:", "continues with the job that runs already", job);
        dynamic run = vault.Run("Invoke-AvsFailback sql01 -Until FailedBack -WhatIf").Only();
        Assert.Contains($"It continues with the job that runs already: ", (string)run.Items[0].Message, StringComparison.Ordinal);
        Assert.Contains(job, (string)run.Items[0].Message, StringComparison.Ordinal);
        Assert.Single(vault.Posts);
    }

    [Fact]
    public void A_missing_agent_is_said_to_be_waited_for()
    {
        using var vault = new EmulatedVault(Stages.Committed);
        vault.Host.Screen();

        vault.Run("Enable-AvsReprotection app01 -WhatIf").Succeeded();

        vault.Host.Screen().Has("What if:", "waits for the mobility agent to register, up to 25 min; AVS to Azure, appliance ");
        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("app01")]
    [InlineData("sql01")]
    public void A_reprotect_whose_Azure_VM_is_off_is_refused_by_the_test_and_the_command(string name)
    {
        using var vault = new EmulatedVault();
        vault.Power(name, "deallocated");
        string inputs = name == "sql01" ? Named : string.Empty;

        Assert.Contains("V09", vault.Texts($"(Test-AvsFailback {name} {inputs}).Blocking.RuleId"));
        vault.Run($"Enable-AvsReprotection {name} {inputs} -Confirm:$false").OnlyError("NotReadyV09").Says("Deallocated", "Start-AzVM");
        dynamic run = vault.Run($"Invoke-AvsFailback {name} -Until FailedBack -Confirm:$false -Placement @{{ Name = '*'; ProcessServer = 'CONTOSO-PS-AZ'; RetentionVolume = 'R' }} -ErrorAction SilentlyContinue").Output.Single();
        Assert.Equal((1, 0), ((int)run.NotReadyCount, (int)run.UnprotectedCount));
        vault.AskedForNothing();
    }

    [Fact]
    public void A_member_of_a_group_is_tested_with_the_whole_group()
    {
        using var vault = new EmulatedVault();

        Assert.Equal(["V16"], vault.Texts($"(Test-AvsFailback sqlc01 {Named}).Blocking.RuleId"));
        Assert.Equal(["True"], vault.Texts($"Test-AvsFailback sqlc01, sqlc02 {Named} -Quiet"));
        Assert.Equal(["True"], vault.Texts($"Test-AvsFailback -RecoveryPlan SQL-cluster {Named} -Quiet"));
    }

    [Fact]
    public void A_group_without_a_plan_is_warned_of_before_its_reprotect()
    {
        using var vault = new EmulatedVault(Stages.Edit(Fresh(), root =>
        {
            JsonArray all = root["resources"]!.AsArray();
            foreach (JsonNode? plan in all.Where(r => ((string)r!["id"]!).EndsWith("/SQL-cluster", StringComparison.Ordinal)).ToArray())
            {
                all.Remove(plan);
            }
        }));

        Assert.Contains(vault.Run($"Test-AvsFailback sqlc01, sqlc02 {Named} | ForEach-Object Warnings").Succeeded().Output, check => check.ToString().Contains("V16 Failed: no recovery plan holds", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_s_table_counts_those_not_ready_and_those_left_unprotected()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("$run = Invoke-AvsFailback sql01, app02, lin02 -Until FailedBack -Confirm:$false -ErrorAction SilentlyContinue");

        string[] lines = [.. vault.Host.Format("$run").Split('\n').Where(line => line.Trim().Length > 0)];
        string[] heads = lines[^3].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] values = lines[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["NotReady", "Unprotected", "Done"], heads[^3..]);
        Assert.Equal(["1", "2"], values[^3..^1]);
        Assert.Equal(["sql01", "lin02"], vault.Texts("$run.Unprotected.Name"));
    }

    private static string Fresh()
    {
        using var vault = new EmulatedVault();
        string path = Stages.NewFile();
        vault.Run("param($path) Export-AvsVaultSnapshot $path", new { path }).Succeeded();
        return path;
    }
}
