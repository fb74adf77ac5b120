using System;

namespace AvsFailback.Emulator.State;

/// <summary>Which vault this is, and the ids that hang off it.</summary>
internal sealed class VaultIdentity
{
    /// <summary>The container and the fabric that stand for Azure: the same in every vault seen (P17, P21:TestV2ARCMFailover, CLI).</summary>
    public const string AzureCloud = "d38048d4-b460-4791-8ece-108395ee8478";
    public const string AzureFabric = "21a9403c-6ec1-44f2-b744-b4e50b792387";

    public VaultIdentity(string vaultId)
    {
        Subscription = ArmPath.After(vaultId, "subscriptions") ?? string.Empty;
        ResourceGroup = ArmPath.After(vaultId, "resourceGroups") ?? string.Empty;
        Name = ArmPath.After(vaultId, "vaults") ?? string.Empty;
        if (Subscription.Length == 0 || ResourceGroup.Length == 0 || Name.Length == 0)
        {
            throw new FormatException($"'{vaultId}' isn't the ARM id of a vault: write /subscriptions/<id>/resourceGroups/<name>/providers/Microsoft.RecoveryServices/vaults/<name>.");
        }
    }

    public string Subscription { get; }

    public string ResourceGroup { get; }

    public string Name { get; }

    /// <summary>The vault's own id, with a lower case s (contract §1, CLIv).</summary>
    public string Id => $"{SubscriptionScope}/resourceGroups/{ResourceGroup}/providers/Microsoft.RecoveryServices/vaults/{Name}";

    public string SubscriptionScope => $"/subscriptions/{Subscription}";

    /// <summary>An id inside the vault, with the capital S that Site Recovery writes (contract §1).</summary>
    public string Asr(string relative) =>
        $"/Subscriptions/{Subscription}/resourceGroups/{ResourceGroup}/providers/Microsoft.RecoveryServices/vaults/{Name}/{relative}";

    public string JobId(string name) => Asr("replicationJobs/" + name);

    /// <summary>An id of another provider in the vault's resource group.</summary>
    public string Azure(string typeAndName) => $"{SubscriptionScope}/resourceGroups/{ResourceGroup}/providers/{typeAndName}";
}
