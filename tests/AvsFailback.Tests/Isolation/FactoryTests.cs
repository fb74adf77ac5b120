using System;
using System.IO;
using System.Linq;
using System.Reflection;
using AvsFailback.Testing;

namespace AvsFailback.Tests.Isolation;

/// <summary>What arrives at the cmdlets when code in the private context throws while it is being made.</summary>
public sealed class FactoryTests
{
    private static readonly Assembly Module = Assembly.LoadFrom(Path.Combine(SharedData.RepositoryRoot, "bin", "AvsFailback.dll"));

    [Fact]
    public void Its_own_exception_arrives_as_it_was_thrown()
    {
        var thrown = new InvalidDataException("line 3 of the snapshot");

        Exception arrived = Make(() => throw new TargetInvocationException(thrown));

        Assert.Same(thrown, arrived);
    }

    [Fact]
    public void A_file_of_the_users_that_is_missing_is_not_taken_for_one_of_ours()
    {
        var thrown = new FileNotFoundException("There is no such snapshot.", "vault.json");

        Assert.Same(thrown, Make(() => throw thrown));
    }

    [Theory]
    [InlineData(typeof(MissingMethodException))]
    [InlineData(typeof(TypeLoadException))]
    [InlineData(typeof(BadImageFormatException))]
    [InlineData(typeof(FileLoadException))]
    public void What_only_a_wrong_file_can_cause_says_that_the_module_is_incomplete(Type thrown)
    {
        Exception arrived = Make(() => throw (Exception)Activator.CreateInstance(thrown)!);

        Assert.StartsWith("The module is incomplete: ", arrived.Message, StringComparison.Ordinal);
        Assert.IsType(thrown, arrived.InnerException);
    }

    [Fact]
    public void An_assembly_that_is_missing_says_so_too()
    {
        Exception arrived = Make(() => throw new FileNotFoundException(null, "Azure.Core, Version=1.0.0.0, Culture=neutral, PublicKeyToken=92742159e12e44c8"));

        Assert.StartsWith("The module is incomplete: ", arrived.Message, StringComparison.Ordinal);
    }

    private static Exception Make(Func<object?> make)
    {
        MethodInfo method = Module.GetType("AvsFailback.ModuleLoading.DependencyLoader", throwOnError: true)!
            .GetMethods(BindingFlags.Static | BindingFlags.Public).Single(m => m.Name == "Make").MakeGenericMethod(typeof(object));
        return Assert.ThrowsAny<Exception>(() => method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [make], null));
    }
}
