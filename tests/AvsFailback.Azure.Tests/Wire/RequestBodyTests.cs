using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Testing;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Wire;

public sealed class RequestBodyTests
{
    private static readonly ReprotectInputs AllInputs = new()
    {
        ProcessServerId = "PS-1",
        MasterTargetId = "MT-1",
        RetentionVolume = "R",
        ReprotectAgentId = "AG-1",
        Datastore = "vsanDatastore",
        PolicyId = ArmId.Parse(Vaults.IdText + "/replicationPolicies/p"),
        RunAsAccountId = "1",
        LogStorageAccountId = ArmId.Parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/log"),
        StorageAccountId = ArmId.Parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/data"),
    };

    private static readonly ArmId Point = ArmId.Parse(Vaults.ItemText + "/recoveryPoints/p1");

    public static TheoryData<string, string, string?> FailoverKinds { get; } = new()
    {
        { "InMage", "crash", "/unplannedFailover" },
        { "InMage", "app", "/unplannedFailover" },
        { "InMage", "custom", "/unplannedFailover" },
        { "InMageRcmFailback", "crash", "/plannedFailover" },
        { "InMageRcmFailback", "app", "/plannedFailover" },
    };

    [SharedDataTheory]
    [InlineData("InMageAzureV2", "InMageReprotectInput", "RecoveryToPrimary")]
    [InlineData("InMageRcm", "InMageRcmReprotectInput", "RecoveryToPrimary")]
    [InlineData("InMage", "InMageAzureV2ReprotectInput", "RecoveryToPrimary")]
    [InlineData("InMageRcmFailback", "InMageRcmFailbackReprotectInput", null)]
    public async Task A_reprotect_has_the_body_that_the_published_API_demands(string provider, string definition, string? direction)
    {
        SentRequest sent = await SendAsync(s => s.ReprotectAsync(Vaults.Item(provider), AllInputs, "id", CancellationToken.None));

        JObject body = JObject.Parse(sent.Body);
        Assert.EndsWith("/reProtect", sent.Uri.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal("application/json; charset=utf-8", sent.Headers["Content-Type"]);
        Assert.Equal(definition, PublishedApi.Instance.Resolve("ReverseReplicationProviderSpecificInput", (string)body["properties"]!["providerSpecificDetails"]!["instanceType"]!));
        Assert.Equal(direction, (string?)body["properties"]!["failoverDirection"]);
    }

    [SharedDataTheory]
    [MemberData(nameof(FailoverKinds))]
    public async Task A_failback_has_the_verb_and_body_that_the_published_API_demands(string provider, string kind, string? verb)
    {
        RecoveryPointChoice point = kind switch
        {
            "app" => RecoveryPointChoice.LatestAppConsistent,
            "custom" => new RecoveryPointChoice(RecoveryPointType.CrashConsistent, Point),
            _ => RecoveryPointChoice.Latest,
        };

        SentRequest sent = await SendAsync(s => s.FailBackAsync(Vaults.Item(provider), point, "id", CancellationToken.None));

        JObject body = JObject.Parse(sent.Body);
        Assert.EndsWith(verb!, sent.Uri.AbsolutePath, StringComparison.Ordinal);
        JToken details = body["properties"]!["providerSpecificDetails"]!;
        Assert.Equal(provider, (string?)details["instanceType"]);
        Assert.Equal(
            (provider, kind) switch
            {
                ("InMage", "custom") => "Custom",
                ("InMage", "app") => "LatestTag",
                ("InMage", _) => "LatestTime",
                (_, "app") => "ApplicationConsistent",
                _ => "CrashConsistent",
            },
            (string?)details["recoveryPointType"]);
        Assert.Equal(kind == "custom" ? Point.ToString() : null, (string?)details["recoveryPointId"]);
        Assert.Equal(provider == "InMage" ? "PrimaryToRecovery" : null, (string?)body["properties"]!["failoverDirection"]);
    }

    [Theory]
    [InlineData("failoverCommit")]
    [InlineData("failoverCancel")]
    [InlineData("cancel")]
    [InlineData("restart")]
    public async Task Actions_without_input_have_no_body(string verb)
    {
        SentRequest sent = await SendAsync(s => verb switch
        {
            "failoverCommit" => s.CommitAsync(Vaults.Item("InMage"), "id", CancellationToken.None),
            "failoverCancel" => s.CancelFailoverAsync(Vaults.Item("InMageRcmFailback"), "id", CancellationToken.None),
            "cancel" => s.CancelJobAsync(Vaults.JobId, "id", CancellationToken.None),
            _ => s.RestartJobAsync(Vaults.JobId, "id", CancellationToken.None),
        });

        Assert.Empty(sent.Body);
        Assert.EndsWith("/" + verb, sent.Uri.AbsolutePath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("All checked", """{"properties":{"comments":"All checked"}}""")]
    [InlineData(null, """{"properties":{}}""")]
    public async Task A_job_is_resumed_with_comments_if_there_are_any(string? comments, string expected)
    {
        SentRequest sent = await SendAsync(s => s.ResumeJobAsync(Vaults.JobId, comments, "id", CancellationToken.None));

        Assert.Equal(expected, sent.Body);
        Assert.EndsWith("/resume", sent.Uri.AbsolutePath, StringComparison.Ordinal);
    }

    [SharedDataFact]
    public async Task Requests_have_the_very_form_of_the_recorded_ones()
    {
        int count = 0;
        foreach (RecordedExchange recorded in Recordings.Exchanges)
        {
            if (recorded.Method != "POST" || recorded.RequestBody is not JObject body || body["properties"]?["providerSpecificDetails"] is not JObject details)
            {
                continue;
            }

            string verb = recorded.Path[(recorded.Path.LastIndexOf('/') + 1)..];
            ArmId itemId = ArmId.Parse(recorded.Path[..recorded.Path.LastIndexOf('/')]);
            SentRequest sent;
            switch (verb, (string?)details["instanceType"])
            {
                case ("reProtect", "InMage"):
                    sent = await SendAsync(s => s.ReprotectAsync(Vaults.Item("InMageAzureV2") with { Id = itemId }, InputsOf(details), "id", CancellationToken.None));
                    break;
                case ("reProtect", "InMageRcmFailback"):
                    sent = await SendAsync(s => s.ReprotectAsync(Vaults.Item("InMageRcmFailback") with { Id = itemId }, InputsOf(details), "id", CancellationToken.None));
                    break;
                case ("unplannedFailover", "InMage"):
                    sent = await SendAsync(s => s.FailBackAsync(Vaults.Item("InMage") with { Id = itemId }, RecoveryPointChoice.Latest, "id", CancellationToken.None));
                    break;
                case ("plannedFailover", "InMageRcmFailback"):
                    sent = await SendAsync(s => s.FailBackAsync(Vaults.Item("InMageRcmFailback") with { Id = itemId }, RecoveryPointChoice.LatestAppConsistent, "id", CancellationToken.None));
                    break;
                default:
                    // A failover to Azure: not what this client does.
                    Assert.Contains((string?)details["instanceType"], new[] { "InMageAzureV2", "HyperVReplicaAzure", "HyperVReplicaAzureFailback" });
                    continue;
            }

            Assert.True(JToken.DeepEquals(Sorted(body), Sorted(JObject.Parse(sent.Body))), $"recorded {body}\nsent {sent.Body}");
            Assert.Equal(recorded.Path, sent.Uri.AbsolutePath);
            count += 1;
        }

        Assert.Equal(4, count);
    }

    [Theory]
    [InlineData("InMageAzureV2", nameof(ReprotectInputs.MasterTargetId))]
    [InlineData("InMageAzureV2", nameof(ReprotectInputs.ProcessServerId))]
    [InlineData("InMageAzureV2", nameof(ReprotectInputs.RetentionVolume))]
    [InlineData("InMageAzureV2", nameof(ReprotectInputs.PolicyId))]
    [InlineData("InMageRcm", nameof(ReprotectInputs.ReprotectAgentId))]
    [InlineData("InMageRcm", nameof(ReprotectInputs.Datastore))]
    [InlineData("InMageRcm", nameof(ReprotectInputs.LogStorageAccountId))]
    [InlineData("InMage", nameof(ReprotectInputs.PolicyId))]
    [InlineData("InMageRcmFailback", nameof(ReprotectInputs.ProcessServerId))]
    [InlineData("InMageRcmFailback", nameof(ReprotectInputs.PolicyId))]
    public async Task A_missing_input_is_named_before_anything_is_sent(string provider, string input)
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(202));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);
        ReprotectInputs inputs = AllInputs with { };
        typeof(ReprotectInputs).GetProperty(input)!.SetValue(inputs, null);

