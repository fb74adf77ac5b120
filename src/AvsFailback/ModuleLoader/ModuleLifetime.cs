using System.Management.Automation;
using AvsFailback.Pipeline;

namespace AvsFailback.ModuleLoading;

/// <summary>Called by PowerShell when a runspace imports the module and when it removes it.</summary>
/// <remarks>
/// Implements nothing of a dependency: PowerShell enumerates the public types on import, before anything could resolve
/// one.
/// </remarks>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport()
    {
        // Else Core would be loaded with the first cmdlet that runs, and [AvsFailback.ReplicatedItem] unknown until then.
        _ = ModuleFolder.Core;
        if (!PrivateContext.IsSupported)
        {
            FrameworkResolver.Instance.Hook();
        }
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        VaultRegistry.Current.Clear();
        EmulatorRegistry.Current.Clear();
        if (!PrivateContext.IsSupported)
        {
            FrameworkResolver.Instance.Unhook();
        }
    }
}
