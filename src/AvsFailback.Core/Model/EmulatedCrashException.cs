using System;
using AvsFailback.Runs;

namespace AvsFailback;

/// <summary>
/// A fault of an emulated vault lets the caller crash. It is no <see cref="FailbackException"/>, so that nothing here takes
/// it for an error to live with: the command ends at once, in the middle, as a process does that dies.
/// </summary>
public sealed class EmulatedCrashException : Exception
{
    /// <summary>Makes an exception.</summary>
    public EmulatedCrashException()
        : base("The command has crashed by a fault of the emulator (CrashCaller). Rerun it: it resumes from what the vault shows.")
    {
    }
}
