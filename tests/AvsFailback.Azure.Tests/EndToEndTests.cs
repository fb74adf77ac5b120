using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Azure.Tests.Wire;
using AvsFailback.Emulator;
using AvsFailback.Failback;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests;

/// <summary>The client against the emulator, which shares no code with it: in this process and over a port.</summary>
public sealed class EndToEndTests
{
    [Theory]
    [InlineData("sql01", false)]
    [InlineData("sql01", true)]
    [InlineData("lin01", false)]
    [InlineData("app01", false)]
    [InlineData("app01", true)]
    [InlineData("lin02", false)]
    public async Task A_VM_goes_home_and_is_protected_again(string name, bool overPort)
    {
        using var world = await World.OpenAsync(overPort);
        ReplicatedItem item = await world.ItemAsync(name);
        Assert.Equal(ReplicationPhase.RunningInAzure, item.Phase);
        ArmId vm = item.AzureVmId!;
        Assert.Equal(AzurePowerState.Running, (await world.Service.FindAzureVmAsync(vm, default))!.PowerState);

        await world.RunAsync(await world.Service.ReprotectAsync(item, await world.InputsAsync(item), "reprotect-1", default));
        item = await world.WaitAsync(name, ReplicationPhase.ReadyToFailBack);
        Assert.Equal(ReplicationDirection.AzureToAvs, item.Direction);

        FailbackJob job = await world.RunAsync(await world.Service.FailBackAsync(item, RecoveryPointChoice.Latest, "failback-1", default));
        Assert.StartsWith("failback-1", job.ActivityId!, StringComparison.Ordinal);
        Assert.Equal(item.ObjectId, job.TargetObjectId);
        Assert.NotEmpty(job.Tasks);
        item = await world.WaitAsync(name, ReplicationPhase.FailedBack);
        Assert.Equal(job.StartTime, item.LastFailoverTime);
        Assert.True((await world.Service.FindAzureVmAsync(vm, default))!.IsOff);

        await world.RunAsync(await world.Service.CommitAsync(item, "commit-1", default));
        item = await world.WaitAsync(name, ReplicationPhase.Committed);
        await world.Clock.Delay(TimeSpan.FromMinutes(20), default);
        Assert.Null(await world.Service.FindAzureVmAsync(vm, default));

        item = await world.ItemAsync(name);
        Assert.NotEqual(false, item.IsAgentRegistered);
        await world.RunAsync(await world.Service.ReprotectAsync(item, await world.InputsAsync(item), "reprotect-2", default));
        item = await world.WaitAsync(name, ReplicationPhase.Protected);
        Assert.Equal(ReplicationDirection.AvsToAzure, item.Direction);
    }

