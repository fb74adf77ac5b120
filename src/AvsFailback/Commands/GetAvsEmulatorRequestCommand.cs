using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using AvsFailback.Completion;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Shows what an emulated vault was asked, and what came of it. It tells the last 100,000 requests, oldest first, each with
/// what it set going and with all that has happened to VMs because of it so far. A VM goes by its own name or by its
/// replicated item's. Requests to the emulator itself (its clock, its faults, this cmdlet) aren't among them. It changes
/// nothing.
/// </summary>
/// <example>
/// <code>
/// Connect-AvsVault -Emulator -Clock Virtual
/// Enable-AvsReprotection app01 -Datastore vsanDatastore -Wait
/// Get-AvsEmulatorRequest -Method POST
/// </code>
/// Shows what was changed in the vault, and by which request.
/// </example>
/// <example>
/// <code>
/// $before = (Get-AvsEmulatorRequest)[-1].Number
/// Start-AvsFailback app01 -Wait -Confirm:$false
/// Get-AvsEmulatorRequest -After $before -Item app01 -Effect FailedOver
/// </code>
/// Shows the requests since a moment that failed a VM over: one is right, two would be an error.
/// </example>
[Cmdlet(VerbsCommon.Get, "AvsEmulatorRequest")]
[OutputType(typeof(EmulatorRequest))]
public sealed class GetAvsEmulatorRequestCommand : EmulatorCmdlet
{
    /// <summary>Operations, such as ListItems, GetJob or ReProtect; wildcards are taken.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EmulatorOperationCompleter))]
    public string[] Operation { get; set; } = ["*"];

    /// <summary>VMs; wildcards are taken.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ItemNameCompleter))]
    public string[]? Item { get; set; }

    /// <summary>Only requests with a number above this one.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long After { get; set; }

    /// <summary>Only requests of these HTTP methods.</summary>
    [Parameter]
    [ValidateSet("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")]
    public string[]? Method { get; set; }

    /// <summary>Only requests that led to one of these effects, such as JobStarted, FailedOver or AzureVmDeleted; wildcards are taken.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EmulatorEffectCompleter))]
    public string[]? Effect { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        (IEmulatorControl control, AvsVault? vault) = await OnPipelineAsync(FindControl);
        var operations = new NamePatterns(Operation);
        NamePatterns? items = Item is null ? null : new NamePatterns(Item);
        NamePatterns? effects = Effect is null ? null : new NamePatterns(Effect);
        IReadOnlyList<EmulatorRequest> requests = await control.ListRequestsAsync(After, StopToken);
        requests = operations.Among(requests, request => request.Operation);
        requests = items?.Among(requests, request => request.Item, request => request.ItemName) ?? requests;
        requests = effects is null ? requests : [.. requests.Where(request => effects.Among([request.Effect, .. request.Effects.Select(e => e.Name)], name => name).Count > 0)];
        foreach (EmulatorRequest request in requests.Where(request => Method?.Contains(request.Method, StringComparer.OrdinalIgnoreCase) != false))
        {
            await WriteAsync(request with { Vault = vault });
        }
    }
}
