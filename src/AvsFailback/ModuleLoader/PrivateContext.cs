using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

namespace AvsFailback.ModuleLoading;

/// <summary>
/// A named <c>AssemblyLoadContext</c> of our own (PowerShell 7), used by reflection because netstandard2.0 has none and a
/// second target would double every build and test.
/// </summary>
internal sealed class PrivateContext
{
    /// <summary>The context's name, as debuggers and <c>AssemblyLoadContext.All</c> show it.</summary>
    public const string Name = "AvsFailback";

    private static readonly Type? ContextType = typeof(object).Assembly.GetType("System.Runtime.Loader.AssemblyLoadContext");

    private readonly string _folder;
    private readonly Func<string, Assembly> _loadFromPath;

    private PrivateContext(string folder)
    {
        _folder = folder;
        object context = Activator.CreateInstance(ContextType!, Name, false)!;
        _loadFromPath = (Func<string, Assembly>)Delegate.CreateDelegate(typeof(Func<string, Assembly>), context, "LoadFromAssemblyPath");
        LoadAhead();
        HookResolving(context);
    }

    /// <summary>Whether this runtime has load contexts; .NET Framework has none.</summary>
    public static bool IsSupported => ContextType is not null;

    /// <summary>Makes the context and loads into it all that the runtime doesn't bring itself.</summary>
    /// <exception cref="FailbackException">The folder or a file in it is missing or damaged.</exception>
    public static PrivateContext Create(string folder)
    {
        try
        {
            return new PrivateContext(folder);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            throw ModuleFolder.Incomplete($"'{folder}' can't be loaded: {e.Message}", e);
        }
    }

    /// <summary>Loads a file of the folder, or hands over what was loaded from it before.</summary>
    public Assembly Load(string file) => _loadFromPath(file);

    // A context asks the default one before its Resolving event, and the default one offers whatever same or newer
    // version another module has loaded there. What is loaded ahead is found first.
    private void LoadAhead()
    {
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string[] files = Directory.GetFiles(_folder, "*.dll");
        var known = new HashSet<string>(files.Select(f => Path.GetFileNameWithoutExtension(f)), StringComparer.OrdinalIgnoreCase) { ModuleFolder.Core.GetName().Name };
        foreach (string file in files)
        {
            if (!RuntimeBrings(runtime, file))
            {
                AssertComplete(Load(file), known, runtime);
            }
        }
    }

    // The runtime's own copy serves unless ours is newer (PowerShell 7.4 runs on .NET 8): types that the framework also
    // deals in, such as Span or Activity, should be the framework's. In PowerShell's own installation the runtime's
    // directory is $PSHOME, with packages beside the framework: of those the assembly version says too little, since
    // Newtonsoft.Json 13.0.3 and 13.0.4, which has more methods, both call themselves 13.0.0.0.
    private static bool RuntimeBrings(string runtime, string file)
    {
        string own = Path.Combine(runtime, Path.GetFileName(file));
        if (!File.Exists(own))
        {
            return false;
        }

        int difference = AssemblyName.GetAssemblyName(own).Version.CompareTo(AssemblyName.GetAssemblyName(file).Version);
        return difference > 0 || (difference == 0 && FileVersion(own) >= FileVersion(file));
    }

    private static Version FileVersion(string file)
    {
        var version = FileVersionInfo.GetVersionInfo(file);
        return new Version(version.FileMajorPart, version.FileMinorPart, version.FileBuildPart, version.FilePrivatePart);
    }

    // Without this, a file lost from the folder would silently be replaced by what another module happened to load.
    private static void AssertComplete(Assembly assembly, HashSet<string> known, string runtime)
    {
        foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
        {
            string name = reference.Name!;
            if (!known.Contains(name) && !File.Exists(Path.Combine(runtime, name + ".dll")))
            {
                throw ModuleFolder.Incomplete($"'{Path.Combine(ModuleFolder.Dependencies, name + ".dll")}' is missing; {assembly.GetName().Name} needs it.");
            }
        }
    }

    private void HookResolving(object context)
    {
        EventInfo resolving = ContextType!.GetEvent("Resolving")!;
        MethodInfo handler = typeof(PrivateContext).GetMethod(nameof(Resolve), BindingFlags.Instance | BindingFlags.NonPublic)!;
        resolving.AddEventHandler(context, Delegate.CreateDelegate(resolving.EventHandlerType!, this, handler));
    }

    // The parameter is an AssemblyLoadContext; a delegate may be bound to a method that takes less.
    private Assembly? Resolve(object context, AssemblyName name)
    {
        if (string.Equals(name.Name, ModuleFolder.Core.GetName().Name, StringComparison.OrdinalIgnoreCase))
        {
            return ModuleFolder.Core;
        }

        string file = Path.Combine(_folder, name.Name + ".dll");
        return File.Exists(file) ? Load(file) : null;
    }
}
