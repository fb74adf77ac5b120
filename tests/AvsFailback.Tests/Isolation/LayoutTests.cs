using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Testing;

namespace AvsFailback.Tests.Isolation;

/// <summary>What lies where, and what refers to what: the ground that isolation stands on.</summary>
public sealed class LayoutTests
{
    private static readonly string Bin = Path.Combine(SharedData.RepositoryRoot, "bin");

    [Fact]
    public void Bin_holds_the_cmdlets_and_Core_and_nothing_else() =>
        Assert.Equal(["AvsFailback.Core.dll", "AvsFailback.dll"], Directory.GetFiles(Bin).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void Dependencies_hold_no_second_Core_and_no_PowerShell()
    {
        string[] names = [.. Directory.GetFiles(Path.Combine(Bin, "dependencies")).Select(f => Path.GetFileNameWithoutExtension(f))];

        Assert.Contains("AvsFailback.Azure", names);
        Assert.Contains("AvsFailback.Reports", names);
        Assert.Contains("AvsFailback.Emulator", names);
        Assert.DoesNotContain("AvsFailback.Core", names);
        Assert.DoesNotContain("System.Management.Automation", names);
    }

    [Theory]
    [InlineData("AvsFailback.Core", new string[0])]
    [InlineData("AvsFailback", new[] { "AvsFailback.Core", "System.Management.Automation" })]
    public void Core_and_the_cmdlets_refer_to_no_package(string assembly, string[] allowed) =>
        Assert.Equal(allowed.Append("netstandard"), Load(assembly).GetReferencedAssemblies().Select(r => r.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void No_type_that_needs_a_shim_somewhere_crosses_Cores_surface()
    {
        // Each of these is in the framework of one edition and in a package of the other.
        Type[] shimmed =
        [
            typeof(TimeProvider), typeof(IAsyncEnumerable<>), typeof(IAsyncDisposable), typeof(ValueTask), typeof(ValueTask<>),
            typeof(Span<>), typeof(ReadOnlySpan<>), typeof(Memory<>), typeof(ReadOnlyMemory<>), typeof(Lock),
        ];
        IEnumerable<string> crossing =
            from type in Load("AvsFailback.Core").GetExportedTypes()
            from mentioned in Mentions(type)
            where shimmed.Contains(mentioned) || mentioned.Assembly != type.Assembly && mentioned.Namespace?.StartsWith("System", StringComparison.Ordinal) != true
            select $"{type.Name} mentions {mentioned}";

        Assert.Empty(crossing);
    }

    [Fact]
    public void No_public_type_of_the_cmdlets_derives_from_what_only_the_private_context_may_see()
    {
        // PowerShell enumerates them on import; netstandard, PowerShell and Core are all that can be found then.
        IEnumerable<Assembly> bases = Load("AvsFailback").GetExportedTypes().SelectMany(t => Bases(t)).Select(t => t.Assembly);

        Assert.DoesNotContain(bases, a => Path.GetFileName(Path.GetDirectoryName(a.Location)) == "dependencies");
    }

    private static Assembly Load(string name) => Assembly.LoadFrom(Path.Combine(Bin, name + ".dll"));

    private static IEnumerable<Type> Bases(Type type)
    {
        for (Type? each = type.BaseType; each is not null; each = each.BaseType)
        {
            yield return each;
        }

        foreach (Type each in type.GetInterfaces())
        {
            yield return each;
        }
    }

    private static IEnumerable<Type> Mentions(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<MethodBase> methods = type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).Where(m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly);
        IEnumerable<Type> mentioned = Bases(type)
            .Concat(methods.SelectMany(m => m.GetParameters().Select(p => p.ParameterType)))
            .Concat(methods.OfType<MethodInfo>().Select(m => m.ReturnType))
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(f => f.FieldType));
        return mentioned.SelectMany(Parts).Distinct();
    }

    /// <summary>A type's definition and those of its arguments and elements.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
        {
            return Parts(type.GetElementType()!);
        }

        return type.IsGenericParameter ? [] : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];
    }
}
