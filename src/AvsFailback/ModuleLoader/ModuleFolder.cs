using System;
using System.IO;
using System.Reflection;

namespace AvsFailback.ModuleLoading;

/// <summary>Where the module's files lie, and what to say when they don't.</summary>
internal static class ModuleFolder
{
    /// <summary>The assembly that the cmdlets know as Core; whatever else is loaded must get this very object.</summary>
    public static Assembly Core { get; } = typeof(IVaultConnector).Assembly;

    /// <summary>The folder of the cmdlets and Core; empty when they were loaded from memory.</summary>
    public static string Bin { get; } = FolderOf(typeof(ModuleFolder).Assembly);

    /// <summary>The folder of all that only the private context may see.</summary>
    public static string Dependencies { get; } = Path.Combine(Bin, "dependencies");

    /// <summary>The folder that an assembly was loaded from; empty when it came from memory.</summary>
    public static string FolderOf(Assembly assembly)
    {
        // Location throws for dynamic assemblies on .NET Framework, and is empty for those loaded from bytes.
        string location = assembly.IsDynamic ? string.Empty : assembly.Location;
        return location.Length == 0 ? string.Empty : Path.GetDirectoryName(location) ?? string.Empty;
    }

    /// <summary>The error for a module whose files are missing or damaged.</summary>
    public static FailbackException Incomplete(string what, Exception? cause = null) => new(
        "ModuleIncomplete",
        FailbackErrorCategory.InvalidState,
        $"The module is incomplete: {what}",
        "Install AvsFailback again, or build it again (build.ps1), and start a new session. On Windows, a downloaded copy may have to be unblocked first (Unblock-File).",
        Dependencies,
        cause);
}
