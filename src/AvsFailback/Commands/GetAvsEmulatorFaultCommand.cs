using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Shows the faults of an emulated vault: those that are to strike, and those that have, until they are removed. Each tells
/// how many of the calls that it waits for have come, and how often it struck. It changes nothing.
/// </summary>
/// <example>
/// <code>Get-AvsEmulatorFault</code>
/// Shows all faults of the connected emulated vault.
/// </example>
/// <example>
/// <code>(Get-AvsEmulatorFault fault-1).FiredCount</code>
/// Tells how often a fault has struck.
/// </example>
[Cmdlet(VerbsCommon.Get, "AvsEmulatorFault")]
[OutputType(typeof(EmulatorFault))]
public sealed class GetAvsEmulatorFaultCommand : EmulatorCmdlet
{
    /// <summary>Ids of faults; wildcards are taken.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        (IEmulatorControl control, AvsVault? vault) = await OnPipelineAsync(FindControl);
        var ids = new NamePatterns(Id);
        foreach (EmulatorFault fault in ids.Among(await control.ListFaultsAsync(StopToken), fault => fault.Id))
        {
            await WriteAsync(fault with { Vault = vault, Control = control });
        }

        foreach (string missing in ids.Missing)
        {
            await WriteErrorAsync(RemoveAvsEmulatorFaultCommand.NoFault(missing));
        }
    }
}
