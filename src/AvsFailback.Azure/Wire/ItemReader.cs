using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Asr;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Wire;

/// <summary>Reads a <c>replicationProtectedItem</c> (asr-contract §4).</summary>
internal static class ItemReader
{
    private static readonly FieldMap<ItemFields> CurrentScenario = new()
    {
        ["scenarioName"] = static (ref r, t) => t.Scenario = r.Text(),
        ["jobId"] = static (ref r, t) => t.JobId = r.Text(),
    };

    private static readonly FieldMap<ItemFields> Properties = new()
    {
        ["friendlyName"] = static (ref r, t) => t.FriendlyName = r.Text(),
        ["protectionState"] = static (ref r, t) => t.ProtectionState = r.Text(),
        ["protectionStateDescription"] = static (ref r, t) => t.ProtectionStateDescription = r.Text(),
        ["activeLocation"] = static (ref r, t) => t.ActiveLocation = r.Text(),
        ["testFailoverState"] = static (ref r, t) => t.TestFailoverState = r.Text(),
        ["allowedOperations"] = static (ref r, t) => t.AllowedOperations = r.Texts(),
        ["replicationHealth"] = static (ref r, t) => t.ReplicationHealth = r.Health(),
        ["failoverHealth"] = static (ref r, t) => t.FailoverHealth = r.Health(),
        ["healthErrors"] = static (ref r, t) => t.HealthErrors = r.List(HealthErrorReader.Read),

        // api-version 2016-08-10 had these two in its place (asr-contract §4.2).
        ["replicationHealthErrors"] = static (ref r, t) => t.ReplicationHealthErrors = r.List(HealthErrorReader.Read),
        ["failoverHealthErrors"] = static (ref r, t) => t.FailoverHealthErrors = r.List(HealthErrorReader.Read),
        ["policyId"] = static (ref r, t) => t.PolicyId = r.Id(),
        ["lastSuccessfulFailoverTime"] = static (ref r, t) => t.LastFailoverTime = r.Moment(),
        ["currentScenario"] = static (ref r, t) => r.Object(CurrentScenario, t),
        ["failoverRecoveryPointId"] = static (ref r, t) => t.FailoverRecoveryPointId = r.Text(),
        ["providerSpecificDetails"] = static (ref r, t) => r.Object(ItemDetails.Fields, t.Details),
    };

    private static readonly FieldMap<ItemFields> Resource = new()
    {
        ["id"] = static (ref r, t) => t.Id = r.Id(),
        ["properties"] = static (ref r, t) => r.Object(Properties, t),
    };

    private static readonly string[] KnownProviders =
        [ServiceWords.Provider.InMageAzureV2, ServiceWords.Provider.InMage, ServiceWords.Provider.InMageRcm, ServiceWords.Provider.InMageRcmFailback];

    public static ReplicatedItem? Read(ref WireReader reader, ReadContext context)
    {
        var read = new ItemFields();
        return reader.Object(Resource, read) ? Build(read, context) : null;
    }

