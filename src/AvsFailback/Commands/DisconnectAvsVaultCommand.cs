using System.Management.Automation;
using AvsFailback.Completion;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>Ends the session's connection to a vault. Jobs in Azure go on; an emulated vault in this process is gone.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "AvsVault")]
public sealed class DisconnectAvsVaultCommand : PSCmdlet
{
    /// <summary>The vaults, or their names; by default the one that is connected.</summary>
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
