using System;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>What is asked before anything happens, and that nothing happens without a yes.</summary>
public sealed class PromptTests
{
    /// <summary>The command, the VM's stage, the operation that it leads to, and what the prompt says of it.</summary>
    public static TheoryData<string, string, string, string> Commands => new()
    {
        { "Start-AvsFailback sql01", "Ready", "UnplannedFailover", "Azure to AVS, latest recovery point (crash-consistent); shuts the Azure VM down" },
        { "Start-AvsFailback app01 -RecoveryPoint LatestAppConsistent", "Ready", "PlannedFailover", "Azure to AVS, latest app-consistent recovery point" },
        { "Complete-AvsFailback sql01", "FailedBack", "FailoverCommit", "deletes the Azure VM sql01 (Deallocated) (found by its name and address 10.80.1.11) and all recovery points, without undo" },
        { "Undo-AvsFailback app01", "FailedBack", "FailoverCancel", "back to Azure; what was changed in AVS since the failback is lost" },
        { "Enable-AvsReprotection lin02 -Confirm", "", "ReProtect", "Azure to AVS" },
        { "Enable-AvsReprotection lin02 -Confirm", "Committed", "ReProtect", "AVS to Azure" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_prompt_names_vm_vault_direction_and_recovery_point_and_a_no_changes_nothing(string command, string stage, string operation, string text)
    {
        using var vault = new EmulatedVault(Stage(stage));
        vault.Host.Answer("No");

        Invocation run = vault.Run(command).Succeeded();

        Assert.Single(run.Prompts).Message.Has(command.Split(' ')[1], text, "in vault contoso-dr-vault (emulated)");
        Assert.Empty(run.Output);
        vault.AskedForNothing();
        Assert.NotEmpty(operation);
    }

    [Theory]
    [InlineData("Start-AvsFailback app01, lin02", "Ready", 2)]
    [InlineData("Complete-AvsFailback app01, sql01", "FailedBack", 2)]
    [InlineData("Undo-AvsFailback app01", "FailedBack", 1)]
    [InlineData("Enable-AvsReprotection lin02 -Confirm", "Committed", 1)]
    [InlineData("Invoke-AvsFailback app01, lin02 -Until Committed", "FailedBack", 2)]
    [InlineData("Invoke-AvsFailback app01, lin02 -Until Committed -ConfirmEach Vm", "FailedBack", 3)]
    [InlineData("$job = Start-AvsFailback app01 -Confirm:$false; $null = Step-AvsEmulator 60; Stop-AvsJob $job", "Ready", 1)]
    public void Enter_alone_says_no_and_what_was_typed_before_a_question_is_thrown_away(string command, string stage, int questions)
    {
        using var vault = new EmulatedVault(Stage(stage));
        vault.Host.Answer([.. Enumerable.Repeat("Yes", questions)]);

        Invocation run = vault.Run(command);

        Assert.Equal(questions, run.Prompts.Count);
        Assert.All(run.Prompts, prompt => Assert.Equal(("No", true), (prompt.Default, prompt.IsFlushed)));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_yes_goes_on(string command, string stage, string operation, string text)
    {
        using var vault = new EmulatedVault(Stage(stage));
        vault.Host.Answer("Yes");

        Invocation run = vault.Run(command).Succeeded();

        Assert.Contains(text, Assert.Single(run.Prompts).Message, StringComparison.Ordinal);
        Assert.Contains(vault.Posts, p => p.Operation == operation && p.Status == 202);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void WhatIf_says_what_would_be_done_and_changes_nothing(string command, string stage, string operation, string text)
    {
        using var vault = new EmulatedVault(Stage(stage));
        vault.Host.Screen();

        Invocation run = vault.Run(command.Replace(" -Confirm", "", StringComparison.Ordinal) + " -WhatIf").Succeeded();

        Assert.Empty(run.Prompts);
        Assert.Empty(run.Output);
        vault.Host.Screen().Has("What if:", command.Split(' ')[1], text, "in vault contoso-dr-vault (emulated)");
        vault.AskedForNothing();
        Assert.NotEmpty(operation);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_host_that_cannot_prompt_gets_its_error_before_any_request(string command, string stage, string operation, string text)
    {
        using var vault = new EmulatedVault(Stage(stage), canPrompt: false);

        vault.Run(command).OnlyError("CannotPrompt").Says("can't prompt", "-Confirm:$false");

        Assert.Empty(vault.Requests);
        Assert.NotEmpty(operation + text);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Confirm_false_silences_the_prompt(string command, string stage, string operation, string text)
    {
        using var vault = new EmulatedVault(Stage(stage), canPrompt: false);

        Invocation run = vault.Run(command.Replace(" -Confirm", "", StringComparison.Ordinal) + " -Confirm:$false").Succeeded();

        Assert.Single(run.Output);
        Assert.Contains(vault.Posts, p => p.Operation == operation);
        Assert.NotEmpty(text);
    }

    [Fact]
    public void Each_vm_is_asked_for_and_only_those_with_a_yes_are_acted_on()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Host.Answer("Yes", "No", "Yes to All");

        Invocation run = vault.Run("Get-AvsReplicatedItem sql01, lin01, db01, lin02 | Start-AvsFailback").Succeeded();

        Assert.Equal(3, run.Prompts.Count);
        Assert.Equal(["sql01", "db01", "lin02"], vault.Posts.Select(p => p.Item));
    }

    [Fact]
    public void A_reprotect_asks_where_the_AVS_VM_is_on()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.FailedOver, root =>
        {
            foreach (var item in root["resources"]!.AsArray().Where(r => (string?)r!["properties"]?["friendlyName"] == "app01"))
            {
                item!["properties"]!["providerSpecificDetails"]!["discoveredVmDetails"]!["powerStatus"] = "ON";
            }
        }));
        vault.Host.Answer("No");

        Invocation run = vault.Run("Enable-AvsReprotection app01 -CommitFailover").Succeeded();

        Assert.Single(run.Prompts).Message.Has("app01 is on in AVS", "overwrites its disks");
        vault.AskedForNothing();
    }

    private static string? Stage(string name) => name switch
    {
        "Ready" => Stages.Ready,
        "FailedBack" => Stages.FailedBack,
        "Committed" => Stages.Committed,
        _ => null,
    };
}