    private static ReplicatedItem Build(ItemFields read, ReadContext context)
    {
        ItemDetails details = read.Details;
        ArmId id = read.Id ?? throw new JsonSerializationException("A replicated item without an id.");
        IReadOnlyList<ReplicatedDisk> disks = details.Disks.Count == 0 ? [] : [.. details.Disks.Select(static d => d.Build())];

        (string? scenario, ArmId? job) = RunningScenario.Of(read.Scenario, read.JobId);
        return PhaseRules.WithPhase(new ReplicatedItem
        {
            Id = id,
            Name = string.IsNullOrEmpty(read.FriendlyName) ? id.Name : read.FriendlyName!,
            Provider = KnownProviders.FirstOrDefault(p => Is(p, details.InstanceType)) ?? details.InstanceType ?? string.Empty,
            ProtectionState = read.ProtectionState ?? string.Empty,
            ProtectionStateDescription = read.ProtectionStateDescription ?? string.Empty,
            ActiveLocation = read.ActiveLocation ?? string.Empty,
            AllowedOperations = read.AllowedOperations,
            TestFailoverState = read.TestFailoverState ?? string.Empty,
            ReplicationHealth = read.ReplicationHealth,
            FailoverHealth = read.FailoverHealth,
            HealthErrors = HealthErrorsOf(read),
            RunningJobId = job,
            RunningScenario = scenario,
            ObjectId = details.InternalIdentifier ?? details.VmId,
            OsType = string.IsNullOrEmpty(details.OsType) ? null : details.OsType,
            IpAddresses = Addresses.Split([details.IpAddress, details.PrimaryNicIpAddress, .. details.NicAddresses]),
            AzureVmId = AzureVmOf(read),
            PolicyId = read.PolicyId,
            LastUsedPolicyId = details.LastUsedPolicyId,
            ProcessServerId = details.ProcessServerId,
            MasterTargetId = details.MasterTargetId,
            ReprotectAgentId = details.ReprotectAgentId,
            ReprotectAgentName = details.ReprotectAgentName,
            Datastore = DatastoreOf(details),
            VCenterId = FirstTold(details.TargetVCenterId, details.DiscoveredVCenterId),
            InfrastructureVmId = FirstTold(details.InfrastructureVmId, null),
            LogStorageAccountId = details.LogStorageAccountId ?? details.RecoveryLogStorageAccountId
                ?? details.Disks.Select(static d => d.LogStorageAccountId).FirstOrDefault(static a => a is not null),
            StorageAccountId = details.RecoveryStorageAccount ?? details.AzureStorageAccountId ?? details.StorageAccountId,
            RunAsAccountId = string.IsNullOrEmpty(details.RunAsAccountId) ? null : details.RunAsAccountId,
            ReplicationGroup = GroupOf(details),
            Rpo = (details.RpoInSeconds ?? details.LastRpoInSeconds) is >= 0 and { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            ResyncRequired = details.ResyncRequired ?? ResyncOf(details.Disks),
            ReplicationProgress = ProgressOf(details),
            AgentHeartbeat = details.LastHeartbeat,
            IsAgentRegistered = details.IsAgentRegistered,
            LastFailoverTime = read.LastFailoverTime,
            FailoverRecoveryPoint = LastSegment(read.FailoverRecoveryPointId) ?? LastSegment(details.FailoverRecoveryPointId),
            AvsVm = details.DiscoveredVm,
            Disks = disks,
            IsComplete = context.IsComplete,
            ReadAt = context.ReadAt,
            Vault = context.Vault,
        });
    }

    private static HealthError[] HealthErrorsOf(ItemFields read)
    {
        HealthError[] all = [.. read.HealthErrors, .. read.ReplicationHealthErrors, .. read.FailoverHealthErrors, .. read.Details.ValidationErrors];
        return all.Length < 2 ? all : [.. all.Distinct()];
    }

    private static ArmId? AzureVmOf(ItemFields read)
    {
        ItemDetails details = read.Details;
        if (details.AzureVirtualMachineId is not null)
        {
            return details.AzureVirtualMachineId;
        }

        // InMageAzureV2's id ends in "/virtualMachines/" until the VM exists (failback-rules, last section).
        // InMageRcm tells a group and the name that was wished for, which the VM need not have got (asr-contract §4.2): its disks lead to it.
        return ArmId.TryParse(details.TargetVmId, out ArmId? target) && target.After("virtualMachines") is not null ? target : null;
    }

    /// <summary>The datastore, where it is a single one: to choose among several is the user's.</summary>
    private static string? DatastoreOf(ItemDetails details)
    {
        if (!string.IsNullOrEmpty(details.TargetDatastore))
        {
            return details.TargetDatastore;
        }

        IReadOnlyList<string> datastores = details.Datastores.Count > 0 ? details.Datastores : details.DiscoveredVm?.Datastores ?? [];
        return datastores.Count == 1 ? datastores[0] : null;
    }

    /// <summary>The named group: a machine by itself has none, or one that is named by its own id (asr-contract §4.2).</summary>
    private static string? GroupOf(ItemDetails details) =>
        string.IsNullOrEmpty(details.GroupName) ? null
        : Guid.TryParse(details.GroupName, out _) && (string.IsNullOrEmpty(details.GroupId) || Is(details.GroupName, details.GroupId)) ? null
        : details.GroupName;

    private static bool? ResyncOf(IReadOnlyList<DiskFields> disks) =>
        disks.Any(static d => d.ResyncRequired == true) ? true
        : disks.Any(static d => d.ResyncRequired == false) ? false
        : null;

    // A classic item past its first copy goes on telling a percentage, which is 0 then.
    private static int? ProgressOf(ItemDetails details) =>
        Is(details.ProtectionStage, "DifferentialSync") ? null : (int?)(details.FirstCopyPercentage ?? details.ResyncPercentage);

    private static string? LastSegment(string? id) => string.IsNullOrEmpty(id) ? null : id!.Substring(id.LastIndexOf('/') + 1);

    private static string? FirstTold(string? first, string? second) => !string.IsNullOrEmpty(first) ? first : string.IsNullOrEmpty(second) ? null : second;

    private static bool Is(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private sealed class ItemFields
    {
        public readonly ItemDetails Details = new();
        public ArmId? Id;
        public string? FriendlyName;
        public string? ProtectionState;
        public string? ProtectionStateDescription;
        public string? ActiveLocation;
        public string? TestFailoverState;
        public IReadOnlyList<string> AllowedOperations = [];
        public HealthStatus ReplicationHealth;
        public HealthStatus FailoverHealth;
        public IReadOnlyList<HealthError> HealthErrors = [];
        public IReadOnlyList<HealthError> ReplicationHealthErrors = [];
        public IReadOnlyList<HealthError> FailoverHealthErrors = [];
        public ArmId? PolicyId;
        public DateTimeOffset? LastFailoverTime;
        public string? Scenario;
        public string? JobId;
        public string? FailoverRecoveryPointId;
    }
}
