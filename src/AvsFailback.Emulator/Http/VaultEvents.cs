using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Emulator.State;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Http;

/// <summary>
/// The vault's events, told from the health errors that items and servers have now; shape as published (SW). INFERRED: that each error is one event, under the code that the
/// service gives a change of health (P17:V2AEvent). What has passed leaves no event.
/// </summary>
internal sealed class VaultEvents(Vault vault) : IRoutes
{
    private static readonly string[] ServerLists = ["processServers", "masterTargetServers", "rcmProxies", "replicationAgents", "reprotectAgents", "marsAgents", "dras"];

    public void AddTo(RouteTable table)
    {
        table.Add("GET", RouteTable.Vault + "/replicationEvents", "ListEvents", List);
        table.Add("GET", RouteTable.Vault + "/replicationEvents/{event}", "GetEvent", context => All().FirstOrDefault(e => e.Text("name") == context.Value("event")) is { } found
            ? EmulatedResponse.Ok(found)
            : throw ArmException.AsrNotFound("replicationEvents", context.Value("event")));
    }

    private IEnumerable<JObject> All() => vault.Store.OfType(ResourceTypes.Event).Select(e => e.Body).Concat(OfItems()).Concat(OfServers());

    private EmulatedResponse List(RequestContext context)
    {
        var tests = new List<Func<JObject, bool>>();
        foreach (FilterTerm term in Filters.Read(context.Request.Parameter("$filter")))
        {
            tests.Add(Test(term));
        }

        JObject[] events = [.. All()
            .Where(e => tests.All(test => test((JObject)e["properties"]!)))
            .OrderByDescending(e => Instants.Read(e["properties"].Text("timeOfOccurrence")))];
        return Lists.Page(context, events, Json.Bytes);
    }

    private static Func<JObject, bool> Test(FilterTerm term)
    {
        switch (term.Name.ToUpperInvariant())
        {
            case "SEVERITY":
                return e => term.Has(e.Text("severity"));
            case "EVENTTYPE":
                return e => term.Has(e.Text("eventType"));
            case "EVENTCODE":
                return e => term.Has(e.Text("eventCode"));
            case "FABRICNAME":
                return e => term.Has(ArmPath.Name(e.Text("fabricId") ?? string.Empty));
            case "AFFECTEDOBJECTFRIENDLYNAME":
                return e => term.Has(e.Text("affectedObjectFriendlyName"));
            case "STARTTIME":
                DateTimeOffset from = Instant(term);
                return e => Instants.Read(e.Text("timeOfOccurrence")) >= from;
            case "ENDTIME":
                DateTimeOffset to = Instant(term);
                return e => Instants.Read(e.Text("timeOfOccurrence")) <= to;
            default:
                throw ArmException.NotImplemented($"filtering events by {term.Name}");
        }
    }

    private static DateTimeOffset Instant(FilterTerm term) => Instants.Read(term.Values[0])
        ?? throw ArmException.BadRequest("InvalidFilter", $"'{term.Values[0]}' in the filter's {term.Name} isn't an instant.");

    private IEnumerable<JObject> OfItems() => vault.Items.All.SelectMany(item => (item.Properties["healthErrors"] as JArray ?? []).OfType<JObject>().Select(error =>
        Event("SRSVMHealthChanged", "VmHealth", item.FriendlyName, item.Properties.Text("eventCorrelationId"), item.FabricId, Details(item), error)));

    private IEnumerable<JObject> OfServers()
    {
        foreach (ArmResource fabric in vault.Store.OfType(ResourceTypes.Fabric))
        {
            JToken? details = fabric.Properties["customDetails"];
            string provider = details.Text("instanceType") == "InMageRcm" ? "InMageRcm" : "InMageAzureV2";
            foreach (JObject server in ServerLists.SelectMany(list => details?[list] as JArray ?? []).OfType<JObject>())
            {
                foreach (JObject error in (server["healthErrors"] as JArray ?? []).OfType<JObject>())
                {
                    string name = server.Text("friendlyName") ?? server.Text("name") ?? string.Empty;
                    yield return Event("ServerHealthChanged", "ServerHealth", name, server.Text("id"), fabric.Id, new JObject { ["instanceType"] = provider }, error);
                }
            }
        }
    }

    private static JObject Details(ReplicatedItem item) => item.IsClassic
        ? new JObject { ["instanceType"] = "InMageAzureV2", ["eventType"] = "VmHealth", ["category"] = "Replication", ["component"] = "Agent" }
        : new JObject { ["instanceType"] = item.InstanceType, ["protectedItemName"] = item.Name, ["vmName"] = item.FriendlyName };

    private JObject Event(string code, string type, string name, string? correlation, string fabricId, JObject details, JObject error)
    {
        string at = error.Text("creationTimeUtc") ?? Instants.Text(vault.Now);
        string id = $"{type}Event;{vault.Ids.Guid("event", name, error.Text("errorCode") ?? string.Empty, at)}";
        return new JObject
        {
            ["type"] = ResourceTypes.Event,
            ["id"] = vault.Identity.Asr("replicationEvents/" + id),
            ["name"] = id,
            ["properties"] = new JObject
            {
                ["eventCode"] = code,
                ["description"] = error.Text("errorMessage"),
                ["eventType"] = type,
                ["affectedObjectFriendlyName"] = name,
                ["affectedObjectCorrelationId"] = correlation,
                ["severity"] = error.Text("errorLevel") == "Warning" ? "Warning" : "Critical",
                ["timeOfOccurrence"] = at,
                ["fabricId"] = fabricId,
                ["providerSpecificDetails"] = details,
                ["eventSpecificDetails"] = null,
                ["healthErrors"] = new JArray(error.DeepClone()),
            },
        };
    }
}
