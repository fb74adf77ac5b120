using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests.Recorded;

/// <summary>How the emulator is brought into the situation of a recorded exchange, and asked the same.</summary>
internal sealed class Situations(EmulatedVault vault)
{
    private const string Failover = "classic-failover-and-commit";
    private const string Reprotect = "classic-reprotect-azure-to-vmware";
    private const string Jobs = "classic-job-list-and-filters";
    private const string VaultLevel = "vault-level-lists-jobs-health";
    private const string Fragments = "azps-2021-fragments";
    private const string Failback = "later/classic-failback-and-commit-ends";
    private const string WayBack = "later/classic-committed-and-reprotect-to-azure";
    private const string RcmFailover = "later/rcm-failover-job-end";
    private const string HyperV = "later/hyperv-running-scenario-failover-commit-failback";

    private Dictionary<string, Func<Task<Answer>>> All => new(StringComparer.Ordinal)
    {
        [Failover + "#9"] = ListItemsAsync,
        [Failover + "#10"] = async () => await GetAsync((await Journey.ToProtectedAsync(vault, "sql01")).Id),
        [Failover + "#11"] = FailOverAsync,
        [Failover + "#12"] = async () => await JobAsync(await FailOverAsync(), 3),
        [Failover + "#13"] = async () => await JobAsync(await FailOverAsync(), 10),
        [Failover + "#14"] = async () => await JobAsync(await FailOverAsync(), 20),
        [Failover + "#15"] = async () => await JobAsync(await FailOverAsync(), 40),
        [Failover + "#16"] = async () => await JobAsync(await FailOverAsync(), 80),
        [Failover + "#17"] = async () => await JobAsync(await FailOverAsync(), 3600),
        [Failover + "#18"] = CommitFailoverAsync,
        [Failover + "#19"] = async () => await JobAsync(await CommitFailoverAsync(), 0),
        [Failover + "#20"] = async () => await JobAsync(await CommitFailoverAsync(), 3600),
        [Reprotect + "#9"] = ListItemsAsync,
        [Reprotect + "#10"] = async () => await GetAsync((await vault.ItemAsync("sql01")).Id),
        [Reprotect + "#14"] = async () => await GetAsync(await MappingAsync(failback: true)),
        [Reprotect + "#16"] = ReprotectAsync,
        [Reprotect + "#17"] = async () => await JobAsync(await ReprotectAsync(), 4),
        [Jobs + "#2"] = async () => await JobAsync(await RefreshAsync(), 600),
        [VaultLevel + "#0"] = () => AskAsync(HttpMethod.Get, vault.Vault + "-of-nobody"),
        [VaultLevel + "#4"] = () => GetAsync(vault.Vault),
        [VaultLevel + "#17"] = RefreshAsync,
        [VaultLevel + "#22"] = async () => await JobAsync(await RefreshAsync(), 600),
        [Fragments + "#0"] = async () => await GetAsync((await Journey.ToReadyAsync(vault, "sql01")).Id),
        [Fragments + "#1"] = ClassicFailbackAsync,
        [Fragments + "#2"] = async () => await JobAsync(await ClassicFailbackAsync(), 4),
        [Fragments + "#3"] = async () => await JobAsync(await CommitAsync("sql01"), 6),
        [Fragments + "#4"] = ModernizedFailbackAsync,
        [Fragments + "#5"] = async () => await JobAsync(await ModernizedFailbackAsync(), 4),
        [Fragments + "#6"] = async () => await GetAsync((await Journey.ToFailedBackAsync(vault, "app02")).Id),
        [Fragments + "#7"] = CancelAsync,
        [Fragments + "#8"] = async () => await JobAsync(await CancelAsync(), 10),
        [Fragments + "#9"] = async () => await GetAsync((await FailedBackForLongAsync()).Id),
        [Fragments + "#10"] = ReprotectToAzureAsync,
        [Fragments + "#11"] = async () => await JobAsync(await ReprotectToAzureAsync(), 4),
        [Fragments + "#12"] = () => CommitAsync("app01"),
        [Fragments + "#13"] = async () => await GetAsync((await vault.ItemAsync("sql01")).Id),
        [Failback + "#0"] = async () => await JobAsync(await ClassicFailbackAsync(), 210),
        [Failback + "#1"] = async () => await JobAsync(await ClassicFailbackAsync(), 220),
        [Failback + "#2"] = () => CommitAsync("sql01"),
        [Failback + "#3"] = async () => await JobAsync(await CommitAsync("sql01"), 110),
        [Failback + "#4"] = async () => await JobAsync(await CommitAsync("sql01"), 115),
        [WayBack + "#0"] = async () => await CommittedAsync() is var item ? await GetAsync(item.Id[..item.Id.LastIndexOf('/')]) : throw new InvalidOperationException(),
        [WayBack + "#1"] = async () => await GetAsync((await CommittedAsync()).Id),
        [WayBack + "#2"] = ReprotectCommittedAsync,
        [WayBack + "#3"] = async () => await JobAsync(await ReprotectCommittedAsync(), 20),
        [WayBack + "#4"] = async () => await JobAsync(await ReprotectCommittedAsync(), 135),
        [RcmFailover + "#0"] = async () => await JobAsync(await FailOverModernizedAsync(), 3),
        [RcmFailover + "#1"] = async () => await JobAsync(await FailOverModernizedAsync(), 700),
        [HyperV + "#11"] = () => GetAsync(vault.Vault + "/replicationRecoveryPlans/Web-tier"),
        [HyperV + "#15"] = FailOverModernizedAsync,
        [HyperV + "#17"] = RenamedAsync,
        [HyperV + "#18"] = CommitFailoverAsync,
        [HyperV + "#21"] = ModernizedFailbackAsync,
    };

