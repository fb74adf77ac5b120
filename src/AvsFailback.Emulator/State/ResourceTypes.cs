namespace AvsFailback.Emulator.State;

/// <summary>ARM types that the emulator knows by name.</summary>
internal static class ResourceTypes
{
    public const string Vault = "Microsoft.RecoveryServices/vaults";
    public const string Fabric = Vault + "/replicationFabrics";
    public const string Container = Fabric + "/replicationProtectionContainers";
    public const string ContainerMapping = Container + "/replicationProtectionContainerMappings";
    public const string Item = Container + "/replicationProtectedItems";
    public const string RecoveryPoint = Item + "/recoveryPoints";
    public const string Provider = Fabric + "/replicationRecoveryServicesProviders";
    public const string VCenter = Fabric + "/replicationvCenters";
    public const string Job = Vault + "/replicationJobs";
    public const string Event = Vault + "/replicationEvents";
    public const string Policy = Vault + "/replicationPolicies";
    public const string RecoveryPlan = Vault + "/replicationRecoveryPlans";
    public const string VaultSetting = Vault + "/replicationVaultSettings";
    public const string Appliance = Vault + "/replicationAppliances";
    public const string VirtualMachine = "Microsoft.Compute/virtualMachines";
    public const string Disk = "Microsoft.Compute/disks";
    public const string NetworkInterface = "Microsoft.Network/networkInterfaces";
    public const string Lock = "Microsoft.Authorization/locks";
    public const string RunAsAccount = "Microsoft.OffAzure/VMwareSites/runAsAccounts";
}
