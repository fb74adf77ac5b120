using System;
using System.Linq;
using System.Net;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

public sealed class VaultTests
{
    private const string Subscription = "5f1c0f3a-3f1e-4c0b-9a53-7d5f0e9b21c6";
    private const string WithToken = $"-ResourceGroupName rg-avs-dr -SubscriptionId {Subscription} -Endpoint $emulator.Address";

    [Fact]
    public void An_emulated_vault_in_this_process_says_that_it_is_one()
    {
        using var host = new ModuleHost();

        dynamic vault = host.Invoke("Connect-AvsVault -Emulator -Clock Virtual").Only();

        Assert.Equal("contoso-dr-vault (emulated)", vault.ToString());
        Assert.True(vault.IsEmulated);
        Assert.Equal("Virtual", vault.EmulatedClock);
    }

    [Fact]
    public void An_emulator_at_an_endpoint_tells_its_vault_and_clock_itself()
    {
        using var vault = new EmulatedVault();

        Assert.Equal(["Virtual", "rg-avs-dr", Subscription], vault.Texts("$vault.EmulatedClock, $vault.ResourceGroupName, $vault.SubscriptionId"));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("secure")]
    [InlineData("object")]
    public void An_access_token_comes_in_whatever_form_the_user_has_it(string form)
    {
        using var vault = new EmulatedVault();
        object token = form == "text" ? "abc" : new NetworkCredential("", "abc").SecurePassword;

        dynamic connected = vault.Run($"param($token, $wrap) Connect-AvsVault contoso-dr-vault {WithToken} -AccessToken $(if ($wrap) {{ [pscustomobject]@{{ Token = $token }} }} else {{ $token }})", new { token, wrap = form == "object" }).Only();

        Assert.False(connected.IsEmulated);
        Assert.Equal(10, vault.Run("param($v) Get-AvsReplicatedItem -Vault $v", new { v = connected }).Succeeded().Output.Count);
    }

    [Fact]
    public void An_object_without_a_token_is_told()
    {
        using var vault = new EmulatedVault();

        vault.Run($"Connect-AvsVault v {WithToken} -AccessToken ([pscustomobject]@{{ Nothing = 1 }})").OnlyError("NoAccessToken").Says("Get-AzAccessToken");
    }

    [Fact]
    public void A_token_is_sent_nowhere_unencrypted_but_to_this_machine()
    {
        using var host = new ModuleHost();

        host.Invoke($"Connect-AvsVault v -ResourceGroupName rg -SubscriptionId {Subscription} -AccessToken abc -Endpoint http://vault.example/")
            .OnlyError("InsecureEndpoint").Says("https");
    }

    [Fact]
    public void A_failed_connect_says_why_and_leaves_no_default()
    {
        using var vault = new EmulatedVault();

        vault.Run($"Connect-AvsVault wrong {WithToken} -AccessToken abc").OnlyError("VaultNotFound").Says("'wrong'", "rg-avs-dr", Subscription);

        vault.Run("Get-AvsReplicatedItem").OnlyError("NoDefaultVault").Says("-Vault", "contoso-dr-vault (emulated)");
        vault.Run("Start-AvsFailback sql01 -Confirm:$false").OnlyError("NoDefaultVault");
        Assert.Equal(10, vault.Run("Get-AvsReplicatedItem -Vault contoso-dr-vault").Succeeded().Output.Count);
        Assert.Equal(10, vault.Run("$null = Connect-AvsVault -Emulator -Endpoint $emulator.Address; Get-AvsReplicatedItem").Succeeded().Output.Count);
        vault.AskedForNothing();
    }

    /// <summary>An empty variable of a broken set-up must not leave the vault before it in place.</summary>
    [Theory]
    [InlineData("-Emulator -Snapshot $nothing", "-Snapshot")]
    [InlineData("-Emulator -Snapshot ' '", "-Snapshot")]
    [InlineData("-Emulator -Endpoint $nothing", "-Endpoint")]
    [InlineData($"v {WithToken} -AccessToken $nothing", "-AccessToken")]
    [InlineData($"v {WithToken} -AccessToken ''", "-AccessToken")]
    [InlineData($"$nothing {WithToken} -AccessToken abc", "-Name")]
    [InlineData($"v -ResourceGroupName $nothing -SubscriptionId {Subscription} -AccessToken abc", "-ResourceGroupName")]
    public void A_connect_with_an_empty_value_leaves_no_default_either(string arguments, string parameter)
    {
        using var vault = new EmulatedVault();

        vault.Run($"Connect-AvsVault {arguments}").OnlyError("EmptyValue").Says($"{parameter} was given no value", "no vault serves by default");

        vault.Run("Start-AvsFailback sql01 -Confirm:$false").OnlyError("NoDefaultVault");
        vault.AskedForNothing();
    }