    [Fact]
    public async Task A_cancelled_failback_leaves_the_VM_in_Azure_and_replicating()
    {
        using var world = await World.OpenAsync(overPort: false);
        ReplicatedItem item = await world.ItemAsync("app01");
        ArmId vm = item.AzureVmId!;
        await world.RunAsync(await world.Service.ReprotectAsync(item, await world.InputsAsync(item), "r", default));
        item = await world.WaitAsync("app01", ReplicationPhase.ReadyToFailBack);
        await world.RunAsync(await world.Service.FailBackAsync(item, RecoveryPointChoice.Latest, "f", default));
        item = await world.WaitAsync("app01", ReplicationPhase.FailedBack);

        FailbackJob job = await world.RunAsync(await world.Service.CancelFailoverAsync(item, "c", default));

        Assert.Equal(FailbackAction.CancelFailback, job.Action);
        await world.WaitAsync("app01", ReplicationPhase.ReadyToFailBack);
        Assert.Equal(AzurePowerState.Running, (await world.Service.FindAzureVmAsync(vm, default))!.PowerState);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_that_the_emulator_tells_of_items_and_jobs_is_read_without_losing_a_value(bool overPort)
    {
        using var world = await World.OpenAsync(overPort);
        await world.CheckAllAsync();
        foreach (string name in new[] { "sql01", "app01" })
        {
            ReplicatedItem item = await world.ItemAsync(name);
            StartedOperation started = await world.Service.ReprotectAsync(item, await world.InputsAsync(item), "r", default);
            await world.Clock.Delay(TimeSpan.FromMinutes(1), default);
            await world.CheckAllAsync();
            await world.RunAsync(started);
            await world.CheckAllAsync();
            item = await world.WaitAsync(name, ReplicationPhase.ReadyToFailBack);
            await world.CheckAllAsync();
            await world.RunAsync(await world.Service.FailBackAsync(item, RecoveryPointChoice.Latest, "f", default));
            await world.CheckAllAsync();
        }
    }

    [Fact]
    public async Task The_infrastructure_is_found_with_all_that_a_reprotect_needs()
    {
        using var world = await World.OpenAsync(overPort: false);

        IReadOnlyList<ReplicationFabric> fabrics = await world.FabricsAsync();
        ReplicationFabric classic = fabrics.Single(f => f.Architecture == ReplicationArchitecture.Classic);
        ReplicationFabric modernized = fabrics.Single(f => f.Architecture == ReplicationArchitecture.Modernized);
        IReadOnlyList<AzureVm> machines = (await world.Service.ListAzureVmsAsync(world.Vault.SubscriptionId, null, default)).Items;
        IReadOnlyList<AzureVm> powers = (await world.Service.ListAzureVmPowerStatesAsync(world.Vault.SubscriptionId, null, default)).Items;

        Assert.Contains(classic.MasterTargets, t => t.RetentionVolumes.Count > 0 && t.Datastores.Count > 0);
        Assert.NotEmpty(classic.ProcessServers);
        Assert.NotEmpty(classic.RunAsAccounts);
        ReplicationAppliance appliance = Assert.Single(modernized.Appliances);
        Assert.Equal((true, true), (appliance.HasProcessServer, appliance.HasReprotectAgent));
        Assert.NotEmpty(appliance.Datastores);
        Assert.Equal(appliance.Id, Assert.Single((await world.Service.ListAppliancesAsync(null, default)).Items).Id);
        Assert.NotEmpty((await world.Service.ListRunAsAccountsAsync(appliance.VMwareSiteId!, null, default)).Items);
        Assert.Contains((await world.Service.ListContainerMappingsAsync(null, default)).Items, m => m.LeadsToAzure);
        Assert.Equal(machines.Count, powers.Count);
        Assert.All(powers, p => Assert.Equal(AzurePowerState.Running, p.PowerState));
        Assert.All(machines, m => Assert.NotEmpty(m.NetworkInterfaceIds));
        Assert.NotEmpty(await world.Service.ListPrivateAddressesAsync(machines[0].NetworkInterfaceIds[0], default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_storm_of_reads_is_never_throttled(bool overPort)
    {
        using var world = await World.OpenAsync(overPort);
        ReplicatedItem item = await world.ItemAsync("sql01");

        for (int i = 0; i < 600; i += 1)
        {
            await world.Service.FindItemAsync(item.Id, default);
        }

        Assert.DoesNotContain(429, world.Statuses);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_snapshot_of_the_client_is_a_vault_that_the_emulator_loads(bool overPort)
    {
        using var world = await World.OpenAsync(overPort);
        string path = Path.Combine(Path.GetTempPath(), $"avsfailback-{Guid.NewGuid():N}.json");
        try
        {
            using (StreamWriter output = File.CreateText(path))
            {
                await world.Service.ExportSnapshotAsync(output, default);
            }

            using var copy = await World.OpenAsync(overPort: false, ("snapshot", path));
            IReadOnlyList<ReplicatedItem> before = (await world.Service.ListItemsAsync(null, null, default)).Items;
            IReadOnlyList<ReplicatedItem> after = (await copy.Service.ListItemsAsync(null, null, default)).Items;

            Assert.Equal(world.Vault.Id, copy.Vault.Id);
            Assert.Equal(before.Select(i => (i.Id, i.Name, i.Phase, i.AzureVmId)), after.Select(i => (i.Id, i.Name, i.Phase, i.AzureVmId)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task An_answer_lost_after_the_service_acted_is_found_again_by_the_request_id()
    {
        using var world = await World.OpenAsync(overPort: false);
        ReplicatedItem item = await world.ItemAsync("app01");
        await world.ControlAsync("/emulator/faults", """{"operation":"reProtect","kind":"dropAfter"}""");

        var lost = await Assert.ThrowsAsync<LostAnswerException>(async () => await world.Service.ReprotectAsync(item, await world.InputsAsync(item), "7d0c-lost", default));

        FailbackJob running = Assert.Single((await world.Service.ListJobsAsync(new JobFilter { States = ["InProgress", "NotStarted"] }, null, default)).Items);
        FailbackJob job = (await world.Service.FindJobAsync(running.Id, default))!;
        Assert.StartsWith(lost.ClientRequestId, job.ActivityId!, StringComparison.Ordinal);
    }

    /// <summary>A connected emulator, with a look at what went over the wire.</summary>
    private sealed class World : IDisposable
    {
        private readonly VaultEmulator _emulator;
        private readonly HttpClient _raw;
        private readonly Observed _observed;

        private World(VaultEmulator emulator, Observed observed, Uri endpoint, AvsVault vault)
        {
            _emulator = emulator;
            _observed = observed;
            _raw = new HttpClient(emulator.CreateHandler()) { BaseAddress = new Uri("http://avsfailback-emulator.localhost/") };
            _raw.DefaultRequestHeaders.Add("Authorization", "Bearer emulator");
            Vault = vault;
            Assert.Equal(endpoint, vault.Endpoint);
        }

        public AvsVault Vault { get; }

        public ISiteRecovery Service => Vault.Connection.Service;

        public IClock Clock => Vault.Connection.Clock;

        public IReadOnlyList<int> Statuses => _observed.Statuses;

        public static async Task<World> OpenAsync(bool overPort, params (string Name, string Value)[] options)
        {
            var all = options.Append(("clock", "virtual")).ToDictionary(o => o.Item1, o => o.Item2);
            VaultEmulator emulator = VaultEmulator.Create(all);
            Uri? port = overPort ? emulator.Start(0) : null;
            var observed = new Observed(overPort ? new HttpClientHandler() : emulator.CreateHandler());
            AvsVault vault = await new VaultConnector(observed).ConnectAsync(new VaultConnectOptions { IsEmulator = true, Endpoint = port }, default);
            return new World(emulator, observed, port ?? new Uri("http://avsfailback-emulator.localhost/"), vault);
        }

        public async Task<ReplicatedItem> ItemAsync(string name)
        {
            Page<ReplicatedItem> page = await Service.ListItemsAsync(null, null, default);
            return (await Service.FindItemAsync(page.Items.Single(i => i.Name == name).Id, default))!;
        }

        public async Task<ReplicatedItem> WaitAsync(string name, ReplicationPhase phase)
        {
            ReplicatedItem item = await ItemAsync(name);
            for (int i = 0; i < 400 && item.Phase != phase; i += 1)
            {
                await Clock.Delay(TimeSpan.FromSeconds(30), default);
                item = (await Service.FindItemAsync(item.Id, default))!;
            }

            Assert.Equal(phase, item.Phase);
            if (phase == ReplicationPhase.ReadyToFailBack && item.Architecture == ReplicationArchitecture.Classic)
            {
                await WaitForPointAsync(item);
            }

            return item;
        }

        /// <summary>A classic failback needs a point, which comes some minutes after the item is ready (asr-contract §5).</summary>
        private async Task WaitForPointAsync(ReplicatedItem item)
        {
            for (int i = 0; i < 100; i += 1)
            {
                if ((await Service.ListRecoveryPointsAsync(item, null, default)).Items.Count > 0)
                {
                    return;
                }

                await Clock.Delay(TimeSpan.FromSeconds(30), default);
            }

            Assert.Fail($"{item} has no recovery point");
        }

        public async Task<FailbackJob> RunAsync(StartedOperation started)
        {
            Assert.NotNull(started.StatusUri);
            FailbackJob? job = await Service.FindJobAsync(started.JobId!, default);
            for (int i = 0; i < 400 && job is null or { IsRunning: true }; i += 1)
            {
                await Clock.Delay(TimeSpan.FromSeconds(30), default);
                job = await Service.FindJobAsync(started.JobId!, default);
            }

            OperationStatus status = await Service.GetOperationStatusAsync(started, default);
            Assert.True(job!.IsSuccessful, $"{job}: {string.Join("; ", job.Errors)}");
            Assert.Equal((true, true), (status.IsCompleted, status.IsSuccessful));
            return job;
        }

        public async Task<IReadOnlyList<ReplicationFabric>> FabricsAsync()
        {
            Page<ReplicationFabric> page = await Service.ListFabricsAsync(null, default);
            return [.. (await Task.WhenAll(page.Items.Select(f => Service.FindFabricAsync(f.Id, default)))).OfType<ReplicationFabric>()];
        }

        public async Task<ReprotectInputs> InputsAsync(ReplicatedItem item)
        {
            bool toAzure = item.Direction == ReplicationDirection.AzureToAvs;
            IReadOnlyList<ReplicationPolicy> policies = (await Service.ListPoliciesAsync(null, default)).Items;
            ReplicationFabric fabric = (await Service.FindFabricAsync(item.FabricId!, default))!;
            if (item.Architecture == ReplicationArchitecture.Classic)
            {
                MasterTarget target = fabric.MasterTargets.First(t => t.OsType == item.OsType);
                return new ReprotectInputs
                {
                    ProcessServerId = fabric.ProcessServers[0].Id,
                    MasterTargetId = target.Id,
                    RetentionVolume = target.RetentionVolumes[0].Name,
                    Datastore = target.Datastores[0].Name,
                    RunAsAccountId = fabric.RunAsAccounts[0].Id,
                    PolicyId = policies.First(p => p.Provider == (toAzure ? "InMageAzureV2" : "InMage")).Id,
                    StorageAccountId = item.StorageAccountId,
                    LogStorageAccountId = item.LogStorageAccountId,
                };
            }

            ReplicationAppliance appliance = fabric.Appliances[0];
            return new ReprotectInputs
            {
                ReprotectAgentId = appliance.Id,
                ProcessServerId = appliance.Id,
                Datastore = appliance.Datastores[0].Name,
                LogStorageAccountId = item.LogStorageAccountId ?? ArmId.Parse($"/subscriptions/{Vault.SubscriptionId}/resourceGroups/rg-avs-dr/providers/Microsoft.Storage/storageAccounts/contosodrcache"),
                PolicyId = toAzure ? policies.First(p => p.Provider == "InMageRcm").Id : null,
            };
        }

        /// <summary>Compares what the client makes of each item and job with what the emulator says of it.</summary>
        public async Task CheckAllAsync()
        {
            foreach (ReplicatedItem listed in (await Service.ListItemsAsync(null, null, default)).Items)
            {
                ExpectedItem.Table.Check((await Service.FindItemAsync(listed.Id, default))!, await RawAsync(listed.Id));
            }

            foreach (FailbackJob listed in (await Service.ListJobsAsync(null, null, default)).Items)
            {
                ExpectedOthers.Job.Check((await Service.FindJobAsync(listed.Id, default))!, await RawAsync(listed.Id));
            }

            foreach (ReplicationFabric fabric in await FabricsAsync())
            {
                ExpectedOthers.Fabric.Check(fabric, await RawAsync(fabric.Id));
            }
        }

        public async Task ControlAsync(string path, string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await _raw.PostAsync(new Uri(path, UriKind.Relative), content);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        }

        public void Dispose()
        {
            Vault.Connection.Dispose();
            _raw.Dispose();
            _observed.Dispose();
            _emulator.Dispose();
        }

        private async Task<JObject> RawAsync(ArmId id)
        {
            using HttpResponseMessage response = await _raw.GetAsync(new Uri(id + "?api-version=2024-04-01", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            using var reader = new JsonTextReader(new StringReader(await response.Content.ReadAsStringAsync())) { DateParseHandling = DateParseHandling.None };
            return JObject.Load(reader);
        }
    }

    private sealed class Observed(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly List<int> _statuses = [];

        public IReadOnlyList<int> Statuses => _statuses;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            _statuses.Add((int)response.StatusCode);
            return response;
        }
    }
}
