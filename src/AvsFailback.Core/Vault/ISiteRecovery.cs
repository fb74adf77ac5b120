using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The page's entries.</param>
/// <param name="Continuation">Where the list goes on, to be given back as it is; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Continuation);

/// <summary>Which replicated items a list shall hold; all members together.</summary>
public sealed record ItemFilter
{
    /// <summary>Members of this recovery plan only.</summary>
    public string? RecoveryPlanName { get; init; }
}

/// <summary>Which jobs a list shall hold. Without limits of time the service goes back seven days; a list ends at 200 (asr-contract §7).</summary>
public sealed record JobFilter
{
    /// <summary>Jobs started from this moment on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Jobs started up to this moment.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Jobs in one of these states, in the service's words, such as <c>InProgress</c>.</summary>
    public IReadOnlyList<string> States { get; init; } = [];
}

/// <summary>A long-running operation that the service has accepted.</summary>
public sealed record StartedOperation
{
    /// <summary>The job that does it; null for operations that have none.</summary>
    public ArmId? JobId { get; init; }

    /// <summary>The address of its status, to be followed as it was given: it may be regional and signed (asr-contract §2).</summary>
    public string? StatusUri { get; init; }

    /// <summary>How long the service asks to wait before the first look.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>One look at a long-running operation.</summary>
/// <param name="Status">The service's word: only it decides, even where an error is told beside it (asr-contract §2).</param>
/// <param name="IsCompleted">Whether the status is a final one.</param>
/// <param name="IsSuccessful">Whether it ended well.</param>
/// <param name="Error">What the service told beside it; a warning unless the operation failed.</param>
/// <param name="RetryAfter">How long the service asks to wait before the next look.</param>
public sealed record OperationStatus(string Status, bool IsCompleted, bool IsSuccessful, JobError? Error, TimeSpan? RetryAfter);

/// <summary>Which recovery point a failback goes to.</summary>
/// <param name="Type">The kind of point.</param>
/// <param name="PointId">A certain point of the item (classic only); null for the latest of its kind.</param>
public sealed record RecoveryPointChoice(RecoveryPointType Type, ArmId? PointId = null)
{
    /// <summary>The latest point: crash-consistent, what Microsoft recommends (failback-rules §4).</summary>
    public static RecoveryPointChoice Latest { get; } = new(RecoveryPointType.CrashConsistent);

    /// <summary>The latest app-consistent point; it may lie behind.</summary>
    public static RecoveryPointChoice LatestAppConsistent { get; } = new(RecoveryPointType.ApplicationConsistent);

    /// <summary>The choice as a person would say it.</summary>
    public override string ToString() =>
        PointId is not null ? $"recovery point {PointId.Name}"
        : Type == RecoveryPointType.ApplicationConsistent ? "latest app-consistent recovery point"
        : "latest recovery point (crash-consistent)";
}

/// <summary>What a reprotect needs besides the item; which of it, the item's architecture and direction decide (asr-contract §3.1).</summary>
public sealed record ReprotectInputs
{
    /// <summary>The process server's own id.</summary>
    public string? ProcessServerId { get; init; }

    /// <summary>The master target's own id (classic).</summary>
    public string? MasterTargetId { get; init; }

    /// <summary>The master target's retention volume (classic, to AVS).</summary>
    public string? RetentionVolume { get; init; }

    /// <summary>The appliance's own id: its reprotect agent (modernized, to AVS).</summary>
    public string? ReprotectAgentId { get; init; }

    /// <summary>The datastore to replicate to (to AVS).</summary>
    public string? Datastore { get; init; }

    /// <summary>The policy: a failback policy to AVS, a replication policy to Azure.</summary>
    public ArmId? PolicyId { get; init; }

    /// <summary>The run-as account: a number as text (classic) or an id (modernized).</summary>
    public string? RunAsAccountId { get; init; }

    /// <summary>The account that the replication logs go through.</summary>
    public ArmId? LogStorageAccountId { get; init; }

    /// <summary>The storage account to replicate to (classic, to Azure).</summary>
    public ArmId? StorageAccountId { get; init; }
}

/// <summary>
/// The port between the engine and the service. Reads are repeated by its implementation until they are answered or
/// hopeless; a POST is sent again only after 429, and a POST whose answer is lost throws <see cref="LostAnswerException"/>.
/// </summary>
/// <remarks>
/// Every member throws <see cref="ServiceException"/> when the service refuses, <see cref="ConnectionException"/> when
/// it can't be reached, and <see cref="OperationCanceledException"/> when the token is cancelled.
/// </remarks>
public interface ISiteRecovery
{
    /// <summary>Lists replicated items, thinly (asr-contract §4.1).</summary>
    Task<Page<ReplicatedItem>> ListItemsAsync(ItemFilter? filter, string? continuation, CancellationToken cancellationToken);