    [Theory]
    [InlineData("Get-AvsReplicatedItem")]
    [InlineData("Get-AvsRecoveryPoint sql01")]
    [InlineData("Get-AvsProcessServer")]
    [InlineData("Get-AvsMasterTarget")]
    [InlineData("Get-AvsAppliance")]
    [InlineData("Test-AvsFailback sql01")]
    [InlineData("Start-AvsFailback sql01 -Confirm:$false")]
    [InlineData("Undo-AvsFailback sql01 -Confirm:$false")]
    [InlineData("Complete-AvsFailback sql01 -Confirm:$false")]
    [InlineData("Enable-AvsReprotection sql01")]
    [InlineData("Get-AvsJob")]
    [InlineData("Wait-AvsJob abc")]
    [InlineData("Stop-AvsJob abc")]
    [InlineData("Resume-AvsJob abc")]
    [InlineData("Restart-AvsJob abc")]
    [InlineData("Step-AvsEmulator 60")]
    [InlineData("Export-AvsVaultSnapshot a.json")]
    [InlineData("Disconnect-AvsVault")]
    public void Without_a_vault_each_cmdlet_says_how_to_connect(string command)
    {
        using var host = new ModuleHost();

        host.Invoke(command).OnlyError("NotConnected").Says("Connect-AvsVault", "-Emulator");
    }

    [Fact]
    public void With_two_vaults_acting_demands_one_while_reading_takes_the_last()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        string other = Stages.Replace(Stages.Ready, "contoso-dr-vault", "fabrikam-vault");
        vault.Run("param($other) $second = Connect-AvsVault -Emulator -Clock Virtual -Snapshot $other", new { other }).Succeeded();

