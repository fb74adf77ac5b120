using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Bench;
using AvsFailback.Emulator;
using AvsFailback.Engine;
using AvsFailback.Readiness;
using AvsFailback.Runs;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>An emulated vault of some VMs and plans, and journeys through it by the real client.</summary>
internal sealed class JourneyWorld : IDisposable
{
    private readonly VaultEmulator _emulator;
    private readonly string _path;

    public JourneyWorld(Fleet fleet, bool namesRunningJob = true, int seed = 1)
        : this(fleet.Snapshot, namesRunningJob, seed)
    {
    }

    /// <summary>A vault of a snapshot's text.</summary>
    /// <param name="snapshot">The text.</param>
    /// <param name="namesRunningJob">Whether items name the job that runs on them.</param>
    /// <param name="seed">Of what is random.</param>
    public JourneyWorld(string snapshot, bool namesRunningJob = true, int seed = 1)
    {
        _path = Path.Combine(Path.GetTempPath(), $"avsfailback-{Guid.NewGuid():N}.json");
        File.WriteAllText(_path, snapshot);
        _emulator = VaultEmulator.Create(new Dictionary<string, string>
        {
            ["snapshot"] = _path,
            ["clock"] = "virtual",
            ["seed"] = $"{seed}",
            ["namesRunningJob"] = namesRunningJob ? "true" : "false",
        });
    }

    /// <summary>Six VMs: two by themselves, two plans of two groups each, one of each architecture; everything takes a tenth of its time.</summary>
    public static Fleet SixVms { get; } = Fleet
        .Build(3, 3, settings: Brisk())
        .WithPlan("classics", ["c0002"], ["c0003"])
        .WithPlan("modern", ["m0002"], ["m0003"]);

    /// <summary>Settings of a vault where everything takes a tenth of its time.</summary>
    public static JObject Brisk() => new() { ["durations"] = new JObject { ["classic"] = Quick(), ["modernized"] = Quick() } };

    /// <summary>Goes a journey of all VMs in a session of its own.</summary>
    public async Task<FailbackRun> RunAsync(JourneyOptions options, TestHost? host = null, List<FailbackRunEvent>? journal = null, Func<JourneyEntry, JourneyEntry>? each = null, CancellationToken cancellationToken = default)
    {
        AvsVault vault = await ConnectAsync();
        List<JourneyEntry> entries = await EntriesAsync(vault);
        return await new FailbackJourney(vault, options, host ?? new TestHost(), journal is null ? null : new MemoryJournal(journal)).RunAsync([.. entries.Select(each ?? (entry => entry))], cancellationToken);
    }

    /// <summary>A new session, whose requests go past the given handler.</summary>
    public async Task<AvsVault> ConnectAsync(Func<HttpMessageHandler, HttpMessageHandler>? around = null)
    {
        HttpMessageHandler handler = _emulator.CreateHandler();
        return await new VaultConnector(around?.Invoke(handler) ?? handler).ConnectAsync(new VaultConnectOptions { IsEmulator = true }, default);
    }

    /// <summary>The VMs as a command hands them over.</summary>
#pragma warning disable CA1822 // It belongs to the world that it is read from.
    public async Task<List<JourneyEntry>> EntriesAsync(AvsVault vault, params string[] names)
    {
        ISiteRecovery service = vault.Connection.Service;
        List<ReplicatedItem> items = await Paging.AllAsync(c => service.ListItemsAsync(null, c, default));
        var planOf = new Dictionary<ArmId, RecoveryPlan>();
        foreach (RecoveryPlan listed in await Paging.AllAsync(c => service.ListPlansAsync(c, default)))
        {
            RecoveryPlan plan = (await service.FindPlanAsync(listed.Id, default))!;
            foreach (RecoveryPlanMember member in plan.Members)
            {
                planOf[member.Id] = plan;
            }
        }

        var entries = new List<JourneyEntry>();
        foreach (ReplicatedItem item in items.Where(item => names.Length == 0 || names.Contains(item.Name)).OrderBy(item => item.Name, StringComparer.Ordinal))
        {
            entries.Add(new JourneyEntry
            {
                Item = (await service.FindItemAsync(item.Id, default))!,
                Plan = planOf.GetValueOrDefault(item.Id),
                Target = item.Name,
                Placement = item.Architecture == ReplicationArchitecture.Classic
                    ? new ReprotectChoices { ProcessServer = "CONTOSO-PS-AZ", MasterTarget = Fleet.MasterTargetOf(item.Name), RetentionVolume = "R", Datastore = "vsanDatastore" }
                    : new ReprotectChoices { Datastore = "vsanDatastore" },
                PlacementToAzure = new ReprotectChoices { ProcessServer = item.Architecture == ReplicationArchitecture.Classic ? "CONTOSO-PS-AZ" : null, IsForSeveralKinds = true },
            });
        }

        return entries;
    }

#pragma warning restore CA1822

