using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using AvsFailback.Testing;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

/// <summary>The emulator beside the published API. Every other test of it is held against that too, by the vault that they share.</summary>
public sealed class PublishedApiTests
{
    [SharedDataFact]
    public async Task A_full_round_is_as_published_but_for_the_known_deviations_and_meets_each_of_them()
    {
        using var vault = new EmulatedVault(("throttling", "false"));
        foreach (string name in new[] { "sql01", "app01" })
        {
            await Journey.ToFailedBackAsync(vault, name);
            await ReadAllAsync(vault);
        }

        foreach (string name in new[] { "lin01", "lin02" })
        {
            await Journey.ToFailedOverAsync(vault, name);
            await ReadAllAsync(vault);
        }

        await RunPlansAsync(vault);
        vault.Contract.Verify();
        Assert.Empty(KnownDeviations.All.Except(vault.Contract.Met).Select(k => $"{k.Place}: {k.What}: never met any more, so it needn't be let pass"));
        Assert.True(vault.Contract.Bodies > 300, $"only {vault.Contract.Bodies} bodies were checked");
        foreach (string operation in new[]
        {
            "GET /replicationAppliances", "GET /replicationFabrics", "GET /replicationJobs", "GET /replicationJobs/{jobName}", "GET /replicationPolicies",
            "GET /replicationProtectedItems", "GET /replicationProtectionContainerMappings", "GET /replicationVaultHealth",
            "GET /replicationRecoveryPlans", "GET /replicationRecoveryPlans/{recoveryPlanName}", "POST /replicationRecoveryPlans/{recoveryPlanName}/plannedFailover",
            "POST /replicationRecoveryPlans/{recoveryPlanName}/unplannedFailover", "POST /replicationRecoveryPlans/{recoveryPlanName}/failoverCommit",
            "POST /replicationRecoveryPlans/{recoveryPlanName}/failoverCancel", "POST /replicationJobs/{jobName}/resume",
        })
        {
            Assert.Contains(operation, vault.Contract.Operations);
        }
    }

    [SharedDataFact]
    public void Every_known_deviation_names_its_source() =>
        Assert.All(KnownDeviations.All, k => Assert.Matches("asr-contract §|recorded|azps-20|cli-20", k.Source));

    [SharedDataTheory]
    [InlineData("""{"value":[{"id":7}],"nextLink":null}""", "Resource", "a Number where string is published")]
    [InlineData("""{"value":[{"properties":{"customDetails":{"instanceType":"Sorcery"}}}]}""", "JobDetails", "the unpublished instanceType Sorcery")]
    [InlineData("""{"value":[{"properties":{"customDetails":{}}}]}""", "JobDetails", "no instanceType")]
    [InlineData("""{"value":[{"properties":{"state":"Succeeded","colour":"blue"}}]}""", "JobProperties.colour", "not published")]
    [InlineData("""{"value":[{"properties":{"startTime":"yesterday"}}]}""", "JobProperties.startTime", "not a date-time")]
    [InlineData("""{"value":{}}""", "JobCollection.value", "a Object where array is published")]
    public void What_is_not_as_published_is_told(string body, string place, string what)
    {
        var contract = new Contract();
        contract.CheckResponse("GET", "/subscriptions/s/resourceGroups/g/providers/microsoft.recoveryservices/vaults/v/replicationjobs", 200, body);
        Deviation found = Assert.Single(contract.Unknown);
        Assert.Equal(what, found.What);
        Assert.StartsWith(place == "Resource" ? "Job.id" : place, found.Place, StringComparison.Ordinal);
    }

    [SharedDataTheory]
    [InlineData("GET", "replicationJobs/a", 202, "", "the unpublished status 202")]
    [InlineData("POST", "replicationJobs/a/cancel", 202, "{}", "a body where none is published")]
    [InlineData("GET", "replicationJobs/a", 404, """{"message":"gone"}""", "not ARM's form of an error")]
    [InlineData("GET", "replicationJobs/a", 200, "{", "not JSON")]
    public void A_status_or_body_that_is_not_published_is_told(string method, string path, int status, string body, string what)
    {
        var contract = new Contract();
        contract.CheckResponse(method, "/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/" + path, status, body);
        Assert.Equal(what, Assert.Single(contract.Unknown).What);
    }

