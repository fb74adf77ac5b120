using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Tests.Wire;
using AvsFailback.Emulator;
using AvsFailback.Testing;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Fakes;

/// <summary>A connected emulator, with a look at what went over the wire.</summary>
internal sealed class EmulatedWorld : IDisposable
{
    private readonly VaultEmulator _emulator;
    private readonly HttpClient _raw;
    private readonly Observed _observed;
    private readonly Contract _contract;

    private EmulatedWorld(VaultEmulator emulator, Observed observed, Contract contract, Uri endpoint, AvsVault vault)
    {
        _emulator = emulator;
        _observed = observed;
        _contract = contract;
        _raw = new HttpClient(emulator.CreateHandler()) { BaseAddress = new Uri("http://avsfailback-emulator.localhost/") };
        _raw.DefaultRequestHeaders.Add("Authorization", "Bearer emulator");
        Vault = vault;
        Assert.Equal(endpoint, vault.Endpoint);
    }

    public AvsVault Vault { get; }

    public ISiteRecovery Service => Vault.Connection.Service;

    public IClock Clock => Vault.Connection.Clock;

    public IReadOnlyList<int> Statuses => _observed.Statuses;

    public static async Task<EmulatedWorld> OpenAsync(bool overPort, params (string Name, string Value)[] options)
    {
        var all = options.Append(("clock", "virtual")).ToDictionary(o => o.Item1, o => o.Item2);
        VaultEmulator emulator = VaultEmulator.Create(all);
        Uri? port = overPort ? emulator.Start(0) : null;
        var contract = new Contract();
        var observed = new Observed(new ContractHandler(overPort ? new HttpClientHandler() : emulator.CreateHandler(), contract, onlyAccepted: false));
        AvsVault vault = await new VaultConnector(observed).ConnectAsync(new VaultConnectOptions { IsEmulator = true, Endpoint = port }, default);
        return new EmulatedWorld(emulator, observed, contract, port ?? new Uri("http://avsfailback-emulator.localhost/"), vault);
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
        _contract.Verify();
    }

    private async Task<JObject> RawAsync(ArmId id)
    {
        using HttpResponseMessage response = await _raw.GetAsync(new Uri(id + "?api-version=2024-04-01", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var reader = new JsonTextReader(new StringReader(await response.Content.ReadAsStringAsync())) { DateParseHandling = DateParseHandling.None };
        return JObject.Load(reader);
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
