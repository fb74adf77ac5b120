using System;
using System.Collections;
using System.Collections.Generic;

namespace AvsFailback.ModuleLoading;

/// <summary>The one way from the cmdlets to <c>AvsFailback.Emulator</c>; loads it on first use.</summary>
internal static class EmulatorFactory
{
    /// <summary>Makes an emulated vault.</summary>
    /// <param name="options">What the emulator documents as its options, by name.</param>
    /// <exception cref="FailbackException">The module is incomplete.</exception>
    internal static EmulatorHandle CreateEmulator(IDictionary<string, string> options)
    {
        Type type = DependencyLoader.GetType("AvsFailback.Emulator", "AvsFailback.Emulator.VaultEmulator");
        return DependencyLoader.Make<EmulatorHandle>(() => new EmulatorHandle(EmulatorHandle.Bind<Func<IDictionary<string, string>, object>>(type, null, "Create")(options)));
    }

    /// <summary>Makes the text of a snapshot.</summary>
    /// <param name="vaultName">The vault's name; null for the emulator's usual one.</param>
    /// <param name="items">What the emulator documents as an item's members, by name.</param>
    /// <exception cref="ArgumentException">A member is unknown or doesn't fit.</exception>
    internal static string BuildSnapshot(string? vaultName, IEnumerable<IDictionary> items)
    {
        Type type = DependencyLoader.GetType("AvsFailback.Emulator", "AvsFailback.Emulator.SnapshotBuilder");
        return DependencyLoader.Make<string>(() => EmulatorHandle.Bind<Func<string?, IEnumerable<IDictionary>, string>>(type, null, "Build")(vaultName, items));
    }
}
