using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Vault;

namespace AvsFailback.Readiness;

/// <summary>
/// All that whole readiness reads beside the items themselves, each once however many VMs there are: by vault, by fabric, by
/// subscription. What the service refuses becomes an <see cref="Answer{T}"/> without a value, so that one missing right
/// doesn't hide the rest. One for a command; a later look needs a new one.
/// </summary>
internal sealed class VaultFacts(AvsVault vault)
{
    private readonly ISiteRecovery _service = vault.Connection.Service;
    private readonly ReadOnce _once = new();

    /// <summary>The servers and policies, for those who need them to go on at all.</summary>
    public Infrastructure Infrastructure { get; } = new(vault);

    /// <summary>The jobs that failed items back.</summary>
    public FailoverJobs FailoverJobs { get; } = new(vault.Connection.Service, vault.Connection.Clock);

    /// <summary>The findings that are shared.</summary>
    public SharedFindings Findings { get; } = new();

    /// <summary>The item's fabric, whole.</summary>
    public Task<Answer<ReplicationFabric>> FabricOfAsync(ReplicatedItem item, CancellationToken cancellationToken) =>
        AnswerAsync(("fabric", item.FabricId), "the fabric", () => Infrastructure.FabricOfAsync(item, cancellationToken));

    /// <summary>The vCenters of all configuration servers.</summary>
    public Task<Answer<IReadOnlyList<VCenter>>> VCentersAsync(CancellationToken cancellationToken) =>
        ListAsync("vCenters", "the vault's vCenters", c => _service.ListVCentersAsync(c, cancellationToken));

    /// <summary>What the caller may do at the vault.</summary>
    public Task<Answer<IReadOnlyList<GrantedActions>>> PermissionsAsync(CancellationToken cancellationToken) =>
        ListAsync("permissions", "the permissions", c => _service.ListPermissionsAsync(c, cancellationToken));

    /// <summary>The locks of a subscription.</summary>
    public Task<Answer<IReadOnlyList<ManagementLock>>> LocksAsync(string subscriptionId, CancellationToken cancellationToken) =>
        ListAsync(("locks", subscriptionId), "the locks", c => _service.ListLocksAsync(subscriptionId, c, cancellationToken));

    /// <summary>The network interfaces of a subscription.</summary>
    public Task<Answer<IReadOnlyDictionary<ArmId, AzureNetworkInterface>>> NetworkInterfacesAsync(string subscriptionId, CancellationToken cancellationToken) =>
        AnswerAsync(("interfaces", subscriptionId), "the network interfaces", async () =>
        {
            var all = new Dictionary<ArmId, AzureNetworkInterface>();
            foreach (AzureNetworkInterface nic in await Paging.AllAsync(c => _service.ListNetworkInterfacesAsync(subscriptionId, c, cancellationToken)))
            {
                all[nic.Id] = nic;
            }

            return (IReadOnlyDictionary<ArmId, AzureNetworkInterface>)all;
        });

    /// <summary>The Azure VMs of a subscription with their power states.</summary>
    public Task<Answer<AzureVmCatalog>> AzureVmsAsync(string subscriptionId, CancellationToken cancellationToken) =>
        AnswerAsync(("machines", subscriptionId), "the Azure VMs", async () => new AzureVmCatalog(
            await Paging.AllAsync(c => _service.ListAzureVmsAsync(subscriptionId, c, cancellationToken)),
            await Paging.AllAsync(c => _service.ListAzureVmPowerStatesAsync(subscriptionId, c, cancellationToken))));

    /// <summary>An Azure VM read by itself: what a list leaves out may be there all the same, for others to see. Only a 404 gives none.</summary>
    public Task<Answer<Found<AzureVm>>> AzureVmAsync(ArmId id, CancellationToken cancellationToken) =>
        PartAsync(id, "Azure VM", () => _service.FindAzureVmAsync(id, cancellationToken));

    /// <summary>All items of the vault, thinly.</summary>
    public Task<Answer<IReadOnlyList<ReplicatedItem>>> AllItemsAsync(CancellationToken cancellationToken) =>
        AnswerAsync("items", "the vault's items", () => ItemsAsync(cancellationToken));

    /// <summary>All items of the vault, thinly, for those who need them to go on at all.</summary>
    public Task<IReadOnlyList<ReplicatedItem>> ItemsAsync(CancellationToken cancellationToken) =>
        _once.GetAsync("listed items", async () => (IReadOnlyList<ReplicatedItem>)await Paging.AllAsync(c => _service.ListItemsAsync(null, c, cancellationToken)));

