using System;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Moves an emulated vault's clock on; all that is due until then happens on the way, in order. The clock never goes back,
/// and that of a vault in Azure can't be moved. It returns the emulator's state with its new time.
/// </summary>
/// <example>
/// <code>
/// Connect-AvsVault -Emulator -Clock Virtual
/// Enable-AvsReprotection app01
/// Step-AvsEmulator 0:15:00
/// Get-AvsReplicatedItem app01
/// </code>
/// Shows what has become of a VM 15 minutes after its reprotect was asked for.
/// </example>
/// <example>
/// <code>Step-AvsEmulator -Until '2026-03-02T18:00:00Z'</code>
/// Moves the clock of the connected emulated vault to a moment.
/// </example>
[Cmdlet(VerbsCommon.Step, "AvsEmulator", DefaultParameterSetName = BySpan)]
[OutputType(typeof(EmulatorState))]
public sealed class StepAvsEmulatorCommand : EmulatorCmdlet
{
    private const string BySpan = "By";
    private const string ByInstant = "Until";

    /// <summary>How far; a number counts seconds.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = BySpan)]
    [TimeSpanTransformation]
    public TimeSpan By { get; set; }

    /// <summary>To which moment.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByInstant)]
    [InstantTransformation]
    public DateTimeOffset Until { get; set; }

    private protected override bool IsActing => true;

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        (IEmulatorControl control, _) = await OnPipelineAsync(FindControl);
        EmulatorState state = await control.GetStateAsync(StopToken);
        DateTimeOffset until = ParameterSetName == BySpan ? state.UtcNow + By : Until;
        if (until < state.UtcNow)
        {
            throw new FailbackException("ClockGoesForward", FailbackErrorCategory.InvalidInput, $"The emulator's clock shows {Words.Instant(state.UtcNow)} and can't go back to {Words.Instant(until)}.", "Give a later moment, or start a new emulator.", Until);
        }

        await WriteAsync(await control.AdvanceAsync(until, StopToken));
    }
}
