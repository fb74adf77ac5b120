using System;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

public sealed class SideBySideTests
{
    private const string FailBackSix = $"Get-AvsReplicatedItem {Stages.Six} | Start-AvsFailback -Wait -Confirm:$false";

    // The engine looks at a job every half minute.
    private static readonly TimeSpan OneLook = TimeSpan.FromSeconds(30);

    [Fact]
    public void Six_ready_VMs_take_the_virtual_time_of_the_slowest_and_not_the_sum()
    {
        TimeSpan slowest = Stages.Six.Split(", ").Max(name => Took($"Start-AvsFailback {name} -Wait -Confirm:$false"));

        TimeSpan together = Took(FailBackSix);

        Assert.InRange(together, slowest, slowest + OneLook);
    }

    [Fact]
    public void The_same_run_twice_gives_the_same_timeline_to_the_tick()
    {
        (LoggedRequest[] Requests, LoggedEffect[] Effects) first = Timeline();
        (LoggedRequest[] Requests, LoggedEffect[] Effects) second = Timeline();

        Assert.Equal(6, first.Effects.Count(e => e.Name == "FailedOver"));
        Assert.Equal(first.Requests, second.Requests);
        Assert.Equal(first.Effects, second.Effects);
    }

    [Fact]
    public void Each_job_is_given_out_as_it_ends_and_not_at_the_end()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        string[] seen = [.. vault.Texts(FailBackSix + " | ForEach-Object { $_.TargetName; (Get-AvsReplicatedItem app01).Phase }")];

        Assert.Equal(["sql01", "FailingBack"], seen[..2]);
        Assert.Equal(["api01", "FailedBack"], seen[^2..]);
    }

    [Fact]
    public void Piped_jobs_go_on_through_the_steps_to_the_end()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        Invocation run = vault.Run($"""
            Start-AvsFailback {Stages.Six} -Confirm:$false |
                Complete-AvsFailback -Confirm:$false |
                Enable-AvsReprotection -ProcessServer CONTOSO-CS01 -Wait
            """).Succeeded();

        Assert.Equal(Enumerable.Repeat("Succeeded", 6), run.Output.Select(o => o.Properties["State"].Value.ToString()));
        Assert.Equal(Enumerable.Repeat("Protected", 6), vault.Texts($"(Get-AvsReplicatedItem {Stages.Six}).Phase"));
    }

    private static TimeSpan Took(string command)
    {
        using var vault = new EmulatedVault(Stages.Ready);
        DateTimeOffset before = vault.Now;
        vault.Run(command).Succeeded();
        return vault.Now - before;
    }

    private static (LoggedRequest[] Requests, LoggedEffect[] Effects) Timeline()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run(FailBackSix).Succeeded();
        return ([.. vault.Requests], [.. vault.Effects]);
    }
}
