using System;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>The user's script between failback and commit.</summary>
public sealed class InvokeValidationTests
{
    private const string Commit = "$run = Invoke-AvsFailback {0} -Until Committed -CommitPolicy AfterValidation -Confirm:$false -Validate {1}; $run";

    /// <summary>Scripts and how they end.</summary>
    public static TheoryData<string, string, string> Scripts => new()
    {
        { "{ $true }", "Passed", "" },
        { "{ 'it works'; $true }", "Passed", "it works" },
        { "{ sh -c 'exit 3'; $true; exit 0 }", "Passed", "" },
        { "{ 'it works' }", "Failed", "the text 'it works'" },
        { "{ 'False' }", "Failed", "the text 'False'" },
        { "{ 1 }", "Failed", "'1' (Int32)" },
        { "{ $null }", "Failed", "$null" },
        { "{ $true; 'done' }", "Failed", "passes if its last output is $true itself" },
        { "{ [pscustomobject]@{ Ok = $true } }", "Failed", "Ok=True" },
        { "{ @{ Ok = $true } }", "Failed", "a table" },
        { "{ ,@($true, $true) }", "Failed", "a list of 2" },
        { "{ [switch]$true }", "Failed", "SwitchParameter" },
        { "{ $true; exit 4 }", "Failed", "exit code 4" },
        { "{ sh -c 'exit 3'; $true }", "Failed", "exit code 3" },
        { "{ function F { [CmdletBinding()] param() $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([Exception]::new('it is ill'), 'x', 0, $null)) }; F; $true }", "Error", "it is ill" },
        { "{ try { throw 'it is ill' } catch { $_ }; $true }", "Error", "it is ill" },
        { "{ $_.Phase -eq 'FailedBack' -and $_.Name -eq 'app01' }", "Passed", "" },
        { "{ param($vm) $vm.Name -eq 'app01' }", "Passed", "" },
        { "{ (Get-AvsReplicatedItem app01).Phase -eq 'FailedBack' }", "Passed", "" },
        { "{ $false }", "Failed", "" },
        { "{ $false; $true }", "Failed", "" },
        { "{ }", "Failed", "It gave nothing" },
        { "{ 0 }", "Failed", "'0' (Int32)" },
        { "{ throw 'it is ill' }", "Error", "it is ill" },
        { "{ Get-Item 'no:such'; $true }", "Error", "no" },
        { "{ $host.UI.PromptForChoice('a', 'b', @('c'), 0); $true }", "Error", "" },
        { "{ while ($true) { } } -ValidateTimeout 0.5", "TimedOut", "It hadn't ended after" },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Only_a_script_that_ends_well_and_true_lets_the_commit_through(string script, string result, string message)
    {
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);

        Invocation run = vault.Run(Script("app01", script));

        Assert.Equal(result, vault.Texts("$run.Items.Validation")[0]);
        Assert.Contains(message, vault.Texts("[string]$run.Items.ValidationMessage")[0], StringComparison.Ordinal);
        Assert.Equal(result == "Passed" ? "Committed" : "FailedBack", vault.Phase("app01"));
        if (result != "Passed")
        {
            run.OnlyError("ValidationFailed").Says("app01 isn't committed", "It stays uncommitted");
            vault.AskedForNothing();
        }
    }

    [Fact]
    public void Values_of_the_caller_come_along_with_using_also_in_strings()
    {
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);

        vault.Run("$x = 'one'; $map = @{ Key = 'two' }; $list = 3, 4; $splat = @{ Name = 'app01' }; " + Script("app01", """
            {
                $inner = & { $using:x }
                $items = Get-AvsReplicatedItem @using:splat
                "$using:x, ${using:x}, $($using:map.Key), $using:list, $inner, $($using:map['Key']), $(($using:x).Length), $($items.Name), '$using:x'"
                $true
            }
            """)).Succeeded();

