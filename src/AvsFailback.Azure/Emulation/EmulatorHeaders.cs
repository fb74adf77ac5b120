namespace AvsFailback.Azure.Emulation;

/// <summary>The headers by which client and emulator share a clock (design §6).</summary>
internal static class EmulatorHeaders
{
    /// <summary>Tells the emulator that this client waits by its clock.</summary>
    public const string ClockClient = "x-avs-clock-client";

    /// <summary>The emulator's present instant, on each of its answers.</summary>
    public const string Now = "x-avs-emulator-now";

    /// <summary>On an answer at which the client should crash.</summary>
    public const string Crash = "x-avs-emulator-crash";
}
