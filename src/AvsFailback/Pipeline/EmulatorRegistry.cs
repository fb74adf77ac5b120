using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace AvsFailback.Pipeline;

/// <summary>The emulators that a runspace has started as HTTP endpoints.</summary>
internal sealed class EmulatorRegistry
{
    private static readonly ConditionalWeakTable<Runspace, EmulatorRegistry> Registries = new();

    private readonly List<AvsEmulator> _running = [];

    /// <summary>The registry of the runspace whose pipeline thread this is.</summary>
    public static EmulatorRegistry Current => Registries.GetOrCreateValue(Runspace.DefaultRunspace ?? throw new InvalidOperationException("There is no runspace on this thread."));

    /// <summary>The emulators that still answer, in the order of their start.</summary>
    public IReadOnlyList<AvsEmulator> Running => _running;

    /// <summary>One was started.</summary>
    public void Add(AvsEmulator emulator) => _running.Add(emulator);

    /// <summary>Ends one.</summary>
    public void Stop(AvsEmulator emulator)
    {
        _running.Remove(emulator);
        emulator.IsRunning = false;
        emulator.Handle.Dispose();
    }

    /// <summary>Ends all: the module is being removed.</summary>
    public void Clear()
    {
        foreach (AvsEmulator emulator in _running.ToArray())
        {
            Stop(emulator);
        }
    }
}
