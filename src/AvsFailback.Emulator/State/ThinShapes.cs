using System;
using System.Collections.Generic;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>What lists leave out of a resource (contract §4.1, §6, §8, §9).</summary>
internal static class ThinShapes
{
    private static readonly Dictionary<string, Func<JObject, JObject>> Shapes = new(StringComparer.OrdinalIgnoreCase)
    {
        [ResourceTypes.Item] = Item,
        [ResourceTypes.Job] = Job,
        [ResourceTypes.Fabric] = Fabric,
        [ResourceTypes.RecoveryPlan] = Plan,
    };

    // What was null in lists, by provider: P21:V2ATestFailback for InMage, P17:V2AFailoverJob for InMageAzureV2.
    private static readonly Dictionary<string, string[]> NullInLists = new(StringComparer.OrdinalIgnoreCase)
    {
        ["InMage"] = ["masterTargetId", "diskResized", "retentionWindowStart", "retentionWindowEnd", "consistencyPoints", "osDetails"],
        ["InMageAzureV2"] = ["masterTargetId", "diskResized", "vhdName", "osDiskId", "azureVMDiskDetails"],
    };

    private static readonly string[] FabricParts =
        ["processServers", "rcmProxies", "pushInstallers", "replicationAgents", "reprotectAgents", "marsAgents", "dras", "agentDetails"];

    public static Func<JObject, JObject>? For(string type) => Shapes.TryGetValue(type, out Func<JObject, JObject>? shape) ? shape : null;

    private static JObject Item(JObject body)
    {
        var thin = (JObject)body.DeepClone();
        if (thin["properties"] is not JObject properties)
        {
            return thin;
        }

        SetIfThere(properties, "failoverRecoveryPointId", JValue.CreateNull());
        if (properties["providerSpecificDetails"] is JObject details)
        {
            SetIfThere(details, "protectedDisks", new JArray());
            SetIfThere(details, "vmNics", new JArray());
            string type = details.Text("instanceType") ?? string.Empty;
            foreach (string key in NullInLists.TryGetValue(type, out string[]? keys) ? keys : [])
            {
                SetIfThere(details, key, JValue.CreateNull());
            }

            if (type == "InMage")
            {
                SetIfThere(details, "datastores", new JArray());
            }
            else if (type == "InMageAzureV2")
            {
                SetIfThere(details, "sourceVmCpuCount", 0);
                SetIfThere(details, "sourceVmRamSizeInMB", 0);
            }
        }

        return thin;
    }

    private static JObject Job(JObject body)
    {
        var thin = (JObject)body.DeepClone();
        if (thin["properties"] is JObject properties)
        {
            SetIfThere(properties, "activityId", JValue.CreateNull());
            SetIfThere(properties, "tasks", new JArray());
            SetIfThere(properties, "errors", new JArray());
            SetIfThere(properties, "customDetails", JValue.CreateNull());
        }

        return thin;
    }

    private static JObject Fabric(JObject body)
    {
        // Classic fabrics are full in lists (P17); modernized ones have empty arrays (CLI).
        if (body["properties"]?["customDetails"].Text("instanceType") != "InMageRcm")
        {
            return body;
        }

        var thin = (JObject)body.DeepClone();
        var details = (JObject)thin["properties"]!["customDetails"]!;
        foreach (string part in FabricParts)
        {
            SetIfThere(details, part, new JArray());
        }

        SetIfThere(details, "sourceAgentIdentityDetails", JValue.CreateNull());
        return thin;
    }

    private static JObject Plan(JObject body)
    {
        var thin = (JObject)body.DeepClone();
        if (thin["properties"] is JObject properties)
        {
            SetIfThere(properties, "groups", new JArray());
        }

        return thin;
    }

    private static void SetIfThere(JObject target, string key, JToken value)
    {
        if (target.Property(key) is { } property)
        {
            property.Value = value;
        }
    }
}
