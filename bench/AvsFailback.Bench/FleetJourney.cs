using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure;
using AvsFailback.Emulator;
using AvsFailback.Failback;
using AvsFailback.Journey;
using Newtonsoft.Json.Linq;

namespace AvsFailback.Bench;

/// <summary>What a journey of a fleet cost.</summary>
internal sealed record JourneyCost(int Vms, FailbackRunOutcome Outcome, TimeSpan Makespan, int Reads, int Writes, int Throttled, TimeSpan Cpu, long Memory, IReadOnlyDictionary<string, int> Operations);

/// <summary>The whole journey of a fleet, from RunningInAzure to Protected, on a virtual clock.</summary>
internal static class FleetJourney
{
    public static async Task<JourneyCost> RunAsync(int vms, int plans, double spread)
    {
        Fleet fleet = Fleet.Build(vms / 2, vms - (vms / 2), plans, new JObject { ["durationSpread"] = spread });
        string path = Path.Combine(Path.GetTempPath(), $"avsfailback-bench-{Environment.ProcessId}-{vms}.json");
        await File.WriteAllTextAsync(path, fleet.Snapshot);
        try
        {
            using VaultEmulator emulator = VaultEmulator.Create(new Dictionary<string, string> { ["snapshot"] = path, ["clock"] = "virtual" });
            AvsVault vault = await new VaultConnector(emulator.CreateHandler()).ConnectAsync(new VaultConnectOptions { IsEmulator = true }, default);
            long before = GC.GetTotalMemory(true);
            TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
            DateTimeOffset start = vault.Connection.Clock.UtcNow;
            List<JourneyEntry> entries = await EntriesAsync(vault, fleet);
            var journey = new FailbackJourney(vault, new JourneyOptions { CommitPolicy = CommitPolicy.AfterValidation }, new QuietHost(), null);
            FailbackRun run = await journey.RunAsync(entries, default);
            TimeSpan makespan = vault.Connection.Clock.UtcNow - start;
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            long memory = GC.GetTotalMemory(true) - before;
            if (run.Outcome != FailbackRunOutcome.Succeeded)
            {
                foreach (FailbackRunItem item in run.Items.Where(item => item.Outcome != FailbackRunItemOutcome.Succeeded).Take(3))
                {
                    Console.WriteLine($"  {item}: {item.Message}");
                }
            }

            return await CountAsync(vault, vms, run.Outcome, makespan, cpu, memory);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The VMs as a command hands them over: the plans with their members, each read whole.</summary>
    private static async Task<List<JourneyEntry>> EntriesAsync(AvsVault vault, Fleet fleet)
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
                Placement = fleet.MasterTargets.TryGetValue(item.Name, out string? target)
                    ? new ReprotectChoices { ProcessServer = "CONTOSO-PS-AZ", MasterTarget = target, RetentionVolume = "R", Datastore = "vsanDatastore" }
                    : new ReprotectChoices { Datastore = "vsanDatastore" },
                PlacementToAzure = new ReprotectChoices { ProcessServer = item.Architecture == ReplicationArchitecture.Classic ? "CONTOSO-PS-AZ" : null, IsForSeveralKinds = true },
            });
        }

        return entries;
    }

    private static async Task<JourneyCost> CountAsync(AvsVault vault, int vms, FailbackRunOutcome outcome, TimeSpan makespan, TimeSpan cpu, long memory)
    {
        IReadOnlyList<EmulatorRequest> requests = await vault.Connection.Emulator!.ListRequestsAsync(0, default);
        Dictionary<string, int> operations = requests.GroupBy(request => $"{request.Method} {request.Operation}").ToDictionary(same => same.Key, same => same.Count());
        if (Environment.GetEnvironmentVariable("BENCH_TRACE") is not null)
        {
            foreach (var minute in requests.GroupBy(r => (int)(r.Time - requests[0].Time).TotalMinutes))
            {
                Console.WriteLine($"{minute.Key}: {string.Join(", ", minute.GroupBy(r => r.Operation).Select(g => $"{g.Key} {g.Count()}"))}");
            }
        }

        int writes = requests.Count(request => request.Method is "POST" or "PUT" or "DELETE" or "PATCH");
        return new JourneyCost(vms, outcome, makespan, requests.Count - writes, writes, requests.Count(request => request.Status == 429), cpu, memory, operations);
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
