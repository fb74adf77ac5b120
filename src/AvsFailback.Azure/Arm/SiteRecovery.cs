using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Wire;

namespace AvsFailback.Azure.Arm;

/// <summary>The service as the engine sees it. It keeps no state, so that any number of callers may use it at once.</summary>
internal sealed class SiteRecovery(ArmClient arm, VaultPaths paths, IClock clock, SnapshotExport snapshot) : ISiteRecovery
{
    private readonly PageTrail _trail = new();

    /// <summary>The vault that every object read here carries; set once, when the connection stands.</summary>
    public AvsVault? Vault { get; set; }

    /// <inheritdoc/>
    public Task<Page<ReplicatedItem>> ListItemsAsync(ItemFilter? filter, string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, paths.Items(filter), ItemReader.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<ReplicatedItem?> FindItemAsync(ArmId id, CancellationToken cancellationToken) =>
        FindAsync(id, VaultPaths.SiteRecovery(id.ToString()), (ref r) => ItemReader.Read(ref r, Context(isComplete: true)), static found => found.Id, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<RecoveryPoint>> ListRecoveryPointsAsync(ReplicatedItem item, string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, VaultPaths.RecoveryPoints(item.Id), (ref r, c) => RecoveryPointReader.Read(ref r, item, c), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<FailbackJob>> ListJobsAsync(JobFilter? filter, string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, paths.Jobs(filter), JobReader.Read, cancellationToken);

    /// <inheritdoc/>
    public async Task<FailbackJob?> FindJobAsync(ArmId id, CancellationToken cancellationToken)
    {
        (FailbackJob? job, _, TimeSpan? retryAfter) = await arm.LookAsync(
            VaultPaths.SiteRecovery(id.ToString()), (ref r) => JobReader.Read(ref r, Context(isComplete: true))!, isMissingFine: true, mayBeEmpty: false, cancellationToken);
        Demand(job?.Id.Name == null || string.Equals(job.Id.Name, id.Name, StringComparison.OrdinalIgnoreCase), id, job?.Id);
        return job is null ? null : job with { RetryAfter = retryAfter };
    }

    /// <inheritdoc/>
    public Task<Page<ReplicationFabric>> ListFabricsAsync(string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, paths.List("replicationFabrics"), FabricReader.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<ReplicationFabric?> FindFabricAsync(ArmId id, CancellationToken cancellationToken) =>
        FindAsync(id, VaultPaths.SiteRecovery(id.ToString()), (ref r) => FabricReader.Read(ref r, Context(isComplete: true)), static found => found.Id, cancellationToken);

    /// <inheritdoc/>
    public async Task<Page<ReplicationAppliance>> ListAppliancesAsync(string? continuation, CancellationToken cancellationToken) => _trail.Follow(
        continuation,
        await arm.GetAsync(continuation ?? paths.List("replicationAppliances"), (ref r) => ApplianceListReader.Read(ref r, Context(isComplete: false), Unreadable("replicationAppliances")), cancellationToken));

    /// <inheritdoc/>
    public Task<Page<ReplicationPolicy>> ListPoliciesAsync(string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, paths.List("replicationPolicies"), static (ref r, _) => PolicyReader.Read(ref r), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<ContainerMapping>> ListContainerMappingsAsync(string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, paths.List("replicationProtectionContainerMappings"), static (ref r, _) => ContainerMappingReader.Read(ref r), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<RunAsAccount>> ListRunAsAccountsAsync(ArmId vmwareSiteId, string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, VaultPaths.RunAsAccounts(vmwareSiteId), static (ref r, _) => RunAsAccountReader.ReadResource(ref r), cancellationToken);

    /// <inheritdoc/>
    public Task<AzureVm?> FindAzureVmAsync(ArmId id, CancellationToken cancellationToken) =>
        FindAsync(id, VaultPaths.AzureVm(id), AzureVmReader.Read, static found => found.Id, cancellationToken);

    /// <inheritdoc/>
    public async Task<ArmId?> FindDiskOwnerAsync(ArmId diskId, CancellationToken cancellationToken) =>
        await FindAsync(VaultPaths.AzureDisk(diskId), AzureVmReader.ReadDiskOwner, cancellationToken) is { Count: 1 } owner ? owner[0] : null;

    /// <inheritdoc/>
    public Task<Page<AzureVm>> ListAzureVmsAsync(string subscriptionId, string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, VaultPaths.AzureVms(subscriptionId), static (ref r, _) => AzureVmReader.Read(ref r), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<AzureVm>> ListAzureVmPowerStatesAsync(string subscriptionId, string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, VaultPaths.AzureVmPowerStates(subscriptionId), static (ref r, _) => AzureVmReader.Read(ref r), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<AzureNetworkInterface>> ListNetworkInterfacesAsync(string subscriptionId, string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, VaultPaths.NetworkInterfaces(subscriptionId), static (ref r, _) => AzureVmReader.ReadInterface(ref r), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<ManagementLock>> ListLocksAsync(string subscriptionId, string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, VaultPaths.Locks(subscriptionId), static (ref r, _) => SurroundingsReader.ReadLock(ref r), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<GrantedActions>> ListPermissionsAsync(string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, paths.Permissions, static (ref r, _) => SurroundingsReader.ReadPermission(ref r), cancellationToken);

    /// <inheritdoc/>
    public Task<Page<VCenter>> ListVCentersAsync(string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, paths.List("replicationvCenters"), VCenterReader.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<NetworkConnection?> FindNetworkConnectionAsync(ArmId id, CancellationToken cancellationToken) =>
        FindAsync(VaultPaths.NetworkResource(id), SurroundingsReader.ReadConnection, cancellationToken);

    /// <inheritdoc/>
    public Task<PrivateCloud?> FindPrivateCloudAsync(ArmId id, CancellationToken cancellationToken) =>
        FindAsync(VaultPaths.PrivateCloud(id), SurroundingsReader.ReadPrivateCloud, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListPrivateAddressesAsync(ArmId networkInterfaceId, CancellationToken cancellationToken) =>
        await FindAsync(VaultPaths.NetworkResource(networkInterfaceId), AzureVmReader.ReadPrivateAddresses, cancellationToken) ?? [];

    /// <inheritdoc/>
    public Task<StartedOperation> ReprotectAsync(ReplicatedItem item, ReprotectInputs inputs, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync(item.Id, "/reProtect", ReprotectRequest.Write(item, inputs), clientRequestId, cancellationToken);

    /// <inheritdoc/>
    public Task<StartedOperation> FailBackAsync(ReplicatedItem item, RecoveryPointChoice point, string clientRequestId, CancellationToken cancellationToken)
    {
        (string verb, byte[] body) = FailbackRequest.Write(item, point);
        return PostAsync(item.Id, verb, body, clientRequestId, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StartedOperation> CommitAsync(ReplicatedItem item, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync(item.Id, "/failoverCommit", null, clientRequestId, cancellationToken);

    /// <inheritdoc/>
    public Task<StartedOperation> CancelFailoverAsync(ReplicatedItem item, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync(item.Id, "/failoverCancel", null, clientRequestId, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<RecoveryPlan>> ListPlansAsync(string? continuation, CancellationToken cancellationToken) =>
        ListAsync(continuation, paths.List("replicationRecoveryPlans"), PlanReader.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<RecoveryPlan?> FindPlanAsync(ArmId id, CancellationToken cancellationToken) =>
        FindAsync(id, VaultPaths.SiteRecovery(id.ToString()), (ref r) => PlanReader.Read(ref r, Context(isComplete: true)), static found => found.Id, cancellationToken);

    /// <inheritdoc/>
    public Task<StartedOperation> FailBackPlanAsync(RecoveryPlan plan, RecoveryPointChoice point, string clientRequestId, CancellationToken cancellationToken)
    {
        (string verb, byte[] body) = PlanFailbackRequest.Write(plan, point);
        return PostAsync(plan.Id, verb, body, clientRequestId, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StartedOperation> CommitPlanAsync(RecoveryPlan plan, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync(plan.Id, "/failoverCommit", null, clientRequestId, cancellationToken);

    /// <inheritdoc/>
    public Task<StartedOperation> CancelPlanFailoverAsync(RecoveryPlan plan, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync(plan.Id, "/failoverCancel", null, clientRequestId, cancellationToken);

    /// <inheritdoc/>
    public Task<StartedOperation> CancelJobAsync(ArmId jobId, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync(jobId, "/cancel", null, clientRequestId, cancellationToken);

    /// <inheritdoc/>
    public Task<StartedOperation> ResumeJobAsync(ArmId jobId, string? comments, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync(jobId, "/resume", ResumeJobRequest.Write(comments), clientRequestId, cancellationToken);

    /// <inheritdoc/>
    public Task<StartedOperation> RestartJobAsync(ArmId jobId, string clientRequestId, CancellationToken cancellationToken) =>
        PostAsync(jobId, "/restart", null, clientRequestId, cancellationToken);

    /// <inheritdoc/>
    public async Task<OperationStatus> GetOperationStatusAsync(StartedOperation operation, CancellationToken cancellationToken)
    {
        string address = operation.StatusUri
            ?? (operation.JobId is { } job ? VaultPaths.SiteRecovery(paths.Vault + "/replicationOperationStatus/" + job.Name) : null)
            ?? throw new ArgumentException("The operation has neither a job nor a status address.", nameof(operation));
        (OperationStatus? status, int httpStatus, TimeSpan? retryAfter) = await arm.LookAsync(address, OperationStatusReader.Read, isMissingFine: false, mayBeEmpty: true, cancellationToken);

        // The Location address answers 202 until the operation is done (asr-contract §2).
        status ??= OperationStatusReader.Of(httpStatus == 202 ? "InProgress" : "Succeeded", error: null);
        return status with { RetryAfter = retryAfter };
    }

    /// <inheritdoc/>
    public Task ExportSnapshotAsync(TextWriter output, CancellationToken cancellationToken) => snapshot.WriteAsync(output, cancellationToken);

    private ReadContext Context(bool isComplete) => new(Vault, clock.UtcNow, isComplete);

    private async Task<Page<T>> ListAsync<T>(string? continuation, string first, WireReadIn<T?> read, CancellationToken cancellationToken)
        where T : class
    {
        Action<string> unreadable = Unreadable(first);
        Page<T> page = await arm.GetAsync(continuation ?? first, (ref r) =>
        {
            ReadContext context = Context(isComplete: false);
            return PageReader.Read(ref r, (ref entry) => read(ref entry, context), unreadable);
        }, cancellationToken);
        return _trail.Follow(continuation, page);
    }

    /// <summary>Reports an entry of a list that can't be read.</summary>
    private Action<string> Unreadable(string list)
    {
        string path = list.Split('?')[0];
        string kind = path.Substring(path.LastIndexOf('/') + 1);
        return why => Vault?.Connection.Notices.Add($"In the list {kind} of the service, {why} It was left out.");
    }

    /// <summary>One resource, which must be the one that was asked for: a gateway that mixes up answers must not lead to the wrong VM.</summary>
    private async Task<T?> FindAsync<T>(ArmId id, string address, WireRead<T?> read, Func<T, ArmId> idOf, CancellationToken cancellationToken)
        where T : class
    {
        T? found = await FindAsync(address, read, cancellationToken);
        Demand(found is null || idOf(found) == id, id, found is null ? null : idOf(found));
        return found;
    }

    private static void Demand(bool isRight, ArmId asked, ArmId? answered)
    {
        if (!isRight)
        {
            throw new FailbackException(
                "WrongAnswer",
                FailbackErrorCategory.Service,
                $"The service was asked for '{asked}', and answered with '{answered}'. The answer was refused.",
                "Rerun the command; if it happens again, check any proxy or gateway between here and Azure.",
                asked);
        }
    }

    private Task<T?> FindAsync<T>(string address, WireRead<T?> read, CancellationToken cancellationToken)
        where T : class =>
        arm.FindAsync(address, (ref r) => read(ref r)!, cancellationToken);

    private Task<StartedOperation> PostAsync(ArmId target, string verb, byte[]? body, string clientRequestId, CancellationToken cancellationToken) =>
        arm.PostAsync(VaultPaths.SiteRecovery(target + verb), body, clientRequestId, cancellationToken);
}
