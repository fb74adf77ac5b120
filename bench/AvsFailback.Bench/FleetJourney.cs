using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure;
using AvsFailback.Emulator;
using AvsFailback.Engine;
using AvsFailback.Readiness;
using AvsFailback.Runs;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Bench;

/// <summary>What a journey of a fleet cost.</summary>
internal sealed record JourneyCost
{
    public int Vms { get; init; }

    public FailbackRunOutcome Outcome { get; init; }

    /// <summary>From its start to its end, in virtual time.</summary>
    public TimeSpan Makespan { get; init; }

    /// <summary>The same for somebody who knows everything.</summary>
    public TimeSpan Clairvoyant { get; init; }

    public int Reads { get; init; }

    public int Writes { get; init; }

    /// <summary>Reads of a poller for each operation.</summary>
    public int PollerReads { get; init; }

    /// <summary>Answers 429.</summary>
    public int Throttled { get; init; }

    /// <summary>Real time of all cores.</summary>
    public TimeSpan Cpu { get; init; }

    /// <summary>The most that the process held above what it held with the vault loaded and connected, in bytes.</summary>
    public long Memory { get; init; }

    public Dictionary<string, int> Operations { get; init; } = [];
}

/// <summary>The whole journey of a fleet, from RunningInAzure to Protected, on a virtual clock.</summary>
internal static class FleetJourney
{
    /// <summary>The vault that a journey starts from.</summary>
    public static string Snapshot(int vms, int plans, double spread) => Fleet.Build(vms / 2, vms - (vms / 2), plans, new JObject { ["durationSpread"] = spread }).Snapshot;

    /// <summary>Runs it in this process, together with the emulator.</summary>
    /// <param name="snapshot">The file of the vault.</param>
    public static async Task<JourneyCost> RunAsync(string snapshot)
    {
        using VaultEmulator emulator = Open(snapshot);
        AvsVault vault = await ConnectAsync(emulator);
        return await AddCountsAsync(await GoAsync(vault), vault, emulator);
    }

    /// <summary>Runs it elsewhere against an emulator in this process, over HTTP.</summary>
    /// <param name="snapshot">The file of the vault.</param>
    /// <param name="runOn">Runs it on the emulator that listens at the address, as <see cref="RunOnAsync"/> does.</param>
    public static async Task<JourneyCost> RunApartAsync(string snapshot, Func<string, Task<JourneyCost>> runOn)
    {
        using VaultEmulator emulator = Open(snapshot);
        string address = emulator.Start(0).GetLeftPart(UriPartial.Authority);
        return await AddCountsAsync(await runOn(address), await ConnectAsync(emulator), emulator);
    }

    /// <summary>Runs it in this process against an emulator elsewhere; what the vault was asked for isn't known here.</summary>
    /// <param name="address">Where the emulator listens.</param>
    public static async Task<JourneyCost> RunOnAsync(string address) =>
        await GoAsync(await new VaultConnector(null).ConnectAsync(new VaultConnectOptions { IsEmulator = true, Endpoint = new Uri(address) }, default));

    private static VaultEmulator Open(string snapshot) => VaultEmulator.Create(new Dictionary<string, string> { ["snapshot"] = snapshot, ["clock"] = "virtual" });

    private static Task<AvsVault> ConnectAsync(VaultEmulator emulator) =>
        new VaultConnector(emulator.CreateHandler()).ConnectAsync(new VaultConnectOptions { IsEmulator = true }, default);

    private static async Task<JourneyCost> GoAsync(AvsVault vault)
    {
        using var memory = new MemoryWatch();
        using var process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        DateTimeOffset start = vault.Connection.Clock.UtcNow;
        List<JourneyEntry> entries = await EntriesAsync(vault);
        var journey = new FailbackJourney(vault, new JourneyOptions { CommitPolicy = CommitPolicy.AfterValidation }, new QuietHost(), null);
        FailbackRun run = await journey.RunAsync(entries, default);
        TimeSpan makespan = vault.Connection.Clock.UtcNow - start;
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        long grown = memory.Stop();
        foreach (FailbackRunItem item in run.Items.Where(item => item.Outcome != FailbackRunItemOutcome.Succeeded).Take(3))
        {
            await Console.Error.WriteLineAsync($"  {item}: {item.Message}");
        }

        return new JourneyCost { Vms = entries.Count, Outcome = run.Outcome, Makespan = makespan, Cpu = cpu, Memory = grown };
    }

