using System.Collections.Generic;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads what stands around a vault: locks, permissions, connections, private clouds (their public references).</summary>
internal static class SurroundingsReader
{
    private static readonly FieldMap<Fields> Cluster = new()
    {
        ["provisioningState"] = static (ref r, t) => t.ClusterState = r.Text(),
    };

    private static readonly FieldMap<Fields> CommonProperties = new()
    {
        ["level"] = static (ref r, t) => t.Level = r.Text(),
        ["connectionType"] = static (ref r, t) => t.ConnectionType = r.Text(),
        ["connectionStatus"] = static (ref r, t) => t.ConnectionStatus = r.Text(),
        ["provisioningState"] = static (ref r, t) => t.ProvisioningState = r.Text(),
        ["managementCluster"] = static (ref r, t) => r.Object(Cluster, t),
    };

    private static readonly FieldMap<Fields> Resource = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Id(),
        ["properties"] = static (ref r, t) => r.Object(CommonProperties, t),
    };

    private static readonly FieldMap<Fields> Permission = new()
    {
        ["actions"] = static (ref r, t) => t.Actions = r.Texts(),
        ["notActions"] = static (ref r, t) => t.NotActions = r.Texts(),
    };

    public static ManagementLock? ReadLock(ref WireReader reader) =>
        Read(ref reader) is { } read ? new ManagementLock { Id = IdOf(read, "lock"), Level = read.Level ?? string.Empty } : null;

    public static NetworkConnection? ReadConnection(ref WireReader reader) => Read(ref reader) is { } read
        ? new NetworkConnection { Id = IdOf(read, "connection"), ConnectionType = read.ConnectionType ?? string.Empty, Status = read.ConnectionStatus ?? string.Empty }
        : null;

    public static PrivateCloud? ReadPrivateCloud(ref WireReader reader) => Read(ref reader) is { } read
        ? new PrivateCloud { Id = IdOf(read, "private cloud"), ProvisioningState = read.ProvisioningState ?? string.Empty, ClusterProvisioningState = read.ClusterState ?? string.Empty }
        : null;

    public static GrantedActions? ReadPermission(ref WireReader reader)
    {
        var read = new Fields();
        return reader.Object(Permission, read) ? new GrantedActions(read.Actions, read.NotActions) : null;
    }

    private static Fields? Read(ref WireReader reader)
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
