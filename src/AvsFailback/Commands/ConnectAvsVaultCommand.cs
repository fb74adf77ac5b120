using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.ModuleLoading;
using AvsFailback.Pipeline;
using AvsFailback.Vault;

namespace AvsFailback.Commands;

/// <summary>
/// Connects the session to a Recovery Services vault, or to an emulated one. The other cmdlets work on this vault unless
/// <c>-Vault</c> or a piped object names another. It checks that the vault can be read, and neither creates nor changes
/// anything. Connected again to the same vault, the new token takes the place of the old one, and objects, runs and jobs in hand
/// live on; each emulated vault in this process is a new one. After a connect that failed no vault serves by default until the next one succeeds, so that a broken set-up
/// never acts on another vault. It returns the vault.
/// </summary>
/// <example>
/// <code>Connect-AvsVault dr-vault -ResourceGroupName rg-dr -SubscriptionId 5f1c0f3a-3f1e-4c0b-9a53-7d5f0e9b21c6 -AccessToken (Get-AzAccessToken)</code>
/// Connects to a vault in Azure's public cloud, as the account that is signed in to the Az modules.
/// </example>
/// <example>
/// <code>Get-AzRecoveryServicesVault -Name dr-vault | Connect-AvsVault -AccessToken (Get-AzAccessToken)</code>
/// Takes the vault's name, resource group and subscription from the piped vault.
/// </example>
/// <example>
/// <code>
/// Connect-AvsVault -Emulator
/// Get-AvsReplicatedItem
/// </code>
/// Connects to an emulated vault in this process and shows its VMs, which run in Azure as after a disaster; about a minute
/// passes there in each second.
/// </example>
/// <example>
/// <code>Connect-AvsVault -Emulator -Snapshot ./dr-vault.json -Clock Virtual</code>
/// Connects to an emulated vault that holds what a snapshot of a real one held; no wait takes real time.
/// </example>
[Cmdlet(VerbsCommunications.Connect, "AvsVault", DefaultParameterSetName = TokenSet)]
[OutputType(typeof(AvsVault))]
public sealed class ConnectAvsVaultCommand : AsyncCmdlet
{
    private const string TokenSet = "AccessToken";
    private const string EmulatorSet = "Emulator";
    private const string EmulatorEndpointSet = "EmulatorEndpoint";

    /// <summary>The vault's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = TokenSet)]
    [Alias("VaultName")]
    [AllowNull]
    [AllowEmptyString]
    public string Name { get; set; } = string.Empty;

    /// <summary>The vault's resource group.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = TokenSet)]
    [AllowNull]
    [AllowEmptyString]
    public string ResourceGroupName { get; set; } = string.Empty;

    /// <summary>The vault's subscription: its id, a GUID.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = TokenSet)]
    public Guid SubscriptionId { get; set; }

    /// <summary>A bearer token for Azure Resource Manager: a secure string, a string, or the output of <c>Get-AzAccessToken</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [AllowNull]
    public object AccessToken { get; set; } = string.Empty;

    /// <summary>Where Azure Resource Manager answers, if not in the public cloud; or where an emulator answers.</summary>
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(Mandatory = true, ParameterSetName = EmulatorEndpointSet)]
    [AllowNull]
    public Uri? Endpoint { get; set; }

    /// <summary>Connects to an emulated vault. Nothing that is done to it reaches Azure.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EmulatorSet)]
    [Parameter(Mandatory = true, ParameterSetName = EmulatorEndpointSet)]
    public SwitchParameter Emulator { get; set; }

    /// <summary>A snapshot that the emulator loads; by default it has a built-in vault of ten VMs.</summary>
    [Parameter(ParameterSetName = EmulatorSet)]
    public string? Snapshot { get; set; }

    /// <summary>How the emulator's time runs: Scaled (about a minute a second; the default), Virtual (waits take no time), or Real.</summary>
    [Parameter(ParameterSetName = EmulatorSet)]
    public EmulatorClockMode Clock { get; set; } = EmulatorClockMode.Scaled;

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        VaultRegistry registry = await OnPipelineAsync(() => VaultRegistry.Current);
        // Until this has succeeded, no vault serves by default: a broken set-up must never hit another one.
        registry.ConnectFailed();
        DemandValues();
        EmulatorHandle? emulator = null;
        try
        {
            emulator = ParameterSetName == EmulatorSet ? EmulatorFactory.CreateEmulator(await EmulatorOptionsAsync()) : null;
            IVaultConnector connector = AzureFactory.CreateConnector(emulator?.CreateHandler());
            AvsVault vault = await connector.ConnectAsync(Options(), StopToken);
            if (ClockSkew.Tell(vault.Connection.Clock) is { } skew)
            {
                PostWarning(skew);
            }

            AvsVault connected = registry.Add(vault, emulator);
            emulator = null;
            await WriteAsync(connected);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new FailbackException("EmulatorNotStarted", FailbackErrorCategory.InvalidInput, e.Message, "Correct it and connect again.", Snapshot, e);
        }
        finally
        {
            emulator?.Dispose();
        }
    }

    /// <summary>
    /// An empty value is refused here, not by the binder, which would end the command before it had taken the default vault away: what a
    /// broken set-up gives is an empty variable above all.
    /// </summary>
    private void DemandValues()
    {
        foreach (string name in new[] { nameof(Name), nameof(ResourceGroupName), nameof(AccessToken), nameof(Endpoint), nameof(Snapshot) })
        {
            if (MyInvocation.BoundParameters.TryGetValue(name, out object? given) && (given is null || string.IsNullOrWhiteSpace(given as string ?? "a value")))
            {
                throw new FailbackException("EmptyValue", FailbackErrorCategory.InvalidInput, $"-{name} was given no value: it is empty.", "Give it a value, or leave it out, and connect again. Until then no vault serves by default.", name);
            }
        }
    }

    private VaultConnectOptions Options() => ParameterSetName switch
    {
        TokenSet => new VaultConnectOptions
        {
            VaultId = ArmId.Parse($"/subscriptions/{SubscriptionId}/resourceGroups/{ResourceGroupName}/providers/Microsoft.RecoveryServices/vaults/{Name}"),
            Endpoint = Endpoint,
            AccessToken = AccessTokens.Plain(AccessToken),
        },
        _ => new VaultConnectOptions { IsEmulator = true, Endpoint = Endpoint },
    };

    private async Task<Dictionary<string, string>> EmulatorOptionsAsync()
    {
        var options = new Dictionary<string, string> { ["clock"] = Clock.ToString().ToLower(CultureInfo.InvariantCulture) };
        if (Snapshot is { } snapshot)
        {
            options["snapshot"] = await OnPipelineAsync(() => FilePaths.Existing(this, snapshot));
        }

        return options;
    }
}
