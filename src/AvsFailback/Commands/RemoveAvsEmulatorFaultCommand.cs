using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Removes faults from an emulated vault, so that they strike no more. What they have done stays done. It returns nothing.
/// </summary>
/// <example>
/// <code>Remove-AvsEmulatorFault -All</code>
/// Removes all faults of the connected emulated vault.
/// </example>
/// <example>
/// <code>
/// $fault = Add-AvsEmulatorFault DropAfter -Operation ReProtect
/// $fault | Remove-AvsEmulatorFault
/// </code>
/// Removes one fault.
/// </example>
[Cmdlet(VerbsCommon.Remove, "AvsEmulatorFault", DefaultParameterSetName = ById)]
public sealed class RemoveAvsEmulatorFaultCommand : EmulatorCmdlet
{
    private const string ById = "Id";
    private const string ByObject = "Fault";
    private const string Every = "All";

    /// <summary>Ids of faults, as <c>Get-AvsEmulatorFault</c> shows them.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById)]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Faults, as <c>Get-AvsEmulatorFault</c> and <c>Add-AvsEmulatorFault</c> give them; each is removed from the emulator that it is in.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [ValidateNotNull]
    public EmulatorFault[] Fault { get; set; } = [];

    /// <summary>Removes all.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Every)]
    public SwitchParameter All { get; set; }

    private protected override bool IsActing => true;

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        foreach (EmulatorFault fault in Fault)
        {
            await RemoveAsync(fault.Control ?? (await OnPipelineAsync(FindControl)).Control, fault.Id);
        }

        foreach (string id in Id)
        {
            await RemoveAsync((await OnPipelineAsync(FindControl)).Control, id);
        }

        if (All)
        {
            await (await OnPipelineAsync(FindControl)).Control.RemoveFaultAsync(null, StopToken);
        }
    }

    private async Task RemoveAsync(IEmulatorControl control, string id)
    {
        if (!await control.RemoveFaultAsync(id, StopToken))
        {
            await WriteErrorAsync(NoFault(id));
        }
    }

    /// <summary>The error for a fault that isn't there.</summary>
    internal static FailbackException NoFault(string id) =>
        new("FaultNotFound", FailbackErrorCategory.NotFound, $"The emulator has no fault '{id}'.", "Get-AvsEmulatorFault shows those that it has.", id);
}