        Assert.Equal("one, one, two, 3 4, one, two, 3, app01, 'one'", vault.Texts("$run.Items.ValidationMessage")[0]);
    }

    [Fact]
    public void A_using_that_cannot_be_taken_along_is_an_error_before_anything()
    {
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);

        vault.Run(Script("app01", "{ $using:nosuch }")).OnlyError("UsingVariableNotSet").Says("$using:nosuch");
        vault.Run("$block = { 1 }; " + Script("app01", "{ & $using:block }")).OnlyError("UsingVariableIsScript").Says("script block");

        Assert.Empty(vault.Requests);
    }

    [Fact]
    public void It_has_nothing_else_of_the_caller_and_nothing_of_another_VM()
    {
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);

        vault.Run("$mine = 1; " + Script("app01, lin02, api01", "{ \"$mine|$left|$global:kept\"; $left = 1; $global:kept = 1; $true } -ValidateThrottle 1")).Succeeded();

        Assert.Equal(["||", "||", "||"], vault.Texts("$run.Items.ValidationMessage"));
    }

    [Theory]
    [InlineData("function global:Test-It { $true }", "Get-Command Test-It -ErrorAction Ignore")]
    [InlineData("$null = $ExecutionContext.SessionState.Path.SetLocation('/')", "$PWD.Path -eq '/'")]
    [InlineData("$global:ErrorActionPreference = 'Ignore'", "$ErrorActionPreference -eq 'Ignore'")]
    [InlineData("$null = New-Module -Name Left { } | Import-Module -Global", "Get-Module Left")]
    public void What_one_VM_s_script_defines_is_not_there_for_the_next(string define, string look)
    {
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);

        vault.Run(Script("app01, lin02, api01", $"{{ \"$([bool]({look}))\"; {define}; $true }} -ValidateThrottle 1")).Succeeded();

        Assert.Equal(["False", "False", "False"], vault.Texts("$run.Items.ValidationMessage"));
    }

    [Fact]
    public void A_script_that_cannot_be_stopped_runs_on_no_thread_that_keeps_the_process_alive()
    {
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);

        vault.Run("$seen = [System.Collections.Concurrent.ConcurrentBag[bool]]::new(); " + Script("app01", "{ ($using:seen).Add([System.Threading.Thread]::CurrentThread.IsBackground); $true }")).Succeeded();

        Assert.Equal(["True"], vault.Texts("$seen"));
    }

    [Fact]
    public void VMs_are_validated_side_by_side_and_no_more_than_allowed()
    {
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);
        const string Meet = "{{ ($using:entered).Add($_.Name); $null = ($using:barrier).SignalAndWait(20000); $true }} -ValidateThrottle {0}";

        vault.Run("$entered = [System.Collections.Concurrent.ConcurrentBag[string]]::new(); $barrier = [System.Threading.Barrier]::new(3); "
            + Script("app01, lin02, api01", string.Format(System.Globalization.CultureInfo.InvariantCulture, Meet, 3))).Succeeded();

        // Each waits for the two others: had they gone one by one, none would have ended.
        Assert.Equal(["Passed", "Passed", "Passed"], vault.Texts("$run.Items.Validation"));
        Assert.Equal("1", vault.Texts("$barrier.CurrentPhaseNumber")[0]);
        Assert.Equal("3", vault.Texts("$entered.Count")[0]);
    }

    [Fact]
    public void One_at_a_time_is_one_at_a_time()
    {
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);

        vault.Run("$count = [int[]]@(0, 0); " + Script("app01, lin02, api01", "{ ($using:count)[0]++; if (($using:count)[0] -gt 1) { ($using:count)[1]++ }; Get-AvsReplicatedItem | Out-Null; ($using:count)[0]--; $true } -ValidateThrottle 1")).Succeeded();

        Assert.Equal(["0", "0"], vault.Texts("$count"));
    }

    [Fact]
    public void What_did_not_pass_is_cancelled_where_it_can_be_and_the_others_go_on()
    {
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);

        Invocation run = vault.Run(Script("app01, sql01, lin02", "{ $_.Name -eq 'lin02' } -OnValidationFailure Cancel"));

        Assert.Equal(2, run.Errors.Count);
        Assert.Contains(run.Errors, e => e.ToString().Contains("its failback was cancelled", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(run.Errors, e => e.ToString().Contains("the classic architecture can't cancel", StringComparison.Ordinal));
        Assert.Equal(["Failed", "Failed", "Succeeded"], vault.Texts("$run.Items.Outcome"));
        Assert.Equal(["FailedBack", "ReadyToFailBack", "Committed"], vault.Texts("(Get-AvsReplicatedItem sql01, app01, lin02).Phase"));
    }

    [Fact]
    public void A_script_that_disconnects_does_not_take_the_run_s_vault_away()
    {
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);

        vault.Run(Script("app01", "{ Get-AvsVault | Disconnect-AvsVault; $true }")).Succeeded();

        Assert.Equal("Committed", vault.Phase("app01"));
    }

    [Fact]
    public void A_run_that_is_started_again_validates_again()
    {
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);
        vault.Run("$calls = [System.Collections.Concurrent.ConcurrentBag[string]]::new(); " + Script("app01", "{ ($using:calls).Add('x'); $false }"));

        vault.Run(Script("app01", "{ ($using:calls).Add('x'); $true }")).Succeeded();

        Assert.Equal("2", vault.Texts("$calls.Count")[0]);
        Assert.Equal("Committed", vault.Phase("app01"));
    }

    private static string Script(string names, string validate) => Commit.Replace("{0}", names, StringComparison.Ordinal).Replace("{1}", validate, StringComparison.Ordinal);
}
