using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
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
        byte[] answer = await client.GetByteArrayAsync(item);
        using HttpListener bare = Answering(answer, out Uri address);
        List<double> ours = [];
        List<double> theirs = [];
        for (int i = 0; i <= Times; i++)
        {
            ours.Add(await RateAsync(client, item));
            theirs.Add(await RateAsync(client, address));
        }

        // The first ones warm up.
        double rate = Fresh.Median(ours.Skip(1));
        double baseline = Fresh.Median(theirs.Skip(1));
        table.Add(
            "emulator on loopback",
            FormattableString.Invariant($"{rate:0} GET/s (median of {Times}), client and server on the same cores"),
            FormattableString.Invariant($"{baseline:0} GET/s, a bare HttpListener with the same bytes"),
            "≥ 0.6 ×",
            FormattableString.Invariant($"{rate / baseline:0.00} ×"),
            rate >= 0.6 * baseline);
    }

    /// <summary>Gets as many as <see cref="EachTime"/> by several connections.</summary>
    /// <returns>GETs a second.</returns>
    private static async Task<double> RateAsync(HttpClient client, Uri address)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (int n = 0; n < EachTime / Clients; n++)
            {
                using HttpResponseMessage response = await client.GetAsync(address);
                await response.EnsureSuccessStatusCode().Content.CopyToAsync(System.IO.Stream.Null);
            }
        }));
        return EachTime / watch.Elapsed.TotalSeconds;
    }

    /// <summary>A listener that gives each request the same answer, and knows nothing.</summary>
    private static HttpListener Answering(byte[] answer, out Uri address)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        var listener = new HttpListener();
        listener.Prefixes.Add(address.ToString());
        listener.Start();
        _ = ServeAsync();
        return listener;

        async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    HttpListenerContext context = await listener.GetContextAsync();
                    _ = Task.Run(async () =>
                    {
                        context.Response.ContentType = "application/json";
                        context.Response.ContentLength64 = answer.Length;
                        await context.Response.OutputStream.WriteAsync(answer);
                        context.Response.Close();
                    });
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // It was closed at the end.
            }
        }
    }
}
