using System;
using System.Linq;
using System.Threading.Tasks;
using AvsFailback.Readiness;
using AvsFailback.TestSupport;
using AvsFailback.Vault;

namespace AvsFailback.Core.Tests.Planner;

/// <summary>A vault with a classic or a modernized fabric, and what the planner makes of it.</summary>
internal sealed class Plan
{
    public static ArmId FabricId { get; } = Some.VaultId.Append("replicationFabrics/fabric1");

    public static ArmId SiteId { get; } = ArmId.Parse($"/subscriptions/{Some.SubscriptionId}/resourceGroups/dr/providers/Microsoft.OffAzure/VMwareSites/site1");

    public static ArmId LogAccount { get; } = ArmId.Parse($"/subscriptions/{Some.SubscriptionId}/resourceGroups/dr/providers/Microsoft.Storage/storageAccounts/logs");

    public Bed Bed { get; } = new();

    /// <summary>A classic fabric with one of each.</summary>
    public static ReplicationFabric Classic { get; } = new()
    {
        Id = FabricId,
        Name = "cs1",
        Architecture = ReplicationArchitecture.Classic,
        IsComplete = true,
        ProcessServers = [new ProcessServer { Id = "ps-id", Name = "PS1" }],
        MasterTargets = [Target("mt-id", "MT1", "Windows")],
        RunAsAccounts = [new RunAsAccount { Id = "1", Name = "admin" }],
    };

    /// <summary>A modernized fabric with one appliance.</summary>
    public static ReplicationFabric Modernized { get; } = new()
    {
        Id = FabricId,
        Name = "site1",
        Architecture = ReplicationArchitecture.Modernized,
        IsComplete = true,
        VMwareSiteId = SiteId,
        Appliances = [Appliance("app-id-1", "app1")],
    };

    public static MasterTarget Target(string id, string name, string os) => new()
    {
        Id = id,
        Name = name,
        OsType = os,
        RetentionVolumes = [new RetentionVolume { Name = "R" }],
        Datastores = [new Datastore { Name = "vsanDatastore" }],
    };

    public static ReplicationAppliance Appliance(string id, string name, params string[] datastores) => new()
    {
        Id = id,
        Name = name,
        HasReprotectAgent = true,
        HasProcessServer = true,
        Datastores = [.. (datastores.Length == 0 ? ["vsanDatastore"] : datastores).Select(d => new Datastore { Name = d })],
    };

    public static ReplicatedItem Item(ReplicationPhase phase, ReplicationArchitecture architecture) => Some.Item(phase, architecture) with
    {
        PolicyId = Some.PolicyId(phase == ReplicationPhase.RunningInAzure ? "24h" : "24h-failback"),
        LogStorageAccountId = LogAccount,
    };

    /// <summary>Adds a policy that is mapped to the item's container.</summary>
    public Plan WithPolicy(string name, string provider, bool leadsToAzure, bool toOwnContainer = true)
    {
        Bed.Service.Policies.Add(new ReplicationPolicy { Id = Some.PolicyId(name), Name = name, Provider = provider });
        ArmId container = toOwnContainer ? Some.ContainerId : FabricId.Append("replicationProtectionContainers/other");
        Bed.Service.Mappings.Add(new ContainerMapping { Id = container.Append($"replicationProtectionContainerMappings/map-{name}"), PolicyId = Some.PolicyId(name.ToUpperInvariant()), LeadsToAzure = leadsToAzure });
        return this;
    }

    /// <summary>The pair of policies that the portal makes.</summary>
    public Plan WithPolicies(ReplicationArchitecture architecture)
    {
        bool isModernized = architecture == ReplicationArchitecture.Modernized;
        return WithPolicy("24h", isModernized ? "InMageRcm" : "InMageAzureV2", leadsToAzure: true)
            .WithPolicy("24h-failback", isModernized ? "InMageRcmFailback" : "InMage", leadsToAzure: false);
    }

    public Task<ReprotectInputs> MakeAsync(ReplicationFabric fabric, ReplicatedItem item, ReprotectChoices? choices = null)
    {
        Bed.Service.Fabrics.Clear();
        Bed.Service.Fabrics.Add(fabric);
        return new ReprotectPlanner(new Infrastructure(Bed.Vault)).PlanAsync(item, choices ?? new ReprotectChoices(), default);
    }

    public async Task<FailbackException> FailAsync(ReplicationFabric fabric, ReplicatedItem item, ReprotectChoices? choices = null) =>
        await Assert.ThrowsAsync<FailbackException>(() => MakeAsync(fabric, item, choices));

    /// <summary>The error names each of the words.</summary>
    public static void Names(FailbackException error, string errorId, params string[] words)
    {
        Assert.Equal(errorId, error.ErrorId);
        Assert.All(words, word => Assert.Contains(word, $"{error.Message} {error.NextStep}", StringComparison.Ordinal));
    }
}
