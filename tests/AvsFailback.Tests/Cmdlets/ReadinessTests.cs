using System;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

public sealed class ReadinessTests
{
    private const string Infrastructure = "I01, I02, I03, I04, I05, I06, I07, I08, I09, I10, I11, I12, I13, I14, I15, I16";

    /// <summary>Stage, VM, its phase, the step that is next, whether it is ready, the rules that block.</summary>
    public static TheoryData<string, string, string, string, bool, string> Phases => new()
    {
        { "FailedOver", "app01", "FailedOver", "Reprotection", false, "R02" },
        // Two process servers would do: the command would refuse it without a name, so the test does.
        { "", "sql01", "RunningInAzure", "Reprotection", false, "R04" },
        { "", "app01", "RunningInAzure", "Reprotection", true, "" },
        { "Ready", "sql01", "ReadyToFailBack", "Failback", true, "" },
        { "Ready", "app01", "ReadyToFailBack", "Failback", true, "" },
        { "Ready", "web01", "ReadyToFailBack", "Failback", false, "V05" },
        { "FailedBack", "sql01", "FailedBack", "Commit", true, "" },
        { "FailedBack", "app01", "FailedBack", "Commit", true, "" },
        { "Committed", "app01", "Committed", "Reprotection", true, "" },
        { "Committed", "sql01", "Committed", "Reprotection", false, "R04" },
        { "Protected", "sql01", "Protected", "Failback", false, "V01, V02" },
    };

    [Theory]
    [MemberData(nameof(Phases))]
    public void Each_phase_is_tested_for_its_next_step_and_not_ready_is_no_error(string stage, string name, string phase, string step, bool isReady, string blocking)
    {
        using var vault = new EmulatedVault(Stage(stage));

        dynamic verdict = vault.Run($"Test-AvsFailback {name}").Only();

        Assert.Equal((name, phase, step, isReady), ((string)verdict.Name, (string)verdict.Phase.ToString(), (string)verdict.Step.ToString(), (bool)verdict.IsReady));
        Assert.Equal(blocking, string.Join(", ", vault.Texts($"(Test-AvsFailback {name}).Blocking.RuleId")));
        Assert.Equal([isReady.ToString()], vault.Texts($"Test-AvsFailback {name} -Quiet"));
        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("Start-AvsFailback lin02 -Confirm:$false; Step-AvsEmulator 60", "Ready", "FailingBack", "Failback", "V07")]
    [InlineData("Enable-AvsReprotection lin02; Step-AvsEmulator 60", "", "ReplicatingToAvs", "Failback", "V01, V02, V07")]
    [InlineData("Enable-AvsReprotection lin02; Step-AvsEmulator 0:15:00", "", "ReplicatingToAvs", "Failback", "V02, V04")]
    public void A_step_under_way_is_told(string start, string stage, string phase, string step, string blocking)
    {
        using var vault = new EmulatedVault(Stage(stage));
        vault.Run($"$null = {start}".Replace("; ", "; $null = ", StringComparison.Ordinal)).Succeeded();

        dynamic verdict = vault.Run("Test-AvsFailback lin02").Only();

        Assert.Equal((phase, step), ((string)verdict.Phase.ToString(), (string)verdict.Step.ToString()));
        Assert.Equal(blocking, string.Join(", ", vault.Texts("(Test-AvsFailback lin02).Blocking.RuleId")));
    }

    [Theory]
    [InlineData("Failback", Infrastructure + ", V01, V02, V03, V04, V05, V06, V07, V08, V09, V10, V11, V12, V13, V14, V15, V16")]
    [InlineData("Commit", "V07, V15, V16, C01, C02, C03, C04, C05, C06")]
    [InlineData("Reprotection", Infrastructure + ", V03, V07, V09, V10, V16, R01, R02, R03, R04, R05")]
    public void Every_rule_of_the_step_is_there_with_evidence(string step, string rules)
    {
        using var vault = new EmulatedVault(Stages.FailedBack);

        Invocation run = vault.Run($"(Test-AvsFailback sql01, app01 -For {step}).Checks").Succeeded();

        Assert.Equal($"{rules}, {rules}", string.Join(", ", run.Output.Select(o => o.Properties["RuleId"].Value)));
        Assert.All(run.Output, o => Assert.NotEqual("", o.Properties["Evidence"].Value));
        Assert.All(run.Output, o => Assert.NotEqual("", o.Properties["Title"].Value));
    }

    [Fact]
    public void V05_names_the_VM()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Assert.Equal(["web01 has no recovery point"], vault.Texts("(Test-AvsFailback web01, sql01, app01).Blocking.Evidence"));
    }

    [Fact]
    public void Critical_health_blocks_with_the_service_s_own_advice_and_can_be_gone_against()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        string[] blocking = [.. vault.Texts("(Test-AvsFailback app02).Blocking | ForEach-Object { $_.RuleId, $_.Evidence, $_.Remedy }")];
        Assert.Equal("V03", blocking[0]);
        blocking[1].Has("78028", "The upload of replication data from the virtual machine is blocked.");
        blocking[2].Has("Check that the virtual machine can reach the cache storage account");
        vault.Run("Start-AvsFailback app02 -Confirm:$false").OnlyError("NotReadyV03").Says("78028", "cache storage account");
        vault.AskedForNothing();

        Assert.Equal(["Ignored"], vault.Texts("((Test-AvsFailback app02 -IgnoreRule v03).Checks | Where-Object RuleId -eq V03).Status"));
        Invocation run = vault.Run("Start-AvsFailback app02 -Confirm:$false -IgnoreRule v03 -Wait").Succeeded();
        Assert.Contains(run.Warnings, w => w.Contains("V03", StringComparison.Ordinal));
        Assert.Equal("FailedBack", vault.Phase("app02"));
    }

    [Fact]
    public void Quiet_is_one_answer_for_all()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Assert.Equal(["True"], vault.Texts("Get-AvsReplicatedItem sql01, app01 | Test-AvsFailback -Quiet"));
        Assert.Equal(["False"], vault.Texts("Test-AvsFailback sql01, web01 -Quiet"));
        Invocation missing = vault.Run("Test-AvsFailback sql01, nobody -Quiet");
        missing.OnlyError("ItemNotFound");
        Assert.Equal([false], missing.As<bool>());
    }

    [Fact]
    public void The_age_of_an_app_consistent_point_is_told_and_a_modernized_one_says_where_to_look()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        string[] evidence = [.. vault.Texts("(Test-AvsFailback sql01, app01 -RecoveryPoint LatestAppConsistent).Checks | Where-Object RuleId -eq V06 | ForEach-Object { $_.Evidence + ' ' + $_.Remedy }")];

        evidence[0].Has("the point of 2026-03-02 11:00:00Z", "30 min");
        evidence[1].Has("portal");
    }

    [Fact]
    public void A_running_job_blocks_where_the_item_does_not_name_it_too()
    {
        using var vault = new EmulatedVault(Stages.Edit(Stages.Ready, root => root["emulator"]!["namesRunningJob"] = false));
        vault.Run("$null = Start-AvsFailback lin02 -Confirm:$false; $null = Step-AvsEmulator 30").Succeeded();

        Assert.Contains("V07", vault.Texts("(Test-AvsFailback lin02 -For Failback).Blocking.RuleId"));
    }

    private static string? Stage(string name) => name switch
    {
        "Ready" => Stages.Ready,
        "FailedBack" => Stages.FailedBack,
        "Committed" => Stages.Committed,
        "Protected" => Stages.Protected,
        "FailedOver" => Stages.FailedOver,
        _ => null,
    };
}
