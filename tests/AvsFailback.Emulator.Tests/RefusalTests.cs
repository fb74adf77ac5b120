using System;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Emulator.Tests;

public sealed class RefusalTests
{
    [Fact]
    public async Task A_request_without_a_bearer_token_is_not_signed_in()
    {
        using var vault = new EmulatedVault();
        Answer answer = await vault.SendAsync(HttpMethod.Get, EmulatedVault.With(vault.Vault), signedIn: false);
        Assert.Equal((401, "AuthenticationFailed"), (answer.Status, answer.ErrorCode));
        Assert.StartsWith("Bearer", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        answer = await vault.SendAsync(HttpMethod.Get, EmulatedVault.With(vault.Vault), null, false, ("Authorization", "Basic abc"));
        Assert.Equal(401, answer.Status);
    }

    [Theory]
    [InlineData("", "MissingApiVersionParameter")]
    [InlineData("?api-version=", "MissingApiVersionParameter")]
    [InlineData("?api-version=newest", "InvalidApiVersionParameter")]
    public async Task An_api_version_is_required(string query, string code)
    {
        using var vault = new EmulatedVault();
        Answer answer = await vault.SendAsync(HttpMethod.Get, vault.Vault + "/replicationJobs" + query);
        Assert.Equal((400, code), (answer.Status, answer.ErrorCode));
    }

    [Theory]
    [InlineData("2016-08-10")]
    [InlineData("2026-02-01")]
    [InlineData("2023-01-01-preview")]
    public async Task Any_date_is_an_api_version(string version)
    {
        using var vault = new EmulatedVault();
        Assert.Equal(200, (await vault.SendAsync(HttpMethod.Get, vault.Vault + "?api-version=" + version)).Status);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_as_ARM_and_Site_Recovery_say_it()
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        Answer answer = await vault.GetAsync(item.Id + "x");
        Assert.Equal((404, "NotFound", "ArmResourceDoesNotExist"), (answer.Status, answer.ErrorCode, (string?)answer.Json["error"]!["details"]![0]!["code"]));
        Assert.Equal("NotFound", (await vault.GetAsync(vault.Vault + "/replicationJobs/none")).ErrorCode);
        Assert.Equal("NotFound", (await vault.GetAsync(vault.Vault + "/replicationFabrics/none")).ErrorCode);
        Assert.Equal("NotFound", (await vault.GetAsync(vault.Vault + "/replicationFabrics/none/replicationProtectionContainers")).ErrorCode);
        Assert.Equal("NotFound", (await vault.GetAsync(item.Id + "/recoveryPoints/none")).ErrorCode);
        Assert.Equal(404, (await vault.PostAsync(item.Id + "x/failoverCommit")).Status);
        answer = await vault.GetAsync(vault.Vault + "x/replicationJobs");
        Assert.Equal((404, "ResourceNotFound", "gateway"), (answer.Status, answer.ErrorCode, answer.Headers["x-ms-failure-cause"]));
        Assert.Equal("SubscriptionNotFound", (await vault.GetAsync("/subscriptions/none/providers/Microsoft.Compute/virtualMachines")).ErrorCode);
        Assert.Equal("ResourceNotFound", (await vault.GetAsync($"/subscriptions/{vault.Subscription}/resourceGroups/rg-avs-dr/providers/Microsoft.Compute/virtualMachines/none")).ErrorCode);
        Assert.Equal("ResourceNotFound", (await vault.GetAsync($"/subscriptions/{vault.Subscription}/resourceGroups/rg-avs-dr/providers/Microsoft.AVS/privateClouds/none")).ErrorCode);
    }

    [Theory]
    [InlineData("POST", "{item}/testFailover", "testFailover")]
    [InlineData("POST", "{item}/applyRecoveryPoint", "applyRecoveryPoint")]
    [InlineData("POST", "{item}/remove", "remove")]
    [InlineData("DELETE", "{item}", "DELETE")]
    [InlineData("PATCH", "{item}", "PATCH")]
    [InlineData("PUT", "{vault}/replicationRecoveryPlans/Finance", "PUT")]
    [InlineData("POST", "{vault}/replicationRecoveryPlans/Finance/testFailover", "testFailover")]
    [InlineData("POST", "{vault}/replicationJobs/export", "export")]
    [InlineData("GET", "{vault}/replicationUnheardOf", "replicationUnheardOf")]
    [InlineData("GET", "/subscriptions/{sub}/resourceGroups/g/providers/Contoso.Weather/stations/north", "Contoso.Weather/stations")]
    public async Task What_the_emulator_does_not_do_it_refuses_by_name(string method, string path, string named)
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        string url = path.Replace("{item}", item.Id, StringComparison.Ordinal).Replace("{vault}", vault.Vault, StringComparison.Ordinal).Replace("{sub}", vault.Subscription, StringComparison.Ordinal);
        Answer answer = await vault.SendAsync(new HttpMethod(method), EmulatedVault.With(url), method == "GET" ? null : new JObject());
        Assert.Equal((501, "NotImplementedByEmulator"), (answer.Status, answer.ErrorCode));
        Assert.Contains(named, answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reProtect", "{}", "properties")]
    [InlineData("reProtect", "{\"properties\":{}}", "properties.providerSpecificDetails")]
    [InlineData("reProtect", "{\"properties\":{\"providerSpecificDetails\":{}}}", "properties.providerSpecificDetails.instanceType")]
    [InlineData("reProtect", "{\"properties\":{\"providerSpecificDetails\":{\"instanceType\":\"Telepathy\"}}}", "properties.providerSpecificDetails.instanceType")]
    [InlineData("reProtect", "{\"properties\":{\"providerSpecificDetails\":{\"instanceType\":\"InMageRcm\",\"datastoreName\":\"d\",\"logStorageAccountId\":\"l\"}}}", "properties.providerSpecificDetails.reprotectAgentId")]
    [InlineData("reProtect", "{\"properties\":{\"providerSpecificDetails\":{\"instanceType\":\"InMage\",\"masterTargetId\":\"m\",\"processServerId\":\"p\",\"retentionDrive\":\"R\"}}}", "properties.providerSpecificDetails.profileId")]
    [InlineData("reProtect", "{\"properties\":{\"providerSpecificDetails\":{\"instanceType\":\"InMageRcmFailback\",\"processServerId\":\"p\"}}}", "properties.providerSpecificDetails.policyId")]
    [InlineData("plannedFailover", "{\"properties\":{\"providerSpecificDetails\":{\"instanceType\":\"InMageRcmFailback\"}}}", "properties.providerSpecificDetails.recoveryPointType")]
    [InlineData("plannedFailover", "{\"properties\":{\"providerSpecificDetails\":{\"instanceType\":\"InMageRcmFailback\",\"recoveryPointType\":\"Latest\"}}}", "properties.providerSpecificDetails.recoveryPointType")]
    [InlineData("unplannedFailover", "{\"properties\":{\"failoverDirection\":\"PrimaryToRecovery\",\"providerSpecificDetails\":{\"instanceType\":\"InMageRcm\"}}}", "properties.providerSpecificDetails.performShutdown")]
    [InlineData("unplannedFailover", "{\"properties\":{\"providerSpecificDetails\":{\"instanceType\":\"InMage\",\"recoveryPointType\":\"Best\"}}}", "properties.providerSpecificDetails.recoveryPointType")]
    public async Task A_body_that_could_not_be_read_is_refused_with_its_member(string action, string body, string member)
    {
        using var vault = new EmulatedVault();
        Item item = await vault.ItemAsync("app01");
        Answer answer = await vault.PostAsync($"{item.Id}/{action}", JObject.Parse(body));
        Assert.Equal(400, answer.Status);
        Assert.Contains($"'{member}'", answer.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty((await vault.ReadAsync(vault.Vault + "/replicationJobs"))["value"]!);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_refused_and_key_case_does_not_matter()
    {
        using var vault = new EmulatedVault();
        vault.Contract.ChecksRequests = false;
        Item item = await vault.ItemAsync("app01");
        using var request = new HttpRequestMessage(HttpMethod.Post, EmulatedVault.With(item.Id + "/reProtect")) { Content = new StringContent("{oops") };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer x");
        using HttpResponseMessage refused = await vault.Client.SendAsync(request);
        Assert.Equal(400, (int)refused.StatusCode);

        JObject body = await Bodies.ReprotectAsync(vault, item);
        var shouted = new JObject { ["Properties"] = new JObject { ["FailoverDirection"] = "RecoveryToPrimary", ["ProviderSpecificDetails"] = Shout((JObject)body["properties"]!["providerSpecificDetails"]!) } };
        Assert.Equal("Succeeded", (await vault.RunAsync(item, "reProtect", shouted)).State);
    }

    private static JObject Shout(JObject details)
    {
        var loud = new JObject();
        foreach (JProperty property in details.Properties())
        {
            loud[property.Name.ToUpperInvariant()] = property.Value;
        }

        return loud;
    }
}