        var error = await Assert.ThrowsAsync<FailbackException>(() => service.ReprotectAsync(Vaults.Item(provider), inputs, "id", CancellationToken.None));

        Assert.Equal(FailbackErrorCategory.InvalidInput, error.Category);
        Assert.Contains(input, error.Message, StringComparison.Ordinal);
        Assert.Contains("sql01", error.Message, StringComparison.Ordinal);
        Assert.Empty(handler.Requests);
    }

    [Theory]
    [InlineData("InMageRcmFailback", "custom", FailbackErrorCategory.NotSupported)]
    [InlineData("InMage", "unknown", FailbackErrorCategory.InvalidInput)]
    [InlineData("InMageRcm", "latest", FailbackErrorCategory.InvalidState)]
    [InlineData("InMageAzureV2", "latest", FailbackErrorCategory.InvalidState)]
    [InlineData("A2A", "latest", FailbackErrorCategory.NotSupported)]
    public async Task A_failback_that_cannot_be_is_refused_before_anything_is_sent(string provider, string choice, FailbackErrorCategory category)
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(202));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);
        RecoveryPointChoice point = choice switch
        {
            "custom" => new RecoveryPointChoice(RecoveryPointType.CrashConsistent, Point),
            "unknown" => new RecoveryPointChoice(RecoveryPointType.Unknown),
            _ => RecoveryPointChoice.Latest,
        };

        var error = await Assert.ThrowsAsync<FailbackException>(() => service.FailBackAsync(Vaults.Item(provider), point, "id", CancellationToken.None));

        Assert.Equal(category, error.Category);
        Assert.Empty(handler.Requests);
    }

    private static async Task<SentRequest> SendAsync(Func<ISiteRecovery, Task<StartedOperation>> act)
    {
        var handler = ScriptedHandler.Sequence(() => ScriptedHandler.Status(202));
        (ISiteRecovery service, _) = await Vaults.OpenAsync(handler);
        await act(service);
        return Assert.Single(handler.Requests);
    }

    private static ReprotectInputs InputsOf(JObject details) => new()
    {
        ProcessServerId = (string?)details["processServerId"],
        MasterTargetId = (string?)details["masterTargetId"],
        RetentionVolume = (string?)details["retentionDrive"],
        RunAsAccountId = (string?)details["runAsAccountId"],
        Datastore = (string?)details["datastoreName"],
        PolicyId = ArmId.Parse((string)(details["profileId"] ?? details["policyId"])!),
    };

    private static JToken Sorted(JToken token) => token switch
    {
        JObject o => new JObject(o.Properties().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new JProperty(p.Name, Sorted(p.Value)))),
        JArray a => new JArray(a.Select(Sorted)),
        _ => token,
    };
}