    /// <summary>What the vault was asked for, and what the clairvoyant would have taken.</summary>
    private static async Task<JourneyCost> AddCountsAsync(JourneyCost cost, AvsVault vault, VaultEmulator emulator)
    {
        IReadOnlyList<EmulatorRequest> requests = await vault.Connection.Emulator!.ListRequestsAsync(0, default);
        RunLengths lengths = await RunLengths.ReadAsync(vault, emulator, requests);
        int writes = requests.Count(request => request.Method != "GET");
        List<JourneyEntry> entries = await EntriesAsync(vault);
        IReadOnlyList<ArmId>[] plans = [.. entries.GroupBy(entry => entry.Plan!.Id).Select(plan => plan.Select(entry => entry.Item.Id).ToArray())];
        HashSet<ArmId> classic = [.. entries.Where(entry => entry.Item.Architecture == ReplicationArchitecture.Classic).Select(entry => entry.Item.Id)];
        return cost with
        {
            Clairvoyant = cost.Outcome == FailbackRunOutcome.Succeeded ? Clairvoyant.Makespan(lengths.Plans(plans, classic.Contains)) : TimeSpan.Zero,
            Reads = requests.Count - writes,
            Writes = writes,
            PollerReads = lengths.PollerReads(),
            Throttled = requests.Count(request => request.Status == 429),
            Operations = requests.GroupBy(request => $"{request.Method} {request.Operation}").ToDictionary(same => same.Key, same => same.Count()),
        };
    }

    /// <summary>The VMs as a command hands them over: the plans with their members, each read whole.</summary>
    private static async Task<List<JourneyEntry>> EntriesAsync(AvsVault vault)
    {
        ISiteRecovery service = vault.Connection.Service;
        List<ReplicatedItem> items = await Paging.AllAsync(c => service.ListItemsAsync(null, c, default));
        List<RecoveryPlan> plans = [];
        foreach (RecoveryPlan listed in await Paging.AllAsync(c => service.ListPlansAsync(c, default)))
        {
            plans.Add((await service.FindPlanAsync(listed.Id, default))!);
        }

        var planOf = plans.SelectMany(plan => plan.Members.Select(member => (member.Id, plan))).ToDictionary(pair => pair.Id, pair => pair.plan);
        var entries = new List<JourneyEntry>();
        foreach (ReplicatedItem item in items)
        {
            entries.Add(new JourneyEntry
            {
                Item = (await service.FindItemAsync(item.Id, default))!,
                Plan = planOf.GetValueOrDefault(item.Id),
                Placement = item.Architecture == ReplicationArchitecture.Classic
                    ? new ReprotectChoices { ProcessServer = "CONTOSO-PS-AZ", MasterTarget = Fleet.MasterTargetOf(item.Name), RetentionVolume = "R", Datastore = "vsanDatastore" }
                    : new ReprotectChoices { Datastore = "vsanDatastore" },
                PlacementToAzure = new ReprotectChoices { ProcessServer = item.Architecture == ReplicationArchitecture.Classic ? "CONTOSO-PS-AZ" : null, IsForSeveralKinds = true },
            });
        }

        return entries;
    }

    /// <summary>Notes the most memory that the process holds.</summary>
    private sealed class MemoryWatch : IDisposable
    {
        private readonly Timer _timer;
        private readonly long _before;
        private long _most;

        public MemoryWatch()
        {
            // What loading the vault has left behind isn't the journey's.
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _before = Environment.WorkingSet;
            _timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        }

        public long Stop()
        {
            Look();
            return Interlocked.Read(ref _most) - _before;
        }

        public void Dispose() => _timer.Dispose();

        private void Look() => Interlocked.Exchange(ref _most, Math.Max(Interlocked.Read(ref _most), Environment.WorkingSet));
    }

    /// <summary>A host that approves all and says nothing.</summary>
    private sealed class QuietHost : IJourneyHost
    {
        public Task TellAsync(FailbackRunEvent happened, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<ValidationVerdict>> ValidateAsync(IReadOnlyList<ReplicatedItem> items, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ValidationVerdict>>([.. items.Select(item => new ValidationVerdict(item, ValidationResult.Passed, string.Empty))]);

        public Task<bool> ConfirmCommitAsync(IReadOnlyList<ReplicatedItem> items, int? wave, CancellationToken cancellationToken) => Task.FromResult(true);

        public void Progress(IReadOnlyList<ItemRun> runs)
        {
        }
    }
}
