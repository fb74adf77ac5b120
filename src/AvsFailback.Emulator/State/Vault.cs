using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Emulator.Clock;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>The whole state: what every part of the emulator looks at and changes, under the lock of the pipeline.</summary>
internal sealed class Vault
{
    private readonly ItemLiveFields _live;
    private readonly PlanLiveFields _plans;

    public Vault(VaultIdentity identity, EmulatorSettings settings, EmulatorClock clock)
    {
        Identity = identity;
        Settings = settings;
        Clock = clock;
        Ids = new Identifiers(settings.Seed);
        Azure = new AzureSide(Store, Items, clock, Ids);
        _live = new ItemLiveFields(Ids);
        _plans = new PlanLiveFields(Items);
    }

    public VaultIdentity Identity { get; }

    public EmulatorSettings Settings { get; }

    public EmulatorClock Clock { get; }

    public Identifiers Ids { get; }

    public ResourceStore Store { get; } = new();

    public ItemBook Items { get; } = new();

    public AzureSide Azure { get; }

    public EffectLog Effects { get; } = new();

    /// <summary>How often each thing was counted; ids and random choices derive from it.</summary>
    public Dictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset Now => Clock.Now;

    /// <summary>What the caller may do, as the permissions API says it.</summary>
    public JArray? Permissions { get; set; }

    public string NextGuid(string purpose, string item)
    {
        string key = purpose + "|" + item;
        int count = Counts.TryGetValue(key, out int seen) ? seen + 1 : 1;
        Counts[key] = count;
        return Ids.Guid(purpose, item, count.ToString(CultureInfo.InvariantCulture));
    }

    public Durations DurationsOf(ReplicatedItem item)
    {
        Durations own = item.IsClassic ? Settings.Classic : Settings.Modernized;
        if (item.State.Durations is null)
        {
            return own;
        }

        Durations mixed = own.Copy();
        mixed.Apply(item.State.Durations, item.Name);
        return mixed;
    }

    /// <summary>A duration with the spread that the settings ask for, drawn by seed, item, purpose and count.</summary>
    public double Spread(double seconds, string purpose, string item)
    {
        if (Settings.DurationSpread <= 0)
        {
            return seconds;
        }

        string key = "spread|" + purpose + "|" + item;
        int count = Counts.TryGetValue(key, out int seen) ? seen + 1 : 1;
        Counts[key] = count;
        double share = (2 * Ids.Fraction(key, count.ToString(CultureInfo.InvariantCulture))) - 1;
        return seconds * (1 + (Settings.DurationSpread * share));
    }

    /// <summary>Takes in a resource; items and servers come alive.</summary>
    public ArmResource Add(JObject body, DateTimeOffset writtenAt)
    {
        ArmResource resource = Store.Add(body);
        if (Is(resource, ResourceTypes.RecoveryPlan))
        {
            _plans.Attach(resource);
        }
        else if (!Is(resource, ResourceTypes.Item))
        {
            Heartbeats.Attach(resource, writtenAt);
        }

        return resource;
    }

    public ReplicatedItem AddItem(ArmResource resource, ItemState state)
    {
        var item = new ReplicatedItem(resource, state);
        state.Id = resource.Id;
        Items.Add(item);
        _live.Attach(item);
        return item;
    }

    public IEnumerable<RecoveryPointFacts> PointsOf(ReplicatedItem item) => RecoveryPoints.List(item, Now, Ids);

    /// <summary>The id of a point as a modernized item's own fields tell it: by another container than the item's (contract §1).</summary>
    public string RcmPointId(ReplicatedItem item, RecoveryPointFacts point)
    {
        string internalId = Store.Find(item.FabricId)?.Properties.Text("internalIdentifier") ?? string.Empty;
        return $"{item.FabricId}/replicationProtectionContainers/cloud_{internalId}/replicationProtectedItems/{item.Name}/recoveryPoints/{point.Name}";
    }

    public ArmResource? Policy(string? idOrName) => idOrName is null
        ? null
        : Store.Find(idOrName) ?? Store.OfType(ResourceTypes.Policy).FirstOrDefault(p => string.Equals(p.Name, ArmPath.Name(idOrName), StringComparison.OrdinalIgnoreCase));

    public JObject? FabricDetails(ReplicatedItem item) => Store.Find(item.FabricId)?.Properties["customDetails"] as JObject;

    private static bool Is(ArmResource resource, string type) => string.Equals(resource.Type, type, StringComparison.OrdinalIgnoreCase);
}
