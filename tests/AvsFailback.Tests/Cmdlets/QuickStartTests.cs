using System.IO;
using AvsFailback.Testing;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

public sealed class QuickStartTests
{
    [Fact]
    public void The_quickstart_brings_both_VMs_home_and_shows_each_step()
    {
        using var host = new ModuleHost(canPrompt: false);
        string script = Path.Combine(SharedData.RepositoryRoot, "samples", "QuickStart", "quickstart.ps1");

        Invocation run = host.Invoke("param($script) & $script | Out-Host", new { script }).Succeeded();

        Assert.Null(run.Terminating);
        host.Screen().Has("RunningInAzure", "ReadyToFailBack", "FailedBack", "unprotected since", "Protected", "(emulated)", "Both VMs run in AVS and are protected again.");
    }
}
