using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace AvsFailback.Emulator.State.BuiltIn;

/// <summary>A VM of the built-in vault.</summary>
internal sealed record BuiltInVm(string Name, string ItemName, bool Classic, bool Windows, string AvsIp, IReadOnlyList<int> DiskGigabytes, bool Critical = false, bool NoPoints = false, string? Group = null)
{
    /// <summary>The Azure VM's address: the same host number in the DR network.</summary>
    public string AzureIp => "10.80." + AvsIp.Substring("10.60.".Length);
}

/// <summary>A replication appliance of the built-in vault. All its parts share its id (contract §9).</summary>
internal sealed record BuiltInAppliance(string Id, string Name, string MachineName);

/// <summary>Names and ids of the built-in vault. They don't depend on the seed, so that scripts can name them.</summary>
internal sealed class BuiltInNames(string vaultName, IReadOnlyList<BuiltInVm> machines)
{
    public const string VaultName = "contoso-dr-vault";
    public const string Location = "northeurope";
    public const string ResourceGroup = "rg-avs-dr";
    public const string ClassicServer = "CONTOSO-CS01";
    public const string ModernizedFabric = "contoso-dr-vault-vmwarefabric";
    public const string ModernizedContainer = "contoso-dr-vaultreplicationcontainer";
    public const string FirstAppliance = "contoso-appl01";
    public const string Subnet = "snet-servers";
    public const string ClassicPolicy = "vmware-24h";
    public const string ClassicFailbackPolicy = "vmware-24h-failback";
    public const string SqlCluster = "sql-cluster";
    public const string ModernizedPolicy = "24-hour-replication-policy";

    public static readonly IReadOnlyList<BuiltInVm> Vms =
    [
        new("sql01", "8e5a1c52-7c0f-4f0b-9f43-2d6b1c9e0a11", true, true, "10.60.1.11", [128, 512]),
        new("web01", "web01", true, true, "10.60.1.12", [64], NoPoints: true),
        new("lin01", "c1d9b7f4-5a3e-4a57-8b8d-64c0e2a5f713", true, false, "10.60.1.13", [64, 256]),
        new("db01", "db01", true, false, "10.60.1.14", [64, 1024]),
        new("app01", "vcenter01_50231b6a-9c4e-7d10-5a2f-3be08c61d4a1", false, true, "10.60.1.21", [128]),
        new("app02", "vcenter01_5023f0c7-21d8-4e96-b13a-07c95ea8f3b2", false, true, "10.60.1.22", [128, 256], Critical: true),
        new("lin02", "vcenter01_50239e14-6bb5-03f7-c8d1-95a4e7120fc3", false, false, "10.60.1.23", [64]),
        new("api01", "vcenter01_502347d2-f50a-8b39-a6e4-1c7802b9d5e4", false, false, "10.60.1.24", [64, 128]),
        new("sqlc01", "3b9d0e72-84c1-4f5a-a6d8-1e57c02f9b64", true, true, "10.60.1.15", [128, 256], Group: SqlCluster),
        new("sqlc02", "d24f6a18-0b7e-4c93-95e1-7a83b6c4d05f", true, true, "10.60.1.16", [128, 256], Group: SqlCluster),
    ];

    public BuiltInNames()
        : this(VaultName, Vms)
    {
    }

    public Identifiers Ids { get; } = new(20260302);

    /// <summary>The VMs that this vault has.</summary>
    public IReadOnlyList<BuiltInVm> Machines { get; } = machines;

    public VaultIdentity Vault { get; } =
        new($"/subscriptions/5f1c0f3a-3f1e-4c0b-9a53-7d5f0e9b21c6/resourceGroups/{ResourceGroup}/providers/Microsoft.RecoveryServices/vaults/{vaultName}");

    public string ClassicFabricName => Ids.Hex(64, "classic-fabric");

    public string ClassicFabricId => Vault.Asr("replicationFabrics/" + ClassicFabricName);

    public string ClassicInternalId => Ids.Guid("classic-internal");

    public string ClassicContainerId => $"{ClassicFabricId}/replicationProtectionContainers/cloud_{ClassicInternalId}";

    public string ModernizedFabricId => Vault.Asr("replicationFabrics/" + ModernizedFabric);

    public string ModernizedInternalId => Ids.Guid("modernized-internal");

    public string ModernizedContainerId => $"{ModernizedFabricId}/replicationProtectionContainers/{ModernizedContainer}";

    /// <summary>The configuration server is a process server and the Windows master target too, under one id (contract §9).</summary>
    public string ConfigurationServerId => Ids.ServerId("cs");

    public string AzureProcessServerId => Ids.ServerId("ps-azure");

    public string LinuxMasterTargetId => Ids.ServerId("mt-linux");

    /// <summary>The appliances: one, and another for each 60 disks more, which is what one takes (rules I14).</summary>
    public IReadOnlyList<BuiltInAppliance> Appliances => [.. Enumerable.Range(0, 1 + Places.Values.DefaultIfEmpty(0).Max()).Select(Appliance)];

    private Dictionary<string, int> Places => field ??= Place(Machines);

    /// <summary>The appliance that a modernized VM replicates by.</summary>
    public BuiltInAppliance ApplianceOf(string vm) => Appliance(Places[vm]);

    public string Site => Vault.Azure("Microsoft.OffAzure/VMwareSites/contoso-dr-vaultvmwaresite");

    public string VCenter => Site + "/vcenters/vcenter01";

    public string Network => Vault.Azure("Microsoft.Network/virtualNetworks/vnet-dr");

    public string StorageAccount => Vault.Azure("Microsoft.Storage/storageAccounts/contosodrcache");

    public string GroupId => $"{Vault.SubscriptionScope}/resourceGroups/{ResourceGroup}";

    public string PolicyId(string name) => Vault.Asr("replicationPolicies/" + name);

    public string ItemId(BuiltInVm vm) => $"{(vm.Classic ? ClassicContainerId : ModernizedContainerId)}/replicationProtectedItems/{vm.ItemName}";

    public string AzureVm(BuiltInVm vm) => Vault.Azure("Microsoft.Compute/virtualMachines/" + vm.Name);

    private static Dictionary<string, int> Place(IEnumerable<BuiltInVm> machines)
    {
        const int MostDisks = 60;
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        (int appliance, int disks) = (0, 0);
        foreach (BuiltInVm vm in machines.Where(m => !m.Classic))
        {
            (appliance, disks) = disks + vm.DiskGigabytes.Count > MostDisks ? (appliance + 1, vm.DiskGigabytes.Count) : (appliance, disks + vm.DiskGigabytes.Count);
            places[vm.Name] = appliance;
        }

        return places;
    }

    // The first one's names are older than the others.
    private BuiltInAppliance Appliance(int number) => number == 0
        ? new BuiltInAppliance(Ids.Guid("appliance"), FirstAppliance, "CONTOSO-APPL01")
        : new BuiltInAppliance(
            Ids.Guid("appliance", number.ToString(CultureInfo.InvariantCulture)),
            string.Format(CultureInfo.InvariantCulture, "contoso-appl{0:00}", number + 1),
            string.Format(CultureInfo.InvariantCulture, "CONTOSO-APPL{0:00}", number + 1));
}
