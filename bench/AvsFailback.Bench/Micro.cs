using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Azure;
using AvsFailback.Emulator;
namespace AvsFailback.Bench;
internal static class Micro
{
    public static async Task RunAsync()
    {
        Fleet fleet = Fleet.Build(500, 500, 10, new Newtonsoft.Json.Linq.JObject { ["throttling"] = false });
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, fleet.Snapshot);
        using VaultEmulator emulator = VaultEmulator.Create(new Dictionary<string, string> { ["snapshot"] = path, ["clock"] = "virtual", ["throttling"] = "false" });
        AvsVault vault = await new VaultConnector(emulator.CreateHandler()).ConnectAsync(new VaultConnectOptions { IsEmulator = true }, default);
        ISiteRecovery service = vault.Connection.Service;
        for (int i = 0; i < 6; i++)
        {
            var watch = Stopwatch.StartNew();
            TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
            List<ReplicatedItem> items = await Paging.AllAsync(c => service.ListItemsAsync(null, c, default));
            Console.WriteLine($"list of {items.Count}: {watch.ElapsedMilliseconds} ms, CPU {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds}");
            watch.Restart(); cpu = Process.GetCurrentProcess().TotalProcessorTime;
            foreach (ReplicatedItem item in items) { await service.FindItemAsync(item.Id, default); }
            Console.WriteLine($"1000 GETs: {watch.ElapsedMilliseconds} ms, CPU {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds}");
            if (i == 3) { await vault.Connection.Clock.Delay(TimeSpan.FromMinutes(10), default); Console.WriteLine("10 min later"); }
        }
        using var client = new System.Net.Http.HttpClient(emulator.CreateHandler());
        client.DefaultRequestHeaders.Add("Authorization", "Bearer x");
        for (int i = 0; i < 3; i++)
        {
            var watch = Stopwatch.StartNew(); long bytes = 0;
            string? next = $"http://x.localhost{vault.Id}/replicationProtectedItems?api-version=2024-04-01";
            while (next is not null)
            {
                byte[] body = await client.GetByteArrayAsync(new Uri(next)); bytes += body.Length;
                string tail = System.Text.Encoding.UTF8.GetString(body, Math.Max(0, body.Length - 600), Math.Min(600, body.Length));
                int at = tail.LastIndexOf("\"nextLink\":\"", StringComparison.Ordinal);
                next = at < 0 ? null : tail[(at + 12)..].TrimEnd('}').Trim('"');
            }
            Console.WriteLine($"raw list: {bytes} bytes {watch.ElapsedMilliseconds} ms");
        }
    }
}
