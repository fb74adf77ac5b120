using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using AvsFailback.Emulator;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Bench;

/// <summary>How many GETs of an item the emulator answers on loopback in a second, with its client in the same process.</summary>
internal static class Loopback
{
    private const int Clients = 8;
    private const int EachTime = 5_000;
    private const int Times = 5;

    public static async Task RunAsync(Table table)
    {
        using VaultEmulator emulator = VaultEmulator.Create(new Dictionary<string, string> { ["clock"] = "real", ["throttling"] = "false" });
        string authority = emulator.Start(0).GetLeftPart(UriPartial.Authority);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bench");
        string list = await client.GetStringAsync(new Uri($"{authority}{emulator.VaultId}/replicationProtectedItems?api-version=2024-04-01"));
        var item = new Uri($"{authority}{(string)JObject.Parse(list)["value"]![0]!["id"]!}?api-version=2024-04-01");
        var rates = new List<double>();
        for (int i = 0; i <= Times; i++)
        {
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
            {
                for (int n = 0; n < EachTime / Clients; n++)
                {
                    using HttpResponseMessage response = await client.GetAsync(item);
                    await response.EnsureSuccessStatusCode().Content.CopyToAsync(System.IO.Stream.Null);
                }
            }));
            rates.Add(EachTime / watch.Elapsed.TotalSeconds);
        }

        // The first one warms up.
        double best = rates.Skip(1).Max();
        double median = Fresh.Median(rates.Skip(1));
        table.Add("emulator on loopback", FormattableString.Invariant($"{median:0} GET/s (median of {Times}; best {best:0}), client and server on the same cores"), "none", "≥ 5,000 GET/s", FormattableString.Invariant($"{median:0}"), median >= 5000);
    }
}