    [SharedDataTheory]
    [InlineData("""{"properties":{"providerSpecificDetails":{"instanceType":"InMageRcmFailback","recoveryPointType":"Latest"}}}""", "the unpublished value Latest")]
    [InlineData("""{"properties":{"providerSpecificDetails":{"instanceType":"InMageRcmFailback"}}}""", "required, but absent or null")]
    [InlineData("", "no body where one is required")]
    public void A_request_that_is_not_as_published_is_told(string body, string what)
    {
        var contract = new Contract();
        contract.CheckRequest("POST", "/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationFabrics/f/replicationProtectionContainers/c/replicationProtectedItems/i/plannedFailover", body);
        Assert.Equal(what, Assert.Single(contract.Unknown).What);
    }

    /// <summary>Fails a plan of each architecture back, cancels and commits; reads all while each runs, where it waits for a person, and after.</summary>
    private static async Task RunPlansAsync(EmulatedVault vault)
    {
        await PlanJourney.ReadyAsync(vault, "api01", "sqlc01", "sqlc02");
        await ReadWhileAsync(vault, "SQL-cluster", "unplannedFailover", PlanJourney.Classic("LatestTag"));
        await ReadWhileAsync(vault, "SQL-cluster", "failoverCommit");
        foreach (string name in new[] { "app01", "lin02" })
        {
            Item item = await vault.ItemAsync(name);
            await vault.RunAsync(item, name == "app01" ? "failoverCancel" : "failoverCommit");
            item = await vault.ItemAsync(name);
            if (name == "lin02")
            {
                await vault.RunAsync(item, "reProtect", await Bodies.ReprotectAsync(vault, item));
            }
        }

        await vault.AdvanceAsync(2 * 3600);
        await ReadWhileAsync(vault, "Web-tier", "plannedFailover", PlanJourney.Modernized());
        await ReadWhileAsync(vault, "Web-tier", "failoverCancel");
        Job waiting = await ReadWhileAsync(vault, "Portal", "plannedFailover", PlanJourney.Modernized());
        Assert.Equal("Suspended", waiting.State);
        string id = (string)waiting.Body["id"]!;
        Assert.Equal(202, (await vault.PostAsync(id + "/resume", new JObject { ["properties"] = new JObject { ["comments"] = "looked" } })).Status);
        Assert.Equal("Succeeded", (await vault.EndAsync(id)).State);
        await ReadWhileAsync(vault, "Portal", "failoverCommit");
    }

    private static async Task<Job> ReadWhileAsync(EmulatedVault vault, string plan, string action, JObject? body = null)
    {
        Answer accepted = await vault.PostAsync($"{vault.PlanId(plan)}/{action}", body);
        Assert.True(accepted.Status == 202, accepted.Text);
        await vault.AdvanceAsync(60);
        await ReadAllAsync(vault);
        await vault.GetAsync(accepted.Headers["Location"]);
        await vault.GetAsync(accepted.Headers["Azure-AsyncOperation"]);
        Job job = await vault.EndAsync(accepted.Headers["x-ms-request-id"]);
        Assert.True(job.State is "Succeeded" or "Suspended", job.Text);
        await ReadAllAsync(vault);
        return job;
    }

    private static async Task ReadAllAsync(EmulatedVault vault)
    {
        foreach (string list in new[]
        {
            "replicationFabrics", "replicationProtectionContainers", "replicationProtectionContainerMappings", "replicationPolicies", "replicationProtectedItems",
            "replicationRecoveryServicesProviders", "replicationvCenters", "replicationJobs", "replicationRecoveryPlans", "replicationVaultSettings",
        })
        {
            foreach (JToken entry in (await vault.ReadAsync($"{vault.Vault}/{list}"))["value"]!)
            {
                await vault.ReadAsync((string)entry["id"]!);
            }
        }

        foreach (string list in new[] { "replicationAppliances", "replicationVaultHealth", "replicationEvents" })
        {
            await vault.ReadAsync($"{vault.Vault}/{list}");
        }

        foreach (JToken item in (await vault.ReadAsync(vault.Vault + "/replicationProtectedItems"))["value"]!)
        {
            Answer points = await vault.GetAsync((string)item["id"]! + "/recoveryPoints");
            foreach (JToken point in points.Json["value"]!.Take(2))
            {
                await vault.ReadAsync((string)point["id"]!);
            }
        }

        Assert.Equal(202, (await vault.SendAsync(HttpMethod.Post, EmulatedVault.With(vault.Vault + "/replicationVaultHealth/default/refresh"))).Status);
    }
}
