using System;
using AvsFailback.Azure.Wire;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Emulation;

/// <summary>Reads what an emulator says of itself.</summary>
internal static class EmulatorStateReader
{
    private static readonly FieldMap<StateFields> Clock = new()
    {
        ["mode"] = static (ref r, t) => t.Mode = r.Text(),
        ["scale"] = static (ref r, t) => t.Scale = r.Number(),
        ["utcNow"] = static (ref r, t) => t.UtcNow = r.Moment(),
    };

    private static readonly FieldMap<StateFields> State = new()
    {
        ["vaultId"] = static (ref r, t) => t.VaultId = r.Id(),
        ["clock"] = static (ref r, t) => r.Object(Clock, t),
        ["life"] = static (ref r, t) => t.Life = r.Text(),
    };

    public static EmulatorState Read(ref WireReader reader)
    {
        var read = new StateFields();
        reader.Object(State, read);
        return Build(read);
    }

    /// <summary>The answer of the clock, which tells no vault.</summary>
    public static EmulatorState ReadClock(ref WireReader reader, ArmId vaultId)
    {
        var read = new StateFields { VaultId = vaultId };
        reader.Object(Clock, read);
        return Build(read);
    }

    private static EmulatorState Build(StateFields read)
    {
        string mode = Mode(read.Mode);
        return new EmulatorState(
            read.VaultId ?? throw new JsonSerializationException("It tells no vault."),
            mode,
            mode == EmulatorClock.Scaled && read.Scale is > 0 and { } scale ? scale : 1,
            read.UtcNow ?? throw new JsonSerializationException("It tells no time."))
        { Life = read.Life };
    }

    private static string Mode(string? word) =>
        string.Equals(word, EmulatorClock.Virtual, StringComparison.OrdinalIgnoreCase) ? EmulatorClock.Virtual
        : string.Equals(word, EmulatorClock.Scaled, StringComparison.OrdinalIgnoreCase) ? EmulatorClock.Scaled
        : string.Equals(word, EmulatorClock.Real, StringComparison.OrdinalIgnoreCase) ? EmulatorClock.Real
        : throw new JsonSerializationException($"Its clock is of a kind that this version doesn't know ('{word}').");

    private sealed class StateFields
    {
        public ArmId? VaultId;
        public string? Mode;
        public string? Life;
        public double? Scale;
        public DateTimeOffset? UtcNow;
    }
}