        Assert.Equal(["fabrikam-vault"], vault.Texts("(Get-AvsReplicatedItem sql01).Vault.Name"));
        vault.Run("Start-AvsFailback sql01 -Confirm:$false").OnlyError("SeveralVaults").Says("-Vault", "contoso-dr-vault (emulated)", "fabrikam-vault (emulated)");
        vault.Run("Disconnect-AvsVault").OnlyError("SeveralVaults");
        vault.AskedForNothing();
        Assert.Equal("sql01", vault.Run("Start-AvsFailback sql01 -Confirm:$false -Vault contoso-dr-vault").Only().TargetName);
        Assert.Single(vault.Posts);
    }

    [Fact]
    public void Piped_objects_bring_their_own_vault()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        string other = Stages.Replace(Stages.Ready, "contoso-dr-vault", "fabrikam-vault");
        vault.Run("param($other) $item = Get-AvsReplicatedItem sql01; $null = Connect-AvsVault -Emulator -Clock Virtual -Snapshot $other", new { other }).Succeeded();

        Assert.Equal("contoso-dr-vault", vault.Run("$item | Start-AvsFailback -Confirm:$false").Only().Vault.Name);
        Assert.Single(vault.Posts);
    }

    [Fact]
    public void A_disconnected_vault_and_its_objects_serve_no_more()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("$item = Get-AvsReplicatedItem sql01; Disconnect-AvsVault").Succeeded();

        vault.Run("$item | Start-AvsFailback -Confirm:$false").OnlyError("Disconnected").Says("Connect-AvsVault");
        vault.Run("Get-AvsReplicatedItem -Vault $vault").OnlyError("Disconnected");
        vault.Run("Get-AvsReplicatedItem").OnlyError("NotConnected");
        Assert.Equal(["False"], vault.Texts("$vault.IsConnected"));
        Assert.Empty(vault.Texts("Get-AvsVault"));
        vault.AskedForNothing();
    }

    [Fact]
    public void Connected_vaults_are_shown_by_name_and_pattern()
    {
        using var vault = new EmulatedVault();

        Assert.Equal(["contoso-dr-vault (emulated)"], vault.Texts("Get-AvsVault contoso*"));
        Assert.Empty(vault.Texts("Get-AvsVault x*"));
        Assert.Equal("x", vault.Run("Get-AvsVault x").OnlyError("VaultNotConnected").TargetObject);
        Assert.Contains("isn't connected to a vault 'x'", Assert.Single(vault.Run("Get-AvsReplicatedItem -Vault x").AllErrors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Connecting_again_to_the_same_vault_keeps_what_is_in_hand()
    {
        using var vault = new EmulatedVault(Stages.Ready);

        vault.Run("$item = Get-AvsReplicatedItem app01; $again = Connect-AvsVault -Emulator -Endpoint $vault.Endpoint").Succeeded();

        Assert.Equal(["True", "1"], vault.Texts("[object]::ReferenceEquals($again, $vault) -and $vault.IsConnected; @(Get-AvsVault).Count"));
        Assert.Equal("app01", vault.Run("$item | Start-AvsFailback -Confirm:$false").Only().TargetName);
    }

    [Fact]
    public void A_reconnect_swaps_the_token_in_place()
    {
        using var vault = new EmulatedVault();
        static string Token(string who) => $"a.{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{{\"upn\":\"{who}\"}}")).TrimEnd('=')}.b";

        vault.Run($"param($a, $b) $first = Connect-AvsVault contoso-dr-vault {WithToken} -AccessToken $a; $item = Get-AvsReplicatedItem sql01 -Vault $first; $was = $first.Account; "
            + $"$second = Connect-AvsVault contoso-dr-vault {WithToken} -AccessToken $b", new { a = Token("one@contoso"), b = Token("two@contoso") }).Succeeded();

        Assert.Equal(["one@contoso", "two@contoso", "True"], vault.Texts("$was, $item.Vault.Account, [object]::ReferenceEquals($first, $second)"));
        Assert.Equal("sql01", vault.Run("$item | Test-AvsFailback").Only().Item.Name);
    }

    [Fact]
    public void A_new_emulator_in_this_process_leaves_the_objects_of_the_old_one_alive()
    {
        using var host = new ModuleHost();

        host.Invoke("$null = Connect-AvsVault -Emulator -Clock Virtual; $item = Get-AvsReplicatedItem app01; $null = Connect-AvsVault -Emulator -Clock Virtual").Succeeded();

        Assert.True((bool)host.Invoke("$item.Vault.IsConnected").Succeeded().Output.Single().BaseObject);
        host.Invoke("$item | Test-AvsFailback").Only();
        Assert.Single(host.Invoke("Get-AvsVault").Succeeded().Output);
    }

    [Fact]
    public void An_emulator_that_does_not_answer_is_one_clear_error()
    {
        using var vault = new EmulatedVault();

        vault.Run("$address = $emulator.Address; Stop-AvsEmulator; Connect-AvsVault -Emulator -Endpoint $address").OnlyError("NoEmulator").Says("No emulator answers at", "Start-AvsEmulator");
        Assert.Equal(["False"], vault.Texts("$emulator.IsRunning"));
    }

    [Fact]
    public void An_emulator_s_clock_goes_forward_only_and_what_is_due_happens_on_the_way()
    {
        using var vault = new EmulatedVault();
        DateTimeOffset before = vault.Now;

        dynamic state = vault.Run("$null = Enable-AvsReprotection lin02; Step-AvsEmulator 1:00:00").Only();

        Assert.Equal(before.AddHours(1), state.UtcNow);
        Assert.Equal("ReadyToFailBack", vault.Phase("lin02"));
        Assert.Equal(before.AddHours(1).AddSeconds(90), vault.Run("$emulator | Step-AvsEmulator 90").Only().UtcNow);
        vault.Run("param($past) Step-AvsEmulator -Until $past", new { past = before }).OnlyError("ClockGoesForward");
        vault.Run("Stop-AvsEmulator $emulator; $emulator | Step-AvsEmulator 1").OnlyError("EmulatorStopped");
    }

    [Fact]
    public void An_emulator_that_cannot_start_says_why()
    {
        using var vault = new EmulatedVault();

        vault.Run("Start-AvsEmulator -Port $emulator.Address.Port").OnlyError("EmulatorNotStarted").Says("choose another");
        vault.Run("Start-AvsEmulator -Snapshot nowhere.json").OnlyError("FileNotFound").Says("nowhere.json");
    }

    [Fact]
    public void An_emulator_s_scale_is_given_for_a_scaled_clock_only()
    {
        using var vault = new EmulatedVault();

        dynamic state = vault.Run("$quick = Start-AvsEmulator -Scale 600; Connect-AvsVault -Emulator -Endpoint $quick.Address | Out-Null; $quick | Step-AvsEmulator 0:01:00; Stop-AvsEmulator $quick").Only();

        Assert.Equal(600, (double)state.Scale);
        vault.Run("Start-AvsEmulator -Clock Virtual -Scale 600").OnlyError("EmulatorNotStarted").Says("-Scale is for a scaled clock");
    }
}
