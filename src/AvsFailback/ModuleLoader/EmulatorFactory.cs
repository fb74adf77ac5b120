using System;
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
}
