using System;
using System.Linq;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Emulation;

public sealed class EmulatorRequestTests
{
    private const string Connect = "Connect-AvsVault -Emulator -Clock Virtual | Out-Null; ";
    private const string Reprotect = Connect + "Enable-AvsReprotection app01 -Datastore vsanDatastore -Wait -Confirm:$false -WarningAction SilentlyContinue | Out-Null; ";

    [Fact]
    public void What_was_asked_is_told_with_all_that_came_of_it()
    {
        using var host = new ModuleHost();

        dynamic post = Assert.Single(Objects.Of(host.Invoke(Reprotect + "Get-AvsEmulatorRequest -Method POST").Succeeded(), "EmulatorRequest"));

        Assert.Equal("ReProtect|app01|202|JobStarted|Reprotected, ReadyToFailBack|contoso-dr-vault (emulated)", Objects.Show(post, "Operation", "Item", "Status", "Effect", "Effected", "Vault"));
        Assert.Contains((string)post.ItemName, (string)post.Path, StringComparison.Ordinal);
        Assert.NotNull((string?)post.ClientRequestId);
        Assert.Equal($"#{post.Number} ReProtect app01: 202", (string)post.ToString());
    }

    [Fact]
    public void Requests_are_chosen_by_operation_VM_method_number_and_effect()
    {
        using var host = new ModuleHost();
        host.Invoke(Reprotect).Succeeded();

        Assert.Equal(["ReProtect"], host.Invoke("(Get-AvsEmulatorRequest re* -Effect ReadyTo*).Operation").Succeeded().As<string>());
        Assert.All(host.Invoke("Get-AvsEmulatorRequest -Item APP01 | ForEach-Object Item").Succeeded().As<string>(), item => Assert.Equal("app01", item));
        Assert.Empty(host.Invoke("Get-AvsEmulatorRequest -Item sql01").Succeeded().Output);
        Assert.Equal([4L], host.Invoke("(Get-AvsEmulatorRequest -After 3)[0].Number").Succeeded().As<long>());
        Assert.Empty(host.Invoke("Get-AvsEmulatorRequest -Effect AzureVmDeleted").Succeeded().Output);
    }

    [Fact]
    public void An_emulator_on_a_port_is_asked_by_itself()
    {
        using var host = new ModuleHost();

        Invocation run = host.Invoke("""
            $emulator = Start-AvsEmulator -Clock Virtual
            Connect-AvsVault -Emulator -Endpoint $emulator.Address | Out-Null
            Get-AvsReplicatedItem app01 | Out-Null
            Get-AvsVault | Disconnect-AvsVault
            $emulator | Get-AvsEmulatorRequest ListItems
            Stop-AvsEmulator $emulator
            """).Succeeded();

        Assert.NotEmpty(Objects.Of(run, "EmulatorRequest"));
        Assert.StartsWith("EmulatorStopped", Assert.Single(host.Invoke("$emulator | Get-AvsEmulatorRequest").AllErrors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_tells_that_it_is_emulated_and_fits_the_screen()
    {
        using var host = new ModuleHost();

        string[] lines = host.Format(Reprotect + "Get-AvsEmulatorRequest").Split('\n');

        Assert.Contains(lines, l => l.Contains("contoso-dr-vault (emulated)", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("ReProtect", StringComparison.Ordinal) && l.Contains("Reprotected, Ready", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.True(l.TrimEnd().Length <= 120, l));
    }
}