    /// <summary>The emulator's answer in the situation of a recorded exchange; null where none is told for it.</summary>
    public async Task<Answer?> AnswerAsync(RecordedExchange recorded)
    {
        if (All.TryGetValue(recorded.Name, out Func<Task<Answer>>? own))
        {
            return await own();
        }

        return recorded.Method == "GET" ? await ReadAsync(recorded) : null;
    }

    public async Task<Answer> AskAsync(HttpMethod method, string path, JToken? body = null, string? query = null) =>
        await vault.SendAsync(method, EmulatedVault.With(path, query), body, true, ("x-ms-client-request-id", "recorded"));

    private async Task<Answer?> ReadAsync(RecordedExchange recorded)
    {
        string[] segments = recorded.Path.Trim('/').Split('/');
        switch (segments[^2].ToUpperInvariant(), segments[^1].ToUpperInvariant())
        {
            case ("REPLICATIONFABRICS", _):
                return await GetAsync(await FabricAsync());
            case ("REPLICATIONPROTECTIONCONTAINERS", _):
                return await GetAsync(await ContainerAsync());
            case (_, "REPLICATIONPROTECTIONCONTAINERMAPPINGS") when segments.Contains("replicationFabrics"):
                return await GetAsync(await ContainerAsync() + "/replicationProtectionContainerMappings");
            case ("REPLICATIONPOLICIES", _):
                return await GetAsync(await Bodies.PolicyAsync(vault, (string)recorded.Body!["properties"]!["providerSpecificDetails"]!["instanceType"]!));
            case (_, "REPLICATIONJOBS"):
                return await ListJobsAsync(recorded);
            case ("REPLICATIONOPERATIONSTATUS", _):
                return await StatusAsync((string)recorded.Body!["status"]!);
            case ("MICROSOFT.RECOVERYSERVICES", "VAULTS"):
                return await GetAsync($"/subscriptions/{vault.Subscription}/providers/Microsoft.RecoveryServices/vaults");
            case ("VAULTS", _) or ("OPERATIONSTATUS", _) or ("REPLICATIONPROTECTABLEITEMS", _) or ("REPLICATIONJOBS", _):
                return null;
            default:
                return await GetAsync(vault.Vault + "/" + recorded.Tail);
        }
    }

    private Task<Answer> GetAsync(string path) => AskAsync(HttpMethod.Get, path);

    private async Task<Answer> JobAsync(Answer accepted, double after)
    {
        await vault.AdvanceAsync(after);
        return await GetAsync(accepted.Headers["x-ms-request-id"]);
    }

    private async Task<Answer> StatusAsync(string status)
    {
        Answer accepted = await RefreshAsync();
        await vault.AdvanceAsync(status switch { "NotStarted" => 0, "InProgress" => 2, _ => 600 });
        return await vault.SendAsync(HttpMethod.Get, accepted.Headers["Azure-AsyncOperation"], null, true, ("x-ms-client-request-id", "recorded"));
    }

