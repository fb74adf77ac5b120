using System;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>A resource as GET returns it, with its bytes kept until it changes.</summary>
internal sealed class ArmResource
{
    private byte[]? _full;
    private byte[]? _thin;
    private long _mark = -1;

    public ArmResource(JObject body)
    {
        Body = body;
        Id = body.Text("id") ?? throw new FormatException("The resource has no 'id'.");
        Type = body.Text("type") ?? ArmPath.TypeOf(Id) ?? throw new FormatException($"The resource '{Id}' has no 'type', and none can be read off its id.");
        Name = body.Text("name") ?? ArmPath.Name(Id);
    }

    public string Id { get; }

    public string Type { get; }

    public string Name { get; }

    public JObject Body { get; private set; }

    public JObject Properties => Body["properties"] as JObject ?? AddProperties();

    /// <summary>Writes what follows the clock (heartbeats, progress) into the body; called once for each <see cref="LiveStep"/>.</summary>
    public Action<ArmResource, DateTimeOffset>? Live { get; set; }

    public TimeSpan LiveStep { get; set; } = TimeSpan.FromMinutes(1);

    public void Changed()
    {
        _full = null;
        _thin = null;
        _mark = -1;
    }

    public byte[] Full(DateTimeOffset now)
    {
        Refresh(now);
        return _full ??= Json.Bytes(Body);
    }

    /// <summary>The resource as a list shows it.</summary>
    public byte[] Thin(DateTimeOffset now)
    {
        Refresh(now);
        return _thin ??= ThinShapes.For(Type) is { } thinner ? Json.Bytes(thinner(Body)) : Full(now);
    }

    public void Refresh(DateTimeOffset now)
    {
        if (Live is null)
        {
            return;
        }

        long mark = Instants.Floor(now, LiveStep).UtcTicks;
        if (mark != _mark)
        {
            Live(this, now);
            _full = null;
            _thin = null;
            _mark = mark;
        }
    }

    private JObject AddProperties()
    {
        var properties = new JObject();
        Body["properties"] = properties;
        return properties;
    }
}
