using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Testing;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Wire;

/// <summary>Everything recorded of the real service, and the published examples, as the client reads it.</summary>
public sealed class RecordingTests
{
    [SharedDataFact]
    public async Task Each_recorded_item_is_read_without_losing_a_value_and_lands_in_its_phase()
    {
        int count = 0;
        foreach (JObject json in Recordings.Resources("replicationProtectedItems"))
        {
            ReplicatedItem item = (await ReadAsync(json, s => s.FindItemAsync(ArmId.Parse((string)json["id"]!), CancellationToken.None)))!;

            ExpectedItem.Table.Check(item, json);
            Assert.Equal(PhaseTable.Of(item.Provider, item.ProtectionState), item.Phase);
            Assert.True(item.IsComplete);
            Assert.NotNull(item.Vault);
            Assert.Equal(FakeClock.Start, item.ReadAt);
            count += 1;
        }

        Assert.True(count >= 10, $"only {count} items were found in the recordings");
    }

    [SharedDataFact]
    public async Task Each_recorded_job_is_read_without_losing_a_value()
    {
        int count = 0;
        foreach (JObject json in Recordings.Resources("replicationJobs"))
        {
            FailbackJob job = (await ReadAsync(json, s => s.FindJobAsync(ArmId.Parse((string)json["id"]!), CancellationToken.None)))!;

            ExpectedOthers.Job.Check(job, json);
            count += 1;
        }

        Assert.True(count >= 50, $"only {count} jobs were found in the recordings");
    }

    [SharedDataFact]
    public async Task Each_recorded_fabric_is_read_with_all_its_servers()
    {
        int servers = 0;
        foreach (JObject json in Recordings.Resources("replicationFabrics"))
        {
            ReplicationFabric fabric = (await ReadAsync(json, s => s.FindFabricAsync(ArmId.Parse((string)json["id"]!), CancellationToken.None)))!;

            ExpectedOthers.Fabric.Check(fabric, json);
            servers += CheckAll(ExpectedOthers.ProcessServer, fabric.ProcessServers, Told.Objects(json, "properties.customDetails.processServers"));
            servers += CheckAll(ExpectedOthers.MasterTarget, fabric.MasterTargets, Told.Objects(json, "properties.customDetails.masterTargetServers"));
            Assert.All(fabric.ProcessServers, p => Assert.Equal((fabric.Id, fabric.Name, fabric.Architecture), (p.FabricId, p.FabricName, p.Architecture)));
        }

        Assert.True(servers >= 4, $"only {servers} servers were found in the recordings");
    }

    [SharedDataFact]
    public async Task Each_recorded_policy_and_mapping_is_read_without_losing_a_value()
    {
        JObject[] policies = [.. Recordings.Resources("replicationPolicies")];
        JObject[] mappings = [.. Recordings.Resources("replicationProtectionContainerMappings")];

        Page<ReplicationPolicy> readPolicies = (await ReadAsync(ListOf(policies), s => s.ListPoliciesAsync(null, CancellationToken.None)))!;
        Page<ContainerMapping> readMappings = (await ReadAsync(ListOf(mappings), s => s.ListContainerMappingsAsync(null, CancellationToken.None)))!;

        Assert.True(CheckAll(ExpectedOthers.Policy, readPolicies.Items, policies) >= 8);
        Assert.True(CheckAll(ExpectedOthers.Mapping, readMappings.Items, mappings) >= 5);
        Assert.Contains(readMappings.Items, m => m.LeadsToAzure);
        Assert.Contains(readMappings.Items, m => !m.LeadsToAzure);
    }

    [SharedDataFact]
    public async Task Each_recorded_operation_status_is_read()
    {
        int count = 0;
        foreach (JObject json in Recordings.OperationStatuses())
        {
            OperationStatus status = (await ReadAsync(json, s => s.GetOperationStatusAsync(new StartedOperation { JobId = Vaults.JobId }, CancellationToken.None)))!;

            Assert.Equal((string?)json["status"], status.Status);
            Assert.Equal(status.Status == "Succeeded", status.IsCompleted && status.IsSuccessful);
            count += 1;
        }

        Assert.True(count >= 10, $"only {count} statuses were found in the recordings");
    }

    [SharedDataFact]
    public async Task Each_recorded_list_is_read_entry_by_entry()
    {
        foreach (RecordedExchange exchange in Recordings.Exchanges.Where(e => e.Method == "GET" && e.Body is JObject { } b && b["value"] is JArray))
        {
            string kind = exchange.Path[(exchange.Path.LastIndexOf('/') + 1)..];
            Func<ISiteRecovery, Task<int>>? list = kind switch
            {
                "replicationProtectedItems" => async s => (await s.ListItemsAsync(null, null, CancellationToken.None)).Items.Count,
                "replicationJobs" => async s => (await s.ListJobsAsync(null, null, CancellationToken.None)).Items.Count,
                "replicationAppliances" => async s => (await s.ListAppliancesAsync(null, CancellationToken.None)).Items.Count,
                "replicationPolicies" => async s => (await s.ListPoliciesAsync(null, CancellationToken.None)).Items.Count,
                "replicationProtectionContainerMappings" => async s => (await s.ListContainerMappingsAsync(null, CancellationToken.None)).Items.Count,
                _ => null,
            };
            if (list is not null)
            {
                (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always(exchange.Body!.ToString(Formatting.None)));
                Assert.Equal(((JArray)exchange.Body["value"]!).Count, await list(service));
            }
        }
    }

