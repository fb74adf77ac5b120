using System;
using System.Collections.Generic;
using System.Linq;
using AvsFailback.Azure.Wire;

namespace AvsFailback.Azure.Arm;

/// <summary>The addresses of what is read (asr-contract §1, §7).</summary>
internal sealed class VaultPaths(ArmId vault)
{
    public ArmId Vault { get; } = vault;

    public string Items(ItemFilter? filter) =>
        List("replicationProtectedItems") + Filter(filter?.RecoveryPlanName is { Length: > 0 } plan ? [$"RecoveryPlanName eq {Quote(plan)}"] : []);

    public string Jobs(JobFilter? filter)
    {
        List<string> conditions = [];
        if (filter?.From is { } from)
        {
            conditions.Add($"StartTime eq {Quote(Moments.Format(from))}");
        }

        if (filter?.To is { } to)
        {
            conditions.Add($"EndTime eq {Quote(Moments.Format(to))}");
        }

        if (filter?.States.Count > 0)
        {
            conditions.Add($"( {string.Join(" or ", filter.States.Select(static s => $"JobStatus eq {Quote(s)}"))} )");
        }

        return List("replicationJobs") + Filter(conditions);
    }

    /// <summary>One of the lists that the vault has at its own level.</summary>
    public string List(string kind) => SiteRecovery(Vault + "/" + kind);

    public static string SiteRecovery(string path) => With(path, ApiVersions.SiteRecovery);

    public static string RecoveryPoints(ArmId item) => SiteRecovery(item + "/recoveryPoints");

    public static string RunAsAccounts(ArmId site) => With(site + "/runAsAccounts", ApiVersions.OffAzure);

    public static string AzureVm(ArmId vm) => With(vm.ToString(), ApiVersions.Compute) + "&$expand=instanceView";

    public static string AzureDisk(ArmId disk) => With(disk.ToString(), ApiVersions.Disks);

    public static string AzureVms(string subscriptionId) => With($"/subscriptions/{subscriptionId}/providers/Microsoft.Compute/virtualMachines", ApiVersions.Compute);

    public static string AzureVmPowerStates(string subscriptionId) => AzureVms(subscriptionId) + "&statusOnly=true";

    /// <summary>What the caller may do at the vault.</summary>
    public string Permissions => With(Vault + "/providers/Microsoft.Authorization/permissions", ApiVersions.Permissions);

    public static string NetworkResource(ArmId id) => With(id.ToString(), ApiVersions.Network);

    public static string NetworkInterfaces(string subscriptionId) => With($"/subscriptions/{subscriptionId}/providers/Microsoft.Network/networkInterfaces", ApiVersions.Network);

    public static string Locks(string subscriptionId) => With($"/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/locks", ApiVersions.Locks);

    public static string PrivateCloud(ArmId cloud) => With(cloud.ToString(), ApiVersions.PrivateClouds);

    public static string VaultItself(ArmId vault) => With(vault.ToString(), ApiVersions.Vault);

    private static string With(string path, string version) => Escape(path) + "?api-version=" + version;

    /// <summary>A path with each segment escaped: a plan may be named "DR#1", "50%" or "who?".</summary>
    /// <exception cref="FailbackException">A segment would be taken as a step within the path.</exception>
    internal static string Escape(string path)
    {
        string[] segments = path.Split('/');
        for (int i = 0; i < segments.Length; i++)
        {
            segments[i] = segments[i] is "." or ".."
                ? throw new FailbackException("InvalidId", FailbackErrorCategory.InvalidInput, $"'{path}' isn't an Azure resource id: it has a part '{segments[i]}'.", "Give the id as Azure shows it.", path)
                : segments[i].All(IsPlain) ? segments[i] : Uri.EscapeDataString(segments[i]);
        }

        return string.Join("/", segments);
    }

    private static bool IsPlain(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or '_' or '~' or '(' or ')';

    private static string Filter(List<string> conditions) =>
        conditions.Count == 0 ? string.Empty : "&$filter=" + Uri.EscapeDataString(string.Join(" and ", conditions));

    private static string Quote(string value) => "'" + value.Replace("'", "''") + "'";
}
