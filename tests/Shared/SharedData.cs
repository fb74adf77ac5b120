using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace AvsFailback.Testing;

/// <summary>Where the third-party data (recordings, published API) lies: beside the project, never in it.</summary>
internal static class SharedData
{
    public static string RepositoryRoot { get; } = typeof(SharedData).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!;

    public static string Folder { get; } = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "asr"));

    public static bool IsThere { get; } = Directory.Exists(Folder);

    public const string WhySkipped = "skipped: the folder ../shared/asr with the recordings and the published API is not beside this project";

    public static string File(params string[] path) => Path.Combine([Folder, .. path]);
}
