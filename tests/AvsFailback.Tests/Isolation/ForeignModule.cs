using System;
using System.Buffers.Binary;
using System.IO;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using AvsFailback.Testing;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Isolation;

/// <summary>The folders of the other module (<c>tests/Foreign</c>), one for each relation of its dependencies to ours.</summary>
public sealed class ForeignModule : IDisposable
{
    private readonly DirectoryInfo _newer = Directory.CreateTempSubdirectory("avsfailback-");

    public ForeignModule()
    {
        // The registry has nothing newer than some of ours: these get a higher number, which is all that binding looks at.
        foreach (string file in Directory.GetFiles(Built("Newer"), "*.dll"))
        {
            string copy = Path.Combine(_newer.FullName, Path.GetFileName(file));
            File.Copy(file, copy);
            if (Array.IndexOf(Packages, Path.GetFileNameWithoutExtension(file)) >= 0 && VersionOf(copy) <= OurVersion(Path.GetFileNameWithoutExtension(file)))
            {
                RaiseVersion(copy);
            }
        }
    }

    /// <summary>The assemblies that both modules have.</summary>
    public static string[] Packages { get; } =
    [
        "Azure.Core",
        "Azure.Identity",
        "Microsoft.Bcl.AsyncInterfaces",
        "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Newtonsoft.Json",
    ];

    /// <summary>The folder of the module whose dependencies are Older, Same or Newer.</summary>
    public string Folder(string relation) => relation == "Newer" ? _newer.FullName : Built(relation);

    /// <summary>The version of an assembly in <c>bin/dependencies</c>.</summary>
    public static Version OurVersion(string assembly) => VersionOf(Path.Combine(Path.GetDirectoryName(ModuleHost.Manifest)!, "bin", "dependencies", assembly + ".dll"));

    /// <summary>The version of an assembly file.</summary>
    public static Version VersionOf(string file) => AssemblyName.GetAssemblyName(file).Version!;

    public void Dispose() => _newer.Delete(recursive: true);

    /// <summary>The folder as it was built, without raised versions.</summary>
    public static string Built(string relation) => Path.Combine(SharedData.RepositoryRoot, "artifacts", "foreign", relation);

    /// <summary>Writes the next major version into the file's assembly row (ECMA-335 II.22.2).</summary>
    private static void RaiseVersion(string file)
    {
        byte[] image = File.ReadAllBytes(file);
        using var pe = new PEReader(new MemoryStream(image));
        MetadataReader metadata = pe.GetMetadataReader();
        int row = pe.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.Assembly);
        Span<byte> major = image.AsSpan(row + sizeof(uint), sizeof(ushort));
        BinaryPrimitives.WriteUInt16LittleEndian(major, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(major) + 1));
        File.WriteAllBytes(file, image);
    }
}
