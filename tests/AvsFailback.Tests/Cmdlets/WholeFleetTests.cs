using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>
/// The numbers of design §8 that don't depend on the machine, for the command as a user types it: with readiness, a script that validates each VM,
/// and the journal. What its engine alone asks for is printed by <c>bench/</c>.
/// </summary>
public sealed class WholeFleetTests : IDisposable
{
    private const int Vms = 1000;

    private readonly string _folder = Directory.CreateTempSubdirectory("avsfailback-fleet-").FullName;

    [Fact]
    public void One_command_brings_a_thousand_VMs_in_ten_plans_home()
    {
        WriteFleet();
        using var host = new ModuleHost(canPrompt: false);

        dynamic run = host.Invoke("""
            param($folder)
            $null = Connect-AvsVault -Emulator -Snapshot "$folder/vault.json" -Clock Virtual
            $before = @(Get-AvsReplicatedItem).Count
            $last = @(Get-AvsEmulatorRequest)[-1].Number
            $run = Get-AvsRecoveryPlan | Invoke-AvsFailback -Placement "$folder/placement.csv" -JournalPath "$folder/run.jsonl" -CommitPolicy AfterValidation -Validate { $_.Phase -eq 'FailedBack' } -Confirm:$false
            $run
            """, new { folder = _folder }).Only();

        Assert.Equal("Succeeded", run.Outcome.ToString());
        Assert.Equal(["1000 True True"], Texts(host, """
            $good = @($run.Items | Where-Object { $_.Outcome -eq 'Succeeded' -and $_.Phase -eq 'Protected' })
            "$($good.Count) $(@($good | Where-Object { $null -ne $_.Rto }).Count -eq $good.Count) $(@($good | Where-Object { $null -ne $_.AchievedRpo }).Count -eq $good.Count)"
            """));

        // As many calls a VM as the design grants, of which none was refused for its number.
        string[] counts = Assert.Single(Texts(host, """
            $sent = @(Get-AvsEmulatorRequest | Where-Object Number -gt $last)
            $writes = @($sent | Where-Object Method -ne GET).Count
            "$($sent.Count - $writes) $writes $(@($sent | Where-Object Status -eq 429).Count)"
            """)).Split(' ');
        Assert.InRange(int.Parse(counts[0], System.Globalization.CultureInfo.InvariantCulture), 4 * Vms, 8 * Vms);
        Assert.InRange(int.Parse(counts[1], System.Globalization.CultureInfo.InvariantCulture), 2 * Vms, 4 * Vms);
        Assert.Equal("0", counts[2]);
        // Three hours of service for the longest of them, and hardly anything for their number.
        Assert.InRange((TimeSpan)run.Duration, TimeSpan.FromHours(2), TimeSpan.FromHours(3));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void WriteFleet()
    {
        string bench = typeof(WholeFleetTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Bench").Value!;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [bench, "fleet", _folder, $"{Vms}", "10"]) { RedirectStandardError = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    private static string[] Texts(ModuleHost host, string script) => [.. host.Invoke(script).Succeeded().Output.Select(o => o.ToString())];
}
