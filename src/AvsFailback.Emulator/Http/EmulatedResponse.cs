using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.Faults;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>An answer, whichever way it goes.</summary>
internal sealed class EmulatedResponse(int status, IReadOnlyList<byte[]> pieces)
{
    /// <summary>Names the fault that an answer suffered; absent from all others.</summary>
    public const string FaultHeader = "x-avs-emulator-fault";

    public int Status { get; } = status;

    /// <summary>The body, in the pieces that resources keep: joining those of long lists would cost more than all else.</summary>
    public IReadOnlyList<byte[]> Pieces { get; private set; } = pieces;

    public int Length { get; private set; } = pieces.Sum(piece => piece.Length);

    /// <summary>The body in one piece.</summary>
    public byte[] Body
    {
        get => Pieces.Count == 1 ? Pieces[0] : Join();
        private set
        {
            Pieces = [value];
            Length = value.Length;
        }
    }

    public EmulatedResponse(int status, byte[] body)
        : this(status, [body])
    {
    }

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>Whether the connection breaks instead.</summary>
    public bool Dropped { get; set; }

    /// <summary>Whether the caller crashes instead of being answered.</summary>
    public bool CrashesCaller { get; set; }

    /// <summary>Seconds that the caller is kept waiting.</summary>
    public double SlowSeconds { get; set; }

    public static EmulatedResponse Ok(JToken body) => new(200, Json.Bytes(body));

    public static EmulatedResponse Ok(byte[] body) => new(200, body);

    public static EmulatedResponse Ok(IReadOnlyList<byte[]> pieces) => new(200, pieces);

    public static EmulatedResponse Empty(int status) => new(status, System.Array.Empty<byte>());

    /// <summary>Does to the answer what a fault is for.</summary>
    public void Suffer(Fault fault)
    {
        // Who compares answers with the service's must know which ones a fault has spoilt.
        With(FaultHeader, fault.Kind.Name);
        switch (fault.Kind.Name)
        {
            case "dropBefore" or "dropAfter":
                Dropped = true;
                break;
            case "crashCaller":
                CrashesCaller = true;
                break;
            case "slow":
                SlowSeconds += (double)fault.Given.Member("seconds")!;
                break;
            case "cutBody":
                // Half of it, with a length to match: what a gateway leaves that gives up in the middle.
                Body = [.. Body.Take(Length / 2)];
                break;
            case "invalidJson" when Length > 0:
                Body = Json.Utf8Bytes("<html><body>A fault of the emulator: this isn't JSON.</body></html>");
                break;
        }
    }

    private byte[] Join()
    {
        byte[] whole = new byte[Length];
        int at = 0;
        foreach (byte[] piece in Pieces)
        {
            System.Buffer.BlockCopy(piece, 0, whole, at, piece.Length);
            at += piece.Length;
        }

        return whole;
    }

    public EmulatedResponse With(string name, string value)
    {
        Headers.Add(new KeyValuePair<string, string>(name, value));
        return this;
    }
}
