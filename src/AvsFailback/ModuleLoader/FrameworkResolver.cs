using System;
using System.IO;
using System.Reflection;

namespace AvsFailback.ModuleLoading;

/// <summary>
/// Finds our files on .NET Framework (Windows PowerShell 5.1), which has one load context for all modules: isolation
/// there is polite, not guaranteed. It answers only what our own assemblies ask for, and only from our own folder.
/// </summary>
internal sealed class FrameworkResolver(string bin, string dependencies)
{
    private readonly object _gate = new();
    private int _imports;

    /// <summary>The one for this module.</summary>
    public static FrameworkResolver Instance { get; } = new(ModuleFolder.Bin, ModuleFolder.Dependencies);

    /// <summary>Counts an import; import and removal run once for each runspace.</summary>
    public void Hook()
    {
        lock (_gate)
        {
            if (_imports++ == 0)
            {
                AppDomain.CurrentDomain.AssemblyResolve += Resolve;
            }
        }
    }

    /// <summary>Counts a removal; after the last one nothing of ours is left in the session's way.</summary>
    public void Unhook()
    {
        lock (_gate)
        {
            if (_imports > 0 && --_imports == 0)
            {
                AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
            }
        }
    }

    /// <summary>Answers a request that the runtime could not.</summary>
    public Assembly? Resolve(object? sender, ResolveEventArgs args)
    {
        if (args.RequestingAssembly is not { } requester || !IsOurs(requester))
        {
            return null;
        }

        var wanted = new AssemblyName(args.Name);
        if (string.Equals(wanted.Name, ModuleFolder.Core.GetName().Name, StringComparison.OrdinalIgnoreCase))
        {
            return ModuleFolder.Core;
        }

        // NuGet chose one version for all that need it, so ours may be newer than the one asked for, never older.
        string file = Path.Combine(dependencies, wanted.Name + ".dll");
        return File.Exists(file) && AssemblyName.GetAssemblyName(file).Version >= (wanted.Version ?? new Version(0, 0)) ? Assembly.LoadFrom(file) : null;
    }

    private bool IsOurs(Assembly assembly)
    {
        string folder = ModuleFolder.FolderOf(assembly);
        return folder.Length > 0
            && (string.Equals(folder, bin, StringComparison.OrdinalIgnoreCase) || string.Equals(folder, dependencies, StringComparison.OrdinalIgnoreCase));
    }
}