    /// <summary>The recovery plans of the vault, whole: the list leaves their VMs out (asr-contract §8).</summary>
    public Task<Answer<IReadOnlyList<RecoveryPlan>>> PlansAsync(CancellationToken cancellationToken) => AnswerAsync("plans", "the recovery plans", async () =>
    {
        var whole = new List<RecoveryPlan>();
        foreach (RecoveryPlan listed in await Paging.AllAsync(c => _service.ListPlansAsync(c, cancellationToken)))
        {
            whole.Add(listed.IsComplete ? listed : await _service.FindPlanAsync(listed.Id, cancellationToken) ?? listed);
        }

        return (IReadOnlyList<RecoveryPlan>)whole;
    });

    /// <summary>The jobs under way in the vault.</summary>
    public Task<IReadOnlyList<FailbackJob>> RunningJobsAsync(CancellationToken cancellationToken) =>
        _once.GetAsync("running jobs", async () => (IReadOnlyList<FailbackJob>)await new JobFinder(_service, vault.Connection.Clock).ListRunningAsync(cancellationToken));

    /// <summary>The policies mapped to the item's container in a direction.</summary>
    public Task<Answer<IReadOnlyList<ReplicationPolicy>>> PoliciesForAsync(ReplicatedItem item, bool toAzure, CancellationToken cancellationToken) =>
        AnswerAsync(("policies", item.ContainerId, toAzure), "the policies", () => Infrastructure.PoliciesForAsync(item, toAzure, cancellationToken));

    /// <summary>The run-as accounts of a fabric.</summary>
    public Task<Answer<IReadOnlyList<RunAsAccount>>> RunAsAccountsOfAsync(ReplicationFabric fabric, CancellationToken cancellationToken) =>
        AnswerAsync(("accounts", fabric.Id), "the run-as accounts", () => Infrastructure.RunAsAccountsOfAsync(fabric, cancellationToken));

    /// <summary>What the named parts of the path between Azure and AVS tell.</summary>
    public async Task<NetworkEvidence> NetworkAsync(IReadOnlyList<ArmId> connections, ArmId? privateCloud, CancellationToken cancellationToken)
    {
        List<string> told = [], broken = [], unread = [];
        foreach (ArmId id in connections.Distinct())
        {
            Sort(id, await PartAsync(id, "connection", () => _service.FindNetworkConnectionAsync(id, cancellationToken)),
                connection => string.Equals(connection.Status, "Connected", StringComparison.OrdinalIgnoreCase),
                connection => $"{connection.ConnectionType} connection {connection.Id.Name} is {Said(connection.Status)}");
        }

        if (privateCloud is not null)
        {
            Sort(privateCloud, await PartAsync(privateCloud, "private cloud", () => _service.FindPrivateCloudAsync(privateCloud, cancellationToken)),
                cloud => IsUp(cloud.ProvisioningState) && (cloud.ClusterProvisioningState.Length == 0 || IsUp(cloud.ClusterProvisioningState)),
                cloud => $"private cloud {cloud.Id.Name} is {Said(cloud.ProvisioningState)}{(IsUp(cloud.ProvisioningState) && cloud.ClusterProvisioningState.Length > 0 && !IsUp(cloud.ClusterProvisioningState) ? $", its management cluster {cloud.ClusterProvisioningState}" : string.Empty)}");
        }

        return new NetworkEvidence(told, broken, unread);

        void Sort<T>(ArmId id, Answer<Found<T>> answer, Func<T, bool> isUp, Func<T, string> tell)
            where T : class
        {
            (List<string> list, string text) = answer.Value switch
            {
                null => (unread, answer.Problem),
                { Thing: null } => (broken, $"there is no {id}"),
                { Thing: { } thing } => (isUp(thing) ? told : broken, tell(thing)),
            };
            list.Add(text);
        }
    }

    private static bool IsUp(string state) => string.Equals(state, "Succeeded", StringComparison.OrdinalIgnoreCase);

    private static string Said(string state) => state.Length == 0 ? "in a state that isn't reported" : state;

    private Task<Answer<Found<T>>> PartAsync<T>(ArmId id, string what, Func<Task<T?>> read)
        where T : class =>
        AnswerAsync((what, id), $"the {what} {id.Name}", async () => new Found<T>(await read()));

    private Task<Answer<IReadOnlyList<T>>> ListAsync<T>(object key, string what, Func<string?, Task<Page<T>>> page) =>
        AnswerAsync(key, what, async () => (IReadOnlyList<T>)await Paging.AllAsync(page));

    private Task<Answer<T>> AnswerAsync<T>(object key, string what, Func<Task<T>> read)
        where T : class =>
        _once.GetAsync(key, async () =>
        {
            try
            {
                return new Answer<T>(await read(), string.Empty);
            }
            catch (ServiceException e) when (e.Status != 401)
            {
                return new Answer<T>(null, $"{what} can't be read (HTTP {e.Status} {e.Code})");
            }
            catch (FailbackException e) when (e is not ConnectionException and not ServiceException)
            {
                return new Answer<T>(null, e.Message.TrimEnd('.'));
            }
        });

    /// <summary>What may not be there.</summary>
    internal sealed record Found<T>(T? Thing)
        where T : class;
}
