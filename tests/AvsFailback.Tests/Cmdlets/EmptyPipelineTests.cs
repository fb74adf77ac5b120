using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>A filter that lets nothing through isn't a mistake: what stands behind it in the pipeline does nothing.</summary>
public sealed class EmptyPipelineTests
{
    private const string NoItem = "Get-AvsReplicatedItem nothing*";
    private const string NoPlan = "Get-AvsRecoveryPlan nothing*";
    private const string NoJob = "Get-AvsJob -State Suspended";

    [Theory]
    [InlineData(NoItem, "Get-AvsRecoveryPoint")]
    [InlineData(NoItem, "Get-AvsJob")]
    [InlineData(NoItem, "Test-AvsFailback")]
    [InlineData(NoItem, "Start-AvsFailback")]
    [InlineData(NoItem, "Start-AvsFailback -Wait")]
    [InlineData(NoItem, "Start-AvsFailback -RecoveryPoint LatestAppConsistent -Wait -Timeout 60")]
    [InlineData(NoItem, "Undo-AvsFailback -Wait")]
    [InlineData(NoItem, "Complete-AvsFailback -Wait")]
    [InlineData(NoItem, "Enable-AvsReprotection -Wait")]
    [InlineData(NoItem, "Start-AvsFailback -Wait | Complete-AvsFailback -Wait | Enable-AvsReprotection -Wait")]
    [InlineData(NoPlan, "Get-AvsReplicatedItem")]
    [InlineData(NoPlan, "Test-AvsFailback")]
    [InlineData(NoPlan, "Start-AvsFailback -Wait")]
    [InlineData(NoPlan, "Undo-AvsFailback -Wait")]
    [InlineData(NoPlan, "Complete-AvsFailback -Wait")]
    [InlineData(NoPlan, "Enable-AvsReprotection -Wait")]
    [InlineData(NoJob, "Wait-AvsJob")]
    [InlineData(NoJob, "Resume-AvsJob")]
    [InlineData(NoJob, "Stop-AvsJob")]
    [InlineData(NoJob, "Restart-AvsJob")]
    [InlineData(NoJob, "Complete-AvsFailback -Wait")]
    public void Nothing_piped_in_is_nothing_done_without_a_prompt_a_word_or_an_error(string source, string command)
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run($"{source} | {command}").Succeeded();

        Assert.Empty(run.Output);
        Assert.Empty(run.Prompts);
        Assert.Empty(run.Warnings);
        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("Start-AvsFailback -Wait -Confirm:$false")]
    [InlineData("Undo-AvsFailback -Wait -Confirm:$false")]
    [InlineData("Complete-AvsFailback -Wait -Confirm:$false")]
    [InlineData("Enable-AvsReprotection -Wait -Confirm:$false")]
    [InlineData("Test-AvsFailback")]
    public void In_a_runbook_too(string command)
    {
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);

        Invocation run = vault.Run($"{NoItem} | {command}").Succeeded();

        Assert.Empty(run.Output);
        Assert.Empty(run.Warnings);
        vault.AskedForNothing();
    }

    [Fact]
    public void A_quiet_verdict_on_nothing_is_no_verdict()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run($"{NoItem} | Test-AvsFailback -Quiet").Succeeded();

        Assert.DoesNotContain(true, run.As<bool>());
    }
}
