namespace AvsFailback.Azure.Arm;

/// <summary>The versions of the published APIs that the client speaks.</summary>
internal static class ApiVersions
{
    /// <summary>Site Recovery: that of the published definitions the wire mapping was written by.</summary>
    public const string SiteRecovery = "2024-04-01";

    /// <summary>The vault as a resource (recorded: vault-level-lists-jobs-health.cli-2023-08.json).</summary>
    public const string Vault = "2023-02-01";

    /// <summary>Azure VMs.</summary>
    public const string Compute = "2024-07-01";

    /// <summary>Managed disks.</summary>
    public const string Disks = "2024-03-02";

    /// <summary>Network interfaces, and connections of gateways.</summary>
    public const string Network = "2024-05-01";

    /// <summary>The sites of Azure Migrate that hold run-as accounts (asr-contract §9).</summary>
    public const string OffAzure = "2020-01-01";

    /// <summary>Locks (ARM's public reference: the newest stable version).</summary>
    public const string Locks = "2020-05-01";

    /// <summary>What the caller may do (ARM's public reference: the newest stable version).</summary>
    public const string Permissions = "2022-04-01";

    /// <summary>Private clouds of Azure VMware Solution (public reference).</summary>
    public const string PrivateClouds = "2023-09-01";
}
