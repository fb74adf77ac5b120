using System;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>A resource as GET returns it, with its bytes kept until it changes.</summary>
internal sealed class ArmResource
{
    private byte[]? _full;
    private byte[]? _thin;
    private JObject? _body;
    private long _mark = -1;

    public ArmResource(JObject body)
    {
        _body = body;
        Id = body.Text("id") ?? throw new FormatException("The resource has no 'id'.");
        Type = body.Text("type") ?? ArmPath.TypeOf(Id) ?? throw new FormatException($"The resource '{Id}' has no 'type', and none can be read off its id.");
        Name = body.Text("name") ?? ArmPath.Name(Id);
    }

    public string Id { get; }

    public string Type { get; }

    public string Name { get; }

    /// <summary>The resource as JSON; of a resource at rest a copy, changes to which are lost.</summary>
    public JObject Body => _body ?? (JObject)Json.Parse(System.Text.Encoding.UTF8.GetString(_full!));

    public JObject Properties => Body["properties"] as JObject ?? AddProperties();

    /// <summary>Writes what follows the clock (heartbeats, progress) into the body; called once for each <see cref="LiveStep"/>.</summary>
    public Action<ArmResource, DateTimeOffset>? Live { get; set; }

    public TimeSpan LiveStep { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Keeps the bytes alone, a tenth of the objects' memory, of a resource that won't change any more.</summary>
    public void Rest(DateTimeOffset now)
    {
        if (Live is null && _body is not null)
        {
            Full(now);
            Thin(now);
            _body = null;
        }
    }

    /// <summary>Has the objects back, to change them.</summary>
    public void Wake() => _body = Body;

    /// <summary>Whether a job holds it, so that what it allows is shown as nothing (contract §4); the body keeps what it will allow afterwards.</summary>
    public bool IsHeld { get; set; }

    public void Changed()
    {
        Wake();
        _full = null;
        _thin = null;
        _mark = -1;
    }

    public byte[] Full(DateTimeOffset now)
    {
        Refresh(now);
        if (_full is null)
        {
            JObject body = Body;
            _full = IsHeld ? Json.Bytes(writer => ThinShapes.Held.Write(body, writer)) : Json.Bytes(body);
        }

        return _full;
    }

    /// <summary>The resource as a list shows it.</summary>
    public byte[] Thin(DateTimeOffset now)
    {
        Refresh(now);
        if (_thin is null)
        {
            JObject body = Body;
            _thin = ThinShapes.Of(Type, body, IsHeld) is { } shape ? Json.Bytes(writer => shape.Write(body, writer)) : Full(now);
        }

        return _thin;
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
