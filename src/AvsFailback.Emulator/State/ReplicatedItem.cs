using System;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.State;

/// <summary>A replication protected item: the resource that it is, and what it hides.</summary>
internal sealed class ReplicatedItem(ArmResource resource, ItemState state)
{
    public ArmResource Resource { get; } = resource;

    public ItemState State { get; } = state;

    public string Id => Resource.Id;

    public string Name => Resource.Name;

    public JObject Properties => Resource.Properties;

    public JObject Details
    {
        get => Properties["providerSpecificDetails"] as JObject ?? [];
        set => Properties["providerSpecificDetails"] = value;
    }

    public string FriendlyName => Properties.Text("friendlyName") ?? Name;

    public string InstanceType => Details.Text("instanceType") ?? string.Empty;

    public bool IsClassic => InstanceType is "InMage" or "InMageAzureV2";

    /// <summary>Whether the item replicates, or did last, from AVS to Azure.</summary>
    public bool IsForward => InstanceType is "InMageAzureV2" or "InMageRcm";

    public ItemStage Stage => ItemStages.Read(Properties);

    public string ContainerId => ArmPath.Parent(Id);

    public string FabricId => ArmPath.Parent(ContainerId);

    /// <summary>What jobs call their target: the internalIdentifier (modernized) or vmId (classic), both new after each reprotect.</summary>
    public string? ObjectId => Details.Text("internalIdentifier") ?? Details.Text("vmId");

    /// <summary>"Windows" or "Linux".</summary>
    public string OsType => Details.Text("osType") ?? (Details["osDetails"] as JObject).Text("osType") ?? State.Forward?["details"].Text("osType") ?? "Windows";

    public bool IsWindows => string.Equals(OsType, "Windows", StringComparison.OrdinalIgnoreCase);

    public bool Answers(string nameOrId) =>
        string.Equals(nameOrId, Name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(nameOrId, FriendlyName, StringComparison.OrdinalIgnoreCase)
        || ArmPath.Same(nameOrId, Id);
}
