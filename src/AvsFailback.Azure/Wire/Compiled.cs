using System.Runtime.CompilerServices;

namespace AvsFailback.Azure.Wire;

/// <summary>
/// How the methods are compiled that every token of an answer goes through. The first long list comes right after the start; while the runtime still
/// counts calls to find out what is worth compiling well, it would take a third longer (bench/README.md).
/// </summary>
internal static class Compiled
{
    /// <summary>Well, and at once: <c>AggressiveOptimization</c>, for which .NET Standard 2.0 has no name and which .NET Framework ignores.</summary>
    public const MethodImplOptions AtOnce = (MethodImplOptions)512;
}
