using System.Linq;
using System.Management.Automation;
using AvsFailback.Completion;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Shows the vaults that the session is connected to. It asks nothing of Azure: what the account could connect to besides
/// is not shown.
/// </summary>
/// <example>
/// <code>Get-AvsVault</code>
/// Shows the connected vaults; an emulated one is marked as such.
/// </example>
/// <example>
/// <code>Get-AvsVault dr-* | Disconnect-AvsVault</code>
/// Disconnects from the vaults of a pattern.
/// </example>
[Cmdlet(VerbsCommon.Get, "AvsVault")]
[OutputType(typeof(AvsVault))]
public sealed class GetAvsVaultCommand : PSCmdlet
{
    /// <summary>Names of vaults; wildcards are taken.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        NamePatterns patterns = new(Name);
        WriteObject(patterns.Among(VaultRegistry.Current.Connected, v => v.Name), enumerateCollection: true);
        foreach (string missing in patterns.Missing)
        {
            WriteError(ErrorRecords.From(new FailbackException("VaultNotConnected", FailbackErrorCategory.NotFound, $"This session isn't connected to a vault '{missing}'.", "Get-AvsVault without a name shows the connected ones.", missing), missing));
        }
    }
}
