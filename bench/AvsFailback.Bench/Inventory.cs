using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Azure;
using AvsFailback.Emulator;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Bench;

/// <summary>Lists 10,000 items over HTTP with our client and with the official JavaScript client, each in a process of its own.</summary>
internal static class Inventory
{
    private const int Items = 10_000;
    private const int Times = 5;

    /// <returns>The milliseconds of the JavaScript SDK's second pass; null without node.</returns>
    public static async Task<double?> RunAsync(Table table)
    {
        const string What = "inventory of 10,000 items (HTTP emulator, second pass)";
        string path = Path.Combine(Path.GetTempPath(), $"avsfailback-bench-{Environment.ProcessId}.json");
        await File.WriteAllTextAsync(path, Fleet.Build(Items / 2, Items / 2, 0, new JObject { ["throttling"] = false }).Snapshot);
        try
        {
            // A clock that stands still, so that the server answers both with the same bytes.
            using VaultEmulator emulator = VaultEmulator.Create(new Dictionary<string, string> { ["snapshot"] = path, ["clock"] = "virtual", ["throttling"] = "false" });
            string address = emulator.Start(0).GetLeftPart(UriPartial.Authority);
            List<Cost> ours = [];
            List<Cost> theirs = [];
            string folder = Path.Combine(Fresh.Root, "tests", "clients", "javascript");
            try
            {
                if (!Directory.Exists(Path.Combine(folder, "node_modules")))
                {
                    await Fresh.RunAsync("npm", "ci", "--prefix", folder, "--no-audit", "--no-fund");
                }

                for (int i = 0; i < Times; i++)
                {
                    ours.Add(Cost.Parse(await Fresh.SelfAsync("inventory-client", address)));
                    theirs.Add(Cost.Parse(await Fresh.RunAsync("node", "--expose-gc", Path.Combine(AppContext.BaseDirectory, "inventory.mjs"), folder, address, emulator.VaultId)));
                }
            }
            catch (Exception e) when (e is Win32Exception or InvalidOperationException)
            {
                table.Skip(What, "node with npm is missing, or failed: " + e.Message);
                return null;
            }

            double time = Fresh.Median(ours.Select(cost => cost.Milliseconds));
            double memory = Fresh.Median(ours.Select(cost => cost.Bytes));
            double theirTime = Fresh.Median(theirs.Select(cost => cost.Milliseconds));
            double theirMemory = Fresh.Median(theirs.Select(cost => cost.Bytes));
            table.Add(What + ": time", $"{time:0} ms", $"{theirTime:0} ms, the JavaScript SDK", "≤ 0.3 ×", FormattableString.Invariant($"{time / theirTime:0.00} ×"), time <= 0.3 * theirTime);
            table.Add("same: growth of the heap", $"{memory / 1048576:0} MB", $"{theirMemory / 1048576:0} MB, the JavaScript SDK", "≤ 0.3 ×", FormattableString.Invariant($"{memory / theirMemory:0.00} ×"), memory <= 0.3 * theirMemory);
            return theirTime;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Our client, in its own process: prints what the second pass cost.</summary>
    public static async Task ListAsync(string address)
    {
        AvsVault vault = await new VaultConnector(null).ConnectAsync(new VaultConnectOptions { IsEmulator = true, Endpoint = new Uri(address) }, default);
        ISiteRecovery service = vault.Connection.Service;
        long before = GC.GetTotalMemory(true);
        await Paging.AllAsync(c => service.ListItemsAsync(null, c, default));
        var watch = Stopwatch.StartNew();
        List<ReplicatedItem> items = await Paging.AllAsync(c => service.ListItemsAsync(null, c, default));
        double took = watch.Elapsed.TotalMilliseconds;
        long after = GC.GetTotalMemory(true);
        Console.WriteLine(FormattableString.Invariant($"{took:0.0} {after - before} {items.Count}"));
    }

    private sealed record Cost(double Milliseconds, double Bytes)
    {
        public static Cost Parse(string line)
        {
            string[] parts = line.Split(' ');
            return parts is [var milliseconds, var bytes, var count] && count == Items.ToString(CultureInfo.InvariantCulture)
                ? new Cost(double.Parse(milliseconds, CultureInfo.InvariantCulture), double.Parse(bytes, CultureInfo.InvariantCulture))
                : throw new InvalidOperationException("Not all items were listed: " + line);
        }
    }
}
