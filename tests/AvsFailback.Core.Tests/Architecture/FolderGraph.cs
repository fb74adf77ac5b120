using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace AvsFailback.Core.Tests.Architecture;

/// <summary>One type that uses another one of the same assembly, with the folders that their sources are in.</summary>
internal sealed record FolderUse(string Folder, string Type, string UsedFolder, string UsedType);

/// <summary>
/// Which folder's types use which, read from a built assembly (signatures, bodies, attributes) and its portable PDB (the file of each type). What the compiler
/// leaves no trace of isn't seen: constants, enum values, <c>nameof</c> and doc comments.
/// </summary>
internal static class FolderGraph
{
    /// <summary>The compiler's record of the file of a type without bodies (portable PDB specification, "TypeDefinitionDocuments").</summary>
    private static readonly Guid TypeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");
    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value, code => code.OperandType);

    /// <summary>The uses between two folders of a project, without doubles; the folder of a file directly in the project is empty.</summary>
    public static IReadOnlyList<FolderUse> Read(string assembly, string projectFolder)
    {
        using var pe = new PEReader(File.OpenRead(assembly));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assembly, ".pdb")));
        MetadataReader reader = pe.GetMetadataReader();
        Dictionary<TypeDefinitionHandle, string> folders = Folders(reader, symbols.GetMetadataReader(), projectFolder);
        var uses = new HashSet<FolderUse>();
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            TypeDefinitionHandle user = Outermost(reader, handle);
            if (!folders.TryGetValue(user, out string? folder))
            {
                continue;
            }

            foreach (TypeDefinitionHandle used in Used(pe, reader, handle).Select(found => Outermost(reader, found)))
            {
                if (folders.TryGetValue(used, out string? usedFolder) && usedFolder != folder)
                {
                    uses.Add(new FolderUse(folder, Name(reader, user), usedFolder, Name(reader, used)));
                }
            }
        }

        return [.. uses.OrderBy(use => use.Folder).ThenBy(use => use.Type).ThenBy(use => use.UsedType)];
    }

    /// <summary>The first folder below the project's own for each outermost type whose file is known.</summary>
    private static Dictionary<TypeDefinitionHandle, string> Folders(MetadataReader reader, MetadataReader symbols, string projectFolder)
    {
        var folders = new Dictionary<TypeDefinitionHandle, string>();
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            if (Documents(reader, symbols, handle).Select(document => Folder(symbols, document, projectFolder)).FirstOrDefault(folder => folder is not null) is { } found)
            {
                folders.TryAdd(Outermost(reader, handle), found);
            }
        }

        return folders;
    }

    private static IEnumerable<DocumentHandle> Documents(MetadataReader reader, MetadataReader symbols, TypeDefinitionHandle type)
    {
        foreach (CustomDebugInformationHandle handle in symbols.GetCustomDebugInformation(type))
        {
            CustomDebugInformation information = symbols.GetCustomDebugInformation(handle);
            if (symbols.GetGuid(information.Kind) == TypeDocuments)
            {
                yield return MetadataTokens.DocumentHandle(symbols.GetBlobReader(information.Value).ReadCompressedInteger());
            }
        }

        foreach (MethodDefinitionHandle method in reader.GetTypeDefinition(type).GetMethods())
        {
            DocumentHandle document = symbols.GetMethodDebugInformation(method.ToDebugInformationHandle()).Document;
            if (!document.IsNil)
            {
                yield return document;
            }
        }
    }

    /// <summary>Null for a file of another folder: generated, or linked.</summary>
    private static string? Folder(MetadataReader symbols, DocumentHandle document, string projectFolder)
    {
        string file = symbols.GetString(symbols.GetDocument(document).Name).Replace('\\', '/');
        int at = file.IndexOf($"/src/{projectFolder}/", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        string[] parts = file[(at + projectFolder.Length + 6)..].Split('/');
        return parts[0] == "obj" ? null : parts.Length == 1 ? string.Empty : parts[0];
    }

    private static TypeDefinitionHandle Outermost(MetadataReader reader, TypeDefinitionHandle type)
    {
        while (reader.GetTypeDefinition(type).GetDeclaringType() is { IsNil: false } outer)
        {
            type = outer;
        }

        return type;
    }

    private static string Name(MetadataReader reader, TypeDefinitionHandle type) => reader.GetString(reader.GetTypeDefinition(type).Name);

    private static HashSet<TypeDefinitionHandle> Used(PEReader pe, MetadataReader reader, TypeDefinitionHandle handle)
    {
        var found = new UsedTypes(reader);
        TypeDefinition type = reader.GetTypeDefinition(handle);
        found.Add(type.BaseType);
        found.AddConstraints(type.GetGenericParameters());
        found.AddAttributes(type.GetCustomAttributes());
        foreach (InterfaceImplementationHandle implemented in type.GetInterfaceImplementations())
        {
            found.Add(reader.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            reader.GetFieldDefinition(field).DecodeSignature(found, null);
            found.AddAttributes(reader.GetFieldDefinition(field).GetCustomAttributes());
        }

        foreach (PropertyDefinitionHandle property in type.GetProperties())
        {
            found.AddAttributes(reader.GetPropertyDefinition(property).GetCustomAttributes());
        }

        foreach (MethodDefinition method in type.GetMethods().Select(reader.GetMethodDefinition))
        {
            method.DecodeSignature(found, null);
            found.AddConstraints(method.GetGenericParameters());
            found.AddAttributes(method.GetCustomAttributes());
            if (method.RelativeVirtualAddress != 0)
            {
                AddBody(found, reader, pe.GetMethodBody(method.RelativeVirtualAddress));
            }
        }

        return found.Types;
    }

    private static void AddBody(UsedTypes found, MetadataReader reader, MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(found, null);
        }

        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            found.Add(region.CatchType);
        }

        BlobReader code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            short value = code.ReadByte();
            if (value == 0xFE)
            {
                value = unchecked((short)(0xFE00 | code.ReadByte()));
            }

            switch (Operands[value])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    found.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    int count = code.ReadInt32();
                    code.Offset += count * 4;
                    break;
                case OperandType other:
                    code.Offset += Size(other);
                    break;
            }
        }
    }

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    /// <summary>Gathers every type of the assembly that a signature or a token names.</summary>
    private sealed class UsedTypes(MetadataReader reader) : ISignatureTypeProvider<int, object?>
    {
        public HashSet<TypeDefinitionHandle> Types { get; } = [];

        public void Add(EntityHandle handle)
        {
            if (handle.IsNil)
            {
                return;
            }

            switch (handle.Kind)
            {
                case HandleKind.TypeDefinition:
                    Types.Add((TypeDefinitionHandle)handle);
                    break;
                case HandleKind.TypeSpecification:
                    reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                    break;
                case HandleKind.MethodDefinition:
                    Types.Add(reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                    break;
                case HandleKind.FieldDefinition:
                    Types.Add(reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                    break;
                case HandleKind.MethodSpecification:
                    MethodSpecification method = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                    method.DecodeSignature(this, null);
                    Add(method.Method);
                    break;
                case HandleKind.MemberReference:
                    // A member of a constructed type; its own signature names that type's parameters only.
                    Add(reader.GetMemberReference((MemberReferenceHandle)handle).Parent);
                    break;
            }
        }

        public void AddConstraints(GenericParameterHandleCollection parameters)
        {
            foreach (GenericParameterConstraintHandle constraint in parameters.SelectMany(parameter => reader.GetGenericParameter(parameter).GetConstraints()))
            {
                Add(reader.GetGenericParameterConstraint(constraint).Type);
            }
        }

        public void AddAttributes(CustomAttributeHandleCollection attributes)
        {
            foreach (CustomAttributeHandle attribute in attributes)
            {
                Add(reader.GetCustomAttribute(attribute).Constructor);
            }
        }

        public int GetTypeFromDefinition(MetadataReader metadata, TypeDefinitionHandle handle, byte rawTypeKind) => Types.Add(handle) ? 1 : 0;

        public int GetTypeFromSpecification(MetadataReader metadata, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            metadata.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public int GetTypeFromReference(MetadataReader metadata, TypeReferenceHandle handle, byte rawTypeKind) => 0;

        public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

        public int GetSZArrayType(int elementType) => 0;

        public int GetArrayType(int elementType, ArrayShape shape) => 0;

        public int GetByReferenceType(int elementType) => 0;

        public int GetPointerType(int elementType) => 0;

        public int GetPinnedType(int elementType) => 0;

        public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

        public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;

        public int GetGenericMethodParameter(object? genericContext, int index) => 0;

        public int GetGenericTypeParameter(object? genericContext, int index) => 0;

        public int GetFunctionPointerType(MethodSignature<int> signature) => 0;
    }
}
