using System;
using System.IO;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace AvsFailback.ModuleLoading;

/// <summary>Loads what lies in <c>bin/dependencies</c>, on first use, so that an import stays cheap and disturbs nobody.</summary>
internal static class DependencyLoader
{
    private static readonly object Gate = new();
    private static PrivateContext? _context;

    /// <summary>Finds a type of one of our own assemblies in <c>bin/dependencies</c>.</summary>
    /// <exception cref="FailbackException">The folder or a file in it is missing or damaged.</exception>
    public static Type GetType(string assemblyName, string typeName)
    {
        try
        {
            return LoadAssembly(assemblyName).GetType(typeName, throwOnError: true)!;
        }
        catch (Exception e) when (IsLoadFailure(e))
        {
            throw ModuleFolder.Incomplete($"'{typeName}' can't be loaded from '{ModuleFolder.Dependencies}': {e.Message}", e);
        }
    }

    /// <summary>Makes an object of such a type; what its own code throws arrives as it was thrown.</summary>
    /// <exception cref="FailbackException">What the code needs is missing or damaged.</exception>
    public static T Make<T>(Func<object?> make)
        where T : class
    {
        object? made = null;
        try
        {
            made = make();
        }
        catch (Exception e)
        {
            Exception cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            if (IsLoadFailure(cause))
            {
                throw ModuleFolder.Incomplete($"a file in '{ModuleFolder.Dependencies}' is missing or of another version: {cause.Message}", cause);
            }

            ExceptionDispatchInfo.Capture(cause).Throw();
        }

        return made as T ?? throw ModuleFolder.Incomplete($"'{made?.GetType().Assembly.Location}' was built against another AvsFailback.Core than '{ModuleFolder.Core.Location}'.");
    }

    private static Assembly LoadAssembly(string name)
    {
        string file = Path.Combine(ModuleFolder.Dependencies, name + ".dll");
        if (!File.Exists(file))
        {
            throw ModuleFolder.Incomplete($"'{file}' is missing.");
        }

        return PrivateContext.IsSupported ? Context().Load(file) : Assembly.LoadFrom(file);
    }

    private static PrivateContext Context()
    {
        lock (Gate)
        {
            // One for all runspaces, and for good: neither assemblies nor PowerShell's knowledge of them can be unloaded.
            // A context that failed half-way is not kept, so that a repaired folder works at the next try.
            return _context ??= PrivateContext.Create(ModuleFolder.Dependencies);
        }
    }

    // A file that the user named may be missing too: only the runtime's own complaint names an assembly in full.
    private static bool IsLoadFailure(Exception e) =>
        e is FileLoadException or BadImageFormatException or TypeLoadException or MissingMemberException
        || (e is FileNotFoundException { FileName: { } file } && file.Contains("PublicKeyToken="));
}
