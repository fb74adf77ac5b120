using System;
using System.Linq;
using System.Threading;

namespace AvsFailback.Tests.Hosting;

public sealed class ModuleHostTests
{
    private const string Asking = """
        function Remove-It {
            [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param($Name)
            if ($PSCmdlet.ShouldProcess("VM '$Name'", 'Remove it')) { "removed $Name" }
        }
        """;

    [Fact]
    public void Prompts_are_answered_by_label_and_kept()
    {
        using var host = new ModuleHost();
        host.Invoke(Asking).Succeeded();
        host.Answer("No", "Yes");

        Invocation run = host.Invoke("Remove-It a; Remove-It b").Succeeded();

        Assert.Equal(["removed b"], run.As<string>());
        Assert.Equal(["No", "Yes"], run.Prompts.Select(p => p.Answer));
        Assert.Contains("VM 'a'", run.Prompts[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_without_an_answer_is_an_error()
    {
        using var host = new ModuleHost();
        host.Invoke(Asking).Succeeded();

        Assert.Contains("no answer", Assert.Single(host.Invoke("Remove-It a").Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_cannot_prompt_says_so()
    {
        using var host = new ModuleHost(canPrompt: false);
        host.Invoke(Asking).Succeeded();

        Assert.Contains("can't prompt", Assert.Single(host.Invoke("Remove-It a").Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_last_and_output_errors_and_warnings_are_told_apart()
    {
        using var host = new ModuleHost();
        host.Invoke("$kept = 1..5").Succeeded();

        Invocation run = host.Invoke("""
            param($add)
            function Say { [CmdletBinding()] param() $PSCmdlet.WriteWarning('careful'); $PSCmdlet.WriteVerbose('detail') }
            Say -Verbose
            $kept | ForEach-Object { $_ + $add } | Select-First 2
            Get-Command No-SuchCommand
            throw 'the end'
            """, new { add = 10 });

        Assert.Equal([11, 12], run.As<int>());
        Assert.Equal(["careful"], run.Warnings);
        Assert.Equal(["detail"], run.Verbose);
        Assert.StartsWith("CommandNotFoundException", Assert.Single(run.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("the end", run.Terminating?.ToString());
    }

    [Fact]
    public void A_stopped_script_says_so()
    {
        using var host = new ModuleHost();
        using var stop = new CancellationTokenSource();

        Invocation run = host.Invoke("param($stop) $stop.Cancel(); while ($true) { }", new { stop }, stop.Token);

        Assert.True(run.WasStopped);
    }

    [Fact]
    public void Format_shows_what_the_user_sees_in_plain_text()
    {
        using var host = new ModuleHost();

        Assert.Equal(["Name Size", "---- ----", "a       1"], host.Format("[pscustomobject]@{ Name = 'a'; Size = 1 }").Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0));
    }
}
