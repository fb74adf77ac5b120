using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AvsFailback.Emulator;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Bench;

/// <summary>
/// A vault of many VMs: half classic, half modernized, in plans of three groups, with servers enough for their disks. The same
/// wishes give the same vault.
/// </summary>
public sealed class Fleet
{
    // Below the 60 that a server can have attached, as a careful planner would.
    private const int DisksPerServer = 50;

    private static readonly string[] ApplianceParts = ["processServers", "rcmProxies", "pushInstallers", "replicationAgents", "reprotectAgents", "marsAgents", "dras"];

    private readonly JObject _snapshot;

    private Fleet(JObject snapshot, IReadOnlyList<string> plans)
    {
        _snapshot = snapshot;
        Plans = plans;
    }

    /// <summary>The snapshot's text.</summary>
    public string Snapshot => _snapshot.ToString(Newtonsoft.Json.Formatting.None);

    /// <summary>What <c>-Placement</c> takes, as CSV: master targets in turn for the classic VMs, a datastore for the others.</summary>
    /// <param name="classic">How many classic VMs the fleet has.</param>
    public static string Placement(int classic) => string.Join('\n',
        ["Name,ProcessServer,MasterTarget,RetentionVolume,Datastore", .. Enumerable.Range(1, classic).Select(i => Name('c', i)).Select(name => $"{name},CONTOSO-PS-AZ,{MasterTargetOf(name)},R,vsanDatastore"), "m*,,,,vsanDatastore"]);

    /// <summary>The names of the plans.</summary>
    public IReadOnlyList<string> Plans { get; }