    /// <summary>Reads one replicated item whole; null if there is none.</summary>
    Task<ReplicatedItem?> FindItemAsync(ArmId id, CancellationToken cancellationToken);

    /// <summary>Lists an item's recovery points, newest first.</summary>
    Task<Page<RecoveryPoint>> ListRecoveryPointsAsync(ReplicatedItem item, string? continuation, CancellationToken cancellationToken);

    /// <summary>Lists jobs, thinly: without tasks, errors or activity ids (asr-contract §6).</summary>
    Task<Page<FailbackJob>> ListJobsAsync(JobFilter? filter, string? continuation, CancellationToken cancellationToken);

    /// <summary>Reads one job whole; null if there is none (yet).</summary>
    Task<FailbackJob?> FindJobAsync(ArmId id, CancellationToken cancellationToken);

    /// <summary>Lists fabrics; the parts of modernized ones are left out (asr-contract §9).</summary>
    Task<Page<ReplicationFabric>> ListFabricsAsync(string? continuation, CancellationToken cancellationToken);

    /// <summary>Reads one fabric whole; null if there is none.</summary>
    Task<ReplicationFabric?> FindFabricAsync(ArmId id, CancellationToken cancellationToken);

    /// <summary>Lists the replication appliances as the vault tells them.</summary>
    Task<Page<ReplicationAppliance>> ListAppliancesAsync(string? continuation, CancellationToken cancellationToken);

    /// <summary>Lists replication policies.</summary>
    Task<Page<ReplicationPolicy>> ListPoliciesAsync(string? continuation, CancellationToken cancellationToken);

    /// <summary>Lists the mappings of protection containers to policies.</summary>
    Task<Page<ContainerMapping>> ListContainerMappingsAsync(string? continuation, CancellationToken cancellationToken);

    /// <summary>Lists the run-as accounts of a modernized site.</summary>
    Task<Page<RunAsAccount>> ListRunAsAccountsAsync(ArmId vmwareSiteId, string? continuation, CancellationToken cancellationToken);

    /// <summary>Reads one Azure VM with its power state; null if there is none.</summary>
    Task<AzureVm?> FindAzureVmAsync(ArmId id, CancellationToken cancellationToken);

    /// <summary>The Azure VM that a managed disk is attached to; null if there is no such disk, or it is attached to none.</summary>
    Task<ArmId?> FindDiskOwnerAsync(ArmId diskId, CancellationToken cancellationToken);

    /// <summary>Lists the Azure VMs of a subscription with their network interfaces.</summary>
    Task<Page<AzureVm>> ListAzureVmsAsync(string subscriptionId, string? continuation, CancellationToken cancellationToken);

    /// <summary>Lists the power states of all Azure VMs of a subscription.</summary>
    Task<Page<AzureVm>> ListAzureVmPowerStatesAsync(string subscriptionId, string? continuation, CancellationToken cancellationToken);

    /// <summary>Lists the network interfaces of a subscription.</summary>
    Task<Page<AzureNetworkInterface>> ListNetworkInterfacesAsync(string subscriptionId, string? continuation, CancellationToken cancellationToken);

    /// <summary>Lists the locks of a subscription: its own, and those of all that it holds.</summary>
    Task<Page<ManagementLock>> ListLocksAsync(string subscriptionId, string? continuation, CancellationToken cancellationToken);

    /// <summary>Lists what the caller may do at the vault.</summary>
    Task<Page<GrantedActions>> ListPermissionsAsync(string? continuation, CancellationToken cancellationToken);

    /// <summary>Lists the vCenters that configuration servers discover (classic).</summary>
    Task<Page<VCenter>> ListVCentersAsync(string? continuation, CancellationToken cancellationToken);

    /// <summary>Reads a VPN or ExpressRoute connection; null if there is none.</summary>
    Task<NetworkConnection?> FindNetworkConnectionAsync(ArmId id, CancellationToken cancellationToken);

    /// <summary>Reads a private cloud; null if there is none.</summary>
    Task<PrivateCloud?> FindPrivateCloudAsync(ArmId id, CancellationToken cancellationToken);

