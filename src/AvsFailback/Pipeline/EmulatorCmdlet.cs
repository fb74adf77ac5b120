using System.Management.Automation;
using AvsFailback.ModuleLoading;

namespace AvsFailback.Pipeline;

/// <summary>A cmdlet that works on an emulator itself: a connected emulated vault's, or one of <c>Start-AvsEmulator</c>.</summary>
public abstract class EmulatorCmdlet : VaultCmdlet
{
    /// <summary>An emulator of <c>Start-AvsEmulator</c>; by default the connected vault's.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public AvsEmulator? InputObject { get; set; }

    /// <summary>The emulator's control path, and the connected vault whose emulator it is; on the pipeline thread.</summary>
    /// <exception cref="FailbackException">The emulator has been stopped, or the vault is in Azure.</exception>
    private protected (IEmulatorControl Control, AvsVault? Vault) FindControl()
    {
        if (InputObject is { } emulator)
        {
            return emulator.IsRunning
                ? (AzureFactory.CreateConnector(null).ControlOf(emulator.Address), null)
                : throw new FailbackException("EmulatorStopped", FailbackErrorCategory.InvalidState, $"The emulator at {emulator.Address} has been stopped.", "Start another: Start-AvsEmulator.", emulator);
        }

        return ControlOf(ResolveVault());
    }

    /// <summary>The control path of a vault's emulator.</summary>
    /// <exception cref="FailbackException">The vault is in Azure.</exception>
    private protected static (IEmulatorControl Control, AvsVault? Vault) ControlOf(AvsVault vault) =>
        (vault.Connection.Emulator ?? throw new FailbackException("NotEmulated", FailbackErrorCategory.InvalidInput, $"The vault {vault} is in Azure, not in an emulator.", "Connect to an emulated one: Connect-AvsVault -Emulator.", vault), vault);
}
