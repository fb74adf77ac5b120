using System.Collections.Generic;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>An answer, whichever way it goes.</summary>
internal sealed class EmulatedResponse(int status, byte[] body)
{
    public int Status { get; } = status;

    public byte[] Body { get; } = body;

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>Whether the connection breaks instead.</summary>
    public bool Dropped { get; set; }

    /// <summary>Seconds that the caller is kept waiting.</summary>
    public double SlowSeconds { get; set; }

    public static EmulatedResponse Ok(JToken body) => new(200, Json.Bytes(body));

    public static EmulatedResponse Ok(byte[] body) => new(200, body);

    public static EmulatedResponse Empty(int status) => new(status, []);

    public EmulatedResponse With(string name, string value)
    {
        Headers.Add(new KeyValuePair<string, string>(name, value));
        return this;
    }
}
