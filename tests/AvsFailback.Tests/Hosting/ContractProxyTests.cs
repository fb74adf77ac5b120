using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Testing;
using AvsFailback.Tests.Cmdlets;

namespace AvsFailback.Tests.Hosting;

/// <summary>What the tests of the cmdlets rely on to hold their sessions against the published API.</summary>
public sealed class ContractProxyTests
{
    [SharedDataFact]
    public void All_that_a_session_asks_and_is_answered_is_checked()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Run("Start-AvsFailback -RecoveryPlan Web-tier -Wait -Confirm:$false; Start-AvsFailback sql01 -Wait -Confirm:$false; Get-AvsJob").Succeeded();

        string[] operations = [.. vault.Contract!.Operations];
        foreach (string asked in new[] { "GET /replicationProtectedItems", "GET /replicationRecoveryPlans", "GET /replicationJobs", "POST /replicationRecoveryPlans/{recoveryPlanName}/plannedFailover" })
        {
            Assert.Contains(asked, operations);
        }

        Assert.Contains(operations, o => o.EndsWith("/unplannedFailover", StringComparison.Ordinal));
        Assert.True(vault.Contract.Bodies > 30, $"only {vault.Contract.Bodies} bodies were checked");
        Assert.Empty(vault.Contract.Unknown);
        Assert.NotEmpty(vault.Contract.Met);
    }

    [SharedDataFact]
    public async Task An_answer_that_is_not_as_published_fails_the_test_with_its_place()
    {
        using var proxy = new ContractProxy(new Uri("http://127.0.0.1:1/"), _ => new Fixed(new HttpResponseMessage { Content = new StringContent("{\"value\":{}}", Encoding.UTF8, "application/json") }));
        using var client = new HttpClient { BaseAddress = proxy.Address };

        Assert.Equal("{\"value\":{}}", await client.GetStringAsync("/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationJobs"));

        string told = Assert.ThrowsAny<Exception>(proxy.Verify).Message;
        Assert.Contains("GET /replicationJobs: JobCollection.value: a Object where array is published", told, StringComparison.Ordinal);
    }

    [SharedDataFact]
    public async Task A_request_that_is_not_as_published_fails_the_test_though_it_was_accepted()
    {
        using var proxy = new ContractProxy(new Uri("http://127.0.0.1:1/"), _ => new Fixed(new HttpResponseMessage(HttpStatusCode.Accepted)));
        using var client = new HttpClient { BaseAddress = proxy.Address };
        using var body = new StringContent("{\"properties\":{\"failoverDirection\":\"RecoveryToPrimary\",\"sourceSiteOperations\":\"NotRequired\"}}", Encoding.UTF8, "application/json");

        await client.PostAsync("/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v/replicationRecoveryPlans/p/plannedFailover", body);

        Assert.Contains("sourceSiteOperations: not published", Assert.ThrowsAny<Exception>(proxy.Verify).Message, StringComparison.Ordinal);
    }

    [SharedDataFact]
    public void Answers_that_a_fault_breaks_are_not_held_against_it()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        vault.Fault(new { kind = "cutBody", operation = "ListItems", times = 2 });

        Assert.NotEmpty(vault.Texts("Get-AvsReplicatedItem"));

        Assert.True(vault.Contract!.AllowsBrokenBodies);
        Assert.Empty(vault.Contract.Unknown);
    }

    [SharedDataFact]
    public async Task A_lost_answer_is_lost_and_no_request_is_sent_twice_and_URLs_lead_back()
    {
        using var vault = new EmulatedVault(Stages.Ready);
        using var client = new HttpClient { BaseAddress = vault.Endpoint };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer test");
        string path = vault.IdOf("lin02") + "/plannedFailover?api-version=2024-04-01";
        const string Body = "{\"properties\":{\"failoverDirection\":\"PrimaryToRecovery\",\"providerSpecificDetails\":{\"instanceType\":\"InMageRcmFailback\",\"recoveryPointType\":\"CrashConsistent\"}}}";
        int before = vault.Posts.Count;

        vault.Fault(new { kind = "dropAfter", operation = "PlannedFailover" });
        using var lost = new StringContent(Body, Encoding.UTF8, "application/json");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(path, lost));
        Assert.Equal(before + 1, vault.Posts.Count);
        using var again = new StringContent(Body, Encoding.UTF8, "application/json");
        using HttpResponseMessage accepted = await client.PostAsync(path, again);

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal(vault.Endpoint.Authority, accepted.Headers.Location!.Authority);
        Assert.Equal(vault.Endpoint.Authority, new Uri(accepted.Headers.GetValues("Azure-AsyncOperation").Single()).Authority);
        Assert.NotEqual(vault.Address.Authority, vault.Endpoint.Authority);
    }

    private sealed class Fixed(HttpResponseMessage answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer);
    }
}
