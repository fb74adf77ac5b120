using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Testing;
using AvsFailback.Tests.Isolation;

namespace AvsFailback.Tests.Hosting;

/// <summary>What the tests of the module rely on to hold all their sessions against the published API.</summary>
public sealed class TranscriptTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("avsfailback-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SharedDataTheory]
    [InlineData("$null = Connect-AvsVault -Emulator -Clock Virtual -Snapshot $path")]
    [InlineData("$emulator = Start-AvsEmulator -Clock Virtual -Snapshot $path; $null = Connect-AvsVault -Emulator -Endpoint $emulator.Address")]
    public void All_that_a_session_asks_and_is_answered_is_written_down_and_checked(string connect)
    {
        string vault = "vault" + Guid.NewGuid().ToString("N");
        using var host = new ModuleHost();

        host.Invoke($$"""
            param($path, $name)
            $null = New-AvsEmulatorSnapshot $path -VaultName $name -Item @{ Name = 'app01'; Phase = 'ReadyToFailBack' }
            {{connect}}
            $null = Start-AvsFailback app01 -Wait -Confirm:$false
            Get-AvsJob
            """, new { path = Path.Combine(_folder.FullName, "vault.json"), name = vault }).Succeeded();

        File.WriteAllLines(Path.Combine(_folder.FullName, "copy.jsonl"), Transcripts.Of(vault).Select(line => line.GetRawText()));
        TranscriptFindings found = new TranscriptCheck(_folder.FullName).CheckNew();
        found.Verify();
        Assert.Contains("GET /replicationJobs", found.Contract.Operations);
        Assert.Contains(found.Contract.Operations, o => o.EndsWith("/plannedFailover", StringComparison.Ordinal));
        Assert.True(found.Contract.Bodies > 10, $"only {found.Contract.Bodies} bodies were checked");
    }

    [SharedDataTheory]
    [InlineData("""{"method":"GET","url":"/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationJobs","requestBody":null,"status":200,"headers":{},"body":"{\"value\":{}}","fault":null}""", "GET /replicationJobs: JobCollection.value: a Object where array is published")]
    [InlineData("""{"method":"POST","url":"/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationRecoveryPlans/p/plannedFailover","requestBody":"{\"properties\":{\"failoverDirection\":\"RecoveryToPrimary\",\"sourceSiteOperations\":\"NotRequired\"}}","status":202,"headers":{},"body":"","fault":null}""", "sourceSiteOperations: not published")]
    public void A_session_fails_its_test_where_something_was_not_as_published(string line, string told)
    {
        var host = new ModuleHost(canPrompt: false, new TranscriptCheck(_folder.FullName));
        File.WriteAllText(Path.Combine(_folder.FullName, "emulator.jsonl"), line + "\n");

        Assert.Contains(told, Assert.Throws<InvalidOperationException>(host.Dispose).Message, StringComparison.Ordinal);
    }

    [SharedDataFact]
    public async Task A_process_of_its_own_is_held_against_it_too()
    {
        await Story.RunAsync("reimport", ModuleHost.Manifest);

        string own = FormattableString.Invariant($"{Environment.ProcessId}-");
        Assert.Contains(Directory.GetFiles(Transcripts.OfThisRun!.Folder), f => !Path.GetFileName(f).StartsWith(own, StringComparison.Ordinal));
    }
}