    [SharedDataFact]
    public async Task Each_published_example_of_an_item_job_fabric_policy_and_mapping_is_read()
    {
        int count = 0;
        foreach ((_, JObject json) in Recordings.Examples("replicationProtectedItems"))
        {
            ReplicatedItem item = (await ReadAsync(json, s => s.FindItemAsync(ArmId.Parse(Told.Text(json, "id")!), CancellationToken.None)))!;
            Assert.Equal((Told.Text(json, "id"), ExpectedItem.Kind(json), Told.Text(json, "properties.protectionState") ?? ""), (item.Id.ToString(), item.Provider, item.ProtectionState));
            Assert.Equal(ExpectedItem.Table["RunningJobId"](json), item.RunningJobId?.ToString());
            if (ExpectedItem.Kind(json).StartsWith("InMage", StringComparison.Ordinal))
            {
                ExpectedItem.Table.Check(item, json);
            }
            else
            {
                Assert.Equal(ReplicationPhase.Unknown, item.Phase);
            }

            count += 1;
        }

        foreach ((_, JObject json) in Recordings.Examples("replicationJobs"))
        {
            ExpectedOthers.Job.Check((await ReadAsync(json, s => s.FindJobAsync(ArmId.Parse(Told.Text(json, "id")!), CancellationToken.None)))!, json);
            count += 1;
        }

        foreach ((_, JObject json) in Recordings.Examples("replicationFabrics"))
        {
            ExpectedOthers.Fabric.Check((await ReadAsync(json, s => s.FindFabricAsync(ArmId.Parse(Told.Text(json, "id")!), CancellationToken.None)))!, json);
            count += 1;
        }

        JObject[] policies = [.. Recordings.Examples("replicationPolicies").Select(e => e.Resource)];
        count += CheckAll(ExpectedOthers.Policy, (await ReadAsync(ListOf(policies), s => s.ListPoliciesAsync(null, CancellationToken.None)))!.Items, policies);
        JObject[] mappings = [.. Recordings.Examples("replicationProtectionContainerMappings").Select(e => e.Resource)];
        count += CheckAll(ExpectedOthers.Mapping, (await ReadAsync(ListOf(mappings), s => s.ListContainerMappingsAsync(null, CancellationToken.None)))!.Items, mappings);
        Assert.True(count >= 40, $"only {count} examples were found");
    }

    [SharedDataFact]
    public async Task The_published_examples_of_appliances_and_recovery_points_are_read()
    {
        JObject appliances = Recordings.ExampleAnswer("ReplicationAppliances_List.json");
        JObject points = Recordings.ExampleAnswer("RecoveryPoints_ListByReplicationProtectedItems.json");

        Page<ReplicationAppliance> readAppliances = await ReadAsync(appliances, s => s.ListAppliancesAsync(null, CancellationToken.None));
        Page<RecoveryPoint> readPoints = await ReadAsync(points, s => s.ListRecoveryPointsAsync(Vaults.Item("InMageAzureV2"), null, CancellationToken.None));

        Assert.Equal(appliances.SelectTokens("value[*].properties.providerSpecificDetails.appliances[*].id").Select(t => (string)t!), readAppliances.Items.Select(a => a.Id));
        Assert.Equal(points.SelectTokens("value[*].id").Select(t => (string)t!), readPoints.Items.Select(p => p.Id.ToString()));
        Assert.NotEmpty(readPoints.Items);
    }

    private static async Task<T> ReadAsync<T>(JObject answer, Func<ISiteRecovery, Task<T>> read)
    {
        (ISiteRecovery service, _) = await Vaults.OpenAsync(ScriptedHandler.Always(answer.ToString(Formatting.None)));
        return await read(service);
    }

    private static JObject ListOf(IEnumerable<JObject> resources) => new() { ["value"] = new JArray(resources), ["nextLink"] = null };

    private static int CheckAll<T>(Expected<T> table, IReadOnlyList<T> models, IEnumerable<JObject> jsons)
    {
        JObject[] all = [.. jsons];
        Assert.Equal(all.Length, models.Count);
        for (int i = 0; i < all.Length; i += 1)
        {
            table.Check(models[i], all[i]);
        }

        return all.Length;
    }
}