    /// <summary>The jobs of a vault in which some ended, by the recorded filter with times of this vault.</summary>
    private async Task<Answer> ListJobsAsync(RecordedExchange recorded)
    {
        string now = (string)(await vault.ControlAsync(HttpMethod.Get, "/emulator/clock"))["utcNow"]!;
        await JobAsync(await RefreshAsync(), 600);
        DateTimeOffset from = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture).AddDays(-1);
        string? filter = recorded.Query.Contains("StartTime", StringComparison.Ordinal) ? $"StartTime eq '{Job.Instant(from)}' and EndTime eq '{Job.Instant(from.AddDays(2))}'"
            : recorded.Query.Contains("JobStatus", StringComparison.Ordinal) ? "( JobStatus eq 'Succeeded' )"
            : null;
        return await AskAsync(HttpMethod.Get, vault.Vault + "/replicationJobs", null, filter is null ? null : "$filter=" + Uri.EscapeDataString(filter));
    }

    private async Task<Answer> ListItemsAsync()
    {
        await Journey.ToReadyAsync(vault, "sql01");
        Item copying = await vault.ItemAsync("db01");
        await vault.RunAsync(copying, "reProtect", await Bodies.ReprotectAsync(vault, copying));
        return await GetAsync(await ContainerAsync() + "/replicationProtectedItems");
    }

    private async Task<string> FabricAsync() => (await ContainerAsync()) is var container ? container[..container.IndexOf("/replicationProtectionContainers", StringComparison.Ordinal)] : string.Empty;

    private async Task<string> ContainerAsync() => (await vault.ItemAsync("sql01")).Id is var id ? id[..id.IndexOf("/replicationProtectedItems", StringComparison.Ordinal)] : string.Empty;

    private async Task<string> MappingAsync(bool failback) => (string)(await vault.ReadAsync(await ContainerAsync() + "/replicationProtectionContainerMappings"))["value"]!
        .First(m => ((string)m["properties"]!["policyId"]!).EndsWith("-failback", StringComparison.Ordinal) == failback)["id"]!;

    private async Task<Answer> ActAsync(Item item, string action, JToken? body = null) => await AskAsync(HttpMethod.Post, item.Id + "/" + action, body);

    private Task<Answer> RefreshAsync() => AskAsync(HttpMethod.Post, vault.Vault + "/replicationVaultHealth/default/refresh");

    private async Task<Answer> FailOverAsync() => await ActAsync(await Journey.ToProtectedAsync(vault, "sql01"), "unplannedFailover", Bodies.FailoverToAzure("InMageAzureV2"));

    private async Task<Answer> FailOverModernizedAsync() => await ActAsync(await Journey.ToProtectedAsync(vault, "app01"), "unplannedFailover", Bodies.FailoverToAzure("InMageRcm"));

    /// <summary>The status of a failover that has ended onto a taken name.</summary>
    private async Task<Answer> RenamedAsync()
    {
        Item item = await Journey.ToProtectedAsync(vault, "app01");
        JObject snapshot = await vault.ControlAsync(HttpMethod.Get, "/emulator/snapshot");
        var taken = (JObject)snapshot["resources"]!.First(r => (string?)r["type"] == "Microsoft.Compute/virtualMachines").DeepClone();
        taken["id"] = $"{item.Details["targetResourceGroupId"]}/providers/Microsoft.Compute/virtualMachines/{item.Details["targetVmName"]}";
        taken["name"] = item.Details["targetVmName"];
        ((JArray)snapshot["resources"]!).Add(taken);
        using var again = new EmulatedVault(("snapshot", EmulatedVault.Save(snapshot)), ("throttling", "false"));
        Answer accepted = await again.SendAsync(HttpMethod.Post, EmulatedVault.With(item.Id + "/unplannedFailover"), Bodies.FailoverToAzure("InMageRcm"));
        await again.AdvanceAsync(3600);
        return await again.SendAsync(HttpMethod.Get, accepted.Headers["Azure-AsyncOperation"], null, true, ("x-ms-client-request-id", "recorded"));
    }

    private async Task<Item> CommittedAsync()
    {
        await vault.RunAsync(await Journey.ToFailedBackAsync(vault, "sql01"), "failoverCommit");
        await vault.AdvanceAsync(3 * 3600);
        return await vault.ItemAsync("sql01");
    }

    private async Task<Answer> ReprotectCommittedAsync() => await CommittedAsync() is var item ? await ActAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item)) : throw new InvalidOperationException();

    private async Task<Answer> CommitFailoverAsync() => await ActAsync(await Journey.ToFailedOverAsync(vault, "sql01"), "failoverCommit");

    private async Task<Answer> CommitAsync(string name) => await ActAsync(await Journey.ToFailedBackAsync(vault, name), "failoverCommit");

    private async Task<Answer> CancelAsync() => await ActAsync(await Journey.ToFailedBackAsync(vault, "app01"), "failoverCancel");

    private async Task<Answer> ClassicFailbackAsync() => await ActAsync(await Journey.ToReadyAsync(vault, "sql01"), "unplannedFailover", Bodies.ClassicFailback());

    private async Task<Answer> ModernizedFailbackAsync() => await ActAsync(await Journey.ToReadyAsync(vault, "app01"), "plannedFailover", Bodies.ModernizedFailback("ApplicationConsistent"));

    private async Task<Answer> ReprotectAsync() => await vault.ItemAsync("sql01") is var item ? await ActAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item)) : throw new InvalidOperationException();

    private async Task<Answer> ReprotectToAzureAsync() => await FailedBackForLongAsync() is var item ? await ActAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item)) : throw new InvalidOperationException();

    private async Task<Item> FailedBackForLongAsync()
    {
        await Journey.ToFailedBackAsync(vault, "lin02");
        await vault.AdvanceAsync(21 * 86400);
        return await vault.ItemAsync("lin02");
    }
}
