using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State.Details;

/// <summary>One disk, whatever the provider calls its members.</summary>
internal sealed record DiskFacts(string Id, int Number, long Bytes, bool IsOs, string Uuid);

/// <summary>What every provider's details say of the machine, read off those that the item has now and those that it had before.</summary>
internal sealed class MachineFacts
{
    private MachineFacts()
    {
    }

    public string Name { get; private set; } = string.Empty;

    public bool IsWindows { get; private set; }

    public string OsName => IsWindows ? "Microsoft Windows Server 2019 (64-bit)" : "Red Hat Enterprise Linux 8 (64-bit)";

    public string IpAddress { get; private set; } = string.Empty;

    public string Mac { get; private set; } = string.Empty;

    public string AgentVersion { get; private set; } = "9.61.7016.1";

    public IReadOnlyList<DiskFacts> Disks { get; private set; } = [];

    public static MachineFacts Of(ReplicatedItem item, Identifiers ids)
    {
        JObject now = item.Details;
        JToken? before = item.State.Forward?["details"];
        string? Either(string key) => now.Text(key) ?? before.Text(key);
        return new MachineFacts
        {
            Name = item.FriendlyName,
            IsWindows = item.IsWindows,
            IpAddress = Either("ipAddress") ?? Either("primaryNicIpAddress") ?? (now["vmNics"] as JArray)?.FirstOrDefault().Text("sourceIpAddress") ?? "10.60.1.200",
            Mac = FirstNic(now, before) ?? MacOf(ids, item.Name),
            AgentVersion = Either("agentVersion") ?? now["agentDetails"].Text("agentVersion") ?? now["mobilityAgentDetails"].Text("version") ?? "9.61.7016.1",
            Disks = ReadDisks(now, ids, item.Name) is { Count: > 0 } disks ? disks : ReadDisks(before, ids, item.Name) is { Count: > 0 } old ? old : [Missing(ids, item.Name)],
        };
    }

    public static MachineFacts New(Identifiers ids, string name, bool windows, string ip, IReadOnlyList<int> diskGigabytes) => new()
    {
        Name = name,
        IsWindows = windows,
        IpAddress = ip,
        Mac = MacOf(ids, name),
        Disks = [.. diskGigabytes.Select((gigabytes, i) => Missing(ids, name, i, (long)gigabytes << 30))],
    };

    public static string MacOf(Identifiers ids, params string[] words)
    {
        string hex = ids.Hex(6, ["mac", .. words]).ToUpperInvariant();
        return $"00:50:56:{hex.Substring(0, 2)}:{hex.Substring(2, 2)}:{hex.Substring(4, 2)}";
    }

    private static string? FirstNic(JToken? now, JToken? before) =>
        new[] { now, before }.Select(d => (d?["vmNics"] as JArray)?.FirstOrDefault())
            .Select(nic => nic.Text("macAddress") ?? (nic.Text("nicId") is { Length: 17 } mac && mac[2] == ':' ? mac : null))
            .FirstOrDefault(mac => mac is not null);

    private static List<DiskFacts> ReadDisks(JToken? details, Identifiers ids, string item) =>
        (details?["protectedDisks"] as JArray ?? [])
            .Select((disk, i) => new DiskFacts(
                disk.Text("diskId") ?? ids.Guid("disk", item, i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                NumberOf(disk.Text("diskName")) ?? i,
                (long?)(disk["capacityInBytes"] ?? disk["diskCapacityInBytes"]) ?? 0,
                disk.Text("isOSDisk") is { } os ? string.Equals(os, "true", StringComparison.OrdinalIgnoreCase) : (NumberOf(disk.Text("diskName")) ?? i) == 0,
                disk.Text("diskUuid") ?? VmdkUuid(ids, item, i)))
            .ToList();

    private static DiskFacts Missing(Identifiers ids, string item, int number = 0, long bytes = 64L << 30) =>
        new("{" + ids.Guid("disk", item, number.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToUpperInvariant() + "}", number, bytes, number == 0, VmdkUuid(ids, item, number));

    private static int? NumberOf(string? diskName)
    {
        string digits = new((diskName ?? string.Empty).Reverse().TakeWhile(char.IsDigit).Reverse().ToArray());
        return int.TryParse(digits, out int number) ? number : null;
    }

    private static string VmdkUuid(Identifiers ids, string item, int number)
    {
        string guid = ids.Guid("vmdk", item, number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "6000C29" + guid.Substring(7);
    }
}
