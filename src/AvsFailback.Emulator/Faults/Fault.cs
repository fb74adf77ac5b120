using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Faults;

/// <summary>A fault to inject: what it waits for and what it does.</summary>
internal sealed class Fault
{
    private static readonly string[] Common = ["id", "operation", "item", "nth", "times", "probability", "kind", "matched", "fired"];

    private Fault(JObject given, string id, FaultKind kind)
    {
        Given = given;
        Id = id;
        Kind = kind;
    }

    public string Id { get; }

    public FaultKind Kind { get; }

    /// <summary>Where it strikes: where its kind does, unless it was told "when".</summary>
    public FaultPoint Point => Given.MemberText("when") == "before" ? FaultPoint.BeforeRequest : Kind.Point;

    /// <summary>The fault as it was given.</summary>
    public JObject Given { get; }

    public string? Operation => Given.MemberText("operation");

    public string? Item => Given.MemberText("item");

    public int Matched { get; private set; }

    public int Fired { get; private set; }

    private int? Nth => (int?)Given.Member("nth");

    private double? Probability => (double?)Given.Member("probability");

    /// <summary>How often it fires: once unless told otherwise; null is always, and so is a probability without a number.</summary>
    private int? Times => Given.Member("times") is { } times ? (int?)times : Probability is null ? 1 : null;

    /// <exception cref="FormatException">A member is unknown or doesn't fit; the message names it.</exception>
    public static Fault Read(JObject given, string id)
    {
        string name = given.MemberText("kind") ?? throw new FormatException($"A fault needs a 'kind': {string.Join(", ", FaultKind.All.Keys)}.");
        if (!FaultKind.All.TryGetValue(name, out FaultKind? kind))
        {
            throw new FormatException($"'{name}' isn't a kind of fault; known are {string.Join(", ", FaultKind.All.Keys)}.");
        }

        foreach (JProperty property in given.Properties())
        {
            bool common = Common.Contains(property.Name, StringComparer.OrdinalIgnoreCase);
            if (!common && !kind.Fields.ContainsKey(property.Name))
            {
                throw new FormatException($"A fault of kind '{kind.Name}' has no member '{property.Name}'; it takes {string.Join(", ", Common.Take(6).Concat(kind.Fields.Keys))}.");
            }

            if (!(common ? Fits(property) : kind.Fields[property.Name](property.Value)))
            {
                throw new FormatException($"The value {property.Value.ToString(Newtonsoft.Json.Formatting.None)} doesn't fit the member '{property.Name}' of a fault.");
            }
        }

        foreach (string required in kind.Required.Where(r => given.Member(r) is null))
        {
            throw new FormatException($"A fault of kind '{kind.Name}' needs the member '{required}'.");
        }

        return new Fault(given, id, kind)
        {
            Matched = (int?)given.Member("matched") ?? 0,
            Fired = (int?)given.Member("fired") ?? 0,
        };
    }

    /// <summary>Whether it strikes now; counts the call, if it is one it waits for.</summary>
    public bool Strikes(string operation, ReplicatedItem? item, string? itemName, Identifiers ids)
    {
        bool waitsFor = (Operation is null || string.Equals(Operation, operation, StringComparison.OrdinalIgnoreCase))
            && (Item is null || (item is not null ? item.Answers(Item) : string.Equals(Item, itemName, StringComparison.OrdinalIgnoreCase)));
        if (!waitsFor)
        {
            return false;
        }

        Matched++;
        if ((Times is { } times && Fired >= times) || (Nth is { } nth && Matched != nth))
        {
            return false;
        }

        if (Probability is { } probability
            && ids.Fraction("fault", Id, operation, itemName ?? string.Empty, Matched.ToString(System.Globalization.CultureInfo.InvariantCulture)) >= probability)
        {
            return false;
        }

        Fired++;
        return true;
    }

    public JObject ToJson()
    {
        var shown = new JObject { ["id"] = Id };
        foreach (JProperty property in Given.Properties().Where(p => !p.Name.Equals("id", StringComparison.OrdinalIgnoreCase)))
        {
            shown[property.Name] = property.Value.DeepClone();
        }

        shown["matched"] = Matched;
        shown["fired"] = Fired;
        return shown;
    }

    private static bool Fits(JProperty property) => property.Name.ToUpperInvariant() switch
    {
        "NTH" or "TIMES" => property.Value.Type == JTokenType.Null || FaultKind.IsWhole(property.Value, 1, int.MaxValue),
        "PROBABILITY" => property.Value.Type == JTokenType.Null
            || (property.Value.Type is JTokenType.Integer or JTokenType.Float && (double)property.Value is >= 0 and <= 1),
        "MATCHED" or "FIRED" => FaultKind.IsWhole(property.Value, 0, int.MaxValue),
        _ => property.Value.Type is JTokenType.Null or JTokenType.String,
    };
}