    /// <summary>The master target that a classic VM shall be reprotected to.</summary>
    /// <param name="name">The VM's name, such as c0001.</param>
    public static string MasterTargetOf(string name) => MasterTarget((int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture) - 1) / DisksPerServer);

    /// <summary>Makes a fleet.</summary>
    /// <param name="classic">How many classic VMs, named c0001 and so on.</param>
    /// <param name="modernized">How many modernized VMs, named m0001 and so on.</param>
    /// <param name="plans">How many plans of three groups they are spread over, each of one architecture; 0 for none.</param>
    /// <param name="settings">More settings of the emulator section, such as <c>durationSpread</c>.</param>
    public static Fleet Build(int classic, int modernized, int plans = 0, JObject? settings = null)
    {
        var items = new List<IDictionary>();
        items.AddRange(Enumerable.Range(1, classic).Select(i => new Hashtable { ["Name"] = Name('c', i), ["Architecture"] = "Classic" }));
        items.AddRange(Enumerable.Range(1, modernized).Select(i => new Hashtable { ["Name"] = Name('m', i), ["Architecture"] = "Modernized" }));
        JObject snapshot = JObject.Parse(SnapshotBuilder.Build(null, items));
        var resources = (JArray)snapshot["resources"]!;
        foreach (JProperty setting in settings?.Properties() ?? [])
        {
            snapshot["emulator"]![setting.Name] = setting.Value;
        }

        Dictionary<string, JObject> itemOf = resources.OfType<JObject>().Where(r => TypeOf(r, "replicationProtectedItems")).ToDictionary(r => (string)r["properties"]!["friendlyName"]!);
        AddAppliances(resources, [.. itemOf.Where(pair => pair.Key[0] == 'm').OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)]);
        AddMasterTargets(resources, classic);
        return new Fleet(snapshot, AddPlans(resources, itemOf, classic, modernized, plans));
    }

    private static string Name(char kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{number:0000}");

    private static void AddAppliances(JArray resources, JObject[] items)
    {
        JObject? details = (JObject?)resources.OfType<JObject>().FirstOrDefault(r => TypeOf(r, "replicationFabrics") && (string?)r["properties"]!["customDetails"]!["instanceType"] == "InMageRcm")?["properties"]!["customDetails"];
        for (int i = 0; i < items.Length; i++)
        {
            int number = i / DisksPerServer;
            string id = $"986ebb4e-f6a5-417b-8147-{number:x12}";
            string name = string.Create(CultureInfo.InvariantCulture, $"contoso-appl{number + 1:00}");
            if (i % DisksPerServer == 0)
            {
                foreach (JArray part in ApplianceParts.Select(part => (JArray)details![part]!))
                {
                    // The first of the built-in vault is the pattern of all, and takes the first one's place.
                    var copy = (JObject)part[0].DeepClone();
                    copy["id"] = id;
                    copy["name"] = name;
                    if (number == 0)
                    {
                        part[0] = copy;
                    }
                    else
                    {
                        part.Add(copy);
                    }
                }
            }

            JToken item = items[i]["properties"]!["providerSpecificDetails"]!;
            item["processServerId"] = id;
            item["processServerName"] = name;
        }
    }

    private static void AddMasterTargets(JArray resources, int classic)
    {
        JArray? list = (JArray?)resources.OfType<JObject>().FirstOrDefault(r => TypeOf(r, "replicationFabrics") && (string?)r["properties"]!["customDetails"]!["instanceType"] == "VMware")?["properties"]!["customDetails"]!["masterTargetServers"];
        for (int number = 0; number * DisksPerServer < classic; number++)
        {
            var copy = (JObject)list![0].DeepClone();
            copy["id"] = string.Create(CultureInfo.InvariantCulture, $"F69DF410-66A9-EA46-{number:D16}");
            copy["name"] = MasterTarget(number);
            list.Add(copy);
        }
    }

    private static string MasterTarget(int number) => string.Create(CultureInfo.InvariantCulture, $"contoso-mt{number + 1:00}");

    private static List<string> AddPlans(JArray resources, Dictionary<string, JObject> itemOf, int classic, int modernized, int plans)
    {
        var names = new List<string>();
        if (plans == 0)
        {
            return names;
        }

        string vault = (string)resources[0]["id"]!;
        string[] all = [.. Enumerable.Range(1, classic).Select(i => Name('c', i)), .. Enumerable.Range(1, modernized).Select(i => Name('m', i))];
        int each = (all.Length + plans - 1) / plans;
        foreach ((string[] members, int index) in all.Chunk(each).Select((chunk, i) => (chunk, i)))
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"plan{index + 1:00}");
            names.Add(name);
            resources.Add(Plan(vault, itemOf, name, [.. members.Chunk((members.Length + 2) / 3)]));
        }

        return names;
    }

    /// <summary>Adds a plan of VMs of one architecture.</summary>
    public Fleet WithPlan(string name, params string[][] groups)
    {
        var resources = (JArray)_snapshot["resources"]!;
        Dictionary<string, JObject> itemOf = resources.OfType<JObject>().Where(r => TypeOf(r, "replicationProtectedItems")).ToDictionary(r => (string)r["properties"]!["friendlyName"]!);
        resources.Add(Plan((string)resources[0]["id"]!, itemOf, name, groups));
        return new Fleet(_snapshot, [.. Plans, name]);
    }

    /// <summary>Gives each VM as many disks.</summary>
    public Fleet WithDisks(int disks)
    {
        foreach (JArray all in _snapshot["resources"]!.Select(resource => resource["properties"]?["providerSpecificDetails"]).OfType<JObject>().Select(details => details["protectedDisks"]).OfType<JArray>())
        {
            for (int i = all.Count; i < disks; i++)
            {
                var copy = (JObject)all[all.Count - 1]!.DeepClone();
                copy["diskId"] = $"{(string?)copy["diskId"]}-{i}";
                copy["diskName"] = $"Disk{i}";
                all.Add(copy);
            }
        }

        return this;
    }

    private static JObject Plan(string vault, Dictionary<string, JObject> itemOf, string name, string[][] groups)
    {
        JToken first = itemOf[groups[0][0]]["properties"]!;
        return new JObject
        {
            ["id"] = vault.Replace("/subscriptions/", "/Subscriptions/", StringComparison.Ordinal) + "/replicationRecoveryPlans/" + name,
            ["name"] = name,
            ["type"] = "Microsoft.RecoveryServices/vaults/replicationRecoveryPlans",
            ["properties"] = new JObject
            {
                ["friendlyName"] = name,
                ["primaryFabricId"] = itemOf[groups[0][0]]["id"]!.ToString().Split("/replicationProtectionContainers/")[0],
                ["primaryFabricFriendlyName"] = first["primaryFabricFriendlyName"],
                ["recoveryFabricId"] = "Microsoft Azure",
                ["recoveryFabricFriendlyName"] = "Microsoft Azure",
                ["failoverDeploymentModel"] = "ResourceManager",
                ["replicationProviders"] = new JArray(first["providerSpecificDetails"]!["instanceType"]!),
                ["allowedOperations"] = new JArray(),
                ["lastPlannedFailoverTime"] = null,
                ["lastUnplannedFailoverTime"] = null,
                ["lastTestFailoverTime"] = null,
                ["currentScenario"] = null,
                ["currentScenarioStatus"] = null,
                ["currentScenarioStatusDescription"] = null,
                ["groups"] = new JArray(new[] { Group("Shutdown", []), Group("Failover", []) }.Concat(groups.Select(group => Group("Boot", group.Select(member => Member(itemOf[member])))))),
                ["providerSpecificDetails"] = new JArray(),
            },
        };
    }

    private static JObject Member(JObject item) => new()
    {
        ["id"] = item["id"],
        ["virtualMachineId"] = item["properties"]!["protectableItemId"] ?? item["properties"]!["providerSpecificDetails"]!["vmId"],
    };

    private static JObject Group(string type, IEnumerable<JObject> members) => new()
    {
        ["groupType"] = type,
        ["replicationProtectedItems"] = new JArray(members),
        ["startGroupActions"] = new JArray(),
        ["endGroupActions"] = new JArray(),
    };

    private static bool TypeOf(JObject resource, string end) => ((string?)resource["type"])?.EndsWith("/" + end, StringComparison.OrdinalIgnoreCase) == true;
}