    /// <summary>What the vault was asked, read by a session of its own.</summary>
    public async Task<IReadOnlyList<EmulatorRequest>> RequestsAsync() => await (await ConnectAsync()).Connection.Emulator!.ListRequestsAsync(0, default);

    public async Task AddFaultAsync(EmulatorFault fault) => await (await ConnectAsync()).Connection.Emulator!.AddFaultAsync(fault, default);

    public async Task<IReadOnlyList<ReplicatedItem>> ItemsAsync()
    {
        ISiteRecovery service = (await ConnectAsync()).Connection.Service;
        return await Paging.AllAsync(c => service.ListItemsAsync(null, c, default));
    }

    public void Dispose()
    {
        _emulator.Dispose();
        File.Delete(_path);
    }

    private static JObject Quick() => new()
    {
        ["reprotectToAvs"] = 70,
        ["firstCopyToAvs"] = 120,
        ["firstPoint"] = 30,
        ["failback"] = 120,
        ["commit"] = 20,
        ["reprotectToAzure"] = 70,
        ["firstCopyToAzure"] = 120,
        ["firstPointToAzure"] = 30,
        ["agentRegistration"] = 60,
    };
}

/// <summary>A host that validates by a rule, approves all commits and remembers what it was told.</summary>
internal sealed class TestHost : IJourneyHost
{
    public Func<ReplicatedItem, bool> Validation { get; set; } = _ => true;

    public Func<IReadOnlyList<ReplicatedItem>, int?, bool> Approval { get; set; } = (_, _) => true;

    public List<FailbackRunEvent> Told { get; } = [];

    public List<string> Validated { get; } = [];

    public List<(string[] Names, int? Wave)> Asked { get; } = [];

    /// <summary>What it does when it is told something.</summary>
    public Func<FailbackRunEvent, Task> OnTold { get; set; } = _ => Task.CompletedTask;

    public Task TellAsync(FailbackRunEvent happened, CancellationToken cancellationToken)
    {
        Told.Add(happened);
        return OnTold(happened);
    }

    public Task<IReadOnlyList<ValidationVerdict>> ValidateAsync(IReadOnlyList<ReplicatedItem> items, CancellationToken cancellationToken)
    {
        Validated.AddRange(items.Select(item => item.Name));
        return Task.FromResult<IReadOnlyList<ValidationVerdict>>([.. items.Select(item => new ValidationVerdict(item, Validation(item) ? ValidationResult.Passed : ValidationResult.Failed, string.Empty))]);
    }

    public Task<bool> ConfirmCommitAsync(IReadOnlyList<ReplicatedItem> items, int? wave, CancellationToken cancellationToken)
    {
        Asked.Add(([.. items.Select(item => item.Name)], wave));
        return Task.FromResult(Approval(items, wave));
    }

    /// <summary>What it does when a round is over.</summary>
    public Action OnProgress { get; set; } = () => { };

    public void Progress(IReadOnlyList<ItemRun> runs) => OnProgress();
}

/// <summary>Lets the caller die at its k-th request, before or after the service has seen it.</summary>
internal sealed class DyingHandler(HttpMessageHandler inner, int at, bool isAfter) : DelegatingHandler(inner)
{
    private int _count;

    /// <summary>Whether it died.</summary>
    public bool HasDied { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (HasDied)
        {
            throw new EmulatedCrashException();
        }

        bool dies = !request.RequestUri!.AbsolutePath.StartsWith("/emulator", StringComparison.Ordinal) && ++_count == at;
        HasDied = dies;
        if (dies && !isAfter)
        {
            throw new EmulatedCrashException();
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        return dies ? throw new EmulatedCrashException() : response;
    }
}
