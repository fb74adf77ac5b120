using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.TestSupport;

/// <summary>The requests that read.</summary>
internal sealed partial class FakeVault
{
    public Task<Page<ReplicatedItem>> ListItemsAsync(ItemFilter? filter, string? continuation, CancellationToken cancellationToken) =>
        // Lists are thin (asr-contract §4.1).
        AnswerAsync(
            "LIST items",
            continuation ?? string.Empty,
            () =>
                PageOf(
                    Listed(filter).Select(i => Show(i) with { IsComplete = false, Disks = [], FailoverRecoveryPoint = null }),
                    continuation));

    public Task<ReplicatedItem?> FindItemAsync(ArmId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return AnswerAsync("GET item", id.Name, () => Items.Find(i => i.Id == id && !IsHidden("GET item", id)) is { } item ? Show(item) : null);
    }

    public Task<Page<RecoveryPoint>> ListRecoveryPointsAsync(
        ReplicatedItem item,
        string? continuation,
        CancellationToken cancellationToken) =>
        AnswerAsync(
            "LIST points",
            item.Name,
            () =>
                PageOf(
                    Items.Find(i => i.Id == item.Id) is { IsDetailed: true } known ? FakeDetails.PointsOf(known, clock.UtcNow) : Points,
                    continuation));

    public Task<Page<FailbackJob>> ListJobsAsync(JobFilter? filter, string? continuation, CancellationToken cancellationToken) =>
        AnswerAsync("LIST jobs", filter?.States.Count > 0 ? "running" : "by time", () => PageOf(
            TamperJobs(Jobs.Where(j => IsReadable(j) && j.Start >= (filter?.From ?? j.Start) && j.Start <= (filter?.To ?? j.Start))
                .Select(Show)
                .Where(j => filter is null || filter.States.Count == 0 || filter.States.Contains(j.StateDescription))
                .Reverse()
                .Select(j => j with { Tasks = [], Errors = [], ActivityId = null })).Take(MostListedJobs),
            continuation));

    public Task<FailbackJob?> FindJobAsync(ArmId id, CancellationToken cancellationToken) =>
        AnswerAsync("GET job", id.Name, () => _jobs.Find(j => j.Id == id && !IsHidden("GET job", id)) is { } job && IsReadable(job) ? Show(job) : null);

    public Task<Page<ReplicationFabric>> ListFabricsAsync(string? continuation, CancellationToken cancellationToken) =>
        AnswerAsync(
            "LIST fabrics",
            string.Empty,
            () =>
                PageOf(
                    Fabrics.Select(
                        f => f.Architecture == ReplicationArchitecture.Modernized ? f with { Appliances = [], IsComplete = false } : f),
                    continuation));

    public Task<ReplicationFabric?> FindFabricAsync(ArmId id, CancellationToken cancellationToken) =>
        AnswerAsync("GET fabric", id.Name, () => Fabrics.Find(f => f.Id == id));

    public Task<Page<ReplicationAppliance>> ListAppliancesAsync(string? continuation, CancellationToken cancellationToken) =>
        AnswerAsync("LIST appliances", string.Empty, () => PageOf(Fabrics.SelectMany(f => f.Appliances), continuation));

    public Task<Page<ReplicationPolicy>> ListPoliciesAsync(string? continuation, CancellationToken cancellationToken) =>
        AnswerAsync("LIST policies", string.Empty, () => PageOf(Policies, continuation));

    public Task<Page<ContainerMapping>> ListContainerMappingsAsync(string? continuation, CancellationToken cancellationToken) =>
        AnswerAsync("LIST mappings", string.Empty, () => PageOf(Mappings, continuation));

    public Task<Page<RunAsAccount>> ListRunAsAccountsAsync(ArmId vmwareSiteId, string? continuation, CancellationToken cancellationToken) =>
        AnswerAsync("LIST accounts", vmwareSiteId.Name, () => PageOf(SiteAccounts, continuation));

    public Task<AzureVm?> FindAzureVmAsync(ArmId id, CancellationToken cancellationToken) =>
        AnswerAsync("GET vm", id.Name, () => AllVms().FirstOrDefault(vm => vm.Id == id));

    public Task<ArmId?> FindDiskOwnerAsync(ArmId diskId, CancellationToken cancellationToken) =>
        AnswerAsync("GET disk", diskId.Name, () => AllVms().FirstOrDefault(vm => vm.Disks.Any(disk => disk.Id == diskId))?.Id);

    public Task<Page<AzureVm>> ListAzureVmsAsync(string subscriptionId, string? continuation, CancellationToken cancellationToken) =>
        // A list of VMs tells no power states.
        AnswerAsync(
            "LIST vms",
            subscriptionId,
            () => PageOf(AllVms().Select(vm => vm with { PowerState = AzurePowerState.Unknown }), continuation));

    public Task<Page<AzureVm>> ListAzureVmPowerStatesAsync(
        string subscriptionId,
        string? continuation,
        CancellationToken cancellationToken) =>
        AnswerAsync("LIST power states", subscriptionId, () => PageOf(AllVms(), continuation));

    public Task<Page<AzureNetworkInterface>> ListNetworkInterfacesAsync(
        string subscriptionId,
        string? continuation,
        CancellationToken cancellationToken) =>
        AnswerAsync(
            "LIST nics",
            subscriptionId,
            () =>
                PageOf(
                    PrivateAddresses.Select(nic => new AzureNetworkInterface { Id = nic.Key, PrivateIpAddresses = nic.Value }),
                    continuation));

    public Task<Page<ManagementLock>> ListLocksAsync(string subscriptionId, string? continuation, CancellationToken cancellationToken) =>
        AnswerAsync("LIST locks", subscriptionId, () => PageOf(Locks, continuation));

