using System;
using System.Collections.Generic;

namespace AvsFailback.Azure.Wire;

/// <summary>
/// The fields of an item's <c>providerSpecificDetails</c> over all four providers in one: its kind may be told after the
/// rest, so that it can't choose what is read (asr-contract §4.2).
/// </summary>
internal sealed class ItemDetails
{
    private static readonly FieldMap<ItemDetails> OsDetails = new()
    {
        ["osType"] = static (r, t) => t.OsType = r.Word(),
    };

    // InMage tells its progress here, as text.
    private static readonly FieldMap<ItemDetails> ResyncDetails = new()
    {
        ["initialReplicationProgressPercentage"] = static (r, t) => t.FirstCopyPercentage = r.Whole(),
    };

    private static readonly FieldMap<ItemDetails> MobilityAgent = new()
    {
        ["lastHeartbeatUtc"] = static (r, t) => t.LastHeartbeat = r.Moment(),
    };

    public static readonly FieldMap<ItemDetails> Fields = new()
    {
        ["instanceType"] = static (r, t) => t.InstanceType = r.Word(),
        ["internalIdentifier"] = static (r, t) => t.InternalIdentifier = r.Text(),
        ["infrastructureVmId"] = static (r, t) => t.InfrastructureVmId = r.Text(),
        ["targetvCenterId"] = static (r, t) => t.TargetVCenterId = r.Word(),
        ["vmId"] = static (r, t) => t.VmId = r.Text(),
        ["azureVirtualMachineId"] = static (r, t) => t.AzureVirtualMachineId = r.Id(),
        ["targetVmId"] = static (r, t) => t.TargetVmId = r.Text(),
        ["targetVmName"] = static (r, t) => t.TargetVmName = r.Text(),
        ["targetResourceGroupId"] = static (r, t) => t.TargetResourceGroupId = r.SharedId(),
        ["osType"] = static (r, t) => t.OsType = r.Word(),
        ["osDetails"] = static (r, t) => r.Object(OsDetails, t),
        ["ipAddress"] = static (r, t) => t.IpAddress = r.Text(),
        ["primaryNicIpAddress"] = static (r, t) => t.PrimaryNicIpAddress = r.Text(),
        ["vmNics"] = static (r, t) => t.NicAddresses = r.List(ReadNic),
        ["processServerId"] = static (r, t) => t.ProcessServerId = r.Word(),
        ["masterTargetId"] = static (r, t) => t.MasterTargetId = r.Word(),
        ["reprotectAgentId"] = static (r, t) => t.ReprotectAgentId = r.Word(),
        ["reprotectAgentName"] = static (r, t) => t.ReprotectAgentName = r.Word(),
        ["targetDataStoreName"] = static (r, t) => t.TargetDatastore = r.Word(),
        ["datastores"] = static (r, t) => t.Datastores = r.Words(),
        ["logStorageAccountId"] = static (r, t) => t.LogStorageAccountId = r.SharedId(),
        ["recoveryAzureLogStorageAccountId"] = static (r, t) => t.RecoveryLogStorageAccountId = r.SharedId(),
        ["recoveryAzureStorageAccount"] = static (r, t) => t.RecoveryStorageAccount = r.SharedId(),
        ["azureStorageAccountId"] = static (r, t) => t.AzureStorageAccountId = r.SharedId(),
        ["storageAccountId"] = static (r, t) => t.StorageAccountId = r.SharedId(),
        ["runAsAccountId"] = static (r, t) => t.RunAsAccountId = r.Word(),
        ["multiVmGroupId"] = static (r, t) => t.GroupId = r.Text(),
        ["multiVmGroupName"] = static (r, t) => t.GroupName = r.Word(),
        ["rpoInSeconds"] = static (r, t) => t.RpoInSeconds = r.Whole(),
        ["lastRpoInSeconds"] = static (r, t) => t.LastRpoInSeconds = r.Whole(),
        ["resyncRequired"] = static (r, t) => t.ResyncRequired = r.Need(),
        ["protectionStage"] = static (r, t) => t.ProtectionStage = r.Word(),
        ["resyncDetails"] = static (r, t) => r.Object(ResyncDetails, t),
        ["initialReplicationProgressPercentage"] = static (r, t) => t.FirstCopyPercentage = r.Whole(),
        ["resyncProgressPercentage"] = static (r, t) => t.ResyncPercentage = r.Whole(),
        ["lastHeartbeat"] = static (r, t) => t.LastHeartbeat = r.Moment(),
        ["mobilityAgentDetails"] = static (r, t) => r.Object(MobilityAgent, t),
        ["isAgentRegistrationSuccessfulAfterFailover"] = static (r, t) => t.IsAgentRegistered = r.Flag(),
        ["failoverRecoveryPointId"] = static (r, t) => t.FailoverRecoveryPointId = r.Text(),
        ["lastUsedPolicyId"] = static (r, t) => t.LastUsedPolicyId = r.SharedId(),
        ["discoveredVmDetails"] = static (r, t) => t.DiscoveredVm = DiscoveredVmReader.Read(r, out t.DiscoveredVCenterId),
        ["protectedDisks"] = static (r, t) => t.Disks = r.List(DiskFields.Read),
        ["validationErrors"] = static (r, t) => t.ValidationErrors = r.List(HealthErrorReader.Read),
    };

    private static readonly FieldMap<string?[]> Nic = new()
    {
        ["sourceIPAddress"] = static (r, t) => t[0] = r.Text(),
    };

    public string? InstanceType;
    public string? InternalIdentifier;
    public string? VmId;
    public string? InfrastructureVmId;
    public string? TargetVCenterId;
    public ArmId? AzureVirtualMachineId;
    public string? TargetVmId;
    public string? TargetVmName;
    public ArmId? TargetResourceGroupId;
    public string? OsType;
    public string? IpAddress;
    public string? PrimaryNicIpAddress;
    public IReadOnlyList<string> NicAddresses = [];
    public string? ProcessServerId;
    public string? MasterTargetId;
    public string? ReprotectAgentId;
    public string? ReprotectAgentName;
    public string? TargetDatastore;
    public IReadOnlyList<string> Datastores = [];
    public ArmId? LogStorageAccountId;
    public ArmId? RecoveryLogStorageAccountId;
    public ArmId? RecoveryStorageAccount;
    public ArmId? AzureStorageAccountId;
    public ArmId? StorageAccountId;
    public string? RunAsAccountId;
    public string? GroupId;
    public string? GroupName;
    public long? RpoInSeconds;
    public long? LastRpoInSeconds;
    public bool? ResyncRequired;
    public string? ProtectionStage;
    public long? FirstCopyPercentage;
    public long? ResyncPercentage;
    public DateTimeOffset? LastHeartbeat;
    public bool? IsAgentRegistered;
    public string? FailoverRecoveryPointId;
    public ArmId? LastUsedPolicyId;
    public DiscoveredVm? DiscoveredVm;
    public string? DiscoveredVCenterId;
    public IReadOnlyList<DiskFields> Disks = [];
    public IReadOnlyList<HealthError> ValidationErrors = [];

    private static string? ReadNic(WireReader reader)
    {
        var address = new string?[1];
        reader.Object(Nic, address);
        return string.IsNullOrEmpty(address[0]) ? null : address[0];
    }
}
