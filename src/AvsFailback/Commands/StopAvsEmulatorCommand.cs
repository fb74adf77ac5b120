using System.Management.Automation;
using AvsFailback.Pipeline;

namespace AvsFailback.Commands;

/// <summary>
/// Stops emulators that this session has started. What their vaults held is gone, unless it was exported before. It returns
/// nothing.
/// </summary>
/// <example>
/// <code>Stop-AvsEmulator</code>
/// Stops all emulators of this session.
/// </example>
/// <example>
/// <code>
/// $emulator = Start-AvsEmulator
/// Stop-AvsEmulator $emulator
/// </code>
/// Stops one emulator.
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "AvsEmulator")]
public sealed class StopAvsEmulatorCommand : PSCmdlet
{
    /// <summary>The emulators; all that this session has started by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public AvsEmulator[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        EmulatorRegistry registry = EmulatorRegistry.Current;
        foreach (AvsEmulator emulator in InputObject ?? [.. registry.Running])
        {
            registry.Stop(emulator);
        }
    }
}
