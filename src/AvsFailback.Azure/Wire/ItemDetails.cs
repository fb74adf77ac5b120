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
        ["osType"] = static (ref r, t) => t.OsType = r.Text(),
    };

    // InMage tells its progress here, as text.
    private static readonly FieldMap<ItemDetails> ResyncDetails = new()
    {
        ["initialReplicationProgressPercentage"] = static (ref r, t) => t.FirstCopyPercentage = r.Whole(),
    };

    private static readonly FieldMap<ItemDetails> MobilityAgent = new()
    {
        ["lastHeartbeatUtc"] = static (ref r, t) => t.LastHeartbeat = r.Moment(),
    };

    public static readonly FieldMap<ItemDetails> Fields = new()
    {
        ["instanceType"] = static (ref r, t) => t.InstanceType = r.Text(),
        ["internalIdentifier"] = static (ref r, t) => t.InternalIdentifier = r.Text(),
        ["infrastructureVmId"] = static (ref r, t) => t.InfrastructureVmId = r.Text(),
        ["targetvCenterId"] = static (ref r, t) => t.TargetVCenterId = r.Text(),
        ["vmId"] = static (ref r, t) => t.VmId = r.Text(),
        ["azureVirtualMachineId"] = static (ref r, t) => t.AzureVirtualMachineId = r.Id(),
        ["targetVmId"] = static (ref r, t) => t.TargetVmId = r.Text(),
        ["osType"] = static (ref r, t) => t.OsType = r.Text(),
        ["osDetails"] = static (ref r, t) => r.Object(OsDetails, t),
        ["ipAddress"] = static (ref r, t) => t.IpAddress = r.Text(),
        ["primaryNicIpAddress"] = static (ref r, t) => t.PrimaryNicIpAddress = r.Text(),
        ["vmNics"] = static (ref r, t) => t.NicAddresses = r.List(ReadNic),
        ["processServerId"] = static (ref r, t) => t.ProcessServerId = r.Text(),
        ["masterTargetId"] = static (ref r, t) => t.MasterTargetId = r.Text(),
        ["reprotectAgentId"] = static (ref r, t) => t.ReprotectAgentId = r.Text(),
        ["reprotectAgentName"] = static (ref r, t) => t.ReprotectAgentName = r.Text(),
        ["targetDataStoreName"] = static (ref r, t) => t.TargetDatastore = r.Text(),
        ["datastores"] = static (ref r, t) => t.Datastores = r.Texts(),
        ["logStorageAccountId"] = static (ref r, t) => t.LogStorageAccountId = r.Id(),
        ["recoveryAzureLogStorageAccountId"] = static (ref r, t) => t.RecoveryLogStorageAccountId = r.Id(),
        ["recoveryAzureStorageAccount"] = static (ref r, t) => t.RecoveryStorageAccount = r.Id(),
        ["azureStorageAccountId"] = static (ref r, t) => t.AzureStorageAccountId = r.Id(),
        ["storageAccountId"] = static (ref r, t) => t.StorageAccountId = r.Id(),
        ["runAsAccountId"] = static (ref r, t) => t.RunAsAccountId = r.Text(),
        ["multiVmGroupId"] = static (ref r, t) => t.GroupId = r.Text(),
        ["multiVmGroupName"] = static (ref r, t) => t.GroupName = r.Text(),
        ["rpoInSeconds"] = static (ref r, t) => t.RpoInSeconds = r.Whole(),
        ["lastRpoInSeconds"] = static (ref r, t) => t.LastRpoInSeconds = r.Whole(),
        ["resyncRequired"] = static (ref r, t) => t.ResyncRequired = r.Need(),
        ["protectionStage"] = static (ref r, t) => t.ProtectionStage = r.Text(),
        ["resyncDetails"] = static (ref r, t) => r.Object(ResyncDetails, t),
        ["initialReplicationProgressPercentage"] = static (ref r, t) => t.FirstCopyPercentage = r.Whole(),
        ["resyncProgressPercentage"] = static (ref r, t) => t.ResyncPercentage = r.Whole(),
        ["lastHeartbeat"] = static (ref r, t) => t.LastHeartbeat = r.Moment(),
        ["mobilityAgentDetails"] = static (ref r, t) => r.Object(MobilityAgent, t),
        ["isAgentRegistrationSuccessfulAfterFailover"] = static (ref r, t) => t.IsAgentRegistered = r.Flag(),
        ["failoverRecoveryPointId"] = static (ref r, t) => t.FailoverRecoveryPointId = r.Text(),
        ["lastUsedPolicyId"] = static (ref r, t) => t.LastUsedPolicyId = r.Id(),
        ["discoveredVmDetails"] = static (ref r, t) => t.DiscoveredVm = DiscoveredVmReader.Read(ref r, out t.DiscoveredVCenterId),
        ["protectedDisks"] = static (ref r, t) => t.Disks = r.List(DiskFields.Read),
        ["validationErrors"] = static (ref r, t) => t.ValidationErrors = r.List(HealthErrorReader.Read),
    };

    private static readonly FieldMap<string?[]> Nic = new()
    {
        ["sourceIPAddress"] = static (ref r, t) => t[0] = r.Text(),
    };

    public string? InstanceType;
    public string? InternalIdentifier;
    public string? VmId;
    public string? InfrastructureVmId;
    public string? TargetVCenterId;
    public ArmId? AzureVirtualMachineId;
    public string? TargetVmId;
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

    private static string? ReadNic(ref WireReader reader)
    {
        var address = new string?[1];
        reader.Object(Nic, address);
        return string.IsNullOrEmpty(address[0]) ? null : address[0];
    }
}
