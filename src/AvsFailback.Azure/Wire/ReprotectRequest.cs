using AvsFailback.Asr;
using Newtonsoft.Json;
using static AvsFailback.Asr.ServiceWords;

namespace AvsFailback.Azure.Wire;

/// <summary>The body of <c>/reProtect</c>, in the shape that the item's provider demands (asr-contract §3.1).</summary>
internal static class ReprotectRequest
{
    public static byte[] Write(ReplicatedItem item, ReprotectInputs inputs) => item.Provider switch
    {
        Provider.InMageAzureV2 => ClassicToAvs(item, inputs),
        Provider.InMageRcm => ModernizedToAvs(item, inputs),
        Provider.InMage => ClassicToAzure(item, inputs),
        Provider.InMageRcmFailback => ModernizedToAzure(item, inputs),
        _ => throw new FailbackException(
            "ProviderNotSupported",
            FailbackErrorCategory.NotSupported,
            $"'{item.Name}' can't be reprotected: its provider is '{item.Provider}'.",
            "Only VMs that Site Recovery replicates between VMware and Azure can be brought back to AVS.",
            item),
    };

    private static byte[] ClassicToAvs(ReplicatedItem item, ReprotectInputs inputs)
    {
        string masterTarget = Needed(item, inputs.MasterTargetId, nameof(inputs.MasterTargetId), "master target", "MasterTarget");
        string processServer = Needed(item, inputs.ProcessServerId, nameof(inputs.ProcessServerId), "process server", "ProcessServer");
        string retentionVolume = Needed(item, inputs.RetentionVolume, nameof(inputs.RetentionVolume), "retention volume", "RetentionVolume");
        string policy = Needed(item, inputs.PolicyId?.ToString(), nameof(inputs.PolicyId), "failback policy", "Policy");
        return RequestBody.Write(w =>
        {
            w.Field("failoverDirection", "RecoveryToPrimary");
            w.ProviderDetails(Provider.InMage, d =>
            {
                d.Field("masterTargetId", masterTarget);
                d.Field("processServerId", processServer);
                d.Field("retentionDrive", retentionVolume);
                d.Field("profileId", policy);
                d.FieldIfAny("runAsAccountId", inputs.RunAsAccountId);
                d.FieldIfAny("datastoreName", inputs.Datastore);
                ExcludeTemporaryStorage(d);
            });
        });
    }

    // Az's cmdlet sends it for every VM, whatever its OS: the disk that Azure lends a VM has no place in AVS. The case
    // of the second key is that of the recorded request (asr-contract §3.1).
    private static void ExcludeTemporaryStorage(JsonTextWriter writer)
    {
        writer.WritePropertyName("diskExclusionInput");
        writer.WriteStartObject();
        writer.WritePropertyName("volumeOptions");
        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.Field("volumeLabel", "Temporary Storage");
        writer.Field("OnlyExcludeIfSingleVolume", "Yes");
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static byte[] ModernizedToAvs(ReplicatedItem item, ReprotectInputs inputs)
    {
        string agent = Needed(item, inputs.ReprotectAgentId, nameof(inputs.ReprotectAgentId), "replication appliance", "Appliance");
        string datastore = Needed(item, inputs.Datastore, nameof(inputs.Datastore), "datastore", "Datastore");
        string logAccount = Needed(item, inputs.LogStorageAccountId?.ToString(), nameof(inputs.LogStorageAccountId), "log storage account", "LogStorageAccount");
        return RequestBody.Write(w =>
        {
            w.Field("failoverDirection", "RecoveryToPrimary");
            w.ProviderDetails(Provider.InMageRcm, d =>
            {
                d.Field("reprotectAgentId", agent);
                d.Field("datastoreName", datastore);
                d.Field("logStorageAccountId", logAccount);
                d.FieldIfAny("policyId", inputs.PolicyId?.ToString());
            });
        });
    }

    // The published API requires none of these; Az's cmdlet always sends the policy (asr-contract §3.1).
    private static byte[] ClassicToAzure(ReplicatedItem item, ReprotectInputs inputs)
    {
        string policy = Needed(item, inputs.PolicyId?.ToString(), nameof(inputs.PolicyId), "replication policy", "Policy");
        return RequestBody.Write(w =>
        {
            w.Field("failoverDirection", "RecoveryToPrimary");
            w.ProviderDetails(Provider.InMageAzureV2, d =>
            {
                d.FieldIfAny("processServerId", inputs.ProcessServerId);
                d.FieldIfAny("masterTargetId", inputs.MasterTargetId);
                d.FieldIfAny("runAsAccountId", inputs.RunAsAccountId);
                d.Field("policyId", policy);
                d.FieldIfAny("storageAccountId", inputs.StorageAccountId?.ToString());
                d.FieldIfAny("logStorageAccountId", inputs.LogStorageAccountId?.ToString());
            });
        });
    }

    // Without a direction, as recorded (asr-contract §3.1).
    private static byte[] ModernizedToAzure(ReplicatedItem item, ReprotectInputs inputs)
    {
        string processServer = Needed(item, inputs.ProcessServerId, nameof(inputs.ProcessServerId), "replication appliance", "Appliance");
        string policy = Needed(item, inputs.PolicyId?.ToString(), nameof(inputs.PolicyId), "replication policy", "Policy");
        return RequestBody.Write(w => w.ProviderDetails(Provider.InMageRcmFailback, d =>
        {
            d.Field("processServerId", processServer);
            d.Field("policyId", policy);
            d.FieldIfAny("runAsAccountId", inputs.RunAsAccountId);
        }));
    }

    private static string Needed(ReplicatedItem item, string? value, string input, string what, string parameter) =>
        !string.IsNullOrEmpty(value) ? value! : throw new FailbackException(
            "MissingInput",
            FailbackErrorCategory.InvalidInput,
            $"To reprotect '{item.Name}' ({(PhaseRules.DirectionOf(item.Provider) == ReplicationDirection.AvsToAzure ? "from Azure to AVS" : "from AVS to Azure")}) a {what} is needed ({input}).",
            $"Name it with -{parameter}.",
            item);
}
