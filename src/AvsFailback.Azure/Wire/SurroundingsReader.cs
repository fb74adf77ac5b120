using System.Collections.Generic;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads what stands around a vault: locks, permissions, connections, private clouds (their public references).</summary>
internal static class SurroundingsReader
{
    private static readonly FieldMap<Fields> Cluster = new()
    {
        ["provisioningState"] = static (r, t) => t.ClusterState = r.Word(),
    };

    private static readonly FieldMap<Fields> CommonProperties = new()
    {
        ["level"] = static (r, t) => t.Level = r.Word(),
        ["connectionType"] = static (r, t) => t.ConnectionType = r.Word(),
        ["connectionStatus"] = static (r, t) => t.ConnectionStatus = r.Word(),
        ["provisioningState"] = static (r, t) => t.ProvisioningState = r.Word(),
        ["managementCluster"] = static (r, t) => r.Object(Cluster, t),
    };

    private static readonly FieldMap<Fields> Resource = new()
    {
        ["id"] = static (r, t) => t.Id = r.Id(),
        ["properties"] = static (r, t) => r.Object(CommonProperties, t),
    };

    private static readonly FieldMap<Fields> Permission = new()
    {
        ["actions"] = static (r, t) => t.Actions = r.Texts(),
        ["notActions"] = static (r, t) => t.NotActions = r.Texts(),
    };

    public static ManagementLock? ReadLock(WireReader reader) =>
        Read(reader) is { } read ? new ManagementLock { Id = IdOf(read, "lock"), Level = read.Level ?? string.Empty } : null;

    public static NetworkConnection? ReadConnection(WireReader reader) => Read(reader) is { } read
        ? new NetworkConnection { Id = IdOf(read, "connection"), ConnectionType = read.ConnectionType ?? string.Empty, Status = read.ConnectionStatus ?? string.Empty }
        : null;

    public static PrivateCloud? ReadPrivateCloud(WireReader reader) => Read(reader) is { } read
        ? new PrivateCloud { Id = IdOf(read, "private cloud"), ProvisioningState = read.ProvisioningState ?? string.Empty, ClusterProvisioningState = read.ClusterState ?? string.Empty }
        : null;

    public static GrantedActions? ReadPermission(WireReader reader)
    {
        var read = new Fields();
        return reader.Object(Permission, read) ? new GrantedActions(read.Actions, read.NotActions) : null;
    }

    private static Fields? Read(WireReader reader)
    {
        var read = new Fields();
        return reader.Object(Resource, read) ? read : null;
    }

    private static ArmId IdOf(Fields read, string what) => read.Id ?? throw new JsonSerializationException($"A {what} without an id.");

    private sealed class Fields
    {
        public ArmId? Id;
        public string? Level;
        public string? ConnectionType;
        public string? ConnectionStatus;
        public string? ProvisioningState;
        public string? ClusterState;
        public IReadOnlyList<string> Actions = [];
        public IReadOnlyList<string> NotActions = [];
    }
}
