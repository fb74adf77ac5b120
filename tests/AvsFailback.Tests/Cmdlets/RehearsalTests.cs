using System;
using System.Globalization;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>
/// A run is rehearsed on a snapshot before it is done: the same command, on an emulated copy in virtual time. An emulator that is
/// reached as Azure is, with a token and without its control path, stands for the real vault.
/// </summary>
public sealed class RehearsalTests
{
    private const string Real = "$real = Connect-AvsVault contoso-dr-vault -ResourceGroupName rg-avs-dr -SubscriptionId $vault.SubscriptionId -Endpoint $emulator.Address -AccessToken abc; ";
    private const string Rehearse = "param($path) $null = Connect-AvsVault -Emulator -Snapshot $path -Clock Virtual; $PSDefaultParameterValues['Invoke-AvsFailback:NoJournal'] = $true";
    private const string Facts = "Get-AvsReplicatedItem | ForEach-Object { \"$($_.Name) $($_.Id) $($_.Phase)\" }";
    private const string Command = "$run = Invoke-AvsFailback sql01, lin02, app02, api01 -Wave sql01, lin02 " + InvokeJourneyTests.Placement + " " + InvokeJourneyTests.Unattended + "; $run";

    [Fact]
    public void The_same_command_on_a_snapshot_tells_order_conflicts_and_duration_and_leaves_the_vault_alone()
    {
        // In the middle of it: one VM runs in AVS already, uncommitted, others are reprotected.
        using var vault = new EmulatedVault(Stages.Ready, canPrompt: false);
        vault.Run("$null = Start-AvsFailback api01 -Wait -Confirm:$false").Succeeded();
        string path = Stages.NewFile();
        int asked = vault.Posts.Count;
        int effects = vault.Effects.Count;
        vault.Run("param($path) " + Real + "$null = Export-AvsVaultSnapshot $path -Vault $real", new { path }).Succeeded();
        using var rehearsal = new ModuleHost(canPrompt: false);
        // A real vault's time is that of the machine; the stand-in's is its own.
        rehearsal.Invoke(Rehearse, new { path = Stages.Edit(path, root => root["utcNow"] = vault.Now) }).Succeeded();

        Assert.Equal(vault.Texts(Facts), Texts(rehearsal, Facts));
        Invocation told = rehearsal.Invoke(Command);

        // The conflict: whose replication health is critical wouldn't go.
        told.OnlyError("NotReadyV03").Says("app02");
        Assert.Equal(
            ["api01 Succeeded", "app02 NotReady", "lin02 Succeeded", "sql01 Succeeded"],
            Texts(rehearsal, "$run.Items | ForEach-Object { \"$($_.Name) $($_.Outcome)\" }").Order(StringComparer.Ordinal));
        Assert.Equal(["True"], Texts(rehearsal, "$run.IsEmulated"));
        // As long as it would take, and not in that time.
        Assert.InRange(TimeSpan.Parse(Texts(rehearsal, "$run.Duration.ToString()").Single(), CultureInfo.InvariantCulture), TimeSpan.FromMinutes(30), TimeSpan.FromHours(12));
        Assert.Equal(["True"], Texts(rehearsal, "$first, $second = $run.Items.Where({ $_.Name -eq 'sql01' })[0], $run.Items.Where({ $_.Name -eq 'lin02' })[0]; $second.Steps.Where({ $_.Action -eq 'FailBack' })[0].Start -ge $first.RunningInAvsSince"));
        Assert.Equal(vault.Texts("(Get-AvsReplicatedItem sql01, lin02, app02, api01).Id").Order(StringComparer.OrdinalIgnoreCase), Texts(rehearsal, "$run.Items.ItemId").Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);

        // And the vault that it is about has been read, not more.
        Assert.Equal((asked, effects), (vault.Posts.Count, vault.Effects.Count));
        Assert.Equal(["ReadyToFailBack", "ReadyToFailBack", "ReadyToFailBack", "FailedBack"], ((string[])["sql01", "lin02", "app02", "api01"]).Select(vault.Phase));
    }

    [Fact]
    public void A_real_run_never_goes_on_with_a_rehearsal_though_vault_VMs_and_journal_are_the_same()
    {
        const string Same = "param($path, $journal) $run = Invoke-AvsFailback app01 -CommitPolicy Never -JournalPath $journal -Confirm:$false; \"$($run.Id) $($run.Restarts) $($run.Outcome) $($run.IsEmulated)\"";
        using var vault = new EmulatedVault(Stages.FailedBack, canPrompt: false);
        string path = Stages.NewFile();
        string journal = Stages.NewFile();
        vault.Run("param($path) " + Real + "$null = Export-AvsVaultSnapshot $path -Vault $real", new { path }).Succeeded();
        using var rehearsal = new ModuleHost(canPrompt: false);
        rehearsal.Invoke("param($path) $null = Connect-AvsVault -Emulator -Snapshot $path -Clock Virtual", new { path }).Succeeded();

        string first = Assert.Single(rehearsal.Invoke(Same, new { path, journal }).Succeeded().As<string>());
        string second = Assert.Single(rehearsal.Invoke(Same, new { path, journal }).Succeeded().As<string>());
        vault.Run("$PSDefaultParameterValues.Clear(); Disconnect-AvsVault $vault");
        string real = Assert.Single(vault.Run(Same, new { path, journal }).Succeeded().As<string>());

        // A second rehearsal goes on with the first, so that nothing but its kind keeps the real run from it.
        string id = first.Split(' ')[0];
        Assert.Equal($"{id} 0 AwaitingCommit True", first);
        Assert.Equal($"{id} 1 AwaitingCommit True", second);
        Assert.EndsWith(" 0 AwaitingCommit False", real, StringComparison.Ordinal);
        Assert.DoesNotContain(id, real, StringComparison.Ordinal);
    }

    private static string[] Texts(ModuleHost host, string script) => [.. host.Invoke(script).Succeeded().Output.Select(o => o.ToString())];
}
