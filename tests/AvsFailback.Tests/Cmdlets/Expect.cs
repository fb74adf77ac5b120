using System;
using System.Linq;
using System.Management.Automation;
using AvsFailback.Tests.Hosting;

namespace AvsFailback.Tests.Cmdlets;

/// <summary>What tests say of an invocation.</summary>
internal static class Expect
{
    /// <summary>The one error that was told, by its stable id.</summary>
    public static ErrorRecord OnlyError(this Invocation run, string id)
    {
        ErrorRecord error = Assert.Single(run.AllErrors);
        Assert.StartsWith(id + ",AvsFailback.Commands.", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        return error;
    }

    /// <summary>Asserts what the error's text has.</summary>
    public static ErrorRecord Says(this ErrorRecord error, params string[] parts)
    {
        error.ToString().Has(parts);
        return error;
    }

    /// <summary>Asserts what a text has.</summary>
    public static void Has(this string text, params string[] parts) => Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));

    /// <summary>The one object that was given out, to be looked at by its members' names.</summary>
    public static dynamic Only(this Invocation run) => Assert.Single(run.Succeeded().Output).BaseObject;

    /// <summary>Asserts that the vault was asked for no change.</summary>
    public static void AskedForNothing(this EmulatedVault vault) => Assert.Empty(vault.Posts);

    /// <summary>How often a thing has happened to a VM.</summary>
    public static int Times(this EmulatedVault vault, string item, string effect) => vault.Effects.Count(e => e.Item == item && e.Name == effect);
}