    public Task<Page<GrantedActions>> ListPermissionsAsync(string? continuation, CancellationToken cancellationToken) =>
        AnswerAsync("LIST permissions", string.Empty, () => PageOf(Permissions, continuation));

    public Task<Page<VCenter>> ListVCentersAsync(string? continuation, CancellationToken cancellationToken) =>
        AnswerAsync("LIST vcenters", string.Empty, () => PageOf(VCenters, continuation));

    public Task<NetworkConnection?> FindNetworkConnectionAsync(ArmId id, CancellationToken cancellationToken) =>
        AnswerAsync("GET connection", id.Name, () => Connections.Find(c => c.Id == id));

    public Task<PrivateCloud?> FindPrivateCloudAsync(ArmId id, CancellationToken cancellationToken) =>
        AnswerAsync("GET cloud", id.Name, () => Clouds.Find(c => c.Id == id));

    public Task<IReadOnlyList<string>> ListPrivateAddressesAsync(ArmId networkInterfaceId, CancellationToken cancellationToken) =>
        AnswerAsync(
            "GET nic",
            networkInterfaceId.Name,
            () => PrivateAddresses.TryGetValue(networkInterfaceId, out IReadOnlyList<string>? addresses) ? addresses : []);

    public Task<OperationStatus> GetOperationStatusAsync(StartedOperation operation, CancellationToken cancellationToken) =>
        AnswerAsync("GET status", operation.JobId?.Name ?? string.Empty, () => IsHidden("GET status", operation.JobId ?? Some.JobId("none"))
            ? throw new ServiceException(404, "NotFound", "There is no such operation.", "")
            : new OperationStatus("InProgress", false, false, null, TimeSpan.FromSeconds(15)));

    public Task ExportSnapshotAsync(TextWriter output, CancellationToken cancellationToken) => throw new NotSupportedException();

    private IEnumerable<FakeItem> Listed(ItemFilter? filter) =>
        filter?.RecoveryPlanName is not { } name ? Items
        : Plans.Find(plan => string.Equals(plan.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } found ? []
        : found.Listed ?? found.Members;

    private ReplicatedItem Show(FakeItem item)
    {
        FakeJob? named = item.NamesItsJob ? item.Job : null;
        bool tellsAgent = item.TellsAgent && item.Architecture == ReplicationArchitecture.Modernized;
        ReplicatedItem shown = Some.Item(item.Phase, item.Architecture, item.Name) with
        {
            Id = item.Id,
            ObjectId = item.ObjectId,
            IpAddresses = [item.Address],
            RunningJobId = named?.Id,
            RunningScenario = named?.Scenario,
            LastFailoverTime = item.LastFailoverTime,
            IsAgentRegistered = tellsAgent && item.LastFailoverTime is { } failover ? failover + item.AgentDelay <= clock.UtcNow : null,
            ReadAt = clock.UtcNow,
        };
        shown = item.IsDetailed ? FakeDetails.Add(shown, clock.UtcNow) : shown;
        bool isHeld = (named is not null && !item.OffersWhileBusy) || item is { OffersNothingWhileBusy: true, Job: not null };
        shown = isHeld ? shown with { AllowedOperations = [] } : shown;
        shown = item.Tamper?.Invoke(shown) ?? shown;
        return PhaseRules.WithPhase(shown);
    }

    private FailbackJob Show(FakeJob job)
    {
        JobState state = job.StateAt(clock.UtcNow);
        bool isNameless = clock.UtcNow - job.Start < job.NamelessFor;
        bool hasEnded = clock.UtcNow >= job.End;
        return TamperJob(new FailbackJob
        {
            Id = job.Id,
            State = state,
            StateDescription = hasEnded ? job.EndWord ?? state.ToString() : state.ToString(),
            Scenario = isNameless ? string.Empty : job.Scenario,
            DisplayName = isNameless ? string.Empty : job.Scenario,
            TargetName = isNameless ? string.Empty : job.TargetName,
            TargetObjectId = isNameless ? null : job.TargetObjectId,
            TargetType = isNameless || job.Plan is null ? null : "RecoveryPlan",
            Tasks = isNameless ? [] : TasksOf(job),
            StartTime = isNameless ? null : job.Start,
            EndTime = hasEnded ? job.End : null,
            ActivityId = $"{job.ClientRequestId} ActivityId: 42",
            Errors = hasEnded && job.Error is { } error ? [error] : [],
            ReadAt = clock.UtcNow,
        });
    }

    private bool IsHidden(string what, ArmId id) => Hides(new SeenRequest(clock.UtcNow, what, id.Name));

    private bool IsReadable(FakeJob job) => clock.UtcNow - job.Start >= job.AppearsAfter;

    private IEnumerable<AzureVm> AllVms() => Items.Where(i => i.HasAzureVm)
        .Select(
            i =>
                new AzureVm
                {
                    Id = Some.AzureVmId(i.Name),
                    PowerState = i.Power,
                    PrivateIpAddresses = [i.Address],
                    Disks = i.IsDetailed ? FakeDetails.DisksOf(i.Name) : [],
                })
        .Concat(OtherVms);

    private Page<T> PageOf<T>(IEnumerable<T> all, string? continuation)
    {
        int from = continuation is null ? 0 : int.Parse(continuation, CultureInfo.InvariantCulture);
        T[] rest = [.. all.Skip(from)];
        return new Page<T>(
            [.. rest.Take(PageSize)],
            rest.Length > PageSize ? (from + PageSize).ToString(CultureInfo.InvariantCulture) : null);
    }
}
