using System;

namespace AvsFailback.Emulator;

/// <summary>
/// What an in-process handler throws where a fault of kind crashCaller strikes: no client takes it for an error of the network, so it ends what
/// the caller was doing. Over a port the connection is dropped; a client that sends x-avs-clock-client is answered a 500 with the header
/// x-avs-emulator-crash instead, either way, and should end itself.
/// </summary>
public sealed class EmulatedCrashException : Exception
{
    /// <summary>Makes an exception.</summary>
    public EmulatedCrashException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened.</param>
    public EmulatedCrashException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public EmulatedCrashException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
