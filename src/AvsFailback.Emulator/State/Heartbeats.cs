using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>Keeps servers alive: a heartbeat that was fresh when the state was written stays as fresh; one that had ceased stays where it is.</summary>
internal static class Heartbeats
{
    private static readonly string[] Names = ["lastHeartbeat", "lastHeartBeat", "lastHeartbeatUtc", "lastDiscoveryInUtc", "psStatsRefreshTime"];

    // Ages of up to 39 minutes were seen in flows that worked (rules §3a).
    private static readonly TimeSpan Alive = TimeSpan.FromHours(1);

    /// <param name="resource">Whose heartbeats.</param>
    /// <param name="writtenAt">The moment at which the heartbeats' ages are read off.</param>
    public static void Attach(ArmResource resource, DateTimeOffset writtenAt)
    {
        DateTimeOffset reference = Instants.Floor(writtenAt, resource.LiveStep);
        var beating = new List<(JProperty Property, TimeSpan Age, bool Whole)>();
        foreach (JProperty property in resource.Body.Descendants().OfType<JProperty>().Where(p => Names.Contains(p.Name)))
        {
            if (property.Value.Type == JTokenType.String && Instants.Read((string?)property.Value) is { } last
                && reference - last < Alive && last - reference < Alive)
            {
                beating.Add((property, reference - last, !((string)property.Value!).Contains('.')));
            }
        }

        if (beating.Count > 0)
        {
            resource.Live = (r, now) =>
            {
                foreach ((JProperty property, TimeSpan age, bool whole) in beating)
                {
                    DateTimeOffset last = Instants.Floor(now, r.LiveStep) - age;
                    property.Value = whole ? Instants.Seconds(last) : Instants.Text(last);
                }
            };
        }
    }

    /// <summary>The newest heartbeat of a file that doesn't say when it was written.</summary>
    public static DateTimeOffset? Newest(IEnumerable<JObject> resources) => resources
        .SelectMany(r => r.Descendants().OfType<JProperty>())
        .Where(p => Names.Contains(p.Name) && p.Value.Type == JTokenType.String)
        .Select(p => Instants.Read((string?)p.Value))
        .Where(i => i is not null)
        .Max();
}
