using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AvsFailback.Emulator;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Readiness;

/// <summary>A snapshot of a healthy vault with a VM of each architecture in each phase, to plant defects in. VMs are named by architecture and phase: c or m, then ready, back, run, gone.</summary>
internal sealed class PlantedVault
{
    public const string Group = "/subscriptions/5f1c0f3a-3f1e-4c0b-9a53-7d5f0e9b21c6/resourceGroups/rg-avs-dr";

    private static readonly Lazy<string> Healthy = new(() => SnapshotBuilder.Build(null,
    [
        Wanted("cready", "Classic", "ReadyToFailBack"), Wanted("clinux", "Classic", "ReadyToFailBack", "Linux"), Wanted("cback", "Classic", "FailedBack"),
        Wanted("crun", "Classic", "RunningInAzure"), Wanted("cgone", "Classic", "Committed"),
        Wanted("mready", "Modernized", "ReadyToFailBack"), Wanted("mlinux", "Modernized", "ReadyToFailBack", "Linux"), Wanted("mback", "Modernized", "FailedBack"), Wanted("mtux", "Modernized", "FailedBack", "Linux"),
        Wanted("mrun", "Modernized", "RunningInAzure"), Wanted("mgone", "Modernized", "Committed"), Wanted("mcopy", "Modernized", "ReplicatingToAzure"),
    ]));

    public PlantedVault()
    {
        using var reader = new JsonTextReader(new StringReader(Healthy.Value)) { DateParseHandling = DateParseHandling.None };
        Root = JObject.Load(reader);
    }

    public JObject Root { get; }

    public JObject Emulator => (JObject)Root["emulator"]!;

    public JObject ClassicFabric => Fabric("VMware");

    public JObject ModernizedFabric => Fabric("InMageRcm");

    public JObject VCenter => Resources.Single(r => r["type"]!.ToString().EndsWith("/replicationvCenters", StringComparison.Ordinal));

    private IEnumerable<JObject> Resources => Root["resources"]!.OfType<JObject>();

    public JObject Item(string name) => (JObject)Resources.Single(r => (string?)r["properties"]?["friendlyName"] == name && r["properties"]!["providerSpecificDetails"] is not null)["properties"]!;

    public JObject Details(string name) => (JObject)Item(name)["providerSpecificDetails"]!;

    /// <summary>What the emulator knows of an item beside what it shows.</summary>
    public JObject State(string name)
    {
        string id = (string)Resources.Single(r => r["properties"] == Item(name))["id"]!;
        return Emulator["items"]!.OfType<JObject>().Single(i => string.Equals((string?)i["id"], id, StringComparison.OrdinalIgnoreCase) || id.EndsWith("/" + (string?)i["name"], StringComparison.Ordinal));
    }

    public JObject AzureVm(string name) => Resources.Single(r => ((string)r["id"]!).EndsWith("/virtualMachines/" + name, StringComparison.Ordinal));

    public void Power(string name, string power)
    {
        string id = (string)AzureVm(name)["id"]!;
        var all = (JArray)(Emulator["vms"] ??= new JArray());
        all.Where(v => string.Equals((string?)v["id"], id, StringComparison.OrdinalIgnoreCase)).ToList().ForEach(v => v.Remove());
        all.Add(new JObject { ["id"] = id, ["power"] = power });
    }

    /// <summary>Deletes an Azure VM.</summary>
    public void Delete(string name)
    {
        string id = (string)AzureVm(name)["id"]!;
        AzureVm(name).Remove();
        Emulator["vms"]?.Where(v => string.Equals((string?)v["id"], id, StringComparison.OrdinalIgnoreCase)).ToList().ForEach(v => v.Remove());
    }

    /// <summary>Moves an Azure VM to another resource group.</summary>
    public void Move(string name, string group)
    {
        var moved = (JObject)AzureVm(name).DeepClone();
        Delete(name);
        moved["id"] = ((string)moved["id"]!).Replace("rg-avs-dr", group, StringComparison.Ordinal);
        ((JArray)Root["resources"]!).Add(moved);
    }

    public void Remove(string type) => Resources.Where(r => ((string?)r["type"])?.EndsWith("/" + type, StringComparison.Ordinal) == true).ToList().ForEach(r => r.Remove());

    public void Add(string json) => ((JArray)Root["resources"]!).Add(JObject.Parse(json));

    public void Lock(string scope) => Add($$"""{"id":"{{scope}}/providers/Microsoft.Authorization/locks/keep","name":"keep","type":"Microsoft.Authorization/locks","properties":{"level":"CanNotDelete"} }""");

    /// <summary>Writes it to a new file, which is its reader's to delete.</summary>
    public string Save()
    {
        string path = Path.Combine(Path.GetTempPath(), $"avsfailback-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, Root.ToString());
        return path;
    }

    private JObject Fabric(string kind) => (JObject)Resources.Select(r => r["properties"]?["customDetails"]).Single(d => (string?)d?["instanceType"] == kind)!;

    private static Hashtable Wanted(string name, string architecture, string phase, string os = "Windows") =>
        new() { ["Name"] = name, ["Architecture"] = architecture, ["Phase"] = phase, ["OsType"] = os };
}
