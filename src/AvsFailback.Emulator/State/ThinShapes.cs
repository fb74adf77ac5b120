using System;
using System.Collections.Generic;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>
/// What a list writes in the place of an object's members: a text of JSON, or the shape of an object below; members that
/// aren't named stay as they are. It is applied while writing, since a copy of the whole would cost more than all else.
/// </summary>
internal sealed class ThinShape
{
    private readonly Dictionary<string, object> _members = new(StringComparer.Ordinal);

    public static string Null { get; } = "null";

    public static string Empty { get; } = "[]";

    public ThinShape With(string json, params string[] members)
    {
        foreach (string member in members)
        {
            _members[member] = json;
        }

        return this;
    }

    public ThinShape With(string member, ThinShape below)
    {
        _members[member] = below;
        return this;
    }

    public void Write(JObject body, JsonWriter writer)
    {
        writer.WriteStartObject();
        for (JToken? token = body.First; token is not null; token = token.Next)
        {
            var property = (JProperty)token;
            _members.TryGetValue(property.Name, out object? instead);
            if (instead is null || (instead is ThinShape && property.Value is not JObject))
            {
                property.WriteTo(writer);
                continue;
            }

            writer.WritePropertyName(property.Name);
            if (instead is ThinShape below)
            {
                below.Write((JObject)property.Value, writer);
            }
            else
            {
                writer.WriteRawValue((string)instead);
            }
        }

        writer.WriteEndObject();
    }
}

/// <summary>What lists leave out of a resource (contract §4.1, §6, §8, §9).</summary>
internal static class ThinShapes
{
    /// <summary>An item that a job holds, as GET shows it: it allows nothing (H2A n 40, 41).</summary>
    public static readonly ThinShape Held = new ThinShape().With("properties", new ThinShape().With(ThinShape.Empty, "allowedOperations"));

    private static readonly ItemShapes OtherItem = new(Details);

    // What was null in lists, by provider: P21:V2ATestFailback for InMage, P17:V2AFailoverJob for InMageAzureV2.
    private static readonly Dictionary<string, ItemShapes> ItemOfProvider = new(StringComparer.OrdinalIgnoreCase)
    {
        ["InMage"] = new(() => Details()
            .With(ThinShape.Null, "masterTargetId", "diskResized", "retentionWindowStart", "retentionWindowEnd", "consistencyPoints", "osDetails")
            .With(ThinShape.Empty, "datastores")),
        ["InMageAzureV2"] = new(() => Details()
            .With(ThinShape.Null, "masterTargetId", "diskResized", "vhdName", "osDiskId", "azureVMDiskDetails")
            .With("0", "sourceVmCpuCount", "sourceVmRamSizeInMB")),
    };

    private static readonly ThinShape Job = new ThinShape().With("properties", new ThinShape()
        .With(ThinShape.Null, "activityId", "customDetails")
        .With(ThinShape.Empty, "tasks", "errors"));

    private static readonly ThinShape Plan = new ThinShape().With("properties", new ThinShape().With(ThinShape.Empty, "groups"));

    private static readonly ThinShape Fabric = new ThinShape().With("properties", new ThinShape().With("customDetails", new ThinShape()
        .With(ThinShape.Empty, "processServers", "rcmProxies", "pushInstallers", "replicationAgents", "reprotectAgents", "marsAgents", "dras", "agentDetails")
        .With(ThinShape.Null, "sourceAgentIdentityDetails")));

    /// <summary>The shape in which lists show the resource; null for as it is.</summary>
    public static ThinShape? Of(string type, JObject body, bool isHeld = false) =>
        Is(type, ResourceTypes.Item) ? (ItemOfProvider.TryGetValue(body["properties"]?["providerSpecificDetails"].Text("instanceType") ?? string.Empty, out ItemShapes? shapes) ? shapes : OtherItem).For(isHeld)
        : Is(type, ResourceTypes.Job) ? Job
        : Is(type, ResourceTypes.RecoveryPlan) ? Plan
        // Classic fabrics are full in lists (P17); modernized ones have empty arrays (CLI).
        : Is(type, ResourceTypes.Fabric) && body["properties"]?["customDetails"].Text("instanceType") == "InMageRcm" ? Fabric
        : null;

    private static ThinShape Details() => new ThinShape().With(ThinShape.Empty, "protectedDisks", "vmNics");

    private static bool Is(string type, string known) => string.Equals(type, known, StringComparison.OrdinalIgnoreCase);

    /// <summary>How a provider's items are listed: free, and held by a job.</summary>
    private sealed class ItemShapes(Func<ThinShape> details)
    {
        private readonly ThinShape _free = Item(details());
        private readonly ThinShape _held = Item(details(), ThinShape.Empty);

        public ThinShape For(bool isHeld) => isHeld ? _held : _free;

        private static ThinShape Item(ThinShape details, string? allowed = null)
        {
            ThinShape properties = new ThinShape().With(ThinShape.Null, "failoverRecoveryPointId").With("providerSpecificDetails", details);
            return new ThinShape().With("properties", allowed is null ? properties : properties.With(allowed, "allowedOperations"));
        }
    }
}
