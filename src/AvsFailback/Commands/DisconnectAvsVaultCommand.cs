using System.Management.Automation;
using AvsFailback.Completion;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Ends the session's connection to a vault. Runs on it end as Ctrl+C ends them: reported, with a run object. Jobs in Azure continue, and a later session finds them again; an emulated vault
/// in this process is gone, with all that was done to it. Objects that were read from the vault can no longer be acted on.
/// It returns nothing.
/// </summary>
/// <example>
/// <code>Disconnect-AvsVault</code>
/// Disconnects from the connected vault; with several connected, one has to be named.
/// </example>
/// <example>
/// <code>Get-AvsVault | Disconnect-AvsVault</code>
/// Disconnects from every vault.
/// </example>
[Cmdlet(VerbsCommunications.Disconnect, "AvsVault")]
public sealed class DisconnectAvsVaultCommand : PSCmdlet
{
    /// <summary>The vault, or its name; several through the pipeline. By default the one that is connected.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [VaultTransformation]
    [ArgumentCompleter(typeof(VaultCompleter))]
    public AvsVault? Vault { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        VaultRegistry registry = VaultRegistry.Current;
        try
        {
            registry.Remove(Vault ?? registry.Default(isActing: true));
        }
        catch (FailbackException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, Vault));
        }
    }
}