    /// <summary>The private addresses of a network interface; empty if there is none.</summary>
    Task<IReadOnlyList<string>> ListPrivateAddressesAsync(ArmId networkInterfaceId, CancellationToken cancellationToken);

    /// <summary>Reprotects the item in the direction that follows from its provider.</summary>
    Task<StartedOperation> ReprotectAsync(ReplicatedItem item, ReprotectInputs inputs, string clientRequestId, CancellationToken cancellationToken);

    /// <summary>Fails the item back to AVS.</summary>
    Task<StartedOperation> FailBackAsync(ReplicatedItem item, RecoveryPointChoice point, string clientRequestId, CancellationToken cancellationToken);

    /// <summary>Commits the item's failover, in whichever direction it went. A commit of a failback deletes the Azure VM.</summary>
    Task<StartedOperation> CommitAsync(ReplicatedItem item, string clientRequestId, CancellationToken cancellationToken);

    /// <summary>Cancels the item's uncommitted failback (modernized).</summary>
    Task<StartedOperation> CancelFailoverAsync(ReplicatedItem item, string clientRequestId, CancellationToken cancellationToken);

    /// <summary>Lists recovery plans, thinly: without their groups (asr-contract §8).</summary>
    Task<Page<RecoveryPlan>> ListPlansAsync(string? continuation, CancellationToken cancellationToken);

    /// <summary>Reads one recovery plan whole; null if there is none.</summary>
    Task<RecoveryPlan?> FindPlanAsync(ArmId id, CancellationToken cancellationToken);

    /// <summary>Fails a plan's VMs back to AVS, group after group.</summary>
    Task<StartedOperation> FailBackPlanAsync(RecoveryPlan plan, RecoveryPointChoice point, string clientRequestId, CancellationToken cancellationToken);

    /// <summary>Commits the failover of all VMs of a plan.</summary>
    Task<StartedOperation> CommitPlanAsync(RecoveryPlan plan, string clientRequestId, CancellationToken cancellationToken);

    /// <summary>Cancels the uncommitted failback of all VMs of a plan (modernized).</summary>
    Task<StartedOperation> CancelPlanFailoverAsync(RecoveryPlan plan, string clientRequestId, CancellationToken cancellationToken);

    /// <summary>Cancels a running job.</summary>
    Task<StartedOperation> CancelJobAsync(ArmId jobId, string clientRequestId, CancellationToken cancellationToken);

    /// <summary>Resumes a suspended job.</summary>
    Task<StartedOperation> ResumeJobAsync(ArmId jobId, string? comments, string clientRequestId, CancellationToken cancellationToken);

    /// <summary>Restarts a failed or cancelled job.</summary>
    Task<StartedOperation> RestartJobAsync(ArmId jobId, string clientRequestId, CancellationToken cancellationToken);

    /// <summary>Looks once at an operation that has no job, or whose job can't be read yet.</summary>
    Task<OperationStatus> GetOperationStatusAsync(StartedOperation operation, CancellationToken cancellationToken);

    /// <summary>Writes all that the vault holds as a snapshot that the emulator can load. Reads only.</summary>
    Task ExportSnapshotAsync(TextWriter output, CancellationToken cancellationToken);
}

/// <summary>How to reach a vault.</summary>
public sealed record VaultConnectOptions
{
    /// <summary>The vault's id; null for an emulator, which tells it itself.</summary>
    public ArmId? VaultId { get; init; }

    /// <summary>Where to; null for the public cloud's Azure Resource Manager.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>A bearer token for Azure Resource Manager.</summary>
    public string? AccessToken { get; init; }

    /// <summary>Whether an emulator answers there.</summary>
    public bool IsEmulator { get; init; }

    /// <summary>Where to; never the token, which a record would print.</summary>
    public override string ToString() => $"{VaultId?.ToString() ?? "vault"} at {Endpoint?.ToString() ?? "Azure Resource Manager"}";
}

/// <summary>Signs in to vaults. Implemented where Azure is reached; made by reflection on first use.</summary>
public interface IVaultConnector
{
    /// <summary>The control path of an emulator.</summary>
    /// <param name="endpoint">Where it answers; null for the one in this process.</param>
    IEmulatorControl ControlOf(Uri? endpoint);

    /// <summary>Connects, and reads the vault once, so that a wrong name or token shows at once.</summary>
    Task<AvsVault> ConnectAsync(VaultConnectOptions options, CancellationToken cancellationToken);
}
